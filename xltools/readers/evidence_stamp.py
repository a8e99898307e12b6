"""Whether the evidence beside a workbook is still the same, told without reading it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from xltools.readers.evidence_folder import find


@dataclass(frozen=True, slots=True)
class Stamp:
    """A digest of names, sizes and times of everything in the folder, and when a file was written last.

    A file's own time can be set to what it was; where the system notes changes by itself, that counts too.
    ``latest`` counts nanoseconds; what changed just now may change again without its time showing it.
    """

    digest: str
    latest: int = 0


def stamp(path: Path, code: str, standard: str) -> Stamp:
    """The stamp of the evidence that belongs to a workbook; OSError where a folder cannot be read."""
    found = find(path, code, standard)
    if found.folder is None:
        return Stamp(repr((found.wanted, found.problem)))
    entries = sorted(_walk(found.folder))
    told = repr((found.folder.relative_to(path.parent).as_posix(), entries))
    digest = sha256(told.encode("utf-8", "backslashreplace")).hexdigest()
    return Stamp(digest, max((entry[2] for entry in entries), default=0))


def _walk(folder: Path) -> Iterator[tuple[str, int, int, int]]:
    """Yield (path, size, time written, time changed) of all folders and files, without following links."""
    for at, _, names in os.walk(folder, onerror=_raise):
        here = Path(at)
        for each in (here, *(here / name for name in names)):
            stat = each.lstat()
            size = 0 if each is here else stat.st_size
            yield each.relative_to(folder).as_posix(), size, stat.st_mtime_ns, stat.st_ctime_ns


def _raise(error: OSError) -> None:
    raise error
