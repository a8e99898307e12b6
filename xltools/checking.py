"""One workbook through a whole check: prepared, recomputed by an engine, concluded. Knows no files."""

from __future__ import annotations

from xltools.core.check import conclude, prepare, verdict
from xltools.core.errors import EngineRefused
from xltools.core.model import Checked, Workbook
from xltools.core.standard import Standard
from xltools.engines.base import Answers, Engine


def check_workbook(workbook: Workbook, standard: Standard, engine: Engine) -> Checked:
    """Check a workbook by a standard; where no engine can be trusted with it, every rule is 未判."""
    prepared = prepare(workbook, standard)
    error = None
    try:
        answers = engine.ask(workbook, prepared.questions)
    except EngineRefused as refused:
        answers = Answers({}, (None,) * len(prepared.questions), "")
        error = (refused.code, refused.message, refused.fix)
    record, findings = conclude(prepared, answers.cells, answers.values, judged=error is None)
    return Checked(
        path=workbook.path,
        sha256=workbook.sha256,
        standard=standard.name,
        engine=answers.engine,
        verdict=verdict(findings),
        record=record,
        findings=findings,
        error=error,
    )
