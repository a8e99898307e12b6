"""Rule pages as tests: each case, typed into a blank form or a report, put through the whole check."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from xltools.authoring.beside import attached_forms, evidence_of
from xltools.authoring.filling import blank_form, filled
from xltools.checking import check_workbook
from xltools.core.causes.laid import own_words
from xltools.core.errors import StandardError
from xltools.core.layout import Layout, lay_out
from xltools.core.lint.rules import years_of
from xltools.core.model import Checked, Finding, Workbook
from xltools.core.prose.beside.claims import asked
from xltools.core.prose.checked import check_report
from xltools.core.prose.passage import Narrative, Passage
from xltools.core.refs import Place
from xltools.core.rule_page import (
    BY_PROGRAM,
    REPORT,
    WHOLE_REPORT,
    Case,
    CaseKind,
    Page,
    head_of,
    parse_page,
)
from xltools.core.standard import Rule, Standard
from xltools.engines.base import Engine

#: What the rule's findings of a case of each kind have as their outcome.
_OUTCOMES: Mapping[CaseKind, str] = {"应通过": "", "应报": "不通过", "未判": "未判"}

WHOLE_BOOK = "整本工作簿"


@dataclass(frozen=True, slots=True)
class Tried:
    """What the test of one page came to: its problems, one a sentence, none when it passed.

    ``unreadable`` says that the page could not be understood, ``cases`` how many were run; ``tests`` cover a
    rule that no case can.
    """

    number: str
    name: str
    problems: tuple[str, ...] = ()
    cases: int = 0
    tests: tuple[str, ...] = ()
    unreadable: bool = False


def try_pages(
    standard: Standard, texts: Mapping[str, str], engine: Engine, numbers: tuple[str, ...] = ()
) -> Iterator[Tried]:
    """Try the page of every rule in force (or of those named); ``texts`` are the pages by rule number."""
    for rule in standard.every_rule:
        if not rule.enabled or (numbers and rule.number not in numbers):
            continue
        text = texts.get(rule.number)
        if text is None:
            problem = f"没有规则页 {rule.number}.md：在规范文件夹的“规则”里补写，写法见“规则页写法.md”"
            yield Tried(rule.number, rule.name, (problem,))
        else:
            yield _try(standard, rule, text, engine)
    yield from _strays(standard, texts, numbers)


def _strays(standard: Standard, texts: Mapping[str, str], numbers: tuple[str, ...]) -> Iterator[Tried]:
    """Pages of rules that are not in force, which nobody would ever run."""
    for number in texts:
        rule = standard.rule.get(number)
        if (rule is None or not rule.enabled) and (not numbers or number in numbers):
            problem = "规则页没有对应的、启用的规则：删去这一页，或核对编号"
            yield Tried(number, rule.name if rule else "", (problem,))


def _try(standard: Standard, rule: Rule, text: str, engine: Engine) -> Tried:
    try:
        page = parse_page(rule.number, text)
        problems = [*_head_problems(standard, page, rule)]
        for case in page.cases:
            problems += [f"“{case.kind}：{case.title}”{p}" for p in try_case(standard, page, case, engine)]
    except StandardError as error:
        return Tried(rule.number, rule.name, (error.message,), unreadable=True)
    return Tried(rule.number, rule.name, tuple(problems), len(page.cases), page.tests)


def _head_problems(standard: Standard, page: Page, rule: Rule) -> Iterator[str]:
    if page.head != head_of(rule):
        yield "页首与规范的规则表不一致：运行 xltools standard test --write 更新页首"
    if not years_of(standard, rule):
        yield f"规范的年度（{standard.about.get('评价年度', '')}）不在这条规则的起止年度里，从不检查"
    if rule in standard.report_rules and any(not case.report for case in page.cases):
        yield f"报告规则的例子都要有“### {REPORT}”"
    if page.tests and page.cases:
        yield f"既有例子，又写了“{BY_PROGRAM}”：留一样"


def try_case(
    standard: Standard, page: Page, case: Case, engine: Engine, form: Workbook | None = None
) -> Iterator[str]:
    """What differs between a case and the check of it; StandardError where it cannot be typed in.

    ``form`` is the blank form to type into, the standard's own where none is given.
    """
    if case.report:
        lines = (Passage(number, line) for number, line in enumerate(case.report, 1))
        report = Narrative(REPORT, "", tuple(lines))
        book = _book(standard, page, case, engine, form) if case.grids else None
        checked = check_report(report, standard, book)
    else:
        checked = _book(standard, page, case, engine, form)
    yield from _differences(page.number, case, checked, lay_out(standard))


def _book(standard: Standard, page: Page, case: Case, engine: Engine, form: Workbook | None) -> Checked:
    """The check of the case's workbook; one that a report is held against is asked that too."""
    book = filled(standard, page, case, form or blank_form(standard))
    evidence = evidence_of(page, case)
    look = None if evidence is None else lambda _code, _standard: evidence
    rules = asked(standard) if case.report else standard
    return check_workbook(book, rules, engine, attached_forms(case), look)


def _differences(number: str, case: Case, checked: Checked, layout: Layout) -> Iterator[str]:
    for finding in checked.findings:
        if finding.outcome == "规则异常":
            yield f"使规则 {finding.rule} 异常：{finding.message}"
    whole = WHOLE_REPORT if case.report else WHOLE_BOOK
    found = [finding for finding in checked.findings if finding.rule == number]
    wrong = [finding for finding in found if finding.outcome != _OUTCOMES[case.kind]]
    for finding in wrong:
        yield f"多出“{finding.outcome}”：{_told(finding, layout, whole)}"
    told = [
        _told(finding, layout, whole) if case.kind == "应报" else where(finding, layout, whole)
        for finding in found
        if finding not in wrong
    ]
    wanted = [f"{cell}：{message}" if message else cell for cell, message in case.said]
    yield from (f"应有而没有：{sentence}" for sentence in wanted if sentence not in told)
    if not case.more:
        yield from (f"多出：{sentence}" for sentence in told if sentence not in wanted)


def _told(finding: Finding, layout: Layout, whole: str) -> str:
    """The place and the rule's own words; what a finding is laid to is another rule's matter."""
    return f"{where(finding, layout, whole)}：{own_words(finding)}"


def where(finding: Finding, layout: Layout, whole: str) -> str:
    """The place of a finding as pages call it: a field, 项目表第1行执行率, “words of a report”, or all."""
    if finding.spot:
        return f"“{finding.spot.text}”"
    if not finding.places:
        return whole
    place = finding.places[0]
    cell = layout.places.get(place)
    return cell.name if cell is not None else _in_table(place, layout) or str(place)


def _in_table(place: Place, layout: Layout) -> str:
    for name, table in layout.tables.items():
        if table.block.sheet == place.sheet and table.first_row <= place.row <= table.last_row:
            column = next((c for c, number in table.columns.items() if number == place.column), "")
            return f"{name}第{place.row - table.first_row + 1}行{column}"
    return ""
