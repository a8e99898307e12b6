"""Workbooks rich in what staff put into theirs, written by XlsxWriter and openpyxl."""

from __future__ import annotations

import datetime as dt
import io
import struct
import zlib
from typing import Any

import openpyxl
import xlsxwriter
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils.datetime import CALENDAR_MAC_1904
from openpyxl.workbook.defined_name import DefinedName

from .zipped import Zipped

_WHEN = dt.datetime(2022, 12, 31, tzinfo=dt.UTC).replace(tzinfo=None)


def rich() -> bytes:
    """One workbook with nearly everything XlsxWriter can write, on three sheets and a chart sheet."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False})
    book.set_properties({"title": "自评工作簿", "created": _WHEN})
    data, looks, printed = map(book.add_worksheet, ("数 据", "版式", "打印'页"))
    _data(book, data)
    _looks(book, looks)
    _printed(book, printed)
    sheet = book.add_chartsheet("图")
    sheet.set_chart(_chart(book))
    book.define_name("决算数", "='数 据'!$B$2:$B$9")
    book.define_name("版式!本表合计", "=版式!$A$1")
    book.set_custom_property("预算编码", "示例001")
    book.close()
    return out.getvalue()


def embedded() -> bytes:
    """A picture in a cell: rich data with relationships of its own."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    book.set_properties({"created": _WHEN})
    sheet = book.add_worksheet("图片")
    sheet.write_column("A1", ["甲", 2])
    sheet.embed_image("B1", "嵌.png", {"image_data": io.BytesIO(picture(11))})
    book.close()
    made = Zipped(out.getvalue())
    # XlsxWriter begins this one name with a slash, which no other program does.
    made.parts = {name.lstrip("/"): content for name, content in made.parts.items()}
    return made.content()


