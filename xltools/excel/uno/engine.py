"""An xlwings engine over UNO: LibreOffice's open workbooks as ordinary ``xlwings.Book``s.

What this program uses of xlwings is there; the rest raises NotImplementedError, as in every other engine.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from importlib import import_module
from pathlib import PurePath
from typing import Any

import xlwings

from xltools.excel.uno.bridge import Bridge
from xltools.excel.uno.range import Range
from xltools.excel.uno.sheet import Sheets

NAME = "libreoffice"
base: Any = import_module("xlwings.base_classes")
_ERRORS = frozenset({"#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!"})


class Engine:
    """The engine over one bridge: there is one program behind it."""

    name = NAME
    type = "desktop"

    def __init__(self, bridge: Bridge) -> None:
        self.apps = Apps(self, bridge)

    @staticmethod
    def clean_value_data(
        data: Sequence[Sequence[Any]],
        datetime_builder: Callable[..., Any],
        empty_as: Any,
        number_builder: Callable[[float], Any] | None,
        err_to_str: bool,  # xlwings calls it so  # noqa: FBT001  # xlwings calls it so
    ) -> list[list[Any]]:
        """Values as xlwings hands them to people."""

        def one(value: Any) -> Any:
            if value is None or value == "":
                return empty_as
            if isinstance(value, dt.datetime):
                parts = ("year", "month", "day", "hour", "minute", "second", "microsecond")
                return datetime_builder(**{part: getattr(value, part) for part in parts}, tzinfo=None)
            if isinstance(value, float):
                return number_builder(value) if number_builder else value
            if isinstance(value, str) and (value in _ERRORS or value.startswith("Err:")):
                return value if err_to_str else None
            return value

        return [[one(value) for value in row] for row in data]

    @staticmethod
    def prepare_xl_data_element(value: Any, options: Any) -> Any:
        """Values as people hand them to xlwings; a date becomes its moment."""
        del options
        if isinstance(value, dt.date) and not isinstance(value, dt.datetime):
            return dt.datetime(value.year, value.month, value.day)  # a cell has no zone  # noqa: DTZ001  # a serial number has no time zone
        return value


class Apps(base.Apps):
    """One program is all there is."""

    def __init__(self, engine: Engine, bridge: Bridge) -> None:
        self._apps = [App(engine, bridge)]

    def __iter__(self) -> Iterator[Any]:
        return iter(self._apps)

    def __len__(self) -> int:
        return len(self._apps)

    def __getitem__(self, pid: int) -> Any:
        return next(app for app in self._apps if app.pid == pid)

    def keys(self) -> list[int]:
        """The one number."""
        return [app.pid for app in self._apps]


class App(base.App):
    """The program. It is never quit from here."""

    engine: Any = None
    books: Any = None
    pid = 1
    version = "16.0"
    display_alerts = True
    visible = True

    def __init__(self, engine: Engine, bridge: Bridge) -> None:
        self.engine, self.bridge = engine, bridge
        self.books = Books(self)
        self._status: str | bool = False

    api = property(lambda self: self.bridge)

    def _ask(self, name: str, *given: Any) -> Any:
        return self.bridge.call(name, self.books.active_uid(), *given)

    @property
    def status_bar(self) -> str | bool:
        """What was last written into it; False when the program has it."""
        return self._status

    @status_bar.setter
    def status_bar(self, text: str | bool) -> None:
        self._status = text
        self._ask("status", text or None, 0, 0)

    @property
    def screen_updating(self) -> bool:
        """Whether the program draws."""
        return True

    @screen_updating.setter
    def screen_updating(self, on: bool) -> None:
        self._ask("updating", on)

    @property
    def calculation(self) -> str:
        """``automatic`` or ``manual``."""
        return "automatic" if self._ask("automatic") else "manual"

    @property
    def selection(self) -> Any:
        """The first selected area; None where a drawing is selected."""
        found = self._ask("selection")
        if found is None:
            return None
        name, box = found
        return Range(self.books.active.sheets(name), [tuple(box)])

    def alert(self, prompt: str, title: str, buttons: str, mode: str, callback: Any) -> str:
        """Show a box until it is closed."""
        del buttons, callback
        self._ask("alert", prompt, title or "", mode or "info")
        return "ok"

    def activate(self, steal_focus: bool = False) -> None:  # xlwings calls it so  # noqa: FBT001, FBT002  # xlwings calls it so
        """The program stays where it is."""


class Books(base.Books):
    """The open workbooks."""

    def __init__(self, app: App) -> None:
        self.app = app

    def _all(self) -> list[Book]:
        return [Book(self, uid, fullname) for uid, fullname in self.app.bridge.call("books")]

    def active_uid(self) -> str:
        """The number of the workbook in front; "" without any."""
        return str(self.app.bridge.call("active"))

    def __len__(self) -> int:
        return len(self._all())

    def __iter__(self) -> Iterator[Any]:
        return iter(self._all())

    def __call__(self, key: Any) -> Any:
        """The workbook of that name, or at that place counted from 1."""
        found = self._all()
        if isinstance(key, int):
            return found[key - 1]
        named = [book for book in found if key in (book.name, book.fullname)]
        if not named:
            raise KeyError(key)
        return named[0]

    @property
    def active(self) -> Any:
        """The workbook in front; None without any."""
        uid = self.active_uid()
        return next((book for book in self._all() if book.uid == uid), None)

    def open(self, fullname: str, *args: Any, **options: Any) -> Any:
        """Open a workbook out of sight."""
        del args, options
        return Book(self, self.app.bridge.call("open_book", fullname), fullname)


class Book(base.Book):
    """An open workbook, known by the number LibreOffice gave it."""

    app: Any = None
    fullname = ""

    def __init__(self, books: Books, uid: str, fullname: str) -> None:
        self.app, self.uid, self.fullname = books.app, uid, fullname

    api = property(lambda self: self.uid)

    def ask(self, name: str, *given: Any) -> Any:
        """A call on this workbook."""
        return self.app.bridge.call(name, self.uid, *given)

    @property
    def name(self) -> str:
        """Its file's name."""
        return PurePath(self.fullname).name

    @property
    def sheets(self) -> Any:
        """Its sheets."""
        return Sheets(self)

    @property
    def names(self) -> Any:
        """Its defined names."""
        return Names(self)

    def save(self, path: str | None = None, password: str | None = None) -> None:
        """Save it, or a copy to another place."""
        del password
        self.ask("save", path)

    def close(self) -> None:
        """Close it without saving."""
        self.ask("close")

    def activate(self) -> None:
        """The window in front stays there."""


class Names(base.Names):
    """Defined names: whether one is there."""

    def __init__(self, book: Book) -> None:
        self._names = book.ask("names")

    def __len__(self) -> int:
        return len(self._names)

    def contains(self, name: str) -> bool:
        """Whether there is one of that name."""
        return name in self._names


def app_over(bridge: Bridge) -> Any:
    """The ``xlwings.App`` behind a bridge; its engine takes the place of an earlier one."""
    engine = xlwings.Engine(impl=Engine(bridge))
    before = xlwings.engines.engines_by_name.get(NAME)
    if before in xlwings.engines.engines:
        xlwings.engines.engines.remove(before)
    xlwings.engines.add(engine)
    return engine.apps.active
