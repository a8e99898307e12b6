"""One function over one series of items on a cluster: batches sent, answers put in their places."""

from __future__ import annotations

import pickle
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from itertools import count, islice
from typing import TYPE_CHECKING, Any

from xltools.core.errors import XltoolsError
from xltools.pool import outcome
from xltools.pool.cluster_worker import Refusal, do_batch
from xltools.pool.outcome import Outcome, Problem

if TYPE_CHECKING:
    from xltools.pool.cluster import Cluster

#: Items of a batch: less than a handful costs more to send than to check, many more are lost with a host.
BATCH = 25

#: Batches for each worker's thread: one at work, one at hand.
_AT_HAND = 2

#: Finished items that may wait for one before them, at least: a host that is lost is missed for 20 seconds.
_AHEAD = 1000

#: Seconds between two looks for answers.
_PAUSE = 0.005


@dataclass(frozen=True, slots=True)
class _Batch:
    """Items with their numbers; ``alone`` where it is to be found out whether one ends its host's worker."""

    numbers: tuple[int, ...]
    items: tuple[Any, ...]
    alone: bool = False

    def singly(self) -> Iterator[_Batch]:
        """Yield the items, each to be tried with nothing else at work."""
        for number, item in zip(self.numbers, self.items, strict=True):
            yield _Batch((number,), (item,), alone=True)


class Pass:
    """What is at work, what waits for its turn, and what has been handed on."""

    def __init__(
        self,
        cluster: Cluster,
        function: Callable[[Any], Any],
        items: Iterable[Any],
        *,
        ordered: bool,
    ) -> None:
        from dask.distributed import as_completed

        self._cluster = cluster
        self._function = function
        self._source = enumerate(items)
        self._ordered = ordered
        self._sent = 0
        self._names = count()
        self._answers = as_completed(loop=cluster.client.loop, with_results=True, raise_errors=False)
        self._running: dict[str, tuple[Any, _Batch]] = {}
        self._suspects: deque[_Batch] = deque()
        self._done: dict[int, tuple[Any, bytes | Problem]] = {}
        self._following = 0

    def outcomes(self) -> Iterator[Outcome[Any, Any]]:
        """Every outcome, once."""
        try:
            while True:
                self._fill()
                if not self._running:
                    return
                for future, answer in self._ended():
                    self._settle(future, answer)
                yield from self._ready()
        finally:
            self._leave()

    def _fill(self) -> None:
        """Send as many batches as there is room for."""
        while batch := self._next_batch():
            future = self._cluster.client.submit(
                do_batch,
                self._cluster.job,
                pickle.dumps((self._function, batch.items), pickle.HIGHEST_PROTOCOL),
                key=f"xltools-{id(self)}-{time.monotonic_ns()}-{next(self._names)}",
                pure=False,
            )
            self._running[future.key] = future, batch
            self._answers.add(future)

    def _next_batch(self) -> _Batch | None:
        """What to send now; None where there is no room, or nothing left."""
        if self._running and (self._suspects or any(batch.alone for _, batch in self._running.values())):
            return None
        if self._suspects:
            return self._suspects.popleft()
        threads = max(1, self._cluster.threads)
        if len(self._running) >= threads * _AT_HAND:
            return None
        # Of few items every worker gets some.
        size = min(BATCH, 1 + self._sent // (threads * _AT_HAND))
        if len(self._done) >= max(_AHEAD, threads * _AT_HAND * BATCH):
            return None
        taken = tuple(islice(self._source, size))
        self._sent += len(taken)
        numbers, items = tuple(zip(*taken, strict=True)) or ((), ())
        return _Batch(numbers, items) if taken else None

    def _ended(self) -> list[tuple[Any, Any]]:
        """What ended, with what came of it; waits for it."""
        while not self._answers.has_ready():
            self._cluster.watch()
            time.sleep(_PAUSE)
        self._cluster.watch()
        ended: list[tuple[Any, Any]] = self._answers.next_batch(block=False)
        return ended

    def _settle(self, future: Any, answer: Any) -> None:
        """Keep the answers of a batch, or have it tried again."""
        status = future.status
        _, batch = self._running.pop(future.key, (None, None))
        if batch is None:
            return
        # Released, it is not worked on again when the host dies that has its answer.
        future.release()
        if status == "finished":
            self._keep(batch, answer)
        elif status == "error":
            self._fail(batch, answer[1])
        else:
            raise self._cluster.lost()

    def _keep(self, batch: _Batch, answer: bytes) -> None:
        opened = pickle.loads(answer)  # noqa: S301  # our own worker's bytes
        if isinstance(opened, Refusal):
            raise _refused(opened)
        for number, item, packed in zip(batch.numbers, batch.items, opened, strict=True):
            self._done[number] = item, packed

    def _fail(self, batch: _Batch, error: BaseException) -> None:
        """A batch without an answer: its hosts' workers ended again and again, or cannot take part."""
        from dask.distributed import KilledWorker

        if not isinstance(error, KilledWorker):
            raise _foreign(error)
        if batch.alone:
            problem = outcome.took_its_host(error.allowed_failures + 1)
            self._done[batch.numbers[0]] = batch.items[0], problem
        else:
            self._suspects.extend(batch.singly())

    def _ready(self) -> Iterator[Outcome[Any, Any]]:
        """What can be handed on: everything that is done, or what is next in order."""
        while self._done:
            number = self._following if self._ordered else next(iter(self._done))
            if number not in self._done:
                return
            self._following += 1
            yield _opened(*self._done.pop(number))

    def _leave(self) -> None:
        """Nobody waits any more for what is at work."""
        with suppress(Exception):
            for future, _ in self._running.values():
                future.release()
        self._running.clear()


def _opened(item: Any, kept: bytes | Problem) -> Outcome[Any, Any]:
    """The outcome of what a host sent."""
    if isinstance(kept, Problem):
        return Outcome(item, problem=kept)
    try:
        value, problem = pickle.loads(kept)  # noqa: S301  # our own worker's bytes
    except Exception as unreadable:  # noqa: BLE001  # a value that does not survive is this item's failure
        return Outcome(item, problem=outcome.failed(unreadable))
    return Outcome(item, value, problem)


_SAME = (
    "在每台机器（调度的、干活的、运行命令的）上安装同一版本的 xltools，用同样的规范，再重新启动 dask worker"
)


def _refused(refusal: Refusal) -> XltoolsError:
    """Why a host cannot take part, and what to do."""
    if refusal.kind == "版本":
        said = f"主机 {refusal.host} 上的 xltools 或规范和这里的不是同一版本，不能一起算，已停止"
        return XltoolsError(said, fix=_SAME, code="cluster-version")
    if refusal.kind == "看不到":
        said = f"主机 {refusal.host} 看不到文件“{refusal.what}”，已停止"
        fix = "各主机要能用同样的路径读到这些文件（共享文件夹挂在同一位置）；或改用网址，例：s3://…"
        return XltoolsError(said, fix=fix, code="cluster-files")
    said = f"主机 {refusal.host} 的 dask worker 不能启动进程：{refusal.what}"
    fix = "启动 dask worker 前设环境变量 DASK_DISTRIBUTED__WORKER__DAEMON=False（或加 --no-nanny）"
    return XltoolsError(said, fix=fix, code="cluster")


def _foreign(error: BaseException) -> XltoolsError:
    """An error before any item was touched: the program is not there, or another one is."""
    what = next(iter(str(error).strip().splitlines()), "")
    said = f"集群的主机不能运行 xltools（{type(error).__name__}：{what}）"
    return XltoolsError(said, fix=_SAME, code="cluster-version")
