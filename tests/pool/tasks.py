"""What workers of the tests do; here, for a worker imports its function by name."""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Never

from tests.pool.passes import map_guarded
from xltools.core.errors import InputError
from xltools.engines import soffice
from xltools.pool.limits import Limits

#: Longer than any test runs.
EVER = 3600


class Awkward(Exception):
    """An exception that does not survive pickling: it wants two arguments and keeps one."""

    def __init__(self, first: str, second: str) -> None:
        super().__init__(first)
        self.second = second


@dataclass(frozen=True)
class Deed:
    """A number to double, and what happens on the way; ``mark`` is a file that tells of an earlier try."""

    number: int
    how: str = ""
    mark: Path = Path()


def do(deed: Deed) -> int:
    """Double the number, or fail at it in the way asked for."""
    match deed.how:
        case "raise":
            raise ValueError("坏")
        case "refuse":
            raise InputError("坏", fix="换一个", code="怪")
        case "awkward":
            raise Awkward("坏", "怪")
        case "exit":
            os._exit(3)
        case "segfault":
            os.kill(os.getpid(), signal.SIGSEGV)
        case "compute":
            while True:
                hash(deed)
        case "overdrawn":
            os.kill(os.getpid(), signal.SIGXCPU)
        case "hang":
            time.sleep(EVER)
        case "eat":
            return len(bytearray(1 << 40))
        case "killed":
            _wait_to_be_killed(deed.mark)
    return deed.number * 2


def _wait_to_be_killed(mark: Path) -> None:
    """The first time, write who one is and wait; every later time, go on."""
    if not mark.exists():
        part = mark.with_suffix(".part")
        part.write_text(str(os.getpid()), encoding="ascii")
        part.replace(mark)
        time.sleep(EVER)


def killer(mark: Path) -> threading.Thread:
    """Somebody who kills, once, the process that writes who it is."""

    def kill() -> None:
        while not mark.exists():
            time.sleep(0.01)
        os.kill(int(mark.read_text(encoding="ascii")), signal.SIGKILL)

    thread = threading.Thread(target=kill, daemon=True)
    thread.start()
    return thread


def hand_over(deed: tuple[int, float, Path]) -> int:
    """A value of a hundred megabytes, its process killed some seconds later; the second time a number."""
    number, seconds, mark = deed
    if not seconds or mark.exists():
        return number
    mark.touch()

    def end() -> None:
        time.sleep(seconds)
        os.kill(os.getpid(), signal.SIGKILL)

    threading.Thread(target=end, daemon=True).start()
    return bytes(100 << 20)  # type: ignore[return-value]


def who(_: object) -> int:
    """The worker's process."""
    return os.getpid()


def settings(name: str) -> tuple[str | None, str]:
    """What a worker finds in its environment, and the folder it works in."""
    return os.environ.get(name), str(Path.cwd())


def blank(number: int) -> bytes:
    """Twenty kilobytes."""
    return number.to_bytes(4, "big") * 5000


def unpicklable(number: int) -> object:
    """A value that cannot be sent for every third number."""
    return (lambda: number) if number % 3 == 0 else number


def run_program(folder: Path) -> str:
    """Wait, as for LibreOffice, for a program that never ends; it tells who it is in the folder."""
    code = f"import os, time; open(os.path.join({str(folder)!r}, str(os.getpid())), 'w'); time.sleep({EVER})"
    return soffice.run([sys.executable, "-c", code], dict(os.environ), EVER)


def hang(folder: Path) -> Never:
    """Tell that one has begun, and go on for ever."""
    (folder / f"{os.getpid()}.开始").touch()
    while True:
        time.sleep(1)


def hang_in_two(folder: str) -> None:
    """The driver of two workers that hang."""
    list(map_guarded(hang, [Path(folder)] * 4, jobs=2, limits=Limits(seconds=EVER)))
