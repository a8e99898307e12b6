"""The fallback engine, the runs of soffice, and the choice between engines."""

from __future__ import annotations

import datetime as dt
import os
import subprocess
import sys
from pathlib import Path

import pytest
from openpyxl.utils.datetime import CALENDAR_MAC_1904
from openpyxl.worksheet.formula import ArrayFormula

from xltools import engines
from xltools.core.errors import EngineRefused, UsageError
from xltools.core.formulas.unsound import Cut
from xltools.core.model import ErrorValue
from xltools.core.refs import Place
from xltools.engines import soffice
from xltools.engines.formualizer import Formualizer
from xltools.engines.libreoffice import LibreOffice

needs_libreoffice = pytest.mark.skipif(not LibreOffice.available(), reason="no LibreOffice")


@pytest.fixture
def without_libreoffice(monkeypatch) -> None:
    """Stand for a computer on which soffice is not installed."""
    monkeypatch.setattr(soffice, "find", lambda: None)


@needs_libreoffice
def test_it_gives_the_same_kinds_of_answers(book, read) -> None:
    """Cells, names, arrays, dates, errors, blanks and texts like formulas come through the copy alike."""
    sheet = book["自评表"]
    sheet["A1"], sheet["A2"] = "=基本支出_决算*2", "=S!C1+1"
    sheet["A3"] = ArrayFormula("A3", "=SUM(IF(S!B1:B5>2,S!B1:B5,0))")
    sheet["B1"] = "=1+1"
    sheet["B1"].data_type = "s"
    sheet["A4"] = '=B1&"x"'
    workbook = read(book)
    questions = [
        "=自评表!A1",
        "=SUM(",
        "=自评表!B1",
        "=ISBLANK(自评表!F99)",
        "=1/0",
        "=S!E2",
        '=""',
        "=1=1",
        "=1/4",
    ]
    slow, fast = LibreOffice().ask(workbook, questions), Formualizer().ask(workbook, questions)
    assert slow.cells == fast.cells
    assert slow.values == fast.values
    assert slow.values[:4] == (7, ErrorValue("#SYNTAX!"), "=1+1", True)
    assert slow.cells[Place("自评表", 3, 1)] == 14.5
    assert slow.engine == "libreoffice"


@needs_libreoffice
def test_dates_count_from_1904_where_the_workbook_does(book, read) -> None:
    """The copy keeps the workbook's date system."""
    book.epoch = CALENDAR_MAC_1904
    book["自评表"]["A1"] = dt.date(2022, 1, 1)
    values = LibreOffice().ask(read(book), ["=自评表!A1", "=DATE(2022,1,1)", "=YEAR(自评表!A1)"]).values
    assert values == (43100, 43100, 2022)


@needs_libreoffice
@pytest.mark.parametrize(
    "question", ["=[1]Sheet1!A1", "=SUM(表一[支出])", "=_xlfn.XLOOKUP(1,S!B1:B5,S!A1:A5)", "=不存在的名称"]
)
def test_what_the_copy_or_libreoffice_lacks_is_no_answer(unit, question) -> None:
    """Other files, tables, functions only Excel has: not implemented, and the next question is answered."""
    assert LibreOffice().ask(unit, [question, "=1+1"]).values == (ErrorValue("#N/IMPL!"), 2)


@needs_libreoffice
@pytest.mark.parametrize(
    ("formula", "why"),
    [
        ("=SUM(表一[支出])", "引用了别的文件或表格的列"),
        ("=NOSUCH(1)+B2", "认不出函数 NOSUCH"),
        ("=不存在的名称", "名称“不存在的名称”不存在"),
    ],
)
def test_a_cell_libreoffice_cannot_compute_is_named_and_not_those_resting_on_it(
    book, read, formula, why
) -> None:
    """The refusal has the cell where it arises, with why in words."""
    book["自评表"]["A1"], book["自评表"]["A2"], book["自评表"]["A3"] = formula, "=A1+1", "=1+1"
    with pytest.raises(EngineRefused) as refused:
        LibreOffice().ask(read(book), ["=自评表!A3"])
    assert {place.cell: cut.why for place, cut in refused.value.cells.items()} == {"A1": why}
    assert "提问" not in refused.value.message


@needs_libreoffice
def test_a_run_that_takes_too_long_is_ended(unit) -> None:
    """After the timeout soffice is ended with its children, and the refusal says so."""
    with pytest.raises(EngineRefused, match=r"超过 0\.1 秒"):
        LibreOffice(timeout=0.1).ask(unit, ["=1"])


@needs_libreoffice
def test_one_run_converts_many_files_in_their_order(tmp_path) -> None:
    """The new files come back in the order of the old ones, from one program run."""
    files = [tmp_path / f"{name}.csv" for name in ("乙", "甲", "丙")]
    for file in files:
        file.write_text("编码,金额\n1,2\n", encoding="utf-8")
    made = soffice.convert(files, "pdf", tmp_path / "出")
    assert [path.name for path in made] == ["乙.pdf", "甲.pdf", "丙.pdf"]
    assert all(path.read_bytes().startswith(b"%PDF") for path in made)


@needs_libreoffice
def test_a_file_that_is_not_there_is_named(tmp_path) -> None:
    """A file that could not be converted is an error, not a shorter list."""
    with pytest.raises(EngineRefused, match=r"没有转换出 无\.xlsx"):
        soffice.convert([tmp_path / "无.xlsx"], "pdf", tmp_path)


