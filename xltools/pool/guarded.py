"""A function mapped over items in several processes, of which no item can spoil another's outcome.

An item that raises, takes too long, wants too much memory or takes its process down has a problem instead
of a value. One whose process ended is tried once more: it may have been killed for another's sake.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, replace
from typing import Any, Self, TypeVar

from pebble import ProcessExpired, ProcessFuture

from xltools.core.errors import XltoolsError
from xltools.pool import outcome
from xltools.pool.limits import MEMORY, Limits
from xltools.pool.outcome import Outcome, Problem
from xltools.pool.processes import Processes
from xltools.pool.worker import opened

I = TypeVar("I")  # noqa: E741  # an item
V = TypeVar("V")

#: Items handed out for each worker: one at work, others at hand.
_AT_HAND = 4

#: Finished items that may wait for one before them: some tens of kilobytes each.
_AHEAD = 256

#: How often an item is tried whose process ended.
TRIES = 2

#: A pool that breaks this often with nothing done in between cannot work on this machine.
_BREAKS = 12


@dataclass(frozen=True, slots=True)
class _Task:
    """An item in its place, and how many of its processes have ended."""

    number: int
    item: Any
    lost: int = 0


class Pool:
    """Worker processes for several passes; a context manager that ends them, in the middle of work as well.

    ``preload``: modules to import once for all workers.
    """

    def __init__(self, jobs: int, limits: Limits | None = None, preload: Sequence[str] = ()) -> None:
        self.jobs = max(1, jobs)
        self.limits = limits or Limits()
        self._preload = preload
        self._processes = self._started()

    def _started(self) -> Processes[_Task]:
        return Processes(self.jobs, self.limits, self._preload)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._processes.end()

    def map(
        self, function: Callable[[I], V], items: Iterable[I], *, ordered: bool = True
    ) -> Iterator[Outcome[I, V]]:
        """The outcome of each item, once: in the items' order, or as they come.

        Items are taken as room is made by what was handed on, so that memory does not grow with their number.
        ``function`` is importable by its name. XltoolsError where no process can work at all.
        """
        return _Pass(self, function, items, ordered=ordered).outcomes()

    def put(self, function: Callable[[I], V], task: _Task) -> bool:
        """Have a task worked on; False where the processes have to be renewed first."""
        return self._processes.put(task, function, task.item)

    def next(self) -> tuple[_Task, ProcessFuture[bytes]] | None:
        """The task that ended next; None where the processes have to be renewed."""
        return self._processes.next()

    def renew(self) -> None:
        """End all processes and begin with others."""
        self._processes.end()
        self._processes = self._started()


class _Pass:
    """One function over one series of items."""

    def __init__(
        self, pool: Pool, function: Callable[[Any], Any], items: Iterable[Any], *, ordered: bool
    ) -> None:
        self._pool = pool
        self._function = function
        self._source = (_Task(number, item) for number, item in enumerate(items))
        self._ordered = ordered
        self._again: deque[_Task] = deque()
        self._running: dict[int, _Task] = {}
        self._done: dict[int, tuple[_Task, bytes | Problem]] = {}
        self._following = 0
        self._breaks = 0
        # Tasks that were at work when the processes broke: alone, the one at fault shows itself.
        self._suspects: deque[_Task] = deque()
        self._alone = False

    def outcomes(self) -> Iterator[Outcome[Any, Any]]:
        """Every outcome, once."""
        while True:
            self._fill()
            if not self._running:
                return
            ended = self._pool.next()
            if ended is None:
                self._break()
            else:
                self._settle(*ended)
            yield from self._ready()

    def _fill(self) -> None:
        """Hand out as many tasks as there is room for."""
        while task := self._following_task():
            if self._pool.put(self._function, task):
                self._running[task.number] = task
            else:
                self._again.append(task)
                self._break()

    def _following_task(self) -> _Task | None:
        """The task to hand out now; None where there is no room, or nothing left."""
        if self._running and (self._suspects or self._alone):
            return None
        self._alone = bool(self._suspects)
        if self._suspects:
            return self._suspects.popleft()
        if len(self._running) >= self._pool.jobs * _AT_HAND:
            return None
        if self._again:
            return self._again.popleft()
        return next(self._source, None) if len(self._done) < _AHEAD else None

    def _settle(self, task: _Task, future: ProcessFuture[bytes]) -> None:
        """Keep what came of a task, or have it tried again."""
        if self._running.get(task.number) is not task:
            return  # left over from a pass that was not finished
        error = future.exception()
        if isinstance(error, BrokenProcessPool):
            self._break()
            return
        del self._running[task.number]
        self._breaks = 0
        if error is None:
            self._keep(task, future.result())
        elif isinstance(error, TimeoutError) or outcome.is_slow(getattr(error, "exitcode", 0)):
            self._keep(task, outcome.too_slow(self._pool.limits))
        elif isinstance(error, ProcessExpired):
            self._lose(task, error.exitcode)
        else:
            self._keep(task, outcome.failed(_plain(error)))

    def _keep(self, task: _Task, kept: bytes | Problem) -> None:
        self._done[task.number] = task, kept

    def _lose(self, task: _Task, exitcode: int) -> None:
        """A task's process ended: once may be chance, twice is the item's doing.

        It may have ended with a lock in hand that all others wait for, so others take over all there is.
        """
        task = replace(task, lost=task.lost + 1)
        if task.lost >= TRIES:
            self._keep(task, outcome.crashed(exitcode, task.lost))
        else:
            self._again.append(task)
        self._again.extend(self._renewed())

    def _break(self) -> None:
        """The processes broke, nobody knows by what: with others, what was at work is tried one by one."""
        self._breaks += 1
        if self._breaks > _BREAKS:
            message = "不能在多个进程里处理文件：进程一启动就结束"
            raise XltoolsError(message, fix=f"改用 --jobs 1，或用环境变量 {MEMORY} 放宽内存限额", code="pool")
        if self._alone and len(self._running) == 1:
            self._lose(self._running.popitem()[1], 1)
        else:
            self._suspects.extend(self._renewed())

    def _renewed(self) -> list[_Task]:
        """Begin with other processes; the tasks that were at work, in order."""
        tasks = sorted(self._running.values(), key=lambda task: task.number)
        self._running.clear()
        self._pool.renew()
        return tasks

    def _ready(self) -> Iterator[Outcome[Any, Any]]:
        """What can be handed on: everything that is done, or what is next in order."""
        while self._done:
            number = self._following if self._ordered else next(iter(self._done))
            if number not in self._done:
                return
            self._following += 1
            task, kept = self._done.pop(number)
            yield self._opened(task.item, kept)

    def _opened(self, item: Any, kept: bytes | Problem) -> Outcome[Any, Any]:
        """The outcome of what a worker sent."""
        if isinstance(kept, Problem):
            return Outcome(item, problem=kept)
        return opened(item, kept)


def _plain(error: BaseException) -> Exception:
    return error if isinstance(error, Exception) else RuntimeError(type(error).__name__)
