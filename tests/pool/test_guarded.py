"""One item never spoils another's outcome: what goes wrong is told of it alone, everything else once."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
import tracemalloc
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.form.books import ROOT
from tests.pool import tasks
from tests.pool.passes import map_guarded
from tests.pool.tasks import Deed, do
from xltools.core.errors import UsageError, XltoolsError
from xltools.pool import guarded
from xltools.pool.alone import Alone
from xltools.pool.guarded import Pool
from xltools.pool.limits import MEMORY, SECONDS, Limits
from xltools.pool.outcome import Outcome

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="这里的故障是 POSIX 信号造成的")

#: Long enough for any tiny task on a busy machine.
QUICK = Limits(seconds=6, bytes=1 << 30)

#: Where what happens among 400.
FAULTS = {10: "raise", 60: "exit", 110: "segfault", 160: "hang", 210: "eat", 260: "killed"}


@pytest.mark.parametrize("ordered", [True, False])
def test_exactly_the_faulty_are_reported(tmp_path: Path, *, ordered: bool) -> None:
    """400 items, six faults: five are told with their kind, the one killed once succeeds, all others once."""
    mark = tmp_path / "谁"
    deeds = [Deed(number, FAULTS.get(number, ""), mark) for number in range(400)]
    killer = tasks.killer(mark)
    found = list(map_guarded(do, deeds, jobs=3, limits=QUICK, ordered=ordered))
    killer.join()
    assert sorted(each.item.number for each in found) == list(range(400))
    problems = {each.item.how: each.problem.kind for each in found if each.problem}
    expected = {"raise": "出错", "exit": "崩溃", "segfault": "崩溃", "hang": "超时", "eat": "内存"}
    assert problems == expected
    assert all(each.value == each.item.number * 2 for each in found if each.item.how not in expected)
    assert not ordered or [each.item for each in found] == deeds


def test_a_problem_is_told_in_words() -> None:
    """Each kind says in Chinese what happened and what to do, with a code of its own for machines."""
    deeds = [Deed(1, how) for how in ("raise", "exit", "segfault", "eat")]
    found = [each.problem for each in map_guarded(do, deeds, jobs=2, limits=QUICK)]
    assert [each.code for each in found] == ["internal", "crash", "crash", "memory"]
    words = ["ValueError：坏", "退出码 3", "SIGSEGV", "占用内存过多"]
    assert all(word in each.message for word, each in zip(words, found, strict=True))
    assert all(each.fix for each in found)
    assert isinstance(found[0].error, ValueError)


def test_the_system_ends_what_computes_for_too_long() -> None:
    """However many threads compute: all their seconds count, and the process has no say in it."""
    code = "from tests.pool.tasks import Deed, do; from xltools.pool.worker import work; "
    code += "work(do, Deed(1, 'compute'), 0.5)"
    ended = subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False)  # noqa: S603  # our own program
    assert ended.returncode == -signal.SIGXCPU


@pytest.mark.parametrize("jobs", [1, 2])
def test_what_computed_for_too_long_is_told_as_slow(jobs: int) -> None:
    """It is not tried again, and is no crash."""
    deeds = [Deed(1), Deed(2, "overdrawn"), Deed(3)]
    with Alone(QUICK) if jobs == 1 else Pool(jobs, QUICK) as workers:
        found = list(workers.map(do, deeds))
    assert [each.problem and each.problem.kind for each in found] == [None, "超时", None]


def test_items_are_taken_as_room_is_made() -> None:
    """With the first item late, and a slow reader, items are not drawn far ahead of what was handed on."""
    drawn = 0

    def items() -> Iterator[Deed]:
        nonlocal drawn
        for number in range(3000):
            drawn += 1
            yield Deed(number, "" if number else "hang")

    most = guarded._AHEAD + 2 * guarded._AT_HAND
    handed = 0
    for _ in map_guarded(do, items(), jobs=2, limits=Limits(seconds=2)):
        handed += 1
        assert drawn <= handed + most
    assert handed == 3000


def test_the_driver_holds_no_more_for_more_items() -> None:
    """The most memory held at once is the same for 600 values of 20 KB and for 6,000, read one by one."""

    def most(count: int) -> int:
        tracemalloc.start()
        try:
            with Pool(2) as pool:
                assert sum(len(each.value) for each in pool.map(tasks.blank, range(count))) == count * 20_000
            return tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()

    few, many = most(600), most(6000)
    assert many < few + guarded._AHEAD * 20_000
    assert many < 6000 * 20_000 / 10


def test_a_value_or_an_error_that_cannot_be_sent() -> None:
    """It is this item's failure; the others have their values."""
    found = list(map_guarded(tasks.unpicklable, range(9), jobs=2))
    assert [each.item for each in found if each.problem] == [0, 3, 6]
    assert [each.value for each in found if not each.problem] == [1, 2, 4, 5, 7, 8]
    (bad, good) = map_guarded(do, [Deed(1, "awkward"), Deed(2)], jobs=2)
    assert bad.problem
    assert "Awkward：坏" in bad.problem.message
    assert good == Outcome(Deed(2), 4)


