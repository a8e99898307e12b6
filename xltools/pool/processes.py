"""The worker processes themselves: Pebble's pool, how it is started, and how one notices that it broke."""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import partial
from multiprocessing import get_all_start_methods, get_context
from multiprocessing.context import BaseContext
from queue import Empty, SimpleQueue
from typing import Any, Generic, TypeVar

from pebble import ProcessFuture, ProcessPool

from xltools.pool.limits import Limits
from xltools.pool.worker import begin, work

T = TypeVar("T")

#: Seconds beyond an item's own limit after which silence means that the pool itself has stopped.
_GRACE = 30


class Processes(Generic[T]):
    """``jobs`` workers: what is put in comes out of ``next`` as it ends, with its future."""

    def __init__(self, jobs: int, limits: Limits, preload: Sequence[str]) -> None:
        self._limits = limits
        self._done: SimpleQueue[tuple[T, ProcessFuture[bytes]]] = SimpleQueue()
        self._pool = ProcessPool(
            jobs,
            initializer=begin,
            initargs=(dict(os.environ), os.getcwd(), limits.bytes),  # noqa: PTH109  # text travels
            context=_context(preload),
        )

    def put(self, task: T, function: Callable[[Any], Any], item: Any) -> bool:
        """Have the item of a task worked on; False where the pool is broken."""
        try:
            future = self._pool.schedule(
                work, (function, item, self._limits.seconds), timeout=self._limits.seconds
            )
        except RuntimeError:
            return False
        future.add_done_callback(partial(self._ended, task))
        return True

    def _ended(self, task: T, future: ProcessFuture[bytes]) -> None:
        self._done.put((task, future))

    def next(self) -> tuple[T, ProcessFuture[bytes]] | None:
        """What ended next; None where the pool is broken."""
        latest = time.monotonic() + self._limits.seconds + _GRACE
        while time.monotonic() < latest:
            with suppress(Empty):
                # Bounded, for Windows hears Ctrl-C only between waits.
                return self._done.get(timeout=0.5)
            if not self._pool.active:
                return None
        return None

    def end(self) -> None:
        """End the workers, whatever they are doing."""
        self._pool.stop()  # type: ignore[no-untyped-call]
        self._pool.join()


def _context(preload: Sequence[str]) -> BaseContext:
    """How workers are started: forked from a clean server, or where there is none, anew.

    The server imports ``preload`` once for all; it runs on, idle, to the end of the program.
    """
    if "forkserver" not in get_all_start_methods() or sys.platform == "win32":
        return get_context("spawn")
    from multiprocessing.forkserver import ensure_running

    context = get_context("forkserver")
    context.set_forkserver_preload(list(preload))
    with _deaf(), _mute():
        ensure_running()
    return context


@contextmanager
def _deaf() -> Iterator[None]:
    """What is started here ignores Ctrl-C from its first moment; the program itself ends its workers."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


@contextmanager
def _mute() -> Iterator[None]:
    """What is started here never writes to the terminal: a worker that begins as the pool ends would.

    Workers tell all there is to tell by their outcomes.
    """
    try:
        before, nowhere = os.dup(2), os.open(os.devnull, os.O_WRONLY)
    except OSError:
        yield
        return
    os.dup2(nowhere, 2)
    os.close(nowhere)
    try:
        yield
    finally:
        os.dup2(before, 2)
        os.close(before)
