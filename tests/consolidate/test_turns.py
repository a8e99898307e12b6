"""Whatever tree, order, interruption, doubling or dropping: every file has one fate, totals are what counts.

A folder is gone through again and again with one ledger, as an office does it.
"""

from __future__ import annotations

import datetime as dt
import random
import sqlite3
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from tests.consolidate.extracted import consolidate
from tests.consolidate.test_conservation import cents, of_filing, parts_of
from xltools.core.consolidation.roster import UNIT_KINDS, Roster, Unit, build_roster
from xltools.core.consolidation.summary import Submission, Summary
from xltools.core.ledger.handed import File, Handed, Owner
from xltools.core.model import Checked
from xltools.core.standard import Standard
from xltools.ledger import read
from xltools.ledger.opened import writing
from xltools.ledger.write import begin, finish, hand_in_again, record

Make = Callable[..., Checked]

pytestmark = pytest.mark.filterwarnings("ignore:Generating overly large repr")
calm = settings(suppress_health_check=[HealthCheck.too_slow], deadline=None, max_examples=50)

MONEY = "财政下达预算数"
FIRST = dt.date(2023, 4, 1)


@st.composite
def wild_rosters(draw: st.DrawFn) -> Roster:
    """Units of any depth and kind; some under nobody's code, under themselves, or in a circle."""
    count = draw(st.integers(1, 9))
    codes = [str(number) for number in range(1, count + 1)]
    above = st.sampled_from(["", *codes, "404"])
    return build_roster(
        Unit(
            code, f"单位{code}", draw(above), draw(st.sampled_from(UNIT_KINDS)), expected=draw(st.booleans())
        )
        for code in codes
    )


def money(file: Checked) -> Decimal:
    """What a file reports."""
    value = file.record.number(MONEY) if file.record else None
    assert value is not None
    return value


def whole(summary: Summary) -> Decimal:
    """The total of everyone."""
    total = summary.nodes[0].totals.get(MONEY)
    return (total.value if total else None) or Decimal(0)


def counted(summary: Summary) -> list[Submission]:
    """The files that are in the total."""
    return [each for each in summary.submissions if each.state == "已报"]


def holds(summary: Summary, files: Sequence[Checked], roster: Roster) -> None:
    """What must be so of any summary of these files."""
    by_path = {file.path: file for file in files}
    assert sorted(each.path for each in summary.submissions if each.path) == sorted(by_path)
    assert whole(summary) == sum((money(by_path[each.path]) for each in counted(summary)), Decimal(0))
    assert max(Counter(each.unit for each in counted(summary)).values(), default=1) == 1
    for node in summary.nodes:
        total = node.totals.get(MONEY)
        assert ((total.value if total else None) or 0) == parts_of(summary, roster, node, MONEY)
    told = {issue.path for issue in summary.issues}
    assert all(
        each.path in told for each in summary.submissions if each.state not in ("已报", "部门汇总", "未报")
    )
    came = {each.unit for each in summary.submissions if each.path}
    missing = {each.unit for each in summary.submissions if each.state == "未报"}
    assert missing == {unit for unit in roster.units if unit.expected} - came
    asked = [issue for issue in of_filing(summary) if issue.finding.message.startswith("应报")]
    assert bool(missing) == bool(asked)


@calm
@given(data=st.data(), roster=wild_rosters())
def test_any_tree_in_any_order(standard: Standard, make: Make, data: st.DataObject, roster: Roster) -> None:
    """虚拟、本级、下属 anywhere, circles, orphans, files of whole departments at any place: sums are sums."""
    files = [
        make(
            unit.code,
            name=unit.name,
            scope=data.draw(st.sampled_from(("单位本级", "部门汇总"))),
            **{MONEY: data.draw(cents)},
        )
        for unit in roster.units
        if data.draw(st.booleans())
    ]
    summary = consolidate(standard, files, roster)
    holds(summary, files, roster)
    assert consolidate(standard, data.draw(st.permutations(files)), roster) == summary
    for each in summary.submissions:
        if each.state == "部门汇总":
            assert each.unit
            assert roster.children(each.unit.code)


@contextmanager
def new_ledger() -> Iterator[sqlite3.Connection]:
    """A ledger of its own for each example."""
    with tempfile.TemporaryDirectory() as folder, writing(Path(folder) / "台账.db") as connection:
        yield connection


