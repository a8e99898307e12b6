"""The sample workbooks with buttons."""

from __future__ import annotations

from pathlib import Path

from tests.form.books import SAMPLES
from xltools.excel.macros import MACROS
from xltools.writers.vba.book import with_macros

BUTTONS = tuple(MACROS.values())
FILES = [path for path, _ in SAMPLES]


def buttoned(path: Path) -> bytes:
    """A sample as it would be, had it been filled in a workbook with buttons."""
    return with_macros(path.read_bytes(), path.name, BUTTONS)
