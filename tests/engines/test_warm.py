"""A book that stays loaded computes the next workbook as one loaded afresh would."""

from __future__ import annotations

import io
import threading
from dataclasses import replace

import openpyxl
import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from xltools.core.errors import EngineRefused
from xltools.core.model import ErrorValue, Workbook
from xltools.core.refs import Place
from xltools.engines import formualizer
from xltools.engines.formualizer import Formualizer
from xltools.engines.guard import doubts
from xltools.engines.hindsight import fickle
from xltools.engines.loaded import Loaded
from xltools.readers.xlsx import read_bytes

from .test_conformance import DOUBTFUL, RIGHT

#: The cells that change, on each sheet; the others stay blank.
INPUTS = {
    "S": [(row, column) for column in (1, 2, 3, 4, 5, 7, 8, 9, 10) for row in range(1, 6)],
    "项目 表": [(row, column) for column in (1, 2) for row in range(1, 6)],
    "自评表": [(12, 6), (13, 6), (14, 6), (99, 6), (2, 1)],
}

#: Formula cells that build on the inputs and on each other.
CELLS = {
    "B20": "=SUM(自评表!F12:F13)",
    "B21": '=IF(COUNT(S!B1:B5)=0,"",ROUND(SUM(S!B1:B5)/COUNT(S!B1:B5),2))',
    "B22": '=IF(B21="","空",B21*2)',
    "B23": "=S!A1&S!B1",
    "B24": "=IFERROR(S!B1/S!B2,0)",
    "B25": '=COUNTIF(S!A1:A5,"*0*")+COUNTBLANK(S!I1:I9)',
    "B26": "=SUM(明细)+COUNTA('项目 表'!B1:B9)",
    "B27": "=LEN(TRIM(S!D1))>0",
}

#: Every formula of the conformance tests that formualizer is asked at all, but for the clock.
ASKED = [f for f in (*RIGHT, *DOUBTFUL) if not doubts(f, frozenset({"明细"}), frozenset({"相对"}))]

#: Over areas larger than what is filled, whose size might show.
ASKED += [
    f"={call}"
    for area in ("S!B1:B9", "S!I3:I3000", "自评表!F:F", "S!3:3")
    for call in (
        f"COUNTA({area})",
        f"COUNTBLANK({area})",
        f'COUNTIF({area},"")',
        f'COUNTIF({area},"<>")',
        f'SUMPRODUCT(({area}="")*1)',
        f"SUMPRODUCT(({area}<1)*1)",
        f"MATCH(1,{area},0)",
        f"LARGE({area},1)",
        f"MAX({area})-MIN({area})",
        f"ROWS({area})*COLUMNS({area})",
    )
]

LASTING = [formula for formula in ASKED if not fickle(formula)]

TEXTS = [
    "",
    " ",
    "甲",
    "　甲　",
    "12",
    "-0",
    "TRUE",
    "=1+1",
    "'x",
    "#N/A",
    "20101",
    "2022-12-31",
    "a\nb",
    "1,234.5",
]
VALUES = st.one_of(
    st.none(),
    st.booleans(),
    st.sampled_from(TEXTS),
    st.sampled_from([0, 1, -1, 2.5, 0.1, 0.2, 0.3, 1e15, 1 / 3, 44562, 44562.123456, -0.0, 1e-9]),
    st.sampled_from([ErrorValue("#N/A"), ErrorValue("#DIV/0!"), ErrorValue("#VALUE!")]),
    st.tuples(st.sampled_from([0, 1, 59, 60, 61, 44562, 44562.123456, 3e6])),  # shown as a date
)
UNITS = st.fixed_dictionaries(
    {name: st.dictionaries(st.sampled_from(places), VALUES) for name, places in INPUTS.items()}
)


