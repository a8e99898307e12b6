"""What happens inside a worker process: its limits, and one item at a time."""

from __future__ import annotations

import math
import os
import pickle
import signal
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from multiprocessing import parent_process
from threading import Thread
from typing import Any

from xltools.core.errors import is_panic
from xltools.pool import outcome
from xltools.pool.outcome import Outcome


class _Ended(BaseException):
    """The worker is told to end in the middle of an item: what it has opened is closed on the way out."""


def begin(environment: Mapping[str, str], folder: str, most: int) -> None:
    """Make a fresh worker like the process it works for, with at most ``most`` bytes of address space.

    Workers are forked from a server that was started once, maybe with another environment and folder.
    Nothing they say of themselves (a Rust panic, an allocator's last words) reaches the terminal.
    """
    with suppress(OSError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
    os.environ.clear()
    os.environ.update(environment)
    with suppress(OSError):
        os.chdir(folder)
    _limit_memory(most)
    Thread(target=_end_with_parent, daemon=True).start()


def work(function: Callable[[Any], Any], item: Any, seconds: float) -> bytes:
    """The pickled (value, error) of one item, one of them None.

    Pickled here, so that a value that does not survive it is this item's failure and no other's. The process
    is ended when it has computed for so many ``seconds``, in all its threads together.
    """
    _limit_computing(seconds)
    try:
        with _interruptible():
            return _packed(function, item)
    except _Ended:
        os._exit(1)


def _packed(function: Callable[[Any], Any], item: Any) -> bytes:
    try:
        return pickle.dumps((function(item), None), pickle.HIGHEST_PROTOCOL)
    except Exception as error:  # noqa: BLE001  # whatever it is, it is told of the item
        return pickle.dumps((None, _sendable(error)), pickle.HIGHEST_PROTOCOL)
    except BaseException as error:
        if is_panic(error):
            os.abort()
        raise


def opened(item: Any, packed: bytes) -> Outcome[Any, Any]:
    """The outcome of an item for which a worker sent this."""
    try:
        value, error = pickle.loads(packed)  # noqa: S301  # our own worker's bytes
    except Exception as unreadable:  # noqa: BLE001  # a value that does not survive is this item's failure
        return Outcome(item, problem=outcome.failed(unreadable))
    if isinstance(error, MemoryError):
        return Outcome(item, problem=outcome.too_big(error))
    if error is not None:
        return Outcome(item, problem=outcome.failed(error))
    return Outcome(item, value)


def _sendable(error: Exception) -> Exception:
    """The error, or its words where it would not survive the way."""
    try:
        pickle.loads(pickle.dumps(error))  # noqa: S301  # our own bytes
    except Exception:  # noqa: BLE001  # an exception with a signature of its own may raise anything
        return RuntimeError(f"{type(error).__name__}：{error}")
    return error


@contextmanager
def _interruptible() -> Iterator[None]:
    """While an item is at work, being ended unwinds: temporary files go, programs it started are ended."""

    def end(_signal: int, _frame: object) -> None:
        raise _Ended

    before = signal.signal(signal.SIGTERM, end)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _limit_memory(most: int) -> None:
    """Limit the address space where the platform can; a lower limit that stands already is kept."""
    with suppress(ImportError, OSError, ValueError):
        import resource

        soft, hard = resource.getrlimit(resource.RLIMIT_AS)
        standing = [each for each in (soft, hard) if each != resource.RLIM_INFINITY]
        resource.setrlimit(resource.RLIMIT_AS, (min([most, *standing]), hard))


def _limit_computing(seconds: float) -> None:
    """Limit the processor time from now on, where the platform can; the system ends what goes beyond it."""
    with suppress(ImportError, OSError, ValueError):
        import resource

        used = resource.getrusage(resource.RUSAGE_SELF)
        _, hard = resource.getrlimit(resource.RLIMIT_CPU)
        most = math.ceil(used.ru_utime + used.ru_stime + seconds)
        if hard == resource.RLIM_INFINITY or most < hard:
            resource.setrlimit(resource.RLIMIT_CPU, (most, hard))


def _end_with_parent() -> None:
    """A worker whose parent was killed has nobody to work for: it ends even in the middle of an item."""
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
