"""Findings and whose they are (问题清单): those of the consolidation, then those of each file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import overload

from xltools.core.consolidation.extract import Extract
from xltools.core.model import Finding


@dataclass(frozen=True, slots=True)
class Issue:
    """A finding and whose it is; ``path`` is "" when it is not about a file."""

    code: str
    name: str
    path: str
    finding: Finding


@dataclass(frozen=True, slots=True)
class Filed:
    """A file whose findings are a unit's."""

    code: str
    name: str
    file: Extract


@dataclass(frozen=True, slots=True, eq=False)
class Issues(Sequence[Issue]):
    """All issues, in order: ``told`` by the consolidation, then those of ``files``.

    A file's are taken out of its extract as they are asked for: go through them, rather than keep them.
    """

    told: tuple[Issue, ...] = ()
    files: tuple[Filed, ...] = ()

    def __iter__(self) -> Iterator[Issue]:
        yield from self.told
        for each in self.files:
            for finding in each.file.findings:
                yield Issue(each.code, each.name, each.file.path, finding)

    def __len__(self) -> int:
        return len(self.told) + sum(each.file.found for each in self.files)

    @overload
    def __getitem__(self, index: int) -> Issue: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Issue]: ...
    def __getitem__(self, index: int | slice) -> Issue | Sequence[Issue]:
        if isinstance(index, slice):
            return tuple(self)[index]
        position = index + len(self) if index < 0 else index
        if not 0 <= position < len(self):
            raise IndexError(index)
        return next(islice(self, position, None))

    def __eq__(self, other: object) -> bool:
        return (
            isinstance(other, Issues)
            and len(self) == len(other)
            and all(own == its for own, its in zip(self, other, strict=True))
        )

    def __hash__(self) -> int:
        return hash(self.told)

    def also(self, files: Sequence[Filed]) -> Issues:
        """These and the issues of more files."""
        return Issues(self.told, (*self.files, *files))
