"""Where units stand: late by days, returned how often, why missing, attached forms, counts of departments."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.ledger.conftest import told
from tests.ledger.test_sequences import new_ledger, put
from xltools.commands import ledger_json, ledger_text
from xltools.core.consolidation.lateness import Lateness
from xltools.core.consolidation.roster import Roster, Unit, build_roster
from xltools.core.consolidation.versions import Came
from xltools.core.ledger.handed import Handed
from xltools.core.ledger.said import notes
from xltools.core.ledger.status import Entry, Forms, Standing, Status, status
from xltools.core.ledger.tally import Tally
from xltools.ledger import read
from xltools.ledger.write import begin, finish, record
from xltools.writers.standing import standing_book

Hand = Callable[..., Handed]

DAY, DEADLINE = dt.date(2023, 4, 28), dt.date(2023, 4, 25)


def entry(code: str, days: int = 0, **changes: object) -> Entry:
    """An entry of a unit that passed and came so many days after the deadline."""
    came = DEADLINE + dt.timedelta(days=days)
    return Entry(code, f"单位{code}", f"/报送/{code}.xlsx", "通过", came, came, **changes)  # type: ignore[arg-type]


@pytest.fixture
def roster() -> Roster:
    """Bureau 9 over counties 91 and 92, each over units; what the bureau says is when all is due."""
    return build_roster(
        [
            Unit("9", "市局", "", "虚拟", expected=False, deadline=DEADLINE),
            Unit("91", "甲县局", "9"),
            Unit("911", "甲县站", "91"),
            Unit("912", "甲县所", "91", reason="已撤并"),
            Unit("92", "乙县局", "9", deadline=DAY),
            Unit("921", "乙县站", "92"),
        ]
    )


@pytest.fixture
def found(roster: Roster) -> Status:
    """One late, one in time by its later deadline, one excused, one overdue, one not yet due."""
    entries = [
        entry("91", 2),
        entry("92", 3, returned=2),
        entry("8"),
        Entry("", "", "/坏", "无法读取", DAY, DAY),
    ]
    forms = [Forms("92", "乙县局", 3, 1), Forms("", "单位92", 9)]
    return status(entries, roster, 2022, DAY, forms)


def of(found: Status, code: str) -> Standing:
    """The standing of a unit."""
    return next(each for each in found.standings if each.unit.code == code)


def test_late_by_its_own_deadline_or_the_one_above(found: Status) -> None:
    """The deadline is inherited; whose absence has a reason is not overdue; days are told."""
    stands = {each.unit.code: each.lateness for each in found.standings}
    assert stands == {
        "9": Lateness(),
        "91": Lateness("迟报", 2),
        "911": Lateness("逾期", 3),
        "912": Lateness(),
        "92": Lateness("按期"),
        "921": Lateness("未到期"),
    }


def test_what_is_said_of_each(found: Status) -> None:
    """In few words: how late, how often returned, why missing, which attached forms fail."""
    said = {each.unit.code: "；".join(notes(each)) for each in found.standings}
    assert said == {
        "9": "",
        "91": "迟报 2 天（2023-04-27 初报）",
        "911": "已过截止日期 3 天",
        "912": "未报原因：已撤并",
        "92": "退回过 2 次；附表 1 份不通过",
        "921": "未到期",
    }
    excused = status([entry("912")], build_roster([Unit("912", "所", reason="已撤并")]), 2022, DAY)
    assert list(notes(excused.standings[0])) == ["名册写着未报原因：已撤并，却报了"]


def test_departments_have_counts(found: Status) -> None:
    """Each counts itself and all below; 未报 holds those with a reason."""
    counts = {standing.unit.code: tally for standing, tally in found.departments}
    assert counts == {
        "9": Tally(due=5, received=2, missing=3, excused=1, late=1, overdue=1, passed=2, forms=3),
        "91": Tally(due=3, received=1, missing=2, excused=1, late=1, overdue=1, passed=1),
        "92": Tally(due=2, received=1, missing=1, passed=1, forms=3),
    }
    assert found.everyone == counts["9"]


@given(
    parents=st.lists(st.integers(-1, 12), min_size=1, max_size=12),
    came=st.sets(st.integers(0, 12)),
    owed=st.sets(st.integers(0, 12)),
)
def test_counts_add_up_in_any_tree(parents: list[int], came: set[int], owed: set[int]) -> None:
    """Of any tree, cycles and orphans too: a department's counts are its own and its children's."""
    units = [
        Unit(str(n), f"单位{n}", str(parent) if parent >= 0 else "", expected=n in owed, deadline=DEADLINE)
        for n, parent in enumerate(parents)
    ]
    roster = build_roster(units)
    found = status([entry(str(n)) for n in came if n < len(units)], roster, 2022, DAY)
    below = {standing.unit.code: tally for standing, tally in found.departments}
    own = {
        each.unit.code: each
        for each in status([s.entry for s in found.standings if s.entry], roster, 2022, DAY).standings
    }

    def counted(code: str) -> Tally:
        unit = own[code]
        due = int(unit.unit.expected)
        whole = Tally(
            due=due,
            received=due * (unit.entry is not None),
            missing=due * (unit.entry is None),
            overdue=due * (unit.entry is None),
            passed=due * (unit.entry is not None),
        )
        for child in roster.children(code):
            whole = whole.plus(counted(child.code))
        return whole

    assert set(below) == {code for code in own if roster.children(code)}
    assert all(tally == counted(code) for code, tally in below.items())
    assert found.everyone.due == found.due == len([unit for unit in units if unit.expected])
    assert found.everyone.received + found.everyone.missing == found.due


def test_two_versions_at_once_are_to_be_cleared_up(roster: Roster) -> None:
    """A unit of which nobody knows which file is meant has not passed, whatever one of its files says."""
    assert of(status([entry("91", state="重复")], roster, 2022, DAY), "91").state == "待核实"


def test_returned_counts_what_did_not_pass_before(hand: Hand) -> None:
    """Failed, failed, passed: returned twice; failing again now is no return yet."""
    with new_ledger() as connection:
        known = []
        for number, failing in enumerate((True, True, False, True)):
            put(connection, number, [hand("1", number, findings=(told(),) if failing else ())])
            (one,) = read.entries(connection, 2022)
            known.append((one.times, one.returned))
        assert known == [(1, 0), (2, 1), (3, 2), (4, 2)]


def test_attached_forms_count_with_their_unit(hand: Hand) -> None:
    """Those that lie beside the unit's workbook; renamed is not doubled, failing is told; no unit is none."""
    with new_ledger() as connection:
        forms = [hand("1", n, path=f"/报送/项目{n}.xlsx", attached=True) for n in (1, 2)]
        bad = hand("1", 3, path="/报送/项目3.xlsx", attached=True, findings=(told(),))
        put(connection, 0, [*forms, bad, hand("1", 0), hand("2", 0)])
        assert read.forms(connection, 2022) == (Forms("1", "单位1", 3, 1),)
        renamed = hand("1", 1, path="/报送/改名.xlsx", attached=True)
        put(connection, 1, [renamed, forms[1], bad, hand("1", 0), hand("2", 0)])
        assert read.forms(connection, 2022) == (Forms("1", "单位1", 3, 1),)
        assert read.forms(connection, 2021) == ()


