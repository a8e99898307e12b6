"""Whatever ends a program, its disk or its folder: an output is the old one or the new one."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.form.books import CLEAN, ROOT
from tests.safety.places import furnish
from xltools.cli import execute
from xltools.commands.backup import with_backup
from xltools.commands.naming import safe_name
from xltools.core.errors import OutputError
from xltools.whole import PREFIX, _sweep, put, whole

posix = pytest.mark.skipif(sys.platform == "win32", reason="要有 POSIX 的信号和限额")

OLD = b"old"

#: Command lines that write one file each, and where.
WRITERS = {
    "check 甲.xlsx -o 出/审核.txt": "出/审核.txt",
    "check 甲.xlsx --format json -o 出/审核.json": "出/审核.json",
    "check 甲.xlsx --format xlsx -o 出/审核.xlsx": "出/审核.xlsx",
    "annotate 甲.xlsx -o 出/退回.xlsx --force": "出/退回.xlsx",
    "consolidate 夹 -o 出/汇总.xlsx": "出/汇总.xlsx",
    "consolidate 夹 -o 别处/汇总.xlsx --values 出/值.csv": "出/值.csv",
    "report new 甲.xlsx -o 出/报告.docx --force": "出/报告.docx",
    "new --unit 乙 -o 出/新.xlsx --force": "出/新.xlsx",
}

#: Runs the command lines of its arguments where no file may be larger than its first argument says.
_SMALL_DISK = """
import resource, sys
from xltools.cli import main
most, lines, codes = int(sys.argv[1]), sys.argv[2:], []
resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))
for line in lines:
    sys.argv = ["xltools", *line.split()]
    try:
        main()
    except SystemExit as ended:
        codes.append(ended.code)
print("codes", codes)
"""


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a workbook, and old outputs in a folder 出."""
    furnish(tmp_path)
    for path in WRITERS.values():
        (tmp_path / path).write_bytes(OLD)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def rubbish(folder: Path) -> list[Path]:
    """What unfinished writing left."""
    return [path for path in folder.rglob("*") if path.name.startswith(PREFIX)]


@posix
def test_a_full_disk(here: Path) -> None:
    """Where nothing fits, each command says so and what to do, with 2; old outputs are what they were."""
    ended = subprocess.run(  # noqa: S603  # our own program
        [sys.executable, "-c", _SMALL_DISK, "100", *WRITERS],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        timeout=300,
    )
    assert "Traceback" not in ended.stderr
    assert f"codes {[2] * len(WRITERS)}" in ended.stdout, ended.stdout + ended.stderr
    assert ended.stderr.count("不能写入") == len(WRITERS), ended.stderr
    assert ended.stderr.count("腾出磁盘空间") == len(WRITERS)
    assert {path: (here / path).read_bytes() for path in WRITERS.values()} == dict.fromkeys(
        WRITERS.values(), OLD
    )
    assert not rubbish(here)


