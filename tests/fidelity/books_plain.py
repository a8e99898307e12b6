"""Two small sheets to put things into."""

from __future__ import annotations

import io

import xlsxwriter

from .zipped import Zipped

SHEET1, SHEET2 = "xl/worksheets/sheet1.xml", "xl/worksheets/sheet2.xml"
BOOK, STYLES, NOTES = "xl/workbook.xml", "xl/styles.xml", "xl/comments1.xml"
OOXML = "application/vnd.openxmlformats-officedocument.spreadsheetml"


def plain(*, notes: bool = False) -> Zipped:
    """Two small sheets to put things into; with ``notes`` at B3 and B4 of the first."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    for name in ("自评表", "评分表"):
        sheet = book.add_worksheet(name)
        for row in range(1, 7):
            sheet.write_row(row, 0, [f"项目{row}", row * 10.5, None, "备注"])
            sheet.write_formula(row, 4, f"=B{row + 1}*2", None, row * 21)
        if notes:
            for ref in ("B3", "B4"):
                sheet.write_comment(ref, f"{ref} 的原批注", {"author": "填报人(示例)"})
    book.close()
    return Zipped(out.getvalue())
