"""The workbook as understood: plain values where people wrote in their own way, and what stood there."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xltools.core.entry.understood import understand
from xltools.core.layout import lay_out
from xltools.core.locating.locate import locate
from xltools.core.model import Datum, Finding, Format, Sheet, Value, Workbook
from xltools.core.record import to_serial
from xltools.core.refs import Place

from .forms import COLUMN, COVER, FIELDS, MONEY, check, tiny, workbook

MORE = (
    {**COVER, "字段名": "金额单位", "类型": "选项", "取值范围": "元、万元", "必填": "是"},
    {**COVER, "字段名": "口径", "类型": "选项", "取值范围": "部门汇总、单位本级、无"},
    {**COVER, "字段名": "有下属", "类型": "是否"},
    {**COVER, "字段名": "截止", "类型": "日期", "必填": "是"},
    {**MONEY, "字段名": "人数", "类型": "整数", "单位": "人"},
    {**MONEY, "字段名": "比率", "类型": "比率", "单位": "%"},
    {**MONEY, "字段名": "倍率", "类型": "比率"},
    {**COLUMN, "字段名": "日子", "类型": "日期"},
)
BUILT_IN = {"左式": None, "右式": None, "提示语": "{名}|{左}|{右}"}
RULES = (
    {**BUILT_IN, "比较": "类型"},
    {**BUILT_IN, "比较": "必填"},
    {**BUILT_IN, "比较": "录入", "级别": "提示"},
)
STANDARD = tiny(*RULES, fields=(*FIELDS, *MORE))
PLAIN = {"金额单位": "元", "截止": 45041, "执行_自评得分": 60, "效益_自评得分": 40}


def seen(values: dict[str, Value], *rows: dict[str, Value]) -> tuple[dict[str, Datum], list[Finding]]:
    """The data and the findings of a form filled with these values."""
    record, findings = check(STANDARD, workbook(STANDARD, {**PLAIN, **values}, *rows))
    return dict(record.data), list(findings)


def understood(book: Workbook) -> Workbook:
    """The workbook as understood."""
    return understand(book, STANDARD, locate(book, STANDARD, lay_out(STANDARD))).workbook


@pytest.mark.parametrize(
    ("field", "written", "value", "said"),
    [
        ("甲", "２,０００．５０", Decimal("2000.5"), "2,000.5元"),
        ("甲", "2000万元", Decimal(20_000_000), "20,000,000元"),
        ("甲", "（300）", Decimal(-300), "-300元"),
        ("甲", "'12 ", Decimal(12), "12元"),
        ("人数", "19人", Decimal(19), "19人"),
        ("比率", "百分之95", Decimal(95), "95%"),
        ("比率", "95.5％", Decimal("95.5"), "95.5%"),
    ],
)
def test_a_number_written_as_a_text(field: str, written: str, value: Decimal, said: str) -> None:
    """It counts as the number, keeps what stood there, and 类型 says so once, at the cell."""
    data, (finding,) = seen({field: written})
    assert (data[field].value, data[field].raw, data[field].written) == (value, written, written)
    assert data[field].readable
    assert finding.rule == "R001"
    assert finding.message == f"{field}|“{written}”是文字，不是数字；按{said}理解|"
    assert finding.places == (data[field].place,)
    assert (finding.left, finding.right) == (written, value)


@pytest.mark.parametrize(
    ("field", "written", "value", "said"),
    [
        ("填报日期", "2023.4.25", dt.date(2023, 4, 25), "2023-04-25"),
        ("填报日期", "２０２３年４月２５日", dt.date(2023, 4, 25), "2023-04-25"),
        ("填报日期", "20230425", dt.date(2023, 4, 25), "2023-04-25"),
        ("填报日期", "—", None, "空白"),
        ("甲", "无", None, "空白"),
        ("甲", "　", None, "空白"),
        ("人数", "不适用", None, "空白"),
        ("金额单位", "万元　", "万元", "万元"),
        ("口径", "单位 本级", "单位本级", "单位本级"),
        ("口径", "/", None, "空白"),
        ("有下属", "√", "是", "是"),
        ("有下属", "—", None, "空白"),
    ],
)
def test_what_was_written_otherwise_is_noted(field: str, written: str, value: object, said: str) -> None:
    """A date, a choice or nothing in people's own way: understood, and one note says how."""
    data, (finding,) = seen({field: written})
    assert (data[field].value, data[field].raw, data[field].written) == (value, written, written)
    assert (finding.rule, finding.level, finding.places) == ("R003", "提示", (data[field].place,))
    assert finding.message == f"{field}|{written}|{said}"


