"""Where fields are found, and what is read there: by name, by label, or not at all; never some other cell."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xltools.core.check import conclude, prepare
from xltools.core.errors import InputError
from xltools.core.layout import lay_out
from xltools.core.locating.locate import Located, locate
from xltools.core.model import DefinedName, ErrorValue, Finding, Record, Sheet, Value, Workbook
from xltools.core.record import to_date, to_serial
from xltools.core.refs import Place

from .forms import FIELDS, MONEY, check, tiny, workbook

FORM = {"编号": "R085", "比较": "版式", "左式": None, "右式": None, "提示语": "{左}"}
STANDARD = tiny(FORM, {"左式": "=甲", "右式": "=乙"}, {"循环范围": "明细表", "左式": "=[@数]", "右式": "=乙"})
#: What an engine answers to the form's own total, where it is asked for it.
TOTAL = {'=IF(COUNT(表!D5,表!D6)=0,"",SUM(表!D5,表!D6))': 10}
FILLED = {"单位名称": "甲局", "预算编码": "003", "评价年度": 2022, "甲": 5, "乙": 5}


def book(*rows: dict[str, Value], **changes: Value) -> Workbook:
    """The form filled."""
    return workbook(STANDARD, {**FILLED, **changes}, *rows)


def located(held: Workbook) -> Located:
    """Where its fields are."""
    return locate(held, STANDARD, lay_out(STANDARD))


def record(held: Workbook) -> Record:
    """What it reports."""
    return check(STANDARD, held, TOTAL)[0]


def renamed(held: Workbook, **texts: str | None) -> Workbook:
    """The workbook with defined names pointing elsewhere, or gone (None)."""
    names = (replace(name, text=texts.get(name.name, name.text) or "") for name in held.names)
    return replace(held, names=tuple(name for name in names if name.text))


def put(held: Workbook, place: Place, value: Value) -> Workbook:
    """The workbook with one cell changed."""
    sheets = []
    for sheet in held.sheets:
        rows = [list(row) for row in sheet.values]
        if sheet.name == place.sheet:
            rows[place.row - 1][place.column - 1] = value
        sheets.append(replace(sheet, values=tuple(map(tuple, rows))))
    return replace(held, sheets=tuple(sheets))


def insert_rows(held: Workbook, sheet: str, row: int, count: int = 1) -> Workbook:
    """What Excel does when rows are inserted above ``row``: cells, formulas and names move down together."""

    def moved(number: int) -> int:
        return number + count if number >= row else number

    def shift(old: Sheet) -> Sheet:
        blank: tuple[tuple[Value, ...], ...] = ((),) * count
        formulas = {(moved(r), c): text for (r, c), text in old.formulas.items()}
        return replace(
            old, values=(*old.values[: row - 1], *blank, *old.values[row - 1 :]), formulas=formulas
        )

    def rename(name: DefinedName) -> DefinedName:
        where, _, cells = name.text.partition("!")
        if where != sheet:
            return name
        ends = [end.rsplit("$", 1) for end in cells.split(":")]
        return replace(name, text=f"{where}!" + ":".join(f"{column}${moved(int(r))}" for column, r in ends))

    sheets = tuple(shift(old) if old.name == sheet else old for old in held.sheets)
    return replace(held, sheets=sheets, names=tuple(map(rename, held.names)))


def said(held: Workbook) -> list[str]:
    """What R085 says of it."""
    return [finding.message for finding in check(STANDARD, held, TOTAL)[1] if finding.rule == "R085"]


def test_a_field_is_where_name_and_words_agree() -> None:
    """The form as it was built: every name, nothing moved, nothing lost."""
    assert located(book()).cells == {name: cell.place for name, cell in lay_out(STANDARD).cells.items()}
    assert located(book()).moves == located(book()).lost == ()


@pytest.mark.parametrize("text", ["表!$F$40", "表!$D$6", "封面!$C$3", "表!$D$8"])
def test_a_name_that_points_elsewhere_loses_to_the_label(text: str) -> None:
    """The label and the heading stand in one other place only: that is the field, and where it was sought."""
    held = renamed(book(丙=77), 甲=text)
    assert located(held).cells["甲"] == Place("表", 5, 4)
    assert record(held).number("甲") == 5
    (told,) = said(held)
    assert told == f"“甲”的单元格名称指向 {text.replace('$', '')}，按表头和行名找到在 表!D5"


def test_a_name_is_believed_where_only_the_label_was_edited() -> None:
    """The label is gone from the whole workbook and the cell lies between its neighbours: kept, and said."""
    held = put(book(), Place("表", 5, 2), "甲(万元)")
    assert located(held).cells["甲"] == Place("表", 5, 4)
    assert [(each.name, each.what) for each in located(held).strange] == [("甲", "label")]
    assert said(held) == ["“甲”一行的项目名称被改动，现为“甲(万元)”"]


def test_a_label_in_two_places_is_no_guess() -> None:
    """Name gone, label twice under the heading: lost, and both places are named."""
    held = put(renamed(book(), 甲=None), Place("表", 7, 2), "甲")
    assert "甲" not in located(held).cells
    assert located(held).doubts["甲"] == (Place("表", 5, 4), Place("表", 7, 4))
    assert said(held)[0] == "“甲”有2处像：表!D5、表!D7，不能确定是哪一处，没有检查"


@pytest.mark.parametrize("text", [None, "#REF!", "没有!$A$1", '"文字"', "表!$D$5,表!$D$6"])
def test_a_lost_name_is_healed_where_the_label_still_stands(text: str | None) -> None:
    """A name deleted or broken: the form's place is taken, since its label is there, and R085 says so."""
    held = renamed(book(), 甲=text)
    assert located(held).cells["甲"] == Place("表", 5, 4)
    assert [move.name for move in located(held).moves] == ["甲"]
    (finding,) = check(STANDARD, held, TOTAL)[1]
    assert (finding.rule, finding.outcome, finding.places) == ("R085", "不通过", (Place("表", 5, 4),))
    assert "甲" in finding.message
    assert record(held).number("甲") == 5


