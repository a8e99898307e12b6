"""openpyxl as the oracle: what the reader finds in a real file is what openpyxl finds in two readings."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter

from xltools.core.model import ErrorValue, Sheet, Workbook
from xltools.readers.styles import BUILTIN
from xltools.readers.xlsx import read

Book = Callable[..., bytes]

#: What openpyxl shows as General, for lack of the formats of Excel in Chinese.
_CHINESE_ONLY = {code for number, code in BUILTIN.items() if 27 <= number <= 36 or number >= 50}


def assert_same_as_openpyxl(path: Path) -> None:
    """Values, formulas, errors, formats, locks, merges, names and what is hidden equal openpyxl's."""
    ours = read(path)
    values = openpyxl.load_workbook(path, data_only=True)
    formulas = openpyxl.load_workbook(path)
    assert [s.name for s in ours.sheets] == [ws.title for ws in values.worksheets]
    for sheet, ws_values, ws_formulas in zip(
        ours.sheets, values.worksheets, formulas.worksheets, strict=True
    ):
        _assert_same_cells(ours, sheet, ws_values, ws_formulas)
        _assert_same_surroundings(sheet, ws_values)
    theirs = {(name, None): d.attr_text for name, d in values.defined_names.items()}
    theirs |= {(n, ws.title): d.attr_text for ws in values.worksheets for n, d in ws.defined_names.items()}
    assert {(n.name, n.sheet): n.text for n in ours.names if not n.name.startswith("_xlnm.")} == theirs
    assert ours.date1904 == (values.epoch.year == 1904)
    assert ours.manual_calculation == (getattr(values.calculation, "calcMode", "auto") == "manual")


def _assert_same_cells(ours: Workbook, sheet: Sheet, values: object, formulas: object) -> None:
    covered = {
        (row, column)
        for area in sheet.merges
        for row in range(area.first_row, area.last_row + 1)
        for column in range(area.first_column, area.last_column + 1)
        if (row, column) != (area.first_row, area.first_column)
    }
    seen = set()
    for line in values.iter_rows():
        for cell in line:
            place = (cell.row, cell.column)
            if place in covered:
                continue
            seen.add(place)
            assert _same(sheet.value(*place), cell, values.parent.epoch), (sheet.name, place)
            form = ours.formats[sheet.style(*place)]
            assert form.locked == cell.protection.locked, (sheet.name, place)
            assert form.number == cell.number_format or form.number in _CHINESE_ONLY, (sheet.name, place)
            other = formulas.cell(*place)
            text = getattr(other.value, "text", other.value) if other.data_type == "f" else None
            assert sheet.formulas.get(place) == text, (sheet.name, place)
            assert sheet.arrays.get(place) == getattr(other.value, "ref", None)
    filled = {
        (r, c) for r, line in enumerate(sheet.values, 1) for c, v in enumerate(line, 1) if v is not None
    }
    assert filled <= seen | covered


def _same(value: object, cell: object, epoch: object) -> bool:
    """Whether our value is openpyxl's: a date as its serial number, an empty cached text as None."""
    theirs = cell.value
    if isinstance(theirs, dt.datetime | dt.date | dt.time | dt.timedelta):
        return value == pytest.approx(openpyxl.utils.datetime.to_excel(theirs, epoch), abs=1e-6)
    if cell.data_type == "e":
        return value == ErrorValue(theirs)
    if theirs is None or isinstance(theirs, bool) or isinstance(value, bool):
        return value in (None, "") if theirs is None else value is theirs
    if isinstance(theirs, str):
        return value == theirs
    return isinstance(value, int | float) and float(value) == float(theirs)


def _assert_same_surroundings(sheet: Sheet, ws: object) -> None:
    assert {area.ref for area in sheet.merges} == {merged.coord for merged in ws.merged_cells.ranges}
    assert sheet.state == ws.sheet_state
    assert sheet.hidden_rows == {number for number, row in ws.row_dimensions.items() if row.hidden}
    assert set(sheet.hidden_columns) == {(c.min, c.max) for c in ws.column_dimensions.values() if c.hidden}
    assert sheet.protected == bool(ws.protection.sheet)
    theirs = {(str(v.sqref), v.type, v.formula1, v.formula2) for v in ws.data_validations.dataValidation}
    ours = {(v.sqref, v.kind, *(*v.formulas, None, None)[:2]) for v in sheet.validations}
    assert theirs <= ours


def _repository_books() -> list[Path]:
    root = Path(__file__).parents[2]
    found = [p for folder in ("workbooks", "templates") for p in (root / folder).rglob("*.xlsx")]
    return sorted(path for path in found if not path.name.startswith("~$"))


@pytest.mark.usefixtures("quiet")
@pytest.mark.parametrize("path", _repository_books(), ids=lambda path: path.stem)
def test_the_workbooks_of_the_repository(path: Path) -> None:
    """Every workbook that is shipped reads as openpyxl reads it."""
    assert_same_as_openpyxl(path)


