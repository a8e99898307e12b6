"""Workbook + Standard -> Record and Findings. Pure: the caller takes the questions to an engine."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from xltools.core.builtin import form_findings
from xltools.core.builtin.seen import Seen
from xltools.core.judge import judge, not_judged
from xltools.core.layout import Layout, lay_out
from xltools.core.locate import Located, locate
from xltools.core.model import LEVELS, Finding, Record, Value, Verdict, Workbook
from xltools.core.questions import Asked, Batch, ask
from xltools.core.record import Rows, build_record, outline, plan_of, rows_of
from xltools.core.refs import Place
from xltools.core.standard import Standard
from xltools.core.taint import tainted


@dataclass(frozen=True)
class Prepared:
    """A workbook with its fields located and its questions written, for the rows that may be filled."""

    workbook: Workbook
    standard: Standard
    layout: Layout
    located: Located
    rows: Rows
    batch: Batch

    @property
    def questions(self) -> tuple[str, ...]:
        """What to ask the engine, in order."""
        return self.batch.texts


def prepare(workbook: Workbook, standard: Standard) -> Prepared:
    """Locate the fields and write the questions; InputError when it is not this standard's form."""
    layout = lay_out(standard)
    located = locate(workbook, standard, layout)
    year, rows = outline(workbook, plan_of(standard, located))
    return Prepared(workbook, standard, layout, located, rows, ask(standard, located, year, rows))


def conclude(
    prepared: Prepared, computed: Mapping[Place, Value], answers: Sequence[Value], *, judged: bool = True
) -> tuple[Record, tuple[Finding, ...]]:
    """The record with recomputed values, and every finding, in the order of the rules.

    ``judged`` is False when no engine would answer: then every rule is 未判 and the values are those saved.
    """
    workbook, standard = prepared.workbook, prepared.standard
    record = build_record(workbook, standard, plan_of(standard, prepared.located), computed)
    record = tainted(record, standard)
    seen = Seen(workbook, standard, prepared.layout, prepared.located, record, computed)
    found = list(form_findings(seen))
    for asked in _asked(prepared, record):
        finding = judge(asked, record, answers) if judged else not_judged(asked, record)
        if finding is not None:
            found.append(finding)
    order = {rule.number: position for position, rule in enumerate(standard.rules)}
    found.sort(key=lambda finding: order[finding.rule])
    return record, tuple(_gathered(found))


def _asked(prepared: Prepared, record: Record) -> Iterator[Asked]:
    """What was asked, by the rows of the record; a row that came out blank after all is left out."""
    rows = rows_of(record)
    if rows == prepared.rows:
        yield from prepared.batch.asked
        return
    before, now = dict(prepared.rows), dict(rows)
    for asked in prepared.batch.asked:
        table = asked.instance.table
        if not table:
            yield asked
        elif before[table][asked.row] in now[table]:
            yield replace(asked, row=now[table].index(before[table][asked.row]))


def _gathered(findings: Sequence[Finding]) -> list[Finding]:
    """What one rule could not judge as one finding: the same lack in many rows is one thing to know."""
    gathered: list[Finding] = []
    at: dict[tuple[str, str], int] = {}
    more: dict[int, int] = {}
    for finding in findings:
        key = (finding.rule, finding.outcome)
        if finding.outcome not in ("未判", "规则异常") or key not in at:
            at[key] = len(gathered)
            gathered.append(finding)
            continue
        first = gathered[at[key]]
        places = tuple(dict.fromkeys((*first.places, *finding.places)))
        gathered[at[key]] = replace(first, places=places)
        more[at[key]] = more.get(at[key], 0) + 1
    for position, count in more.items():
        first = gathered[position]
        gathered[position] = replace(first, message=f"{first.message}（另有{count}处相同）")
    return gathered


def verdict(findings: Sequence[Finding]) -> Verdict:
    """不通过 with any failed 错误; 需核实 with any failed 核实 or anything that could not be judged."""
    failed = {finding.level for finding in findings if finding.outcome == "不通过"}
    if LEVELS[-1] in failed:
        return "不通过"
    if "核实" in failed or any(finding.outcome in ("未判", "规则异常") for finding in findings):
        return "需核实"
    return "通过"
