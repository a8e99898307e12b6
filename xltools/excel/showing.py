"""Bringing a sheet and a cell into sight."""

from __future__ import annotations

from typing import Any

from xltools.excel.areas import Spot


def show(sheet: Any, spot: Spot | None = None) -> None:
    """Let an ``xlwings.Sheet`` be the active one, and the cell be selected.

    The sheet's own ``activate`` would also fetch the program's window to the front, and fail where it is not
    the first one that xlwings finds.
    """
    sheet.impl.activate()
    if spot is not None:
        sheet.range(spot).select()
