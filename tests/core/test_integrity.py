"""What was done to the formulas of a real workbook: each is found at its cell, and the rest is judged."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import replace
from functools import lru_cache
from typing import Any

import openpyxl
import pytest
from openpyxl.packaging.relationship import Relationship
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.workbook.external_link.external import ExternalBook, ExternalLink, ExternalSheetNames

from tests.form.books import Checked, check
from tests.samples.planted import clean, rebuilt
from xltools.checking import check_workbook
from xltools.core.layout import lay_out
from xltools.core.model import Finding
from xltools.engines.formualizer import Formualizer
from xltools.readers.xlsx import read_bytes

from .altered import standard

Change = Callable[[openpyxl.Workbook], None]
SUM = lay_out(standard()).cells["支出合计_决算"].formula


@lru_cache(maxsize=64)
def checked(*changes: Change) -> Checked:
    """The clean sample as openpyxl saves it, changed, read and checked."""
    book = openpyxl.load_workbook(io.BytesIO(rebuilt()))
    for change in changes:
        change(book)
    content = io.BytesIO()
    book.save(content)
    return check(read_bytes(content.getvalue(), "改过.xlsx"), standard())


def cell(book: openpyxl.Workbook, name: str) -> Any:
    """A field's cell."""
    place = lay_out(standard()).cells[name].place
    return book[place.sheet].cell(place.row, place.column)


def put(name: str, value: Any) -> Change:
    """The change that puts something into a field's cell, or into ``sheet!cell``."""

    def change(book: openpyxl.Workbook) -> None:
        sheet, _, address = name.rpartition("!")
        (book[sheet][address] if sheet else cell(book, name)).value = value

    return change


def link(book: openpyxl.Workbook) -> None:
    """Link the workbook to another file, as [1]."""
    external = ExternalLink(externalBook=ExternalBook(sheetNames=ExternalSheetNames(sheetName=["表"])))
    target = "file:///D:/%E6%8A%A5%E8%A1%A8/%E5%86%B3%E7%AE%97.xlsx"
    external.file_link = Relationship(
        type="externalLinkPath", Target=target, TargetMode="External", Id="rId1"
    )
    external.externalBook.id = "rId1"
    book._external_links.append(external)


def failed(found: Checked) -> list[tuple[str, str]]:
    """(rule, first cell) of every failure that does not merely follow from another."""
    return [
        (f.rule, str(f.places[0]) if f.places else "")
        for f in found.findings
        if f.outcome == "不通过" and not f.cause
    ]


def only(found: Checked, rule: str) -> Finding:
    """The one finding of a rule, which is all that failed."""
    (finding,) = found.of(rule)
    assert {number for number, _ in failed(found)} == {rule}, failed(found)
    return finding


def test_a_file_without_saved_values_is_recomputed() -> None:
    """Openpyxl saves no values of formulas: no fault, and every figure is there."""
    found = checked()
    assert found.findings == ()
    assert found.record.number("支出合计_决算") is not None


@pytest.mark.parametrize(
    ("name", "value", "now", "what"),
    [
        ("支出完成率", 98.5, "数值 98.5", "公式被填的内容盖掉了"),
        ("支出合计_决算", None, "空白", "公式被删掉了"),
        ("支出合计_决算", SUM.replace("经营支出_决算,", ""), "=IF(", "合计范围少了 F39"),
        ("支出合计_决算", SUM + "+0", "=IF(", "加了常数 +0"),
        ("支出合计_决算", "=F34+F37+F38+F39+F40", "=F34", "算式与表样不同"),
        ("支出合计_决算", "=SUM(#REF!,F34)", "=SUM(#REF!", "引用的单元格被删除了（#REF!）"),
    ],
)
def test_a_changed_formula(name: str, value: Any, now: str, what: str) -> None:
    """The cell, what is there, what should be, and what the difference is; nothing else fails of itself."""
    (finding,) = checked(put(name, value)).of("R086")
    assert finding.places[0] == lay_out(standard()).cells[name].place
    assert str(finding.left).startswith(now)
    assert finding.right == lay_out(standard()).cells[name].formula
    assert f"公式被改：{what}" in finding.message
    assert {number for number, _ in failed(checked(put(name, value)))} <= {"R086", "R048"}


