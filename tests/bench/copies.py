"""Copies of a sample workbook with other figures, made without any spreadsheet library."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

from xltools.readers.xlsx import read

#: Figures that differ from copy to copy.
CHANGED = ("基本支出_决算", "项目支出_决算", "财政下达预算数", "年末在职人数", "问卷有效份数")


def make_copies(sample: Path, count: int, folder: Path) -> list[Path]:
    """``count`` workbooks like ``sample``, each with five other figures and its own unit code."""
    workbook = read(sample)
    places = {name.name: name.text for name in workbook.names}
    parts = _sheet_parts(sample)
    copies = []
    for number in range(1, count + 1):
        edits: dict[str, list[tuple[str, int]]] = {}
        for field in CHANGED:
            sheet, _, ref = places[field].rpartition("!")
            edits.setdefault(parts[sheet.strip("'")], []).append((ref.replace("$", ""), number))
        copy = folder / f"{sample.stem}-{number:05d}.xlsx"
        _write_copy(sample, copy, edits)
        copies.append(copy)
    return copies


def _sheet_parts(sample: Path) -> dict[str, str]:
    """Sheet name -> part name."""
    with zipfile.ZipFile(sample) as package:
        rels = package.read("xl/_rels/workbook.xml.rels").decode()
        book = package.read("xl/workbook.xml").decode()
    targets = {}
    for relation in re.findall(r"<Relationship [^>]*>", rels):
        target = re.search(r'Target="/?(?:xl/)?([^"]+)"', relation)
        key = re.search(r'Id="([^"]+)"', relation)
        if target and key:
            targets[key[1]] = f"xl/{target[1]}"
    sheets = re.findall(r'<sheet [^>]*name="([^"]+)"[^>]*r:id="([^"]+)"', book)
    return {name: targets[key] for name, key in sheets}


def _write_copy(sample: Path, copy: Path, edits: dict[str, list[tuple[str, int]]]) -> None:
    """The same package with some numbers raised by the copy's number."""
    with zipfile.ZipFile(sample) as old, zipfile.ZipFile(copy, "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            part = old.read(info)
            for ref, number in edits.get(info.filename, ()):
                part = _raised(part, ref, number)
            new.writestr(info, part)


def _raised(part: bytes, ref: str, number: int) -> bytes:
    pattern = re.compile(rf'(<c r="{ref}"[^>]*><v>)([^<]*)(</v>)'.encode())
    raised, found = pattern.subn(lambda m: m[1] + str(float(m[2]) + number).encode() + m[3], part)
    if found != 1:
        raise LookupError(ref)
    return raised
