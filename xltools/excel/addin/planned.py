"""A file that is to be written, with whole content: what comes before anything touches the disk."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePath

from xltools.excel.addin.environment import Environment
from xltools.writers.vba.source import PROGRAM


@dataclass(frozen=True, slots=True)
class Planned:
    """Where a file goes, what stands in it, and what it is there for (Chinese)."""

    path: PurePath
    content: bytes
    about: str


def program_note(env: Environment) -> Planned:
    """The line that tells macros which Python to start; UTF-16, as Windows' own script library reads it."""
    line = f"\ufeff{env.python}\r\n"
    return Planned(env.data / PROGRAM[-1], line.encode("utf-16-le"), "告诉宏用哪个 Python")
