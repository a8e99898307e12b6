"""What doctor and status say, of computers played by values: Windows' registry is a table here.

This shows which words follow from which answers. Whether a real registry gives these answers was not tried.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.excel.addin.places import linux_at, windows_at
from xltools.cli import execute
from xltools.excel.addin import installing, record
from xltools.excel.addin.environment import Environment
from xltools.excel.addin.looking import Seen, look
from xltools.excel.addin.parts import files_of

_EXCEL = {r"HKCR\Excel.Application\CLSID": "{1}"}
_WPS = {r"HKCR\et.Application\CLSID": "{2}"}
_OWN = r"HKCU\Software\Microsoft\Office\16.0\Excel\Security"
_POLICY = r"HKCU\Software\Policies\Microsoft\Office\16.0\Excel\Security"


def _seen(env: Environment, answers: Mapping[str, str] | None, version: str = "1") -> dict[str, Seen]:
    def registry(key: str, name: str) -> str | None:
        return None if answers is None else answers.get(f"{key}\\{name}" if name else key)

    told = look(env, record.load(env), version, None if answers is None else registry)
    return {each.what: each for each in told}


def _one(seen: Mapping[str, Seen], words: str) -> Seen:
    (found,) = [each for what, each in seen.items() if words in what]
    return found


@pytest.fixture
def env(tmp_path: Path) -> Environment:
    """Windows in a folder, with the small window and the add-in installed by version 1."""
    env = windows_at(tmp_path)
    installing.install(env, files_of(env, ["launcher", "xlam"]), "1")
    return env


@pytest.mark.parametrize(
    ("answers", "states"),
    [
        ({**_EXCEL, **_WPS}, ("有", "有")),
        (_EXCEL, ("有", "无")),
        ({}, ("无", "无")),
        (None, ("不知道", "不知道")),
    ],
)
def test_programs(env: Environment, answers, states: tuple[str, str]) -> None:
    """Excel and WPS are there, not there, or not known: never one for the other."""
    seen = _seen(env, answers)
    assert (seen["Excel"].state, seen["WPS 表格"].state) == states
    assert all(each.fix for each in seen.values() if each.state == "不知道")


@pytest.mark.parametrize(
    ("answers", "state", "words"),
    [
        ({}, "有", "启用内容"),
        ({rf"{_OWN}\VBAWarnings": "1"}, "有", "全部允许"),
        ({rf"{_OWN}\VBAWarnings": "4"}, "无", "全部禁用"),
        ({rf"{_OWN}\VBAWarnings": "1", rf"{_POLICY}\VBAWarnings": "3"}, "无", "签名"),
        ({rf"{_OWN}\VBAWarnings": "9"}, "不知道", "宏设置"),
        (None, "不知道", "宏设置"),
    ],
)
def test_permission_of_macros(env: Environment, answers, state: str, words: str) -> None:
    """The setting in words; what the administrator laid down goes before the person's own."""
    found = _one(_seen(env, answers), "宏设置")
    assert found.state == state
    assert words in found.what


def test_nothing_can_be_known_of_virus_scanners(env: Environment) -> None:
    """What cannot be found out is said to be so, with the way to find it out."""
    assert _one(_seen(env, _EXCEL), "杀毒").state == "不知道"


def test_parts_beside_the_program(env: Environment) -> None:
    """A part of another version, with a file changed or gone, is told, and what to run."""
    assert _one(_seen(env, {}), "快捷方式").state == "有"
    old = _one(_seen(env, {}, version="2"), "快捷方式")
    assert (old.state, "程序已是 2" in old.what) == ("无", True)
    assert "--launcher" in old.fix
    command = Path(env.menu, "绩效自评.cmd")
    command.write_bytes(b"changed")
    assert "1 个文件被改过" in _one(_seen(env, {}), "快捷方式").what
    command.unlink()
    assert "少了 1 个文件" in _one(_seen(env, {}), "快捷方式").what


def test_the_python_that_macros_start(env: Environment) -> None:
    """The note names a Python that is not there, until it is."""
    assert _one(_seen(env, {}), "宏要启动的").state == "无"
    python = Path(env.python)
    python.parent.mkdir(parents=True)
    python.write_bytes(b"")
    assert _one(_seen(env, {}), "宏要启动的").state == "有"


def test_no_permission_is_asked_for_without_macros(tmp_path: Path) -> None:
    """Only the small window: the setting of macros does not matter, and is not complained about."""
    env = windows_at(tmp_path)
    installing.install(env, files_of(env, ["launcher"]), "1")
    seen = _seen(env, {rf"{_OWN}\VBAWarnings": "4"})
    assert not [what for what in seen if "禁用" in what]


def test_linux_speaks_of_no_excel(tmp_path: Path) -> None:
    """Nothing is said of programs that cannot be there."""
    seen = _seen(linux_at(tmp_path), None)
    assert not [what for what in seen if "Excel" in what or "WPS" in what]
    assert _one(seen, "安装过的部分").state == "无"


def test_the_commands(tmp_path: Path, monkeypatch, capsys) -> None:
    """Dry run, install, status, doctor, remove by the command line, in a home with a Chinese name."""
    home = tmp_path / "张 三"
    monkeypatch.setenv("XDG_DATA_HOME", str(home))
    entry = home / "applications" / "xltools.desktop"

    def run(*words: str) -> str:
        assert execute(["addin", *words]) == 0
        return capsys.readouterr().out

    assert f"写入 {entry}" in run("install", "--dry-run")
    assert not home.exists()
    assert f"写入 {entry}" in run("install")
    assert f"相同 {entry}" in run("install")
    assert str(entry) in run("status")
    assert "√ 快捷方式" in run("doctor")
    assert f"删除 {entry}" in run("remove", "--dry-run")
    assert entry.exists()
    assert f"删除 {entry}" in run("remove", "--launcher")
    assert "没有要去掉的" in run("remove")
    assert not home.exists()
    assert execute(["addin", "install", "--xlam"]) == 2
    assert "Windows" in capsys.readouterr().err


@pytest.mark.parametrize("there", [True, False])
def test_the_connection_is_asked_for_where_it_is_used(tmp_path: Path, monkeypatch, there: bool) -> None:  # noqa: FBT001
    """On Windows always; on Linux for LibreOffice's buttons only. Nothing goes without it."""
    kept = importlib.util.find_spec
    found = kept("json") if there else None
    monkeypatch.setattr(
        "xltools.excel.addin.looking.find_spec", lambda name: found if name == "xlwings" else kept(name)
    )
    assert not [what for what in _seen(linux_at(tmp_path), None) if "xlwings" in what]
    seen = _one(_seen(windows_at(tmp_path / "窗"), {}), "xlwings")
    assert (seen.state, seen.needed) == ("有" if there else "无", True)
    env = linux_at(tmp_path / "乙")
    record.save(env, record.Record({"libreoffice": record.Part("1", {})}))
    assert _one(_seen(env, None), "xlwings").needed
