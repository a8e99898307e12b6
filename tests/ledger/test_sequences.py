"""Whatever is handed in, in whatever order, however often: nothing doubled or lost, the last counts."""

from __future__ import annotations

import datetime as dt
import random
import sqlite3
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.ledger.conftest import told
from xltools.core.ledger.handed import Handed
from xltools.ledger import read
from xltools.ledger.opened import writing
from xltools.ledger.write import begin, finish, record

Hand = Callable[..., Handed]

FIRST = dt.date(2023, 4, 1)

#: One file lying there in a run: (unit, version, path, time stamp, version of the rules).
FILES = st.tuples(
    st.sampled_from(("1", "2", "3")),
    st.integers(0, 3),
    st.sampled_from(("a", "b", "c")),
    st.integers(0, 2),
)
#: A run: what lies in the folder, each path once.
RUNS = st.lists(FILES, max_size=6, unique_by=lambda file: (file[0], file[2]))
SEQUENCES = st.lists(st.tuples(RUNS, st.sampled_from(("r1", "r2"))), min_size=1, max_size=5)


@contextmanager
def new_ledger() -> Iterator[sqlite3.Connection]:
    """A ledger of its own for each example."""
    with tempfile.TemporaryDirectory() as folder, writing(Path(folder) / "台账.db") as connection:
        yield connection


def files_of(hand: Hand, run: Sequence[tuple[str, int, str, int]], rules: str) -> list[Handed]:
    """The files of a run."""
    return [
        hand(code, version, path=f"/报送/{code}{path}.xlsx", modified=stamp, rules=rules)
        for code, version, path, stamp in run
    ]


def put(connection: sqlite3.Connection, number: int, files: Sequence[Handed]) -> None:
    """Record a whole run on its own day."""
    day = FIRST + dt.timedelta(days=number)
    run = begin(connection, "/报送", day)
    for each in files:
        record(connection, run, day, each)
    finish(connection, run, {})


def snapshot(connection: sqlite3.Connection) -> dict[str, list[tuple[object, ...]]]:
    """All that a ledger says, without the numbers that only the order of recording decides."""
    asked = {
        "submission": """SELECT s.sha256, s.series, s.path, s.current, s.run, n.sha256 FROM submission AS s
            LEFT JOIN submission AS n ON n.id = s.superseded_by""",
        "handing": """SELECT sha256, handing.run, received, handing.modified, handing.path FROM handing
            JOIN submission ON submission.id = submission""",
        "judged": """SELECT sha256, standard, rules, verdict, figures, judged.run FROM judged
            JOIN submission ON submission.id = submission""",
        "finding": """SELECT sha256, rules, number, rule, message FROM finding
            JOIN judged ON judged.id = judged JOIN submission ON submission.id = submission""",
    }
    return {name: sorted(connection.execute(text).fetchall(), key=repr) for name, text in asked.items()}


def latest(runs: Sequence[Sequence[Handed]]) -> dict[str, str]:
    """By the plain meaning of the words: the content of each unit that was handed in last.

    In a run those are handed in that are new, or that lie there instead of the one that counted; and that
    one, where it lies there again beside what stood in for it.
    """
    counts: dict[str, str] = {}
    missing: dict[str, str] = {}
    since: dict[str, tuple[int, int, str]] = {}
    for number, files in enumerate(runs):
        for series in {each.series for each in files}:
            own = [each for each in files if each.series == series]
            new = [each for each in own if each.file.content not in since]
            for content in {each.file.content for each in new}:
                copies = [each.file for each in new if each.file.content == content]
                since[content] = number, min(f.modified for f in copies), min(f.path for f in copies)
            contents = {each.file.content for each in own}
            if new:
                counts[series] = max({each.file.content for each in new}, key=since.__getitem__)
                missing.pop(series, None)
            elif counts[series] in contents and missing.get(series) in contents:
                back = missing.pop(series)
                copies = [each.file for each in own if each.file.content == back]
                since[back] = number, min(f.modified for f in copies), min(f.path for f in copies)
                counts[series] = back
            elif counts[series] not in contents:
                back = max(contents, key=since.__getitem__)
                copies = [each.file for each in own if each.file.content == back]
                since[back] = number, min(f.modified for f in copies), min(f.path for f in copies)
                missing[series] = counts[series]
                counts[series] = back
    return counts


