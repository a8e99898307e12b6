"""Workbook + Standard -> Record and Findings. Pure: the caller takes the questions to an engine."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from xltools.core.amounts import exact
from xltools.core.attachments.attached import NOTHING_NEAR, Near
from xltools.core.attachments.ties import with_ties
from xltools.core.builtin import form_findings
from xltools.core.builtin.seen import Seen
from xltools.core.causes.causes import attributed
from xltools.core.causes.laid import Said
from xltools.core.causes.sources import Sources
from xltools.core.entry.understood import understand
from xltools.core.evidence import Evidence
from xltools.core.formulas.dependence import dependence
from xltools.core.formulas.form import due
from xltools.core.formulas.unsound import Cut, Unsound, computable, doubted, known, unsound
from xltools.core.judge import judge, not_judged
from xltools.core.layout import Layout, lay_out
from xltools.core.locating.locate import Located, locate
from xltools.core.locating.restored import with_names
from xltools.core.model import LEVELS, Finding, Record, Value, Verdict, Workbook
from xltools.core.questions import Asked, Batch, ask, row_of
from xltools.core.record import Rows, Written, build_record, outline, plan_of, rows_of
from xltools.core.refs import Place
from xltools.core.relevant import relevant
from xltools.core.standard import Standard
from xltools.core.taint import tainted


@dataclass(frozen=True)
class Prepared:
    """A workbook with its fields located and its questions written, for the rows that may be filled.

    ``whole`` is the workbook as understood, ``workbook`` the same without the formulas nobody can compute
    (``doubtful``) or nothing asked rests on, which the engine is to be given; ``written`` says of each cell
    that had to be understood what stood there. ``due`` are the cells with changed formulas, and what asks for
    the values they should have.
    """

    whole: Workbook
    workbook: Workbook
    doubtful: Unsound
    written: Mapping[Place, Written]
    standard: Standard
    layout: Layout
    located: Located
    rows: Rows
    batch: Batch
    due: tuple[tuple[Place, str], ...]
    evidence: Evidence | None = None
    """What stands beside the workbook; None where nobody looked."""

    @property
    def code(self) -> str:
        """The unit's code as entered, "" where there is none: it may name the folder of evidence."""
        place = self.located.cells.get("预算编码")
        value = self.whole.value(place) if place else None
        return str(exact(value) if isinstance(value, float) else value or "").strip()

    @property
    def questions(self) -> tuple[str, ...]:
        """What to ask the engine, in order."""
        return (*self.batch.texts, *(question for _, question in self.due))


def prepare(workbook: Workbook, standard: Standard, near: Near = NOTHING_NEAR) -> Prepared:
    """Locate the fields and write the questions; InputError when it is not this standard's form.

    ``near`` are the attached forms that may be this unit's.
    """
    layout = lay_out(standard)
    located = locate(workbook, standard, layout)
    workbook = with_names(workbook, standard, located)
    understood = understand(workbook, standard, located)
    year, rows = outline(understood.workbook, plan_of(standard, located))
    batch = ask(standard, located, year, rows)
    batch = with_ties(batch, understood.workbook, standard, located, (year, rows), near)
    whole = understood.workbook
    doubtful = unsound(dependence(whole))
    sound = relevant(computable(whole, doubtful), doubtful.found, standard, located)
    asked = due(whole, standard, located, rows)
    return Prepared(whole, sound, doubtful, understood.written, standard, layout, located, rows, batch, asked)


def without(prepared: Prepared, cells: Mapping[Place, Cut]) -> Prepared:
    """The same without cells that an engine refused: they, and what rests on them, are not computed."""
    return _sound(prepared, unsound(prepared.doubtful.found, {**prepared.doubtful.cut, **cells}))


def _sound(prepared: Prepared, doubtful: Unsound) -> Prepared:
    """The same with these cells taken out of what an engine is given."""
    sound = computable(prepared.whole, doubtful)
    needed = relevant(sound, doubtful.found, prepared.standard, prepared.located)
    return replace(prepared, workbook=needed, doubtful=doubtful)


