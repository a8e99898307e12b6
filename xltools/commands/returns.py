"""退回稿: for each file that asks something of its unit, its own workbook with the findings marked in it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import repeat
from pathlib import Path

from xltools import console
from xltools.commands.base import make_folder
from xltools.commands.kept import Kept, distinct
from xltools.commands.marking import BESIDE, ENDINGS, Made, make, unmade
from xltools.commands.standards import standards_of
from xltools.core.errors import OutputError
from xltools.core.model import Checked
from xltools.core.overview.counts import ASKING, kind_of
from xltools.core.standard import Standard

_NAME = re.compile(rf"(.*?)(?:{BESIDE})?(?:\(新\d*\))?\.xls[xm]")


@dataclass(frozen=True)
class Returns:
    """What became of the folder of 退回稿.

    ``kept``: those somebody worked on, each with what was written beside it. ``beside``: files that cannot be
    marked, each with the findings written instead, and why. ``gone``: earlier ones taken away since nothing
    is asked any more; ``stale``: those left since somebody worked on them. ``unread``: how many files nobody
    could read, and so nobody can mark. ``failed``: how many could not be written.
    """

    written: tuple[Path, ...] = ()
    kept: tuple[tuple[Path, Path], ...] = ()
    beside: tuple[tuple[str, Path, str], ...] = ()
    gone: tuple[Path, ...] = ()
    stale: tuple[Path, ...] = ()
    unread: int = 0
    failed: int = 0


def asks(checked: Checked) -> bool:
    """Whether a file's findings ask something of its unit: to correct, to explain, to fill in."""
    return checked.record is not None and any(kind_of(finding) in ASKING for finding in checked.findings)


def write_returns(
    checked: Sequence[Checked], standard: str | None, folder: Path, *, jobs: int = 1
) -> Returns:
    """Write the 退回稿 of all files into the folder, made in ``jobs`` processes.

    One that fails is told and the others go on. What somebody worked on is kept. Earlier ones of units that
    nothing is asked of any more are removed.
    """
    from xltools.workers import local

    unread = sum(each.record is None for each in checked)
    read = [each for each in checked if each.record is not None]
    standards = standards_of(read, standard)
    names = dict(zip((each.path for each in read), distinct(_names(read, standards)), strict=True))
    outputs = Kept.of(folder)
    asking = [each for each in read if asks(each)]
    if not asking and not outputs.hashes:
        return Returns(unread=unread)
    make_folder(folder)
    writer = _Writer(outputs, names)
    try:
        with local(jobs)(len(asking)) as run:
            made = run(make, asking, repeat(standard), repeat(folder), instead=unmade)
            work = zip(asking, made, strict=True)
            for each, one in console.progress(work, len(asking), "写退回稿"):
                writer.write(each, one)
        gone, stale = writer.tidy()
    finally:
        outputs.save()
    return Returns(
        written=tuple(writer.written),
        kept=tuple(writer.kept),
        beside=tuple(writer.beside),
        gone=gone,
        stale=stale,
        unread=unread,
        failed=writer.failed,
    )


def _names(read: Sequence[Checked], standards: Mapping[str, Standard]) -> Iterator[tuple[str, str]]:
    """What each file's 退回稿 is called, with its unit's code: the unit's name; a form's own name with it."""
    for each in read:
        record, stem = each.record, Path(each.path).stem
        name = record.name if record else ""
        standard = standards.get(each.standard)
        attached = standard is not None and not standard.of_units
        code = record.code if record else ""
        yield (f"{name}-{stem}" if attached and name else name or stem), code


class _Writer:
    """Writes 退回稿 one by one and remembers what became of each."""

    def __init__(self, outputs: Kept, names: Mapping[str, str]) -> None:
        self._outputs = outputs
        self._names = names
        endings = (*ENDINGS, f"{BESIDE}.xlsx")
        self._taken = frozenset(f"{name}{ending}" for name in names.values() for ending in endings)
        self.written: list[Path] = []
        self.kept: list[tuple[Path, Path]] = []
        self.beside: list[tuple[str, Path, str]] = []
        self._failed: set[str] = set()

    @property
    def failed(self) -> int:
        """How many could not be written."""
        return len(self._failed)

    def write(self, checked: Checked, made: Made) -> None:
        """Write one; what went wrong is told."""
        problem = made.problem or self._put(checked, made)
        if problem:
            self._failed.add(self._names[checked.path])
            console.note(f"{Path(checked.path).name}：退回稿没有写成。{problem}", "错误")

    def _put(self, checked: Checked, made: Made) -> str:
        """Write one where nobody's work lies; why it cannot be written, "" where it is."""
        from xltools.whole import put

        name = f"{self._names[checked.path]}{made.ending}"
        path = self._outputs.free(name, self._taken)
        try:
            put(made.content, path)
        except OutputError as error:
            return f"{error.message} 处理：{error.fix}"
        self._outputs.wrote(path)
        self.written.append(path)
        if path.name != name:
            self.kept.append((self._outputs.folder / name, path))
        if made.refused:
            self.beside.append((Path(checked.path).name, path, made.refused))
        return ""

    def tidy(self) -> tuple[tuple[Path, ...], tuple[Path, ...]]:
        """Take away earlier 退回稿 of the same files that are not wanted any more; those removed, those kept.

        Where writing failed nothing is taken away: the earlier one is all the unit has.
        """
        own = set(self._names.values()) - self._failed
        now = {path.name for path in (*self.written, *(left for left, _ in self.kept))}
        old = [name for name in self._outputs.hashes if name not in now and _whose(name) in own]
        there = [path for path in (self._outputs.folder / name for name in sorted(old)) if path.exists()]
        gone = tuple(path for path in there if self._outputs.remove(path))
        return gone, tuple(path for path in there if path not in gone)


def _whose(name: str) -> str:
    """The name a 退回稿 was written under, without what tells several of one file apart; "" for others."""
    match = _NAME.fullmatch(name)
    return match[1] if match else ""