@settings(deadline=None, max_examples=60)
@given(sequence=SEQUENCES, order=st.randoms(use_true_random=False))
def test_nothing_doubled_nothing_lost_the_last_counts(
    hand: Hand, sequence: list[tuple[list[tuple[str, int, str, int]], str]], order: random.Random
) -> None:
    """Resubmitted, the same again, renamed, copies, two versions at once, other rules: each content once.

    Each content and version of the rules has one verdict, each unit one current submission, and every
    other one names what replaced it; which one counts does not depend on the order within a run.
    """
    runs = [files_of(hand, run, rules) for run, rules in sequence]
    with new_ledger() as connection:
        for number, files in enumerate(runs):
            put(connection, number, order.sample(files, len(files)))
        every = [each for files in runs for each in files]
        rows = connection.execute("SELECT sha256, series, current, superseded_by FROM submission").fetchall()
        assert sorted(row[0] for row in rows) == sorted({each.file.content for each in every})
        assert {row[1]: row[0] for row in rows if row[2]} == latest(runs)
        assert sum(row[2] for row in rows) == len({each.series for each in every})
        assert all((row[3] is None) == bool(row[2]) for row in rows)
        judged = connection.execute(
            "SELECT sha256, rules FROM judged JOIN submission ON submission.id = submission"
        ).fetchall()
        assert sorted(judged) == sorted({(each.file.content, each.rules) for each in every})


@settings(deadline=None, max_examples=40)
@given(sequence=SEQUENCES, order=st.randoms(use_true_random=False), cut=st.integers(0, 6))
def test_order_copies_and_restarts_do_not_matter(
    hand: Hand,
    sequence: list[tuple[list[tuple[str, int, str, int]], str]],
    order: random.Random,
    cut: int,
) -> None:
    """Another order, a run broken off and begun again, and all of it once more say exactly the same."""
    runs = [files_of(hand, run, rules) for run, rules in sequence]
    with new_ledger() as plain, new_ledger() as other:
        for number, files in enumerate(runs):
            put(plain, number, files)
            day = FIRST + dt.timedelta(days=number)
            broken = begin(other, "/报送", day)
            for each in order.sample(files, len(files))[:cut]:
                record(other, broken, day, each)
            put(other, number, order.sample(files, len(files)))
        assert snapshot(other) == snapshot(plain)
        before = snapshot(plain)
        put(plain, len(runs), runs[-1])
        after = snapshot(plain)
        assert len(after["submission"]) == len(before["submission"])
        assert after["handing"] == before["handing"]
        assert after["finding"] == before["finding"]


def test_what_comes_back_is_handed_in_again(hand: Hand) -> None:
    """A, then B, then A in its place: two submissions, three handings-in, and A counts again."""
    with new_ledger() as connection:
        for number, version in enumerate((0, 1, 0)):
            put(connection, number, [hand("1", version)])
        assert connection.execute("SELECT count(*) FROM submission").fetchone() == (2,)
        (turns,) = read.turns(connection, "1", "单位1").values()
        assert [turn.handed.figures["支出"] for turn in turns] == ["0", "1", "0"]
        assert [turn.current for turn in turns] == [False, False, True]
        assert [turn.received for turn in turns] == [FIRST + dt.timedelta(days=day) for day in range(3)]


def test_an_old_version_beside_the_new_one_does_not_count_again(hand: Hand) -> None:
    """A stays in the folder beside B: B counts, however often both are gone through."""
    old, new = hand("1", 0, path="/报送/旧.xlsx"), hand("1", 1, path="/报送/新.xlsx")
    with new_ledger() as connection:
        put(connection, 0, [old])
        for number in (1, 2):
            put(connection, number, [new, old])
        (turns,) = read.turns(connection, "1", "单位1").values()
        assert [(turn.handed.file.path, turn.current) for turn in turns] == [
            ("/报送/旧.xlsx", False),
            ("/报送/新.xlsx", True),
        ]


def test_the_new_version_counts_again_when_it_is_back(hand: Hand) -> None:
    """A, then A and B, then B is away for a run (another folder, a stick): back beside A it counts again."""
    old, new = hand("1", 0, path="/报送/旧.xlsx"), hand("1", 1, path="/报送/新.xlsx")
    with new_ledger() as connection:
        for number, files in enumerate(([old], [old, new], [old], [old, new], [old, new])):
            put(connection, number, files)
        (turns,) = read.turns(connection, "1", "单位1").values()
        assert [(turn.handed.file.path, turn.current) for turn in turns] == [
            ("/报送/旧.xlsx", False),
            ("/报送/新.xlsx", False),
            ("/报送/旧.xlsx", False),
            ("/报送/新.xlsx", True),
        ]


def test_a_unit_the_roster_comes_to_know_moves_whole(hand: Hand) -> None:
    """A file recorded by its name alone is laid to the code once that is known: one unit, one current."""
    with new_ledger() as connection:
        nameless = hand("", 0, name="单位1")
        put(connection, 0, [nameless])
        known = hand("1", 0, name="单位1")
        same = Handed(nameless.file, known.owner, "样例", "r1", "通过")
        put(connection, 1, [same])
        put(connection, 2, [hand("1", 1, name="单位1")])
        rows = connection.execute("SELECT code, current FROM submission ORDER BY id").fetchall()
        assert rows == [("1", 0), ("1", 1)]