def _closed(folder: Path) -> Path:
    """A folder nobody may write to; for root, who may write anywhere, one of the system's."""
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        return Path("/sys/kernel")
    folder.mkdir()
    folder.chmod(0o555)
    return folder


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="要有 /sys")
def test_a_folder_that_is_read_only(here: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """It is told in Chinese, with what to do."""
    place = _closed(here / "只读") / "审核.txt"
    assert execute(["check", "甲.xlsx", "-o", str(place)]) == 2
    told = capfd.readouterr().err
    assert f"不能写入 {place}：没有权限" in told
    assert "-o 换一个位置" in told


@pytest.mark.parametrize("lock", ["~$汇总.xlsx", ".~lock.汇总.xlsx#"])
def test_a_file_that_is_open(here: Path, capfd: pytest.CaptureFixture[str], lock: str) -> None:
    """While Excel, WPS or LibreOffice has it open it is not written, and what has it open can be found."""
    (here / "出" / lock).write_bytes(b"x")
    assert execute(["consolidate", "夹", "-o", "出/汇总.xlsx"]) == 2
    told = capfd.readouterr().err
    assert f"旁边有“{lock}”" in told
    assert "关闭" in told
    assert (here / "出" / "汇总.xlsx").read_bytes() == OLD


def test_a_report_that_is_open(here: Path) -> None:
    """Word leaves out the first two letters of a long name."""
    (here / "~$某单位的自评报告.docx").write_bytes(b"x")
    (here / "示例某单位的自评报告.docx").write_bytes(OLD)
    with pytest.raises(OutputError, match="打开着"):
        put(b"new", here / "示例某单位的自评报告.docx")


def test_an_open_original_gets_no_copy(here: Path) -> None:
    """Where the original is open it is not written, so nothing is kept of it either."""
    (here / "~$甲.xlsx").write_bytes(b"x")
    with pytest.raises(OutputError):
        with_backup(here / "甲.xlsx")
    assert not list(here.glob("*.bak*"))


@posix
def test_no_device_is_replaced(here: Path) -> None:
    """A pipe or a device given as the output stays what it is."""
    os.mkfifo(here / "管道.txt")
    with pytest.raises(OutputError, match="设备或管道"):
        put(b"x", here / "管道.txt")
    assert (here / "管道.txt").is_fifo()


@pytest.mark.parametrize("name", ["甲 #%&'（新）.txt", "-横.txt", "\U00020bb7😀.txt", "名" * 80 + ".txt"])
def test_odd_names(here: Path, name: str) -> None:
    """Names that people give are taken."""
    assert execute(["check", "甲.xlsx", f"--out={here / '出' / name}"]) == 0
    assert (here / "出" / name).stat().st_size


@posix
def test_long_paths(here: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """A path of more than 260 signs is written and read; a name that no system takes is told."""
    deep = here.joinpath(*["深" * 60] * 5)
    assert execute(["check", "甲.xlsx", "-o", str(deep / "审核.txt")]) == 0
    assert (deep / "审核.txt").is_file()
    shutil.copy(CLEAN, deep / "甲.xlsx")
    assert execute(["check", str(deep / "甲.xlsx")]) == 0
    capfd.readouterr()
    assert execute(["check", "甲.xlsx", "-o", "长" * 200 + ".txt"]) == 2
    told = capfd.readouterr().err
    assert "文件名太长" in told
    assert "处理" in told


def _broken_off(place: Path) -> None:
    with whole(place) as part:
        part.write_bytes(b"half")
        raise KeyboardInterrupt


def test_what_fails_inside_leaves_nothing(tmp_path: Path) -> None:
    """Whatever ends the writing: the old file is there, the unfinished one is not."""
    place = tmp_path / "甲.txt"
    place.write_bytes(OLD)
    with pytest.raises(KeyboardInterrupt):
        _broken_off(place)
    assert place.read_bytes() == OLD
    assert not rubbish(tmp_path)


def test_a_private_file_stays_private(tmp_path: Path) -> None:
    """Who may read an output does not change when it is written anew."""
    place = tmp_path / "甲.txt"
    put(OLD, place)
    place.chmod(0o600)
    put(b"new", place)
    assert (place.stat().st_mode & 0o777, place.read_bytes()) == (0o600, b"new")


@posix
def test_leftovers_are_taken_away(tmp_path: Path) -> None:
    """Of a process that is gone at once, of another computer after a day, of a running one never."""
    put(b"x", tmp_path / "甲.txt")
    with whole(tmp_path / "乙.txt") as running:
        host = running.name.removeprefix(PREFIX).partition("-")[0]
        gone = tmp_path / f"{PREFIX}{host}-999999999-0.tmp"
        foreign, old = (tmp_path / f"{PREFIX}0a0b0c0d-1-{each}.tmp" for each in "01")
        for path in (gone, foreign, old):
            path.write_bytes(b"half")
        os.utime(old, (0, 0))
        _sweep.cache_clear()
        put(b"x", tmp_path / "甲.txt")
        assert set(rubbish(tmp_path)) == {running, foreign}


_WRITE_ON = """
import sys
from pathlib import Path
from xltools.whole import put
place = Path(sys.argv[1])
while True:
    for letter in (b"a", b"b"):
        put(letter * 5_000_000, place)
        print(end="x", flush=True)
"""


@posix
@pytest.mark.parametrize("seed", range(8))
def test_killed_while_writing(tmp_path: Path, seed: int) -> None:
    """Killed at a chance moment: the file is one of the two, whole; the next writing takes the rest away."""
    place = tmp_path / "甲.bin"
    writer = subprocess.Popen(  # noqa: S603  # our own
        [sys.executable, "-c", _WRITE_ON, str(place)],
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    with writer:
        assert writer.stdout is not None
        assert writer.stdout.read(1)
        time.sleep(random.Random(seed).uniform(0, 0.05))  # noqa: S311
        writer.send_signal(signal.SIGKILL)
    content = place.read_bytes()
    assert content in (b"a" * 5_000_000, b"b" * 5_000_000)
    put(b"c", place)
    assert not rubbish(tmp_path)
    assert sorted(tmp_path.iterdir()) == [place]


@posix
@pytest.mark.parametrize("seed", range(3))
def test_a_run_that_is_killed(here: Path, seed: int) -> None:
    """A whole run killed at a chance moment: every output is whole or not there; the next run is whole."""
    line = [sys.executable, "-m", "xltools", "run", "夹", "-o", "批", "--ledger", "台账.db"]
    shutil.copytree(here / "夹", here / "夹2")
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    running = subprocess.Popen(line, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # noqa: S603
    with running:
        time.sleep(random.Random(seed).uniform(0.3, 4))  # noqa: S311
        running.send_signal(signal.SIGKILL)
    for path in (each for each in here.joinpath("批").rglob("*.*x") if not each.name.startswith(".")):
        shutil.unpack_archive(path, here / "解" / path.name, "zip")
    assert (here / "夹" / "甲.xlsx").read_bytes() == CLEAN.read_bytes()
    assert subprocess.run(line, env=environment, capture_output=True, check=False).returncode == 0  # noqa: S603
    assert (here / "批" / "汇总.xlsx").is_file()
    assert not rubbish(here)


@pytest.mark.parametrize(
    ("name", "file"),
    [
        ("../../x", "_.._x"),
        ("C:\\x", "C__x"),
        ("CON", "_CON"),
        ("nul.甲", "_nul.甲"),
        ("a/b", "a_b"),
        ("一\n二", "一_二"),
        ("长" * 300, "长" * 60),
        ("a" * 300, "a" * 80),
        (" . . ", "未填单位名称"),
        ("\u202e甲\u200b", "_甲_"),
        ("\ud800", "_"),
        ("某　单位（本级）", "某　单位（本级）"),
    ],
)
def test_names_of_files(name: str, file: str) -> None:
    """A unit's name is a file's name: no folder, no device, nothing unseen, with room for endings."""
    assert safe_name(name) == file
