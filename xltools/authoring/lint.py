"""Everything a rule author can get wrong, found before any unit's file is checked."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from xltools.authoring.attached import attachment_faults
from xltools.authoring.formulas import formula_faults
from xltools.authoring.trial import trial_faults
from xltools.core.errors import StandardError
from xltools.core.lint import Fault
from xltools.core.lint import lint as lint_rows
from xltools.core.standard import Standard
from xltools.engines.base import Engine
from xltools.readers.standard import filled_rows, read_standard
from xltools.resources import standard_folder, standards


def lint(standard: Standard, engine: Engine) -> Iterator[Fault]:
    """Every fault: by the rows, by the formulas' texts, and, where those are sound, by trying them out."""
    faults = [*lint_rows(standard), *formula_faults(standard)]
    yield from faults
    yield from attachment_faults(standard, _load, standards())
    if not any(fault.fatal for fault in faults):
        yield from trial_faults(standard, engine)


def _load(name: str) -> Standard:
    return read_standard(standard_folder(name))


def need_sound(standard: Standard, folder: Path) -> None:
    """StandardError with the sentences of all fatal faults: the form would be wrong."""
    faults = [fault for fault in (*lint_rows(standard), *formula_faults(standard)) if fault.fatal]
    if not faults:
        return
    rows = filled_rows(folder)
    sentences = "；".join(f"{fault.place(rows)}：{fault.what}" for fault in faults)
    raise StandardError(
        f"规范“{standard.name}”有{len(faults)}处错误，没有生成空白表：{sentences}",
        fix=f"在 Excel 中改正 规范.xlsx；xltools standard lint {standard.name} 逐条说明",
    )
