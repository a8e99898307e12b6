"""Several files of one unit: the one handed in last counts, and where nobody can tell none does."""

from __future__ import annotations

import datetime as dt
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xltools.core.consolidation.lateness import Lateness, lateness
from xltools.core.consolidation.versions import Came, Choice, Version, choose

DAY = dt.date(2023, 4, 25)


def version(number: int, says: str, run: int | None, scope: str = "单位本级") -> Version:
    """A file that says something and came in a run."""
    came = None if run is None else Came(run, DAY + dt.timedelta(days=run), DAY)
    return Version(f"{number:02}.xlsx", says, scope, came)


FILES = st.lists(
    st.tuples(st.sampled_from("abc"), st.one_of(st.none(), st.integers(1, 3)), st.sampled_from("本部")),
    min_size=1,
    max_size=6,
)


@given(drawn=FILES, order=st.randoms(use_true_random=False))
def test_each_file_has_one_fate_in_any_order(
    drawn: list[tuple[str, int | None, str]], order: random.Random
) -> None:
    """Counted, copy, old or open: each exactly once, and the order of the files does not matter."""
    files = [version(number, *each) for number, each in enumerate(drawn)]
    choice = choose(files)
    fates = [*([choice.counted] if choice.counted else []), *choice.copies, *choice.old, *choice.open]
    assert sorted(each.path for each in fates) == [each.path for each in files]
    assert choose(order.sample(files, len(files))) == choice
    assert bool(choice.doubt) == bool(choice.open) == (choice.counted is None)


@given(drawn=FILES)
def test_what_counts_came_last_and_alone(drawn: list[tuple[str, int | None, str]]) -> None:
    """Nothing that says something else came as late; what is old came before all that is not."""
    files = [version(number, *each) for number, each in enumerate(drawn)]
    choice = choose(files)
    others = [each for each in files if choice.counted and each.says != choice.counted.says]
    for each in others:
        assert each.came is not None
        assert choice.counted is not None
        assert choice.counted.came is not None
        assert each.came.run < choice.counted.came.run
        assert each in choice.old
    assert all(each.says == choice.counted.says for each in choice.copies if choice.counted)
    known = [each.came.run for each in choice.open if each.came]
    assert all(each.came is not None and each.came.run < max(known) for each in choice.old if known)


def test_without_a_ledger_nobody_can_tell() -> None:
    """Different files are all open; those that say the same are one report, ledger or not."""
    one, other = version(1, "a", None), version(2, "b", None)
    assert choose([one, other]) == Choice(open=(one, other), doubt="无台账")
    copy = version(3, "a", None)
    assert choose([copy, one]) == Choice(one, (copy,))


def test_one_that_the_ledger_does_not_know_may_be_any() -> None:
    """A file not recorded may be older or newer than those that are."""
    assert choose([version(1, "a", 1), version(2, "b", None)]).doubt == "无台账"


def test_two_at_once_are_open_and_what_came_before_is_old() -> None:
    """Of two versions of one run nobody knows the later; a third of an earlier run is neither."""
    first, one, other = version(1, "a", 1), version(2, "b", 2), version(3, "c", 2)
    assert choose([other, first, one]) == Choice(old=(first,), open=(one, other), doubt="同时")


def test_what_comes_back_counts_again() -> None:
    """A content handed in again later replaces what had replaced it."""
    back, between = version(1, "a", 3), version(2, "b", 2)
    assert choose([between, back]) == Choice(back, old=(between,))


def test_a_department_is_no_later_version_of_its_own_office() -> None:
    """A file of a unit alone and one of its whole department never replace each other, whatever came last."""
    one, other = version(1, "a", 1), version(2, "b", 2, "部门汇总")
    assert choose([one, other]) == Choice(open=(other, one), doubt="口径")


@pytest.mark.parametrize(
    ("first", "today", "stands"),
    [
        (0, 9, Lateness("按期")),
        (-3, -3, Lateness("按期")),
        (1, 9, Lateness("迟报", 1)),
        (None, 0, Lateness("未到期")),
        (None, 1, Lateness("逾期", 1)),
    ],
)
def test_late_is_after_the_deadline(first: int | None, today: int, stands: Lateness) -> None:
    """On the day itself it is in time, whether it came or is still to come."""
    came = None if first is None else DAY + dt.timedelta(days=first)
    assert lateness(DAY, came, DAY + dt.timedelta(days=today)) == stands
    assert lateness(None, came, DAY) == Lateness()
