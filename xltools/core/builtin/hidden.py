"""隐藏: figures where nobody sees them: hidden rows, columns and sheets, and formats that show nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import lru_cache

from xltools.core.builtin.seen import Seen
from xltools.core.builtin.wording import finding
from xltools.core.model import Finding, Sheet
from xltools.core.refs import Place, column_letters, parse_area
from xltools.core.standard import Rule

#: How many places of a finding are spelled out.
_SHOWN = 8


def hidden(rule: Rule, seen: Seen) -> Iterator[Finding]:
    """One finding for each sheet and way of hiding, with the rows, columns or cells."""
    blank = frozenset(n for n, shape in enumerate(seen.workbook.formats) if _shows_nothing(shape.number))
    sheets = [sheet for sheet in seen.workbook.sheets if _hides(sheet, blank)]
    filled = _filled(seen) if sheets else ()
    for sheet in sheets:
        places = [place for place in filled if place.sheet == sheet.name]
        if sheet.state != "visible":
            yield from _sheet(rule, seen, sheet, places)
            continue
        rows = [place for place in places if place.row in sheet.hidden_rows]
        columns = [p for p in places if any(a <= p.column <= b for a, b in sheet.hidden_columns)]
        unseen = [place for place in places if sheet.style(place.row, place.column) in blank]
        if rows:
            said = _runs(sorted({place.row for place in rows}), str)
            yield _found(rule, seen, rows, f"“{sheet.name}”第 {said} 行被隐藏，里面有填报的内容")
        if columns:
            said = _runs(sorted({place.column for place in columns}), column_letters)
            yield _found(rule, seen, columns, f"“{sheet.name}”{said} 列被隐藏，里面有填报的内容")
        if unseen:
            said = "、".join(place.cell for place in unseen[:_SHOWN]) + ("等" if len(unseen) > _SHOWN else "")
            yield _found(rule, seen, unseen, f"“{sheet.name}”{said} 的数字格式什么也不显示，里面有填报的内容")


def _filled(seen: Seen) -> tuple[Place, ...]:
    """The cells a unit filled, and its figures; not what the standard itself writes into the form."""
    constant = {name for name, cell in seen.layout.cells.items() if cell.constant is not None}
    given = {place for name, place in seen.located.cells.items() if name in constant}
    rows = (row for table in seen.record.tables.values() for row in table)
    data = (*seen.record.data.values(), *(datum for row in rows for datum in row.values()))
    return tuple(dict.fromkeys(d.place for d in data if not d.blank and d.place not in given))


def _sheet(rule: Rule, seen: Seen, sheet: Sheet, places: list[Place]) -> Iterator[Finding]:
    """A hidden sheet that holds figures: the form hides none of its own."""
    if places:
        yield _found(rule, seen, places, f"工作表“{sheet.name}”被隐藏，里面有填报的内容")
    elif sheet.name not in _own_sheets(seen) and (first := _first_number(sheet)):
        yield finding(rule, None, first, f"表样以外的工作表“{sheet.name}”被隐藏，里面有数字")


def _own_sheets(seen: Seen) -> set[str]:
    """The sheets the form itself has: those of its fields and rules, and where its parameters stand."""
    areas = (parse_area(name.text) for name in seen.workbook.names if name.name in seen.standard.parameter)
    return {*seen.standard.sheets, *(area.sheet for area in areas if area)}


def _first_number(sheet: Sheet) -> Place | None:
    for row, values in enumerate(sheet.values, 1):
        for column, value in enumerate(values, 1):
            if isinstance(value, int | float) and not isinstance(value, bool):
                return Place(sheet.name, row, column)
    return None


def _found(rule: Rule, seen: Seen, places: list[Place], said: str) -> Finding:
    ordered = tuple(sorted(places))
    field = seen.labels.get(ordered[0], (None, ""))[0]
    return replace(finding(rule, field, ordered[0], said), places=ordered)


def _hides(sheet: Sheet, blank: frozenset[int]) -> bool:
    """Whether anything of a sheet is hidden; ``blank`` are the styles that show nothing."""
    if sheet.state != "visible" or sheet.hidden_rows or sheet.hidden_columns:
        return True
    return bool(blank) and any(not blank.isdisjoint(row) for row in sheet.styles)


@lru_cache(maxsize=1024)
def _shows_nothing(code: str) -> bool:
    """Whether a number format leaves numbers out (``;;;``)."""
    sections = code.split(";")
    return len(sections) > 1 and not any(section.strip() for section in sections[:2])


def _runs(numbers: list[int], name: Callable[[int], str]) -> str:
    """``5–7、9``: numbers in a row together."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    texts = [name(run[0]) if len(run) == 1 else f"{name(run[0])}–{name(run[-1])}" for run in runs[:_SHOWN]]
    return "、".join(texts) + ("等" if len(runs) > _SHOWN else "")
