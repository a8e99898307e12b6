"""Samples through the whole check, for their scores; cells of a workbook in memory typed over."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

from tests.core.altered import standard
from xltools.checking import check_workbook
from xltools.core.layout import lay_out
from xltools.core.model import Sheet, Value, Workbook
from xltools.core.scores.score import Score, Scores
from xltools.core.standard import Standard
from xltools.engines import choose
from xltools.readers.xlsx import read


@lru_cache(maxsize=8)
def sample(path: Path) -> Workbook:
    """A sample workbook, read once."""
    return read(path)


def scores_of(book: Workbook, chosen: Standard | None = None) -> Scores:
    """The scores of a workbook."""
    checked = check_workbook(book, chosen or standard(), choose())
    assert checked.scores is not None, checked.error
    return checked.scores


def the(scores: Scores, name: str) -> Score:
    """The score of one indicator (三级指标)."""
    (score,) = (score for score in scores.indicators if score.name == name)
    return score


def typed(book: Workbook, values: Mapping[str, Value], chosen: Standard | None = None) -> Workbook:
    """The workbook with these cells typed over, by field name; a text with = in front is a formula."""
    layout = lay_out(chosen or standard())
    places = {layout.cells[name].place: value for name, value in values.items()}

    def sheet(old: Sheet) -> Sheet:
        own = {(p.row, p.column): value for p, value in places.items() if p.sheet == old.name}
        if not own:
            return old
        rows = [list(row) for row in old.values]
        formulas = {at: text for at, text in old.formulas.items() if at not in own}
        for (row, column), value in own.items():
            rows += [[] for _ in range(row - len(rows))]
            cells = rows[row - 1]
            cells += [None] * (column - len(cells))
            is_formula = isinstance(value, str) and value.startswith("=")
            cells[column - 1] = None if is_formula else value
            if is_formula:
                formulas[row, column] = str(value)
        return replace(old, values=tuple(map(tuple, rows)), formulas=formulas)

    return replace(book, sheets=tuple(map(sheet, book.sheets)))