@pytest.mark.usefixtures("quiet")
def test_a_rich_xlsxwriter_book(tmp_path: Path) -> None:
    """Formats, merges, names, validations, rich text, errors, dates, charts and hidden things."""
    path = tmp_path / "富.xlsx"
    with xlsxwriter.Workbook(path) as book:
        money, open_ = book.add_format({"num_format": "#,##0.00"}), book.add_format({"locked": False})
        date, chinese = book.add_format({"num_format": "yyyy-mm-dd"}), book.add_format({"num_format": 31})
        sheet, hidden = book.add_worksheet("自评 表"), book.add_worksheet("隐藏")
        sheet.write_row("A1", ["单位", 1, 2.5, True, "=不是公式", "_x000D_x", " 空 "])
        sheet.write_formula("B2", "=SUM(B1:C1)", money, 3.5)
        sheet.write_formula("C2", "=1/0", None, "#DIV/0!")
        sheet.write_formula("D2", '=""', None, "")
        sheet.write_formula("E2", "=TRUE()", None, True)  # noqa: FBT003
        sheet.write_array_formula("F2:F3", "{=B1:C1*2}", None, 2)
        sheet.write_datetime("A3", dt.datetime(2024, 5, 6, 12, 30), date)  # noqa: DTZ001
        sheet.write_number("B3", 45000, chinese)
        sheet.write_rich_string("C3", "甲", book.add_format({"bold": True}), "乙", "丙")
        sheet.write_blank("D3", None, open_)
        sheet.merge_range("A5:C6", "合并", money)
        sheet.data_validation("A8:A9", {"validate": "list", "source": ["是", "否"]})
        sheet.data_validation(
            "B8", {"validate": "decimal", "criteria": "between", "minimum": 0, "maximum": "=$A$1"}
        )
        sheet.set_row(6, None, None, {"hidden": True})
        sheet.set_column("H:J", None, None, {"hidden": True})
        sheet.protect()
        hidden.hide()
        book.add_chartsheet("图").set_chart(_chart(book))
        book.define_name("合计", "='自评 表'!$B$2")
        book.define_name("隐藏!局部", "=隐藏!$A$1")
        book.set_calc_mode("manual")
    assert read(path).sheets[0].value(1, 6) == "_x000D_x"
    assert_same_as_openpyxl(path)


def _chart(book: xlsxwriter.Workbook) -> object:
    chart = book.add_chart({"type": "column"})
    chart.add_series({"values": "='自评 表'!$B$1:$C$1"})
    return chart


@pytest.mark.usefixtures("quiet")
@pytest.mark.parametrize("epoch", [openpyxl.utils.datetime.WINDOWS_EPOCH, openpyxl.utils.datetime.MAC_EPOCH])
def test_a_rich_openpyxl_book(tmp_path: Path, epoch: dt.datetime) -> None:
    """Inline strings, uncalculated formulas, array formulas, ISO dates and local names."""
    from openpyxl.styles import Protection
    from openpyxl.workbook.defined_name import DefinedName
    from openpyxl.worksheet.datavalidation import DataValidation
    from openpyxl.worksheet.formula import ArrayFormula

    book = openpyxl.Workbook()
    book.epoch, book.iso_dates = epoch, True
    sheet = book.active
    sheet.title = "自评表"
    sheet.append(["甲", 1, -2, 0.1, 1e22, False, "#N/A", "=SUM(B1:C1)", dt.date(2024, 2, 29)])
    sheet["A2"] = ArrayFormula("A2:A3", "=B1:C1*2")
    sheet["B2"] = dt.datetime(2024, 2, 29, 6, 0)  # noqa: DTZ001
    sheet["C2"].protection = Protection(locked=False)
    sheet["D2"].number_format = "0.0%"
    sheet.merge_cells("A5:B6")
    sheet["A5"] = "合并"
    rule = DataValidation("list", formula1='"是,否"')
    rule.add("C3:C9")
    sheet.add_data_validation(rule)
    sheet.column_dimensions.group("D", "F", hidden=True)
    sheet.row_dimensions[4].hidden = True
    sheet.defined_names["局部"] = DefinedName("局部", attr_text="自评表!$A$1")
    book.defined_names["全局"] = DefinedName("全局", attr_text="自评表!$A$1:$B$2")
    book.create_sheet("很隐藏").sheet_state = "veryHidden"
    book.save(tmp_path / "甲.xlsx")
    assert_same_as_openpyxl(tmp_path / "甲.xlsx")


@pytest.mark.usefixtures("quiet")
def test_shared_formulas_like_openpyxl(tmp_path: Path, book: Book) -> None:
    """A shared formula filled down and across is, at each cell, what openpyxl translates it to."""
    formula = "IF($A2=\"B2\",SUM(B$1:B2)+LOG10(合计)+'项目 A1'!C5,A:A/1:1)"
    lines = []
    for row in range(2, 12):
        own = f'<f t="shared" ref="B2:D11" si="0">{formula}</f>' if row == 2 else '<f t="shared" si="0"/>'
        rest = "".join(f'<c r="{c}{row}"><f t="shared" si="0"/><v>{row}</v></c>' for c in "CD")
        lines.append(f'<row r="{row}"><c r="B{row}">{own}<v>1</v></c>{rest}</row>')
    path = tmp_path / "甲.xlsx"
    path.write_bytes(book(f"<sheetData>{''.join(lines)}</sheetData>"))
    assert_same_as_openpyxl(path)
