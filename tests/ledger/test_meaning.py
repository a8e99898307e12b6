"""What the ledger makes of what it holds: what changed, where a unit stands, who wrote what when."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.ledger.conftest import told
from xltools.core.consolidation.roster import Roster, Unit, build_roster
from xltools.core.ledger.change import Moved, change
from xltools.core.ledger.handed import File, Handed, Owner, Said, Told, handed
from xltools.core.ledger.history import Turn, explanations, steps
from xltools.core.ledger.status import Entry, status
from xltools.core.ledger.tally import Tally
from xltools.core.model import Checked, Datum, Record, Source, Typed
from xltools.core.refs import Place

Hand = Callable[..., Handed]

DAY = dt.date(2023, 4, 28)
DEADLINE = dt.date(2023, 4, 25)

TOLD = st.builds(
    told,
    st.sampled_from(("R001", "R002")),
    st.sampled_from(("F1", "F2", "F3")),
    field=st.sampled_from("甲乙"),
)


@given(before=st.lists(TOLD, max_size=8), after=st.lists(TOLD, max_size=8))
def test_every_finding_is_in_a_change_once(hand: Hand, before: list[Told], after: list[Told]) -> None:
    """Gone and still are the former findings, new and still the later ones, each as often as it stood."""
    found = change(hand("1", 0, findings=tuple(before)), hand("1", 1, findings=tuple(after)))
    assert Counter([*found.gone, *(one for one, _ in found.still)]) == Counter(before)
    assert Counter([*found.new, *(other for _, other in found.still)]) == Counter(after)
    assert all(one.rule == other.rule and one.field == other.field for one, other in found.still)
    same = {(each.rule, each.field) for each in found.gone} & {(each.rule, each.field) for each in found.new}
    assert same == set()


def test_a_finding_whose_cell_moved_is_still_there(hand: Hand) -> None:
    """A row put above moves every cell: that corrects nothing and adds nothing; the same cell goes first."""
    before = hand("1", 0, findings=(told(cell="F1", field="甲"), told(cell="F2", field="甲")))
    after = hand("1", 1, findings=(told(cell="F2", field="甲"), told(cell="F3", field="甲")))
    found = change(before, after)
    assert (found.gone, found.new) == ((), ())
    assert [(one.cell, other.cell) for one, other in found.still] == [("F2", "F2"), ("F1", "F3")]


def test_figures_changed_by_field(hand: Hand) -> None:
    """A figure that is another, was filled or was emptied is named with both; an equal one is not."""
    before = hand("1", 0, figures={"支出": "1", "收入": "2", "结余": "3"})
    after = hand("1", 1, figures={"收入": "2.5", "结余": "3", "新增": "4"})
    assert change(before, after).figures == (
        Moved("支出", "1", ""),
        Moved("收入", "2", "2.5"),
        Moved("新增", "", "4"),
    )
    assert change(before, before).nothing
    judged = hand("1", 1, findings=(told(),)), hand("1", 1, findings=(told(outcome="未判"),))
    assert not change(*judged).nothing


def checked_of(**values: Typed) -> Checked:
    """A checked file with these fields, and a table with a row of its own and one that is a field too."""
    places = {name: Place("自评表", number, 2) for number, name in enumerate(values, 1)}
    data = {name: Datum(name, value, places[name]) for name, value in values.items()}
    row = {"名称": Datum("项目_名称", "项目一", Place("项目", 2, 1)), "数": next(iter(data.values()))}
    record = Record("样例", Source("a.xlsx", "ab"), "1", "甲", 2022, data, {"项目": (row,)})
    return Checked("a.xlsx", "ab", "样例", "", "通过", record)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (Decimal("1.50"), "1.5"),
        (Decimal("1E+3"), "1000"),
        (Decimal(0), "0"),
        (True, "是"),
        (3, "3"),
        (dt.date(2023, 4, 25), "2023-04-25"),
        ("约十万", "约十万"),
    ],
)
def test_figures_are_kept_as_exact_texts(value: Typed, text: str) -> None:
    """Each filled cell is kept once; a blank is none, and never 0."""
    each = handed(checked_of(支出=value, 空=None), File("a.xlsx", "ab", 1, 1), Owner("1", "甲", 2022), "r1")
    assert each.figures == {"支出": text, "项目 第1行 名称": "项目一"}


def entry(code: str, **changes: Any) -> Entry:
    """An entry of a unit that handed in on time and passed."""
    first = {"first": DEADLINE, "last": DEADLINE, **changes}
    return Entry(code, f"单位{code}", f"/报送/{code}.xlsx", first.pop("verdict", "通过"), **first)


@pytest.fixture
def roster() -> Roster:
    """A group, two units below it and one beside, that owes nothing."""
    return build_roster(
        [
            Unit("9", "单位9", "", "虚拟", expected=False),
            Unit("1", "单位1", "9", deadline=DEADLINE),
            Unit("2", "单位2", "9", deadline=DEADLINE),
            Unit("3", "单位3", "", deadline=DEADLINE, expected=False),
            Unit("4", "单位4", ""),
        ]
    )


def test_where_units_stand_by_the_roster(roster: Roster) -> None:
    """In tree order each unit has its word; counts are of those that have to hand in."""
    late = DEADLINE + dt.timedelta(days=1)
    entries = [entry("1", verdict="需核实", first=late, last=late), entry("3"), entry("7")]
    found = status(entries, roster, 2022, DAY)
    told_of = [(each.unit.code, each.level, each.state, each.late) for each in found.standings]
    assert told_of == [
        ("9", 0, "", False),
        ("1", 1, "待核实", True),
        ("2", 1, "未报", True),
        ("3", 0, "通过", False),
        ("4", 0, "未报", False),
    ]
    assert (found.due, found.everyone.received, found.everyone.late) == (3, 1, 1)
    assert found.everyone == Tally(due=3, received=1, missing=2, late=1, overdue=1, doubtful=1)
    assert [each.code for each in found.outside] == ["7"]


def test_a_return_does_not_make_late(roster: Roster) -> None:
    """Who first came in time and resubmits after the deadline is not late; the deadline's day is in time."""
    again = entry("1", verdict="不通过", last=DAY)
    (standing,) = (each for each in status([again], roster, 2022, DAY).standings if each.entry)
    assert (standing.state, standing.late) == ("退回", False)


