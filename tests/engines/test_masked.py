"""Faults of the engines that a formula around them, or a sum over them, would hide."""

from __future__ import annotations

import pytest

from xltools.core.errors import EngineRefused
from xltools.core.refs import Place
from xltools.engines.formualizer import Formualizer
from xltools.engines.libreoffice import LibreOffice

needs_libreoffice = pytest.mark.skipif(not LibreOffice.available(), reason="no LibreOffice")


@pytest.mark.parametrize(
    "formula",
    [
        '=SUMIF(S!A1:A3,">1",S!B1:B3)',
        '=SUMIFS(S!B1:B3,S!A1:A3,">1")',
        '=AVERAGEIF(S!A1:A3,">1",S!B1:B3)',
        '=AVERAGEIFS(S!B1:B3,S!A1:A3,">1")',
    ],
)
def test_an_error_among_what_a_condition_adds_is_not_passed_over(book, read, formula: str) -> None:
    """Excel gives the error; formualizer adds the rest, so that it must not be believed."""
    sheet, form = book["S"], book["自评表"]
    for row in (1, 2, 3):
        sheet.cell(row, 1, row)
        sheet.cell(row, 2, row * 10)
    form["A1"] = formula
    assert Formualizer().ask(read(book), ()).cells[Place("自评表", 1, 1)] in (50, 25)
    sheet["B2"] = "=1/0"
    with pytest.raises(EngineRefused, match="错误值") as refused:
        Formualizer().ask(read(book), ())
    assert list(refused.value.cells) == [Place("自评表", 1, 1)]


@needs_libreoffice
def test_a_function_libreoffice_does_not_know_is_seen_within_iferror(book, read) -> None:
    """The cell is refused, a question answers that it cannot be; one that it knows is computed."""
    form = book["自评表"]
    form["A1"] = "=IFERROR(NOSUCHFUNCTION(1),5)"
    form["A2"] = "=IFERROR(ATAN2(1,1)*0,5)"
    workbook = read(book)
    with pytest.raises(EngineRefused) as refused:
        LibreOffice().ask(workbook, ())
    assert list(refused.value.cells) == [Place("自评表", 1, 1)]
    assert "NOSUCHFUNCTION" in refused.value.cells[Place("自评表", 1, 1)].why
    form["A1"] = None
    answers = LibreOffice().ask(read(book), ["=IFERROR(NOSUCHFUNCTION(1),5)", "=IFERROR(ATAN2(1,1)*0,5)"])
    assert [str(value) for value in answers.values] == ["#N/IMPL!", "0"]
    assert answers.cells[Place("自评表", 2, 1)] == 0


@needs_libreoffice
def test_a_sheet_called_sheet1_is_found_again(book, read) -> None:
    """LibreOffice saves it under another name."""
    sheet = book.create_sheet("sheet1", 0)
    sheet["A1"] = "=S!B1+1"
    assert LibreOffice().ask(read(book), ()).cells[Place("sheet1", 1, 1)] == 2
