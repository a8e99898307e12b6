"""What must hold inside a worksheet part (ECMA-376 Part 1 §18.3)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from lxml import etree

from .parts import M, Parts, R, local, split_area, split_ref
from .schema_order import out_of_order

_TYPES = {"b", "d", "e", "inlineStr", "n", "s", "str"}
_LAST = (1_048_576, 16_384)

#: List element -> its entries; a count, where it stands, is their number.
_COUNTED = {
    "mergeCells": "mergeCell",
    "dataValidations": "dataValidation",
    "tableParts": "tablePart",
    "cellWatches": "cellWatch",
}

#: What a relationship id in a sheet may lead to.
_LEADS = {
    "drawing": "drawing",
    "legacyDrawing": "vmlDrawing",
    "legacyDrawingHF": "vmlDrawing",
    "picture": "image",
    "tablePart": "table",
    "hyperlink": "hyperlink",
    "pageSetup": "printerSettings",
}


def sheet_faults(parts: Parts, part: str) -> Iterator[str]:
    """Everything that is wrong inside a worksheet part."""
    root = parts.xml(part)
    yield from out_of_order(root, "worksheet")
    yield from _cell_faults(parts, root)
    yield from _list_faults(root)
    yield from _link_faults(parts, part, root)


def _cell_faults(parts: Parts, root: etree._Element) -> Iterator[str]:
    """Rows and cells rise; each cell's type is known, its style and its string exist."""
    styles, strings = _formats(parts), _strings(parts)
    last_row = 0
    for row in root.iterfind(f"{M}sheetData/{M}row"):
        number = int(row.get("r") or last_row + 1)
        if not last_row < number <= _LAST[0]:
            yield f"row {number} after row {last_row}"
        last_row, last_column = number, 0
        for cell in row.iterchildren(f"{M}c"):
            ref = cell.get("r")
            at, column = split_ref(ref) if ref else (number, last_column + 1)
            if at != number or not last_column < column <= _LAST[1]:
                yield f"cell {ref} in row {number} after column {last_column}"
            last_column = column
            yield from _content_faults(cell, ref or f"{number}:{column}", styles, strings)


def _content_faults(cell: etree._Element, ref: str, styles: int, strings: int) -> Iterator[str]:
    kind, value = cell.get("t", "n"), cell.findtext(f"{M}v")
    if kind not in _TYPES:
        yield f"cell {ref}: type {kind!r}"
    if not 0 <= int(cell.get("s") or 0) < max(styles, 1):
        yield f"cell {ref}: style {cell.get('s')} of {styles}"
    if kind == "s" and value and int(value) >= strings:
        yield f"cell {ref}: string {value} of {strings}"
    if kind == "b" and value not in {None, "0", "1", ""}:
        yield f"cell {ref}: {value!r} is no truth value"
    if kind == "n" and value and not _number(value):
        yield f"cell {ref}: {value!r} is no number"
    if kind == "e" and not (value or "").startswith("#"):
        yield f"cell {ref}: {value!r} is no error"
    if (kind == "inlineStr") != (cell.find(f"{M}is") is not None) and (kind == "inlineStr" or value):
        yield f"cell {ref}: type {kind} and an inline string do not agree"


def _number(text: str) -> bool:
    try:
        return abs(float(text)) < 1e308
    except ValueError:
        return False


def _formats(parts: Parts) -> int:
    styles = parts.one(parts.workbook, "styles")
    return len(parts.xml(styles).findall(f"{M}cellXfs/{M}xf")) if styles else 1


def _strings(parts: Parts) -> int:
    shared = parts.one(parts.workbook, "sharedStrings")
    return len(parts.xml(shared).findall(f"{M}si")) if shared else 0


def _list_faults(root: etree._Element) -> Iterator[str]:
    """Lists: counts right, none empty, areas lawful; merged areas do not meet."""
    for name, entry in _COUNTED.items():
        for each in root.iterfind(f"{M}{name}"):
            entries = sum(1 for _ in each.iter(f"{M}{entry}"))
            if not entries or int(each.get("count") or entries) != entries:
                yield f"{name}: count {each.get('count')} of {entries}"
    for each in root.iterfind(f"{M}hyperlinks"):
        if not len(each):
            yield "hyperlinks: empty"
    areas = [each.get("ref", "") for each in root.iterfind(f"{M}mergeCells/{M}mergeCell")]
    others = [each.get("ref", "") for each in root.iterfind(f"{M}hyperlinks/{M}hyperlink")]
    dimension = [each.get("ref", "") for each in root.iterfind(f"{M}dimension")]
    for ref in (*areas, *others, *dimension):
        if not _lawful(ref):
            yield f"area {ref!r}"
    yield from _meeting([split_area(ref) for ref in areas if _lawful(ref)])


def _lawful(ref: str) -> bool:
    try:
        top, left, bottom, right = split_area(ref)
    except ValueError:
        return False
    return top <= bottom <= _LAST[0] and left <= right <= _LAST[1]


def _meeting(areas: list[tuple[int, int, int, int]]) -> Iterator[str]:
    areas = sorted(areas)
    open_areas: list[tuple[int, int, int, int]] = []
    for area in areas:
        open_areas = [each for each in open_areas if each[2] >= area[0]]
        for other in open_areas:
            if area[1] <= other[3] and other[1] <= area[3]:
                yield f"merged areas {other} and {area} meet"
        open_areas.append(area)


def _link_faults(parts: Parts, part: str, root: etree._Element) -> Iterator[str]:
    """Every relationship id leads where its element says; drawings, notes and pictures stand once."""
    links = {each.index: each for each in parts.links(part)}
    for element in root.iter(f"{M}*"):
        index = element.get(f"{R}id")
        if index is None:
            continue
        found, wanted = links.get(index), _LEADS.get(local(element))
        if found is None:
            yield f"{local(element)}: {index} leads nowhere"
        elif wanted and found.kind != wanted:
            yield f"{local(element)}: {index} leads to a {found.kind}"
    kinds = Counter(each.kind for each in links.values())
    for kind in ("comments", "drawing"):
        if kinds[kind] > 1:
            yield f"{kinds[kind]} relationships to {kind}"
