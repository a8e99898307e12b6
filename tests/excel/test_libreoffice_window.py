"""In a real LibreOffice window, with mouse and keys: the buttons do what they say."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tests.form.books import SEED
from xltools.core.model import Sheet
from xltools.core.returned import layout
from xltools.core.returned.notes import START
from xltools.readers.live import read_values, sheets_of

from .books import beside
from .office import needed, until
from .screen import PROGRAMS, window


def results(book: Any) -> Sheet | None:
    """The sheet 审核结果 as it is shown."""
    values = read_values(sheets_of(book), book.app.engine.name)
    return next((sheet for sheet in values if layout.headings(sheet)), None)


def rules(book: Any) -> set[str]:
    """The rules it lists."""
    sheet = results(book)
    head, columns = (sheet and layout.headings(sheet)) or (0, {})
    at = range(head + 1, len(sheet.values) + 1) if sheet else ()
    return {str(sheet.value(row, columns[layout.RULE.label])) for row in at if sheet}


def test_check_correct_check_again_clear_and_report(tmp_path: Path) -> None:
    """Marks and 审核结果; the next problem, typed over, is gone after another press; cleared; the report."""
    needed(*PROGRAMS)
    home, pictures = tmp_path / "home", tmp_path / "pictures"
    home.mkdir()
    pictures.mkdir()
    file = beside(tmp_path, SEED)
    with window(home, file, pictures) as seen:
        book = seen.book
        cell = book.sheets["评分表"].range("N10")
        before = cell.color
        seen.press("校验本表")
        seen.answer("校验完成：错误 1 条", "转到下一个问题")
        assert "R052" in rules(book)
        assert cell.color != before
        assert START in cell.note.text
        seen.press("转到下一个问题")
        until("the cell is selected", lambda: book.app.selection.address == "$N$10")
        seen.idle()
        seen.picture("转到下一个问题")
        seen.write("2.02")
        seen.press("校验本表")
        seen.answer("校验完成", "没有保存的改动也算在内")
        assert cell.value == 2.02
        assert "R052" not in rules(book)
        assert cell.color == before
        assert cell.note is None
        seen.press("清除标记")
        seen.answer("标记已清除")
        assert results(book) is None
        assert not any(sheet.notes for sheet in book.sheets)
        seen.press("生成自评报告")
        told = seen.answer("已写出自评报告", key="Escape")
        report = file.with_name("湛江市政务服务数据管理局本级-自评报告.docx")
        assert report.stat().st_size > 10_000
        assert report.name in told