@pytest.mark.parametrize(
    ("field", "written", "words"),
    [
        ("甲", "约200", "不是数字，认不出"),
        ("甲", "贰佰万", "不是数字，认不出"),
        ("甲", "5%", "不是数字，认不出"),
        ("甲", "19人", "不是数字，认不出"),
        ("人数", "19元", "不是数字，认不出"),
        ("人数", "19个", "不是数字，认不出"),
        ("比率", "95元", "不是数字，认不出"),
        ("倍率", "95%", "不是数字，认不出"),
        ("填报日期", "2022.13.01", "不是日期，认不出"),
        ("填报日期", 20221301, "不是日期，认不出"),
        ("口径", "本级", "不在选项内(部门汇总、单位本级、无)"),
        ("有下属", "无", "不在选项内(是、否)"),
    ],
)
def test_what_cannot_be_understood(field: str, written: Value, words: str) -> None:
    """It stays as it stands, counts as nothing, and 类型 alone says that nobody can tell what it means."""
    data, (finding,) = seen({field: written})
    assert (str(data[field].value), data[field].written) == (str(written), "")
    assert finding.rule == "R001"
    assert finding.message == f"{field}|“{written}”{words}|"
    assert data[field].readable is (field in ("口径", "有下属"))


def test_nothing_in_a_required_cell_is_not_filled() -> None:
    """必填 says so; no second finding beside it."""
    for field in ("截止", "金额单位"):
        data, (finding,) = seen({field: "无"})
        assert (finding.rule, finding.places) == ("R002", (data[field].place,))
        assert data[field].blank


@pytest.mark.parametrize("unit", [None, "人民币", "—"])
def test_a_suffix_without_a_declared_unit_is_not_converted(unit: Value) -> None:
    """Where 金额单位 is not told, 2000元 cannot be put into it; a number without a suffix can."""
    data, _ = seen({"金额单位": unit, "甲": "2000元", "乙": "２０００"})
    assert (data["甲"].value, data["甲"].readable) == ("2000元", False)
    assert data["乙"].value == 2000


@pytest.mark.parametrize(("unit", "value"), [("万元", "0.2"), (" 万元", "0.2"), ("元", "2000")])
def test_a_suffix_is_converted_into_the_workbooks_unit(unit: str, value: str) -> None:
    """2000元 is 0.2 in a workbook in 万元, however that unit itself is written."""
    assert seen({"金额单位": unit, "甲": "2000元"})[0]["甲"].value == Decimal(value)


def test_a_standard_without_a_declared_unit_has_that_of_its_field() -> None:
    """Where no field says 金额单位, an amount is in the unit of its own field (字段的单位)."""
    fields = [{**field, "单位": "万元"} if field["字段名"] == "甲" else field for field in FIELDS]
    standard = tiny(*RULES, fields=fields)
    record, _ = check(standard, workbook(standard, {"甲": "2000元", "乙": "2000元"}))
    assert (record.data["甲"].value, record.data["乙"].value) == (Decimal("0.2"), "2000元")


def test_words_are_left_alone() -> None:
    """In a 文本 field nothing is altered, whatever it looks like; its table row too."""
    data, findings = seen({"单位名称": " １２　", "预算编码": "００３"}, {"名称": "2023.4.25", "数": 1})
    assert (data["单位名称"].raw, data["预算编码"].raw, findings) == (" １２　", "００３", [])
    book = workbook(STANDARD, {**PLAIN, "单位名称": " １２　"})
    assert understood(book) is book


