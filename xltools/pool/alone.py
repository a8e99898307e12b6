"""A function mapped over items in one child process, one item after another; none can end this process.

Where it is safe the child is forked from this process, with all that is loaded: that costs some ten
milliseconds, against half a second for a fresh one. An item whose child ended is tried once more.
"""

from __future__ import annotations

import os
import pickle
import signal
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from multiprocessing import get_context
from multiprocessing.connection import Connection
from multiprocessing.context import BaseContext
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any, Self, TypeVar

from xltools.pool import outcome
from xltools.pool.limits import Limits
from xltools.pool.outcome import Outcome
from xltools.pool.worker import begin, opened, work

I = TypeVar("I")  # noqa: E741  # an item
V = TypeVar("V")

_TRIES = 2

#: Seconds in which a child that has nothing to do ends by itself.
_MOMENT = 0.5

#: Seconds that a child has to unwind (end LibreOffice, take away its files) before it is killed.
_FAREWELL = 5.0

_TASKS, _SIZE = Path("/proc/self/task"), Path("/proc/self/statm")


def can_fork() -> bool:
    """Whether a fork of this process is a whole one: on Linux, with no other thread's locks."""
    if sys.platform != "linux":
        return False
    try:
        return sum(1 for _ in _TASKS.iterdir()) == 1
    except OSError:
        return False


def here(function: Callable[[I], V], item: I) -> Outcome[I, V]:
    """The outcome of an item in this process: for those that are sure not to end it."""
    try:
        return Outcome(item, function(item))
    except MemoryError as error:
        return Outcome(item, problem=outcome.too_big(error))
    except Exception as error:  # noqa: BLE001  # whatever it is, it is told of the item
        return Outcome(item, problem=outcome.failed(error))


class Alone:
    """The promises of :class:`xltools.pool.guarded.Pool`, one item at a time; a context manager."""

    def __init__(self, limits: Limits | None = None) -> None:
        self._limits = limits or Limits()
        self._child: BaseProcess | None = None
        self._function: object = None
        self._line: Connection | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._end()

    def map(self, function: Callable[[I], V], items: Iterable[I]) -> Iterator[Outcome[I, V]]:
        """The outcome of each item, in order; an item is taken when the one before it is done."""
        for item in items:
            yield self._outcome(function, item)

    def _outcome(self, function: Callable[[I], V], item: I) -> Outcome[I, V]:
        packed = pickle.dumps(item, pickle.HIGHEST_PROTOCOL)
        code = 0
        for _ in range(_TRIES):
            line = self._ready(function)
            try:
                line.send_bytes(packed)
                if not line.poll(self._limits.seconds):
                    self._end()
                    return Outcome(item, problem=outcome.too_slow(self._limits))
                return opened(item, line.recv_bytes())
            except (EOFError, OSError):
                code = self._end()
                if outcome.is_slow(code):
                    return Outcome(item, problem=outcome.too_slow(self._limits))
        return Outcome(item, problem=outcome.crashed(code, _TRIES))

    def _ready(self, function: Callable[[Any], Any]) -> Connection:
        """The line to a child that works with this function."""
        if self._line is not None and self._function is function:
            return self._line
        self._end()
        context = _context()
        self._line, theirs = context.Pipe()
        # A forked child has this end of the line, too, and would wait for itself to close it.
        ours = self._line if context.get_start_method() == "fork" else None
        about = dict(os.environ), os.getcwd(), self._limits  # noqa: PTH109  # text travels
        self._child = context.Process(target=_serve, args=(function, theirs, ours, *about))  # type: ignore[attr-defined]
        self._child.start()
        theirs.close()
        self._function = function
        return self._line

    def _end(self) -> int:
        """End the child, whatever it is doing; the code it ended with."""
        child, line = self._child, self._line
        self._child = self._line = self._function = None
        if child is None or line is None:
            return 0
        line.close()
        if child.is_alive():
            # Idle, or ended but not yet known to be gone, it needs no telling.
            child.join(_MOMENT)
            child.terminate()
        child.join(_FAREWELL)
        if child.is_alive():
            child.kill()
            child.join()
        code = child.exitcode or 0
        child.close()
        return code


def _context() -> BaseContext:
    return get_context("fork" if can_fork() else "spawn")


def _serve(  # a process begins with all it needs
    function: Callable[[Any], Any],
    line: Connection,
    other: Connection | None,
    environment: dict[str, str],
    folder: str,
    limits: Limits,
) -> None:
    """Work on what comes down the line until it is closed; what a fork has inherited is no item's doing."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if other is not None:
        other.close()
    begin(environment, folder, limits.bytes + _inherited())
    with suppress(EOFError, OSError):
        while True:
            item = pickle.loads(line.recv_bytes())  # noqa: S301  # our own parent's bytes
            line.send_bytes(work(function, item, limits.seconds))


def _inherited() -> int:
    """The address space this process has already, in bytes; 0 where the system does not tell."""
    try:
        return int(_SIZE.read_text("ascii").split()[0]) * os.sysconf("SC_PAGE_SIZE")
    except (OSError, ValueError, AttributeError):
        return 0
