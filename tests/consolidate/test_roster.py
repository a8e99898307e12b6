"""The roster: read by its headings, codes kept as text, faults as values, the tree always sound."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from xltools.core.consolidation.roster import Roster, Unit, build_roster
from xltools.core.errors import InputError
from xltools.core.refs import Place
from xltools.readers.roster import read_roster

HEADINGS = ["编码", "名称", "上级编码", "类型", "应报", "截止日期", "说明"]
Write = Callable[..., Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Write a roster workbook from rows; a list as a cell is (number, number format)."""

    def written(*rows: list[object], sheet: str = "名册") -> Path:
        path = tmp_path / "名册.xlsx"
        with xlsxwriter.Workbook(str(path)) as book:
            raw = book.add_worksheet(sheet)
            for number, row in enumerate(rows):
                for column, value in enumerate(row):
                    if isinstance(value, list):
                        raw.write_number(number, column, value[0], book.add_format({"num_format": value[1]}))
                    elif value is not None:
                        raw.write(number, column, value)
        return path

    return written


def test_codes_are_text(write: Write) -> None:
    """A number cell is the code people see; leading zeros are kept, also those of a number format."""
    rows = [[906017, "甲"], ["007", "乙"], [[12, "000000"], "丙"]]
    roster = read_roster(write(HEADINGS, *([*row, None, "下属"] for row in rows)))
    assert [unit.code for unit in roster.units] == ["906017", "007", "000012"]
    assert not roster.faults


def told(roster: Roster) -> list[tuple[str, str, str]]:
    """The faults of a roster: level, cell, and what is said behind the row."""
    return [(each.level, each.places[0].cell, each.message.split("行", 1)[1]) for each in roster.faults]


def test_a_code_with_stray_signs_is_read_and_said(write: Write) -> None:
    """Spaces and full-width digits in a code or the code above do not part two units, and are told of."""
    rows = [["９０６", "甲", None, "虚拟"], [" 906001\n", "乙", "906 ", "下属"]]
    roster = read_roster(write(HEADINGS, *rows))
    assert [(unit.code, unit.parent) for unit in roster.units] == [("906", ""), ("906001", "906")]
    assert [(level, cell) for level, cell, _ in told(roster)] == [
        ("提示", "A2"),
        ("提示", "A3"),
        ("提示", "C3"),
    ]
    assert told(roster)[0][2] == "的编码“９０６”含空格、换行或全角字符，按“906”读"


@pytest.mark.parametrize(
    ("codes", "doubted"),
    [
        ([("017", ""), (18, ""), ("906", "")], ["A3"]),
        ([(17, ""), (906, ""), (907, "")], ["A2"]),
        ([(906, ""), (906001, "906"), (906002, "906")], []),
        ([(906, ""), (906001, ""), (907001, "")], []),
        ([([17, "000"], ""), ("906", ""), ("907", "")], []),
        ([("17", ""), ("906", ""), ("907", "")], []),
        ([(17, ""), (18, "")], []),
    ],
)
def test_zeros_that_a_spreadsheet_took_are_doubted(
    write: Write, codes: list[tuple[object, str]], doubted: list[str]
) -> None:
    """A plain number shorter than its sisters' codes may have been 017; text and formats cannot have."""
    rows = [[code, f"单位{n}", parent or None, "下属"] for n, (code, parent) in enumerate(codes)]
    roster = read_roster(write(HEADINGS, *rows))
    assert [cell for _, cell, what in told(roster) if "前面的 0" in what] == doubted


@pytest.mark.parametrize(
    ("cell", "day"),
    [
        ("2023-04-30", dt.date(2023, 4, 30)),
        ("2023/4/30", dt.date(2023, 4, 30)),
        ("2023.4.30", dt.date(2023, 4, 30)),
        ("２０２３年４月３０日", dt.date(2023, 4, 30)),
        ("20230430", dt.date(2023, 4, 30)),
        (20230430, dt.date(2023, 4, 30)),
        ("2023-04-30 00:00:00", dt.date(2023, 4, 30)),
        ([45046, 'yyyy"年"m"月"d"日"'], dt.date(2023, 4, 30)),
        ([45046, "m/d"], dt.date(2023, 4, 30)),
        (2023, None),
        (45046, None),
        ([2023, '0"年"'], None),
        ("4月30日", None),
        ("2023-04-30前后", None),
        ("2023-02-30", None),
        (True, None),
    ],
)
def test_a_deadline_is_a_day_or_told(write: Write, cell: object, day: dt.date | None) -> None:
    """A year, a number without the looks of a day, half a date: none is taken for a day in silence."""
    roster = read_roster(write(HEADINGS, ["1", "甲", None, "下属", "是", cell]))
    assert roster.units[0].deadline == day
    assert [(level, at) for level, at, _ in told(roster)] == ([] if day else [("核实", "F2")])


def test_a_deadline_comes_from_the_nearest_unit_above() -> None:
    """Its own, else that of the nearest above that has one; at any depth, and never round a cycle."""
    early, late = dt.date(2023, 4, 20), dt.date(2023, 4, 30)
    rows = [
        Unit("1111", "丁", "111"),
        Unit("111", "丙", "11"),
        Unit("11", "乙", "1", deadline=early),
        Unit("1", "甲", deadline=late),
        Unit("12", "戊", "1"),
        Unit("2", "己"),
        Unit("3", "庚", "4", deadline=late),
        Unit("4", "辛", "3"),
    ]
    due = {unit.code: unit.deadline for unit in build_roster(rows).units}
    assert due == {
        "1111": early,
        "111": early,
        "11": early,
        "1": late,
        "12": late,
        "2": None,
        "3": late,
        "4": None,
    }


