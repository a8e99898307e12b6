"""The ledger from the command line: recorded by consolidate and run, asked by status and history."""

from __future__ import annotations

import datetime as dt
import json
import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from xltools import runner
from xltools.cli import execute
from xltools.extracting import Taken

WORKBOOKS = Path(__file__).parents[2] / "workbooks" / "湛江2022"
CENTRE = "湛江市公共资源交易中心(示例).xlsx"
HALL = "湛江市人民政府行政服务中心(示例).xlsx"


@dataclass(frozen=True)
class Ended:
    """How a command line ended."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """What it printed, read."""
        return json.loads(self.out)


@pytest.fixture
def call(capfd: pytest.CaptureFixture[str]) -> Callable[..., Ended]:
    """Run a command line in this process."""

    def run(*arguments: object) -> Ended:
        capfd.readouterr()
        code = execute([str(argument) for argument in arguments])
        return Ended(code, *capfd.readouterr())

    return run


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with the workbooks of two units, and a roster of three with a deadline long past."""
    folder = tmp_path / "报送"
    folder.mkdir()
    for name in (CENTRE, HALL):
        shutil.copy(WORKBOOKS / name, folder)
    roster = openpyxl.load_workbook(WORKBOOKS / "名册.xlsx")
    sheet = roster["名册"]
    (heading,) = (cell for row in sheet.iter_rows() for cell in row if cell.value == "截止日期")
    for row in range(heading.row + 1, sheet.max_row + 1):
        if sheet.cell(row, 1).value:
            sheet.cell(row, heading.column).value = "2023-04-25"
    roster.save(folder / "名册.xlsx")
    return folder


def changed(path: Path, field: str, value: object) -> None:
    """Write a value at a field of a workbook."""
    book = openpyxl.load_workbook(path)
    ((sheet, cell),) = book.defined_names[field].destinations
    book[sheet][cell.replace("$", "")].value = value
    book.save(path)


def record(call: Callable[..., Ended], folder: Path, *more: str) -> Path:
    """Consolidate the folder into its ledger."""
    book = folder.parent / "台账.db"
    ended = call("consolidate", folder, "--ledger", book, "-o", folder.parent / "汇总.xlsx", *more)
    assert ended.code == 0, ended.err
    assert f"台账  {book}" in ended.out
    return book


def test_status_says_who_handed_in(call: Callable[..., Ended], folder: Path) -> None:
    """By the roster of the folder: due, received, missing, late, returned; each unit in tree order."""
    book = record(call, folder)
    ended = call("ledger", "status", "--ledger", book)
    assert (ended.code, ended.err) == (0, "")
    first, _, group, *rows = ended.out.splitlines()
    assert "—" in group
    assert first == "2022 年度：应报 3 家，实报 2 家，未报 1 家，迟报 2 家；退回 1 家，待核实 1 家，通过 0 家"
    words = [next(word for word in ("未报", "退回", "待核实") if f" {word} " in row) for row in rows]
    assert words == ["未报", "退回", "待核实"]
    assert all("2023-04-25" in row for row in rows)
    days = (dt.date.today() - dt.date(2023, 4, 25)).days  # noqa: DTZ011  # the office's own day is meant
    assert f"已过截止日期 {days} 天" in rows[0]
    assert f"迟报 {days} 天（" in rows[1]
    told = call("ledger", "status", "--ledger", book, "--format", "json").json
    due = {"应报": 3, "实报": 2, "未报": 1, "有原因": 0, "迟报": 2, "逾期": 1}
    assert told["counts"] == due | {"退回": 1, "待核实": 1, "通过": 0, "附表": 0}
    assert [each["counts"] for each in told["departments"]] == [told["counts"]]
    assert [unit["state"] for unit in told["units"]] == [None, *words]
    assert told["units"][1]["submission"] is None
    assert told["units"][2]["submission"]["state"] == "已报"