@pytest.mark.parametrize("label", ["别的项目", None, 5, "甲乙"])
def test_a_lost_field_is_missing_and_never_zero(label: Value) -> None:
    """Name gone and another label there: the field is lost, its rules are 未判, no value is taken."""
    held = put(renamed(book(), 甲=None), Place("表", 5, 2), label)
    assert located(held).lost == ("甲",)
    made, findings = check(STANDARD, held)
    assert "甲" not in made.data
    assert made.number("甲") is None
    assert [(finding.rule, finding.outcome) for finding in findings] == [("R085", "不通过"), ("R002", "未判")]
    assert "找不到甲" in findings[1].message


def test_a_required_label_has_a_star() -> None:
    """The star before what must be filled is no part of the label."""
    held = put(renamed(book(), 甲=None), Place("表", 5, 2), "*甲")
    assert [move.name for move in located(held).moves] == ["甲"]


def test_a_row_of_an_indicator_is_healed_by_heading_and_indicator() -> None:
    """A score's cell without its name needs its column's heading and its own indicator beside it."""
    place = lay_out(STANDARD).cells["执行_自评得分"].place
    held = put(renamed(book(), 执行_自评得分=None), place, 55)
    assert record(held).number("执行_自评得分") == 55
    key = lay_out(STANDARD).cells["执行_三级指标"].place
    assert located(put(held, key, "别的指标")).lost == ("执行_自评得分",)
    table = lay_out(STANDARD).tables["评分表"]
    assert located(put(held, Place("评分", table.header_row, place.column), "复核")).lost == (
        "执行_自评得分",
    )


def test_a_lost_column_is_found_by_its_heading_or_not_at_all() -> None:
    """A table's column without its name: under its heading at the form's place, else its rules are 未判."""
    held = renamed(book({"名称": "一", "数": 5}), 明细表_数=None)
    assert record(held).tables["明细表"][0]["数"].number == 5
    lost = put(held, Place("明细", lay_out(STANDARD).tables["明细表"].header_row, 2), "别的")
    assert "明细表_数" in located(lost).lost
    made, findings = check(STANDARD, lost)
    assert "数" not in made.tables["明细表"][0]
    assert ("R003", "未判") in {(finding.rule, finding.outcome) for finding in findings}