def test_a_file_on_a_foreign_form_is_returned(roster: Roster) -> None:
    """A file that passes by another standard's rules is no report of this round."""
    (standing,) = (
        each for each in status([entry("1", state="规范不符")], roster, 2022, DAY).standings if each.entry
    )
    assert standing.state == "退回"


def test_two_series_of_one_unit_are_one_standing(roster: Roster) -> None:
    """A unit that once left its code blank is found by its name, and the later submission counts."""
    nameless = Entry("", "单位1", "/报送/旧.xlsx", "不通过", DEADLINE, DEADLINE, 2)
    found = status([nameless, entry("1", first=DAY, last=DAY)], roster, 2022, DAY)
    (standing,) = (each for each in found.standings if each.entry)
    assert standing.entry is not None
    assert (standing.entry.path, standing.entry.first, standing.entry.times) == ("/报送/1.xlsx", DEADLINE, 3)


def test_without_a_roster_nobody_knows_what_is_due() -> None:
    """Units are those that handed in; what is due is unknown, not 0; files of nobody stand apart."""
    nobody = Entry("", "", "/报送/坏.xlsx", "无法读取", DAY, DAY, error="有密码")
    found = status([entry("2"), nobody, entry("1", verdict="不通过")], None, 2022, DAY)
    assert found.due is None
    assert [(each.unit.code, each.state) for each in found.standings] == [("1", "退回"), ("2", "通过")]
    assert found.nobody == (nobody,)
    assert found.everyone.received == 2


def test_explanations_over_time(hand: Hand) -> None:
    """Words that stand unchanged are told once, each change with its day; other findings stay apart."""

    def said(text: str, opinion: str = "", rule: str = "R053") -> Said:
        return Said(rule, "评分表", "F3", "自评得分", text, opinion)

    told_of = ((said("一"),), (said("一"), said("另", rule="R060")), (said("二", "认可"),))
    days = [DEADLINE + dt.timedelta(days=number) for number in range(3)]
    turns = [
        Turn(day, hand("1", number, said=each), current=number == 2)
        for number, (day, each) in enumerate(zip(days, told_of, strict=True))
    ]
    first, second = explanations(turns)
    assert [(day, each.text, each.opinion) for day, each in first.words] == [
        (days[0], "一", ""),
        (days[2], "二", "认可"),
    ]
    assert [(day, each.text) for day, each in second.words] == [(days[1], "另")]
    assert [step.change is None for step in steps(turns)] == [True, False, False]
