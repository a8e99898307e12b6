"""How the blank form looks: fonts, fills, borders, number formats, widths."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from openpyxl.cell.cell import Cell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side

from xltools.core.standard import Field

_LINE = Side(style="thin", color="8EA9C8")
_GRID = Border(left=_LINE, right=_LINE, top=_LINE, bottom=_LINE)

_MIDDLE = Alignment(vertical="center", wrap_text=True)

_SONG, _HEI = "宋体", "黑体"

#: Fields whose leading zeros matter: kept as text.
_CODES = ("编码", "电话", "序号")


@dataclass(frozen=True, slots=True)
class Look:
    """One kind of cell: font, fill, border, alignment, and whether people may type into it."""

    font: Font
    fill: PatternFill | None = None
    border: Border | None = _GRID
    alignment: Alignment = _MIDDLE
    locked: bool = True

    def apply(self, cell: Any, number_format: str = "General") -> None:
        """Give the cell this look."""
        cell.font = self.font
        if self.fill is not None:
            cell.fill = self.fill
        if self.border is not None:
            cell.border = self.border
        cell.alignment = self.alignment
        cell.protection = Protection(locked=self.locked)
        cell.number_format = number_format


def _fill(colour: str) -> PatternFill:
    return PatternFill("solid", fgColor=colour)


def _align(horizontal: str | None = None, *, vertical: str = "center") -> Alignment:
    return Alignment(horizontal=horizontal, vertical=vertical, wrap_text=True)


TITLE = Look(Font(name=_HEI, size=18, bold=True), border=None, alignment=_align("center"))
UNIT_LINE = Look(Font(name=_SONG, size=10), border=None, alignment=Alignment(vertical="center"))
HEADING = Look(Font(name=_HEI, size=11, color="1F3864"), border=None, alignment=Alignment(vertical="center"))
HEADER = Look(Font(name=_HEI, size=10, color="1F3864"), _fill("D9E5F3"), alignment=_align("center"))
LABEL = Look(Font(name=_SONG, size=10))
CENTRED = Look(Font(name=_SONG, size=10), alignment=_align("center"))
NOTE = Look(Font(name=_SONG, size=9, color="7F7F7F"))
FOOT = Look(Font(name=_SONG, size=9, color="595959"), border=None, alignment=_align(vertical="top"))
INPUT = Look(Font(name=_SONG, size=10, color="1F1F1F"), _fill("FFF9E1"), locked=False)
INPUT_CENTRED = Look(INPUT.font, INPUT.fill, alignment=_align("center"), locked=False)
FORMULA = Look(Font(name=_SONG, size=10), _fill("EFEFEF"))
FORMULA_CENTRED = Look(FORMULA.font, FORMULA.fill, alignment=_align("center"))
UNUSED = Look(Font(name=_SONG, size=10, color="BFBFBF"), _fill("F7F7F7"))

RED, AMBER, GREEN = "C00000", "9C5700", "00703C"


def number_format(field: Field) -> str:
    """The number format of a field's cells."""
    match field.kind:
        case "金额":
            return "#,##0.00"
        case "整数":
            return "0" if field.unit == "年" else "#,##0"
        case "比率":
            return "0.00"
        case "数值":
            return "0.##"
        case "日期":
            return "yyyy-mm-dd"
        case "文本" if field.name.endswith(_CODES):
            return "@"
    return "General"


def look_of(field: Field, *, is_input: bool, constant: bool) -> Look:
    """How a field's cell looks: yellow to fill, grey computed, white given."""
    centred = field.kind in ("日期", "选项", "是否", "整数", "比率", "数值")
    if constant:
        return CENTRED if centred else LABEL
    if is_input:
        return INPUT_CENTRED if centred else INPUT
    return FORMULA_CENTRED if centred else FORMULA


def width_of(text: str) -> int:
    """How wide a text is in the columns of a sheet: a Chinese character counts two."""
    return sum(2 if ord(character) > 0x2E7F else 1 for character in text)


def lines_of(text: str, width: float) -> int:
    """How many lines a text takes in a cell of that width."""
    return sum(max(1, -(-width_of(line) // max(1, int(width)))) for line in text.split("\n"))


def write(cell: Cell | Any, value: Any, look: Look, number: str = "General") -> None:
    """Put a value with its look; a text that begins like a formula is only a formula when it is meant."""
    cell.value = value
    look.apply(cell, number)
