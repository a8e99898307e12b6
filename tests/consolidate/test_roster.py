"""The roster: read by its headings, codes kept as text, faults as values, the tree always sound."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from xltools.core.consolidation.roster import Unit, build_roster
from xltools.core.errors import InputError
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
    rows = [[906017, "甲"], ["007", "乙"], [[12, "000000"], "丙"], ["９０６", "丁"]]
    roster = read_roster(write(HEADINGS, *([*row, None, "下属"] for row in rows)))
    assert [unit.code for unit in roster.units] == ["906017", "007", "000012", "906"]
    assert not roster.faults


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


def test_bad_cells_are_faults_at_their_row(write: Write) -> None:
    """A type, a yes/no or a date that nobody can read is doubted (核实) and never stops the others."""
    roster = read_roster(write(HEADINGS, ["1", "甲", None, "局", "也许", "下月"], ["2", "乙", None, "下属"]))
    assert len(roster.units) == 2
    assert [(fault.level, fault.places[0].cell) for fault in roster.faults] == [("核实", "A2")] * 3


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