def test_what_the_forms_formula_would_give() -> None:
    """A changed formula has beside it what it should give, or that it gives the same now, if known."""
    (finding,) = checked(put("支出合计_决算", SUM + "+100")).of("R086")
    assert "应得 8,205,000.5" in finding.message
    (finding,) = checked(put("支出合计_决算", SUM.replace("经营支出_决算,", ""))).of("R086")
    assert "（结果现在相同）" in finding.message
    (finding,) = checked(put("支出合计_决算", 1), put("项目支出_决算", "见附件")).of("R086")
    assert "应得" not in finding.message


def test_addresses_in_place_of_names_are_no_change() -> None:
    """Nothing is found where the formula takes the same cells, in whatever notation."""
    formula = '=if( COUNT($F$34,f37:F40)=0,"",sum(自评表!F34,F37:F40))'
    assert checked(put("支出合计_决算", formula)).findings == ()


@pytest.mark.parametrize("name", ["其他收入_决算", "支出合计_决算"])
def test_a_link_to_another_file(name: str) -> None:
    """The file is called by its name; what rests on the cell is not judged, all else is."""
    found = checked(link, put(name, "=[1]表!A1"), put("公务接待费_决算", 999999))
    (finding,) = found.of("R095")
    assert finding.places == (lay_out(standard()).cells[name].place,)
    assert "决算.xlsx（=[决算.xlsx]表!A1）" in finding.message
    assert finding.right == (SUM if name == "支出合计_决算" else None)
    assert found.of("R086") == found.of("R087") == found.of("R045") == ()
    assert found.of("R037"), "与链接无关的规则照常判断"
    assert not found.record.data[name].readable
    assert {f.outcome for f in found.of("R034")} == {"未判"}


def test_a_link_through_a_cell_and_through_a_name() -> None:
    """The cell with the link is named, with the fields that use it; a name that points outside too."""
    finding = only(checked(link, put("自评表!Z99", "=[1]表!A1"), put("其他收入_决算", "=Z99*1")), "R095")
    assert str(finding.places[0]) == "自评表!Z99"
    assert "其他收入" in finding.message

    def name(book: openpyxl.Workbook) -> None:
        book.defined_names["外部数"] = DefinedName("外部数", attr_text="[1]表!$A$1")

    finding = only(checked(link, name, put("其他收入_决算", "=外部数")), "R095")
    assert finding.places == (lay_out(standard()).cells["其他收入_决算"].place,)


def test_a_link_no_field_uses_says_nothing() -> None:
    """A link beside the form, or one that merely exists, keeps nothing from being judged."""
    assert checked(link).findings == ()
    assert checked(link, put("自评表!Z99", "=[1]表!A1")).findings == ()


def test_many_links_to_one_file_are_one_finding() -> None:
    """All cells are pointed at; the message names the first and their number."""
    names = ["事业收入_决算", "经营收入_决算", "其他收入_决算", "经营支出_决算", "结余分配_决算"]
    finding = only(checked(link, *(put(name, "=[1]表!A1") for name in names)), "R095")
    assert set(finding.places) == {lay_out(standard()).cells[name].place for name in names}
    assert "等5个单元格引用了别的文件：决算.xlsx" in finding.message


def test_a_circle() -> None:
    """Its cells in order, the changed one first; what rests on it is not judged, all else is."""
    found = checked(put("基本支出_决算", "=F41"), put("公务接待费_决算", 999999))
    (finding,) = found.of("R096")
    assert [str(place) for place in finding.places] == ["自评表!F34", "自评表!F41"]
    assert "自评表!F34 → F41 → F34" in finding.message
    assert found.of("R037")
    assert {f.outcome for f in found.of("R034")} == {"未判"}
    assert found.of("R086") == found.of("R087") == ()
    own = only(checked(put("编制数", "=D7+1")), "R096")
    assert "自评表!D7 → D7" in own.message
    assert own.right == lay_out(standard()).cells["编制数"].formula