@pytest.mark.parametrize("words", ["无", "—", "暂无", "没有", "（无）", "N/A", " \n"])
def test_a_text_that_says_nothing_is_a_blank(words: str) -> None:
    """Rules and formulas see a blank, the words are kept, no note is made; a row of such texts is no row."""
    book = workbook(STANDARD, {**PLAIN, "单位名称": words}, {"名称": words})
    record, findings = check(STANDARD, book)
    datum = record.data["单位名称"]
    assert (datum.blank, datum.raw, datum.written) == (True, words, words)
    assert understood(book).value(datum.place) is None
    assert (record.name, record.tables["明细表"], findings) == ("", (), ())


def test_a_required_text_that_says_nothing_is_not_filled() -> None:
    """A row with a figure and — for its name: 必填, as if nothing stood there."""
    _, findings = seen({}, {"名称": "—", "数": 5})
    assert [(f.rule, f.places[0].sheet) for f in findings] == [("R002", "明细")]


def test_words_the_standard_writes_are_its_own() -> None:
    """An indicator that is called 无 keeps its name."""
    book = workbook(STANDARD, PLAIN)
    place = lay_out(STANDARD).cells["执行_三级指标"].place
    rows = [list(row) for row in next(s for s in book.sheets if s.name == place.sheet).values]
    rows[place.row - 1][place.column - 1] = "无"
    sheets = [replace(s, values=tuple(map(tuple, rows))) if s.name == place.sheet else s for s in book.sheets]
    book = replace(book, sheets=tuple(sheets))
    assert understood(book) is book


def test_a_day_with_a_time_is_the_day() -> None:
    """As Excel keeps it or in words: the date counts, the engine has no fraction of it, a note says so."""
    for held, said in ((45041.3542, "2023-04-25 8:30"), ("2023-04-25 08:30", "2023-04-25 08:30")):
        book = workbook(STANDARD, {**PLAIN, "填报日期": held})
        record, (finding,) = check(STANDARD, book)
        datum = record.data["填报日期"]
        assert (datum.value, finding.message) == (dt.date(2023, 4, 25), f"填报日期|{said}|2023-04-25")
        assert understood(book).value(datum.place) == 45041


BOUND = tuple(
    {**field, "取值范围": {"评价年度": "2000~2100", "截止": "2023-01-01~2023-12-31"}.get(field["字段名"], "")}
    if field["字段名"] in ("评价年度", "截止")
    else field
    for field in (*FIELDS, *MORE)
)


@pytest.mark.parametrize(
    ("field", "held", "day"),
    [
        ("填报日期", 2023.515, "1905-07-15"),
        ("填报日期", 2023, "1905-07-15"),
        ("填报日期", 230426, "2530-11-18"),
        ("填报日期", 202304, "2453-11-19"),
        ("填报日期", "1923年4月26日", "1923年4月26日"),
        ("填报日期", 19230426, "19,230,426"),
        ("截止", "2024.1.1", "2024.1.1"),
        ("截止", 45292, "2024-01-01"),
    ],
)
def test_a_day_nobody_can_mean_is_no_date(field: str, held: Value, day: str) -> None:
    """Outside the years of 评价年度, or the field's own days: not read, and 类型 says what day it is."""
    standard = tiny(*RULES, fields=BOUND)
    record, (finding,) = check(standard, workbook(standard, {**PLAIN, field: held}))
    assert not record.data[field].readable
    assert not isinstance(record.data[field].value, dt.date)
    assert finding.rule == "R001"
    assert finding.fix == "日期按 2023-04-25 的样子填写"
    assert day in finding.message or "不是日期" in finding.message
    assert "认不出" in finding.message


def test_years_as_people_write_them() -> None:
    """2022年度 and 2022年 in a whole number of 年."""
    fields = [{**f, "单位": "年"} if f["字段名"] == "评价年度" else f for f in FIELDS]
    standard = tiny(*RULES, fields=fields)
    for text in ("2022年度", "2022 年", "２０２２"):
        assert check(standard, workbook(standard, {"评价年度": text}))[0].year == 2022