def test_why_a_unit_does_not_hand_in_is_kept(write: Write) -> None:
    """The column 未报原因 may be there or not, wherever it stands."""
    heads = ["未报原因", *HEADINGS]
    rows = [["已撤并", "1", "甲", None, "下属", "否"], [None, "2", "乙", None, "下属", "是"]]
    assert [unit.reason for unit in read_roster(write(heads, *rows)).units] == ["已撤并", ""]


def test_cells_without_a_value_are_told(tmp_path: Path) -> None:
    """An error, a formula nobody computed, cells merged downwards: what stands there is not read as blank."""
    path = tmp_path / "名册.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        raw = book.add_worksheet("名册")
        raw.write_row(0, 0, HEADINGS)
        for row in (1, 2, 3):
            raw.write_row(row, 0, [f"1{row}", f"单位{row}", "1", "下属"])
        raw.merge_range(1, 2, 2, 2, "1", book.add_format({"bold": True}))
        raw.write_formula(3, 5, "=1/0", None, "#DIV/0!")
        raw.write_row(4, 0, ["1", None, None, "虚拟"])
    roster = read_roster(path)
    assert [unit.parent for unit in roster.units] == ["1", "", "1", ""]
    assert told(roster) == [
        ("核实", "C2", "的上级编码与下面 1 行合并，下面各行按格里存的读（多为空白）"),
        ("错误", "F4", "的截止日期是错误值 #DIV/0!，按空白读"),
        ("核实", "B5", "没有名称"),
    ]


@pytest.mark.parametrize("above", [0, 1, 2, 5])
def test_headings_may_stand_lower(write: Write, above: int) -> None:
    """Titles and notes above the headings change nothing."""
    titles = [["2022年度部门整体支出绩效自评单位名册", None, "类型"]] * above
    (unit,) = read_roster(write(*titles, HEADINGS, ["017", "甲", None, "下属", "是", "2023-04-30"])).units
    assert unit == Unit("017", "甲", deadline=dt.date(2023, 4, 30))
    assert unit.place == Place("名册", above + 2, 1)


def test_columns_are_found_by_heading(write: Write) -> None:
    """A title above, other columns between and another order do not matter; dates come in both forms."""
    heads = ["序号", "名称", "编 码", "截止日期", "应报", "类型", "上级编码"]
    rows = [
        [1, "甲", "1", [45041, "yyyy-mm-dd"], "否", "虚拟", None],
        [2, "乙", "2", "2023年4月5日", "是", "本级", 1],
    ]
    first, second = read_roster(write(["2022年名册"], [], heads, *rows)).units
    assert first == Unit("1", "甲", "", "虚拟", expected=False, deadline=dt.date(2023, 4, 25))
    assert second == Unit("2", "乙", "1", "本级", expected=True, deadline=dt.date(2023, 4, 5))


def test_bad_cells_are_faults_at_their_cell(write: Write) -> None:
    """A type, a yes/no or a date that nobody can read is doubted (核实) and never stops the others."""
    roster = read_roster(write(HEADINGS, ["1", "甲", None, "局", "也许", "下月"], ["2", "乙", None, "下属"]))
    assert len(roster.units) == 2
    assert [(fault.level, fault.places[0].cell) for fault in roster.faults] == [
        ("核实", "D2"),
        ("核实", "E2"),
        ("核实", "F2"),
    ]
    assert roster.faults[0].message == "名册表第2行的类型“局”应为本级、下属、虚拟之一，暂按“下属”"


def test_what_is_no_roster_is_refused_in_chinese(write: Write, tmp_path: Path) -> None:
    """A missing sheet, a missing column, a missing or foreign file: InputError names it."""
    with pytest.raises(InputError, match="没有工作表“名册”"):
        read_roster(write(HEADINGS, sheet="Sheet1"))
    with pytest.raises(InputError, match="缺少列:应报、截止日期"):
        read_roster(write(HEADINGS[:4]))
    with pytest.raises(InputError, match="找不到"):
        read_roster(tmp_path / "无.xlsx")


def test_faults_of_the_tree() -> None:
    """A cycle, an unknown parent, a double and a missing code are each reported."""
    rows = [Unit("1", "甲", "2"), Unit("2", "乙", "1"), Unit("3", "丙", "9"), Unit("3", "丁"), Unit("", "戊")]
    roster = build_roster(rows)
    assert [fault.rule for fault in roster.faults] == ["报送不重复"] * 2 + ["应报齐全"] * 3
    assert [unit.code for unit in roster.units] == ["1", "2", "3"]
    assert roster.by_name["丙"].code == "3"


@given(st.lists(st.tuples(st.integers(1, 8), st.integers(0, 9)), max_size=12))
def test_the_tree_holds_every_unit_once(rows: list[tuple[int, int]]) -> None:
    """Whatever parents are named, a walk meets each unit once, after its parent."""
    roster = build_roster(
        Unit(str(code), f"单位{code}", str(parent) if parent else "") for code, parent in rows
    )
    walked = [unit.code for unit, _ in roster.walk()]
    assert sorted(walked) == sorted({str(code) for code, _ in rows})
    assert all(walked.index(roster.parents[code] or code) <= walked.index(code) for code in walked)
