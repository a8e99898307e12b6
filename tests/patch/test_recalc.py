"""What a recalculation computes, and what it leaves alone, on workbooks made for the purpose."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from xltools.core.errors import EngineRefused, UsageError
from xltools.core.model import ErrorValue
from xltools.core.recalculated import Recalculated, same
from xltools.engines import soffice

from .recalc_books import at, changed_parts, edited, made, recalculated, values, with_openpyxl, written

needs_libreoffice = pytest.mark.skipif(soffice.find() is None, reason="没有 LibreOffice")


def of_sheet(fill: Callable[[Any], None], **options: object) -> bytes:
    """A workbook whose only sheet 表 is filled with XlsxWriter."""
    return made(lambda book: fill(book.add_worksheet("表")), **options)


def formulas(*texts: str, column: str = "A", **cells: object) -> bytes:
    """A sheet with formulas below each other, and other cells; XlsxWriter saves 0 for each formula."""

    def fill(sheet: Any) -> None:
        for row, text in enumerate(texts):
            sheet.write_formula(f"{column}{row + 1}", text)
        for cell, value in cells.items():
            sheet.write(cell, value)

    return of_sheet(fill)


def reasons(result: Recalculated) -> dict[str, str]:
    """The cells kept, with why."""
    return {each.place.cell: each.why for each in result.kept}


def test_values_of_every_type_are_saved() -> None:
    """Number, text, empty text, truth value, error: each as openpyxl reads it."""
    texts = ("=F1+1", '=F1&"元"', '=""', "=F1>0", "=1/0", "=NA()", "=DATE(2022,1,1)")
    result, after = recalculated(formulas(*texts, F1=2))
    expected = [3, "2元", None, True, "#DIV/0!", "#N/A", 44562]
    assert [with_openpyxl(after, f"A{row}") for row in range(1, 8)] == expected
    assert values(after)["表!A3"] == ""
    assert not result.kept
    assert {change.computed for change in result.changed} >= {3, "2元", "", True, ErrorValue("#N/A")}


def test_dates_of_1904_are_serials_of_1904() -> None:
    """The same day is another number."""
    content = of_sheet(lambda sheet: sheet.write_formula("A1", "=DATE(2022,1,1)"), date_1904=True)
    assert values(recalculated(content)[1])["表!A1"] == 44562 - 1462


def test_shared_formulas_and_other_sheets_are_followed() -> None:
    """A sharer's value follows from the formula moved to it; a sum on one sheet follows another sheet."""
    rows = (
        '<row r="1"><c r="A1"><v>1</v></c>'
        '<c r="B1"><f t="shared" ref="B1:B2" si="0">A1*10</f><v>10</v></c></row>'
        '<row r="2"><c r="A2"><v>2</v></c><c r="B2"><f t="shared" si="0"/><v>10</v></c>'
        "<c r=\"C2\"><f>SUM('表'!B1:B2)</f></c></row>"
    )
    result, after = recalculated(written(rows))
    assert [(c.place.cell, c.formula, c.saved, c.computed) for c in result.changed] == [
        ("B2", "=A2*10", 10, 20),
        ("C2", "=SUM('表'!B1:B2)", None, 30),
    ]
    assert [change.kind for change in result.changed] == ["数值变了", "原来没有保存值"]
    assert values(after)["表!B2"] == 20


def test_only_sheets_with_changes_change_and_the_second_time_nothing_does() -> None:
    """Every other part is the same, byte for byte; recalculated again the file is the same."""

    def fill(book: Any) -> None:
        for name in ("甲", "乙", "丙"):
            book.add_worksheet(name).write("A1", 1)
        book.worksheets()[1].write_formula("B1", "=甲!A1+1")
        book.worksheets()[2].write_formula("B1", "=甲!A1", None, 1)

    before = made(fill)
    result, after = recalculated(before)
    assert changed_parts(before, after) == {"xl/worksheets/sheet2.xml"}
    again, same_bytes = recalculated(after)
    assert len(result.changed) == 1
    assert not again.changed
    assert same_bytes is after


