"""A round that is ended in the middle: its ledger is good, and the next one goes on where it ended."""

from __future__ import annotations

import os
import random
import signal
import sqlite3
import sys
from contextlib import closing, suppress
from pathlib import Path

import pytest

from tests.consolidate.rounds import Round, eventually, expected, fill, read_summary

posix = pytest.mark.skipif(sys.platform == "win32", reason="要有 POSIX 的信号")

COUNT = 40
LEDGER = ("--ledger", "台账.db")


@pytest.fixture
def rounds(tmp_path: Path) -> Round:
    """Rounds in a place of their own."""
    return Round(tmp_path)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The workbooks of 40 units."""
    return fill(tmp_path / "报送", range(1, COUNT + 1))


def asked(ledger: Path, question: str) -> list[tuple[object, ...]]:
    """What a ledger answers while it is written, or [] where there is none yet."""
    with suppress(sqlite3.Error), closing(sqlite3.connect(f"{ledger.as_uri()}?mode=ro", uri=True)) as found:
        return found.execute(question).fetchall()
    return []


def recorded(ledger: Path) -> set[str]:
    """The files whose check is on record."""
    rows = asked(ledger, "SELECT path FROM submission JOIN kept ON kept.content = submission.sha256")
    return {Path(str(path)).stem for (path,) in rows}


@posix
@pytest.mark.parametrize("seed", [1, 2])
def test_ended_in_the_middle_again_and_again(rounds: Round, folder: Path, tmp_path: Path, seed: int) -> None:
    """Ctrl-C or kill -9 at random points: the ledger stays whole, what is recorded is not read again.

    The summary at last is byte for byte that of a round nobody disturbed, and so is what a ledger tells.
    """
    chance = random.Random(seed)  # noqa: S311  # which points, is all it decides
    calm = rounds.run(folder, "汇总.xlsx", "--ledger", "静.db", jobs=3)
    assert calm.code == 0
    undisturbed = (tmp_path / "汇总.xlsx").read_bytes()
    (tmp_path / "汇总.xlsx").unlink()
    ledger = tmp_path / "台账.db"
    for point in sorted(chance.sample(range(1, COUNT - 8), 2)):
        before = recorded(ledger)
        how = chance.choice([signal.SIGINT, signal.SIGKILL])
        with rounds.start(folder, "汇总.xlsx", *LEDGER, jobs=3) as process:
            assert eventually(lambda least=point: len(recorded(ledger)) >= least)
            (os.killpg if how == signal.SIGINT else os.kill)(process.pid, how)
            ended = rounds.end(process)
        assert ended.code == (2 if how == signal.SIGINT else -signal.SIGKILL)
        assert "Traceback" not in ended.err
        assert ended.opened.isdisjoint(before)
        assert asked(ledger, "PRAGMA integrity_check") == [("ok",)]
        assert not (tmp_path / "汇总.xlsx").exists()
    before = recorded(ledger)
    assert point <= len(before) < COUNT
    last = rounds.run(folder, "汇总.xlsx", *LEDGER, jobs=3)
    assert last.code == 0
    assert last.opened == {f"{number:05d}" for number in range(1, COUNT + 1)} - before
    assert (tmp_path / "汇总.xlsx").read_bytes() == undisturbed
    told = "SELECT key, code, sha256, path, current, state FROM submission ORDER BY key"
    assert asked(ledger, told) == asked(tmp_path / "静.db", told)


@posix
def test_two_rounds_at_once(rounds: Round, folder: Path, tmp_path: Path) -> None:
    """On one ledger and one folder: both summaries are right, each file is on record once."""
    first = rounds.start(folder, "甲.xlsx", *LEDGER, jobs=2)
    second = rounds.start(folder, "乙.xlsx", *LEDGER, jobs=2)
    with first, second:
        assert (rounds.end(first).code, rounds.end(second).code) == (0, 0)
    for name in ("甲.xlsx", "乙.xlsx"):
        found = read_summary(tmp_path / name)
        assert (found.units, found.totals) == expected(range(1, COUNT + 1))
    counted = asked(
        tmp_path / "台账.db", "SELECT count(*), count(DISTINCT key), sum(current) FROM submission"
    )
    assert counted == [(COUNT, COUNT, COUNT)]
    again = rounds.run(folder, "甲.xlsx", *LEDGER)
    assert (again.code, again.opened) == (0, frozenset())


@posix
def test_a_ledger_that_somebody_keeps_locked(rounds: Round, tmp_path: Path) -> None:
    """Another program writes it and does not end: a sentence after some seconds, the old summary stays."""
    folder = fill(tmp_path / "报送", [1])
    assert rounds.run(folder, "汇总.xlsx", *LEDGER).code == 0
    before = (tmp_path / "汇总.xlsx").read_bytes()
    fill(folder, [2])
    with closing(sqlite3.connect(tmp_path / "台账.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        ended = rounds.run(folder, "汇总.xlsx", *LEDGER)
    assert ended.code == 2
    assert "正被另一个程序写着" in ended.err
    assert "Traceback" not in ended.err
    assert (tmp_path / "汇总.xlsx").read_bytes() == before


@posix
def test_a_place_nobody_can_write_to(rounds: Round, folder: Path) -> None:
    """A ledger where even an administrator cannot make a file: told before any file is read."""
    ended = rounds.run(folder, "汇总.xlsx", "--ledger", "/proc/台账.db")
    assert ended.code == 2
    assert "台账" in ended.err
    assert "/proc" in ended.err
    assert "处理：" in ended.err
    assert not ended.opened


@posix
def test_no_room_for_the_summary(rounds: Round, tmp_path: Path) -> None:
    """The disk is full while it is written: said in Chinese; the old summary stays, no half file beside it.

    A limit on the size of files stands for the full disk. Once there is room, it is written.
    """
    import resource

    folder = fill(tmp_path / "报送", range(1, 7))
    assert rounds.run(folder, "大.xlsx").code == 0
    whole = (tmp_path / "大.xlsx").read_bytes()
    assert rounds.run(fill(tmp_path / "旧", [7]), "汇总.xlsx").code == 0
    before = (tmp_path / "汇总.xlsx").read_bytes()

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (len(whole) * 9 // 10, resource.RLIM_INFINITY))

    ended = rounds.run(folder, "汇总.xlsx", preexec_fn=limit)
    assert ended.code == 2
    assert "不能写入 汇总.xlsx" in ended.err
    assert "超过了允许的文件大小" in ended.err
    assert (tmp_path / "汇总.xlsx").read_bytes() == before
    assert not list(tmp_path.glob(".~*"))
    assert rounds.run(folder, "汇总.xlsx").code == 0
    assert (tmp_path / "汇总.xlsx").read_bytes() == whole
