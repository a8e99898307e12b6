"""New saved values for formula cells: their ``<v>`` and type, and nothing else of a workbook."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from lxml import etree

from xltools.core.celltext import storable
from xltools.core.errors import PatchRefused
from xltools.core.model import ErrorValue, Value
from xltools.core.refs import Area, Place, parse_cell
from xltools.readers.strings import rich_text, shared_strings
from xltools.writers.patch.draft import MAIN, OFFICE, Draft, open_draft

_C, _F, _IS, _V, _ROW = (f"{{{MAIN}}}{name}" for name in ("c", "f", "is", "v", "row"))
_FIX = "请用 Excel 打开该文件，按 Ctrl+Alt+F9 重新计算并保存；原件没有改动。"
#: What would be read as an escape, and a carriage return, which XML would lose.
_ESCAPED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)|\r")
_TRUTHS = {"1": True, "true": True, "0": False, "false": False}

_At = tuple[int, int]


def with_values(content: bytes, path: str, values: Mapping[Place, Value]) -> bytes:
    """The workbook with these values saved in its formula cells and in the cells its array formulas fill.

    ``values`` are as computed: a date is its serial number, "" an empty text. A cell that holds the value
    already is not touched; where none changes, the bytes returned are ``content``. Parts other than the
    sheets with changes stay as they are, byte for byte.

    Raises PatchRefused for a cell that holds no plain result of a formula (an input, a cell of a data table,
    a rich value), for a value no cell can hold, and for a workbook that cannot be patched.
    """
    draft = open_draft(content, path)
    sheets: dict[str, dict[_At, Value]] = {}
    for place, value in values.items():
        sheets.setdefault(place.sheet, {})[place.row, place.column] = value
    parts = _sheet_parts(draft)
    for name, wanted in sheets.items():
        if name not in parts:
            raise PatchRefused(f"没有工作表“{name}”，不能写入。", fix=_FIX)
        _Patch(draft, name, dict(wanted)).apply(parts[name])
    return draft.content() if draft.changed() else content


def _sheet_parts(draft: Draft) -> dict[str, str]:
    relations = draft.relations(draft.workbook)
    found = {}
    for element in draft.tree(draft.workbook).iterfind(f"{{{MAIN}}}sheets/{{{MAIN}}}sheet"):
        relation = relations.get(element.get(f"{{{OFFICE}}}id", ""))
        if relation is not None and not relation.external:
            found[element.get("name", "")] = relation.target
    return found


@dataclass
class _Patch:
    """The values still to be put into one sheet, and the array areas met so far."""

    draft: Draft
    sheet: str
    wanted: dict[_At, Value]
    areas: list[Area] = field(default_factory=list)
    strings: dict[str, str] | None = None

    def apply(self, part: str) -> None:
        """Put every value in; PatchRefused where a cell does not take it."""
        rows = {row for row, _ in self.wanted}
        for number, row in _rows(self.draft.tree(part)):
            # An area stands in its first cell, above or left of all others of it.
            for column, cell in _cells(row):
                formula = cell.find(_F)
                if formula is not None and formula.get("t") == "array":
                    self._note(formula.get("ref", ""))
                if number in rows and (number, column) in self.wanted:
                    self._put(cell, Place(self.sheet, number, column), formula)
        if self.wanted:
            place = Place(self.sheet, *min(self.wanted))
            raise PatchRefused(f"{place} 不在文件里，不能写入。", fix=_FIX)

    def _note(self, ref: str) -> None:
        first, _, last = ref.partition(":")
        start, end = parse_cell(first), parse_cell(last or first)
        if start and end:
            self.areas.append(Area(self.sheet, *start, *end))

    def _put(self, cell: etree._Element, place: Place, formula: etree._Element | None) -> None:
        value = self.wanted.pop((place.row, place.column))
        computed = formula is not None and formula.get("t") != "dataTable"
        if not computed and not any(place in area for area in self.areas):
            raise PatchRefused(f"{place} 不是公式算出的单元格，不能写入。", fix=_FIX)
        if cell.get("vm"):
            raise PatchRefused(f"{place} 的值不只是数字或文字，不能写入。", fix=_FIX)
        if not self._holds(cell, value):
            _set(cell, formula, *_written(value, place))

    def _holds(self, cell: etree._Element, value: Value) -> bool:
        """Whether the cell's saved value is this one already, of the same type."""
        kind, text = cell.get("t", "n"), cell.findtext(_V)
        if kind == "inlineStr":
            inline = cell.find(_IS)
            return inline is not None and rich_text(inline, f"{{{MAIN}}}") == value
        if text is None:
            return False
        match value:
            case bool():
                return kind == "b" and _TRUTHS.get(text.strip()) is value
            case int() | float():
                return kind == "n" and _number(text) == value
            case ErrorValue():
                return kind == "e" and text.strip() == value.code
            case str():
                return (kind == "str" and text == _escape(value)) or (
                    kind == "s" and self._shared(text) == value
                )
        return False

    def _shared(self, index: str) -> str | None:
        """A shared string; such a result is rare, so they are read when first asked for."""
        if self.strings is None:
            part = self.draft.related(self.draft.workbook, "sharedStrings")
            self.strings = shared_strings(self.draft.tree(part)) if part else {}
        return self.strings.get(index.strip())


def _rows(root: etree._Element) -> Iterator[tuple[int, etree._Element]]:
    number = 0
    for row in root.iterfind(f"{{{MAIN}}}sheetData/{_ROW}"):
        number = int(row.get("r") or number + 1)
        yield number, row


def _cells(row: etree._Element) -> Iterator[tuple[int, etree._Element]]:
    column = 0
    for cell in row.iterchildren(_C):
        at = parse_cell(cell.get("r", ""))
        column = at[1] if at else column + 1
        yield column, cell


def _set(cell: etree._Element, formula: etree._Element | None, kind: str, text: str) -> None:
    """Give a cell its type and value, leaving its other attributes and children as they are."""
    if kind:
        cell.set("t", kind)
    elif "t" in cell.attrib:
        del cell.attrib["t"]
    inline, held = cell.find(_IS), cell.find(_V)
    if inline is not None:  # it was the value
        cell.remove(inline)
    if held is None:
        held = etree.Element(_V)
        cell.insert(0 if formula is None else cell.index(formula) + 1, held)
    for child in list(held):
        held.remove(child)
    held.text = text


def _written(value: Value, place: Place) -> tuple[str, str]:
    """The type ("": number) and the text of a value."""
    match value:
        case bool():
            return "b", str(int(value))
        case int() | float() if math.isfinite(value):
            return "", _digits(value)
        case ErrorValue():
            return "e", value.code
        case str() if storable(value):
            return "str", _escape(value)
    raise PatchRefused(f"{place} 算出的值（{value}）不能保存。", fix=_FIX)


def _digits(value: float) -> str:
    """The shortest text that is read as the same double."""
    if value == 0:
        return "0"
    return str(value) if isinstance(value, int) and abs(value) < 2**53 else repr(float(value))


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None


def _escape(text: str) -> str:
    """A text as a workbook writes it: what looks like an escape is no escape."""
    return _ESCAPED.sub(lambda found: "_x000D_" if found[0] == "\r" else "_x005F_", text)