@pytest.mark.parametrize(
    ("code", "held", "year"),
    [("yyyy/m/d", 44926, 2022), ("yyyy", 44926, 2022), ("yyyy/m/d", 2022, 2022), ("0", 44926, 44926)],
)
def test_a_day_where_a_year_is_asked_for(code: str, held: int, year: int) -> None:
    """A cell that shows 2022/12/31 means 2022; 2022 is 2022 however it is shown, a bare 44926 no year."""
    fields = [{**f, "单位": "年"} if f["字段名"] == "评价年度" else f for f in FIELDS]
    standard = tiny(*RULES, fields=fields)
    place = lay_out(standard).cells["评价年度"].place
    record, _ = check(standard, styled(workbook(standard, {"评价年度": held}), place, code))
    assert record.year == year


@pytest.mark.parametrize(
    ("code", "currency", "unit"),
    [
        ('0.00"万元"', "元", "万元"),
        ("#,##0.00万元;-#,##0.00万元", "元", "万元"),
        ('0.00_ "亿"', "元", "亿"),
        ('0.00"元"', "万元", "元"),
        ('0!.0000"万元"', "万元", "万元"),
        ('0!.0000"万元"', "元", ""),
        ('0!.0,"万元"', "元", ""),
        ('0.00"元"', "元", ""),
        ('0.00"万元"', "万元", ""),
        ("[$¥-804]#,##0.00", "元", ""),
        ("0.00", "元", ""),
    ],
)
def test_a_cell_that_seems_to_be_in_another_unit(code: str, currency: str, unit: str) -> None:
    """The number counts as held, and 类型 says that the cell shows another unit."""
    place = lay_out(STANDARD).cells["甲"].place
    book = styled(workbook(STANDARD, {**PLAIN, "金额单位": currency, "甲": 512.2}), place, code)
    record, findings = check(STANDARD, book)
    assert record.number("甲") == Decimal("512.2")
    said = f"甲|单元格格式显示为“{unit}”，实际存的是512.2，按512.2{currency}计|"
    assert [f.message for f in findings] == ([said] if unit else [])
    assert all(unit in f.fix and f.level == "错误" for f in findings)


@pytest.mark.parametrize(
    ("field", "held", "fix"),
    [
        ("甲", "约200", "改正"),
        ("甲", 1.234, "四舍五入到2位小数"),
        ("人数", 1.5, "填整数"),
        ("填报日期", "四月", "日期按 2023-04-25 的样子填写"),
        ("口径", "本级", "从下拉框选：部门汇总、单位本级、无"),
    ],
)
def test_each_fault_has_its_own_remedy(field: str, held: Value, fix: str) -> None:
    """What to do about a date is not what to do about an amount."""
    assert [finding.fix for finding in seen({field: held})[1]] == [fix]


def test_a_mark_is_said_as_excel_shows_it() -> None:
    """TRUE, not True."""
    assert seen({"甲": True})[1][0].message == "甲|“TRUE”不是数字，认不出|"


def test_rows_are_understood_too() -> None:
    """Cells of a 明细 row; a row with nothing but strokes is no row."""
    book = workbook(
        STANDARD, PLAIN, {"名称": "一", "数": "1,000元", "日子": "2023/4/25"}, {"数": "—", "日子": "/"}
    )
    record, findings = check(STANDARD, book)
    (row,) = record.tables["明细表"]
    assert (row["数"].value, row["日子"].value) == (1000, dt.date(2023, 4, 25))
    assert [(f.rule, f.places[0]) for f in findings] == [
        ("R001", row["数"].place),
        ("R003", row["日子"].place),
    ]


def test_a_formula_is_not_read_as_typed() -> None:
    """What a formula gave is not what somebody typed: its saved text stays."""
    book = workbook(STANDARD, {**PLAIN, "甲": "2000"})
    place = lay_out(STANDARD).cells["甲"].place
    sheets = [
        replace(s, formulas={**s.formulas, (place.row, place.column): '="2000"'}) if s.name == "表" else s
        for s in book.sheets
    ]
    book = replace(book, sheets=tuple(sheets))
    assert understood(book) is book


def styled(book: Workbook, place: Place, code: str) -> Workbook:
    """The workbook with one cell in a number format."""
    rows = [[0] * place.column for _ in range(place.row)]
    rows[-1][-1] = 1
    styles = tuple(map(tuple, rows))

    def dress(sheet: Sheet) -> Sheet:
        return replace(sheet, styles=styles) if sheet.name == place.sheet else sheet

    return replace(book, formats=(Format(), Format(code)), sheets=tuple(map(dress, book.sheets)))


