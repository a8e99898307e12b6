"""The errors xltools raises on purpose.

    XltoolsError            what went wrong, where, and what to do: in Chinese
    ├── UsageError          a name, option or folder that does not exist
    ├── InputError          a file that cannot be read as a unit's workbook
    ├── StandardError       a 规范.xlsx that cannot be understood
    ├── OutputError         a place that cannot be written
    ├── PatchRefused        a workbook that cannot be changed without losing something
    └── EngineRefused       formulas this engine must not be trusted with

All end a command with exit code 2; a finding about a unit's data is never an exception.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from xltools.core.formulas.unsound import Cut
    from xltools.core.refs import Place


class XltoolsError(Exception):
    """Base of all; ``code`` is stable for machines, ``message`` and ``fix`` are for people."""

    code = "error"

    def __init__(self, message: str, *, fix: str = "", code: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.fix = fix
        if code is not None:
            self.code = code

    def __reduce__(self) -> tuple[object, ...]:
        """Survive the way back from a worker process."""
        return (_rebuild, (type(self), self.message, self.fix, self.code))


def _rebuild(kind: type[XltoolsError], message: str, fix: str, code: str) -> XltoolsError:
    return kind(message, fix=fix, code=code)


class UsageError(XltoolsError):
    """A name, option or folder that does not exist."""

    code = "usage"


class InputError(XltoolsError):
    """A file that cannot be read as a unit's workbook."""

    code = "unreadable"


class StandardError(XltoolsError):
    """A 规范.xlsx that cannot be understood."""

    code = "standard"


class OutputError(XltoolsError):
    """A place that cannot be written."""

    code = "output"


class PatchRefused(XltoolsError):
    """A workbook that cannot be changed without losing something of it."""

    code = "cannot-patch"


class EngineRefused(XltoolsError):
    """Formulas this engine must not be trusted with; another engine may be.

    ``questions``: the questions at fault, where the workbook's own formulas are not; ``by_text`` tells
    whether their text is, or the values that this workbook gives them. ``cells``: the cells at fault, with
    why; without them the rest can be computed. ``final``: no other engine can do better.
    """

    code = "needs-excel"
    questions: frozenset[str] = frozenset()
    by_text: bool = True
    cells: Mapping[Place, Cut] = {}
    final: bool = False


def is_panic(error: BaseException) -> bool:
    """Whether Rust code gave up: no Exception, yet one file's doing and no order to end."""
    return type(error).__name__ == "PanicException"
