"""问题清单: every finding, its two sides and a link to its cell; 报送情况: who handed in what."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import islice
from pathlib import PurePath

from xltools.core.causes.laid import own_words
from xltools.core.consolidation.issue import Issue
from xltools.core.consolidation.roster import Unit
from xltools.core.consolidation.summary import State, Submission, Summary
from xltools.core.model import LEVELS, Level, Outcome
from xltools.core.refs import column_letters, quote_sheet
from xltools.writers.summary.above import parents
from xltools.writers.summary.book import (
    DOUBT_FILL,
    ERROR_FILL,
    GOOD_FILL,
    MOST_LINKS,
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
    "编码": 11,
    "单位": 20,
    "上级单位": 16,
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
_COUNTS = ("应报", "实报", "未报")
_COUNTED: tuple[Level | Outcome, ...] = ("错误", "核实", "提示", "已说明", "已认可")

#: The rows of headings of the two sheets.
_ISSUE_HEADS = 3
_FILING_HEADS = 5

#: A finding has too many columns for A4 at a size people can read.
_A3 = 8

#: Rows of a sheet of Excel.
_MOST_ROWS = 1_048_576


class FilingCells:
    """Where the counts of 报送情况 stand, as other sheets point at them."""

    def __init__(self, plan: Plan) -> None:
        self._last = _FILING_HEADS + max(len(plan.summary.submissions), 1)

    def count(self, label: str) -> str:
        """The cell of 应报, 实报 or 未报."""
        return f"{quote_sheet(FILING)}!${column_letters(2 * _COUNTS.index(label) + 2)}${_FILING_HEADS - 2}"

    @property
    def states(self) -> str:
        """The states of all files."""
        return self._down("状态")

    @property
    def verdicts(self) -> str:
        """The verdicts of all files."""
        return self._down("结论")

    def _down(self, head: str) -> str:
        return down(FILING, _FILING_COLUMNS, head, _FILING_HEADS + 1, self._last)


class IssueCells:
    """Where levels and outcomes of 问题清单 stand, as other sheets point at them."""

    def __init__(self, plan: Plan) -> None:
        rows, room = len(plan.summary.issues), _MOST_ROWS - _ISSUE_HEADS
        self.complete = rows <= room
        self._last = _ISSUE_HEADS + min(max(rows, 1), room)

    def count(self, kind: str) -> str:
        """The live formula of how many findings are of a kind: failures by level, others by outcome.

        Where not all are listed (:attr:`complete`), it counts too few.
        """
        outcomes = self._down("结论")
        if kind in LEVELS:
            return f'=COUNTIFS({self._down("级别")},"{kind}",{outcomes},"不通过")'
        return f'=COUNTIF({outcomes},"{kind}")'

    def _down(self, head: str) -> str:
        return down(ISSUES, _ISSUE_COLUMNS, head, _ISSUE_HEADS + 1, self._last)


def down(sheet: str, columns: Mapping[str, float], head: str, first: int, last: int) -> str:
    """A column of a list by its heading, as other sheets point at it."""
    letters = column_letters(list(columns).index(head) + 1)
    return f"{quote_sheet(sheet)}!${letters}${first}:${letters}${last}"


def write_issues(book: Book, plan: Plan) -> None:
    """Write the sheet 问题清单."""
    summary = plan.summary
    count, rows = len(summary.issues), _MOST_ROWS - _ISSUE_HEADS
    cells, named = _links(summary)
    files = cells + named <= MOST_LINKS
    note = (
        f"共 {count} 条;可按单位、上级单位、规则、级别筛选,点单元格打开原表。"
        "“随之”写着由哪一条引起，改正那一条后再看。"
    )
    if not files:
        note += f"一张表最多 {MOST_LINKS} 个链接，文件列没有链接"
        note += f"，单元格列只有前 {MOST_LINKS} 个有。" if cells > MOST_LINKS else "。"
    if count > rows:
        note += f"一张表最多 {_MOST_ROWS} 行，只列出前 {rows} 条，还有 {count - rows} 条没有列出。"
    sheet = book.sheet(ISSUES, "问题清单", note, by_rows=True)
    columns(sheet, _ISSUE_HEADS, _ISSUE_COLUMNS, min(count, rows))
    sheet.raw.freeze_panes(_ISSUE_HEADS, 2)
    sheet.raw.set_paper(_A3)
    above = {unit.code: over for unit, over in parents(summary).items() if unit.code}
    for offset, issue in enumerate(islice(summary.issues, rows), 1):
        _issue(sheet, _ISSUE_HEADS + offset, issue, above.get(issue.code), link_file=files)


def _links(summary: Summary) -> tuple[int, int]:
    """How many findings have a cell to link to, and how many a file; not counted where all have room."""
    if 2 * len(summary.issues) <= MOST_LINKS:
        return 0, 0
    pairs = [(bool(issue.finding.places), 1) for issue in summary.issues if issue.path]
    return sum(placed for placed, _ in pairs), len(pairs)


def write_filing(book: Book, plan: Plan) -> None:
    """Write the sheet 报送情况: the three counts, then a row for each file and for each unit missing."""
    summary = plan.summary
    note = "只有“已报”的文件计入汇总；其余的在“说明”列写明原因，未报的写名册给的未报原因。"
    sheet = book.sheet(FILING, "报送情况", note)
    expected = summary.expected
    counts = (expected, summary.received, None)
    for offset, (label, count) in enumerate(zip(_COUNTS, counts, strict=True)):
        number = expected - summary.received if label == "未报" and expected is not None else count
        column = 1 + 2 * offset
        sheet.text(_FILING_HEADS - 2, column, label, book.head())
        sheet.number(_FILING_HEADS - 2, column + 1, number, book.boxed(bold=True, align="center"))
    excused = sum(each.state == "未报" and bool(each.note) for each in summary.submissions)
    if excused:
        sheet.text(_FILING_HEADS - 2, 7, "有原因", book.head())
        sheet.number(_FILING_HEADS - 2, 8, excused, book.boxed(align="center"))
    columns(sheet, _FILING_HEADS, _FILING_COLUMNS, len(summary.submissions))
    for offset, submission in enumerate(summary.submissions, 1):
        _submission(sheet, _FILING_HEADS + offset, submission)


def _issue(sheet: Sheet, row: int, issue: Issue, over: Unit | None, *, link_file: bool) -> None:
    """Write one finding."""
    book, finding = sheet.book, issue.finding
    cell, wrapped, centred = book.boxed(), book.boxed(text_wrap=True), book.boxed(align="center")
    place = finding.places[0] if finding.places else None
    fill = LEVEL_FILLS.get(finding.level, "") if finding.outcome == "不通过" else ""
    texts = {
        "单位": issue.name or issue.code or ("" if issue.path else "全体"),
        "上级单位": over.name if over else "",
        "提示": own_words(finding),
        "随之": finding.cause,
        "改正指引": finding.fix,
        "核实说明": finding.explanation or "",
        "文件": PurePath(issue.path).name,
    }
    sides = {"左值": finding.left, "右值": finding.right, "差额": finding.difference}
    tall = texts | {name: value for name, value in sides.items() if isinstance(value, str)}
    sheet.raw.set_row(row - 1, height(*((text, _ISSUE_COLUMNS[name]) for name, text in tall.items())))
    styles = {"规则": centred, "级别": filled(book, fill), "结论": centred, "编码": cell, "工作表": cell}
    texts |= {"编码": issue.code, "规则": finding.rule, "级别": finding.level, "结论": finding.outcome}
    texts["工作表"] = place.sheet if place else ""
    for column, name in enumerate(_ISSUE_COLUMNS, 1):
        at = (row, column)
        if name == "单元格":
            cell_link(sheet, at, issue.path, place)
        elif name == "文件" and link_file:
            file_link(sheet, at, issue.path)
        elif name in sides:
            side(sheet, at, sides[name])
        else:
            sheet.text(*at, texts[name], styles.get(name, wrapped))


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