@pytest.mark.parametrize(
    ("field", "code", "held", "value", "written"),
    [
        ("比率", "0%", 0.95, Decimal(95), "95%"),
        ("比率", "0.00%;[Red]-0.00%", 0.3361, Decimal("33.61"), "33.61%"),
        ("比率", '0.00"%"', 95, Decimal(95), ""),
        ("比率", r"0.00\%", 95, Decimal(95), ""),
        ("比率", "0.00_%", 95, Decimal(95), ""),
        ("比率", "0.00", 0.95, Decimal("0.95"), ""),
        ("倍率", "0%", 0.95, Decimal("0.95"), ""),
        ("甲", "0%", 0.95, Decimal("0.95"), ""),
    ],
)
def test_a_cell_shown_as_a_percentage(
    field: str, code: str, held: float, value: Decimal, written: str
) -> None:
    """Where a field counts in %, a cell that shows 95% and holds 0.95 means 95; noted, no fault."""
    place = lay_out(STANDARD).cells[field].place
    record, findings = check(STANDARD, styled(workbook(STANDARD, {**PLAIN, field: held}), place, code))
    assert (record.data[field].value, record.data[field].written) == (value, written)
    assert [(f.rule, f.left) for f in findings] == ([("R003", written)] if written else [])


days = st.dates(dt.date(1904, 1, 1))


@given(days, days, st.integers(0, 3))
def test_both_date_systems_give_one_record(first: dt.date, second: dt.date, quarter: int) -> None:
    """A date counted from 1904 is the date, in cells and rows; engines get the serial of 1900."""

    def book(start: int) -> Workbook:
        held = {"填报日期": to_serial(first) - start + quarter / 4, "截止": to_serial(second) - start}
        row = {"名称": "一", "数": 5, "日子": to_serial(second) - start}
        return workbook(STANDARD, {**PLAIN, **held}, row, date1904=bool(start))

    one, other = (check(STANDARD, book(start))[0] for start in (0, 1462))
    assert {name: datum.value for name, datum in one.data.items()} == {
        name: datum.value for name, datum in other.data.items()
    }
    assert one.data["填报日期"].value == first
    assert other.tables["明细表"][0]["日子"].value == second
    moved = understood(book(1462))
    assert not moved.date1904
    assert moved.sheets == understood(book(0)).sheets


def test_the_dates_of_a_1904_workbook_are_one_note() -> None:
    """One finding with all the cells, not one a cell; numbers and texts are left as they are."""
    book = workbook(STANDARD, {**PLAIN, "截止": 43579, "填报日期": 43579, "甲": 43579}, date1904=True)
    record, (finding,) = check(STANDARD, book)
    assert finding.rule == "R003"
    assert set(finding.places) == {record.data["截止"].place, record.data["填报日期"].place}
    assert "另有1处相同" in finding.message
    assert record.number("甲") == 43579


def test_a_written_date_in_a_1904_workbook() -> None:
    """A date in words is the date whatever the workbook counts from."""
    held = {"截止": "2023.4.25", "填报日期": 20230425}
    record, _ = check(STANDARD, workbook(STANDARD, {**PLAIN, **held}, date1904=True))
    assert record.data["截止"].value == record.data["填报日期"].value == dt.date(2023, 4, 25)


def test_days_in_cells_of_no_field_are_moved_too() -> None:
    """What a 1904 workbook shows as a day beside the fields moves with them; a time of day does not."""
    beside = Place("表", 2, 8)
    for code, serial in (("yyyy-mm-dd", 45041), ("h:mm", 43579), ("General", 43579), ("#,##0[$元]", 43579)):
        book = styled(workbook(STANDARD, PLAIN, date1904=True), beside, code)
        sheets = [
            replace(s, values=(*s.values[:1], (None,) * 7 + (43579,), *s.values[2:])) if s.name == "表" else s
            for s in book.sheets
        ]
        assert understood(replace(book, sheets=tuple(sheets))).value(beside) == serial
