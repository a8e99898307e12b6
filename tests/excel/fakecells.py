"""The cells of the make-believe Excel: ranges, fills, fonts, notes; and the root of all its objects.

Every member whose name begins with a capital is one of Excel's, and asking for it is a call that is counted.
"""

# ruff: noqa: D102, ARG005, PLW0108  # Excel's own members, by Excel's names

from __future__ import annotations

import datetime as dt
import types
from collections import Counter
from typing import Any

from .engine.document import Protected
from .engine.places import address

_REJECTED, EXCEPTION, _IGNORED, _REFUSED = -2147418111, -2147352567, -2146777998, -2146827284
_NONE = -4142
_ERRORS = {
    "#DIV/0!": -2146826281,
    "#N/A": -2146826246,
    "#NAME?": -2146826259,
    "#NULL!": -2146826288,
    "#NUM!": -2146826252,
    "#REF!": -2146826265,
    "#VALUE!": -2146826273,
}

#: Every call so far, by member.
CALLS: Counter[str] = Counter()


class com_error(Exception):  # noqa: N801  # pywin32's name for it
    """As pywin32 raises it: hresult, words, (…, source, description, …, scode), argument."""

    def __init__(self, hresult: int, scode: int | None = None, words: str = "") -> None:
        info = None if scode is None else (0, "Microsoft Excel", words, None, 0, scode)
        super().__init__(hresult, words, info, None)
        self.hresult, self.excepinfo = hresult, info


class CDispatch:
    """What pywin32 wraps every object of Excel in: here the root of the make-believe ones."""

    mood = types.SimpleNamespace(now="")

    @property
    def _oleobj_(self) -> Any:
        """Asked whether a member is there at all, when one was not found."""
        raise com_error(-2147352570)

    def __getattribute__(self, name: str) -> Any:
        if name[0].isupper():
            CALLS[name] += 1
            if CDispatch.mood.now == "busy":
                raise com_error(_REJECTED)
        return object.__getattribute__(self, name)

    def __setattr__(self, name: str, value: Any) -> None:
        if name[0].isupper():
            CALLS[f"put {name}"] += 1
            if CDispatch.mood.now == "busy":
                raise com_error(_REJECTED)
            if CDispatch.mood.now == "editing":
                raise com_error(EXCEPTION, _IGNORED)
        object.__setattr__(self, name, value)


class Range(CDispatch):
    """One area or several."""

    def __init__(self, sheet: Any, areas: list[tuple[int, int, int, int]]) -> None:
        self.sheet, self.areas = sheet, areas

    document = property(lambda self: self.sheet.document)
    name = property(lambda self: self.sheet.title)
    box = property(lambda self: self.areas[0])
    Worksheet = Parent = property(lambda self: self.sheet)
    Row = property(lambda self: self.box[0])
    Column = property(lambda self: self.box[1])
    Rows = property(lambda self: Lines(self, 0))
    Columns = property(lambda self: Lines(self, 1))
    Address = property(lambda self: ",".join(map(address, self.areas)))
    Count = property(lambda self: sum((b[2] - b[0] + 1) * (b[3] - b[1] + 1) for b in self.areas))
    EntireColumn = property(lambda self: Lines(self, 1))
    Interior = property(lambda self: Interior(self))
    Font = property(lambda self: Font(self))

    def __call__(self, row: int, column: int) -> Any:
        CALLS["Item"] += 1
        at = (self.box[0] + row - 1, self.box[1] + column - 1)
        return Range(self.sheet, [(*at, *at)])

    @property
    def Formula(self) -> Any:  # noqa: N802
        rows = self.document.formulas(self.name, self.box)
        return rows[0][0] if len(rows) == len(rows[0]) == 1 else tuple(map(tuple, rows))

    def _values(self) -> Any:
        rows = [[_variant(each) for each in row] for row in self.document.values(self.name, self.box)]
        return rows[0][0] if len(rows) == len(rows[0]) == 1 else tuple(map(tuple, rows))

    def _type(self, values: Any) -> None:
        guarded(self.document.put, self.name, self.box, [list(row) for row in values])

    Value = property(_values, _type)

    @property
    def Comment(self) -> Any:  # noqa: N802
        return None if self.document.note(self.name, self.box[:2]) is None else Note(self)

    def AddComment(self, text: str) -> Any:  # noqa: N802
        if self.document.note(self.name, self.box[:2]) is not None:
            raise com_error(EXCEPTION, _REFUSED, "应用程序定义或对象定义错误")
        guarded(self.document.set_note, self.name, self.box[:2], text)
        return Note(self)

    def Clear(self) -> None:  # noqa: N802
        guarded(self.document.clear, self.name, self.box)

    def Select(self) -> None:  # noqa: N802
        self.document.selected[self.name] = self.box

    def _each(self, change: Any, **given: Any) -> None:
        for box in self.areas:
            guarded(change, self.name, box, **given)

    ColumnWidth = property(None, lambda self, width: self._each(self.document.width, width=width))
    NumberFormat = property(None, lambda self, code: self._each(self.document.style, number=code))
    WrapText = property(None, lambda self, wrap: self._each(self.document.style, wrap=wrap))
    VerticalAlignment = property(None, lambda self, _: None)


