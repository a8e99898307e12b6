"""Two workbooks: nothing is found in the same, one change is found once, inserted rows are just those."""

from __future__ import annotations

import datetime as dt
import io
import shutil
import subprocess
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.utils import get_column_letter

from tests.compare.pairs import book, compared, edited, filled, sample, saved, with_value
from tests.form.books import CLEAN, SAMPLES
from xltools.comparing import compare_paths
from xltools.core.compare.difference import Difference, Told
from xltools.core.compare.fields import Fields
from xltools.core.compare.workbooks import compare_workbooks
from xltools.core.layout import lay_out
from xltools.core.locating.locate import locate
from xltools.core.model import ErrorValue, Workbook
from xltools.engines.libreoffice import LibreOffice
from xltools.readers.xlsx import read_bytes
from xltools.runner import load_standard

#: Cells people type: figures beyond rounding of each other, words, blanks.
cells = st.one_of(
    st.none(),
    st.integers(1, 9_999_999),
    st.sampled_from(["收入", "支出", "合计", "其中：基本支出", "√"]),
)
grids = st.lists(st.lists(cells, min_size=1, max_size=5), min_size=1, max_size=9)
#: The same under headings, with a word at the head of each row.
tables = st.lists(st.tuples(st.sampled_from("甲乙丙"), cells, cells, cells), min_size=1, max_size=9).map(
    lambda rows: [["项目", "预算", "调整", "决算"], *map(list, rows)]
)


def fields(workbook: Workbook) -> Fields:
    """The fields of a workbook of the first standard."""
    standard = load_standard("湛江2022")
    return Fields(workbook, standard, locate(workbook, standard, lay_out(standard)))


def against_sample(content: bytes) -> Told:
    """The sample against another workbook of its standard, by field."""
    other = read_bytes(content, "公开.xlsx")
    return compare_workbooks(sample(), other, (fields(sample()), fields(other)))


def mirrored(found: Difference) -> tuple[Any, ...]:
    """A difference as it must be with the sides swapped."""
    apart = None if found.difference is None else -found.difference
    return (found.kind, found.weight, found.right, found.left, found.published, found.submitted, apart)


def listed(found: Difference) -> tuple[Any, ...]:
    """A difference without its words."""
    sides = (found.left, found.right, found.submitted, found.published, found.difference)
    return (found.kind, found.weight, *sides)


@given(grids)
@settings(deadline=None)
def test_nothing_differs_from_itself(rows: list[list[Any]]) -> None:
    """A workbook compared with itself differs in nothing, whatever stands in it."""
    content = book({"表": rows})
    assert compared(content, content).differences == ()


@given(grids, grids)
@settings(max_examples=150, deadline=None)
def test_symmetric(left: list[list[Any]], right: list[list[Any]]) -> None:
    """Swapping submitted and published swaps the sides of every difference, and finds no other."""
    one, other = book({"表": left}), book({"表": right})
    ahead, back = compared(one, other), compared(other, one)
    assert sorted(map(str, map(mirrored, back.differences))) == sorted(
        map(str, map(listed, ahead.differences))
    )
    assert ahead.compared == back.compared


@given(st.data())
@settings(max_examples=150, deadline=None)
def test_one_changed_cell(data: st.DataObject) -> None:
    """One changed cell is found at its place with both contents, and nothing else is."""
    rows = data.draw(tables)
    row = data.draw(st.integers(0, len(rows) - 1))
    column = data.draw(st.integers(0, len(rows[row]) - 1))
    changed = [list(each) for each in rows]
    changed[row][column] = 987_654_321
    told = compared(book({"表": rows}), book({"表": changed}))
    (found,) = told.differences
    at = f"{get_column_letter(column + 1)}{row + 1}"
    assert found.weight == "不同"
    assert found.right is not None
    assert found.published == "987,654,321"
    assert found.right.at == at


@given(st.data())
@settings(max_examples=150, deadline=None)
def test_inserted_rows(data: st.DataObject) -> None:
    """Rows put in at one place are told as those rows alone; every other cell agrees."""
    rows = data.draw(grids)
    at = data.draw(st.integers(0, len(rows)))
    new = [[f"新增第{n}行", 88_000_000 + n] for n in range(data.draw(st.integers(1, 3)))]
    told = compared(book({"表": rows}), book({"表": [*rows[:at], *new, *rows[at:]]}))
    (found,) = told.differences
    assert (found.kind, found.left) == ("行", None)
    assert found.right is not None
    assert found.right.at == f"{at + 1}:{at + len(new)}"


@given(st.permutations(range(9)))
@settings(deadline=None)
def test_rows_in_another_order(order: list[int]) -> None:
    """Rows that were only put in another order agree; it is told which moved."""
    rows = [[f"项目{n}", n * 17 + 1, n * 31 + 2] for n in range(9)]
    told = compared(book({"表": rows}), book({"表": [rows[n] for n in order]}))
    assert all((found.kind, found.weight) == ("行", "提示") for found in told.differences)
    assert bool(told.differences) is (order != sorted(order))


