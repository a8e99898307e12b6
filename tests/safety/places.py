"""A place to work in: a unit's workbook, and a folder with another."""

from __future__ import annotations

import shutil
from pathlib import Path

from tests.form.books import CLEAN


def furnish(place: Path) -> None:
    """Put 甲.xlsx there, 夹 with a copy of it, and an empty folder 出."""
    (place / "夹").mkdir()
    (place / "出").mkdir()
    shutil.copy(CLEAN, place / "甲.xlsx")
    shutil.copy(CLEAN, place / "夹" / "甲.xlsx")
