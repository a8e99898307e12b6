"""Files checked in several processes: the same as in one, whatever one of the files does; ended at a word."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from itertools import repeat
from pathlib import Path

import pytest

from tests.form.books import CLEAN, ROOT, SEED
from tests.pool.remembering import remember_and_check
from tests.pool.tasks import Deed, do
from tests.readers.test_said import damaged_lzma, name_in_gbk
from xltools import runner
from xltools.commands.gathering import without_summaries
from xltools.commands.marking import make, unmade
from xltools.core.errors import InputError, UsageError
from xltools.core.model import Checked
from xltools.engines.formualizer import Formualizer
from xltools.opening import VARIABLE
from xltools.pool.alone import Alone
from xltools.pool.limits import MEMORY, SECONDS, Limits
from xltools.pool.outcome import Problem, too_slow
from xltools.runner import check_file, check_files, workbooks_in
from xltools.workers import processes

posix = pytest.mark.skipif(sys.platform == "win32", reason="要有 POSIX 的信号")

#: Loaded by every Python process of a round: a worker that opens a unit's workbook tells so, and hangs.
_HANGING = """
import multiprocessing, os, sys, time

def look(event, arguments):
    name = os.path.basename(str(arguments[0])) if event == "open" else ""
    if name[:1].isdigit() and name.endswith(".xlsx") and multiprocessing.parent_process():
        with open(os.path.join(os.path.dirname(__file__), "opened"), "w"):
            time.sleep(3600)

sys.addaudithook(look)
"""


def test_two_processes_find_what_one_finds() -> None:
    """All samples, units and attached forms of three standards: the same results in the same order."""
    paths = workbooks_in([ROOT / "workbooks"])
    assert list(check_files(paths, jobs=2)) == list(check_files(paths, jobs=1))


@posix
@pytest.mark.parametrize("jobs", [1, 2])
def test_a_file_that_would_never_answer(tmp_path: Path, jobs: int) -> None:
    """A pipe is no file: it is told at once and nobody waits for it; its neighbours are checked."""
    silent = tmp_path / "无声.xlsx"
    os.mkfifo(silent)
    found = list(check_files([SEED, silent, CLEAN], jobs=jobs))
    assert [each.path for each in found] == [str(SEED), str(silent), str(CLEAN)]
    assert [each.verdict for each in found] == ["不通过", "无法读取", "通过"]
    assert found[1].error is not None
    assert found[1].error[0] == "no-access"


@posix
def test_a_file_that_took_too_long(tmp_path: Path) -> None:
    """Whether it is a summary lying about is not asked: that would read it once more, here."""
    silent = tmp_path / "无声.xlsx"
    os.mkfifo(silent)
    slow = Checked(str(silent), "", "", "", "无法读取", error=too_slow(Limits(seconds=5)).told)
    assert list(without_summaries([slow])) == [slow]


@posix
def test_a_file_that_wants_too_much_memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A workbook of 600,000 texts in a worker with little memory: told; the others are checked."""
    big = _big(tmp_path / "大.xlsx")
    monkeypatch.setenv(MEMORY, "400")
    found = list(check_files([CLEAN, big, SEED], jobs=2))
    assert [each.verdict for each in found] == ["通过", "无法读取", "不通过"]
    assert found[1].error is not None
    assert found[1].error[:2] == ("memory", "占用内存过多，已停止处理")


def _big(path: Path) -> Path:
    """A workbook with 600,000 different texts."""
    import xlsxwriter

    with xlsxwriter.Workbook(path, {"constant_memory": True}) as book:
        sheet = book.add_worksheet()
        for row in range(60_000):
            sheet.write_row(row, 0, [f"文字{row}列{column}" for column in range(10)])
    return path


