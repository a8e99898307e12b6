"""The project's standards have no fault; faults planted in them are found by trying, and by the command."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.core.altered import TEMPLATES, Changes, altered, opened, save, standard
from xltools.authoring.lint import lint
from xltools.cli import execute
from xltools.core.lint import Fault
from xltools.engines import choose
from xltools.resources import page_texts, standards

Run = Callable[..., tuple[int, str]]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run a command line: its exit code, and all it said."""
    monkeypatch.delenv("XLTOOLS_STANDARD", raising=False)

    def call(*arguments: str) -> tuple[int, str]:
        code = execute(arguments)
        return code, "".join(capsys.readouterr())

    return call


def faults(folder: Path, changes: Changes) -> list[Fault]:
    """The faults of a changed copy of 湛江2022."""
    return list(lint(altered(folder, changes), choose()))


@pytest.mark.parametrize("name", standards())
def test_the_standards_have_no_fault(name: str) -> None:
    """Not even a hint."""
    assert list(lint(standard(name), choose(), page_texts(TEMPLATES / name))) == []


def test_points_that_do_not_add_up_fail_on_the_blank_form(tmp_path: Path) -> None:
    """The full mark is a rule's business: the rule fails before any unit filled in anything."""
    found = faults(tmp_path / "规范", {("指标", "财务合规性", "分值"): 4})
    told = {fault.item: fault.what for fault in found}
    assert "空白表上就报" in told["R001 分值合计等于满分"]
    assert "101" in told["R001 分值合计等于满分"]
    assert not any("引起" in what for what in told.values()), "规范的毛病没有别的问题可以归到"


def test_a_formula_that_breaks_on_a_filled_form_is_found(tmp_path: Path) -> None:
    """Text reckoned with gives #VALUE! once the cell is filled: at the rule, and at the form's formula."""
    changes = {
        ("规则", "R042", "左式"): "=年末在职人数+单位名称",
        ("字段", "支出完成率", "公式"): '=IF(单位名称="","",单位名称*2)',
    }
    found = faults(tmp_path / "规范", changes)
    told = {(fault.sheet, fault.item, fault.column): fault.what for fault in found}
    assert "#VALUE!" in told["规则", "R042 在职人数不超过编制", "左式"]
    assert "填满的表上得出 #VALUE!" in told["字段", "支出完成率", "公式"]


def test_what_is_taken_of_attached_forms_is_looked_up_there(tmp_path: Path) -> None:
    """A field the other standard does not have, and a standard that is not there, are told with the row."""
    changes = {
        ("附表", "项目自评执行数合计", "字段"): "资金总额_全年执行",
        ("附表", "项目自评份数", "规范"): "项目支出自平",
    }
    told = {(f.column, f.index): f.what for f in faults(tmp_path / "规范", changes) if f.sheet == "附表"}
    assert told["规范", 0] == "没有规范“项目支出自平”；是不是“项目支出自评”"
    assert "没有字段“资金总额_全年执行”；是不是“资金总额_全年执行数”" in told["字段", 1]


def test_clean_findings_and_unreadable_end_differently(run: Run, tmp_path: Path) -> None:
    """0 clean, 1 faults, 2 where there is no such standard or its file is none."""
    assert run("standard", "lint", "四川") == (0, "√ 规范“四川”没有问题\n")
    assert run("standard", "lint", "没有这个规范")[0] == 2
    broken = tmp_path / "坏"
    broken.mkdir()
    (broken / "规范.xlsx").write_bytes(b"no workbook")
    code, said = run("standard", "lint", str(broken))
    assert code == 2
    assert "Traceback" not in said


def test_the_command_says_where_why_and_what_to_do(run: Run, tmp_path: Path) -> None:
    """A mistyped name: sheet, row, column, the name meant; build refuses it with the same words."""
    folder = tmp_path / "改过"
    altered(folder, {("规则", "R053", "左式"): "=实际采购额"})
    code, said = run("standard", "lint", str(folder))
    assert code == 1
    assert "工作表“规则”第54行“左式”（R053 采购金额不超过可用预算）" in said
    assert "没有名为“实际采购额”的字段、列或参数；是不是“实际采购金额”" in said
    assert "为什么：" in said
    assert "处理：" in said
    code, said = run("standard", "build", str(folder))
    assert code == 2
    assert "第54行“左式”" in said
    assert not (folder / "自评工作簿.xlsx").exists()


def test_a_definition_that_cannot_be_built_is_a_fault(run: Run, tmp_path: Path) -> None:
    """A rule number used twice is told with its row: exit 1, for the file itself was read."""
    folder = tmp_path / "重号"
    with opened("四川", {("规则", "R902", "编号"): "R901"}) as book:
        save(book, folder)
    code, said = run("standard", "lint", str(folder))
    assert code == 1
    assert "规则“R901”重复" in said


@pytest.mark.parametrize(
    "changes",
    [{("指标", "财务合规性", "分值"): 4}, {("参数", "等级下限", "值"): "0、90、60"}],
    ids=["分值合计101", "分档颠倒"],
)
def test_what_is_an_error_is_not_built(run: Run, tmp_path: Path, changes: Changes) -> None:
    """Points that add up to 101 and bands out of order: units would fill a wrong form."""
    folder = tmp_path / "改过"
    altered(folder, changes)
    code, said = run("standard", "build", str(folder))
    assert code == 2
    assert "没有生成空白表" in said
    assert not (folder / "自评工作簿.xlsx").exists()


def test_a_doubt_does_not_keep_from_building(run: Run, tmp_path: Path) -> None:
    """A rule that never says otherwise is to be looked at; the form is no worse for it."""
    folder = tmp_path / "改过"
    altered(folder, {("规则", "R042", "右式"): "=-1"}, "四川")
    assert run("standard", "build", str(folder))[0] == 0


def test_a_sound_copy_is_built(run: Run, tmp_path: Path) -> None:
    """What lint has nothing against, build builds."""
    folder = tmp_path / "规范" / "四川副本"
    folder.mkdir(parents=True)
    shutil.copy(TEMPLATES / "四川" / "规范.xlsx", folder)
    assert run("standard", "build", str(folder))[0] == 0
    assert (folder / "自评工作簿.xlsx").is_file()
