"""问题清单: every finding, its two sides and a link to its cell; 报送情况: who handed in what."""

from __future__ import annotations

from decimal import Decimal
from pathlib import PurePath
from typing import Any

from xltools.core.causes.laid import own_words
from xltools.core.consolidation.summary import Issue, State, Submission
from xltools.core.formulas.change import shortened
from xltools.core.model import Level, Verdict
from xltools.core.refs import Place, quote_sheet
from xltools.writers.summary.book import (
    DOUBT_FILL,
    ERROR_FILL,
    GOOD_FILL,
    LINK_COLOUR,
    NOTE_COLOUR,
    Book,
    Sheet,
    height,
)
from xltools.writers.summary.plan import FILING, ISSUES, Plan

_ISSUE_COLUMNS = {
    "单位": 20,
    "规则": 6,
    "级别": 6,
    "结论": 8,
    "工作表": 9,
    "单元格": 8,
    "提示": 42,
    "随之": 16,
    "左值": 16,
    "右值": 16,
    "差额": 13,
    "改正指引": 26,
    "文件": 18,
}
_FILING_COLUMNS = {
    "编码": 11,
    "名称": 28,
    "上级编码": 11,
    "类型": 7,
    "应报": 6,
    "截止日期": 11,
    "状态": 9,
    "结论": 9,
    "错误": 6,
    "核实": 6,
    "提示": 6,
    "说明": 34,
    "文件": 22,
    "sha256": 10,
}
_LEVELS: dict[Level, str] = {"错误": ERROR_FILL, "核实": DOUBT_FILL}
_STATES: dict[State, str] = {"已报": GOOD_FILL, "未报": ERROR_FILL, "无法读取": ERROR_FILL}
_VERDICTS: dict[Verdict, str] = {"通过": GOOD_FILL, "需核实": DOUBT_FILL, "不通过": ERROR_FILL}
_COUNTED: tuple[Level, ...] = ("错误", "核实", "提示")

#: A text of so many signs stands in one line, to the right as numbers do.
_SHORT = 12

#: The rows of headings of the two sheets.
_ISSUE_HEADS = 3
_FILING_HEADS = 5


def write_issues(book: Book, plan: Plan) -> None:
    """Write the sheet 问题清单."""
    issues = plan.summary.issues
    note = (
        f"共 {len(issues)} 条;可按单位、规则、级别筛选,点单元格打开原表。"
        "“随之”写着由哪一条引起，改正那一条后再看。"
    )
    sheet = book.sheet(ISSUES, "问题清单", note)
    _columns(sheet, _ISSUE_HEADS, _ISSUE_COLUMNS, len(issues))
    for offset, issue in enumerate(issues, 1):
        _issue(sheet, _ISSUE_HEADS + offset, issue)


def write_filing(book: Book, plan: Plan) -> None:
    """Write the sheet 报送情况: the three counts, then a row for each file and for each unit missing."""
    summary = plan.summary
    note = "只有“已报”的文件计入汇总;其余的在“说明”列写明原因。"
    sheet = book.sheet(FILING, "报送情况", note)
    expected = summary.expected
    counts = (("应报", expected), ("实报", summary.received), ("未报", None))
    for offset, (label, count) in enumerate(counts):
        number = expected - summary.received if label == "未报" and expected is not None else count
        column = 1 + 2 * offset
        sheet.text(_FILING_HEADS - 2, column, label, book.head())
        sheet.number(_FILING_HEADS - 2, column + 1, number, book.boxed(bold=True, align="center"))
    _columns(sheet, _FILING_HEADS, _FILING_COLUMNS, len(summary.submissions))
    for offset, submission in enumerate(summary.submissions, 1):
        _submission(sheet, _FILING_HEADS + offset, submission)


def _columns(sheet: Sheet, row: int, widths: dict[str, int], count: int) -> None:
    """Write the headings and set what a long list needs: widths, filter, panes, one page wide."""
    sheet.heads(row, tuple(widths))
    for column, width in enumerate(widths.values()):
        sheet.raw.set_column(column, column, width)
    sheet.raw.set_row(row - 1, 22)
    sheet.raw.autofilter(row - 1, 0, row - 1 + max(count, 1), len(widths) - 1)
    sheet.raw.freeze_panes(row, 1)
    sheet.raw.repeat_rows(row - 1)
    sheet.raw.fit_to_pages(1, 0)