def test_hidden_rows_columns_and_sheets() -> None:
    """One finding for each sheet and way, with the rows or columns; a hidden blank row is none."""

    def rows(book: openpyxl.Workbook) -> None:
        for row in (17, 30, 31):
            book["自评表"].row_dimensions[row].hidden = True

    def column(book: openpyxl.Workbook) -> None:
        book["自评表"].column_dimensions["F"].hidden = True

    def sheets(book: openpyxl.Workbook) -> None:
        book["项目表"].sheet_state = "hidden"
        book["参数"].sheet_state = "hidden"
        draft = book.create_sheet("草稿")
        draft["B2"] = 5
        draft.sheet_state = "veryHidden"
        book.create_sheet("空").sheet_state = "hidden"

    def blank(book: openpyxl.Workbook) -> None:
        book["自评表"].row_dimensions[31].hidden = True

    assert only(checked(rows), "R097").message == "“自评表”第 17、30 行被隐藏，里面有填报的内容"
    assert "F 列被隐藏" in only(checked(column), "R097").message
    found = checked(sheets).of("R097")
    assert [str(f.places[0]).partition("!")[0] for f in found] == ["项目表", "草稿"]
    assert checked(blank).findings == ()


def test_a_format_that_shows_nothing() -> None:
    """;;; hides a figure as well as a hidden row does."""

    def shape(book: openpyxl.Workbook) -> None:
        cell(book, "编制数").number_format = ";;;"

    finding = only(checked(shape), "R097")
    assert str(finding.places[0]) == "自评表!D7"


def test_manual_calculation() -> None:
    """One hint for the workbook; the values themselves are not doubted for it."""

    def manual(book: openpyxl.Workbook) -> None:
        book.calculation.calcMode = "manual"

    finding = only(checked(manual), "R098")
    assert (finding.level, finding.places) == ("提示", ())


def old(*names: str, manual: bool = False) -> Checked:
    """The clean sample with these saved values increased by 1, as if they had not been recomputed."""
    book = clean().prepared.whole
    places = [lay_out(standard()).cells[name].place for name in names]
    sheets = {sheet.name: sheet for sheet in book.sheets}
    for place in places:
        rows = [list(row) for row in sheets[place.sheet].values]
        saved = rows[place.row - 1][place.column - 1]
        assert isinstance(saved, int | float)
        rows[place.row - 1][place.column - 1] = saved + 1
        sheets[place.sheet] = replace(sheets[place.sheet], values=tuple(map(tuple, rows)))
    changed = replace(book, sheets=tuple(sheets.values()), manual_calculation=manual)
    return check(changed, standard())


def test_a_few_old_values_are_told_one_by_one() -> None:
    """Each with what is saved and what it should be."""
    found = old("编制数", "支出完成率").of("R088")
    assert [str(finding.places[0]) for finding in found] == ["自评表!D7", "自评表!D54"]
    assert all(finding.difference == 1 for finding in found)


def test_many_old_values_are_one_finding() -> None:
    """A workbook in manual calculation: the first few values and the number, all cells; and the setting."""
    names = ("编制数", "支出完成率", "采购执行率", "资产利用率", "自评总分")
    found = old(*names, manual=True)
    assert failed(found) == [("R088", "自评表!D7"), ("R098", "")]
    (finding,) = found.of("R088")
    assert len(finding.places) == len(names)
    assert "编制数合计（自评表!D7）" in finding.message
    assert "等5个单元格显示29、" in finding.message
    assert finding.difference is None


def test_a_changed_formula_with_an_old_value_is_told_once() -> None:
    """The change is the cause."""
    book = old("编制数").prepared.whole
    sheets = (
        replace(sheet, formulas={**sheet.formulas, (7, 4): "=行政编制数*1"})
        if sheet.name == "自评表"
        else sheet
        for sheet in book.sheets
    )
    found = check(replace(book, sheets=tuple(sheets)), standard())
    assert found.of("R088") == ()
    assert len(found.of("R086")) == 1


@pytest.mark.parametrize(
    "changes",
    [
        (put("填报日期", "=TODAY()"),),
        (put("封面!Z1", "=TODAY()"), put("填报日期", "=Z1")),
        (put("填报日期", "=INT(NOW())"),),
    ],
)
def test_a_date_that_is_always_today(changes: tuple[Change, ...]) -> None:
    """Said at the field, though the function may stand in a cell beside it; what is saved is not stale."""
    found = checked(*changes)
    (finding,) = found.of("R099")
    assert finding.places == (lay_out(standard()).cells["填报日期"].place,)
    assert "每次打开都会变" in finding.message
    assert found.of("R088") == ()