def test_a_name_local_to_a_sheet_is_not_the_field() -> None:
    """A sheet copied in Excel brings names of its own: only the workbook's name counts."""
    held = book()
    copy = DefinedName("甲", "表!$D$99", sheet="表")
    for names in ((copy, *held.names), (*held.names, copy)):
        assert located(replace(held, names=names)).cells["甲"] == Place("表", 5, 4)


@pytest.mark.parametrize("sheet", ["封面", "表", "明细", "评分"])
def test_a_missing_sheet_is_named(sheet: str) -> None:
    """A sheet gone: its fields are lost and said once, the other sheets are checked."""
    held = book()
    kept = replace(held, sheets=tuple(each for each in held.sheets if each.name != sheet))
    layout = lay_out(STANDARD)
    own = {name for name, cell in layout.cells.items() if cell.place.sheet == sheet}
    own |= {
        f"{t.block.name}_{c}" for t in layout.tables.values() if t.block.sheet == sheet for c in t.columns
    }
    assert set(located(kept).lost) == own
    told = [finding for finding in form_findings(kept) if f"“{sheet}”" in finding.message]
    assert len(told) == 1
    assert told[0].message.startswith(f"找不到工作表“{sheet}”的内容")


def form_findings(held: Workbook) -> list[Finding]:
    """What R085 says, nothing being asked of an engine."""
    prepared = prepare(held, STANDARD)
    answers = [None] * len(prepared.questions)
    return [each for each in conclude(prepared, {}, answers, judged=False)[1] if each.rule == "R085"]


def test_a_workbook_that_is_none_of_this_form_is_refused() -> None:
    """Nothing of the form is there: which sheets there should be."""
    held = book()
    with pytest.raises(InputError) as caught:
        located(replace(held, sheets=(Sheet("表", values=(("随便", 1), ("什么", 2))),), names=()))
    assert caught.value.code == "missing-sheet"
    assert all(each in caught.value.fix for each in ("封面", "表", "明细", "评分"))


def test_a_sheet_without_fields_may_go() -> None:
    """The 校验 sheet holds no field: a unit that deletes it can still be checked."""
    held = book()
    assert (
        located(replace(held, sheets=tuple(each for each in held.sheets if each.name != "校验"))).lost == ()
    )


@given(st.integers(1, 12), st.integers(1, 12), st.integers(1, 3))
def test_rows_inserted_above_move_everything_along(cover: int, money: int, count: int) -> None:
    """Rows inserted anywhere move the names with the cells: the same record from other cells, no finding."""
    made, findings = check(
        STANDARD, insert_rows(insert_rows(book(), "封面", cover, count), "表", money, count)
    )
    before = record(book())
    assert findings == ()
    assert {name: datum.value for name, datum in made.data.items()} == {
        name: datum.value for name, datum in before.data.items()
    }
    assert made.data["甲"].place.row == before.data["甲"].place.row + (count if money <= 5 else 0)


@pytest.mark.parametrize("row", [4, 5, 6, 7])
def test_rows_inserted_into_a_table_are_its_rows(row: int) -> None:
    """A row inserted inside a 明细 table is part of it: what stands in it is read, judged and at its cell."""
    held = insert_rows(
        book({"名称": "一", "数": 5}, {"名称": "二", "数": 5}, {"名称": "三", "数": 9}), "明细", row
    )
    values = [line["名称"].value for line in record(held).tables["明细表"]]
    assert values == ["一", "二", "三"]
    (wrong,) = check(STANDARD, held)[1]
    assert (wrong.rule, wrong.places[0]) == ("R003", Place("明细", 7 if row <= 6 else 6, 2))
    if row in (5, 6, 7):
        typed = put(put_row(held, row), Place("明细", row, 1), "新")
        assert [line["名称"].value for line in record(typed).tables["明细表"]].index("新") == row - 4


def put_row(held: Workbook, row: int) -> Workbook:
    """Make room for cells in a row that was inserted blank."""
    sheets = tuple(
        replace(each, values=(*each.values[: row - 1], (None,) * 4, *each.values[row:]))
        if each.name == "明细"
        else each
        for each in held.sheets
    )
    return replace(held, sheets=sheets)


