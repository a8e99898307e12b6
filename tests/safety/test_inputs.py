"""Inputs are opened to be read: no command changes one, not even the time it was changed."""

from __future__ import annotations

import shutil
from hashlib import sha256
from pathlib import Path

import pytest

from tests.form.books import ROOT
from tests.hostile.driver import Run, run

_UNITS = ROOT / "workbooks" / "湛江2022"

#: Every command that takes files, on files in 报送 that nobody may write to.
LINES = (
    "check 报送",
    "check 报送 --format xlsx -o 出/问题.xlsx --jobs 2",
    "annotate 报送/甲.xlsx -o 出/退回.xlsx",
    "annotate 出/退回.xlsx --clear -o 出/原样.xlsx",
    "recalc 报送/甲.xlsx -o 出/重算.xlsx",
    "consolidate 报送 -o 出/汇总.xlsx --values 出/值.csv --html 出/页.html --ledger 出/台账.db",
    "consolidate 报送 -o 出/汇总.xlsx --roster 报送/名册.xlsx --ledger 出/台账.db",
    "run 报送 -o 出/批",
    "report new 报送/甲.xlsx -o 出/报告.docx",
    "report check 报送/报告.docx --workbook 报送/甲.xlsx",
    "report refresh 报送/报告.docx --workbook 报送/乙.xlsx --same-unit -o 出/新报告.docx",
    "letters 报送 -o 出/公文",
    "compare 报送/甲.xlsx 报送/乙.xlsx",
    "compare 报送/报告.docx 报送/报告.docx",
    "ledger status --ledger 出/台账.db",
)


def _state(folder: Path) -> dict[Path, tuple[str, int, int]]:
    return {
        path: (sha256(path.read_bytes()).hexdigest(), path.stat().st_mtime_ns, path.stat().st_mode)
        for path in folder.rglob("*")
        if path.is_file()
    }


@pytest.fixture(scope="module")
def ended(tmp_path_factory: pytest.TempPathFactory) -> tuple[list[Run], dict, dict]:
    """How each command ended, and the inputs before and after all of them."""
    here = tmp_path_factory.mktemp("报")
    shutil.copytree(_UNITS, here / "报送")
    books = sorted(path for path in (here / "报送").glob("*.xlsx") if path.name != "名册.xlsx")
    for path, name in zip(books, ("甲.xlsx", "乙.xlsx", "丙.xlsx"), strict=True):
        path.rename(path.with_name(name))
    (here / "出").mkdir()
    (first,) = run([["report", "new", "报送/甲.xlsx", "-o", "报送/报告.docx"]], here)
    assert first.code == 0
    for path in (here / "报送").rglob("*"):
        path.chmod(0o555 if path.is_dir() else 0o444)
    before = _state(here / "报送")
    done = run([line.split() for line in LINES], here)
    return done, before, _state(here / "报送")


def test_no_input_is_changed(ended: tuple[list[Run], dict, dict]) -> None:
    """Content, times and rights of all inputs are what they were; nothing is written beside them."""
    _, before, after = ended
    assert after == before


@pytest.mark.parametrize("number", range(len(LINES)), ids=LINES)
def test_each_command_did_its_work(ended: tuple[list[Run], dict, dict], number: int) -> None:
    """None of them failed for want of the right to write to its inputs."""
    done = ended[0][number]
    assert done.code in (0, 1), done.err + done.out
    assert "Traceback" not in done.err
