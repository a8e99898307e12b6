"""Whether a document seems to be open in an office program: what is not saved there is in no file."""

from __future__ import annotations

from pathlib import Path

#: Word leaves out as many characters of a longer name in that of its lock file.
_LEFT_OUT = range(3)


def is_open(path: Path) -> bool:
    """Whether a lock file of Word, WPS or LibreOffice stands beside it; one left by a crash counts too."""
    locks = [f".~lock.{path.name}#", f".~{path.name}", *(f"~${path.name[count:]}" for count in _LEFT_OUT)]
    return any(path.with_name(lock).is_file() for lock in locks)