def _issue(sheet: Sheet, row: int, issue: Issue) -> None:
    """Write one finding."""
    book, finding = sheet.book, issue.finding
    cell, wrapped, centred = book.boxed(), book.boxed(text_wrap=True), book.boxed(align="center")
    place = finding.places[0] if finding.places else None
    fill = _LEVELS.get(finding.level, "") if finding.outcome == "不通过" else ""
    sheet.text(row, 1, issue.name or issue.code or ("" if issue.path else "全体"), wrapped)
    sheet.text(row, 2, finding.rule, centred)
    sheet.text(row, 3, finding.level, _filled(book, fill))
    sheet.text(row, 4, finding.outcome, centred)
    sheet.text(row, 5, place.sheet if place else "", cell)
    _cell(sheet, row, issue.path, place)
    sheet.text(row, 7, own_words(finding), wrapped)
    sheet.text(row, 8, finding.cause, wrapped)
    sides = {"左值": finding.left, "右值": finding.right}
    texts = {
        "单位": issue.name,
        "提示": own_words(finding),
        "随之": finding.cause,
        "改正指引": finding.fix,
        "文件": PurePath(issue.path).name,
    }
    texts.update({name: side for name, side in sides.items() if isinstance(side, str)})
    sheet.raw.set_row(row - 1, height(*((text, _ISSUE_COLUMNS[name]) for name, text in texts.items())))
    for column, side in ((9, finding.left), (10, finding.right), (11, finding.difference)):
        _side(sheet, row, column, side)
    sheet.text(row, 12, finding.fix, wrapped)
    _file(sheet, row, 13, issue.path)


def _submission(sheet: Sheet, row: int, submission: Submission) -> None:
    """Write one file, or one unit that handed in nothing."""
    book, unit, checked = sheet.book, submission.unit, submission.checked
    cell, centred = book.boxed(), book.boxed(align="center")
    verdict = submission.verdict
    sheet.text(row, 1, submission.code, cell)
    sheet.text(row, 2, submission.name, book.boxed(text_wrap=True))
    sheet.text(row, 3, unit.parent if unit else "", cell)
    sheet.text(row, 4, unit.kind if unit else "", centred)
    sheet.text(row, 5, ("是" if unit.expected else "否") if unit else "", centred)
    sheet.text(row, 6, unit.deadline.isoformat() if unit and unit.deadline else "", centred)
    sheet.text(row, 7, submission.state, _filled(book, _STATES.get(submission.state, DOUBT_FILL)))
    sheet.text(row, 8, verdict or "", _filled(book, _VERDICTS.get(verdict, "") if verdict else ""))
    for column, level in enumerate(_COUNTED, 9):
        sheet.number(row, column, checked.count(level) if checked and checked.record else None, centred)
    sheet.text(row, 12, submission.note, book.boxed(text_wrap=True))
    texts = {"名称": submission.name, "说明": submission.note, "文件": PurePath(submission.path).name}
    sheet.raw.set_row(row - 1, height(*((text, _FILING_COLUMNS[name]) for name, text in texts.items())))
    _file(sheet, row, 13, submission.path)
    sheet.text(row, 14, checked.sha256 if checked else "", book.boxed(font_color=NOTE_COLOUR, align="fill"))


def _filled(book: Book, fill: str) -> Any:
    return book.boxed(align="center", bg_color=fill) if fill else book.boxed(align="center")


def _cell(sheet: Sheet, row: int, path: str, place: Place | None) -> None:
    """Write the address of a finding's cell, linked to it."""
    if place is None:
        sheet.text(row, 6, "", sheet.book.boxed())
        return
    style = sheet.book.boxed(font_color=LINK_COLOUR, underline=1, align="center")
    sheet.link((row, 6), (path, f"{quote_sheet(place.sheet)}!{place.cell}"), place.cell, style)


def _file(sheet: Sheet, row: int, column: int, path: str) -> None:
    """Write a file's name, linked to it."""
    wrapped = {"font_color": LINK_COLOUR, "underline": 1, "text_wrap": True}
    style = sheet.book.boxed(**wrapped) if path else sheet.book.boxed()
    sheet.link((row, column), (path, ""), PurePath(path).name, style)


def _side(sheet: Sheet, row: int, column: int, side: Decimal | str | None) -> None:
    """Write one side of a finding: a number as a number, text as text."""
    if isinstance(side, str):
        align = "right" if len(side) <= _SHORT else "left"
        sheet.text(row, column, shortened(side), sheet.book.boxed(align=align, text_wrap=True))
    else:
        sheet.number(row, column, side, sheet.book.boxed(align="right", num_format="#,##0.00####"))
