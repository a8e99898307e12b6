"""The cells of the engine over openpyxl: areas, their fonts and notes, and what is refused."""

# ruff: noqa: D102, ARG005, UP031  # xlwings' own words say what each member is and is given

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

from xlwings import base_classes as base

from .document import Protected
from .places import address


class Refused(Exception):
    """What the engine raises where Excel raises com_error 1004; told apart as that one is."""

    hresult = -2147352567
    excepinfo = (0, "Microsoft Excel", "应用程序定义或对象定义错误", None, 0, -2146827284)


class Range(base.Range):
    """One area, or several for formats."""

    def __init__(self, sheet: Any, areas: list[tuple[int, int, int, int]]) -> None:
        self.sheet, self.areas, self.options = sheet, areas, {}

    api = property(lambda self: self)
    box = property(lambda self: self.areas[0])
    row = property(lambda self: self.box[0])
    column = property(lambda self: self.box[1])
    shape = property(lambda self: (self.box[2] - self.box[0] + 1, self.box[3] - self.box[1] + 1))
    address = property(lambda self: ",".join(map(address, self.areas)))
    document = property(lambda self: self.sheet.document)

    def __len__(self) -> int:
        return self.shape[0] * self.shape[1]

    @property
    def raw_value(self) -> Any:
        values = self.document.values(self.sheet.name, self.box)
        rows = [[_handed_over(value) for value in row] for row in values]
        return rows if len(self) > 1 else rows[0][0]

    @raw_value.setter
    def raw_value(self, values: Any) -> None:
        if not isinstance(values, list | tuple):
            values = [[values] * self.shape[1]] * self.shape[0]
        rows = [list(row) for row in values]
        top, left = self.box[:2]
        box = (top, left, top + len(rows) - 1, left + len(rows[0]) - 1)
        guarded(self.document.put, self.sheet.name, box, rows)

    @property
    def formula(self) -> Any:
        rows = self.document.formulas(self.sheet.name, self.box)
        return tuple(map(tuple, rows)) if len(self) > 1 else rows[0][0]

    @property
    def color(self) -> Any:
        found = {c for box in self.areas for c in self.document.fill(self.sheet.name, box)}
        if len(found) > 1:
            raise TypeError
        return found.pop()

    @color.setter
    def color(self, colour: Any) -> None:
        for box in self.areas:
            guarded(self.document.paint, self.sheet.name, box, colour)

    @property
    def note(self) -> Any:
        return Note(self) if self.document.note(self.sheet.name, self.box[:2]) is not None else None

    def add_note(self, text: str) -> Any:
        if self.document.note(self.sheet.name, self.box[:2]) is not None:
            raise Refused
        guarded(self.document.set_note, self.sheet.name, self.box[:2], text)
        return Note(self)

    def clear(self) -> None:
        guarded(self.document.clear, self.sheet.name, self.box)

    def select(self) -> None:
        self.document.selected[self.sheet.name] = self.box

    def autofit(self, axis: str | None = None) -> None:
        """Nobody looks at the heights of rows here."""

    def _style(self, **given: Any) -> None:
        for box in self.areas:
            guarded(self.document.style, self.sheet.name, box, **given)

    number_format = property(None, lambda self, code: self._style(number=code))
    wrap_text = property(None, lambda self, wrap: self._style(wrap=wrap))
    vertical_alignment = property(None, lambda self, _: None)
    horizontal_alignment = property(None, lambda self, _: None)

    @property
    def font(self) -> Any:
        return Font(self)

    def _width(self, width: float) -> None:
        for box in self.areas:
            self.document.width(self.sheet.name, box, width)

    column_width = property(None, _width)

    def _hide(self, hidden: bool) -> None:  # noqa: FBT001
        for box in self.areas:
            self.document.hide_columns(self.sheet.name, box, hidden=hidden)

    column_hidden = property(None, _hide)


class Font(base.Font):
    """A font, to be set."""

    def __init__(self, area: Range) -> None:
        self._area = area
        self._given: dict[str, Any] = {}

    def _set(self, **given: Any) -> None:
        self._given |= given
        self._area._style(font=self._given)

    bold = property(None, lambda self, bold: self._set(b=bold))
    size = property(None, lambda self, size: self._set(sz=size))
    color = property(None, lambda self, colour: self._set(color="%02X%02X%02X" % colour))


class Note(base.Note):
    """A note."""

    def __init__(self, at: Range) -> None:
        self._at = at

    api = property(lambda self: self)
    location = property(lambda self: self._at)

    @property
    def text(self) -> str:
        return self._at.document.note(self._at.sheet.name, self._at.box[:2]) or ""

    @text.setter
    def text(self, text: str) -> None:
        guarded(self._at.document.set_note, self._at.sheet.name, self._at.box[:2], text)

    def delete(self) -> None:
        guarded(self._at.document.set_note, self._at.sheet.name, self._at.box[:2], None)


def _handed_over(value: Any) -> Any:
    """A value as Excel hands it over: every number a double, every date a moment."""
    if isinstance(value, time):
        return datetime.combine(date(1899, 12, 30), value)
    if isinstance(value, date) and not isinstance(value, datetime):
        return datetime(value.year, value.month, value.day)  # noqa: DTZ001
    return float(value) if isinstance(value, int) and not isinstance(value, bool) else value


def guarded(change: Any, *given: Any, **named: Any) -> None:
    """Do what the document does, refused as Excel refuses."""
    try:
        change(*given, **named)
    except Protected as error:
        raise Refused from error
