"""What 审核结果 remembers of the cells it marked: their original fills, and the colours they were given."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from xltools.core.model import Sheet
from xltools.core.refs import parse_cell
from xltools.core.returned import layout
from xltools.writers.patch.colours import colour_for
from xltools.writers.patch.comments import Spot
from xltools.writers.patch.styles import well_formed

NO_FILL = '<fill><patternFill patternType="none"/></fill>'


@dataclass(slots=True)
class Remembered:
    """The original fills by line number and by cell, and the colour of each line."""

    numbered: dict[int, str] = field(default_factory=dict)
    placed: dict[tuple[str, Spot], str] = field(default_factory=dict)
    colours: dict[int, str] = field(default_factory=dict)
    lines: dict[tuple[str, Spot], list[int]] = field(default_factory=dict)


def remembered(results: Sequence[Sheet]) -> Remembered:
    """What these sheets 审核结果 remember; a fill that is no fill any more is forgotten."""
    found = Remembered()
    for sheet in results:
        head, columns = layout.headings(sheet) or (0, {})
        for row in range(head + 1, len(sheet.values) + 1):
            number, name, cell, level, status, fill = (
                sheet.value(row, columns[column.label]) if column.label in columns else None
                for column in _WANTED
            )
            if not isinstance(fill, str) or not well_formed(fill):
                continue
            spot = parse_cell(str(cell))
            if isinstance(number, int | float):
                found.numbered[int(number)] = fill
                found.colours[int(number)] = colour_for(str(level), str(status))
                if spot:
                    found.lines.setdefault((str(name), spot), []).append(int(number))
            if spot:
                found.placed[str(name), spot] = fill
    return found


_WANTED = (layout.NUMBER, layout.SHEET, layout.CELL, layout.LEVEL, layout.STATUS, layout.FILLS)
