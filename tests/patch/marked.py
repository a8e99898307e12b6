"""Workbooks to be marked, reviews made by hand, and what stands in a package afterwards."""

from __future__ import annotations

import io
import struct
import warnings
import zipfile
import zlib
from collections.abc import Callable, Iterable
from decimal import Decimal
from functools import cache
from pathlib import Path

import openpyxl
import xlsxwriter
from lxml import etree

from xltools.core.model import Finding, Level, Outcome
from xltools.core.refs import Place
from xltools.core.returned.item import Item, Review, Status

ROOT = Path(__file__).parents[2]
M = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
UNIT = ROOT / "workbooks" / "湛江2022" / "湛江市政务服务数据管理局本级.xlsx"
OTHER = ROOT / "workbooks" / "四川" / "示例市农业农村局.xlsx"


@cache
def written() -> bytes:
    """A book with notes, a button, a picture, merged cells, a filled cell, and a sheet that is a chart."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    yellow = book.add_format({"bg_color": "#FFFF00", "num_format": "#,##0.00", "bold": True})
    sheet = book.add_worksheet("自评表")
    sheet.write_row("A1", ["项目", "金额"])
    sheet.write("B2", 12.5, yellow)
    sheet.write_formula("B3", "=B2*2", yellow, 25)
    sheet.merge_range("D2:E3", "合并", yellow)
    sheet.set_column("H:H", 12, yellow)
    sheet.write_comment("B2", "单位自己的批注", {"author": "经办人"})
    sheet.write_comment("A9", "另一条")
    sheet.insert_button("D5", {"caption": "校验", "macro": "check"})
    sheet.insert_image("D8", "p.png", {"image_data": io.BytesIO(_png())})
    other = book.add_worksheet("评分'表")
    other.write("A1", "=1+1 不是公式", book.add_format({"font_color": "red"}))
    chart = book.add_chart({"type": "column"})
    chart.add_series({"values": "=自评表!$B$2:$B$3"})
    book.add_chartsheet("图").set_chart(chart)
    book.close()
    return out.getvalue()


BOOKS: dict[str, Callable[[], bytes]] = {
    "unit.xlsx": UNIT.read_bytes,
    "other.xlsx": OTHER.read_bytes,
    "written.xlsx": written,
}


def item(
    place: Place | None,
    level: Level = "错误",
    *,
    outcome: Outcome = "不通过",
    status: Status = "待改正",
    message: str = "合计不等",
    answer: str = "",
) -> Item:
    """A line at a place."""
    finding = Finding(
        "R001",
        level,
        outcome,
        message,
        () if place is None else (place, Place("自评表", 2, 2)),
        "支出",
        Decimal("1234.5"),
        "应为“1000”",
        Decimal("234.5"),
        fix="核对各项",
        basis="依据（示例）",
    )
    return Item(finding, status, "标识", name="支出合计", answer=answer)


def review(*items: Item) -> Review:
    """A review of these lines."""
    return Review("某单位(示例)", "湛江2022", "不通过", items)


def at(*places: tuple[str, int, int]) -> Review:
    """An error at each place."""
    return review(*(item(Place(*place)) for place in places))


def parts(content: bytes) -> dict[str, bytes]:
    """Every part, in the order of the package."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def rebuilt(content: bytes, changes: dict[str, bytes | None]) -> bytes:
    """The package with some parts replaced, added, or (None) left out."""
    out, left = io.BytesIO(), parts(content) | changes
    with zipfile.ZipFile(out, "w") as archive:
        for name, part in left.items():
            if part is not None:
                archive.writestr(name, part)
    return out.getvalue()


def loaded(content: bytes) -> openpyxl.Workbook:
    """The workbook as another reader opens it."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return openpyxl.load_workbook(io.BytesIO(content))


def saved(book: openpyxl.Workbook) -> bytes:
    """The bytes another program writes."""
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def xml(content: bytes, part: str) -> etree._Element:
    """A part's root."""
    return etree.fromstring(parts(content)[part])


def texts(content: bytes) -> dict[str, dict[str, str]]:
    """The notes of each sheet by cell."""
    book = loaded(content)
    return {
        sheet.title: {cell.coordinate: cell.comment.text for cell in _cells(sheet) if cell.comment}
        for sheet in book.worksheets
    }


def fill(content: bytes, sheet: str, cell: str) -> str:
    """A cell's fill colour, RRGGBB; "" where it has none."""
    pattern = loaded(content)[sheet][cell].fill
    return str(pattern.fgColor.rgb)[-6:] if pattern.fill_type == "solid" else ""


def _cells(sheet: Iterable[Iterable[object]]) -> Iterable[object]:
    return (cell for row in sheet for cell in row)


def _png() -> bytes:
    """A picture of one point."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    head = struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)
    data = zlib.compress(b"\0\0")
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", data) + chunk(b"IEND", b"")
