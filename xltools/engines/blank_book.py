"""An .xlsx package with the sheets and defined names of a workbook, and nothing in the cells."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator

from xltools.core.model import DefinedName, Workbook

_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_CONTENT = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_RELATED = (
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
)


def blank_book(workbook: Workbook) -> bytes:
    """The package; names are as the workbook has them, without those local to a sheet that has no cells."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as package:
        for part, xml in _parts(workbook):
            package.writestr(part, f"{_HEAD}{xml}")
    return content.getvalue()


def _parts(workbook: Workbook) -> Iterator[tuple[str, str]]:
    numbers = range(1, len(workbook.sheets) + 1)
    types = "".join(
        f'<Override PartName="/xl/worksheets/sheet{n}.xml" ContentType="{_CONTENT}.worksheet+xml"/>'
        for n in numbers
    )
    book = f'<Override PartName="/xl/workbook.xml" ContentType="{_CONTENT}.sheet.main+xml"/>'
    yield "[Content_Types].xml", f'<Types xmlns="{_PACKAGE}/content-types">{_RELATED}{book}{types}</Types>'
    yield "_rels/.rels", _relations(("officeDocument", "xl/workbook.xml"))
    sheets = [("worksheet", f"worksheets/sheet{n}.xml") for n in numbers]
    yield "xl/_rels/workbook.xml.rels", _relations(*sheets)
    yield "xl/workbook.xml", _book(workbook)
    for number in numbers:
        yield f"xl/worksheets/sheet{number}.xml", f'<worksheet xmlns="{_MAIN}"><sheetData/></worksheet>'


def _relations(*targets: tuple[str, str]) -> str:
    """Relations rId1, rId2 … to these parts, each with its kind."""
    relations = (
        f'<Relationship Id="rId{number}" Type="{_OFFICE}/{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(targets, 1)
    )
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{"".join(relations)}</Relationships>'


def _book(workbook: Workbook) -> str:
    sheets = "".join(
        f'<sheet name="{_escaped(sheet.name)}" sheetId="{number}" r:id="rId{number}"/>'
        for number, sheet in enumerate(workbook.sheets, 1)
    )
    positions = {sheet.name: position for position, sheet in enumerate(workbook.sheets)}
    there = (name for name in workbook.names if name.sheet is None or name.sheet in positions)
    names = "".join(_name(name, positions) for name in there)
    named = f"<definedNames>{names}</definedNames>" if names else ""
    return f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>{sheets}</sheets>{named}</workbook>'


def _name(name: DefinedName, positions: dict[str, int]) -> str:
    local = "" if name.sheet is None else f' localSheetId="{positions[name.sheet]}"'
    return f'<definedName name="{_escaped(name.name)}"{local}>{_escaped(name.text)}</definedName>'


def _escaped(text: str) -> str:
    """A text as XML writes it; the library's own escape would bring in a web client."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;")
