"""Everything a rule author can get wrong, found before any unit's file is checked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from xltools.authoring.attached import attachment_faults
from xltools.authoring.formulas import formula_faults
from xltools.authoring.outcomes import outcome_faults
from xltools.authoring.trial import trial_faults
from xltools.core.errors import StandardError
from xltools.core.lint import Fault
from xltools.core.lint import lint as lint_rows
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
        tried = [*trial_faults(standard, engine)]
        yield from tried
        # A rule that breaks, or fails on a blank form, comes to the same everywhere: told once, by its cause.
        told = {(fault.sheet, fault.index) for fault in tried}
        yield from (
            each for each in outcome_faults(standard, engine, pages) if (each.sheet, each.index) not in told
        )


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
