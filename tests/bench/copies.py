"""Workbooks like a sample, each of a unit of its own: made without any spreadsheet library, in no time."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from xltools.readers.xlsx import read

#: Amounts and numbers that are larger in each copy.
AMOUNTS = ("基本支出_决算", "项目支出_决算", "财政下达预算数")
NUMBERS = ("年末在职人数", "问卷有效份数")

CODE, NAME = "预算编码", "单位名称"


def make_copies(sample: Path, count: int, folder: Path) -> list[Path]:
    """``count`` workbooks like ``sample``, of the units 1, 2 …, each with five other figures."""
    mould = take_apart(sample)
    copies = []
    for number in range(1, count + 1):
        copies.append(folder / f"{sample.stem}-{number:05d}.xlsx")
        copies[-1].write_bytes(mould.copy(number))
    return copies


@dataclass(frozen=True)
class Mould:
    """A sample taken apart: the package without the parts that copies change; those in pieces at each field.

    ``values`` is what the sample itself has.
    """

    rest: bytes
    parts: dict[str, list[str]]
    values: dict[str, str]

    def copy(self, number: int, unit: int = 0) -> bytes:
        """The workbook of the unit ``number``; with the figures of that number, of another ``unit``."""
        given = {**self.of(number), **_cover(unit or number)}
        package = io.BytesIO(self.rest)
        with zipfile.ZipFile(package, "a") as new:
            for name, pieces in self.parts.items():
                text = "".join(given.get(piece, piece) for piece in pieces)
                new.writestr(zipfile.ZipInfo(name), text, zipfile.ZIP_DEFLATED, 1)
        return package.getvalue()

    def of(self, number: int) -> dict[str, str]:
        """What the copy of that number has in the fields that copies change."""
        more = Decimal(f"{number}.{number % 100:02d}")
        amounts = {field: str(Decimal(self.values[field]) + more) for field in AMOUNTS}
        numbers = {field: str(Decimal(self.values[field]) + number) for field in NUMBERS}
        return {**amounts, **numbers, **_cover(number)}


def _cover(unit: int) -> dict[str, str]:
    return {CODE: f"示例{unit:06d}", NAME: f"示例单位{unit:06d}"}


def take_apart(sample: Path) -> Mould:
    """A mould for copies of a sample."""
    places = {name.name: name.text for name in read(sample).names}
    sheets = _sheet_parts(sample)
    cells: dict[str, dict[str, str]] = {}
    for field in (*AMOUNTS, *NUMBERS, CODE, NAME):
        sheet, _, ref = places[field].rpartition("!")
        cells.setdefault(sheets[sheet.strip("'")], {})[ref.replace("$", "")] = field
    rest, parts, values = io.BytesIO(), {}, {}
    with zipfile.ZipFile(sample) as old, zipfile.ZipFile(rest, "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            if info.filename in cells:
                fields = cells[info.filename]
                parts[info.filename] = _pieces(old.read(info).decode(), fields, values)
            else:
                new.writestr(zipfile.ZipInfo(info.filename), old.read(info), zipfile.ZIP_DEFLATED)
    if len(values) != len((*AMOUNTS, *NUMBERS, CODE, NAME)):
        raise LookupError(sample)
    return Mould(rest.getvalue(), parts, values)


def _pieces(part: str, fields: dict[str, str], values: dict[str, str]) -> list[str]:
    """The part cut at what its fields hold, each replaced by the field's name; what they hold."""
    cell = rf'<c r="({"|".join(fields)})"[^>]*>(?:<v>|<is><t>)([^<]*)<'
    pieces, end = [], 0
    for found in re.finditer(cell, part):
        values[fields[found[1]]] = found[2]
        pieces += [part[end : found.start(2)], fields[found[1]]]
        end = found.end(2)
    return [*pieces, part[end:]]


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