@needs_libreoffice
def test_the_users_profile_is_not_touched(unit, tmp_path, monkeypatch) -> None:
    """The run has a profile of its own, of which nothing is left in the temporary folder or the home."""
    home, temporary = tmp_path / "home", tmp_path / "tmp"
    home.mkdir()
    temporary.mkdir()
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setattr("tempfile.tempdir", str(temporary))
    LibreOffice().ask(unit, ["=1"])
    assert list(temporary.iterdir()) == []
    assert not any("libreoffice" in path.name.lower() for path in home.rglob("*"))


def test_without_libreoffice_nothing_is_run(unit, tmp_path, without_libreoffice) -> None:
    """Where soffice is absent the engine says so, and what to do."""
    assert not LibreOffice.available()
    with pytest.raises(EngineRefused, match="没有找到 LibreOffice"):
        LibreOffice().ask(unit, ["=1"])
    with pytest.raises(EngineRefused, match="没有找到 LibreOffice"):
        soffice.convert([Path("a.xlsx")], "pdf", tmp_path)


def test_soffice_is_looked_for_in_the_usual_places(monkeypatch, tmp_path) -> None:
    """Not on PATH, it is found where the installer of the system puts it."""
    program = tmp_path / "soffice.com"
    program.touch()
    monkeypatch.setattr("shutil.which", lambda _: None)
    monkeypatch.setattr(soffice, "_USUAL", {sys.platform: (str(tmp_path / "no"), str(program))})
    soffice.find.cache_clear()
    try:
        assert soffice.find() == program
    finally:
        soffice.find.cache_clear()


def test_auto_answers_from_the_fast_engine_where_it_may(unit) -> None:
    """A workbook without doubts never waits for LibreOffice."""
    assert engines.choose().ask(unit, ["=1+1"]).engine == "formualizer"


@needs_libreoffice
def test_auto_falls_back_where_the_fast_engine_refuses(book, read) -> None:
    """A doubtful question goes to LibreOffice alone; a doubtful cell takes the whole workbook there."""
    question = '=SUMPRODUCT((LEFT(S!A1:A5,3)="201")*S!B1:B5)'
    answers = engines.choose("auto").ask(read(book), [question, "=1+1"])
    assert (answers.engine, answers.values) == ("formualizer", (6.5, 2))
    book["自评表"]["A1"] = question
    answers = engines.choose("auto").ask(read(book), ["=自评表!A1"])
    assert (answers.engine, answers.values) == ("libreoffice", (6.5,))
    assert answers.cells[Place("自评表", 1, 1)] == 6.5


@needs_libreoffice
def test_auto_tells_both_reasons_where_both_refuse(book, read) -> None:
    """The message has what either engine could not do."""
    book["自评表"]["A1"] = "=NOSUCH(1)"
    with pytest.raises(EngineRefused, match=r"算不准.*认不出函数 NOSUCH") as refused:
        engines.choose().ask(read(book), ["=1"])
    assert refused.value.cells == {Place("自评表", 1, 1): Cut("认不出函数 NOSUCH", wrong=True)}


@needs_libreoffice
def test_a_question_nobody_can_answer_stops_no_other(unit) -> None:
    """Unknown to both engines, it answers #N/IMPL!; what only LibreOffice knows is still answered."""
    answers = engines.choose().ask(unit, ["=NOSUCH(1)", "=1+1", '=INDIRECT("S!B1")'])
    assert answers.values == (ErrorValue("#N/IMPL!"), 2, 1)


def test_a_doubtful_question_is_not_guessed_without_libreoffice(unit, without_libreoffice) -> None:
    """It answers #N/IMPL!, the others are answered."""
    answers = engines.choose().ask(unit, ['=INDIRECT("S!A1")', "=1+1"])
    assert answers.values == (ErrorValue("#N/IMPL!"), 2)


def test_auto_passes_the_refusal_on_without_libreoffice(book, read, without_libreoffice) -> None:
    """Nothing to fall back on is never a pass: 需在 Excel 中重算."""
    book["自评表"]["A1"] = '=INDIRECT("S!A1")'
    with pytest.raises(EngineRefused, match="INDIRECT") as refused:
        engines.choose().ask(read(book), ["=1"])
    assert "需在 Excel 中重算" in refused.value.fix


def test_an_engine_is_chosen_by_its_name(without_libreoffice) -> None:
    """The names are auto, formualizer and libreoffice; one that is not there, or unknown, is an error."""
    assert engines.choose("formualizer").name == "formualizer"
    assert engines.choose().name == "auto"
    with pytest.raises(EngineRefused, match="没有找到 LibreOffice"):
        engines.choose("libreoffice")
    with pytest.raises(UsageError, match="excel") as unknown:
        engines.choose("excel")
    assert "auto、formualizer、libreoffice" in unknown.value.fix


def test_importing_the_package_loads_no_engine() -> None:
    """``import xltools.engines`` costs nothing: neither formualizer nor a spreadsheet library is loaded."""
    heavy = ("formualizer", "openpyxl", "xlsxwriter")
    code = f"import sys, xltools.engines; sys.exit(any(name in sys.modules for name in {heavy!r}))"
    environment = {**os.environ, "PYTHONPATH": str(Path(engines.__file__).parents[2])}
    done = subprocess.run([sys.executable, "-c", code], check=False, env=environment)  # noqa: S603
    assert done.returncode == 0