def test_an_idle_worker_that_is_killed() -> None:
    """Between two passes one worker is killed, then all: the next pass has every item."""
    with Pool(2) as pool:
        for most in (1, 2):
            pids = {each.value for each in pool.map(tasks.who, range(40))}
            for pid in list(pids)[:most]:
                os.kill(pid, signal.SIGKILL)
            time.sleep(0.3)  # as long as the pool needs to notice; it may also notice later
            assert [each.value for each in pool.map(do, map(Deed, range(40)))] == list(range(0, 80, 2))


def test_a_worker_killed_while_it_hands_over(tmp_path: Path) -> None:
    """Killed with half of a large value sent, and the lock in its hand, it holds up nobody."""
    at = {20: 0.05, 40: 0.15, 60: 0.25, 80: 0.4}
    deeds = [(number, at.get(number, 0), tmp_path / str(number)) for number in range(100)]
    found = list(map_guarded(tasks.hand_over, deeds, jobs=2, limits=QUICK))
    assert [each.problem for each in found] == [None] * 100
    # A value that was over before the kill is the large one.
    assert all(each.value in (each.item[0], bytes(100 << 20)) for each in found)


def test_a_pass_that_is_left_does_not_disturb_the_next() -> None:
    """A pass is left with tasks at work: the next one on the same pool has its own outcomes only."""
    with Pool(2, QUICK) as pool:
        left = pool.map(do, map(Deed, range(1000)))
        assert next(left).value == 0
        left.close()
        assert [each.value for each in pool.map(do, map(Deed, range(500, 540)))] == list(range(1000, 1080, 2))


def test_workers_are_where_their_driver_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Environment and folder are those of the moment the pool is made, however old the server of workers."""
    for name in ("甲", "乙"):
        folder = tmp_path / name
        folder.mkdir()
        monkeypatch.chdir(folder)
        monkeypatch.setenv("XLTOOLS_试", name)
        (found,) = map_guarded(tasks.settings, ["XLTOOLS_试"], jobs=1)
        assert found.value == (name, str(folder.resolve()))


def test_limits_are_set_by_the_environment() -> None:
    """Seconds and megabytes; what is no positive number is refused by name, and nothing means the usual."""
    assert Limits.of({SECONDS: "7.5", MEMORY: "512"}) == Limits(7.5, 512 << 20)
    assert Limits.of({SECONDS: " "}) == Limits()
    for wrong in ("0", "-1", "许多", "nan", "inf"):
        with pytest.raises(UsageError, match=SECONDS):
            Limits.of({SECONDS: wrong})


def test_a_program_that_an_item_started_ends_with_it(tmp_path: Path) -> None:
    """An item waits for LibreOffice beyond its limit: the program is ended as well."""
    (found,) = map_guarded(tasks.run_program, [tmp_path], jobs=1, limits=Limits(seconds=3))
    assert found.problem
    assert found.problem.kind == "超时"
    (pid,) = (int(each.name) for each in tmp_path.iterdir())
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


def test_processes_that_cannot_even_start() -> None:
    """With a limit below what a bare worker needs, one sentence with the remedy instead of endless tries."""
    with pytest.raises(XltoolsError, match="一启动就结束") as caught:
        list(map_guarded(do, map(Deed, range(9)), jobs=2, limits=Limits(bytes=1 << 20)))
    assert "--jobs 1" in caught.value.fix
    assert MEMORY in caught.value.fix
