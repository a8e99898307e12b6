"""``check --format xlsx``: many files' findings as one workbook, through the whole program."""

from __future__ import annotations

import shutil
from pathlib import Path

import openpyxl
import pytest

from tests.form.books import CLEAN, FAULTY, SEED


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A folder with three units' workbooks and a file nobody can read."""
    inside = tmp_path / "报送"
    inside.mkdir()
    for path in (CLEAN, FAULTY, SEED):
        shutil.copy(path, inside)
    (inside / "坏.xlsx").write_bytes(b"x")
    monkeypatch.chdir(tmp_path)
    return inside


def test_written_whole(call, folder):
    """The workbook is written, the exit code is as ever, and twice gives the same bytes."""
    ended = call("check", "报送", "--format", "xlsx", "-o", "出/审核情况.xlsx")
    assert (ended.code, ended.out) == (2, "")
    assert "结果已写入" in ended.err
    first = Path("出/审核情况.xlsx").read_bytes()
    call("check", "报送", "--format", "xlsx", "-o", "出/审核情况.xlsx")
    assert Path("出/审核情况.xlsx").read_bytes() == first
    assert [path.name for path in Path("出").iterdir()] == ["审核情况.xlsx"]


def test_links_lead_to_the_files_from_where_the_workbook_lies(call, folder):
    """Links are relative to the workbook's own folder."""
    call("check", "报送", "--format", "xlsx", "-o", "出/审核情况.xlsx")
    sheet = openpyxl.load_workbook("出/审核情况.xlsx")["问题明细"]
    targets = {cell.hyperlink.target for row in sheet.iter_rows(min_row=4) for cell in row if cell.hyperlink}
    files = {target.partition("#")[0].replace("\\", "/") for target in targets}
    assert files
    assert all((Path("出") / file).is_file() for file in files)


def test_needs_a_file(call, folder):
    """Without -o it is refused in a sentence: a workbook is not shown on a screen."""
    ended = call("check", "报送", "--format", "xlsx")
    assert (ended.code, ended.out) == (2, "")
    assert "-o" in ended.err


def test_never_over_an_input_and_no_input_itself(call, folder):
    """It is not written over a unit's workbook; lying among them it is skipped, and may be written anew."""
    unit = folder / CLEAN.name
    before = unit.read_bytes()
    assert call("check", "报送", "--format", "xlsx", "-o", str(unit)).code == 2
    assert unit.read_bytes() == before
    for _ in range(2):
        ended = call("check", "报送", "--format", "xlsx", "-o", "报送/审核情况.xlsx")
        assert "结果已写入" in ended.err
    ended = call("check", "报送")
    assert "已跳过" in ended.err
    assert "共 4 个文件" in ended.out
