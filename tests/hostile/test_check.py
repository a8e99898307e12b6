"""Hostile workbooks given to ``check`` and ``consolidate``: each ends as demanded and ends no program."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import openpyxl
import pytest

from tests.form.books import CLEAN
from tests.hostile.driver import Run, run
from tests.hostile.files import BOOKS, write
from tests.hostile.hostile import READ, TOLD, VALUES, Hostile

#: Formulas for which LibreOffice is started: checked, but not in every command.
_SLOW = tuple(each for each in BOOKS if each.name.startswith("公式"))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """All of them in one folder, with a sound one among them."""
    made = tmp_path_factory.mktemp("报送")
    write(BOOKS, made)
    shutil.copy(CLEAN, made / "好的.xlsx")
    return made


@pytest.fixture(scope="module")
def checked(folder: Path) -> tuple[Run, dict[str, dict]]:
    """How ``check`` of the folder ended, and what it said of each file."""
    (ended,) = run([["check", ".", "--format", "json", "--jobs", "2"]], folder)
    return ended, {Path(each["path"]).name: each for each in json.loads(ended.out)["files"]}


def outcome(said: dict) -> str:
    """What became of a file, in the words of a demand."""
    if said["error"]:
        return said["error"]["code"]
    if any(each["outcome"] == "不通过" for each in said["findings"]):
        return TOLD
    beyond = any("只读出了各格的数值" in each["message"] for each in said["findings"])
    return VALUES if beyond else READ


def test_there_are_enough() -> None:
    """The collection is what it is said to be: names are unique, and no demand is of nobody."""
    assert len(BOOKS) >= 150
    assert len({each.name for each in BOOKS}) == len(BOOKS)


@pytest.mark.parametrize("each", BOOKS, ids=lambda each: each.name)
def test_ends_as_demanded(checked: tuple[Run, dict[str, dict]], each: Hostile) -> None:
    """The file is read, told of or refused as its maker demands; a refusal says in Chinese what to do."""
    said = checked[1][each.name]
    assert outcome(said) in each.demands
    if said["error"]:
        assert each.name in said["error"]["message"] or said["error"]["code"] in {
            "crash",
            "memory",
            "timeout",
        }
        assert said["verdict"] == "无法读取"
        assert "内部" not in said["error"]["message"]


def test_what_is_read_is_read_right(checked: tuple[Run, dict[str, dict]]) -> None:
    """An odd package of the clean sample says of the unit what the clean sample says."""
    sound = checked[1]["好的.xlsx"]
    for each in BOOKS:
        if each.demand == READ:
            said = checked[1][each.name]
            assert (said["unit"], said["year"]) == (sound["unit"], sound["year"]), each.name
            assert {f["rule"] for f in said["findings"]} <= {"R100"}, each.name


def test_nobody_spoils_another(checked: tuple[Run, dict[str, dict]]) -> None:
    """The sound file among them is checked; the command ends with 2, without a traceback."""
    ended, said = checked
    assert ended.code == 2
    assert outcome(said["好的.xlsx"]) == READ
    assert len(said) == len(BOOKS) + 1
    assert "Traceback" not in ended.out + ended.err


def test_consolidate(folder: Path, tmp_path: Path) -> None:
    """A summary is written of what could be read; the rest is named, and nothing crashes."""
    here = tmp_path / "报送"
    shutil.copytree(folder, here)
    for each in _SLOW:
        (here / each.name).unlink()
    (ended,) = run([["consolidate", ".", "-o", "../汇总.xlsx", "--jobs", "2"]], here)
    assert ended.code == 2
    assert "Traceback" not in ended.out + ended.err
    assert "内部" not in ended.out
    book = openpyxl.load_workbook(tmp_path / "汇总.xlsx", read_only=True)
    assert len(book.sheetnames) > 3
