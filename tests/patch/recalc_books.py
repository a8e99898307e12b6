"""Workbooks to recalculate: written by hand cell by cell, or with XlsxWriter, and ways to look at them."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import xlsxwriter

from xltools.core.model import Value
from xltools.core.recalculated import Recalculated
from xltools.core.refs import Place, parse_cell
from xltools.engines import soffice
from xltools.readers.xlsx import read, read_bytes
from xltools.recalculating import recalculate
from xltools.writers.patch.cached import with_values

SHEET = "xl/worksheets/sheet1.xml"
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_ML = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_METADATA = (
    f'<metadata xmlns="{_MAIN}" '
    'xmlns:xda="http://schemas.microsoft.com/office/spreadsheetml/2017/dynamicarray">'
    '<metadataTypes count="1"><metadataType name="XLDAPR" minSupportedVersion="120000" copy="1" pasteAll="1" '
    'cellMeta="1"/></metadataTypes><futureMetadata name="XLDAPR" count="1"><bk><extLst>'
    '<ext uri="{bdbb8cdc-fa1e-496e-a857-3c3f30c029c3}">'
    '<xda:dynamicArrayProperties fDynamic="1" fCollapsed="0"/></ext></extLst></bk></futureMetadata>'
    '<cellMetadata count="1"><bk><rc t="1" v="0"/></bk></cellMetadata>'
    "</metadata>"
)


def written(rows: str, *, properties: str = "", strings: str = "", calculation: str = "") -> bytes:
    """A workbook of one sheet 表 with these ``<row>`` elements; ``strings``: its shared strings."""
    parts = {
        "[Content_Types].xml": (
            f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" '
            'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            '<Default Extension="xml" ContentType="application/xml"/>'
            f'<Override PartName="/xl/workbook.xml" ContentType="{_ML}.sheet.main+xml"/>'
            f'<Override PartName="/{SHEET}" ContentType="{_ML}.worksheet+xml"/>'
            f'<Override PartName="/xl/sharedStrings.xml" ContentType="{_ML}.sharedStrings+xml"/>'
            f'<Override PartName="/xl/metadata.xml" ContentType="{_ML}.sheetMetadata+xml"/></Types>'
        ),
        "_rels/.rels": _relations(("officeDocument", "xl/workbook.xml")),
        "xl/workbook.xml": (
            f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}">{properties}<sheets>'
            f'<sheet name="表" sheetId="1" r:id="rId1"/></sheets>{calculation}</workbook>'
        ),
        "xl/_rels/workbook.xml.rels": _relations(
            ("worksheet", "worksheets/sheet1.xml"),
            ("sharedStrings", "sharedStrings.xml"),
            ("sheetMetadata", "metadata.xml"),
        ),
        SHEET: f'<worksheet xmlns="{_MAIN}"><sheetData>{rows}</sheetData></worksheet>',
        "xl/sharedStrings.xml": f'<sst xmlns="{_MAIN}">{strings}</sst>',
        "xl/metadata.xml": _METADATA,
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name, f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n{text}')
    return out.getvalue()


def _relations(*targets: tuple[str, str]) -> str:
    each = "".join(
        f'<Relationship Id="rId{number}" Type="{_OFFICE}/{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(targets, 1)
    )
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{each}</Relationships>'


def made(fill: Callable[[Any], None], **options: object) -> bytes:
    """A workbook that ``fill`` fills with XlsxWriter."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, **options}) as book:
        fill(book)
    return out.getvalue()


def parts(content: bytes) -> dict[str, bytes]:
    """Every part of a package."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def edited(content: bytes, part: str, change: Callable[[str], str]) -> bytes:
    """The package with one part changed as text; the change must change something."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as archive, zipfile.ZipFile(out, "w") as copy:
        for item in archive.infolist():
            data = archive.read(item)
            if item.filename == part:
                text = data.decode()
                data = change(text).encode()
                assert data.decode() != text, part
            copy.writestr(item, data)
    return out.getvalue()


def changed_parts(before: bytes, after: bytes) -> set[str]:
    """The parts whose bytes differ; both packages have the same parts in the same order."""
    old, new = parts(before), parts(after)
    assert list(old) == list(new)
    return {name for name in old if old[name] != new[name]}


def recalculated(content: bytes, engine: str = "auto", path: str = "册.xlsx") -> tuple[Recalculated, bytes]:
    """What a recalculation tells, and the workbook with its values."""
    result = recalculate(read_bytes(content, path), engine)
    return result, with_values(content, path, result.values)


def at(cell: str, sheet: str = "表") -> Place:
    """A cell's place."""
    found = parse_cell(cell)
    assert found is not None
    return Place(sheet, *found)


def values(content: bytes) -> dict[str, Value]:
    """Every filled cell as our reader reads it: ``表!A1`` -> value."""
    book = read_bytes(content, "册.xlsx")
    return {
        str(Place(sheet.name, row, column)): value
        for sheet in book.sheets
        for row, cells in enumerate(sheet.values, 1)
        for column, value in enumerate(cells, 1)
        if value is not None
    }


def with_openpyxl(content: bytes, cell: str, sheet: str = "表") -> object:
    """A saved value as openpyxl reads it."""
    return openpyxl.load_workbook(io.BytesIO(content), data_only=True)[sheet][cell].value


def by_libreoffice(content: bytes, folder: Path, ending: str = ".xlsx") -> dict[str, Value]:
    """The values that LibreOffice has after opening the workbook itself and computing everything."""
    file = folder / f"册{ending}"
    file.write_bytes(content)
    (made_,) = soffice.convert([file], "xlsx:Calc MS Excel 2007 XML", folder / "重算", timeout=300)
    return values(Path(made_).read_bytes()) if read(made_) else {}