def test_inserted_column() -> None:
    """A column put in is told as that column alone."""
    rows = [[f"项目{n}", n * 17 + 1, n * 31 + 2] for n in range(12)]
    wider = [[row[0], f"备注{n}", *row[1:]] for n, row in enumerate(rows)]
    (found,) = compared(book({"表": rows}), book({"表": wider})).differences
    assert (found.kind, str(found.right)) == ("列", "表!B:B")


@pytest.mark.parametrize(("path", "standard"), SAMPLES, ids=lambda each: getattr(each, "stem", each))
def test_saved_again_by_openpyxl(path: Path, standard: str, tmp_path: Path) -> None:
    """A sample with its results as values says the same; without results those are not taken as equal."""
    for data_only, agrees in ((True, True), (False, False)):
        out = tmp_path / "公开.xlsx"
        out.write_bytes(saved(openpyxl.load_workbook(path, data_only=data_only)))
        (pair,) = compare_paths(path, out).pairs
        assert pair.error is None
        assert pair.standard == standard
        assert not pair.identical
        assert pair.count("不同") == pair.count("提示") == 0
        assert pair.same_content is pair.agrees is agrees
        assert bool(pair.count("无法比较")) is not agrees


@pytest.mark.skipif(not LibreOffice.available(), reason="needs LibreOffice")
def test_saved_again_by_libreoffice(tmp_path: Path) -> None:
    """What LibreOffice computed and saved again says the same."""
    shutil.copy(CLEAN, tmp_path / "报送.xlsx")
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    convert = ["soffice", profile, "--headless", "--convert-to", "xlsx", "--outdir", str(tmp_path / "公开")]
    command = [*convert, str(tmp_path / "报送.xlsx")]
    subprocess.run(command, check=True, capture_output=True, timeout=180)  # noqa: S603
    (pair,) = compare_paths(tmp_path / "报送.xlsx", tmp_path / "公开" / "报送.xlsx").pairs
    assert pair.same_content
    assert not pair.identical


def test_identical(tmp_path: Path) -> None:
    """Equal bytes are said at once, by their hash, even of files that are no workbooks."""
    for name in ("一.xlsx", "二.xlsx"):
        (tmp_path / name).write_bytes(b"no workbook")
    (pair,) = compare_paths(tmp_path / "一.xlsx", tmp_path / "二.xlsx").pairs
    assert pair.identical
    assert pair.agrees
    assert pair.sha256[0] == pair.sha256[1] != ""


@given(st.data())
@settings(max_examples=60, deadline=None)
def test_any_cell_of_a_sample(data: st.DataObject) -> None:
    """Whatever cell of a real workbook is changed, figure, label or heading: it alone is found."""
    place = data.draw(st.sampled_from(filled(sample(), without=frozenset({"校验"}))))
    value = data.draw(st.sampled_from([987_654_321, "改成了别的", ErrorValue("#REF!"), None]))
    other = with_value(sample(), place, value)
    (found,) = compare_workbooks(sample(), other, (fields(sample()), fields(other))).differences
    assert found.weight == "不同"
    assert str(found.left) == str(place)
    assert found.right == found.left or value is None


def test_a_field() -> None:
    """A changed figure of a field is told with the field, both cells, and the difference in its unit."""

    def edit(made: Any) -> None:
        made["自评表"]["F29"] = made["自评表"]["F29"].value + 9

    (found,) = against_sample(edited(edit)).differences
    assert (found.weight, str(found.left), str(found.right)) == ("不同", "自评表!F29", "自评表!F29")
    assert (found.difference, found.unit) == (Decimal(9), "元")
    assert found.field.endswith("_决算")
    assert "结转" in found.label


def test_a_field_that_moved() -> None:
    """Fields pushed down by an inserted row are compared with themselves, at both their places."""

    def edit(made: Any) -> None:
        sheet = made["自评表"]
        sheet.insert_rows(12)
        sheet["B12"], sheet["D12"] = "另加的一行", 5
        sheet["F30"] = sheet["F30"].value + 9

    row, found = sorted(against_sample(edited(edit)).differences, key=lambda each: each.kind != "行")
    assert (row.kind, str(row.right), row.left) == ("行", "自评表!12:12", None)
    assert (str(found.left), str(found.right), found.difference) == ("自评表!F29", "自评表!F30", Decimal(9))


