"""Run command lines one after another in a process of their own, and say how each ended.

``python -m tests.hostile.driver`` takes a JSON list of command lines on stdin and answers with a JSON list of
:class:`Run`, so that a crash, a hang or a leak of the program is seen from outside.
"""

from __future__ import annotations

import contextlib
import io
import json
import resource
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]

#: Seconds for one command line on a busy machine, and for starting at all.
_PATIENCE, _START = 20, 200


@dataclass(frozen=True, slots=True)
class Run:
    """How a command line ended: exit code, what it printed, seconds, and the most memory so far in MB.

    ``memory`` is that of the program, ``children`` that of the largest child that has ended.
    """

    line: tuple[str, ...]
    code: int
    out: str
    err: str
    seconds: float
    memory: int
    children: int


def run(lines: Sequence[Sequence[str]], folder: Path) -> list[Run]:
    """Run the command lines in ``folder``; AssertionError where the program itself crashed or hung."""
    ended = subprocess.run(  # noqa: S603  # our own program
        [sys.executable, "-m", "tests.hostile.driver", str(folder)],
        input=json.dumps(lines),
        capture_output=True,
        text=True,
        timeout=_START + _PATIENCE * len(lines),
        cwd=ROOT,
        check=False,
    )
    if ended.returncode:
        raise AssertionError(f"{ended.returncode}: {ended.stderr[-2000:]}")
    return [Run(**{**each, "line": tuple(each["line"])}) for each in json.loads(ended.stdout)]


def _one(line: Sequence[str]) -> Run:
    from xltools.cli import execute

    out, err = _Text(), _Text()
    before = time.monotonic()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = execute(line)
    seconds = time.monotonic() - before
    children = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss >> 10
    peaks = (_peak(), children)
    return Run(tuple(line), code, out.text, err.text, round(seconds, 3), *peaks)


def _peak() -> int:
    """The most memory of this process, in MB: what the system says for itself would be its parent's, too."""
    status = Path("/proc/self/status").read_text("ascii", "replace")
    return int(status.partition("VmHWM:")[2].split()[0]) >> 10


class _Text(io.TextIOWrapper):
    """A text stream in memory, with the bytes beneath that JSON is written to."""

    def __init__(self) -> None:
        super().__init__(io.BytesIO(), encoding="utf-8", write_through=True)

    @property
    def text(self) -> str:
        """All that was written."""
        self.flush()
        return self.buffer.getvalue().decode("utf-8", "replace")


def _main(folder: str) -> None:
    import os

    os.chdir(folder)
    json.dump([asdict(_one(line)) for line in json.load(sys.stdin)], sys.stdout, ensure_ascii=True)


if __name__ == "__main__":
    _main(sys.argv[1])