#: Computes a changed workbook: its formula cells and the answers to the same questions; None if it cannot be.
Again = Callable[[Workbook], tuple[Mapping[Place, Value], Sequence[Value]] | None]


def conclude(
    prepared: Prepared,
    computed: Mapping[Place, Value],
    answers: Sequence[Value],
    *,
    judged: bool = True,
    again: Again | None = None,
) -> tuple[Record, tuple[Finding, ...]]:
    """The record with recomputed values, and every finding, in the order of the rules.

    ``judged`` is False when no engine would answer: then every rule is 未判 and the values are those saved.
    With ``again`` it is found out which findings merely follow from what was altered in the form.
    """

    def undone(whole: Workbook, rules: Container[str]) -> Sequence[Said] | None:
        changed = _changed(prepared, whole)
        told = again(changed.workbook) if again else None
        return None if told is None else _said(_seen(changed, *told), changed, told[1], only=rules)

    seen = _seen(prepared, computed, answers)
    said = _said(seen, prepared, answers, judged=judged)
    asked = tuple(_asked(prepared, seen.record))
    found = attributed(said, seen, undone if again and judged else None, asked)
    return seen.record, tuple(_gathered([each.finding for each in found]))


def _changed(prepared: Prepared, whole: Workbook) -> Prepared:
    """The same questions about the same fields of a workbook changed in some cells."""
    before = prepared.whole
    cut = {
        at: why for at, why in prepared.doubtful.cut.items() if _content(before, at) == _content(whole, at)
    }
    return _sound(replace(prepared, whole=whole), unsound(dependence(whole), cut))


def _content(workbook: Workbook, place: Place) -> tuple[str | None, Value]:
    """What stands in a cell: its formula and its value."""
    sheet = workbook.sheet(place.sheet)
    return (sheet.formulas.get((place.row, place.column)) if sheet else None), workbook.value(place)


def _seen(prepared: Prepared, computed: Mapping[Place, Value], answers: Sequence[Value]) -> Seen:
    """The workbook as computed, with its record, and the values due in cells by what was asked last."""
    workbook, standard = prepared.whole, prepared.standard
    computed = known(computed, prepared.doubtful)
    plan = plan_of(standard, prepared.located)
    record = build_record(workbook, standard, plan, computed, prepared.written)
    record = tainted(doubted(record, prepared.doubtful), standard)
    layout, located = prepared.layout, prepared.located
    doubtful, evidence = prepared.doubtful, prepared.evidence
    seen = Seen(workbook, standard, layout, located, record, computed, doubtful, evidence)
    if not prepared.due:
        return seen
    places = (place for place, _ in prepared.due)
    values = answers[len(prepared.batch.texts) :]
    return replace(seen, due=dict(zip(places, values, strict=False)))


def _said(
    seen: Seen,
    prepared: Prepared,
    answers: Sequence[Value],
    *,
    judged: bool = True,
    only: Container[str] | None = None,
) -> list[Said]:
    """Every finding (of ``only`` those rules) with what it answers, in the order of the rules."""
    record, standard = seen.record, seen.standard
    found = [Said(finding) for finding in form_findings(seen, only)]
    sources = Sources(standard, record)
    for asked in _asked(prepared, record):
        if only is not None and asked.instance.rule.number not in only:
            continue
        finding = judge(asked, sources, answers) if judged else not_judged(asked, record)
        if finding is not None:
            row = row_of(asked, record)
            found.append(Said(finding, asked, next(iter(row.values())).place.row if row else 0))
    order = {rule.number: position for position, rule in enumerate(standard.rules)}
    return sorted(found, key=lambda said: order[said.finding.rule])


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
    at: dict[tuple[str, str, str], int] = {}
    more: dict[int, int] = {}
    for finding in findings:
        key = (finding.rule, finding.outcome, finding.cause)
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
