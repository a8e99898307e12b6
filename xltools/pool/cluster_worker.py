"""What happens on a host of a cluster: a batch of items, each in a guarded process kept for the whole run.

All that is sent is bytes of our own, so that what does not survive the way fails one item and no other's.
"""

from __future__ import annotations

import os
import pickle
import socket
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock
from typing import Any, Literal

from xltools.pool.guarded import Pool
from xltools.pool.limits import Limits
from xltools.pool.outcome import Outcome, failed

#: Seconds after which guarded processes of a run that sends nothing any more are ended.
_LEFT = 600

#: What is done, on its host, with the values of a batch before they are sent.
Gather = Callable[[Sequence[Any]], Sequence[Any]]


@dataclass(frozen=True, slots=True)
class Job:
    """What all batches of one run have in common.

    ``version_of`` says, on a host, which version of the program and its rules is there; another one than
    ``version`` is refused. ``folder`` is what relative paths are relative to; ``sees`` are files that a host
    must be able to see.
    """

    run: str
    limits: Limits
    preload: tuple[str, ...]
    version: str
    version_of: Callable[[], str] | None
    folder: str
    sees: tuple[Path, ...] = ()
    gather: Gather | None = None


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a host cannot take part; ``what`` is the file it does not see, or what went wrong there."""

    host: str
    kind: Literal["版本", "看不到", "不能起进程"]
    what: str = ""


def do_batch(job: bytes, batch: bytes) -> bytes:
    """The pickled answer to a pickled (function, items): an Outcome's (value, problem) each, or a Refusal."""
    try:
        known: Job = pickle.loads(job)  # noqa: S301  # our own driver's bytes
        function, items = pickle.loads(batch)  # noqa: S301
    except (ImportError, AttributeError) as error:
        return pickle.dumps(Refusal(_host(), "版本", str(error)))
    refusal = _HOST.refusal(known)
    return pickle.dumps(refusal or _answers(known, function, items), pickle.HIGHEST_PROTOCOL)


def end_run(run: str) -> None:
    """End the guarded processes of a run on this host; those at work when what they are at is done."""
    _HOST.end(run)


def _host() -> str:
    return socket.gethostname()


def _answers(job: Job, function: Callable[[Any], Any], items: Sequence[Any]) -> list[bytes] | Refusal:
    """The packed outcome of each item, in order."""
    try:
        with _HOST.guard(job) as pool:
            outcomes = list(pool.map(_In(job.folder, function), _HOST.wanted(job, items)))
    except (AssertionError, OSError) as error:
        # A daemon, which dask's workers are unless told otherwise, may not have processes of its own.
        return Refusal(_host(), "不能起进程", str(error))
    if job.gather:
        outcomes = _gathered(job.gather, outcomes)
    return [pickle.dumps((each.value, each.problem), pickle.HIGHEST_PROTOCOL) for each in outcomes]


def _gathered(gather: Gather, outcomes: Sequence[Outcome[Any, Any]]) -> list[Outcome[Any, Any]]:
    """The outcomes with their values gathered; where that fails, all that have a value have a problem."""
    good = [each for each in outcomes if each.problem is None]
    try:
        values = iter(gather([each.value for each in good]))
    except Exception as error:  # noqa: BLE001  # whatever it is, it is told of the items
        return [each if each.problem else Outcome(each.item, problem=failed(error)) for each in outcomes]
    return [each if each.problem else Outcome(each.item, next(values)) for each in outcomes]


@dataclass(frozen=True, slots=True)
class _In:
    """A function called in the driver's folder, where this host has it."""

    folder: str
    function: Callable[[Any], Any]

    def __call__(self, item: Any) -> Any:
        with suppress(OSError):
            os.chdir(self.folder)
        return self.function(item)


@dataclass
class _Host:
    """Guarded processes between batches: a worker's threads each take one pool and put it back."""

    lock: Lock = field(default_factory=Lock)
    idle: list[tuple[str, Pool, float]] = field(default_factory=list)
    ended: set[str] = field(default_factory=set)
    agreed: dict[str, Refusal | None] = field(default_factory=dict)

    def refusal(self, job: Job) -> Refusal | None:
        """Whether this host can take part in a run, found out once."""
        if job.run not in self.agreed:
            self.agreed[job.run] = _refusal(job)
        return self.agreed[job.run]

    def wanted(self, job: Job, items: Sequence[Any]) -> Iterator[Any]:
        """Yield the items as long as their run goes on."""
        return (item for item in items if job.run not in self.ended)

    @contextmanager
    def guard(self, job: Job) -> Iterator[Pool]:
        """Lend a pool of one process to a batch of the run."""
        pool = self._taken(job.run) or Pool(1, job.limits, job.preload)
        try:
            yield pool
        except BaseException:
            _end(pool)
            raise
        with self.lock:
            self.idle.append((job.run, pool, time.monotonic()))
        self._sweep()

    def end(self, run: str) -> None:
        """End what stands idle of a run now, and the rest when it is put back."""
        self.ended.add(run)
        self._sweep()

    def _taken(self, run: str) -> Pool | None:
        with self.lock:
            for each in self.idle:
                if each[0] == run:
                    self.idle.remove(each)
                    return each[1]
        return None

    def _sweep(self) -> None:
        """End what belongs to runs that are over, or whose driver has long been silent."""
        latest = time.monotonic() - _LEFT
        with self.lock:
            over = [each for each in self.idle if each[0] in self.ended or each[2] < latest]
            self.idle = [each for each in self.idle if each not in over]
        for _, pool, _ in over:
            _end(pool)


def _end(pool: Pool) -> None:
    with pool:
        pass


def _refusal(job: Job) -> Refusal | None:
    if job.version_of and job.version_of() != job.version:
        return Refusal(_host(), "版本")
    hidden = next((each for each in job.sees if not (Path(job.folder) / each).exists()), None)
    return Refusal(_host(), "看不到", str(hidden)) if hidden else None


#: What a worker process keeps between the batches it is sent.
_HOST = _Host()
