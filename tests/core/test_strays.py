"""Figures where the form has no cell are told of, wherever staff put rows and columns; nothing else is."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.form.books import CLEAN, check
from xltools.core.layout import lay_out
from xltools.core.locating.locate import locate
from xltools.core.locating.strays import blocks_of, strays
from xltools.core.model import Value, Workbook
from xltools.readers.xlsx import read

from . import moves
from .altered import standard

SHEET = "自评表"


def book() -> Workbook:
    """The clean sample as values only: the moves of these tests change no formulas."""
    held = read(CLEAN)
    return replace(held, sheets=tuple(replace(each, formulas={}, arrays={}) for each in held.sheets))


def told(held: Workbook) -> list[str]:
    """What is said of stray figures."""
    located = locate(held, standard(), lay_out(standard()))
    return [each.problem for each in strays(held, standard(), located)]


def row_of(name: str) -> int:
    """The row of a field in the form."""
    return lay_out(standard()).cells[name].place.row


def column_of(name: str) -> int:
    """The column of a field in the form."""
    return lay_out(standard()).cells[name].place.column


def test_the_form_itself_has_none() -> None:
    """No row or column of the form is taken for an added one."""
    assert told(book()) == []


@pytest.mark.parametrize("text", ["其中：其他人员经费", "*基本支出"])
def test_an_inserted_row_with_a_figure(text: str) -> None:
    """It is named with its label and its first figure, also where the label is that of another row."""
    row, column = row_of("公用经费_决算"), column_of("公用经费_决算")
    held = moves.put(moves.insert_rows(book(), SHEET, row), SHEET, row, 2, text)
    assert told(held) == []
    (problem,) = told(moves.put(held, SHEET, row, column, 1000))
    assert f"没有计入：{SHEET}第{row}行“{text}”" in problem
    assert problem.endswith("填的是 1,000）")


def test_a_row_typed_under_a_block() -> None:
    """Right under the last item of a block, under its headings."""
    row = max(cell.place.row for cell in lay_out(standard()).cells.values() if cell.field.block == "支出") + 1
    (problem,) = told(moves.put(book(), SHEET, row, column_of("基本支出_决算"), 5))
    assert f"第{row}行" in problem


@pytest.mark.parametrize(("value", "stray"), [(7, True), ("1,000元", True), ("见附注", False), (" ", False)])
def test_an_inserted_column(value: Value, stray: bool) -> None:  # noqa: FBT001
    """A second column of the same heading between the form's own; words there are notes."""
    row, column = row_of("基本支出_决算"), column_of("基本支出_决算")
    held = moves.put(moves.insert_columns(book(), SHEET, column), SHEET, row - 1, column, "决算")
    problems = told(moves.put(held, SHEET, row, column, value))
    assert [f"F列“决算”（F{row} 填的是" in each for each in problems] == ([True] if stray else [])


def test_a_column_inside_a_table() -> None:
    """Between the columns of a 明细 table."""
    table = lay_out(standard()).tables["项目表"]
    column = table.columns["全年执行数"]
    held = moves.insert_columns(book(), "项目表", column)
    assert told(held) == []
    (problem,) = told(moves.put(held, "项目表", table.first_row, column, 8))
    assert problem.startswith("“项目表”里有表样以外的列填了数")


def test_what_is_far_away_is_told() -> None:
    """A cell that no grid can hold is not lost silently."""
    held = book()
    far = {(1048576, 1): 1, (1048576, 16384): "=A1"}
    sheets = (replace(each, far=far) if each.name == SHEET else each for each in held.sheets)
    (finding,) = (
        f for f in check(replace(held, sheets=tuple(sheets)), standard()).findings if f.rule == "R112"
    )
    assert finding.message.startswith(f"{SHEET}!A1048576等2格离表格很远")
    assert len(finding.places) == 2


@settings(deadline=None, max_examples=40)
@given(data=st.data())
def test_no_figure_in_an_added_row_is_passed_over(data: st.DataObject) -> None:
    """Wherever a row is put between items of a block, a figure under a heading is told at its cell."""
    held = book()
    located = locate(held, standard(), lay_out(standard()))
    items = [block for block in blocks_of(standard(), located) if not block.fixed]
    block = data.draw(st.sampled_from(items))
    row = data.draw(st.integers(block.rows[0] + 1, block.rows[-1]))
    column = data.draw(st.sampled_from(block.columns))
    changed = moves.put(moves.insert_rows(held, block.sheet, row), block.sheet, row, column, 1234)
    found = locate(changed, standard(), lay_out(standard()))
    places = [place for each in strays(changed, standard(), found) for place in each.places]
    assert [(place.sheet, place.row, place.column) for place in places] == [(block.sheet, row, column)]