def macros() -> bytes:
    """A workbook with a VBA project, buttons and a note on the same sheet: one VML part for both."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    book.set_properties({"created": _WHEN})
    sheet = book.add_worksheet("录入")
    project = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(range(256)) * 8
    book.add_vba_project(io.BytesIO(project), is_stream=True)
    book.set_vba_name("ThisWorkbook")
    sheet.set_vba_name("Sheet1")
    sheet.insert_button("D2", {"macro": "校验", "caption": "校验", "width": 80, "height": 30})
    sheet.insert_button("D5", {"macro": "清除", "caption": "清除"})
    sheet.write_column("A1", [1, 2, 3])
    sheet.write_comment("A2", "原有批注", {"author": "填报人(示例)", "visible": True})
    book.add_worksheet("无批注").insert_button("B2", {"macro": "校验", "caption": "去录入"})
    book.close()
    return out.getvalue()


def legacy() -> bytes:
    """A workbook saved by openpyxl: 1904 dates, notes, merged and hidden parts, names, styles."""
    book = openpyxl.Workbook()
    book.epoch = CALENDAR_MAC_1904
    sheet = book.active
    sheet.title = "基本情况"
    for row in range(1, 13):
        sheet.append([f"项目{row}", row * 1.5, f"=B{row}*2", None, dt.date(2022, 1, row)])
    sheet.merge_cells("A14:C16")
    sheet["A14"] = "合并的\n说明"
    sheet["A14"].alignment = Alignment(wrap_text=True, vertical="top")
    sheet["B3"].fill = PatternFill("solid", fgColor="FFCCE5FF")
    sheet["B3"].font = Font(name="宋体", bold=True, size=14)
    for ref in ("B3", "A14"):
        sheet[ref].comment = Comment("第一行\n第二行", "复核人(示例)", height=120, width=200)
    sheet.column_dimensions["D"].hidden = True
    sheet.row_dimensions[5].hidden = True
    sheet.freeze_panes = "B2"
    sheet.print_title_rows = "1:1"
    book.create_sheet("隐藏").sheet_state = "hidden"
    very = book.create_sheet("深藏")
    very.sheet_state = "veryHidden"
    very["A1"] = "=基本情况!B3"
    book.defined_names["利率"] = DefinedName("利率", attr_text="基本情况!$B$3")
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _data(book: Any, sheet: Any) -> None:
    money = book.add_format({"num_format": "#,##0.00", "bg_color": "#DDEBF7", "border": 1, "locked": False})
    sheet.write_row("A1", ["项目", "决算", "比率", "趋势", "备注"])
    for row in range(1, 9):
        sheet.write(row, 0, f"项目{row}")
        sheet.write_number(row, 1, row * 1000.25, money)
        sheet.write_formula(row, 2, f"=B{row + 1}/SUM($B$2:$B$9)", money, row / 36)
        sheet.add_sparkline(row, 3, {"range": f"'数 据'!B2:B{row + 2}", "markers": True})
    sheet.write_formula("B10", "=SUM(B2:B9)", money, 36009)
    sheet.write_array_formula("G2:G4", "{=B2:B4*2}", money, 2000.5)
    sheet.write_dynamic_array_formula("H2:H5", "=SORT(B2:B5)", None, 1000.25)
    sheet.write_formula("I2", '=IFERROR(1/0,"零")', None, "零")
    sheet.write_formula("I3", "=1/0", None, "#DIV/0!")
    sheet.write_formula("I4", "=B2>0", None, value=True)
    bold = book.add_format({"bold": True, "font_color": "red"})
    sheet.write_rich_string("E2", "普通 ", bold, "粗红", " 尾\r\n换行")
    sheet.write_url("E3", "internal:'版式'!A1", string="去版式")
    sheet.write_url("E4", "https://example.org/?a=1&b=2", string="外链 <&>")
    sheet.write_string("E5", "=1+1 不是公式")
    sheet.write_string("E6", "  前后有空格  ")
    sheet.write_comment("B3", "原有批注：含 <br> & 换行\n第二行", {"author": "填报人(示例)", "visible": True})
    sheet.write_comment("E9", "另一条", {"author": "复核人(示例)", "x_scale": 2, "color": "#CCFFCC"})
    sheet.add_table(
        "K1:M5", {"name": "明细", "total_row": True, "columns": [{"header": h} for h in "甲乙丙"]}
    )
    sheet.data_validation("B2:B9", {"validate": "decimal", "criteria": ">=", "value": 0})
    sheet.data_validation("E7", {"validate": "list", "source": ["是", "否"]})
    sheet.conditional_format("B2:B9", {"type": "data_bar", "data_bar_2010": True, "bar_solid": True})
    sheet.conditional_format(
        "C2:C9",
        {
            "type": "icon_set",
            "icon_style": "3_signs",
            "icons": [{"criteria": ">=", "type": "number", "value": 0.5}],
        },
    )
    sheet.conditional_format("A2:A9", {"type": "duplicate", "format": bold})
    sheet.insert_chart("O2", _chart(book))
    sheet.insert_image("O20", "图.png", {"image_data": io.BytesIO(picture(9)), "description": "徽标"})
    sheet.insert_textbox("S2", "文本框：请先填表", {"width": 200})
    sheet.insert_checkbox("F2", boolean=True)
    sheet.ignore_errors({"number_stored_as_text": "A1:A9"})
    sheet.autofilter("A1:C9")
    sheet.freeze_panes(1, 1)


def _looks(book: Any, sheet: Any) -> None:
    title = book.add_format({"bold": True, "align": "center", "pattern": 4, "fg_color": "#FFC000"})
    sheet.merge_range("A1:D1", "合并的标题", title)
    sheet.merge_range("B4:C6", "", title)
    for row in range(2, 12):
        sheet.write_number(row, 0, row)
        sheet.set_row(row, 18, None, {"level": 1, "hidden": row > 8})
    sheet.set_column("F:H", 12, title, {"level": 1, "collapsed": False})
    sheet.set_row(14, 30, title)
    sheet.protect("密", {"format_cells": True})
    sheet.unprotect_range("A3:A9")
    sheet.set_background(io.BytesIO(picture(7)))
    sheet.set_tab_color("#FF0000")
    sheet.set_selection("C3")
    sheet.insert_button("J3", {"caption": "按钮"})


def _printed(book: Any, sheet: Any) -> None:
    sheet.write_column("A1", ["甲", "乙", 3, 4.5])
    sheet.set_header("&L&G&C第 &P 页", {"image_left": "页眉.png", "image_data_left": io.BytesIO(picture(5))})
    sheet.set_paper(9)
    sheet.set_landscape()
    sheet.repeat_rows(0)
    sheet.print_area("A1:D20")
    sheet.set_h_pagebreaks([10])
    sheet.set_v_pagebreaks([3])
    sheet.fit_to_pages(1, 0)
    sheet.write_comment("A1", "页眉也有图", {"author": "填报人(示例)"})


def _chart(book: Any) -> Any:
    chart = book.add_chart({"type": "column"})
    figures, words = "='数 据'!$B$2:$B$9", "='数 据'!$A$2:$A$9"
    chart.add_series({"values": figures, "categories": words, "trendline": {"type": "linear"}})
    chart.set_title({"name": "决算"})
    return chart


def picture(size: int) -> bytes:
    """A small PNG of one colour."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    head = struct.pack(">IIBBBBB", size, size, 8, 2, 0, 0, 0)
    rows = zlib.compress((b"\0" + b"\xc0\x40\x20" * size) * size)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")
