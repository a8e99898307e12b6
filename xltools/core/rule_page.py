"""A rule's page (规则页): Markdown for people whose examples are tests.

The page opens with a head written from the rule's row, so it cannot say anything else than the rule; then
what is checked, why, how to correct, in plain words; then cases. A case types a few values into a blank form
and says what the rule must answer::

    # R053 采购金额不超过可用预算          generated, down to the first ##
    ## 查什么 / ## 为什么 / ## 怎么改       words
    ## 应报：超过下达预算                   应通过, 应报 or 未判, and a title
    | 字段 | 值 |                          cells by field name
    ### 项目表                             rows of a table, its columns as headings
    ### 报告                               a fenced block: the report, a paragraph a line
    > 实际采购金额：采购金额…              the cell, and the exact message (未判: the cell that lacks data)
    > “6885万元”：报告写…                  the exact words of the report, or 整篇报告, and the message
    ## 由程序测试                          instead of cases: the tests that cover the rule
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Literal, get_args

from xltools.core.errors import StandardError
from xltools.core.standard import Rule

CaseKind = Literal["应通过", "应报", "未判"]

#: The headings every page has, in order; and the one that stands in for cases.
WORDS = ("查什么", "为什么", "怎么改")
BY_PROGRAM = "由程序测试"

#: The headings of a table of single cells.
CELLS = ("字段", "值")

#: What a case calls a report, its fence, and a finding about the whole of it.
REPORT = "报告"
WHOLE_REPORT = "整篇报告"
_FENCE = "```"

#: Said last: there are more findings than those listed.
MORE = "……"

_NOTICE = "（本表由规范.xlsx 生成，改规则请改规范，再运行 `xltools standard test --write`。）"

_CASE = re.compile(rf"({'|'.join(get_args(CaseKind))})[：:]\s*(.+)")
_ROW = re.compile(r"(?<!\\)\|")
_RULE_LINE = re.compile(r"[\s|:-]+")
_SAID = re.compile(r"(?P<where>“.+?”(?=：|$)|[^：]+)(?:：(?P<message>.+))?")

#: What a case says under its tables.
_WANTED: Mapping[CaseKind, str] = {
    "应报": "> 字段名：提示语（报告的写 > “原话”：提示语）",
    "未判": "> 缺数据的字段名",
}

#: Heading of the head's table -> attribute of the rule; formulas stand as code.
_HEAD: Mapping[str, str] = {
    "级别": "level",
    "类别": "category",
    "适用单位": "applies",
    "循环范围": "loop",
    "前提条件": "precondition",
    "左式": "left",
    "比较": "compare",
    "右式": "right",
    "绝对容差": "tolerance",
    "相对容差": "relative_tolerance",
    "舍入": "rounding",
    "缺失值策略": "missing",
    "标注单元格": "marks",
    "提示语": "message",
    "改正指引": "fix",
    "说明要求": "explain",
    "依据": "basis",
    "报告用语": "words",
}
_AS_CODE = frozenset({"适用单位", "前提条件", "左式", "比较", "右式"})


@dataclass(frozen=True, slots=True)
class Grid:
    """A Markdown table of a case: the form's table it fills ("": single cells), headings, rows, its line."""

    table: str
    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    line: int


@dataclass(frozen=True, slots=True)
class Case:
    """One example: what is typed in, and what the rule must answer (cell, message); ``more`` may follow.

    ``report`` are the paragraphs of a report; () where the case has none.
    """

    kind: CaseKind
    title: str
    words: str
    grids: tuple[Grid, ...]
    said: tuple[tuple[str, str], ...]
    more: bool
    line: int
    report: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Page:
    """A whole page. ``tests`` name the tests of a rule whose fault no table can plant."""

    number: str
    head: str
    words: Mapping[str, str]
    cases: tuple[Case, ...]
    tests: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Section:
    title: str
    line: int
    lines: tuple[str, ...]


def head_of(rule: Rule) -> str:
    """The generated head of a rule's page, with its last line break."""
    rows = [(heading, _shown(getattr(rule, attribute))) for heading, attribute in _HEAD.items()]
    lines = [f"# {rule.number} {rule.name}", "", _NOTICE, "", "| 项 | 内容 |", "|---|---|"]
    lines += [f"| {heading} | {_cell(heading, text)} |" for heading, text in rows if text]
    return "\n".join([*lines, "", ""])


def _shown(value: object) -> str:
    if isinstance(value, tuple):
        return "、".join(map(str, value))
    if isinstance(value, Decimal):
        return f"{value:f}"
    return "" if value is None else str(value)


def _cell(heading: str, text: str) -> str:
    text = text.replace("|", "\\|")
    return f"`{text}`" if heading in _AS_CODE else text


def with_head(text: str, rule: Rule) -> str:
    """The page's text with the head its rule gives it."""
    at = f"\n{text}".find("\n## ")
    return head_of(rule) + ("" if at < 0 else text[at:])


def parse_page(number: str, text: str) -> Page:
    """A page's text as a Page; StandardError names the line where it cannot be understood."""
    lines = text.splitlines()
    starts = [index for index, line in enumerate(lines) if line.startswith("## ")]
    if not starts:
        raise fault(number, 1, f"缺少“## {WORDS[0]}”等小节")
    head = "".join(f"{line}\n" for line in lines[: starts[0]])
    sections = [
        _Section(lines[start][3:].strip(), start + 1, tuple(lines[start + 1 : end]))
        for start, end in zip(starts, [*starts[1:], len(lines)], strict=True)
    ]
    words = {section.title: _prose(section.lines) for section in sections if section.title in WORDS}
    missing = [title for title in WORDS if not words.get(title)]
    if missing:
        raise fault(number, 1, f"缺少“## {missing[0]}”，或它下面没有文字")
    tests = tuple(name for section in sections if section.title == BY_PROGRAM for name in _tests(section))
    cases = [_case(number, s) for s in sections if s.title not in (*WORDS, BY_PROGRAM)]
    _need_cases(number, cases, tests)
    return Page(number, head, words, tuple(cases), tests)


