"""Whole rounds of real workbooks: whatever their order, workers and restarts, nothing is lost or doubled."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.consolidate.rounds import FIELDS, Read, expected, fill, mould, read_summary, write_roster
from xltools.cli import execute

#: An example is some whole rounds: there are few, and none is made smaller when it fails.
calm = settings(
    suppress_health_check=list(HealthCheck),
    deadline=None,
    max_examples=3,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
)

UNITS = range(1, 6)


@contextmanager
def place() -> Iterator[Path]:
    """A folder of its own for each example."""
    with tempfile.TemporaryDirectory() as name:
        yield Path(name)


def consolidated(folder: Path, *options: str, code: int = 0) -> bytes:
    """The summary of a folder; it is written beside it, always to the same place."""
    out = folder.parent / "汇总.xlsx"
    assert execute(["consolidate", str(folder), "-o", str(out), *options]) == code
    return out.read_bytes()


def read(folder: Path, *options: str, code: int = 0) -> Read:
    """The summary of a folder, as people read it."""
    consolidated(folder, *options, code=code)
    return read_summary(folder.parent / "汇总.xlsx")


@calm
@given(
    order=st.permutations(list(UNITS)),
    stops=st.lists(st.integers(0, len(UNITS)), max_size=2),
    jobs=st.lists(st.sampled_from([1, 2, 3]), min_size=3, max_size=3),
    ledger=st.booleans(),
)
def test_the_same_files_give_the_same_summary(
    order: list[int], stops: list[int], jobs: list[int], *, ledger: bool
) -> None:
    """In any order, by any number of workers, in several rounds or in one: byte for byte the same."""
    with place() as home:
        folder = fill(home / "报送", UNITS)
        once = consolidated(folder)
        for file in folder.iterdir():
            file.unlink()
        options = ["--ledger", str(home / "台账.db")] if ledger else []
        for stop, workers in zip([*sorted(stops), len(UNITS)], jobs, strict=False):
            for at, number in enumerate(order[:stop]):
                fill(folder, [number])
                os.utime(folder / f"{number:05d}.xlsx", (1_700_000_000 + at, 1_700_000_000 + at))
            if stop:
                last = consolidated(folder, *options, "--jobs", str(workers))
        assert last == once
        found = read_summary(home / "汇总.xlsx")
        assert (found.units, found.totals) == expected(UNITS)


@calm
@given(
    victim=st.sampled_from(UNITS),
    name=st.sampled_from(["00000", "再报"]),
    jobs=st.integers(1, 2),
)
def test_a_doubled_file_counts_once_and_is_told(victim: int, name: str, jobs: int) -> None:
    """The same workbook under another name: the totals stay, one of the two is said not to count."""
    with place() as home:
        folder = fill(home / "报送", UNITS)
        (folder / f"{name}.xlsx").write_bytes(mould().copy(victim))
        found = read(folder, "--jobs", str(jobs))
        assert (found.units, found.totals) == expected(UNITS)
        aside = [file for file, state, _ in found.filed if state != "已报"]
        assert len(found.filed) == len(UNITS) + 1
        assert len(aside) == 1
        assert aside[0] in (f"{name}.xlsx", f"{victim:05d}.xlsx")


@calm
@given(victim=st.sampled_from(UNITS), other=st.integers(6, 99), jobs=st.integers(1, 2))
def test_two_versions_count_once(victim: int, other: int, jobs: int) -> None:
    """Of two workbooks of one unit none counts where nobody knows which came last; by a ledger that one does.

    Both are told of.
    """
    with place() as home:
        folder = fill(home / "报送", UNITS)
        options = ["--ledger", str(home / "台账.db"), "--jobs", str(jobs)]
        consolidated(folder, *options)
        (folder / "新报.xlsx").write_bytes(mould().copy(other, unit=victim))
        unknown = read(folder)
        assert unknown.totals == expected({*UNITS} - {victim})[1]
        assert len(unknown.filed) == len(UNITS) + 1
        known = read(folder, *options)
        assert known.totals == added(expected({*UNITS} - {victim})[1], expected([other])[1])
        assert [file for file, state, _ in known.filed if state != "已报"] == [f"{victim:05d}.xlsx"]
        assert len(known.filed) == len(UNITS) + 1


def added(one: dict[str, Decimal], other: dict[str, Decimal]) -> dict[str, Decimal]:
    """Totals of both."""
    return {name: one[name] + other[name] for name in FIELDS}


@calm
@given(gone=st.sets(st.sampled_from(UNITS), min_size=1, max_size=4), jobs=st.integers(1, 2))
def test_a_dropped_file_is_missed(gone: set[int], jobs: int) -> None:
    """By a roster every unit whose file is not there is 未报, and the totals are those of the others."""
    with place() as home:
        folder = fill(home / "报送", UNITS)
        write_roster(folder / "名册.xlsx", UNITS)
        options = ["--ledger", str(home / "台账.db"), "--jobs", str(jobs)]
        whole = read(folder, *options)
        assert (whole.units, whole.totals) == expected(UNITS)
        for number in gone:
            (folder / f"{number:05d}.xlsx").unlink()
        found = read(folder, *options)
        assert found.totals == expected({*UNITS} - gone)[1]
        assert len(found.filed) == len(UNITS)
        assert sum(state == "未报" for _, state, _ in found.filed) == len(gone)
        assert {row[0] for row in found.units} >= {row[0] for row in expected({*UNITS} - gone)[0]}


@pytest.mark.parametrize("jobs", [1, 3])
def test_an_unreadable_file_among_them(tmp_path: Path, jobs: int) -> None:
    """It is told of and does not change what is counted; once it is readable it counts, and only once."""
    folder = fill(tmp_path / "报送", UNITS)
    (folder / "00006.xlsx").write_bytes(mould().copy(6)[:5000])
    options = ("--ledger", str(tmp_path / "台账.db"), "--jobs", str(jobs))
    found = read(folder, *options, code=2)
    assert (found.units, found.totals) == expected(UNITS)
    assert [file for file, state, _ in found.filed if state == "无法读取"] == ["00006.xlsx"]
    fill(folder, [6])
    found = read(folder, *options)
    assert (found.units, found.totals) == expected(range(1, 7))
    assert len(found.filed) == 6
