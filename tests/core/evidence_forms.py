"""A small standard with a list of evidence, its workbook in memory, and what may be seen beside it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from xltools.core.check import conclude, prepare
from xltools.core.evidence import Evidence, File, State
from xltools.core.layout import lay_out
from xltools.core.model import Finding, Value
from xltools.core.refs import Place

from .forms import COLUMN, FIELDS, SCORE, tiny, workbook

WORDS = ("佐证材料", "佐证登记", "佐证要求")
ABOUT = {
    "佐证材料表": "明细表",
    "佐证材料列": "序号=编号、名称=名称、指标=证明、文件=文件、引用=凭据、得分=自评得分",
}
_TEXT = {**COLUMN, "类型": "文本"}
_COLUMNS = (
    {**_TEXT, "字段名": "编号"},
    {**_TEXT, "字段名": "证明"},
    {**_TEXT, "字段名": "文件"},
    {**SCORE, "字段名": "凭据", "类型": "文本"},
)
_RULES = [
    {"名称": word, "比较": word, "提示语": "{名}", "级别": "核实", "启用": "否", "左式": None, "右式": None}
    for word in WORDS
]
_PLAIN = tiny(*_RULES, fields=(*FIELDS, *_COLUMNS))
STANDARD = replace(
    _PLAIN,
    about=ABOUT,
    rules=tuple(replace(rule, enabled=True) for rule in _PLAIN.rules),
    indicators=tuple(replace(indicator, evidence="批复") for indicator in _PLAIN.indicators),
)


def row(
    file: str | None = None, title: str = "批复", number: str = "1", proves: str = "执行、效益"
) -> Mapping[str, Value]:
    """One row of the list."""
    cells: Mapping[str, Value] = {"编号": number, "名称": title, "证明": proves, "文件": file}
    return {name: value for name, value in cells.items() if value is not None}


def file(path: str, content: str | None = None, state: State = "完好", why: str = "") -> File:
    """One file as seen; files of one content have one hash."""
    return File(path, 0 if state == "空" else 9, content or f"内容:{path}", state, why)


def findings(
    word: str,
    *rows: Mapping[str, Value],
    evidence: Evidence | Sequence[File] | None = None,
    values: Mapping[str, Value] | None = None,
) -> list[Finding]:
    """The findings of one word about a form with these rows, both indicators with full points."""
    scores = {"执行_自评得分": 60, "效益_自评得分": 40, **(values or {})}
    prepared = prepare(workbook(STANDARD, scores, *rows), STANDARD)
    seen = (
        evidence
        if isinstance(evidence, Evidence) or evidence is None
        else Evidence("佐证材料", tuple(evidence))
    )
    found = conclude(replace(prepared, evidence=seen), {}, [])[1]
    return [finding for finding in found if STANDARD.rule[finding.rule].name == word]


def cell(column: str, number: int) -> Place:
    """The cell of a row of the list, rows counted from 0."""
    table = lay_out(STANDARD).tables["明细表"]
    return Place("明细", table.first_row + number, table.columns[column])


def score_cell(name: str) -> Place:
    """A cell of the score sheet."""
    return lay_out(STANDARD).cells[name].place