def test_cells_taken_in_by_a_merge() -> None:
    """A field under a merged area is named, once: it is no blank and no changed formula besides."""

    def total(book: openpyxl.Workbook) -> None:
        book["自评表"].merge_cells("F25:F26")

    def project(book: openpyxl.Workbook) -> None:
        book["项目表"].merge_cells("B5:B6")

    found = checked(total)
    (finding,) = found.of("R104")
    assert str(finding.places[0]) == "自评表!F26"
    assert found.of("R086") == ()
    (finding,) = checked(project).of("R104")
    assert str(finding.places[0]) == "项目表!B6"
    assert checked(project).of("R087") == ()


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ([("其他收入_决算", "=1/0")], "#DIV/0!（除数为 0 或空白，公式为 =1/0）"),
        ([("其他收入_决算", "#N/A")], "#N/A（填的是错误值，不是数）"),
        (
            [("自评表!Z9", "=1/0"), ("其他收入_决算", "=Z9+1")],
            "#DIV/0!（除数为 0 或空白，出在 自评表!Z9，公式为 =1/0）",
        ),
        ([("其他收入_决算", "=没有的名称")], "#NAME?（公式里的名称“没有的名称”不存在"),
        ([("其他收入_决算", "=#REF!+1")], "#REF!（公式引用的单元格被删了"),
        ([("其他收入_决算", '="见"+1')], "#VALUE!（参加计算的有文字"),
    ],
)
def test_an_error_is_said_where_it_arises(changes: list[tuple[str, Any]], words: str) -> None:
    """With its cause in plain words, and not again for the totals it runs through."""
    finding = only(checked(*(put(*change) for change in changes)), "R045")
    assert finding.places == (lay_out(standard()).cells["其他收入_决算"].place,)
    assert words in finding.message


def test_an_error_of_a_changed_formula_is_the_changes_finding() -> None:
    """The formula of a total replaced by one with #REF!: told once."""
    assert failed(checked(put("支出合计_决算", "=SUM(#REF!,F34)"))) == [("R086", "自评表!F41")]


def test_protection_taken_off_is_no_fault() -> None:
    """Staff may have had to take it off."""

    def unprotect(book: openpyxl.Workbook) -> None:
        for sheet in book.worksheets:
            sheet.protection.sheet = False

    assert checked(unprotect).findings == ()


@pytest.mark.parametrize("formula", ["=_xlfn.UNIQUE(A1:A9)", "=SUM(表1[数])", "=Z51", "=未知(1)"])
def test_what_is_reckoned_beside_the_form_keeps_nothing_from_being_judged(formula: str) -> None:
    """A formula no engine is trusted with, on which no field rests, is left out; everything is judged."""
    book = openpyxl.load_workbook(io.BytesIO(rebuilt()))
    book["自评表"]["Z50"] = formula
    book["自评表"]["Z51"] = "=Z50+1"
    cell(book, "公务接待费_决算").value = 999999
    content = io.BytesIO()
    book.save(content)
    found = check_workbook(read_bytes(content.getvalue(), "旁算.xlsx"), standard(), Formualizer())
    assert found.error is None
    assert "R037" in {f.rule for f in found.findings}
    assert {f.outcome for f in found.findings} == {"不通过"}


def test_a_field_that_rests_on_such_a_formula_is_not_guessed() -> None:
    """What rests on it is not judged, as no engine here can compute it; the rest is."""
    book = openpyxl.load_workbook(io.BytesIO(rebuilt()))
    cell(book, "其他收入_决算").value = "=_xlfn.UNIQUE(A1:A9)"
    content = io.BytesIO()
    book.save(content)
    found = check_workbook(read_bytes(content.getvalue(), "未知.xlsx"), standard(), Formualizer())
    assert found.error is None
    unjudged = {f.rule for f in found.findings if f.outcome == "未判"}
    assert "R033" in unjudged
    assert "R001" not in unjudged
