"""Rows and columns inserted as Excel does it: cells, names, formulas, merges and hidden rows all follow."""

from __future__ import annotations

import re
from dataclasses import replace

from xltools.core.model import Sheet, Workbook
from xltools.core.refs import Area, column_letters, column_number, parse_area, quote_sheet

_ADDRESS = re.compile(
    r"""("(?:[^"]|"")*")|((?:'(?:[^']|'')+'|[^\W\d]\w*)!)?(\$?)([A-Z]{1,3})(\$?)(\d{1,7})(?![\w(!])"""
)


def insert_rows(book: Workbook, sheet: str, at: int, count: int = 1) -> Workbook:
    """Blank rows above row ``at`` of a sheet."""
    return _inserted(book, sheet, lambda row, column: (row + count * (row >= at), column))


def insert_columns(book: Workbook, sheet: str, at: int, count: int = 1) -> Workbook:
    """Blank columns left of column ``at`` of a sheet."""
    return _inserted(book, sheet, lambda row, column: (row, column + count * (column >= at)))


def _inserted(book: Workbook, name: str, to) -> Workbook:
    """Every cell of the sheet at its new place; every reference to it follows."""
    sheets = tuple(
        replace(
            _moved(sheet, to) if sheet.name == name else sheet,
            formulas={
                (to(*at) if sheet.name == name else at): _followed(text, sheet.name, name, to)
                for at, text in sheet.formulas.items()
            },
        )
        for sheet in book.sheets
    )
    names = []
    for each in book.names:
        area = parse_area(each.text)
        if area is not None and area.sheet == name:
            each = replace(each, text=_text(_area(area, to)))  # noqa: PLW2901
        names.append(each)
    return replace(book, sheets=sheets, names=tuple(names))


def _moved(sheet: Sheet, to) -> Sheet:
    values, styles = _grid(sheet.values, to, None), _grid(sheet.styles, to, 0)
    merges = tuple(_area(area, to) for area in sheet.merges)
    hidden = frozenset(to(row, 1)[0] for row in sheet.hidden_rows)
    columns = tuple((to(1, first)[1], to(1, last)[1]) for first, last in sheet.hidden_columns)
    return replace(
        sheet, values=values, styles=styles, merges=merges, hidden_rows=hidden, hidden_columns=columns
    )


def _grid(rows, to, blank):
    cells = {to(r, c): v for r, row in enumerate(rows, 1) for c, v in enumerate(row, 1)}
    height = max((r for r, _ in cells), default=0)
    widths = {r: max(c for q, c in cells if q == r) for r in {r for r, _ in cells}}
    return tuple(
        tuple(cells.get((r, c), blank) for c in range(1, widths.get(r, 0) + 1)) for r in range(1, height + 1)
    )


def _area(area: Area, to) -> Area:
    first, last = to(area.first_row, area.first_column), to(area.last_row, area.last_column)
    return Area(area.sheet, *first, *last)


def _text(area: Area) -> str:
    first = f"${column_letters(area.first_column)}${area.first_row}"
    last = f"${column_letters(area.last_column)}${area.last_row}"
    return f"{quote_sheet(area.sheet)}!{first}" + ("" if area.single else f":{last}")


def _followed(formula: str, home: str, sheet: str, to) -> str:
    """A formula on sheet ``home`` after the cells of ``sheet`` moved."""
    own = home == sheet

    def follow(match: re.Match[str]) -> str:
        quoted, prefix, dollar, letters, fixed, row = match.groups()
        if quoted:
            return quoted
        said = (prefix or "").rstrip("!").strip("'")
        if said != sheet and not (own and not prefix):
            return match[0]
        new_row, new_column = to(int(row), column_number(letters))
        return f"{prefix or ''}{dollar}{column_letters(new_column)}{fixed}{new_row}"

    return _ADDRESS.sub(follow, formula)