def test_when_each_content_came(hand: Hand) -> None:
    """By content: the run and day of its last handing-in, and when its unit came first; from the run on."""
    with new_ledger() as connection:
        day = dt.date(2023, 4, 1)
        old, new, other = hand("1", 0), hand("1", 1, path="/报送/新.xlsx"), hand("2", 0)
        put(connection, 0, [old])
        run = begin(connection, "/报送", day + dt.timedelta(days=1))
        for each in (old, new, other):
            record(connection, run, day + dt.timedelta(days=1), each)
        later = day + dt.timedelta(days=1)
        assert read.came(connection, run) == {
            old.file.content: Came(1, day, day),
            new.file.content: Came(2, later, day),
            other.file.content: Came(2, later, later),
        }
        finish(connection, run, {})


def test_the_workbook_has_a_row_a_unit(found: Status, tmp_path: Path) -> None:
    """Frozen, filtered, indented by level, words coloured; departments and strangers on their own sheets."""
    content = standing_book(found, tmp_path)
    assert content == standing_book(found, tmp_path)
    path = tmp_path / "报送情况.xlsx"
    path.write_bytes(content)
    book = openpyxl.load_workbook(path)
    assert book.sheetnames == ["报送情况", "按部门", "名册外"]
    sheet = book["报送情况"]
    heads, *rows = ([cell.value for cell in row] for row in sheet.iter_rows(min_row=3))
    named = [dict(zip(heads, row, strict=True)) for row in rows]
    assert [row["编码"] for row in named] == [each.unit.code for each in found.standings]
    assert named[1] | {"状态": "通过", "时限": "迟报", "迟报天数": 2, "初报日期": "2023-04-27"} == named[1]
    assert (named[3]["状态"], named[3]["时限"], named[3]["说明"]) == ("未报", None, "未报原因：已撤并")
    assert (named[4]["退回次数"], named[4]["附表"]) == (2, 3)
    assert sheet.freeze_panes == "C4"
    assert sheet.auto_filter.ref == "A3:S9"
    assert sheet.cell(6, 2).alignment.indent == 2
    assert sheet.cell(6, 5).fill.start_color.rgb == "FFF8D7D3"
    assert "应报 5 家，实报 2 家，未报 3 家，有原因 1 家" in sheet["A2"].value
    assert [cell.value for cell in book["按部门"][5]][:6] == ["91", "甲县局", 3, 1, 2, 1]
    assert [row[0].value for row in book["名册外"].iter_rows(min_row=4)] == ["8", None]


def test_text_and_json_say_the_same(found: Status) -> None:
    """The departments, the days late and the reason stand in all three forms."""
    text = "\n".join(each.text for each in ledger_text.status_lines(found, []))
    assert "应报 5 家，实报 2 家，未报 3 家（有原因 1 家），迟报 1 家" in text
    assert "按部门（含下属各级）" in text
    assert "未报原因：已撤并" in text
    document = "".join(ledger_json.status_pieces(found))
    assert '"timeliness":"迟报"' in document.replace(" ", "")
    assert '"reason":"已撤并"' in document.replace(" ", "")


def test_without_a_roster_no_count_is_invented() -> None:
    """What is due, missing or late nobody knows: not 0, but left out."""
    found = status([entry("1")], None, 2022, DAY)
    book = openpyxl.load_workbook(BytesIO(standing_book(found, Path())))
    note = book["报送情况"]["A2"].value
    assert "没有名册，不知道应报多少；实报 1 家" in note
    assert '"应报":null' in "".join(ledger_json.status_pieces(found)).replace(" ", "")
