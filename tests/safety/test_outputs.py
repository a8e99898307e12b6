"""What an output may not be written over, and what links, devices and a full terminal do."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.form.books import CLEAN, ROOT
from tests.safety.places import furnish
from xltools.cli import execute
from xltools.core.errors import OutputError
from xltools.whole import put

linux = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="要有 /dev")

#: Command lines that would write over the ledger 台账.db, or make a ledger of another output.
_OVER_A_LEDGER = (
    "check 甲.xlsx -o 台账.db",
    "check 甲.xlsx --format json -o 台账链.txt",
    "check 甲.xlsx --format xlsx -o 台账副.xlsx",
    "annotate 甲.xlsx -o 台账副.xlsx --force",
    "consolidate 夹 -o 台账副.xlsx",
    "consolidate 夹 -o 汇.xlsx --ledger 台账.db --values 台账副.csv",
    "consolidate 夹 -o 汇.xlsx --ledger 台账副.csv --values 台账副.csv",
    "consolidate 夹 -o 台账副.xlsx --ledger 台账副.xlsx",
    "consolidate 夹 -o 汇.xlsx --ledger 台账副.html --html 台账副.html",
    "run 夹 -o 出 --ledger 出/汇总.xlsx",
    "report new 甲.xlsx -o 台账副.docx --force",
    "new --unit 乙 -o 台账副.xlsx --force",
)
_LEDGERS = ("台账.db", "台账副.xlsx", "台账副.csv", "台账副.html", "台账副.docx", "出/汇总.xlsx")


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a workbook, a folder of one, and ledgers under all kinds of names."""
    furnish(tmp_path)
    monkeypatch.chdir(tmp_path)
    assert execute(["consolidate", "夹", "-o", "旧.xlsx", "--ledger", "台账.db"]) == 0
    for name in _LEDGERS[1:]:
        shutil.copy("台账.db", name)
    try:
        Path("台账链.txt").symlink_to("台账.db")
    except OSError:
        shutil.copy("台账.db", "台账链.txt")
    return tmp_path


def _runs(ledger: Path) -> int:
    connection = sqlite3.connect(ledger)
    try:
        return len(connection.execute("SELECT * FROM sqlite_master").fetchall())
    finally:
        connection.close()


@pytest.mark.parametrize("line", _OVER_A_LEDGER)
def test_no_output_is_written_over_a_ledger(here: Path, capfd: pytest.CaptureFixture[str], line: str) -> None:
    """It is refused with 2 and told; every ledger holds what it held."""
    capfd.readouterr()
    before = {name: (here / name).read_bytes() for name in _LEDGERS}
    assert execute(line.split()) == 2
    told = capfd.readouterr().err
    assert "台账" in told
    assert "处理：" in told
    assert "内部" not in told
    assert {name: (here / name).read_bytes() for name in _LEDGERS} == before
    assert all(_runs(here / name) for name in _LEDGERS)