class Lines(CDispatch):
    """The rows or columns of a range."""

    def __init__(self, area: Range, axis: int) -> None:
        self.area, self.axis = area, axis

    Count = property(lambda self: self.area.box[2 + self.axis] - self.area.box[self.axis] + 1)
    Hidden = property(
        None, lambda self, hidden: self.area._each(self.area.document.hide_columns, hidden=hidden)
    )

    def AutoFit(self) -> None:  # noqa: N802
        """Heights are nobody's business here."""


class Interior(CDispatch):
    """The fill of cells; of cells that differ it has no colour index, and black."""

    def __init__(self, area: Range) -> None:
        self.area = area

    def _found(self) -> set[Any]:
        document = self.area.document
        return {colour for box in self.area.areas for colour in document.fill(self.area.name, box)}

    def _index(self) -> Any:
        found = self._found()
        return None if len(found) > 1 else _NONE if found == {None} else 1

    def _colour(self) -> float:
        found = self._found()
        red, green, blue = (found.pop() or (255, 255, 255)) if len(found) == 1 else (0, 0, 0)
        return float(red | green << 8 | blue << 16)

    def _paint(self, colour: int | None) -> None:
        rgb = None if colour is None else (colour & 255, colour >> 8 & 255, colour >> 16 & 255)
        self.area._each(self.area.document.paint, colour=rgb)

    ColorIndex = property(_index, lambda self, index: self._paint(None) if index == _NONE else None)
    Color = property(_colour, _paint)


class Font(CDispatch):
    """The font of cells."""

    def __init__(self, area: Range) -> None:
        self.area = area

    def _set(self, **given: Any) -> None:
        self.area._each(self.area.document.style, font=given)

    Bold = property(None, lambda self, bold: self._set(b=bold))
    Size = property(None, lambda self, size: self._set(sz=size))
    Color = property(None, lambda self, _: self._set())


class Note(CDispatch):
    """A note (Comment in Excel's own words)."""

    def __init__(self, at: Range) -> None:
        self.at = at

    Parent = property(lambda self: self.at)

    def Text(self, text: str | None = None) -> str | None:  # noqa: N802
        if text is not None:
            guarded(self.at.document.set_note, self.at.name, self.at.box[:2], text)
        return self.at.document.note(self.at.name, self.at.box[:2])

    def Delete(self) -> None:  # noqa: N802
        guarded(self.at.document.set_note, self.at.name, self.at.box[:2], None)


def bare(found: Any) -> Any:
    """The object within xlwings' wrapper."""
    return getattr(found, "_inner", found)


def _variant(value: Any) -> Any:
    """A value as COM carries it: doubles, moments, whole numbers for errors."""
    if isinstance(value, str):
        return _ERRORS.get(value, value)
    if isinstance(value, dt.time):
        return dt.datetime.combine(dt.date(1899, 12, 30), value)
    if isinstance(value, dt.date) and not isinstance(value, dt.datetime):
        return dt.datetime(value.year, value.month, value.day)  # noqa: DTZ001
    return float(value) if isinstance(value, int) and not isinstance(value, bool) else value


def guarded(change: Any, *given: Any, **named: Any) -> None:
    """Do what the document does, refused as Excel refuses."""
    try:
        change(*given, **named)
    except Protected as error:
        raise com_error(EXCEPTION, _REFUSED, "应用程序定义或对象定义错误") from error