def test_the_noise_of_computing_is_no_change() -> None:
    """The order of adding, and a difference that Excel shows as 0, are passed over; a real cent is not."""

    def fill(sheet: Any) -> None:
        sheet.write_column("B1", [0.1, 0.2, 0.3, 1e9])
        sheet.write_formula("A1", "=B1+B2", None, 0.3)
        sheet.write_formula("A2", "=B1+B2-B3", None, 0)
        sheet.write_formula("A3", "=1.1-1-0.1", None, 0)
        sheet.write_formula("A4", "=B4+0.01", None, 1e9)

    result, _ = recalculated(of_sheet(fill))
    assert [change.place.cell for change in result.changed] == ["A4"]
    assert str(result.changed[0].difference) == "0.01"


def test_what_only_excel_can_compute_keeps_its_value_and_so_does_what_rests_on_it() -> None:
    """Other files, circles, the clock, chance: each with why; what uses them names where it comes from."""

    def fill(sheet: Any) -> None:
        sheet.write_formula("A1", "=[1]别处!A1", None, 5)
        sheet.write_formula("A2", "=A1+1", None, 99)
        sheet.write_formula("A3", "=A4", None, 1)
        sheet.write_formula("A4", "=A3", None, 1)
        sheet.write_formula("A5", "=TODAY()", None, 44562)
        sheet.write_formula("A6", "=YEAR(A5)", None, 2022)
        sheet.write_formula("A7", "=RAND()", None, 0.5)
        sheet.write_formula("A8", "=1+1", None, 0)

    before = of_sheet(fill)
    result, after = recalculated(before)
    assert reasons(result) == {
        "A1": "引用了别的文件",
        "A2": "引用了未重算的单元格",
        "A3": "循环引用",
        "A4": "循环引用",
        "A5": "TODAY 每次计算都可能不同",
        "A6": "引用了未重算的单元格",
        "A7": "RAND 每次计算都可能不同",
    }
    assert {each.place.cell: each.origin for each in result.kept if each.origin} == {
        "A2": at("A1"),
        "A6": at("A5"),
    }
    assert {**values(before), "表!A8": 2} == values(after)


def test_a_data_table_and_a_rich_value_keep_theirs() -> None:
    """So does what uses a cell within a data table, which has no formula of its own."""
    rows = (
        '<row r="1"><c r="A1"><f t="dataTable" ref="A1:A2" dt2D="0" dtr="0" r1="C1"/><v>1</v></c>'
        '<c r="B1" t="e" vm="1"><f>C1</f><v>#VALUE!</v></c><c r="C1"><v>5</v></c></row>'
        '<row r="2"><c r="A2"><v>2</v></c><c r="B2"><f>A2*2</f><v>0</v></c>'
        '<c r="C2"><f>C1*2</f><v>0</v></c></row>'
    )
    result, after = recalculated(written(rows))
    assert reasons(result) == {
        "A1": "模拟运算表 A1:A2",
        "B1": "它的值不只是数字或文字（溢出受阻、图片或数据类型）",
        "B2": "引用了未重算的单元格",
    }
    assert values(after) == {**values(written(rows)), "表!C2": 10}


def test_figures_as_displayed_are_not_computed() -> None:
    """Excel then rounds on the way; no engine here does."""
    rows = '<row r="1"><c r="A1"><f>1/3</f><v>0.33</v></c></row>'
    result, after = recalculated(written(rows, calculation='<calcPr fullPrecision="0"/>'))
    assert reasons(result) == {"A1": "工作簿设为“将精度设为所显示的精度”"}
    assert after == written(rows, calculation='<calcPr fullPrecision="0"/>')


def test_cells_far_away_are_not_guessed() -> None:
    """A sum that reaches one would miss it."""
    content = formulas("=SUM(F1:F900000)", "=SUM(F1:F2)", F1=1, F2=2, F900000=4)
    result, _ = recalculated(content)
    assert reasons(result) == {"A1": "引用了未重算的单元格"}
    assert [(change.place.cell, change.computed) for change in result.changed] == [("A2", 3)]


