"""Units whose names, and names of files, are meant to do harm wherever they are written."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import openpyxl

from tests.form.books import CLEAN

_ALLOWED = sys.platform.startswith("linux")

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


#: Names of files that hold what XML cannot, is no text, or means another place; Windows allows none of them.
FILES = (
    "甲\x1bb\x02.xlsx".encode(),
    b"a\x0bb.xlsx",
    "报表.xlsx".encode("gbk"),
    b"\xff\xfe.xlsx",
    b"\\\\10.0.0.1\\share\\x.xlsx",
    b"C:x.xlsx",
    b"line\nbreak\t.xlsx",
    "\uffff\ufeff\u202e甲.xlsx".encode(),
    b"a#b%41&<c>\"'.xlsx",
    b"=1+1.xlsx",
)


def write_units(folder: Path) -> list[Path]:
    """A clean workbook for each name, with the name also in the cell of a text; the first have evil files.

    One more is no workbook at all, and its name is no text.
    """
    folder.mkdir(parents=True, exist_ok=True)
    made = []
    for number, name in enumerate(NAMES):
        book = openpyxl.load_workbook(CLEAN)
        cover = book["封面"]
        for place, text in (("C3", name), ("C4", f"9990{number:02d}")):
            cover[place].value = text
            cover[place].data_type = "s"
        file = os.fsdecode(FILES[number]) if number < len(FILES) and _ALLOWED else f"{number:02d}.xlsx"
        made.append(folder / file)
        book.save(made[-1])
    if _ALLOWED:
        (folder / os.fsdecode("坏\x01表.xlsx".encode("gbk"))).write_bytes(b"no workbook")
    return made
