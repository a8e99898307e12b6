"""What is kept from one workbook to the next depends on nothing that differs; findings stay at their rows."""

from __future__ import annotations

from dataclasses import replace

import pytest

from xltools.core.check import conclude, prepare
from xltools.core.layout import lay_out
from xltools.core.locating.locate import locate
from xltools.core.model import Finding, Workbook
from xltools.core.refs import Place
from xltools.core.standard import Standard

from .forms import check, tiny, workbook
from .moves import insert_rows, put

ROW_RULE = {"循环范围": "明细表", "左式": "=[@数]", "右式": "=5", "标注单元格": "[@数]"}


@pytest.fixture(scope="module")
def standard() -> Standard:
    """Read a standard with a rule of the whole form and one of each row."""
    return tiny({}, ROW_RULE)


def _with_formulas(book: Workbook, *places: Place) -> Workbook:
    """Put a formula of the unit's own into cells, without a saved value."""
    sheets = []
    for sheet in book.sheets:
        own = {(place.row, place.column): "=1+1" for place in places if place.sheet == sheet.name}
        sheets.append(replace(sheet, formulas={**sheet.formulas, **own}))
    return replace(book, sheets=tuple(sheets))


def _rows(standard: Standard) -> list[Place]:
    table = lay_out(standard).tables["明细表"]
    return [Place("明细", row, table.columns["数"]) for row in range(table.first_row, table.last_row + 1)]


def _findings(standard: Standard, book: Workbook, values: dict[Place, int | str]) -> list[Finding]:
    """Check, the engine answering with ``values`` of formula cells, and each question with its cell."""
    prepared = prepare(book, standard)
    seen = {f"{place.sheet}!{place.cell}": value for place, value in values.items()}
    answers = [seen.get(text.removeprefix("="), 5) for text in prepared.questions]
    return [finding for finding in conclude(prepared, values, answers)[1] if finding.rule == "R002"]


def test_workbooks_with_the_same_names_share_what_the_names_tell(standard) -> None:
    """Another unit's inputs change nothing of where the fields stand; a moved name does."""
    layout = lay_out(standard)
    one, other = workbook(standard, {"甲": 1}), workbook(standard, {"乙": 2})
    assert locate(one, standard, layout) is locate(other, standard, layout)
    moved = insert_rows(one, "表", layout.cells["乙"].place.row)
    located = locate(moved, standard, layout)
    assert located.cells["甲"] == layout.cells["甲"].place
    assert located.cells["乙"].row == layout.cells["乙"].place.row + 1


def test_a_field_without_its_name_is_looked_for_in_each_workbook(standard) -> None:
    """The label decides, and it may stand in one workbook and not in the next of the same names."""
    layout = lay_out(standard)
    book = workbook(standard, {"甲": 1})
    names = tuple(name for name in book.names if name.name != "甲")
    healed = locate(replace(book, names=names), standard, layout)
    assert ([move.name for move in healed.moves], healed.lost) == (["甲"], ())
    place = layout.cells["甲"].place
    lost = locate(put(replace(book, names=names), "表", place.row, 2, "别的"), standard, layout)
    assert (lost.moves, lost.lost) == ((), ("甲",))


def test_each_unit_is_asked_of_its_own_rows(standard) -> None:
    """A unit with more or fewer rows than the last one."""
    for amounts in ((5,), (5, 6, 5), (), (7, 7, 5, 7), (5, 6, 5)):
        book = workbook(standard, {}, *({"名称": "行", "数": amount} for amount in amounts))
        found = [finding for finding in check(standard, book, {"=5": 5})[1] if finding.rule == "R002"]
        assert [finding.left for finding in found] == [amount for amount in amounts if amount != 5]


def test_a_row_filled_by_a_formula_alone_is_asked(standard) -> None:
    """Its value is only known once it is recomputed: the finding stands at its cell."""
    first, second, *_ = _rows(standard)
    book = _with_formulas(workbook(standard, {}, {}, {}), second)
    (finding,) = _findings(standard, book, {second: 2})
    assert finding.places[0] == second
    assert finding.left == 2
    assert first not in finding.places


def test_a_row_that_comes_out_blank_moves_no_finding_to_another_row(standard) -> None:
    """Of three rows the first turns out blank: the fault of the third is told of the third."""
    first, second, third, _ = _rows(standard)
    book = workbook(standard, {}, {}, {"数": 5}, {"数": 6})
    values: dict[Place, int | str] = {first: "", second: 5, third: 6}
    book = _with_formulas(book, first)
    prepared = prepare(book, standard)
    seen = {f"{place.sheet}!{place.cell}": value for place, value in values.items()}
    answers = [seen.get(text.removeprefix("="), 5) for text in prepared.questions]
    findings = conclude(prepared, {first: ""}, answers)[1]
    (finding,) = (each for each in findings if each.rule == "R002")
    assert finding.places[0] == third
    assert finding.left == 6