def test_a_new_ledger_is_no_other_output(here: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """The ledger counts among the outputs before there is one, through another spelling too."""
    lines = ("consolidate 夹 -o 新.xlsx --ledger ./新.xlsx", "run 夹 -o 批 --ledger 批/审核结果.json")
    for line in lines:
        assert execute(line.split()) == 2
        assert "--ledger 和另一个输出是同一个文件" in capfd.readouterr().err
    assert not (here / "新.xlsx").exists()
    assert not (here / "批").exists()


def test_no_ledger_is_made_of_an_input(here: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """SQLite takes an empty file for a new database; a workbook of no bytes is a unit's all the same."""
    empty = here / "夹" / "空.xlsx"
    empty.touch()
    assert execute(["consolidate", "夹", "--ledger", str(empty)]) == 2
    assert "不是台账" in capfd.readouterr().err
    assert not empty.stat().st_size


@pytest.mark.parametrize(
    ("form", "name"), [("text", "果.xlsx"), ("json", "果.db"), ("xlsx", "果.txt"), ("xlsx", "果")]
)
def test_the_ending_fits_the_format(
    here: Path, capfd: pytest.CaptureFixture[str], form: str, name: str
) -> None:
    """``check -o`` writes no file that the program of its ending cannot open."""
    assert execute(["check", "甲.xlsx", "--format", form, "-o", name]) == 2
    assert f"--format 是 {form}" in capfd.readouterr().err
    assert not (here / name).exists()


@linux
def test_a_link_stays_a_link(here: Path) -> None:
    """What it leads to is written, also through another link, and where nothing is there yet."""
    (here / "别处").mkdir()
    for name, target in (("一.txt", "二.txt"), ("二.txt", "别处/三.txt")):
        Path(name).symlink_to(target)
    for content in (b"new", b"newer"):
        put(content, here / "一.txt")
        assert (here / "别处" / "三.txt").read_bytes() == content
    assert Path("一.txt").is_symlink()
    assert Path("二.txt").is_symlink()
    assert [path.name for path in (here / "别处").iterdir()] == ["三.txt"]


@linux
def test_marks_through_a_link_reach_the_file(here: Path) -> None:
    """A link to the original is the original: that is marked, what it was is kept, the link stays."""
    Path("链.xlsx").symlink_to("甲.xlsx")
    assert execute(["annotate", "甲.xlsx", "-o", "链.xlsx"]) == 0
    assert Path("链.xlsx").is_symlink()
    assert (here / "甲.xlsx").read_bytes() != CLEAN.read_bytes()
    assert (here / "甲.xlsx.bak").read_bytes() == CLEAN.read_bytes()


@linux
def test_links_in_a_circle(here: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """It is told; nothing is written."""
    Path("一.txt").symlink_to("二.txt")
    Path("二.txt").symlink_to("一.txt")
    with pytest.raises(OutputError, match="链接互相指向"):
        put(b"x", here / "一.txt")
    assert execute(["check", "甲.xlsx", "-o", "一.txt"]) == 2
    assert "链接互相指向" in capfd.readouterr().err
    assert Path("一.txt").is_symlink()


@linux
@pytest.mark.parametrize("name", ["/dev/null", "/dev/没有.txt", "/proc/self/没有.txt", "设备.txt"])
def test_nothing_of_the_system_is_written(here: Path, name: str) -> None:
    """Neither what is there nor anything new beside it, nor through a link."""
    (here / "设备.txt").symlink_to("/dev/stdout")
    with pytest.raises(OutputError, match="系统的设备"):
        put(b"x", Path(name))


@linux
def test_what_a_shell_hands_over_is_not_replaced(here: Path) -> None:
    """``-o /dev/stdout > 文件`` neither replaces the device nor pulls the file from under the shell."""
    device = os.lstat("/dev/stdout")
    with (here / "果.txt").open("wb") as out:
        ended = _called("check 甲.xlsx -o /dev/stdout", stdout=out)
    assert ended.returncode == 2
    assert "系统的设备" in ended.stderr.decode()
    assert not (here / "果.txt").read_bytes()
    now = os.lstat("/dev/stdout")
    assert (now.st_ino, now.st_mode) == (device.st_ino, device.st_mode)


@linux
@pytest.mark.parametrize(
    "line", ["check 甲.xlsx", "check 甲.xlsx --format json", "--version", "check --help"]
)
def test_a_full_standard_output(here: Path, line: str) -> None:
    """It is called so, not a temporary folder; the exit code is 2."""
    with Path("/dev/full").open("wb") as full:
        ended = _called(line, stdout=full)
    told = ended.stderr.decode()
    assert ended.returncode == 2
    assert "不能写入 标准输出" in told
    assert "磁盘已满" in told
    assert "临时文件夹" not in told
    assert (here / "甲.xlsx").read_bytes() == CLEAN.read_bytes()


@linux
@pytest.mark.usefixtures("here")
def test_nobody_left_to_tell() -> None:
    """Where stderr takes nothing either, the exit code still says that it was not done."""
    with Path("/dev/full").open("wb") as full:
        assert _called("check 没有.xlsx", stdout=full, stderr=full).returncode == 2


@linux
@pytest.mark.usefixtures("here")
def test_no_standard_output_at_all() -> None:
    """A closed stdout is nowhere: neither the result nor its JSON ends the program."""
    for line in ("check 甲.xlsx", "check 甲.xlsx --format json"):
        ended = _called(line, stdout=None, preexec_fn=lambda: os.close(1))
        assert ended.returncode == 0, ended.stderr.decode()


def _called(line: str, **streams: Any) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(  # noqa: S603  # our own program
        [sys.executable, "-m", "xltools", *line.split()],
        **{"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, **streams},
        check=False,
        timeout=120,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )


@linux
def test_links_in_a_circle_and_into_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder that is a link to itself is told in words; what a link points at is made, folders and all."""
    monkeypatch.chdir(tmp_path)
    Path("圈").symlink_to("圈")
    Path("链.txt").symlink_to(Path("新", "果.txt"))
    assert execute(["check", str(CLEAN), "-o", "圈/果.txt"]) == 2
    assert execute(["check", str(CLEAN), "-o", "链.txt"]) in (0, 1)
    assert Path("链.txt").is_symlink()
    assert Path("新", "果.txt").is_file()


def test_an_ending_of_another_format(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A program that reads .json would get no JSON."""
    assert execute(["check", str(CLEAN), "-o", str(tmp_path / "果.json")]) == 2
    assert "以 .json 结尾" in capsys.readouterr().err
