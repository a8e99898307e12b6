"""What is never lost: inputs, templates, edited reports; and files that lie in a wrong place."""

from __future__ import annotations

import errno
import json
import os
import shutil
from hashlib import sha256
from pathlib import Path

import openpyxl
import pytest
from docx import Document

from tests.cli.test_shell import start
from xltools import console
from xltools.cli import execute

ROOT = Path(__file__).parents[2]
UNITS = sorted(path for path in (ROOT / "workbooks" / "湛江2022").glob("*.xlsx") if path.name != "名册.xlsx")
ROSTER = ROOT / "workbooks" / "湛江2022" / "名册.xlsx"
OTHER = next((ROOT / "workbooks" / "四川").glob("*.xlsx"))


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A folder 报送 with two units' workbooks and a roster; the current folder is the one above."""
    inside = tmp_path / "报送"
    inside.mkdir()
    for source, name in ((UNITS[0], "甲.xlsx"), (UNITS[1], "乙.xlsx"), (ROSTER, "名册.xlsx")):
        shutil.copy(source, inside / name)
    monkeypatch.chdir(tmp_path)
    return inside


def hashes(folder):
    """Every file under the folder and what it holds."""
    return {path: sha256(path.read_bytes()).digest() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize(
    "line",
    [
        "check 报送/甲.xlsx -o 报送/甲.xlsx",
        "check 报送 -o 报送/../报送/甲.xlsx",
        "check 报送 --format json -o 链接.xlsx",
        "check 报送 -o 硬链接.xlsx",
        "consolidate 报送 -o 报送/甲.xlsx",
        "consolidate 报送 -o 报送/名册.xlsx",
        "consolidate 报送/甲.xlsx --roster 报送/名册.xlsx -o 报送/名册.xlsx",
        "report new 报送/甲.xlsx -o 报送/甲.xlsx --force",
        "report new 报送/甲.xlsx -o 报送/甲.xlsx",
        "run 汇总.xlsx -o .",
        "check 报送 -o 规范/某/规范.xlsx",
        "new --unit 甲 -o 规范/某/自评工作簿.xlsx --force",
        "new --unit 甲 -o 规范/某/深/新.xlsx",
        "consolidate 报送 -o 规范/某/自评报告.docx",
        "report new 报送/甲.xlsx -o 规范/某/自评报告.docx --force",
        "run 报送 -o 规范/某",
        "standard show 某 -o 规范/某/规范.xlsx",
        "standard build 某 -o 规范/某/规范.xlsx",
        "standard build 某 -o 规范/某/自评报告.docx",
    ],
)
def test_inputs_and_templates_are_never_overwritten(call, folder, tmp_path, monkeypatch, line):
    """An output that is an input, the roster or a standard's file is refused before anything is written."""
    (tmp_path / "链接.xlsx").symlink_to(folder / "甲.xlsx")
    (tmp_path / "硬链接.xlsx").hardlink_to(folder / "甲.xlsx")
    shutil.copy(folder / "甲.xlsx", tmp_path / "汇总.xlsx")
    shutil.copytree(ROOT / "templates" / "湛江2022", tmp_path / "规范" / "某")
    monkeypatch.setenv("XLTOOLS_TEMPLATES", str(tmp_path / "规范"))
    before = hashes(tmp_path)
    ended = call(*line.split())
    assert ended.code == 2
    assert "没有写" in ended.err
    assert "-o" in ended.err
    assert hashes(tmp_path) == before


def test_a_standard_may_build_its_form(call, tmp_path, monkeypatch):
    """`standard build` alone writes into a standard's folder: the form, again and again."""
    shutil.copytree(ROOT / "templates" / "四川", tmp_path / "规范" / "某")
    monkeypatch.setenv("XLTOOLS_TEMPLATES", str(tmp_path / "规范"))
    assert call("standard", "build", "某").code == 0


def test_new_overwrites_what_it_is_told(call, tmp_path, monkeypatch):
    """--force overwrites a file that is neither an input nor a template."""
    monkeypatch.chdir(tmp_path)
    Path("旧.xlsx").write_text("旧")
    assert call("new", "--unit", "甲", "-o", "旧.xlsx").code == 2
    assert call("new", "--unit", "甲", "-o", "旧.xlsx", "--force").code == 0


def test_a_summary_is_written_again_and_passed_over(call, folder):
    """A summary among the units' workbooks is written anew, and is no unit's workbook to any command."""
    assert call("consolidate", "报送", "-o", "报送/总表.xlsx").code == 0
    assert call("consolidate", "报送", "-o", "报送/总表.xlsx").code == 0
    for line in (
        ["consolidate", "报送"],
        ["check", "报送", "--fail-on", "never"],
        ["consolidate", "报送", "--standard", "湛江2022"],
    ):
        ended = call(*line)
        assert "已跳过 报送/总表.xlsx" in ended.err.replace("\\", "/")
        assert "无法读取" not in ended.out
        assert ended.code == 0
    assert call("check", "报送/总表.xlsx").code == 2


def test_an_old_summary_is_known_by_its_sheets(tmp_path):
    """A summary without the defined name is recognised all the same; other workbooks are not."""
    from xltools.commands.gathering import is_output

    book = openpyxl.Workbook()
    book.active.title = "汇总表"
    book.save(tmp_path / "一.xlsx")
    book.create_sheet("单位对照表")
    book.save(tmp_path / "二.xlsx")
    (tmp_path / "坏.xlsx").write_text("x")
    assert [is_output(tmp_path / name) for name in ("一.xlsx", "二.xlsx", "坏.xlsx")] == [False, True, False]


@pytest.mark.parametrize(("what", "units"), [(".", 2), ("甲.xlsx", 1)])
def test_run_into_the_folder_itself(call, folder, monkeypatch, what, units):
    """`-o .` works, twice: only what we write is left out of the inputs."""
    monkeypatch.chdir(folder)
    for _ in range(2):
        assert call("run", what, "-o", ".").code == 0
        assert len(json.loads(Path("审核结果.json").read_text(encoding="utf-8"))["files"]) == units
    assert Path("汇总.xlsx").is_file()
    assert len(list(Path("报告").glob("*.docx"))) == units


def test_two_standards(call, folder):
    """Workbooks of another standard than most are named and left out; everything is written; 2."""
    shutil.copy(OTHER, folder / "外.xlsx")
    ended = call("run", "报送")
    assert ended.code == 2
    assert "未计入汇总：外.xlsx 规范不符" in ended.out
    assert "按“湛江2022”汇总" in ended.err
    text = Path("输出/审核结果.txt").read_text(encoding="utf-8")
    document = json.loads(Path("输出/审核结果.json").read_text(encoding="utf-8"))
    assert "规范不符" in text
    assert document["standard"] == "湛江2022"
    (other,) = [each for each in document["files"] if each["path"].endswith("外.xlsx")]
    assert other["standard"] == "四川"
    assert "规范不符" in other["findings"][-1]["message"]
    assert Path("输出/汇总.xlsx").is_file()
    assert len(list(Path("输出/报告").glob("*.docx"))) == 3
    assert call("consolidate", "报送").code == 2


def test_a_tie_goes_to_the_roster(folder, make_checked):
    """Of two standards with as many workbooks the one with units of the roster wins, then the first name."""
    from dataclasses import replace

    from xltools.commands.gathering import _common_standard
    from xltools.core.consolidation.extract import extract
    from xltools.core.consolidation.roster import Roster, Unit

    checked = [
        replace(make_checked(name="甲"), standard="一"),
        replace(make_checked(name="乙"), standard="二"),
    ]
    records = [replace(each.record, code="", standard=each.standard) for each in checked]
    files = [extract(None, replace(each, record=it)) for each, it in zip(checked, records, strict=True)]
    assert _common_standard(files, None) == "一"
    assert _common_standard(files, Roster((Unit("9", "乙"),))) == "二"


def test_edited_reports_are_kept(call, folder):
    """A report that somebody changed, or of which nothing is known, stays; the new one lies beside it."""
    assert call("run", "报送").code == 0
    reports = Path("输出/报告")
    first, second = sorted(reports.glob("*.docx"))
    recorded = json.loads((reports / ".xltools.json").read_text(encoding="utf-8"))
    assert recorded == {each.name: sha256(each.read_bytes()).hexdigest() for each in (first, second)}

    assert call("run", "报送").code == 0
    assert len(list(reports.glob("*.docx"))) == 2

    book = Document(str(first))
    book.add_paragraph("手写")
    book.save(str(first))
    edited = first.read_bytes()
    beside = first.with_name(f"{first.stem}(新).docx")
    for _ in range(2):
        ended = call("run", "报送")
        assert ended.code == 0
        assert f"报告 {first.name} 有人改过,没有覆盖;新写的是 {beside.name}" in ended.out
        assert sorted(reports.glob("*.docx")) == sorted([first, second, beside])
        assert first.read_bytes() == edited

    beside.write_bytes(b"also changed")
    (reports / ".xltools.json").write_text("[broken", encoding="utf-8")
    call("run", "报送")
    assert beside.read_bytes() == b"also changed"
    assert first.with_name(f"{first.stem}(新2).docx").is_file()
    assert second.with_name(f"{second.stem}(新).docx").is_file()


def test_json_takes_any_name(capfdbinary):
    """Half a surrogate in a file's name does not stop the JSON, which stays UTF-8."""
    code = r"from xltools import console; console.show_json(['\"\udcff甲\"'])"
    shown = start(code=code, PYTHONIOENCODING="ascii")
    assert json.loads(shown.stdout.decode("utf-8")) == "\udcff甲"


@pytest.mark.parametrize(
    "code", [errno.ENOENT, errno.EEXIST, errno.EISDIR, errno.ENOTDIR, errno.EACCES, errno.ENOSPC]
)
def test_reasons_are_chinese(code):
    """The usual reasons of the system are told in Chinese; an unknown one as the system says it."""
    assert console.reason(OSError(code, os.strerror(code))).isascii() is False
    assert console.reason(OSError(99999, "odd")) == "odd"


@pytest.mark.parametrize("out", ["报送", "报送/甲.xlsx/结果.txt"])
def test_no_english_when_a_place_cannot_be_written(folder, capsys, out):
    """Neither a folder in the file's place nor a file in the folder's place shows English words."""
    assert execute(["check", "报送", "-o", out]) == 2
    err = capsys.readouterr().err
    assert "不能写入" in err
    assert "directory" not in err
    assert "exists" not in err


def test_unread_files_have_no_unit(call, folder):
    """A file that was never read is shown by its name only."""
    (folder / "坏.xlsx").write_text("x")
    ended = call("check", "报送/坏.xlsx")
    assert ended.out.splitlines()[0].startswith("报送")
    assert "未填单位名称" not in ended.out
