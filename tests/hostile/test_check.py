"""Hostile workbooks given to ``check`` and ``consolidate``: each ends as demanded and ends no program."""

from __future__ import annotations

import shutil
from pathlib import Path

import openpyxl

from tests.form.books import CLEAN
from tests.hostile.driver import run
from tests.hostile.files import BOOKS, FORMULAS, write
from tests.hostile.hostile import READ
from tests.hostile.outcomes import outcome, said_of, wrong

_CHECK = ["check", ".", "--format", "json", "--jobs", "2"]
_SOUND = "好的.xlsx"


def test_there_are_enough() -> None:
    """The collection is what it is said to be: names are unique."""
    names = [each.name for each in (*BOOKS, *FORMULAS)]
    assert len(names) >= 150
    assert len({*names}) == len(names)


def test_check(tmp_path: Path) -> None:
    """Each file is read, told of or refused as its maker demands; the sound one among them is checked.

    A refusal names the file and says in Chinese what to do. An odd package of the clean sample says of the
    unit what the clean sample says. The command ends with 2, without a traceback.
    """
    write(BOOKS, tmp_path)
    shutil.copy(CLEAN, tmp_path / _SOUND)
    (ended,) = run([_CHECK], tmp_path)
    said = said_of(ended)
    assert len(said) == len(BOOKS) + 1
    assert wrong(BOOKS, said) == {}
    assert ended.code == 2
    assert "Traceback" not in ended.out + ended.err
    assert outcome(said[_SOUND]) == READ
    for each in BOOKS:
        if each.demand == READ:
            assert said[each.name]["unit"] == said[_SOUND]["unit"], each.name
            assert {found["rule"] for found in said[each.name]["findings"]} <= {"R100"}, each.name


def test_formulas(tmp_path: Path) -> None:
    """Formulas that are meant to choke whoever computes them: the rest of the workbook is checked."""
    write(FORMULAS, tmp_path)
    (ended,) = run([_CHECK], tmp_path)
    assert wrong(FORMULAS, said_of(ended)) == {}
    assert ended.code in (0, 1)
    assert "Traceback" not in ended.out + ended.err


def test_consolidate(tmp_path: Path) -> None:
    """A summary is written of what could be read; the rest is named, and nothing crashes."""
    folder = tmp_path / "报送"
    write(BOOKS, folder)
    (ended,) = run([["consolidate", ".", "-o", "../汇总.xlsx", "--jobs", "2"]], folder)
    assert ended.code == 2
    assert "Traceback" not in ended.out + ended.err
    assert "内部" not in ended.out
    book = openpyxl.load_workbook(tmp_path / "汇总.xlsx", read_only=True)
    assert len(book.sheetnames) > 3
