"""What an engine need not compute makes no difference to what a check says."""

from __future__ import annotations

from dataclasses import replace
from unittest.mock import patch

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.core.altered import standard
from tests.form.books import CLEAN, SAMPLES
from tests.mutation.draft import Draft, _with
from tests.mutation.every import all_kinds
from tests.mutation.harvest import ground
from tests.mutation.kinds import Kind
from xltools.checking import check_workbook
from xltools.core import check
from xltools.core.check import prepare
from xltools.core.formulas.unsound import computable
from xltools.core.model import ErrorValue, Workbook
from xltools.core.refs import Place
from xltools.core.relevant import relevant
from xltools.engines import choose
from xltools.readers.xlsx import read

ENGINE = choose("auto")


def told(book: Workbook, name: str) -> tuple[object, ...]:
    """Everything a check says of a workbook."""
    checked = check_workbook(book, standard(name), ENGINE)
    return checked.record, checked.findings, checked.scores, checked.verdict, checked.error


def told_with_all(book: Workbook, name: str) -> tuple[object, ...]:
    """The same with every formula computed."""
    with patch.object(check, "relevant", lambda workbook, *_: workbook):
        return told(book, name)


@pytest.mark.parametrize(("path", "name"), SAMPLES)
def test_samples_get_the_same_findings_with_far_fewer_formulas(path, name) -> None:
    """Record, findings, scores and verdict are those of the whole workbook; the live 校验 is not computed."""
    book = read(path)
    assert told(book, name) == told_with_all(book, name)
    prepared = prepare(book, standard(name))
    asked = [sheet for sheet in prepared.workbook.sheets if sheet.formulas]
    assert asked
    assert "校验" not in {sheet.name for sheet in asked}
    assert 2 * sum(len(s.formulas) for s in asked) < sum(len(s.formulas) for s in book.sheets)


KINDS: list[Kind] = [kind for kind in all_kinds(ground()) if kind.plants]


@given(data=st.data())
@settings(max_examples=60, deadline=None)
def test_faulty_workbooks_get_the_same_findings(data) -> None:
    """Whatever is wrong, one or several faults at once: the same is said as with every formula computed."""
    draft = Draft(ground().workbook)
    for kind in data.draw(
        st.lists(st.sampled_from(KINDS), min_size=1, max_size=3, unique_by=lambda k: k.name)
    ):
        data.draw(st.sampled_from(kind.plants)).edit(draft)
    book = draft.done()
    assert told(book, "湛江2022") == told_with_all(book, "湛江2022")


def formulas(book: Workbook, added: dict[Place, str]) -> set[Place]:
    """The formula cells an engine is given of a workbook with formulas added."""
    draft = Draft(book)
    for place, formula in added.items():
        draft.put_formula(place, formula)
    prepared = prepare(draft.done(), standard())
    return {Place(sheet.name, *at) for sheet in prepared.workbook.sheets for at in sheet.formulas}


def test_a_formula_that_a_field_rests_on_is_kept_wherever_it_stands() -> None:
    """A field that takes a cell beside the form, through another and a range, or from the 校验 sheet."""
    field = prepare(read(CLEAN), standard()).located.cells["年末在职人数"]
    beside = {Place("参数", 200, number): f"={number}" for number in (30, 31)}
    chain = {Place("封面", 90, 20): "=SUM(参数!A200:AZ200)+0*COUNTA(校验!G1:G9)"}
    unused = {Place("参数", 201, 30): "=1"}
    given = formulas(read(CLEAN), {field: "=封面!T90", **beside, **chain, **unused})
    assert {field, *beside, *chain} <= given
    assert not unused.keys() & given
    assert any(place.sheet == "校验" for place in given)


def test_an_error_no_engine_knows_in_a_formula_nobody_needs_hinders_nothing() -> None:
    """What Excel saved of a formula beside the form is not given to the engine as a figure."""
    book, place = read(CLEAN), Place("参数", 200, 30)
    plain = told(book, "湛江2022")
    draft = Draft(book)
    draft.put_formula(place, "=FIELDVALUE(A1,1)")
    odd = _with(draft.done().sheet("参数"), {place: ErrorValue("#FIELD!")})
    sheets = tuple(odd if sheet.name == "参数" else sheet for sheet in book.sheets)
    with_error = replace(book, sheets=sheets)
    assert with_error.value(place) == ErrorValue("#FIELD!")
    assert told(with_error, "湛江2022") == plain
    assert check_workbook(with_error, standard(), ENGINE).engine == "formualizer"


@pytest.mark.parametrize("formula", ['=INDIRECT("参数!A200")', "=OFFSET(封面!A1,1,1)"])
def test_a_needed_formula_that_reaches_anywhere_keeps_all(formula) -> None:
    """What INDIRECT and OFFSET look at is told by no text."""
    book = read(CLEAN)
    field = prepare(book, standard()).located.cells["年末在职人数"]
    every = {Place(sheet.name, *at) for sheet in book.sheets for at in sheet.formulas}
    assert formulas(book, {field: formula}) == every | {field}


def test_array_formulas_and_questions_by_address_keep_all() -> None:
    """An array formula is loaded from the file with all others; an address is nobody's field."""
    book, std = read(CLEAN), standard()
    first = book.sheet("自评表")
    assert first is not None
    array = replace(first, arrays={next(iter(first.formulas)): "A1"})
    with_array = replace(book, sheets=tuple(array if s.name == "自评表" else s for s in book.sheets))
    by_address = replace(std.rules[-1], left="=校验!G9", enabled=True)
    asking = replace(std, rules=(*std.rules[:-1], by_address))
    for workbook, authority in ((with_array, std), (book, asking)):
        prepared = prepare(workbook, authority)
        whole = computable(prepared.whole, prepared.doubtful)
        found, located = prepared.doubtful.found, prepared.located
        assert relevant(whole, found, authority, located) is whole
