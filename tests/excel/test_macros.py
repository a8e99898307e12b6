"""The other buttons: going on, computing anew, reports, the summary; the log, and being stopped."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from docx import Document as Word

from tests.form.books import SEED
from tests.samples.test_rule_table import place, stale
from xltools.core.errors import InputError, UsageError
from xltools.core.returned import layout
from xltools.excel import log
from xltools.excel.areas import addresses
from xltools.excel.macros import MACROS
from xltools.readers.xlsx import read

from .books import ENGINES, Quiet, beside, document

engines = pytest.mark.parametrize("engine", ENGINES)


@pytest.fixture(autouse=True)
def _own_log(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is written outside of the test's folder."""
    monkeypatch.setenv(log.ENVIRONMENT, str(tmp_path / "家 目录"))


def press(name: str, book: Any, talk: Quiet | None = None) -> Any:
    return MACROS[name].run(book, talk or Quiet())


@engines
def test_next_issue_goes_round(engine: str) -> None:
    """Each cell once, worst first, then from the beginning; from a line of 审核结果 to its cell."""
    book = ENGINES[engine](SEED)
    with pytest.raises(UsageError, match="还没有校验"):
        press("next_issue", book)
    press("check", book)
    steps = []
    for _ in range(15):
        done = press("next_issue", book)
        at = document(book).active
        steps.append((at, document(book).selected[at]))
        assert done.quiet
        assert at in done.text
    assert len(set(steps)) == 14
    assert steps[0] == steps[14] == ("评分表", (10, 14, 10, 14))
    document(book).active = layout.TITLE
    document(book).selected[layout.TITLE] = (layout.HEAD_ROW + 2, 3) * 2
    assert "R055" in press("next_issue", book).text


@engines
def test_the_message_says_how_many_and_what_to_do(engine: str) -> None:
    """Counts by kind, the next step, and that what is not saved counts too."""
    book = ENGINES[engine](SEED)
    done = press("check", book)
    assert done.text.startswith("校验完成：错误 1 条、核实 5 条、提示 1 条、未判 8 条。")
    assert "转到下一个问题" in done.text
    assert done.kind == "警告"
    assert done.counts["错误"] == 1


@pytest.mark.parametrize("name", ["check", "recalc", "report", "refresh"])
@pytest.mark.parametrize("patience", [0, 1])
def test_stopped_before_anything_is_changed(name: str, patience: int, tmp_path: Path) -> None:
    """Stop is heard between the steps, and nothing has been written then."""
    path = beside(tmp_path)
    book = ENGINES["openpyxl"](path)
    files = sorted(tmp_path.rglob("*"))
    done = press(name, book, Quiet(patience=patience))
    assert done.stopped
    assert layout.TITLE not in document(book).names()
    assert [each for each in sorted(tmp_path.rglob("*")) if "家 目录" not in str(each)] == files


def test_a_stale_value_is_found_by_computing_anew(tmp_path: Path) -> None:
    """What the screen shows and the formula does not give is named and gone to."""
    path = tmp_path / "旧值.xlsx"
    path.write_bytes(stale("自评表", "D7", b"28", b"27"))
    book = ENGINES["openpyxl"](path)
    done = press("recalc", book)
    assert "自评表!D7：显示 27，重算 28" in done.text
    assert (document(book).active, document(book).selected["自评表"]) == ("自评表", (7, 4, 7, 4))
    assert "都与重算的相同" in press("recalc", ENGINES["openpyxl"](SEED)).text


@engines
def test_report_and_refresh(engine: str, tmp_path: Path) -> None:
    """The report lies beside the workbook and is never written over; a new figure gets into the old one."""
    path = beside(tmp_path)
    book = ENGINES[engine](path)
    with pytest.raises(UsageError, match="没有本单位的自评报告"):
        press("refresh", book)
    first = press("report", book).file
    assert first.parent == path.parent
    words = Word(str(first))
    words.add_paragraph("手写的一段示例文字")
    words.save(str(first))
    edited = first.read_bytes()
    at = place("年末在职人数")
    document(book).put(at.sheet, (at.row, at.column) * 2, [[31]])
    done = press("refresh", book)
    assert done.file != first
    assert first.read_bytes() == edited
    text = "\n".join(each.text for each in Word(str(done.file)).paragraphs)
    assert "手写的一段示例文字" in text
    second = press("report", book)
    assert second.file not in (first, done.file)
    assert "已经有了" in second.text
    assert read(path).sha256 == read(SEED).sha256