def test_a_form_with_more_rows_is_read_by_names() -> None:
    """A form built with items above and between, and a longer table, reads as the standard's own."""
    extra = [{**MONEY, "字段名": f"附{n}"} for n in range(3)]
    wider = tiny(
        FORM, fields=[*FIELDS[:4], extra[0], FIELDS[4], extra[1], *FIELDS[5:8], extra[2], *FIELDS[8:]]
    )
    held = workbook(wider, {**FILLED, "附0": 111, "附1": 222, "附2": 333}, {"名称": "一", "数": 5})
    made, findings = check(STANDARD, held)
    assert findings == ()
    assert (made.number("甲"), made.number("乙")) == (5, 5)
    assert made.data["甲"].place == Place("表", 6, 4)
    assert made.data["乙"].place == Place("表", 8, 4)


@pytest.mark.parametrize(
    ("held", "value", "readable"),
    [
        (None, None, True),
        ("  ", None, True),
        ("", None, True),
        (0, Decimal(0), True),
        (19563574.390000001, Decimal("19563574.39"), True),
        ("2000万", "2000万", False),
        ("约12", "约12", False),
        ("１２．５０", Decimal("12.5"), True),
        ("—", None, True),
        (True, True, False),
        (ErrorValue("#DIV/0!"), ErrorValue("#DIV/0!"), False),
    ],
)
def test_an_amount_is_what_stands_there(held: Value, value: object, readable: bool) -> None:  # noqa: FBT001
    """A blank stays blank, a text is the number it means or stays text; nothing is turned into 0."""
    datum = record(book(甲=held)).data["甲"]
    assert datum.value == value
    assert datum.readable is readable
    assert datum.raw == held
    assert (datum.number is None) is not isinstance(value, Decimal)
    assert datum.blank is (value is None)


@pytest.mark.parametrize(
    ("held", "value", "readable"),
    [
        (45041, dt.date(2023, 4, 25), True),
        (45041.75, dt.date(2023, 4, 25), True),
        ("2023.4.25", dt.date(2023, 4, 25), True),
        ("4月25日", "4月25日", False),
        (60, Decimal(60), False),
        (20230425, dt.date(2023, 4, 25), True),
        (20231325, Decimal(20231325), False),
        (None, None, True),
    ],
)
def test_a_date_is_a_date_cell(held: Value, value: object, readable: bool) -> None:  # noqa: FBT001
    """A serial number is its date, and so is a date written in full; nothing else is taken for one."""
    datum = record(book(填报日期=held)).data["填报日期"]
    assert (datum.value, datum.readable) == (value, readable)


def test_the_1904_date_system() -> None:
    """A workbook that counts from 1904 gives the same dates from its own serials."""
    held = replace(book(填报日期=43579), date1904=True)
    assert record(held).data["填报日期"].value == dt.date(2023, 4, 25)


@given(st.dates(dt.date(1900, 3, 1)))
def test_dates_round_trip(date: dt.date) -> None:
    """Every date Excel knows after its phantom leap day goes to a serial and back."""
    assert to_date(to_serial(date)) == date
    assert to_serial(date) > 60


@pytest.mark.parametrize("serial", [0, 60, -1, 2_958_466, 1e300])
def test_no_date(serial: float) -> None:
    """What no calendar has is no date: the day Excel invented, negatives, the year 10000."""
    assert to_date(serial) is None


def test_a_record_says_who_and_when() -> None:
    """Unit, code with its leading zeros, year; a year that is no whole number is none."""
    made = record(book())
    assert (made.name, made.code, made.year) == ("甲局", "003", 2022)
    assert record(book(评价年度=2022.5)).year is None
    assert record(book(评价年度="2022年")).year is None
    assert record(book(预算编码=3)).code == "3"


def test_a_number_keeps_where_it_came_from() -> None:
    """Provenance to the end: file, hash and cell."""
    made = record(replace(book(), path="甲/乙.xlsx", sha256="ab"))
    assert (made.source.path, made.source.sha256) == ("甲/乙.xlsx", "ab")
    assert str(made.data["甲"].place) == "表!D5"


def test_filled_rows_only() -> None:
    """Rows of a 明细 table in which nothing was typed are no rows, though a formula stands in them."""
    held = book({"名称": "一", "数": 1}, {}, {"数": 0}, {"名称": " "})
    assert [line["数"].place.row for line in record(held).tables["明细表"]] == [4, 6]
