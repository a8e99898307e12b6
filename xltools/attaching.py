"""Which files are forms attached to units' workbooks, and which of them lie near which workbook."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import Any

from xltools import resources
from xltools.core.attachments.attached import Form, Near, unreadable
from xltools.core.attachments.near import near_units
from xltools.core.errors import XltoolsError
from xltools.core.standard import Standard
from xltools.readers.said import said_standard

#: What the folder of attached forms beside a unit's workbook has in its name.
_FOLDER = "项目"

#: Maps a function over its arguments, in order, in one process or several. What ``instead`` makes of the
#: problem and the arguments stands for a value that no process lived to give.
Run = Callable[..., Iterator[Any]]

#: Loads a standard by its name or folder.
Load = Callable[[str], Standard]


@dataclass(frozen=True)
class SortedOut:
    """Files by what they say they are: attached forms with their standards, units, those nobody opened.

    ``needed`` are the cells that rules name, by the standard of the forms; ``said`` is what every file says.
    """

    forms: Mapping[Path, Standard]
    units: tuple[Path, ...]
    broken: tuple[Path, ...]
    needed: Mapping[str, frozenset[str]]
    said: Mapping[Path, str | None]

    def needed_of(self, standard: str) -> tuple[str, ...]:
        """The cells of attached forms of a standard that rules name."""
        return tuple(sorted(self.needed[standard]))

    def wanted(self, neighbours: Collection[Path]) -> list[Path]:
        """The attached forms to check; those among neighbours only where a unit is checked."""
        alone = all(unit in neighbours for unit in self.units)
        return [path for path in self.forms if not (alone and path in neighbours)]

    def near(self, forms: Sequence[Form]) -> Mapping[PurePath, Near]:
        """The forms near each unit's workbook; a file nobody could open may be one too.

        It is taken for one among forms, and in a folder that is called after them.
        """
        units = {unit.parent for unit in self.units}
        folders = {PurePath(form.path).parent for form in forms}
        lost = [path for path in self.broken if path.parent in folders or _FOLDER in path.parent.name]
        lost = [path for path in lost if path.parent not in units]
        doubtful = (unreadable(str(path), name) for path in lost for name in self.needed)
        return near_units(self.units, (*forms, *doubtful))


def sort_out(paths: Sequence[Path], forced: Standard | None, load: Load, run: Run) -> SortedOut:
    """Sort files by the standards they name; by ``forced`` all but attached forms are to be checked."""
    said = dict(zip(paths, run(said_standard, paths, instead=_unopened), strict=True))
    known = {name: standard for name in {*said.values()} if name and (standard := _known(name, load))}
    needed = _needed([forced] if forced else known.values())
    forms = {path: known[name] for path, name in said.items() if name in known and name in needed}
    others = (path for path in paths if path not in forms)
    units = tuple(path for path in others if _attaches(forced or known.get(said[path] or "")))
    broken = tuple(path for path, name in said.items() if name is None)
    return SortedOut(forms, units, broken, needed, said)


def beside(paths: Sequence[Path], is_unit: Callable[[Path], bool]) -> list[Path]:
    """The workbooks that lie in the folders of these and in the folders of attached forms below, sorted.

    They are only looked at: what they are tells which forms are whose.
    """
    given = set(paths)
    found: dict[Path, None] = {}
    for folder in dict.fromkeys(path.parent for path in paths):
        inside = _inside(folder)
        below = (file for each in inside if _FOLDER in each.name and each.is_dir() for file in _inside(each))
        found.update((each, None) for each in (*inside, *below) if each not in given and is_unit(each))
    return list(found)


def _inside(folder: Path) -> list[Path]:
    """What a folder holds, sorted; nothing where it may not be looked into."""
    try:
        return sorted(folder.iterdir())
    except OSError:
        return []


def _unopened(_problem: object, _path: Path) -> None:
    """What a file says that nobody could open."""


def _known(name: str, load: Load) -> Standard | None:
    """A standard a file names; None where it cannot be used, which the file's own check tells."""
    try:
        return load(name) if name in resources.standards() else None
    except XltoolsError:
        return None


def _attaches(standard: Standard | None) -> bool:
    return standard is not None and bool(standard.attachments)


def _needed(standards: Iterable[Standard]) -> dict[str, frozenset[str]]:
    """The cells of attached forms that these standards name, by the forms' standard."""
    needed: dict[str, frozenset[str]] = {}
    for each in (attachment for standard in standards for attachment in standard.attachments):
        cells = {each.field, each.key} - {""}
        needed[each.standard] = needed.get(each.standard, frozenset()) | cells
    return needed