def test_declared_unit() -> None:
    """Amounts published in 万元 agree with those submitted in 元 when both files say so, and it is told."""

    def edit(made: Any) -> None:
        for sheet in made:
            for row in sheet.iter_rows():
                for cell in row:
                    if cell.value == "元" and sheet.title == "封面":
                        cell.value = "万元"
        for column in "DEFG":
            made["自评表"][f"{column}29"] = (made["自评表"][f"{column}29"].value or 0) / 10_000

    told = against_sample(edited(edit))
    by_place = {str(each.left): each for each in told.differences}
    assert by_place["自评表!F29"].weight == "提示"
    assert "单位不同，数值相符" in by_place["自评表!F29"].note
    # Left as it was, the same digits now mean ten thousand times as much.
    assert by_place["自评表!F26"].weight == "不同"
    assert "数字相同，但两边注明的单位不同" in by_place["自评表!F26"].note


def test_declared_on_the_sheet() -> None:
    """Without a standard the unit a sheet declares explains a factor; counts of people stay as they are."""
    left = book({"表": [["单位：元"], ["收入", 12_345_600], ["支出", 9_876_500], ["人数", 12]]})
    right = book({"表": [["单位：万元"], ["收入", 1234.56], ["支出", 987.66], ["人数", 12]]})
    found = {str(each.left): each for each in compared(left, right).differences}
    assert found["表!A1"].weight == "不同"
    assert "单位不同，数值相符" in found["表!B2"].note
    assert found["表!B3"].weight == "不同"
    assert "表!B4" not in found


def test_hidden() -> None:
    """Rows, columns, sheets and figures hidden on one side only differ, in either direction."""

    def edit(made: Any) -> None:
        made["自评表"].row_dimensions[29].hidden = True
        made["自评表"].column_dimensions["G"].hidden = True
        made["自评表"]["F26"].number_format = ";;;"
        made["佐证材料"].sheet_state = "hidden"

    found = {(each.kind, str(each.right)) for each in against_sample(edited(edit)).differences}
    assert found == {
        ("隐藏", "自评表!29:29"),
        ("隐藏", "自评表!G:G"),
        ("隐藏", "自评表!F26"),
        ("隐藏", "佐证材料"),
    }


def test_renamed_sheet() -> None:
    """A sheet under another name is found by its content, and that is told; a new one is a difference."""

    def edit(made: Any) -> None:
        made["项目表"].title = "项目支出情况"
        made.create_sheet("附注")["A1"] = "公开时加的"
        made.create_sheet("空白")

    told = against_sample(edited(edit))
    (found,) = told.differences
    assert (found.kind, found.left, str(found.right)) == ("工作表", None, "附注")
    assert any("项目支出情况" in note for note in told.notes)
    assert any("空白" in note for note in told.notes)


def test_our_own_sheets_are_left_out() -> None:
    """Whatever stands on 校验 and 审核结果 is no difference, and it is told that they were left out."""

    def edit(made: Any) -> None:
        made["校验"]["G6"] = "改过"
        sheet = made.create_sheet("审核结果")
        sheet.append(["编号", "核实说明", "标识"])
        sheet.append(["R001", "已核实", "x"])

    told = against_sample(edited(edit))
    assert told.differences == ()
    assert any("校验" in note and "审核结果" in note for note in told.notes)


def test_only_the_figures_published() -> None:
    """Published as values, without names, checks and parameters, the fields are found by their words."""

    def edit(made: Any) -> None:
        for name in ("校验", "参数"):
            del made[name]
        for name in list(made.defined_names):
            del made.defined_names[name]
        made["自评表"]["F29"] = made["自评表"]["F29"].value + 9

    told = against_sample(edited(edit))
    (found,) = told.differences
    assert found.field.endswith("_决算")
    assert any("参数" in note for note in told.notes)


def test_long_words() -> None:
    """A long text is one difference that shows what changed, its figures one by one."""
    text = "本年度部门预算安排一千项工作，" * 6 + "实际支出1,234.50万元，完成率98%。"
    other = text.replace("1,234.50", "1,243.50")
    left, right = book({"表": [["说明", text]]}), book({"表": [["说明", other]]})
    (found,) = compared(left, right).differences
    assert (found.submitted, found.published) == ("1,234.50万元", "1,243.50万元")
    assert "差 +9万元" in found.note


def test_far_cells_and_dates() -> None:
    """A cell far off counts as any other; a date typed as text is that date."""
    left = book({"表": [["日期", dt.date(2023, 4, 25)]]}, {"B1": "yyyy-mm-dd"})
    right = book({"表": [["日期", "2023年4月25日"]]})
    assert compared(left, right).differences == ()
    made = openpyxl.load_workbook(io.BytesIO(right))
    made.active["XFD1048576"] = "在很远的地方"
    (found,) = compared(left, saved(made)).differences
    assert str(found.right) == "表!XFD1048576"


def test_places_are_counted_once() -> None:
    """Places compared are those that agree and those that do not, and nothing is counted twice."""
    told = compared(book({"表": [["甲", 1], ["乙", 2]]}), book({"表": [["甲", 1], ["乙", 3]]}))
    assert told.compared == 4
    assert len(told.differences) == 1
    assert replace(told, differences=()) + told == replace(told, compared=8)
