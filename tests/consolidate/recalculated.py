"""A workbook without its cached values, recalculated by LibreOffice: what its formulas really give."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path

import openpyxl

from xltools.core.model import Value, Workbook
from xltools.core.refs import Place
from xltools.readers.xlsx import read


def recalculated(path: Path, folder: Path) -> Workbook:
    """The workbook as LibreOffice computes it."""
    book = openpyxl.load_workbook(path)  # openpyxl drops cached values, so that nothing can be copied
    (folder / "in").mkdir()
    book.save(folder / "in" / "x.xlsx")
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = ["soffice", profile, "--headless", "--convert-to", "xlsx", "--outdir", str(folder)]
    subprocess.run([*command, str(folder / "in" / "x.xlsx")], check=True, capture_output=True, timeout=180)  # noqa: S603
    return read(folder / "x.xlsx")


def formula_values(ours: Workbook, theirs: Workbook) -> Iterator[tuple[Place, Value, Value]]:
    """Yield every formula cell of ours, its cached value and the other workbook's; no value is ""."""
    for sheet in ours.sheets:
        for row, column in sheet.formulas:
            place = Place(sheet.name, row, column)
            left, right = ours.value(place), theirs.value(place)
            yield place, "" if left is None else left, "" if right is None else right