def test_memory_that_runs_out_in_one_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where reading finds no memory the file is told of in the same words, not as a fault of the program."""

    def read(_: Path) -> None:
        raise MemoryError

    monkeypatch.setattr(runner, "open_workbook", read)
    found = check_file(CLEAN, None, Formualizer())
    assert found.verdict == "无法读取"
    assert found.error is not None
    assert found.error[:2] == ("memory", "占用内存过多，已停止处理")


@posix
def test_a_file_before_it_leaves_room() -> None:
    """What is kept of earlier files is forgotten before one is called too big: of 1,000 MB each wants 600."""
    with Alone(Limits(bytes=1000 << 20)) as child:
        told = [each.value for each in child.map(remember_and_check, [600, 601])]
    assert told == ["通过", "通过"]


@posix
def test_what_stands_for_a_lost_value() -> None:
    """A lost value is what the caller makes of the problem, whatever that is."""
    deeds = [Deed(1), Deed(2, "exit"), Deed(3), Deed(4, "raise"), Deed(5)]
    with processes(2, 5) as run:
        found = list(run(do, deeds, instead=lambda problem, deed: (problem.kind, deed.number)))
    assert found == [2, ("崩溃", 2), 6, ("出错", 4), 10]


@pytest.mark.parametrize("jobs", [1, 2])
def test_what_a_function_says_is_raised(jobs: int) -> None:
    """An XltoolsError comes as it was raised; no other error does."""
    with processes(jobs, 5) as run:
        values = run(do, [Deed(1), Deed(2, "raise"), Deed(3, "refuse")], instead=lambda *_: "出错")
        assert [next(values), next(values)] == [2, "出错"]
        with pytest.raises(InputError, match="坏"):
            next(values)


def test_a_returned_workbook_whose_making_was_ended() -> None:
    """It is no 退回稿, and says why and what to do."""
    problem = Problem("崩溃", "处理时程序崩溃", "另存")
    made = unmade(problem, *zip([None], repeat("湛江2022")))
    assert made.problem == "处理时程序崩溃。处理：另存"
    assert not made.content


def test_workers_mark_what_one_process_marks(tmp_path: Path) -> None:
    """退回稿 made in two processes are byte for byte those made in one."""
    checked = list(check_files([SEED, SEED]))
    made = []
    for jobs in (1, 2):
        with processes(jobs, 2) as run:
            made.append(list(run(make, checked, repeat(None), repeat(tmp_path), instead=unmade)))
    assert made[0] == made[1]
    assert made[0][0].content


@pytest.mark.parametrize("jobs", [1, 2])
@pytest.mark.parametrize(
    ("name", "value"),
    [
        (SECONDS, "很久"),
        (SECONDS, "0"),
        (SECONDS, "604801"),
        (SECONDS, "1e308"),
        (MEMORY, "1000001"),
        (MEMORY, "1e300"),
        (VARIABLE, "随便"),
    ],
)
def test_a_setting_that_cannot_be(monkeypatch: pytest.MonkeyPatch, name: str, value: str, jobs: int) -> None:
    """It is told once, before any file is read: what is no number, what is too much, what is no way."""
    monkeypatch.setenv(name, value)
    with pytest.raises(UsageError, match=name):
        list(check_files([SEED, CLEAN], jobs=jobs))


@pytest.mark.parametrize("jobs", [1, 2])
def test_the_most_that_can_be_set(monkeypatch: pytest.MonkeyPatch, jobs: int) -> None:
    """A week and a terabyte are no more than clocks and systems count."""
    monkeypatch.setenv(SECONDS, "604800")
    monkeypatch.setenv(MEMORY, "1000000")
    assert [each.verdict for each in check_files([SEED, CLEAN], jobs=jobs)] == ["不通过", "通过"]


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_file_whose_look_fails(tmp_path: Path, jobs: int) -> None:
    """A damaged zip of another method, and a name in it that is no text: its neighbours are checked."""
    broken = tmp_path / "坏.xlsx"
    for content in (damaged_lzma(), name_in_gbk()):
        broken.write_bytes(content)
        found = list(check_files([SEED, broken, CLEAN], jobs=jobs))
        assert [each.verdict for each in found] == ["不通过", "无法读取", "通过"]


@posix
def test_interrupted(tmp_path: Path) -> None:
    """Ctrl-C in the middle: exit code 2, a sentence, no traceback, no half file, no process left behind."""
    for number in range(400):
        shutil.copy(CLEAN, tmp_path / f"{number:03d}.xlsx")
    out, told = tmp_path / "结果.json", tmp_path / "说明.txt"
    command = [sys.executable, "-m", "xltools", "check", str(tmp_path), "--jobs", "2"]
    with told.open("w") as errors, _started(command, errors) as process:
        assert process.stdout is not None
        first = process.stdout.readline()
        os.killpg(process.pid, signal.SIGINT)
        rest = process.stdout.read()
        assert process.wait(60) == 2
    assert "000.xlsx" in first
    assert "399.xlsx" not in rest
    assert told.read_text(encoding="utf-8").strip() == "已中断。"
    assert _gone(process.pid)
    assert not out.exists()


@posix
def test_interrupted_before_anything_was_done(tmp_path: Path) -> None:
    """Ctrl-C while workers hang in their first file: the same, with the file to be written not there."""
    names = [tmp_path / f"{number}.xlsx" for number in range(4)]
    for name in names:
        shutil.copy(CLEAN, name)
    hook = tmp_path / "hook"
    hook.mkdir()
    (hook / "sitecustomize.py").write_text(_HANGING, encoding="utf-8")
    out, told = tmp_path / "结果.json", tmp_path / "说明.txt"
    command = [sys.executable, "-m", "xltools", "check", *map(str, names), "--jobs", "2"]
    command += ["--format", "json", "-o", str(out)]
    with (
        told.open("w") as errors,
        _started(command, errors, PYTHONPATH=f"{hook}{os.pathsep}{ROOT}") as process,
    ):
        assert _eventually((hook / "opened").exists)
        os.killpg(process.pid, signal.SIGINT)
        assert process.wait(60) == 2
    assert told.read_text(encoding="utf-8").strip() == "已中断。"
    assert _gone(process.pid)
    assert sorted(tmp_path.iterdir()) == sorted([*names, hook, told])


@posix
def test_workers_end_with_a_driver_that_is_killed(tmp_path: Path) -> None:
    """The driver is killed outright while both its workers hang: none of them lives on."""
    code = f"from tests.pool.tasks import hang_in_two; hang_in_two({str(tmp_path)!r})"
    with _started([sys.executable, "-c", code], subprocess.DEVNULL) as process:
        assert _eventually(lambda: len(list(tmp_path.glob("*.开始"))) == 2)
        process.kill()
    assert _gone(process.pid)


def _started(command: list[str], errors: object, **variables: str) -> subprocess.Popen[str]:
    """A program in a group of processes of its own, as a shell starts it."""
    return subprocess.Popen(  # noqa: S603
        command,
        cwd=ROOT,
        env={**os.environ, "PYTHONUTF8": "1", **variables},
        stdout=subprocess.PIPE,
        stderr=errors,
        text=True,
        start_new_session=True,
        # Where the tests themselves run in the background they were started deaf to it.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),  # noqa: PLW1509
    )


def _gone(group: int) -> bool:
    """Whether no process of the group is left, some time after its leader ended."""

    def empty() -> bool:
        try:
            os.killpg(group, 0)
        except ProcessLookupError:
            return True
        return False

    return _eventually(empty)


def _eventually(true: object, seconds: float = 60) -> bool:
    """Whether it comes true before one gives up."""
    latest = time.monotonic() + seconds
    while time.monotonic() < latest:
        if true():
            return True
        time.sleep(0.05)
    return False
