"""The engine of first choice: what it takes in, what it gives back, what it refuses."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.utils.datetime import CALENDAR_MAC_1904
from openpyxl.worksheet.formula import ArrayFormula

from xltools.core.errors import EngineRefused
from xltools.core.model import ErrorValue, Sheet, Workbook
from xltools.core.refs import Place
from xltools.engines.formualizer import SCRATCH, Formualizer
from xltools.engines.guard import doubts


def ask(workbook, *questions):
    return Formualizer().ask(workbook, questions)


def test_every_formula_cell_and_no_other_is_answered(unit) -> None:
    """``cells`` holds the formula cells, recomputed; entered and blank cells are not in it."""
    answers = ask(unit)
    assert answers.cells == {Place("S", 4, 5): ErrorValue("#DIV/0!"), Place("S", 5, 5): ""}
    assert answers.values == ()
    assert answers.engine == "formualizer"


def test_stale_values_are_recomputed(book, read) -> None:
    """The value saved in the file does not matter: formulas that build on each other are computed anew."""
    book["自评表"]["A1"] = "=A2*2"
    book["自评表"]["A2"] = "=F12+1"
    workbook = read(book)
    form = workbook.sheets[2]
    stale = replace(form, values=((999,), (999,), *form.values[2:]))
    cells = ask(replace(workbook, sheets=(*workbook.sheets[:2], stale))).cells
    assert cells[Place("自评表", 1, 1)] == 9
    assert cells[Place("自评表", 2, 1)] == 4.5


def test_whole_numbers_are_ints_and_others_floats(unit) -> None:
    """A whole number comes back as int, another as float, a truth value as bool."""
    values = ask(unit, "=1+1", "=1/4", "=1=1", '="1"').values
    assert [type(value) for value in values] == [int, float, bool, str]


def test_blank_cells_stay_blank(unit) -> None:
    """A blank cell is not counted, is ISBLANK, and equals both 0 and the empty text."""
    questions = [
        "=COUNT(自评表!F98:F99)",
        "=COUNTA(自评表!F98:F99)",
        "=ISBLANK(自评表!F99)",
        '=自评表!F99=""',
    ]
    assert ask(unit, *questions).values == (0, 0, True, True)


def test_a_syntax_error_leaves_the_other_questions_alone(unit) -> None:
    """A question that is no formula answers #SYNTAX!, the others their values, in order."""
    values = ask(unit, "=1+1", "=SUM(", "=自评表!F12+", "", "=2+2").values
    broken = ErrorValue("#SYNTAX!")
    assert values == (2, broken, broken, broken, 4)


def test_a_question_may_leave_out_the_equals_sign(unit) -> None:
    """``自评表!F12`` is asked as ``=自评表!F12``."""
    assert ask(unit, "自评表!F12*2").values == (7,)


def test_many_questions_are_answered_in_order(unit) -> None:
    """Three hundred questions in one batch keep their order."""
    assert ask(unit, *(f"=自评表!F13+{n}" for n in range(300))).values == tuple(range(10, 310))


def test_a_circle_is_an_error_of_its_own(book, read) -> None:
    """Cells that depend on themselves, and what builds on them, are #CIRC!; others are computed."""
    sheet = book["自评表"]
    sheet["A1"], sheet["A2"], sheet["A3"], sheet["A4"] = "=A2+1", "=A1", "=A1*2", "=F12"
    answers = ask(read(book), "=自评表!A2", "=自评表!A4")
    circle = ErrorValue("#CIRC!")
    assert [answers.cells[Place("自评表", row, 1)] for row in (1, 2, 3, 4)] == [circle, circle, circle, 3.5]
    assert answers.values == (circle, 3.5)


