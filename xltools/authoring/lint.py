"""Everything a rule author can get wrong, found before any unit's file is checked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from xltools.authoring.attached import attachment_faults
from xltools.authoring.formulas import formula_faults
from xltools.authoring.outcomes import outcome_faults
from xltools.authoring.trial import trial_faults
from xltools.core.definition import REPORT_RULES
from xltools.core.errors import StandardError
from xltools.core.lint import Fault
from xltools.core.lint import lint as lint_rows
from xltools.core.prose.beside.claims import asked
from xltools.core.standard import Standard
from xltools.engines.base import Engine
from xltools.readers.standard import filled_rows, read_standard
from xltools.resources import page_texts, standard_folder, standards

#: How many faults the refusal to build names.
_NAMED = 5

_NO_PAGES: Mapping[str, str] = {}


def lint(standard: Standard, engine: Engine, pages: Mapping[str, str] = _NO_PAGES) -> Iterator[Fault]:
    """Every fault: by the rows, by the formulas' texts, and, where those are sound, by trying them out.

    ``pages`` are the texts of the rule pages by number: their cases are tried as well.
    """
    faults = [*lint_rows(standard), *formula_faults(standard)]
    yield from faults
    yield from attachment_faults(standard, _load, standards())
    if not any(fault.fatal for fault in faults):
        widened = asked(standard)
        tried = [*trial_faults(widened, engine)]
        # A rule that breaks, or fails on a blank form, comes to the same everywhere: told once, by its cause.
        told = {(fault.sheet, fault.index) for fault in tried}
        found = outcome_faults(widened, engine, pages)
        further = (each for each in found if (each.sheet, each.index) not in told)
        yield from (_in_its_sheet(each, standard, widened) for each in (*tried, *further))


def _in_its_sheet(fault: Fault, standard: Standard, widened: Standard) -> Fault:
    """A fault of a rule of reports, tried as the last of the rules of workbooks, where its row stands."""
    if fault.sheet != "规则" or fault.index < len(standard.rules):
        return fault
    rule = widened.rules[fault.index]
    return replace(fault, sheet=REPORT_RULES, index=standard.report_rules.index(rule))


def _load(name: str) -> Standard:
    return read_standard(standard_folder(name))


def need_sound(standard: Standard, folder: Path, engine: Engine) -> None:
    """StandardError with the first faults of level 错误: no form is built that units would fill in vain."""
    faults = [fault for fault in lint(standard, engine, page_texts(folder)) if fault.level == "错误"]
    if not faults:
        return
    rows = filled_rows(folder)
    sentences = "；".join(f"{fault.place(rows)}：{fault.what}" for fault in faults[:_NAMED])
    more = "；……" if len(faults) > _NAMED else ""
    raise StandardError(
        f"规范“{standard.name}”有{len(faults)}处错误，没有生成空白表：{sentences}{more}",
        fix=f"在 Excel 中改正 规范.xlsx；xltools standard lint {standard.name} 逐条说明",
    )