def test_equal_files_of_nobody_are_both_kept(hand: Hand) -> None:
    """Two empty files nobody can lay to a unit are two: neither is lost."""
    with new_ledger() as connection:
        files = [hand("", 0, name="", path=f"/报送/{name}.xlsx") for name in "甲乙"]
        put(connection, 0, files)
        entries = read.entries(connection, 2022)
        assert [entry.path for entry in entries] == ["/报送/乙.xlsx", "/报送/甲.xlsx"]
        put(connection, 1, [hand("1", 0)])
        assert [entry.code for entry in read.entries(connection, 2022)] == ["1"]


def test_attached_forms_of_one_unit_do_not_replace_each_other(hand: Hand) -> None:
    """A unit has several projects: each form stays current, and none is taken for the unit's report."""
    with new_ledger() as connection:
        forms = [hand("1", n, path=f"/报送/项目{n}.xlsx", attached=True) for n in (1, 2)]
        put(connection, 0, [*forms, hand("1", 0)])
        current = connection.execute("SELECT path FROM submission WHERE current ORDER BY path").fetchall()
        assert [path for (path,) in current] == ["/报送/1.xlsx", "/报送/项目1.xlsx", "/报送/项目2.xlsx"]
        assert [entry.path for entry in read.entries(connection, 2022)] == ["/报送/1.xlsx"]


def test_a_series_left_behind_keeps_its_own_current(hand: Hand) -> None:
    """Of two files known by name alone the later is laid to a code: the earlier one counts again by name."""
    with new_ledger() as connection:
        old, new = (hand("", version, name="单位1", path=f"/报送/{version}.xlsx") for version in (0, 1))
        put(connection, 0, [old])
        put(connection, 1, [old, new])
        put(connection, 2, [Handed(new.file, hand("1", name="单位1").owner, "样例", "r1", "通过")])
        rows = connection.execute(
            "SELECT code, current, superseded_by FROM submission ORDER BY id"
        ).fetchall()
        assert rows == [("", 1, None), ("1", 1, None)]


def test_the_latest_check_has_the_word(hand: Hand) -> None:
    """Other rules give a verdict beside the former; the same rules that saw other evidence, a new one."""
    with new_ledger() as connection:
        sound, faulty = hand("1", 0, rules="r1"), hand("1", 0, rules="r2", findings=(told(), told("R002")))
        known = []
        mended = hand("1", 0, rules="r2", findings=(told("R002"),))
        for number, each in enumerate((sound, faulty, sound, faulty, mended)):
            put(connection, number, [each])
            (entry,) = read.entries(connection, 2022)
            known.append((entry.verdict, entry.counts.get("错误", 0), entry.times))
        assert known == [("通过", 0, 1), ("不通过", 2, 1), ("通过", 0, 1), ("不通过", 2, 1), ("不通过", 1, 1)]
        assert connection.execute("SELECT count(*) FROM judged").fetchone() == (2,)


def test_of_copies_the_counted_one_names_the_state(hand: Hand) -> None:
    """Two copies are one submission, which is what became of the first of them by path."""
    with new_ledger() as connection:
        copies = [hand("1", 0, path=f"/报送/{name}.xlsx") for name in "ba"]
        run = begin(connection, "/报送", FIRST)
        for each in copies:
            record(connection, run, FIRST, each)
        finish(connection, run, {"/报送/a.xlsx": "已报", "/报送/b.xlsx": "相同副本"})
        (entry,) = read.entries(connection, 2022)
        assert (entry.path, entry.state, entry.times) == ("/报送/a.xlsx", "已报", 1)


def test_a_check_that_failed_once_costs_nobody_anything(hand: Hand) -> None:
    """A file that took too long, before or after it could be read, is one submission of its unit all along.

    An old version beside it does not come to count by that.
    """
    with new_ledger() as connection:
        old = hand("1", 0, path="/报送/旧.xlsx")
        new = hand("1", 1, path="/报送/新.xlsx")
        lost = Handed(new.file, hand("", name="", year=0).owner, "", "r1", "无法读取", error="超时")
        put(connection, 0, [old])
        known = []
        for number, last in enumerate((lost, new, lost, new), 1):
            put(connection, number, [old, last])
            entries = read.entries(connection, 2022)
            known.append([(entry.code, Path(entry.path).name, entry.verdict) for entry in entries])
        assert known == [
            [("", "新.xlsx", "无法读取"), ("1", "旧.xlsx", "通过")],
            [("1", "新.xlsx", "通过")],
            [("1", "新.xlsx", "无法读取")],
            [("1", "新.xlsx", "通过")],
        ]
        assert connection.execute("SELECT count(*) FROM submission").fetchone() == (2,)