def fault(number: str, line: int, problem: str) -> StandardError:
    """The error that names a page and a line of it."""
    return StandardError(f"规则页 {number}.md 第{line}行：{problem}", fix="写法见“规则页写法.md”")


def _need_cases(number: str, cases: Sequence[Case], tests: Sequence[str]) -> None:
    if tests:
        return
    for kind in ("应通过", "应报"):
        if not any(case.kind == kind for case in cases):
            raise fault(number, 1, f"没有“## {kind}：…”的例子（例子做不出来的，写“## {BY_PROGRAM}”）")


def _prose(lines: Sequence[str]) -> str:
    return "\n".join(lines).strip()


def _tests(section: _Section) -> Iterator[str]:
    for line in section.lines:
        if line.startswith("- "):
            yield line[2:].strip().strip("`")


def _case(number: str, section: _Section) -> Case:
    match = _CASE.fullmatch(section.title)
    if not match:
        kinds = "、".join(f"“{kind}：…”" for kind in get_args(CaseKind))
        problem = f"不认识的小节“{section.title}”；可用：{'、'.join(WORDS)}、{kinds}、{BY_PROGRAM}"
        raise fault(number, section.line, problem)
    kind: CaseKind = match[1]  # type: ignore[assignment]
    section, report = _without_report(number, section)
    quoted = [line[1:].strip() for line in section.lines if line.startswith(">") and line[1:].strip()]
    more = MORE in quoted
    said = tuple(_said(number, section.line, kind, line) for line in quoted if line != MORE)
    if kind == "应通过" and said:
        raise fault(number, section.line, "应通过的例子不应有提示语（> …）")
    if kind != "应通过" and not said:
        raise fault(number, section.line, f"要写明应有的结果：{_WANTED[kind]}")
    grids = tuple(_grids(number, section))
    words = _prose([line for line in section.lines if line and line[0] not in "|>#"])
    return Case(kind, match[2].strip(), words, grids, said, more, section.line, report)


def _without_report(number: str, section: _Section) -> tuple[_Section, tuple[str, ...]]:
    """The section with blank lines in place of the report, and the report's paragraphs."""
    heads = [at for at, line in enumerate(section.lines) if line.strip() == f"### {REPORT}"]
    if not heads:
        return section, ()
    fences = [at for at, line in enumerate(section.lines) if at > heads[0] and line.startswith(_FENCE)]
    between = section.lines[heads[0] + 1 : fences[0]] if fences else ()
    if len(heads) > 1 or len(fences) != 2 or any(map(str.strip, between)):
        line = section.line + heads[-1] + 1
        raise fault(number, line, f"“### {REPORT}”下面要有一段报告，夹在两行 {_FENCE} 之间")
    first, last = fences
    paragraphs = tuple(line.strip() for line in section.lines[first + 1 : last] if line.strip())
    if not paragraphs:
        raise fault(number, section.line + heads[0] + 1, f"“### {REPORT}”是空的")
    blanks = ("",) * (last + 1 - heads[0])
    lines = (*section.lines[: heads[0]], *blanks, *section.lines[last + 1 :])
    return replace(section, lines=lines), paragraphs


def _said(number: str, line: int, kind: CaseKind, text: str) -> tuple[str, str]:
    """A cell and its message; what keeps a rule from being judged is told by its cell alone."""
    match = _SAID.fullmatch(text)
    if not match or (match["message"] is None) is not (kind == "未判"):
        raise fault(number, line, f"“{text}”应写成：{_WANTED[kind]}")
    return match["where"].strip(), (match["message"] or "").strip()


def _grids(number: str, section: _Section) -> Iterator[Grid]:
    """The Markdown tables of a case; ### before one names the form's table it fills."""
    table = ""
    rows: list[tuple[str, ...]] = []
    start = 0
    for offset, line in enumerate((*section.lines, ""), section.line + 1):
        if line.startswith("### "):
            table = line[4:].strip()
        if line.startswith("|"):
            start = start or offset
            rows.append(_cells(line))
        elif rows:
            yield _grid(number, table, rows, start)
            table, rows, start = "", [], 0
    if table:
        raise fault(number, section.line, f"“### {table}”下面没有表格")


def _grid(number: str, table: str, rows: list[tuple[str, ...]], start: int) -> Grid:
    headings, filled = rows[0], [row for row in rows[1:] if not _RULE_LINE.fullmatch("".join(row) or "-")]
    if not table and headings != CELLS:
        raise fault(number, start, f"表头应为“{'、'.join(CELLS)}”；填明细表的，先写“### 表名”")
    for offset, row in enumerate(filled, start + 2):
        if len(row) != len(headings):
            raise fault(number, offset, f"这一行有{len(row)}格，表头有{len(headings)}格")
    return Grid(table, headings, tuple(filled), start)


def _cells(line: str) -> tuple[str, ...]:
    return tuple(part.strip().replace("\\|", "|") for part in _ROW.split(line.strip())[1:-1])
