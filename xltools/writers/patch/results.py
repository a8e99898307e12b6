"""The sheet 审核结果 as XML: one line a finding, filterable, linked to its cell, with room to answer."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from lxml import etree

from xltools.core.amounts import decimals
from xltools.core.refs import column_letters, quote_sheet
from xltools.core.returned import layout
from xltools.core.returned.item import Item, Review
from xltools.core.returned.layout import COLUMNS, HEAD_ROW, Column
from xltools.core.returned.notes import lines_needed
from xltools.core.returned.shown import GUIDE, VALUES, exact, place_of, shown, summary
from xltools.writers.patch.draft import MAIN, OFFICE
from xltools.writers.patch.looks import Looks
from xltools.writers.patch.order import M
from xltools.writers.patch.texts import escaped

#: A row's height in points: a line, its edges, and Excel's limit.
_LINE, _EDGE, _MOST = 13.5, 4.5, 405.0
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"


def results_sheet(review: Review, fills: Sequence[str], linked: Sequence[bool], looks: Looks) -> bytes:
    """The sheet's part. By item: ``fills``, the cells' own fills, and ``linked``, whether they are there."""
    root = etree.fromstring(f'<worksheet xmlns="{MAIN}" xmlns:r="{OFFICE}"/>'.encode())
    last = max(HEAD_ROW + len(review.items), HEAD_ROW + 1)
    properties = _add(root, "sheetPr")
    _add(properties, "tabColor", rgb="FFC00000")
    _add(properties, "pageSetUpPr", fitToPage="1")
    _add(root, "dimension", ref=f"A1:{_letter(COLUMNS[-1])}{last}")
    _view(root)
    _add(root, "sheetFormatPr", defaultRowHeight="15")
    columns = _add(root, "cols")
    for at, column in enumerate(COLUMNS, 1):
        hidden = {"hidden": "1"} if column.kind == "hidden" else {}
        _add(columns, "col", min=str(at), max=str(at), width=str(column.width), customWidth="1", **hidden)
    data = _add(root, "sheetData")
    _head(data, review, looks)
    for number, (item, fill) in enumerate(zip(review.items, fills, strict=True), 1):
        _line(data, number, item, fill, looks)
    _add(root, "autoFilter", ref=area(len(review.items)).replace("$", ""))
    _choices(root, last)
    _links(root, review, linked)
    _add(root, "printOptions", horizontalCentered="1")
    margins = {"left": "0.4", "right": "0.4", "top": "0.5", "bottom": "0.6", "header": "0.3", "footer": "0.3"}
    _add(root, "pageMargins", **margins)
    _add(root, "pageSetup", paperSize="9", orientation="landscape", fitToHeight="0")
    _add(_add(root, "headerFooter"), "oddFooter").text = "&C第 &P 页，共 &N 页"
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


def area(count: int) -> str:
    """The headings and the lines under them, at least one: ``$A$4:$R$9``."""
    return f"$A${HEAD_ROW}:${_letter(COLUMNS[-1])}${HEAD_ROW + max(count, 1)}"


def _view(root: etree._Element) -> None:
    """Headings, and the columns that say what a line is about, stay in sight."""
    at = COLUMNS.index(layout.CELL) + 1
    first = f"{column_letters(at + 1)}{HEAD_ROW + 1}"
    view = _add(_add(root, "sheetViews"), "sheetView", showGridLines="0", workbookViewId="0")
    split = {"xSplit": str(at), "ySplit": str(HEAD_ROW)}
    _add(view, "pane", **split, topLeftCell=first, activePane="bottomRight", state="frozen")
    for pane in ("topRight", "bottomLeft"):
        _add(view, "selection", pane=pane)
    _add(view, "selection", pane="bottomRight", activeCell=first, sqref=first)


def _head(data: etree._Element, review: Review, looks: Looks) -> None:
    unit = review.unit or "（未填单位名称）"
    for at, (text, style, height) in enumerate(
        (
            (f"{layout.TITLE}：{unit}", looks.title, 27),
            (summary(review), looks.summary, 18),
            (GUIDE, looks.guide, 18),
        ),
        1,
    ):
        _text(_row(data, at, height), f"A{at}", text, style)
    row = _row(data, HEAD_ROW, 21)
    for column in COLUMNS:
        _text(row, f"{_letter(column)}{HEAD_ROW}", column.label, looks.heading)


def _line(data: etree._Element, number: int, item: Item, fill: str, looks: Looks) -> None:
    at = HEAD_ROW + number
    values = {column: value(number, item, fill) for column, value in VALUES.items()}
    needed = max(
        lines_needed(shown(values[column]), column.width - 1) for column in COLUMNS if column.kind != "hidden"
    )
    row = _row(data, at, min(_MOST, needed * _LINE + _EDGE))
    for column in COLUMNS:
        value, ref = values[column], f"{_letter(column)}{at}"
        if isinstance(value, Decimal) and exact(value):
            style = looks.whole if column is layout.NUMBER else looks.number(decimals(value))
            cell = _add(row, "c", r=ref, s=str(style))
            _add(cell, "v").text = f"{value:f}"
        else:
            _text(row, ref, shown(value), looks.cell(column, item))


def _choices(root: etree._Element, last: int) -> None:
    choices = _add(root, "dataValidations", count="1")
    letter = _letter(layout.OPINION)
    each = _add(
        choices,
        "dataValidation",
        type="list",
        allowBlank="1",
        showInputMessage="1",
        showErrorMessage="1",
        errorTitle="审核意见",
        error=f"请选“{layout.ACCEPTED}”或“{layout.REJECTED}”。",
        sqref=f"{letter}{HEAD_ROW + 1}:{letter}{last}",
    )
    _add(each, "formula1").text = f'"{layout.ACCEPTED},{layout.REJECTED}"'


def _links(root: etree._Element, review: Review, linked: Sequence[bool]) -> None:
    links = root.makeelement(f"{M}hyperlinks", {})
    for at, (item, there) in enumerate(zip(review.items, linked, strict=True), HEAD_ROW + 1):
        place = place_of(item)
        if place is not None and there:
            ref = f"{_letter(layout.CELL)}{at}"
            location = f"{_quoted(place.sheet)}!{place.cell}"
            _add(links, "hyperlink", ref=ref, location=location, display=place.cell)
    if len(links):
        root.append(links)


def _quoted(name: str) -> str:
    quoted = quote_sheet(name)
    return quoted if quoted.startswith("'") else f"'{quoted}'"


def _letter(column: Column) -> str:
    return column_letters(COLUMNS.index(column) + 1)


def _row(data: etree._Element, number: int, height: float) -> etree._Element:
    return _add(data, "row", r=str(number), ht=f"{height:g}", customHeight="1")


def _text(row: etree._Element, ref: str, text: str, style: int) -> None:
    """A text cell; a blank one has its style only."""
    if not text:
        _add(row, "c", r=ref, s=str(style))
        return
    words = _add(_add(_add(row, "c", r=ref, s=str(style), t="inlineStr"), "is"), "t")
    words.text = escaped(text)
    words.set(_SPACE, "preserve")


def _add(parent: etree._Element, name: str, **attributes: str) -> etree._Element:
    return etree.SubElement(parent, f"{M}{name}", attributes)