def test_recording_again_changes_nothing(call: Callable[..., Ended], folder: Path) -> None:
    """The same folder twice, and once more with a file renamed: every unit was handed in once."""
    for _ in range(2):
        book = record(call, folder)
    (folder / CENTRE).rename(folder / "改名.xlsx")
    record(call, folder)
    told = call("ledger", "status", "--ledger", book, "--format", "json").json
    submissions = [unit["submission"] for unit in told["units"] if unit["submission"]]
    assert [each["times"] for each in submissions] == [1, 1]
    assert [Path(each["path"]).name for each in submissions] == [HALL, "改名.xlsx"]
    with closing(sqlite3.connect(book)) as connection:
        counts = [
            connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0]  # noqa: S608  # our own words
            for table in ("submission", "handing", "judged", "run")
        ]
    assert counts == [2, 2, 2, 3]


def test_history_says_what_changed(call: Callable[..., Ended], folder: Path) -> None:
    """A resubmission: both submissions with verdict and counts, the figure and the findings that changed."""
    book = record(call, folder)
    changed(folder / CENTRE, "一般公共预算财政拨款_决算", 1)
    record(call, folder)
    told = call("ledger", "history", "公共资源", "--ledger", book, "--format", "json").json
    (year,) = told["years"]
    first, second = year["submissions"]
    assert (first["current"], second["current"], first["change"]) == (False, True, None)
    assert first["sha256"] != second["sha256"]
    assert "一般公共预算财政拨款_决算" in [each["field"] for each in second["change"]["figures"]]
    assert second["change"]["new"]
    ended = call("ledger", "history", told["unit"]["code"], "--ledger", book)
    assert ended.code == 0
    assert "2022 年度：报送 2 次" in ended.out
    assert "改数 一般公共预算财政拨款_决算：" in ended.out
    assert f"与上一次相比：问题消除 {len(second['change']['gone'])}" in ended.out
    assert "（现行）" in ended.out


def test_run_records_too(call: Callable[..., Ended], folder: Path) -> None:
    """The main job puts the same into the ledger; an unreadable file is in it as nobody's."""
    (folder / "坏.xlsx").write_bytes(b"PK")
    book = folder.parent / "账" / "台账.db"
    ended = call("run", folder, "-o", folder.parent / "输出", "--ledger", book)
    assert ended.code == 2
    assert f"台账  {book}" in "".join(ended.out.splitlines(keepends=True))
    told = call("ledger", "status", "--ledger", book)
    assert "实报 2 家" in told.out
    assert "不知是哪个单位：坏.xlsx 无法读取：" in told.out


def test_what_cannot_be_done_is_said(call: Callable[..., Ended], folder: Path, tmp_path: Path) -> None:
    """No ledger, a foreign one, no such unit, several such units: exit code 2, a sentence, what to do."""
    book = record(call, folder)
    foreign = tmp_path / "别的.db"
    foreign.write_text("别的", encoding="utf-8")
    for arguments, words in (
        (("status", "--ledger", tmp_path / "没有.db"), "没有台账"),
        (("status", "--ledger", foreign), "不是台账"),
        (("history", "某单位", "--ledger", tmp_path), "是文件夹"),
        (("history", "没有的单位", "--ledger", book), "台账里没有单位"),
        (("history", "中心", "--ledger", book), "可以指几个单位"),
        (("status", "--ledger", book, "--roster", folder / "没有.xlsx"), "没有.xlsx"),
    ):
        ended = call("ledger", *arguments)
        assert (ended.code, ended.out) == (2, "")
        assert words in ended.err
        assert "处理：" in ended.err
    workbook = folder / CENTRE
    before = workbook.read_bytes()
    ended = call("consolidate", folder, "--ledger", workbook, "-o", tmp_path / "x.xlsx")
    assert ended.code == 2
    assert "不是台账" in ended.err
    assert workbook.read_bytes() == before
    assert not (tmp_path / "x.xlsx").exists()


def test_the_day_of_receipt_can_be_told(call: Callable[..., Ended], folder: Path) -> None:
    """Files that came in time and are recorded later are not late; what was recorded keeps its day."""
    book = record(call, folder, "--received", "2023-04-25")
    record(call, folder)
    assert "迟报 0 家" in call("ledger", "status", "--ledger", book).out
    for more, words in (
        (("--ledger", book, "--received", "4月25日"), "不是日期"),
        (("--received", "2023-04-25"), "没有写 --ledger"),
    ):
        ended = call("consolidate", folder, "-o", folder.parent / "汇总.xlsx", *more)
        assert ended.code == 2
        assert words in ended.err


