"""问题清单: every finding, its two sides and a link to its cell; 报送情况: who handed in what."""

from __future__ import annotations

from pathlib import PurePath

from xltools.core.causes.laid import own_words
from xltools.core.consolidation.issue import Issue
from xltools.core.consolidation.summary import State, Submission
from xltools.core.model import Level, Outcome
from xltools.writers.summary.book import (
    DOUBT_FILL,
    ERROR_FILL,
    GOOD_FILL,
    NOTE_COLOUR,
    Book,
    Sheet,
    height,
)
from xltools.writers.summary.listed import (
    LEVEL_FILLS,
    VERDICT_FILLS,
    cell_link,
    columns,
    file_link,
    filled,
    side,
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
    "核实说明": 24,
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
    "已说明": 7,
    "已认可": 7,
    "说明": 34,
    "文件": 22,
    "sha256": 10,
}
_STATES: dict[State, str] = {"已报": GOOD_FILL, "未报": ERROR_FILL, "无法读取": ERROR_FILL}
_COUNTED: tuple[Level | Outcome, ...] = ("错误", "核实", "提示", "已说明", "已认可")

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
    columns(sheet, _ISSUE_HEADS, _ISSUE_COLUMNS, len(issues))
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
    columns(sheet, _FILING_HEADS, _FILING_COLUMNS, len(summary.submissions))
    for offset, submission in enumerate(summary.submissions, 1):
        _submission(sheet, _FILING_HEADS + offset, submission)


def _issue(sheet: Sheet, row: int, issue: Issue) -> None:
    """Write one finding."""
    book, finding = sheet.book, issue.finding
    cell, wrapped, centred = book.boxed(), book.boxed(text_wrap=True), book.boxed(align="center")
    place = finding.places[0] if finding.places else None
    fill = LEVEL_FILLS.get(finding.level, "") if finding.outcome == "不通过" else ""
    sheet.text(row, 1, issue.name or issue.code or ("" if issue.path else "全体"), wrapped)
    sheet.text(row, 2, finding.rule, centred)
    sheet.text(row, 3, finding.level, filled(book, fill))
    sheet.text(row, 4, finding.outcome, centred)
    sheet.text(row, 5, place.sheet if place else "", cell)
    cell_link(sheet, (row, 6), issue.path, place)
    sheet.text(row, 7, own_words(finding), wrapped)
    sheet.text(row, 8, finding.cause, wrapped)
    sides = {"左值": finding.left, "右值": finding.right}
    texts = {
        "单位": issue.name,
        "提示": own_words(finding),
        "随之": finding.cause,
        "改正指引": finding.fix,
        "核实说明": finding.explanation or "",
        "文件": PurePath(issue.path).name,
    }
    texts.update({name: value for name, value in sides.items() if isinstance(value, str)})
    sheet.raw.set_row(row - 1, height(*((text, _ISSUE_COLUMNS[name]) for name, text in texts.items())))
    for column, value in ((9, finding.left), (10, finding.right), (11, finding.difference)):
        side(sheet, (row, column), value)
    sheet.text(row, 12, finding.fix, wrapped)
    sheet.text(row, 13, finding.explanation or "", wrapped)
    file_link(sheet, (row, 14), issue.path)


def _submission(sheet: Sheet, row: int, submission: Submission) -> None:
    """Write one file, or one unit that handed in nothing."""
    book, unit, file = sheet.book, submission.unit, submission.file
    cell, centred = book.boxed(), book.boxed(align="center")
    verdict = submission.verdict
    sheet.text(row, 1, submission.code, cell)
    sheet.text(row, 2, submission.name, book.boxed(text_wrap=True))
    sheet.text(row, 3, unit.parent if unit else "", cell)
    sheet.text(row, 4, unit.kind if unit else "", centred)
    sheet.text(row, 5, ("是" if unit.expected else "否") if unit else "", centred)
    sheet.text(row, 6, unit.deadline.isoformat() if unit and unit.deadline else "", centred)
    sheet.text(row, 7, submission.state, filled(book, _STATES.get(submission.state, DOUBT_FILL)))
    sheet.text(row, 8, verdict or "", filled(book, VERDICT_FILLS.get(verdict, "") if verdict else ""))
    for column, kind in enumerate(_COUNTED, 9):
        sheet.number(row, column, file.count(kind) if file and file.read else None, centred)
    sheet.text(row, 14, submission.note, book.boxed(text_wrap=True))
    texts = {"名称": submission.name, "说明": submission.note, "文件": PurePath(submission.path).name}
    sheet.raw.set_row(row - 1, height(*((text, _FILING_COLUMNS[name]) for name, text in texts.items())))
    file_link(sheet, (row, 15), submission.path)
    sheet.text(row, 16, file.sha256 if file else "", book.boxed(font_color=NOTE_COLOUR, align="fill"))