class Office:
    """Goes through a folder with a ledger, each time on the next day."""

    def __init__(self, standard: Standard, roster: Roster, connection: sqlite3.Connection) -> None:
        self.standard, self.roster, self.connection = standard, roster, connection
        self.day = FIRST

    def broken_off(self, files: Sequence[Checked]) -> None:
        """Begin, and be interrupted after these files."""
        run = begin(self.connection, "/报送", self.day)
        for file in files:
            assert file.record
            owner = Owner(file.record.code, file.record.name, 2022)
            handed = Handed(File(file.path, file.sha256, 1, 0), owner, self.standard.name, "r1", "通过")
            record(self.connection, run, self.day, handed)

    def goes_through(self, files: Sequence[Checked]) -> Summary:
        """The summary of all that lies there now."""
        self.broken_off(files)
        run = begin(self.connection, "/报送", self.day)
        hand_in_again(self.connection, run)
        came = read.came(self.connection, run)
        summary = consolidate(self.standard, files, self.roster, came)
        finish(self.connection, run, {each.path: each.state for each in summary.submissions if each.path})
        self.day += dt.timedelta(days=1)
        return summary


#: What lies in the folder on a day: (unit, version, copy), each path once.
DAYS = st.lists(
    st.lists(
        st.tuples(st.sampled_from("123"), st.integers(0, 3), st.sampled_from("ab")), max_size=6, unique=True
    ),
    min_size=1,
    max_size=5,
)

UNITS = build_roster(Unit(code, f"单位{code}", "9" if code == "3" else "") for code in "1239")


def lying(make: Make, day: Sequence[tuple[str, int, str]]) -> list[Checked]:
    """The files of a day: a version is other figures, a copy only another name."""
    return [
        make(code, name=f"单位{code}", path=f"/报送/{code}{version}{copy}.xlsx", **{MONEY: Decimal(version)})
        for code, version, copy in day
    ]


#: A file is away for a day, comes back beside what stood in for it, and stays.
_AWAY = [[("1", 0, "a"), ("1", 1, "a")], [("1", 0, "a")], *[[("1", 0, "a"), ("1", 1, "a")]] * 2]


@calm
@example(days=_AWAY, order=random.Random(1), cut=0)  # noqa: S311  # an order
@given(days=DAYS, order=st.randoms(use_true_random=False), cut=st.integers(0, 6))
def test_versions_in_turn(
    standard: Standard, make: Make, days: list[list[tuple[str, int, str]]], order: random.Random, cut: int
) -> None:
    """Day by day, in another order and interrupted: the same summaries, and the last handed in counts.

    One version that is new that day counts, of two new ones none; where nothing changed, nothing changes.
    """
    seen: set[tuple[str, int]] = set()
    before: dict[str, tuple[set[int], Decimal | None]] = {}
    with new_ledger() as one, new_ledger() as other:
        plain, torn = Office(standard, UNITS, one), Office(standard, UNITS, other)
        for day in days:
            files = lying(make, day)
            summary = plain.goes_through(files)
            torn.broken_off(order.sample(files, len(files))[:cut])
            assert torn.goes_through(order.sample(files, len(files))) == summary
            holds(summary, files, UNITS)
            by_path = {file.path: file for file in files}
            in_total = {each.code: money(by_path[each.path]) for each in counted(summary)}
            for code in {code for code, _, _ in day}:
                versions = {version for each, version, _ in day if each == code}
                new = [version for version in versions if (code, version) not in seen]
                if new or len(versions) == 1:
                    only = new or [*versions]
                    assert in_total.get(code) == (Decimal(only[0]) if len(only) == 1 else None)
                elif code in before and before[code][0] == versions:
                    assert in_total.get(code) == before[code][1]
                before[code] = versions, in_total.get(code)
            for gone in before.keys() - {code for code, _, _ in day}:
                del before[gone]
            seen.update((code, version) for code, version, _ in day)