def test_sums_of_what_is_seen_are_kept_where_rows_are_hidden() -> None:
    """A filtered row counts otherwise than one hidden by hand, and only Excel knows which it is."""

    def fill(sheet: Any) -> None:
        sheet.write_column("B1", [1, 2, 3])
        sheet.set_row(1, options={"hidden": True})
        sheet.write_formula("A5", "=SUBTOTAL(9,B1:B3)", None, 4)
        sheet.write_formula("A6", "=SUBTOTAL(9,B3:B4)", None, 0)

    result, _ = recalculated(of_sheet(fill), "formualizer")
    assert "A5" in reasons(result)


def test_without_a_doubtful_cell_nothing_is_asked_twice() -> None:
    """The engine that computed it is told; a workbook without formulas has none."""
    assert recalculated(formulas("=1+1"))[0].engine == "formualizer"
    assert recalculated(formulas(F1=1))[0].formulas == 0


@needs_libreoffice
def test_array_formulas_fill_their_cells() -> None:
    """Those entered as such and those that spill; what uses a cell they fill follows; staff's cells stay."""

    def fill(sheet: Any) -> None:
        sheet.write_column("A1", [1, 2, 3])
        sheet.write_array_formula("B1:B3", "{=A1:A3*2}")
        sheet.write_dynamic_array_formula("C1:C3", "=A1:A3*10")
        sheet.write_formula("D1", "=SUM(B2:B3)+C3")
        sheet.write("C4", "手填")

    before = of_sheet(fill)
    result, after = recalculated(before)
    expected = {f"表!{c}{r}": r * f for c, f in (("B", 2), ("C", 10)) for r in (1, 2, 3)}
    assert values(after) == {**values(before), **expected, "表!D1": 40}
    assert {c.place.cell: c.array for c in result.changed} == {
        **dict.fromkeys(("B1", "C1", "D1")),
        **{cell: at(f"{cell[0]}1") for cell in ("B2", "B3", "C2", "C3")},
    }
    assert not result.kept
    assert recalculated(after)[1] is after


@needs_libreoffice
@pytest.mark.parametrize("area", ["B1", "B1:B2", "B1:B4"])
def test_a_spill_of_another_size_is_refused(area: str) -> None:
    """It would write over what staff typed below, or leave what is no more; what uses it is kept too."""

    def fill(sheet: Any) -> None:
        sheet.write_column("A1", [1, 2, 3])
        sheet.write_dynamic_array_formula(area, "=A1:A3*2", None, 7)
        sheet.write("B5", "手填")
        sheet.write_formula("D1", "=B1", None, 7)

    before = of_sheet(fill)
    result, after = recalculated(before)
    assert "溢出区域的大小变了" in reasons(result)["B1"]
    assert reasons(result)["D1"] == "引用了未重算的单元格"
    assert after == before


@needs_libreoffice
def test_a_text_typed_into_a_spill_stays() -> None:
    """The file says the area is the formula's; the text says otherwise."""

    def fill(sheet: Any) -> None:
        sheet.write_dynamic_array_formula("B1:B3", "=A1:A3*2")
        sheet.write("B2", "手填")

    before = of_sheet(fill)
    result, after = recalculated(before)
    assert reasons(result) == {"B1": "溢出区域 B1:B3 里的 B2 有填写的文字"}
    assert after == before


@needs_libreoffice
def test_an_array_without_all_its_cells_is_kept() -> None:
    """No cell is added to a workbook."""
    rows = '<row r="1"><c r="A1"><f t="array" ref="A1:A2">C1:C2*2</f><v>0</v></c></row>'
    result, _ = recalculated(written(rows))
    assert reasons(result) == {"A1": "数组区域 A1:A2 里缺少单元格 A2"}


