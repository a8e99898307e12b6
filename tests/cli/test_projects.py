"""Units' workbooks and their project forms through the whole program: what is listed, summed up, written."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import openpyxl
import pytest

from tests.form.books import CLEAN, FAULTY_PROJECT, PROJECTS, WORKBOOKS

FORMS = [path.name for path in PROJECTS]


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """The sample folder as the README runs it: three units, the project forms of one in a folder below."""
    shutil.copytree(WORKBOOKS / "湛江2022", tmp_path / "报送")
    monkeypatch.chdir(tmp_path)
    return tmp_path / "报送"


def test_run_takes_project_forms_for_what_they_are(call, folder):
    """Three units counted, nobody missing or doubled; three reports, none for a project; nothing shouted."""
    ended = call("run", "报送", "-o", "出")
    assert ended.code == 0
    assert "应报 3 家，实报 3 家" in ended.out
    assert "未计入" not in ended.out
    assert "规范" not in ended.err
    assert len(list(Path("出/报告").glob("*.docx"))) == 3
    files = json.loads(Path("出/审核结果.json").read_text("utf-8"))["files"]
    assert [Path(file["path"]).name for file in files[:2]] == FORMS
    assert len(files) == 5


def test_the_summary_lists_each_project_in_yuan(call, folder):
    """One line a form: amounts in 元 whatever the form's unit, the rate recomputed, the score, the file."""
    assert call("consolidate", "报送", "-o", "汇总.xlsx").code == 0
    book = openpyxl.load_workbook("汇总.xlsx")
    rows = list(book["项目支出自评"].iter_rows(min_row=3, values_only=True))
    heads, *lines = rows
    shown = [dict(zip(heads, line, strict=True)) for line in lines]
    assert [line["文件"] for line in shown] == FORMS
    wanted = ("年初预算数", "全年预算数", "全年执行数", "执行率%", "自评得分", "评价等级", "结论")
    assert [tuple(line[name] for name in wanted) for line in shown] == [
        (1_900_000, 2_000_000, 1_960_000, 98, 99.8, "优", "通过"),
        (1_100_000, 1_150_000, 1_123_000, 97.65, 99.77, "优", "通过"),
    ]
    units = [row[1] for row in book["单位对照表"].iter_rows(min_row=5, values_only=True)]
    assert not [name for name in units if name and "运行维护" in str(name)]
    states = [row[6] for row in book["报送情况"].iter_rows(min_row=4, values_only=True)]
    assert set(states) - {None, "状态"} == {"已报"}


def test_what_is_wrong_in_a_project_form_is_in_the_list_of_issues(call, folder):
    """A project form's faults stand among the issues, linked to its file; the run itself is done."""
    shutil.copy(FAULTY_PROJECT, folder / "项目自评")
    assert call("run", "报送", "-o", "出").code == 0
    book = openpyxl.load_workbook("出/汇总.xlsx")
    issues = [row for row in book["问题清单"].iter_rows(values_only=True) if FAULTY_PROJECT.name in row]
    assert any("R026" in row for row in issues)
    listed = list(book["项目支出自评"].iter_rows(values_only=True))
    (line,) = [row for row in listed if FAULTY_PROJECT.name in row]
    assert "没有收到所属单位的工作簿，或预算编码不一致" in line


def test_an_unreadable_project_form_is_not_a_unit(call, folder):
    """A form that lost its sheet: exit 2, listed as unreadable, and no unit is thought to have sent it."""
    path = folder / "项目自评" / FORMS[0]
    book = openpyxl.load_workbook(path)
    del book["项目自评表"]
    book.save(path)
    ended = call("run", "报送", "-o", "出")
    assert ended.code == 2
    assert FORMS[0] in ended.out
    assert "应报 3 家，实报 3 家" in ended.out
    assert "未计入" not in ended.out


def test_a_folder_of_nothing_but_project_forms(call, folder):
    """They are checked; there is no unit to sum up and no report to write, and that is said."""
    ended = call("run", "报送/项目自评", "-o", "出")
    assert ended.code == 0
    assert "没有单位的工作簿" in ended.err
    assert not Path("出/汇总.xlsx").exists()
    assert not Path("出/报告").exists()
    assert all(name in ended.out for name in FORMS)


def test_a_project_has_no_report(call, folder):
    """`report new` of a project form says that this kind of form wants none."""
    ended = call("report", "new", f"报送/项目自评/{FORMS[0]}")
    assert ended.code == 2
    assert "不写文字报告" in ended.err


def test_new_makes_a_project_form(call, tmp_path, monkeypatch):
    """`new --standard 项目支出自评`: unit, code and year filled in, the rest to be filled."""
    monkeypatch.chdir(tmp_path)
    made = call(
        "new", "--unit", "某中心", "--code", "906017", "--standard", "项目支出自评", "-o", "项目.xlsx"
    )
    assert made.code == 0
    sheet = openpyxl.load_workbook("项目.xlsx")["项目自评表"]
    values = {cell.value for row in sheet.iter_rows() for cell in row}
    assert {"某中心", "906017", "项目支出绩效自评表", "年度资金总额"} <= values
    ended = call("check", "项目.xlsx", "--format", "json")
    assert ended.code == 1
    (file,) = json.loads(ended.out)["files"]
    assert file["counts"]["规则异常"] == 0
    assert {finding["rule"] for finding in file["findings"] if finding["outcome"] == "不通过"} >= {"R087"}


def test_check_names_the_forms_a_finding_is_about(call, folder):
    """The finding stands at the unit's cell and names the project's file."""
    shutil.copy(CLEAN, folder)
    (folder / "项目自评" / FORMS[1]).unlink()
    ended = call("check", "报送")
    assert "R105" in ended.out
    assert "交来的：" + FORMS[0] in ended.out
