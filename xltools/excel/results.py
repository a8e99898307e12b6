"""The sheet 审核结果 of an open workbook: the same columns, words and colours as in a marked file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from xltools.core.refs import column_letters, quote_sheet
from xltools.core.returned import layout
from xltools.core.returned.item import Item, Review
from xltools.core.returned.layout import COLUMNS, HEAD_ROW, Column
from xltools.core.returned.shown import GUIDE, VALUES, exact, place_of, shown, summary
from xltools.excel.fills import paint, rgb
from xltools.writers.patch.colours import colour_of
from xltools.writers.patch.texts import clean

_HEADING, _ROOM, _CHOICE = rgb("305496"), rgb("FFFDF2"), rgb("F1F7ED")
#: Columns of these widths only: each is two calls.
_WIDTHS = (9, 15, 24, 32, 42)
_WHITE = rgb("FFFFFF")
_LINK = rgb("0563C1")


def free_title(names: Sequence[str]) -> str:
    """What the sheet will be called among these."""
    taken = {name.casefold() for name in names}
    number, title = 1, layout.TITLE
    while title.casefold() in taken:
        number += 1
        title = f"{layout.TITLE}{number}"
    return title


def write_results(sheet: Any, review: Review, fills: Sequence[str], linked: Sequence[bool]) -> None:
    """Write all lines into an ``xlwings.Sheet``, which is emptied first: one call for the cells.

    By item: ``fills``, the cells' own fills where they are coloured, and ``linked``, whether they are there.
    """
    last = HEAD_ROW + max(len(review.items), 1)
    sheet.clear()
    sheet.range(f"A1:{column_letters(len(COLUMNS))}{last}").raw_value = _cells(review, fills, linked, last)
    _looks(sheet, review, last)


def _cells(review: Review, fills: Sequence[str], linked: Sequence[bool], last: int) -> list[list[Any]]:
    unit = review.unit or "（未填单位名称）"
    blank: list[Any] = [""] * (len(COLUMNS) - 1)
    heads = [[_text(each), *blank] for each in (f"{layout.TITLE}：{unit}", summary(review), GUIDE)]
    lines = [
        [_cell(column, number, item, fill, there) for column in COLUMNS]
        for number, (item, fill, there) in enumerate(zip(review.items, fills, linked, strict=True), 1)
    ]
    rows = [*heads, [_text(column.label) for column in COLUMNS], *lines]
    return rows if len(rows) == last else [*rows, [""] * len(COLUMNS)]


def _cell(column: Column, number: int, item: Item, fill: str, there: bool) -> Any:  # noqa: FBT001  # one of five
    value = VALUES[column](number, item, fill)
    if isinstance(value, Decimal) and exact(value):
        return float(value)
    place = place_of(item)
    if column is layout.CELL and place is not None and there:
        target = f"#{quote_sheet(place.sheet)}!{place.cell}".replace('"', '""')
        return f'=HYPERLINK("{target}","{place.cell}")'
    return _text(shown(value))


def _text(text: str) -> str:
    """A text that stays one: behind an apostrophe nothing is taken for a formula, a number or a date."""
    return f"'{clean(text)}" if text else ""


def _looks(sheet: Any, review: Review, last: int) -> None:
    first = HEAD_ROW + 1
    letters = {column: column_letters(at) for at, column in enumerate(COLUMNS, 1)}
    end = column_letters(len(COLUMNS))
    for width, columns in _widths().items():
        sheet.range(",".join(f"{letters[each]}:{letters[each]}" for each in columns)).column_width = width
    hidden = [letters[column] for column in COLUMNS if column.kind == "hidden"]
    sheet.range(f"{hidden[0]}:{hidden[-1]}").impl.column_hidden = True  # ``columns.hidden`` first counts them
    body = sheet.range(f"A{HEAD_ROW}:{end}{last}")
    body.wrap_text = True
    body.vertical_alignment = "top"
    body.font.size = 10
    sheet.range("A1").font.size = 16
    sheet.range("A1:A2").font.bold = True
    heading = sheet.range(f"A{HEAD_ROW}:{end}{HEAD_ROW}")
    heading.color = _HEADING
    heading.font.bold = True
    heading.font.color = _WHITE
    numbers = f"{letters[layout.LEFT]}{first}:{letters[layout.DIFFERENCE]}{last}"
    sheet.range(numbers).number_format = "#,##0.00##"
    link = f"{letters[layout.CELL]}{first}:{letters[layout.CELL]}{last}"
    sheet.range(link).font.color = _LINK
    _colours(sheet, review)
    sheet.range(f"A{first}:{end}{last}").rows.autofit()


def _widths() -> Mapping[int, list[Column]]:
    found: dict[int, list[Column]] = {}
    for column in COLUMNS:
        if column.kind != "hidden":
            found.setdefault(next(each for each in _WIDTHS if each >= column.width), []).append(column)
    return found


def _colours(sheet: Any, review: Review) -> None:
    """Levels in the colours of their marks, and room where an answer is asked for."""
    level, answer, opinion = (
        COLUMNS.index(column) + 1 for column in (layout.LEVEL, layout.ANSWER, layout.OPINION)
    )
    groups: dict[tuple[int, int, int], list[tuple[int, int]]] = {}
    for row, item in enumerate(review.items, HEAD_ROW + 1):
        if mark := colour_of(item):
            groups.setdefault(rgb(mark), []).append((row, level))
        if item.finding.level == "核实" and item.finding.outcome not in ("未判", "规则异常"):
            groups.setdefault(_ROOM, []).append((row, answer))
            groups.setdefault(_CHOICE, []).append((row, opinion))
    for colour, spots in groups.items():
        paint(sheet, spots, colour)