@calm
@given(
    values=st.lists(cents, min_size=2, max_size=6),
    victim=st.integers(0, 5),
    other=cents,
    known=st.booleans(),
    order=st.randoms(use_true_random=False),
)
def test_doubled_in_any_way_or_dropped(
    standard: Standard,
    make: Make,
    values: list[Decimal],
    victim: int,
    other: Decimal,
    order: random.Random,
    *,
    known: bool,
) -> None:
    """An exact copy, one saved again, a changed one, a file renamed or gone: said, and the total is right."""
    codes = [str(number) for number in range(len(values))]
    roster = build_roster(Unit(code, f"单位{code}") for code in codes)
    files = [make(code, **{MONEY: value}) for code, value in zip(codes, values, strict=True)]
    mine = files[victim % len(files)]
    assert mine.record
    sum_of_all, code = sum(values, Decimal(0)), mine.record.code

    def second_day(files_now: Sequence[Checked]) -> Summary:
        with new_ledger() as connection:
            office = Office(standard, roster, connection)
            if known:
                assert not of_filing(office.goes_through(files))
            summary = office.goes_through(order.sample(list(files_now), len(files_now)))
            holds(summary, files_now, roster)
            return summary

    def state_of(summary: Summary, path: str) -> str:
        return next(each.state for each in summary.submissions if each.path == path)

    again = make(code, path="再报.xlsx", **{MONEY: money(mine)})
    for copy in (again, replace(again, sha256="f" * 64)):
        doubled = second_day([*files, copy])
        assert whole(doubled) == sum_of_all
        states = sorted(each.state for each in doubled.submissions if each.code == code)
        assert states == ["已报", "相同副本"]
    changed = make(code, path="再报.xlsx", **{MONEY: other})
    if other != money(mine):
        summary = second_day([*files, changed])
        assert whole(summary) == sum_of_all - money(mine) + (other if known else 0)
        states = [state_of(summary, mine.path), state_of(summary, changed.path)]
        assert states == (["旧版", "已报"] if known else ["重复", "重复"])
    renamed = second_day([again if file is mine else file for file in files])
    assert whole(renamed) == sum_of_all
    assert not of_filing(renamed)
    dropped = second_day([file for file in files if file is not mine])
    assert whole(dropped) == sum_of_all - money(mine)
    assert [each.code for each in dropped.submissions if each.state == "未报"] == [code]


def test_what_is_said_of_versions(standard: Standard, make: Make) -> None:
    """Which file replaced which and when; late by the first handing-in; at once and unknown: what to do."""
    roster = build_roster([Unit("1", "单位1", deadline=FIRST - dt.timedelta(days=2))])
    old, new = (make("1", path=f"/报送/{n}.xlsx", **{MONEY: Decimal(n)}) for n in (1, 2))
    with new_ledger() as connection:
        office = Office(standard, roster, connection)
        office.goes_through([old])
        later = office.goes_through([old, new])
    first, second = sorted(later.submissions, key=lambda each: each.path)
    assert (first.state, second.state) == ("旧版", "已报")
    assert first.note == "2023-04-01 报送，已由 2023-04-02 又报的“/报送/2.xlsx”代替，不计入"
    assert second.note == "迟报 2 天，2023-04-01 初报，截止 2023-03-30"
    assert first.finding
    assert first.finding.level == "提示"
    for files, words in (
        ([old, new], "内容不同，都未计入"),
        ([old, make("1", path="/报送/3.xlsx", scope="部门汇总")], "填报口径不同，不能互相代替"),
    ):
        summary = consolidate(standard, files, roster)
        assert {each.state for each in summary.submissions} == {"重复"}
        assert all(words in each.note for each in summary.submissions)
    unknown = consolidate(standard, [old, new], roster).submissions[0].finding
    assert unknown
    assert "--ledger" in unknown.fix
    with new_ledger() as connection:
        at_once = Office(standard, roster, connection).goes_through([old, new]).submissions[0]
    assert "同一次收到" in at_once.note


def test_missing_with_a_reason(standard: Standard, make: Make) -> None:
    """Reasons of the roster are said; where all have one it is 提示; who comes all the same is doubted."""
    units = [Unit("1", "甲"), Unit("2", "乙", reason="已撤并"), Unit("3", "丙"), Unit("4", "丁")]
    summary = consolidate(standard, [make("1", name="甲"), make("4", name="丁")], build_roster(units))
    (found,) = (issue.finding for issue in summary.issues)
    assert (found.level, found.message.endswith("丙、乙（已撤并）")) == ("错误", True)
    assert {each.name: each.note for each in summary.submissions if each.state == "未报"} == {
        "乙": "已撤并",
        "丙": "",
    }
    excused = consolidate(standard, [make("1", name="甲")], build_roster(units[:2]))
    assert [issue.finding.level for issue in excused.issues] == ["提示"]
    came = consolidate(standard, [make("1", name="甲"), make("2", name="乙")], build_roster(units[:2]))
    assert [(issue.code, issue.finding.level) for issue in came.issues] == [("2", "核实")]
    assert whole(came) == 0


def test_a_code_that_lost_its_noughts_is_named(standard: Standard, make: Make) -> None:
    """017 on the cover, 17 in the roster: not guessed, but said."""
    summary = consolidate(standard, [make("017", name="另一个名称")], build_roster([Unit("17", "某站")]))
    (outside,) = (each for each in summary.submissions if each.state == "名册外")
    assert outside.note.endswith("名册里有 17“某站”，前面的 0 可能丢了")
