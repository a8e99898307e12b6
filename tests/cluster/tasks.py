"""What hosts of the tests do; here, for they import it by name."""

from __future__ import annotations

import multiprocessing
import os
import signal
import time
from dataclasses import dataclass
from pathlib import Path

from xltools.pool.limits import Limits

#: Long enough for any tiny task on a busy machine.
QUICK = Limits(seconds=6, bytes=1 << 30)


@dataclass(frozen=True)
class Slow:
    """A number to double, slowly; ``log`` is a folder that tells who worked on what how often."""

    number: int
    seconds: float = 0.02
    log: Path | None = None


def double(item: Slow) -> int:
    """Double the number, and tell of it."""
    if item.log:
        with (item.log / f"{os.getpid()}.次").open("a", encoding="ascii") as stream:
            stream.write(f"{item.number}\n")
    time.sleep(item.seconds)
    return item.number * 2


def told(log: Path) -> list[int]:
    """Which numbers were worked on, each as often as it was."""
    return [int(line) for file in log.glob("*.次") for line in file.read_text("ascii").split()]


def end_host(number: int) -> int:
    """Double a number; 37 ends the dask worker itself that its guarded process belongs to."""
    parent = multiprocessing.parent_process()
    if number == 37 and parent is not None and parent.pid:
        os.kill(parent.pid, signal.SIGKILL)
        time.sleep(60)
    return number * 2


def where(_: object) -> tuple[int, int]:
    """The guarded process, and the dask worker it belongs to; after a while."""
    time.sleep(0.01)
    parent = multiprocessing.parent_process()
    return os.getpid(), (parent.pid if parent else None) or 0


def name(path: Path) -> str:
    """What a file says."""
    return path.read_text(encoding="utf-8")


def same() -> str:
    """A version every host has."""
    return "1"


def other() -> str:
    """A version no two processes have."""
    return str(os.getpid())


def total(values: list[int]) -> list[tuple[int, int]]:
    """Each value with the sum of its batch."""
    return [(value, sum(values)) for value in values]


def broken(values: list[int]) -> list[int]:
    """Nothing: the disk is full."""
    raise OSError(f"磁盘满了（{len(values)}）")