@pytest.mark.parametrize(("epoch", "serial"), [(None, 44562), (CALENDAR_MAC_1904, 43100)])
def test_dates_are_serials_of_the_workbooks_own_system(book, read, epoch, serial) -> None:
    """A date result is Excel's serial number: 1904 workbooks count from 1904."""
    if epoch is not None:
        book.epoch = epoch
    book["自评表"]["A1"] = dt.date(2022, 1, 1)
    book["自评表"]["A2"] = "=A1"
    book["自评表"]["A3"] = dt.datetime(2022, 1, 1, 12)  # noqa: DTZ001 - Excel knows no time zones
    answers = ask(read(book), "=自评表!A1+1", "=DATE(2022,1,1)", "=YEAR(自评表!A1)", "=自评表!A3")
    assert answers.cells[Place("自评表", 2, 1)] == serial
    assert answers.values == (serial + 1, serial, 2022, serial + 0.5)


def test_a_macro_workbook_is_read_as_it_is(book, read) -> None:
    """An .xlsm differs by its content type, changed in memory where array formulas have it loaded."""
    book["自评表"]["A1"] = ArrayFormula("A1", "=SUM(IF(S!B1:B5>2,S!B1:B5,0))")
    unit = read(book)
    content = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(unit.content)) as old, zipfile.ZipFile(content, "w") as new:
        for name in old.namelist():
            part = old.read(name)
            if name == "[Content_Types].xml":
                part = part.replace(
                    b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
                    b"application/vnd.ms-excel.sheet.macroEnabled.main+xml",
                )
            new.writestr(name, part)
    macro = replace(unit, content=content.getvalue())
    assert macro.content != unit.content
    assert ask(macro, "=自评表!F12*2").values == (7,)
    assert ask(macro).cells[Place("自评表", 1, 1)] == 14.5


def test_an_array_formula_computes_over_its_ranges(book, read) -> None:
    """What must not be computed in a plain formula is right in one entered with Ctrl+Shift+Enter."""
    sheet = book["自评表"]
    sheet["A1"] = ArrayFormula("A1", "=SUM(IF(S!B1:B5>2,S!B1:B5,0))")
    sheet["A2"] = ArrayFormula("A2", "=MAX((S!B1:B5<5)*S!B1:B5)")
    cells = ask(read(book)).cells
    assert cells[Place("自评表", 1, 1)] == 14.5
    assert cells[Place("自评表", 2, 1)] == 4


@pytest.mark.parametrize(
    ("area", "formula"), [("A1", "=SUM(LEN(S!A1:A5))"), ("A1", "=S!B1:B3*2"), ("A1:A3", "=S!B1:B3*2")]
)
def test_other_array_formulas_are_refused(book, read, area, formula) -> None:
    """Scalar functions over ranges, and arrays over several cells, are not trusted even so."""
    book["自评表"]["A1"] = ArrayFormula(area, formula)
    with pytest.raises(EngineRefused, match="自评表!A1"):
        ask(read(book))


def test_a_refusal_names_the_first_cells_and_how_many(book, read) -> None:
    """Of five doubtful cells three are named, and all are counted."""
    for row in range(1, 6):
        book["自评表"].cell(row, 1, '=INDIRECT("F12")')
    with pytest.raises(EngineRefused) as refused:
        ask(read(book))
    assert "自评表!A1（函数 INDIRECT 这里算不准）；自评表!A2" in refused.value.message
    assert "自评表!A4" not in refused.value.message
    assert "等5处" in refused.value.message
    assert set(refused.value.cells) == {Place("自评表", row, 1) for row in range(1, 6)}
    assert refused.value.code == "needs-excel"


def test_subtotal_is_refused_only_where_rows_are_hidden(book, read) -> None:
    """SUBTOTAL may leave out hidden rows: it is computed on a sheet that has none."""
    question = "=SUBTOTAL(109,S!B1:B5)"
    assert ask(read(book), question).values == (15.5,)
    book["S"].row_dimensions[2].hidden = True
    with pytest.raises(EngineRefused, match="隐藏行"):
        ask(read(book), question)
    book["自评表"]["A1"] = question
    with pytest.raises(EngineRefused, match="自评表!A1"):
        ask(read(book))


