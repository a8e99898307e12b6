"""How the cells of 审核结果 look: appended to the workbook's styles, each once."""

from __future__ import annotations

from xltools.core.returned import layout
from xltools.core.returned.item import Item
from xltools.core.returned.layout import Column
from xltools.writers.patch.colours import colour_of
from xltools.writers.patch.styles import Styles, solid

_NAME = '<name val="宋体"/><family val="3"/><charset val="134"/>'
_LINES = "".join(
    f'<{side} style="thin"><color rgb="FFBFBFBF"/></{side}>' for side in ("left", "right", "top", "bottom")
)
_BORDER = f"<border>{_LINES}<diagonal/></border>"
_HEADING, _ROOM, _CHOICE = "305496", "FFFDF2", "F1F7ED"
_MIDDLE = (layout.LEVEL, layout.RULE, layout.CELL, layout.STATUS, layout.OPINION)


def _font(size: float, colour: str = "000000", *, bold: bool = False, line: bool = False) -> str:
    style = f"{'<b/>' * bold}{'<u/>' * line}"
    return f'<font>{style}<sz val="{size:g}"/><color rgb="FF{colour}"/>{_NAME}</font>'


def _align(horizontal: str = "left", *, wrap: bool = True, vertical: str = "top") -> str:
    return f'<alignment horizontal="{horizontal}" vertical="{vertical}" wrapText="{int(wrap)}"/>'


class Looks:
    """The styles of 审核结果 by what stands in a cell; made when they are asked for."""

    def __init__(self, styles: Styles) -> None:
        self._styles = styles

    @property
    def title(self) -> int:
        """The title."""
        return self._styles.look(_font(16, bold=True), align=_align(wrap=False, vertical="center"))

    @property
    def summary(self) -> int:
        """The line that sums up."""
        return self._styles.look(_font(10.5, bold=True), align=_align(wrap=False, vertical="center"))

    @property
    def guide(self) -> int:
        """The line that says what to do."""
        return self._styles.look(_font(10, "595959"), align=_align(wrap=False, vertical="center"))

    @property
    def heading(self) -> int:
        """A heading."""
        font, fill = _font(10, "FFFFFF", bold=True), solid(_HEADING)
        return self._styles.look(font, fill=fill, border=_BORDER, align=_align("center", vertical="center"))

    @property
    def whole(self) -> int:
        """A whole number that counts."""
        return self._styles.look(_font(10), border=_BORDER, align=_align("center"))

    def number(self, decimals: int) -> int:
        """An amount: with two decimals, or as many as it has."""
        code = "#,##0.00" + "#" * max(0, decimals - 2)
        return self._styles.look(_font(10), border=_BORDER, number=code, align=_align("right", wrap=False))

    def cell(self, column: Column, item: Item) -> int:
        """A text: where an answer is asked for is coloured as room to write, the level as its marks are."""
        font = _font(10, "0563C1", line=True) if column.kind == "link" else _font(10)
        fill = {"answer": solid(_ROOM), "choice": solid(_CHOICE)}.get(column.kind, "")
        if item.finding.level != "核实" or item.finding.outcome in ("未判", "规则异常"):
            fill = ""
        if column is layout.LEVEL and (colour := colour_of(item)):
            fill = solid(colour)
        align = _align("center" if column in _MIDDLE else "left")
        written = "@" if column.kind == "answer" else "General"
        return self._styles.look(font, fill=fill, border=_BORDER, number=written, align=align)