def unit(inputs, cells=CELLS) -> Workbook:
    """Make a unit's workbook: a tuple is a number shown as a date."""
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"strings_to_formulas": False, "strings_to_urls": False}) as book:
        date = book.add_format({"num_format": "yyyy-mm-dd"})
        text = book.add_format({"num_format": "@"})
        for name in INPUTS:
            sheet = book.add_worksheet(name)
            for (row, column), value in inputs.get(name, {}).items():
                at = (row - 1, column - 1)
                match value:
                    case (number,):
                        sheet.write_number(*at, number, date)
                    case ErrorValue():
                        sheet.write_formula(*at, f"={value.code}", None, value.code)
                    case str():
                        sheet.write_string(*at, value, text)
                    case bool():
                        sheet.write_boolean(*at, value)
                    case float() | int():
                        sheet.write_number(*at, value)
        for cell, formula in cells.items():
            book.get_worksheet_by_name("自评表").write_formula(cell, formula, None, "旧")
        book.get_worksheet_by_name("自评表").repeat_rows(0, 2)  # a name of whole rows, as every form has
        book.define_name("基本支出_决算", "=自评表!$F$12")
        book.define_name("A221_得分", "=自评表!$F$13")
        book.define_name("三公经费合计_决算", "='项目 表'!$A$2")
        book.define_name("明细", "='项目 表'!$A$1:$A$5")
        book.define_name("阈值", "=0.01")
        book.define_name("率", "=自评表!$F$12/自评表!$F$13")
    return _plain_errors(read_bytes(content.getvalue(), "单位.xlsx"))


def _plain_errors(workbook: Workbook) -> Workbook:
    """An error is entered, not computed: its cell is no formula."""
    sheets = []
    for sheet in workbook.sheets:
        formulas = {at: text for at, text in sheet.formulas.items() if not text.startswith("=#")}
        sheets.append(replace(sheet, formulas=formulas))
    return replace(workbook, sheets=tuple(sheets))


def everything(book: Loaded, workbook: Workbook, questions) -> list[str]:
    """Give a workbook to a book: the values of its formula cells and of the questions, with their types."""
    book.give(workbook)
    values = book.answer(questions)
    cells = [book.cell("自评表", row, 2) for row in range(20, 28)]
    seen = [[v for v in book.look((name, (1, 1, 120, 12))) if v is not None] for name in INPUTS]
    return [repr(value) for value in (*cells, *values, *seen)]


def outcome(engine: Formualizer, workbook: Workbook, questions) -> str:
    """Ask an engine: its answers with their types, or its refusal."""
    try:
        answers = engine.ask(workbook, questions)
    except EngineRefused as refused:
        return refused.message
    return repr((sorted(answers.cells.items()), answers.values))


@given(units=st.lists(UNITS, min_size=2, max_size=5))
@settings(max_examples=40, deadline=None)
def test_new_inputs_give_what_a_fresh_book_gives(units) -> None:
    """Blank after value, text after number, errors, truth values, dates: every trusted formula agrees."""
    workbooks = [unit(inputs) for inputs in units]
    warm = Loaded(workbooks[0])
    for workbook in workbooks:
        assert everything(warm, workbook, LASTING) == everything(Loaded(workbook), workbook, LASTING)


@given(
    units=st.lists(st.tuples(UNITS, st.booleans(), st.lists(st.sampled_from(ASKED), max_size=8)), max_size=6)
)
@settings(max_examples=40, deadline=None)
def test_one_engine_for_many_units_answers_and_refuses_as_a_new_one(units) -> None:
    """Whatever units came before, of this form or another, whatever they were asked."""
    engine = Formualizer()
    for inputs, same_form, questions in units:
        workbook = unit(inputs, CELLS if same_form else {**CELLS, "B22": "=B21"})
        assert outcome(engine, workbook, questions) == outcome(Formualizer(), workbook, questions)


@pytest.fixture
def loads(monkeypatch) -> list[Workbook]:
    """Keep account of the workbooks loaded."""
    loaded: list[Workbook] = []

    def load(workbook: Workbook) -> Loaded:
        loaded.append(workbook)
        return Loaded(workbook)

    monkeypatch.setattr(formualizer, "Loaded", load)
    return loaded


def test_units_of_one_form_are_loaded_once(loads) -> None:
    """Other inputs, other questions, a refusal in between: the book stays; another form has its own."""
    engine = Formualizer()
    for amount in (1, 2, 3):
        workbook = unit({"自评表": {(12, 6): amount}})
        answers = engine.ask(workbook, [f"=自评表!F12*{amount}"])
        assert answers.values == (amount * amount,)
        assert answers.cells[Place("自评表", 20, 2)] == amount
    with pytest.raises(EngineRefused, match="全角空格"):
        engine.ask(unit({"S": {(1, 4): "　甲　"}}), [])
    assert engine.ask(unit({}), ["=自评表!F12"]).values == (0,)
    assert len(loads) == 1
    other = unit({}, {**CELLS, "B22": "=1"})
    for _ in range(2):
        assert engine.ask(other, []).cells[Place("自评表", 22, 2)] == 1
    assert len(loads) == 2


