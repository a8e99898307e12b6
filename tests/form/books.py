"""Filled forms, checked, with what their own 校验 sheet says beside what the check says."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from xltools.core.attachments.forms import tied
from xltools.core.causes.sources import Sources
from xltools.core.check import Prepared, conclude, prepare
from xltools.core.formulas.unsound import computable
from xltools.core.instances import instances, loop_of
from xltools.core.judge import judge
from xltools.core.model import Finding, Record, Value, Workbook
from xltools.core.refs import Place
from xltools.core.standard import Rule, Standard
from xltools.engines import choose
from xltools.engines.base import Engine
from xltools.readers.xlsx import read_bytes
from xltools.writers.form import form_bytes

ROOT = Path(__file__).parents[2]
WORKBOOKS = ROOT / "workbooks"
SEED = WORKBOOKS / "湛江2022" / "湛江市政务服务数据管理局本级.xlsx"
CLEAN = WORKBOOKS / "湛江2022" / "湛江市公共资源交易中心(示例).xlsx"
FAULTY = WORKBOOKS / "湛江2022" / "湛江市人民政府行政服务中心(示例).xlsx"
SICHUAN = WORKBOOKS / "四川" / "示例市农业农村局.xlsx"
#: The clean unit's two project forms, one in 万元 and one in 元, and a faulty one of another unit.
PROJECTS = tuple(
    WORKBOOKS / "湛江2022" / "项目自评" / f"{name}(示例).xlsx" for name in ("交易系统运行维护", "评标专家费")
)
FAULTY_PROJECT = WORKBOOKS / "项目支出自评" / "数据平台建设(示例).xlsx"
#: Every sample with its standard.
SAMPLES = (
    (SEED, "湛江2022"),
    (CLEAN, "湛江2022"),
    (FAULTY, "湛江2022"),
    (SICHUAN, "四川"),
    *((path, "项目支出自评") for path in (*PROJECTS, FAULTY_PROJECT)),
)

#: The sheet of live rules and its columns: rule, content, result.
CHECKS, RULE, CONTENT, RESULT = "校验", 1, 3, 7


@dataclass(frozen=True)
class Checked:
    """A workbook, checked, with every cell as the workbook itself computes it."""

    prepared: Prepared
    answers: Sequence[Value]
    cells: Mapping[Place, Value]
    record: Record
    findings: tuple[Finding, ...]

    @property
    def rules(self) -> set[tuple[str, str]]:
        """(rule, outcome) of every finding."""
        return {(finding.rule, finding.outcome) for finding in self.findings}

    def of(self, rule: str) -> tuple[Finding, ...]:
        """The findings of one rule."""
        return tuple(finding for finding in self.findings if finding.rule == rule)


def fill(standard: Standard, values: Mapping[str, Any], **rows: Sequence[Mapping[str, Any]]) -> Workbook:
    """The standard's form, filled and read back."""
    return read_bytes(form_bytes(standard, values, rows), "填好.xlsx")


def check(book: Workbook, standard: Standard, engine: Engine | None = None) -> Checked:
    """Check a workbook and keep everything that was computed on the way."""
    prepared = prepare(book, standard)
    chosen = engine or choose()

    def again(changed: Workbook) -> tuple[Mapping[Place, Value], Sequence[Value]]:
        told = chosen.ask(changed, prepared.questions)
        return told.cells, told.values

    answers = chosen.ask(prepared.workbook, prepared.questions)
    record, findings = conclude(prepared, answers.cells, answers.values, again=again)
    # A spreadsheet computes all that is in the file; the check computes it as understood, and what it needs.
    every = book if prepared.written else computable(prepared.whole, prepared.doubtful)
    cells = chosen.ask(every, ()).cells
    return Checked(prepared, answers.values, cells, record, findings)


def live(book: Workbook, cells: Mapping[Place, Value]) -> dict[tuple[str, str], Value]:
    """(rule, content) -> what the 校验 sheet shows for it, by these computed cells."""
    sheet = book.sheet(CHECKS)
    assert sheet is not None
    found = {}
    for row in range(1, len(sheet.values) + 1):
        place = Place(CHECKS, row, RESULT)
        if (row, RESULT) in sheet.formulas:
            found[str(sheet.value(row, RULE)), str(sheet.value(row, CONTENT))] = cells[place]
    return found


def judged(checked: Checked) -> dict[tuple[str, str], set[str]]:
    """(rule, content) as the 校验 sheet lists them -> the outcomes the check comes to ("": no finding)."""
    standard, record = checked.prepared.standard, checked.record
    sources = Sources(standard, record)
    found: dict[tuple[str, str], set[str]] = {}
    for rule in standard.rules:
        for content in _contents(rule) if rule.number not in tied(standard) else ():
            found[rule.number, content] = set()
    for asked in checked.prepared.batch.asked:
        rule = asked.instance.rule
        if rule.number in tied(standard):  # no form can ask its neighbours
            continue
        outcome = judge(asked, sources, checked.answers)
        key = (rule.number, _content(rule, asked.instance.table, asked.instance.item))
        found[key].add("" if outcome is None else outcome.outcome)
    for finding in checked.findings:
        if standard.rule[finding.rule].compare in ("必填", "类型"):
            found[finding.rule, standard.rule[finding.rule].name].add(finding.outcome)
    return found


def _contents(rule: Rule) -> Iterator[str]:
    if rule.enabled and rule.compare in ("必填", "类型"):
        yield rule.name
    elif rule.enabled and (rule.left or rule.compare == "真"):
        for instance in instances(rule):
            yield _content(rule, loop_of(rule)[0], instance.item)


def _content(rule: Rule, table: str, item: str) -> str:
    """What the 校验 sheet calls an asking: all rows of a table, and all items with them, are one line."""
    return f"{rule.name}({item})" if item and not table else rule.name


def shows(outcomes: set[str]) -> set[str]:
    """What the 校验 sheet may show for these outcomes; — is a rule that does not apply."""
    if "不通过" in outcomes:
        return {"×"}
    return {"未判"} if "未判" in outcomes else {"√", "—"}


def disagreements(book: Workbook, checked: Checked, cells: Mapping[Place, Value] | None = None) -> list[str]:
    """Where the 校验 sheet and the check say different things of a rule, or one of them says nothing."""
    shown = live(book, checked.cells if cells is None else cells)
    expected = judged(checked)
    lines = [f"{key}: 只有一边有" for key in shown.keys() ^ expected.keys()]
    differing = (key for key in shown.keys() & expected.keys() if shown[key] not in shows(expected[key]))
    return lines + [f"{key}: 表上 {shown[key]},检查 {sorted(expected[key])}" for key in sorted(differing)]


def same(one: Value, other: Value) -> bool:
    """Whether two engines gave one value: numbers to 12 digits, an empty text like a blank."""
    if isinstance(one, int | float) and isinstance(other, int | float) and not isinstance(one, bool):
        return abs(Decimal(one) - Decimal(other)) <= Decimal("1e-12") * max(1, abs(Decimal(one)))
    return (one or "") == (other or "") if isinstance(one, str) or isinstance(other, str) else one == other
