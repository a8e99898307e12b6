"""One workbook through a whole check: prepared, recomputed by an engine, concluded. Knows no files."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial

from xltools.core.attachments.attached import NOTHING_NEAR, Near
from xltools.core.check import Prepared, conclude, prepare, verdict, without
from xltools.core.errors import EngineRefused
from xltools.core.evidence import Evidence, asks_for_evidence
from xltools.core.model import Checked, Value, Workbook
from xltools.core.refs import Place
from xltools.core.returned.answers import answers as answers_of
from xltools.core.returned.answers import without_results
from xltools.core.returned.settle import settled
from xltools.core.scores.scoring import score, score_questions
from xltools.core.standard import Standard
from xltools.core.values_only import askable, doubted
from xltools.engines.base import Answers, Engine

#: How often cells that an engine refuses are taken out: those of one engine, then those of the other.
_ROUNDS = 4

#: (unit's code, standard's name) -> what stands beside the workbook.
Look = Callable[[str, str], Evidence]


def check_workbook(
    workbook: Workbook,
    standard: Standard,
    engine: Engine,
    near: Near = NOTHING_NEAR,
    look: Look | None = None,
) -> Checked:
    """Check a workbook by a standard; what rests on cells no engine can be trusted with is 未判.

    ``near`` are the attached forms that may be this unit's; ``look`` finds its evidence by its code and
    standard, and without it nothing is said of files. The sheet 审核结果 is none of the form: it is read for
    what was answered, and then left out.
    """
    explained, workbook = answers_of(workbook), without_results(workbook)
    prepared = prepare(workbook, askable(standard, workbook), near)
    if look and asks_for_evidence(standard):
        prepared = replace(prepared, evidence=look(prepared.code, standard.name))
    error = None
    asked, scored = prepared.questions, score_questions(prepared)
    try:
        prepared, answers = _answered(prepared, engine, (*asked, *scored))
    except EngineRefused as refused:
        answers = Answers({}, (None,) * len((*asked, *scored)), "")
        error = (refused.code, refused.message, refused.fix)
    again = partial(_again, prepared, engine)
    told = answers.values[: len(asked)]
    record, findings = conclude(prepared, answers.cells, told, judged=error is None, again=again)
    findings = doubted(findings, workbook, standard, record.year if record else None)
    findings = settled(findings, explained, standard, record)
    further = answers.values[len(asked) :]
    scores = score(prepared, record, further, partial(_values, engine)) if error is None else None
    return Checked(
        path=workbook.path,
        sha256=workbook.sha256,
        standard=standard.name,
        engine=answers.engine,
        verdict=verdict(findings),
        record=record,
        findings=findings,
        error=error,
        scores=scores,
        answers=explained,
    )


def _answered(prepared: Prepared, engine: Engine, questions: Sequence[str]) -> tuple[Prepared, Answers]:
    """The answers, without the cells that were refused; EngineRefused where that does not help."""
    for _ in range(_ROUNDS):
        try:
            return prepared, engine.ask(prepared.workbook, questions)
        except EngineRefused as refused:
            new = refused.cells.keys() - prepared.doubtful.cut.keys()
            if not new:
                raise
            prepared = without(prepared, refused.cells)
    return prepared, engine.ask(prepared.workbook, questions)


def _values(engine: Engine, workbook: Workbook, questions: Sequence[str]) -> Sequence[Value]:
    return engine.ask(workbook, questions).values


def _again(
    prepared: Prepared, engine: Engine, changed: Workbook
) -> tuple[Mapping[Place, Value], Sequence[Value]] | None:
    """The same questions asked of a changed workbook; None where no engine can be trusted with it."""
    try:
        answers = engine.ask(changed, prepared.questions)
    except EngineRefused:
        return None
    return answers.cells, answers.values