@pytest.mark.parametrize(
    ("cells", "question"),
    [
        ({"A1": "=A2+1", "A2": "=IF(F12=1,A1,0)"}, "=1"),  # a circle
        ({"A1": "=TODAY()"}, "=1"),
        ({"A1": "=F12"}, "=NOW()>0"),
        ({"A1": "=SUM(S!B:B)"}, "=1"),  # as much of a column as was ever filled
        ({"A1": "=F12"}, "=COUNTA(S!$2:$3)"),
    ],
)
def test_what_may_change_by_itself_is_loaded_each_time(loads, cells, question) -> None:
    """A circular reference, the clock, whole columns: nothing of one workbook is left for the next."""
    engine = Formualizer()
    for amount in (1, 2, 1):
        workbook = unit({"自评表": {(12, 6): amount}}, cells)
        fresh = Formualizer().ask(workbook, [question])
        assert engine.ask(workbook, [question]).cells == fresh.cells
    assert len(loads) == 6


def test_array_formulas_are_loaded_each_time(loads, book, read) -> None:
    """Array formulas stay as formualizer loaded them, so their book is not kept."""
    book["自评表"]["A1"] = openpyxl.worksheet.formula.ArrayFormula("A1", "=SUM(IF(S!B1:B5>2,S!B1:B5,0))")
    engine = Formualizer()
    for amount, total in ((2.5, 14.5), (3.5, 15.5)):
        book["S"]["B2"] = amount
        assert engine.ask(read(book), []).cells[Place("自评表", 1, 1)] == total
    assert len(loads) == 2


@pytest.mark.parametrize("date1904", [False, True])
def test_another_date_system_or_name_is_another_form(loads, date1904) -> None:
    """What formualizer is given besides formulas and inputs must be equal too."""
    engine = Formualizer()
    first = unit({"自评表": {(12, 6): 1}})
    other = replace(first, date1904=True) if date1904 else replace(first, names=first.names[1:])
    for workbook in (first, other):
        engine.ask(workbook, [])
    assert len(loads) == 2


def test_a_book_that_failed_is_not_kept(loads) -> None:
    """An input that cannot be given leaves a book half changed: the next unit gets a new one."""
    engine = Formualizer()
    good = unit({"自评表": {(12, 6): 1, (13, 6): 1}})
    engine.ask(good, [])
    sheets = list(good.sheets)
    sheets[2] = replace(
        sheets[2], values=(*sheets[2].values[:11], (ErrorValue("#BUSY!"),), *sheets[2].values[12:])
    )
    with pytest.raises(EngineRefused) as refused:
        engine.ask(replace(good, sheets=tuple(sheets)), [])
    assert [cut.why for cut in refused.value.cells.values()] == ["错误值 #BUSY! 认不出"]
    assert engine.ask(good, []).cells[Place("自评表", 20, 2)] == 2
    assert len(loads) == 2


def test_threads_never_share_a_book() -> None:
    """Two units at once in two threads: each gets its own figures."""
    engine = Formualizer()
    units = {amount: unit({"自评表": {(12, 6): amount}}) for amount in range(8)}
    wrong: list[int] = []

    def ask(amount: int) -> None:
        for _ in range(10):
            cells = engine.ask(units[amount], []).cells
            if cells[Place("自评表", 20, 2)] != amount:
                wrong.append(amount)

    threads = [threading.Thread(target=ask, args=(amount,)) for amount in units]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


def test_a_date_with_a_time_keeps_all_its_digits() -> None:
    """The reader of formualizer rounds it to whole seconds, so it is given the number our reader read."""
    workbook = unit({"自评表": {(12, 6): (44562.123456,)}})
    assert Formualizer().ask(workbook, ["=自评表!F12=44562.123456"]).values == (True,)
