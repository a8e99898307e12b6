"""The same on real files: changed by a library, which moves no names, and saved again by LibreOffice."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from openpyxl import Workbook as Book

from tests.form.books import CLEAN
from xltools.core.layout import lay_out
from xltools.core.model import Checked
from xltools.core.names import FORM_NAME, STANDARD_NAME
from xltools.core.refs import Place
from xltools.engines import choose, soffice
from xltools.runner import check_file

from .altered import standard

#: A field that formulas of the form do not use: its name may go and everything still computes.
FIELD, FIGURE = "会议费_决算", Decimal(6500)


def checked(path: Path, edit: Callable[[Book], None]) -> Checked:
    """The clean sample after an edit, through the whole check."""
    book = openpyxl.load_workbook(CLEAN)
    edit(book)
    book.save(path)
    return check_file(path, None, choose())


def said(result: Checked, rule: str) -> list[str]:
    """What one rule says."""
    return [finding.message for finding in result.findings if finding.rule == rule]


def place() -> Place:
    """Where the form has the field."""
    return lay_out(standard()).cells[FIELD].place


def test_rows_inserted_by_a_library_leave_the_names_behind(tmp_path: Path) -> None:
    """Every name below points two rows too high: each figure is read at its label all the same."""
    row = place().row

    def edit(book: Book) -> None:
        book[place().sheet].insert_rows(row, 2)

    result = checked(tmp_path / "插行.xlsx", edit)
    assert result.record is not None
    datum = result.record.data[FIELD]
    assert (datum.number, datum.place.row) == (FIGURE, row + 2)
    assert any(f"找到在 {place().sheet}!" in message for message in said(result, "R085"))
    assert not [message for message in said(result, "R085") if "找不到" in message]


def test_a_name_deleted_in_a_file(tmp_path: Path) -> None:
    """One finding, at the cell where it was found."""

    def edit(book: Book) -> None:
        del book.defined_names[FIELD]

    result = checked(tmp_path / "名称.xlsx", edit)
    (finding,) = (each for each in result.findings if each.rule == "R085")
    assert finding.places == (place(),)
    assert finding.message == f"“会议费(决算)”的单元格名称丢失，按表头和行名找到在 {place()}"
    assert result.record is not None
    assert result.record.number(FIELD) == FIGURE


def test_sheets_in_a_fresh_workbook(tmp_path: Path) -> None:
    """No standard named, no names of fields: recognised, read by its words, and both are said."""

    def edit(book: Book) -> None:
        for name in [*book.defined_names]:
            if name not in standard().parameter:
                del book.defined_names[name]

    result = checked(tmp_path / "新簿.xlsx", edit)
    assert (result.standard, result.error) == ("湛江2022", None)
    assert any("没有注明规范" in message for message in said(result, "R103"))
    assert result.record is not None
    assert result.record.number(FIELD) == FIGURE
    assert not [message for message in said(result, "R085") if "找不到" in message]


@pytest.mark.skipif(soffice.find() is None, reason="没有 LibreOffice")
def test_saved_by_libreoffice_after_the_sheets_were_renamed_and_moved(tmp_path: Path) -> None:
    """A sheet renamed, its names with it, and moved to the end; LibreOffice writes the file anew."""

    def edit(book: Book) -> None:
        sheet = book["佐证材料"]
        for name in [*book.defined_names]:
            defined = book.defined_names[name]
            if str(defined.attr_text).startswith(("佐证材料!", "'佐证材料'!")):
                defined.attr_text = "'证明 目录'!" + str(defined.attr_text).rpartition("!")[2]
        sheet.title = "证明 目录"
        book.move_sheet(sheet, 5)

    first = tmp_path / "改名.xlsx"
    checked(first, edit)
    (again,) = soffice.convert([first], "xlsx:Calc MS Excel 2007 XML", tmp_path / "存")
    result = check_file(again, None, choose())
    assert said(result, "R112") == ["没有工作表“佐证材料”，它的内容在“证明 目录”中找到（改名或副本）"]
    assert said(result, "R103") == []
    assert result.record is not None
    assert len(result.record.tables["佐证材料"]) > 0


def test_the_names_a_form_carries_are_not_fields() -> None:
    """Standard and fingerprint are names of the workbook, and no field is called so."""
    assert not {STANDARD_NAME, FORM_NAME} & set(lay_out(standard()).cells)
