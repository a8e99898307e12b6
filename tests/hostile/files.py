"""All hostile files: made one by one, into a folder."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from tests.hostile.hostile import Hostile
from tests.hostile.made_foreign import foreign
from tests.hostile.made_word import reports
from tests.hostile.made_xml import formulas, workbooks
from tests.hostile.made_zip import archives

#: What is given for a unit's workbook, and for a report.
BOOKS: tuple[Hostile, ...] = (*archives(), *foreign(), *workbooks())
#: Workbooks with formulas that are meant to choke whoever computes them.
FORMULAS: tuple[Hostile, ...] = tuple(formulas())
REPORTS: tuple[Hostile, ...] = tuple(reports())


def write(files: Iterable[Hostile], folder: Path) -> dict[str, Path]:
    """Make the files in a folder; their paths by name."""
    folder.mkdir(parents=True, exist_ok=True)
    made = {}
    for each in files:
        made[each.name] = folder / each.name
        made[each.name].write_bytes(each.make())
    return made
