"""``python -m tests.fuzz.run SECONDS [TARGET…]``: fuzz each target so long, a process each; print its finds.

A find is a seed: ``python -m tests.fuzz.run TARGET:SEED`` gives it to the target again.
"""

from __future__ import annotations

import resource
import signal
import sys
import time
import traceback
from collections.abc import Sequence
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from random import Random

from tests.fuzz.targets import TARGETS

#: Seconds one input may take, and bytes of address space the target may have besides what it starts with.
PATIENCE, MEMORY = 5, 3 << 30


def main(arguments: Sequence[str]) -> int:
    """Run what the arguments say; how many finds there were."""
    if arguments and ":" in arguments[0]:
        name, _, seed = arguments[0].partition(":")
        TARGETS[name](Random(seed))  # noqa: S311
        return 0
    seconds = float(arguments[0]) if arguments else 60.0
    return sum(fuzz(name, seconds) for name in arguments[1:] or TARGETS)


def fuzz(name: str, seconds: float) -> int:
    """Fuzz one target so long in processes of its own; print each find once, and how many inputs."""
    started = time.monotonic()
    tried, slowest, peak, found = 0, 0.0, 0, dict[str, str]()
    while (left := seconds - (time.monotonic() - started)) > 0:
        ours, theirs = get_context("fork").Pipe()
        child = get_context("fork").Process(target=_work, args=(name, time.time_ns(), left, theirs))
        child.start()
        theirs.close()
        seed = ""
        try:
            while True:
                seed, took, peak, problem = ours.recv()
                tried += bool(took)
                slowest = max(slowest, took)
                if problem:
                    found.setdefault(problem[0], f"{seed}\n{problem[1]}")
        except EOFError:
            child.join()
        if child.exitcode:
            found.setdefault(f"exit {child.exitcode}", seed)
    print(
        f"{name}: {tried} inputs in {seconds:.0f} s, slowest {slowest:.1f} s, peak {peak} MB, "
        f"{len(found)} finds"
    )
    for what, where in found.items():
        print(f"  {what}\n    {where}")
    sys.stdout.flush()
    return len(found)


def _work(name: str, start: int, seconds: float, line: Connection) -> None:
    size = int(Path("/proc/self/statm").read_text("ascii").split()[0]) * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_AS, (size + MEMORY, size + MEMORY))
    signal.signal(signal.SIGALRM, _late)
    until = time.monotonic() + seconds
    number = start
    while time.monotonic() < until:
        number += 1
        seed = f"{number}"
        line.send((seed, 0.0, 0, None))  # so that it is known should this process end
        begun, problem = time.monotonic(), None
        signal.alarm(PATIENCE)
        try:
            TARGETS[name](Random(seed))  # noqa: S311
        except BaseException as error:  # noqa: BLE001  # whatever it is, it is a find
            last = traceback.extract_tb(error.__traceback__)[-1]
            ours = [
                each for each in traceback.extract_tb(error.__traceback__) if "/xltools/" in each.filename
            ]
            at = (ours or [last])[-1]
            where = (f"{Path(each.filename).name}:{each.lineno}" for each in (at, last))
            what = f"{type(error).__name__} at {' from '.join(where)}"
            problem = (what, str(error)[:300])
        finally:
            signal.alarm(0)
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10
        line.send((seed, time.monotonic() - begun, peak, problem))


def _late(*_: object) -> None:
    raise TimeoutError


if __name__ == "__main__":
    sys.exit(min(main(sys.argv[1:]), 1))
