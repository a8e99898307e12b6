"""Bringing a sheet and a cell into sight."""

from __future__ import annotations

from typing import Any

from xltools.excel.areas import Spot

_SHOWN = (True, -1)


def is_shown(sheet: Any) -> bool:
    """Whether an ``xlwings.Sheet`` is seen: no program selects a cell of one that is hidden."""
    return sheet.visible in _SHOWN


def show(sheet: Any, spot: Spot | None = None) -> None:
    """Let an ``xlwings.Sheet`` be the active one, and the cell be selected; nothing where it is hidden.

    The sheet's own ``activate`` would also fetch the program's window to the front, and fail where it is not
    the first one that xlwings finds.
    """
    if not is_shown(sheet):
        return
    sheet.impl.activate()
    if spot is not None:
        sheet.range(spot).select()