#: Formulas that only LibreOffice is asked for, the cells beside them, the value (None: not to be trusted).
SECOND = [
    (
        '=SUMPRODUCT((LEFT(F1:F3,3)="201")*G1:G3)',
        {"F1": "20101", "F2": "20199", "F3": "208", "G1": 1, "G2": 2},
        3,
    ),
    ("=SUM(OFFSET(F1,1,0,2,1))", {"F1": 1, "F2": 2, "F3": 4}, 6),
    ('=INDIRECT("F"&2)', {"F2": 2.5}, 2.5),
    ("=SUMPRODUCT((MONTH(F1:F2)=1)*G1:G2)", {"F1": 44562, "F2": 44563, "G1": 1, "G2": 2}, 3),
    ("=SUMPRODUCT((MONTH(F1:F3)=1)*G1:G3)", {"F1": 44562, "F2": 44563, "G1": 1, "G2": 2, "G3": 4}, None),
    ("=SUM(OFFSET(F1,0,0,2,1))", {"F1": True, "F2": 2}, None),
    ("=SUMPRODUCT(ABS(F1:F2))", {"F1": "1", "F2": 2}, None),
    ('=TEXT(F1,"[DBNum2]0")', {"F1": 12}, None),
    ("=IFERROR(SOMETHING(F1),0)", {"F1": 1}, None),
    ("=SUMPRODUCT(ISNUMBER(F1:F2)*1)", {"F1": 1, "F2": True}, None),
    ("=“", {"F1": 1}, None),
    ("=INDEX(F1:F2,MATCH(2,F1:F2,0))*SUM(OFFSET(F1,0,0))", {"F1": 1, "F2": 2}, 2),
    ("=DSUM(F1:G3,1,F1:F2)", {"F1": "甲", "F2": 1}, None),
]


@needs_libreoffice
@pytest.mark.parametrize(("text", "cells", "expected"), SECOND)
def test_the_second_engine_is_trusted_with_little(
    text: str, cells: dict[str, object], expected: object
) -> None:
    """With arrays and computed references; not with what it is known to compute unlike Excel."""
    result, after = recalculated(formulas(text, **cells))
    if expected is None:
        assert list(reasons(result)) == ["A1"], result
        assert not result.changed
    else:
        assert not result.kept
        assert same(values(after)["表!A1"], expected)


def test_unknown_functions_are_kept_without_the_second_engine() -> None:
    """By formualizer alone what it cannot compute keeps its value, with its reason."""
    result, _ = recalculated(formulas("=SOMETHING(1)", "=A1+1", "=1+1"), "formualizer")
    assert set(reasons(result)) == {"A1", "A2"}
    assert [change.place.cell for change in result.changed] == ["A3"]


def test_no_engine_no_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    """Excel where there is none, LibreOffice where it is not installed: said at once, in Chinese."""
    monkeypatch.setattr("sys.platform", "linux")
    with pytest.raises(UsageError, match="没有 Excel"):
        recalculated(formulas("=1+1"), "excel")
    monkeypatch.setattr(soffice, "find", lambda: None)
    from xltools.engines import choose

    choose.cache_clear()
    with pytest.raises(EngineRefused, match="没有找到 LibreOffice"):
        recalculated(formulas("=1+1"), "libreoffice")
    choose.cache_clear()


def test_recompute_on_load_stays_set() -> None:
    """What the workbook asks of Excel is its own business."""
    before = formulas("=1+1")
    assert b'fullCalcOnLoad="1"' in edited_workbook(before)
    assert edited_workbook(recalculated(before)[1]) == edited_workbook(before)


def edited_workbook(content: bytes) -> bytes:
    """The workbook part."""
    from .recalc_books import parts

    return parts(content)["xl/workbook.xml"]


def test_an_input_changed_afterwards_is_followed() -> None:
    """As somebody would change it in a program that does not compute."""
    before = recalculated(formulas("=F1*2", F1=2))[1]
    after = edited(
        before, "xl/worksheets/sheet1.xml", lambda text: text.replace('r="F1"><v>2<', 'r="F1"><v>21<')
    )
    result, last = recalculated(after)
    assert values(last)["表!A1"] == 42
    assert str(result.changed[0].difference) == "38"
