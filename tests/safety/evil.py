"""Units whose names are meant to do harm wherever they are written."""

from __future__ import annotations

from pathlib import Path

import openpyxl

from tests.form.books import CLEAN

#: By what each would do where nobody took care.
NAMES = (
    "=cmd|'/C calc'!A0",
    "+1+cmd|' /C calc'!A0",
    "-2+3+cmd|' /C calc'!A0",
    "@SUM(1+9)*cmd|' /C calc'!A0",
    "{{ 7*191 }}{% for x in y %}{{ cycler.__init__.__globals__ }}",
    "</w:t></w:r><script>alert(1)</script>&<img src=x onerror=alert(2)>]]>",
    "../../../爬出",
    "..\\..\\C:\\爬出",
    "CON",
    "一/二\n三",
    "长" * 300,
    "...",
    "\u202eslx.乙\x9b2J\x7f",
)


def write_units(folder: Path) -> list[Path]:
    """A clean workbook for each name, with the name also in the cell of a text."""
    folder.mkdir(parents=True, exist_ok=True)
    made = []
    for number, name in enumerate(NAMES):
        book = openpyxl.load_workbook(CLEAN)
        cover = book["封面"]
        for place, text in (("C3", name), ("C4", f"9990{number:02d}")):
            cover[place].value = text
            cover[place].data_type = "s"
        made.append(folder / f"{number:02d}.xlsx")
        book.save(made[-1])
    return made