def test_two_sums_apart_in_the_last_bit_are_refused_where_they_stand(book, read) -> None:
    """Excel compares 15 digits: where that matters the cell is refused, with addresses of its own sheet."""
    sheet = book["S"]
    sheet["K1"] = '=IF(J1+J2=J3,"一致","不一致")'
    with pytest.raises(EngineRefused, match="S!K1"):
        ask(read(book))
    sheet["K1"] = '=IF(ROUND(J1+J2,2)=ROUND(J3,2),"一致","不一致")'
    sheet["K2"] = '=IF(B1+B3=B4,"一致","不一致")'
    cells = ask(read(book)).cells
    assert cells[Place("S", 1, 11)] == cells[Place("S", 2, 11)] == "一致"


def test_an_external_link_in_a_cell_is_refused(book, read) -> None:
    """A formula over another file has no value to be trusted."""
    book["自评表"]["A1"] = "=[1]Sheet1!A1"
    with pytest.raises(EngineRefused, match="自评表!A1"):
        ask(read(book))


def test_content_that_is_no_workbook_is_refused() -> None:
    """Bytes that have to be loaded, for an array formula, and cannot be are refused, not a crash."""
    sheet = Sheet("S", formulas={(1, 1): "=SUM(A2:A3)"}, arrays={(1, 1): "A1"})
    with pytest.raises(EngineRefused, match="读不了"):
        ask(Workbook("坏.xlsx", "", (sheet,), content=b"PK"), "=S!A1")


def test_what_is_asked_is_the_workbook_as_read_not_its_bytes(unit) -> None:
    """Values, formulas and names are those our reader read; the bytes are not read a second time."""
    questions = ["=自评表!F12*2", "=基本支出_决算", "=SUM(明细)", "=阈值"]
    assert ask(replace(unit, content=b""), *questions) == ask(unit, *questions)


def test_a_sheet_of_the_scratch_sheets_name_is_refused(book, read) -> None:
    """Questions never overwrite a sheet of the unit's."""
    book.create_sheet(SCRATCH)
    with pytest.raises(EngineRefused, match=SCRATCH):
        ask(read(book), "=1")


def test_the_guard_says_each_reason_once_in_chinese() -> None:
    """Reasons are for people; the same reason is not repeated."""
    reasons = doubts("=LEFT(A1:A5)&LEFT(A1:A5)&NOSUCH(1)")
    assert reasons == ("LEFT 对一片区域逐格计算", "函数 NOSUCH 这里算不准")
    assert doubts("=SUM(") == ("公式无法解析",)


def test_a_name_of_several_cells_counts_as_a_range() -> None:
    """The same formula is trusted or not by what its name means."""
    assert doubts("=ABS(明细)") == ()
    assert doubts("=ABS(明细)", frozenset({"明细"})) == ("ABS 对一片区域逐格计算",)


@pytest.fixture(scope="module")
def plain() -> Workbook:
    """Read a workbook with nothing in it."""
    import openpyxl

    from xltools.readers.xlsx import read_bytes

    content = io.BytesIO()
    openpyxl.Workbook().save(content)
    return read_bytes(content.getvalue(), "空.xlsx")


@given(amounts=st.lists(st.integers(-(10**12), 10**12), min_size=1, max_size=40), digits=st.integers(0, 3))
def test_round_is_half_away_from_zero_as_written(plain, amounts, digits) -> None:
    """ROUND goes by the decimal figure (0.285 -> 0.29), whatever its binary double is."""
    written = [Decimal(amount) / 1000 for amount in amounts]
    values = ask(plain, *(f"=ROUND({number:f},{digits})" for number in written)).values
    rounded = [number.quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP) for number in written]
    assert [Decimal(str(value)) for value in values] == rounded