@pytest.mark.parametrize("name", ["check", "report", "refresh"])
def test_a_workbook_of_something_else_is_said_without_a_command(name: str, tmp_path: Path) -> None:
    """Who presses a button types no option."""
    path = tmp_path / "通讯录.xlsx"
    openpyxl.Workbook().save(path)
    with pytest.raises(InputError) as refused:
        press(name, ENGINES["openpyxl"](path))
    assert "不像下发的自评工作簿" in refused.value.message
    assert "空白表" in refused.value.fix
    assert "--" not in refused.value.fix


@engines
def test_hidden_sheets_are_told_of_and_not_gone_to(engine: str, tmp_path: Path) -> None:
    """No program selects a cell there: the next ones are reached all the same."""
    path = beside(tmp_path)
    book = ENGINES[engine](path)
    press("check", book)
    document(book).book["评分表"].sheet_state = "hidden"
    for _ in range(3):
        done = press("next_issue", book)
        assert document(book).active == "自评表"
        assert "隐藏的工作表“评分表”也有问题" in done.text
    assert done.text.startswith("第 3 处")
    document(book).book["自评表"].sheet_state = "hidden"
    assert "不在看得见的单元格上" in press("next_issue", book).text


def test_the_summary_of_a_folder(tmp_path: Path) -> None:
    """In a process of its own; the summary lies in the folder, and is told of; none is written over."""
    folder = beside(tmp_path).parent
    done = press("consolidate", None, Quiet(folder=folder))
    assert done.file == folder / "汇总.xlsx"
    assert "应报 3 家，实报 3 家" in done.text
    assert read(done.file).sheets
    before = done.file.read_bytes()
    again = press("consolidate", None, Quiet(folder=folder))
    assert again.file == folder / "汇总(2).xlsx"
    assert "“汇总.xlsx”已经有了，没有改动" in again.text
    assert "应报 3 家，实报 3 家" in again.text
    assert done.file.read_bytes() == before


def test_a_summary_can_be_stopped(tmp_path: Path) -> None:
    """At once, and no half of it is left."""
    folder = beside(tmp_path).parent
    begun = time.monotonic()
    done = press("consolidate", None, Quiet(folder=folder, patience=0))
    assert done.stopped
    assert time.monotonic() - begun < 60
    assert not (folder / "汇总.xlsx").exists()
    assert press("consolidate", None, Quiet()).stopped


def test_the_log_tells_what_was_done_and_nothing_of_cells(tmp_path: Path) -> None:
    """In the user's own folder, in words a maintainer can use; no figure and no word of a cell in it."""
    book = ENGINES["openpyxl"](SEED)
    press("check", book)
    press("clear", book)
    text = log.log_file().read_text("utf-8")
    assert log.log_file().is_relative_to(tmp_path)
    assert "校验本表“湛江市政务服务数据管理局本级.xlsx”：错误1、核实5" in text
    assert "清除标记" in text
    assert "68,854,763" not in text
    assert "R052" not in text


def test_a_log_that_cannot_be_written_stops_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its folder is a file."""
    (tmp_path / "占用").write_text("")
    monkeypatch.setenv(log.ENVIRONMENT, str(tmp_path / "占用"))
    assert press("check", ENGINES["openpyxl"](SEED)).counts["错误"] == 1


def test_the_status_bar_is_given_back() -> None:
    """After a click it is the program's own again; a quiet one leaves its line there."""
    book = ENGINES["openpyxl"](SEED)
    press("check", book)
    assert book.app.status_bar is False
    press("next_issue", book)
    assert book.app.status_bar.startswith("第 1 处")


def test_addresses_are_few_and_short() -> None:
    """Cells below each other are one area; no address is longer than Excel takes; every cell is in one."""
    spots = [(row, column) for row in range(1, 400, 2) for column in (3, 4)] + [(2, 3)]
    found = list(addresses(spots))
    assert all(len(each) <= 255 for each in found)
    assert found[0].startswith("C1:C3,C5")
    assert sum(each.count(",") + 1 for each in found) == len(spots) - 2
    assert list(addresses([])) == []