def test_a_run_broken_off_is_gone_on_with(
    call: Callable[..., Ended], folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Stopped after the first file (Ctrl-C): that one is in the ledger; the next run goes on with it."""
    book, examine = folder.parent / "台账.db", runner.examine

    def broken(*arguments: Any, **options: Any) -> Iterator[Taken]:
        yield next(examine(*arguments, **options))
        raise KeyboardInterrupt

    monkeypatch.setattr(runner, "examine", broken)
    ended = call("consolidate", folder, "--ledger", book, "-o", folder.parent / "汇总.xlsx")
    assert (ended.code, ended.err.strip()) == (2, "已中断。")
    assert "实报 1 家" in call("ledger", "status", "--ledger", book).out
    monkeypatch.undo()
    record(call, folder)
    assert "实报 2 家" in call("ledger", "status", "--ledger", book).out
    with closing(sqlite3.connect(book)) as connection:
        assert connection.execute("SELECT id, finished FROM run").fetchall() == [(1, 1)]


def test_an_empty_year_is_said(call: Callable[..., Ended], folder: Path) -> None:
    """A year nobody handed in for: all that are due are missing, and the other year is named."""
    book = record(call, folder)
    ended = call("ledger", "status", "--ledger", book, "--year", "2021")
    assert ended.code == 0
    assert "2021 年度：应报 3 家，实报 0 家，未报 3 家" in ended.out
    assert "台账里还有年度：2022" in ended.out


def test_of_two_versions_the_one_handed_in_last_counts(call: Callable[..., Ended], folder: Path) -> None:
    """Handed in in turn: the later counts though its time stamp is older; without a ledger neither does.

    What was replaced is named with its day; the attached forms and the returns are in the status.
    """
    shutil.copytree(WORKBOOKS / "项目自评", folder / "项目自评")
    book = record(call, folder, "--received", "2023-04-24")
    again = folder / "再报.xlsx"
    shutil.copy(folder / HALL, again)
    changed(again, "行政编制数", 99)
    os.utime(again, (0, 0))
    out = folder.parent / "汇总.xlsx"
    ended = call("consolidate", folder, "-o", out)
    assert "未计入汇总：再报.xlsx 重复" in ended.out
    assert "没有用台账（--ledger），不知道各单位是哪天报的，没有判断迟报" in ended.out
    for _ in range(2):
        ended = call("consolidate", folder, "--ledger", book, "--received", "2023-05-04", "-o", out)
        assert ended.code == 0
        assert f"未计入汇总：{HALL} 旧版(2023-04-24 报送，已由 2023-05-04 又报的“" in ended.out
        assert "重复" not in ended.out
    filing = openpyxl.load_workbook(out)["报送情况"]
    rows = [[cell.value for cell in row] for row in filing.iter_rows()]
    assert sorted(row[6] for row in rows if row[-2] in ("再报.xlsx", HALL)) == ["已报", "旧版"]
    target = folder.parent / "报送情况.xlsx"
    ended = call("ledger", "status", "--ledger", book, "--format", "xlsx", "-o", target)
    assert (ended.code, ended.out) == (0, "")
    heads, *rows = openpyxl.load_workbook(target)["报送情况"].iter_rows(min_row=3, values_only=True)
    named = {row[0]: dict(zip(heads, row, strict=True)) for row in rows}
    assert (named["示例002"]["次数"], named["示例002"]["退回次数"], named["示例002"]["时限"]) == (
        2,
        1,
        "按期",
    )
    assert (named["示例003"]["附表"], named["示例001"]["状态"]) == (2, "未报")
    ended = call("ledger", "status", "--ledger", book, "--format", "xlsx")
    assert ended.code == 2
    assert "加 -o" in ended.err
    ended = call("ledger", "status", "--ledger", book, "--format", "xlsx", "-o", book)
    assert "不能用作输出" in ended.err
    assert call("consolidate", folder.parent, "-o", out).code == 0
    made = folder.parent / "输出"
    assert call("run", folder, "--ledger", book, "-o", made).code == 0
    returned = sorted(path.name for path in (made / "退回稿").glob("*行政服务*"))
    assert len(returned) == len(list((made / "报告").glob("*行政服务*.docx"))) == 1
