"""One child for one item after another: whatever an item does, it is told, and this process lives on."""

from __future__ import annotations

import os
import subprocess
import sys
from functools import partial

import pytest

from tests.form.books import ROOT
from tests.pool.tasks import Deed, do
from xltools.pool.alone import Alone, can_fork
from xltools.pool.limits import Limits
from xltools.pool.outcome import Outcome
from xltools.workers import processes

posix = pytest.mark.skipif(sys.platform == "win32", reason="要有 POSIX 的信号")


def ended(*deeds: Deed, seconds: float = 60) -> list[Outcome]:
    """What came of the deeds, each in its turn."""
    with Alone(Limits(seconds=seconds)) as child:
        return list(child.map(do, deeds))


def test_values_come_in_order() -> None:
    """Sound items give their values; what one raises is its own problem."""
    found = ended(Deed(1), Deed(2, "raise"), Deed(3))
    assert [each.value for each in found] == [2, None, 6]
    assert found[1].problem is not None
    assert isinstance(found[1].problem.error, ValueError)


@posix
def test_a_child_that_ends_is_replaced() -> None:
    """An item that ends its process, twice, is told with how it ended; those after it are worked on."""
    found = ended(Deed(1), Deed(2, "exit"), Deed(3))
    assert [each.value for each in found] == [2, None, 6]
    assert found[1].problem is not None
    assert found[1].problem.kind == "崩溃"


@posix
def test_a_child_that_hangs_is_ended() -> None:
    """An item that takes too long is told; those after it are worked on."""
    found = ended(Deed(1, "hang"), Deed(3), seconds=3)
    assert found[0].problem is not None
    assert found[0].problem.kind == "超时"
    assert found[1].value == 6


def _panic(_: object) -> None:
    raise type("PanicException", (BaseException,), {})


@posix
def test_a_panic_of_rust_is_a_crash() -> None:
    """It is no Exception, and yet no order to end: told as a crash of that item alone."""
    with Alone(Limits(seconds=60)) as child:
        (found,) = child.map(_panic, [0])
    assert found.problem is not None
    assert found.problem.kind == "崩溃"


def _kind(problem: object, *_: object) -> str:
    return getattr(problem, "kind", "")


_PLAIN = """
import sys
from tests.pool.tasks import Deed, do
from xltools.pool.alone import can_fork
from xltools.workers import processes
assert can_fork() == (sys.platform == "linux")
with processes(1, 3) as run:
    print(list(run(do, [Deed(1), Deed(2, "exit"), Deed(3)], instead=lambda problem, _: problem.kind)))
"""


@pytest.mark.skipif(sys.platform != "linux", reason="别处不从本进程分出")
def test_a_plain_program_forks() -> None:
    """A program with one thread works on every item in a child that is forked from it."""
    told = subprocess.run(  # noqa: S603  # our own program
        [sys.executable, "-c", _PLAIN], capture_output=True, text=True, check=False, cwd=ROOT, env=os.environ
    )
    assert told.stdout.strip() == "[2, '崩溃', 6]", told.stderr


def test_where_nothing_can_be_forked_ordinary_items_are_done_here(monkeypatch: pytest.MonkeyPatch) -> None:
    """Only what is out of the ordinary is worth a new process."""
    monkeypatch.setattr("xltools.workers.can_fork", lambda: False)
    with processes(1, 1) as run:
        (here,) = run(partial(_where), [Deed(1)], instead=_kind)
    assert here == os.getpid()
    assert isinstance(can_fork(), bool)


def _where(_: Deed) -> int:
    return os.getpid()
