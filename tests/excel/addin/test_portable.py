"""A Python of the person's own, from a folder of wheels, really made on this computer."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from tests.excel.addin.places import linux_at, tree
from tests.excel.addin.wheels import real, tiny
from xltools.cli import execute
from xltools.core.errors import OutputError, UsageError
from xltools.excel.addin import record
from xltools.excel.addin.portable import folder, install_python, python_in
from xltools.excel.addin.removing import remove


def _said(python: Path, *words: str) -> str:
    command = [str(python), "-P", "-m", "xltools", *words]
    return subprocess.run(command, capture_output=True, text=True, check=True, env={}).stdout.strip()  # noqa: S603


def test_made_updated_and_removed(tmp_path: Path) -> None:
    """It runs the program; a newer wheel brings it up to date; removal leaves what was there before."""
    env = linux_at(tmp_path / "家")
    before = tree(tmp_path / "家")
    for version in ("9.8", "9.9"):
        install_python(env, tiny(tmp_path / "安装包", version), version)
        assert _said(Path(python_in(env))) == f"xltools {version}"
        assert record.load(env).parts["python"].version == version
    done = remove(env, ["python"])
    assert {each.fate for each in done} == {"删除"}
    assert len(done) > 100
    assert tree(tmp_path / "家") == before


def test_what_somebody_put_there_stays(tmp_path: Path) -> None:
    """A file changed and a file added inside survive the removal, everything else goes."""
    env = linux_at(tmp_path / "家")
    install_python(env, tiny(tmp_path / "安装包"), "9.9")
    home = Path(folder(env))
    changed, added = home / "pyvenv.cfg", home / "我的笔记.txt"
    changed.write_text(changed.read_text() + "# 改过\n")
    added.write_text("别删")
    assert [each.path for each in remove(env, ["python"]) if each.fate == "保留"] == [str(changed)]
    assert {path for path in home.rglob("*") if path.is_file()} == {changed, added}


def test_a_folder_of_somebody_else_is_left_alone(tmp_path: Path) -> None:
    """What already lies where the Python should go is neither used nor removed."""
    env = linux_at(tmp_path / "家")
    mine = Path(folder(env), "重要.txt")
    mine.parent.mkdir(parents=True)
    mine.write_text("重要")
    before = tree(tmp_path)
    with pytest.raises(OutputError, match="已存在"):
        install_python(env, tiny(tmp_path / "安装包"), "9.9")
    assert tree(tmp_path / "家") == {
        name.removeprefix("家/"): content for name, content in before.items() if name.startswith("家/")
    }


def test_a_wheel_is_missing(tmp_path: Path) -> None:
    """What pip says is told, and nothing half made is left."""
    env = linux_at(tmp_path / "家")
    wheels = tmp_path / "安装包"
    wheels.mkdir()
    before = tree(tmp_path / "家")
    with pytest.raises(UsageError, match="没有 xltools 的安装包"):
        install_python(env, wheels, "1")
    (wheels / "xltools-1-py3-none-any.whl").write_bytes(b"not a wheel")
    with pytest.raises(OutputError, match="没有装成"):
        install_python(env, wheels, "1")
    assert tree(tmp_path / "家") == before


def test_the_program_itself(tmp_path: Path, monkeypatch, capsys) -> None:
    """From its real wheels, by the command line: the new Python checks a workbook, the menu starts it."""
    wheels = real(tmp_path)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "家 甲"))
    monkeypatch.delenv("PYTHONPATH", raising=False)
    assert execute(["addin", "install", "--wheels", str(wheels)]) == 0
    python = tmp_path / "家 甲" / "xltools" / "python" / "bin" / "python"
    assert "湛江2022" in _said(python, "standard", "list")
    entry = (tmp_path / "家 甲" / "applications" / "xltools.desktop").read_text("utf-8")
    assert f'Exec="{python}" -P -m xltools excel' in entry
    assert execute(["addin", "doctor"]) == 0
    assert execute(["addin", "remove"]) == 0
    assert "保留" not in capsys.readouterr().out
    assert not (tmp_path / "家 甲").exists()
