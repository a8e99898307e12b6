"""Rules that come to the same whatever is filled, and scores that are none, are found by trying them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.core.altered import TEMPLATES, Changes, altered
from xltools.authoring.outcomes import outcome_faults
from xltools.core.lint import Fault, lint
from xltools.engines import choose
from xltools.resources import page_texts

PAGES = page_texts(TEMPLATES / "四川")

#: What is changed in 四川; where it must be told, and in which words.
PLANTED: list[tuple[str, Changes, str, str, str]] = [
    ("右式填不到", {("规则", "R042", "右式"): "=-1"}, "R042", "左式", "例子上都报"),
    ("前提不成立", {("规则", "R042", "前提条件"): "=编制数<0"}, "R042", "前提条件", "例子上都不检查"),
    (
        "文字填不到",
        {("规则", "R009", "比较"): "<>", ("规则", "R009", "右式"): '="永远"'},
        "R009", "左式", "例子上都不报",
    ),
    ("文字比数字", {("规则", "R042", "右式"): "=单位名称"}, "R042", "左式", "例子上都判断不了"),
    ("容差太大", {("规则", "R031", "绝对容差"): 1000000}, "R031", "绝对容差", "容差1000000比试填的多数"),
    (
        "参考得分为负",
        {("指标", "预算执行进度监控", "参考得分公式"): "=-5"},
        "预算执行进度监控", "参考得分公式", "得出-5分，不在0至2分之间",
    ),
    (
        "参考得分超过分值",
        {("指标", "预算执行进度监控", "参考得分公式"): '=IF(COUNT([@实际值])=0,"",[@分值]+1)'},
        "预算执行进度监控", "参考得分公式", "得出3分，不在0至2分之间",
    ),
]  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "item", "column", "words"), [p[1:] for p in PLANTED], ids=[p[0] for p in PLANTED]
)
def test_what_never_comes_out_otherwise_is_told(
    tmp_path: Path, changes: Changes, item: str, column: str, words: str
) -> None:
    """Whatever is filled, and on the cases of its page as well."""
    found = list(outcome_faults(altered(tmp_path / "改过", changes, "四川"), choose(), PAGES))
    told = [fault.what for fault in found if fault.item.startswith(item) and fault.column == column]
    assert any(words in what for what in told), found


def test_a_page_clears_a_rule_that_seldom_fires(tmp_path: Path) -> None:
    """Without its page a rule only tampering can break is a hint; its cases show that it does fire."""
    chosen = altered(tmp_path / "原样", {}, "四川")
    bare = list(outcome_faults(chosen, choose(), {}))
    assert {fault.level for fault in bare} == {"提示"}
    assert any("没有规则页的例子" in fault.why for fault in bare)
    assert list(outcome_faults(chosen, choose(), PAGES)) == []


#: The same, of what the rows tell by themselves.
BY_ROWS: list[tuple[str, Changes, str, str]] = [
    ("负容差", {("规则", "R031", "绝对容差"): -1}, "绝对容差", "容差-1小于0"),
    ("相对容差", {("规则", "R031", "相对容差"): 5}, "相对容差", "差到右边的5倍也不报"),
    ("以后才检查", {("规则", "R031", "年度起"): 2030}, "年度起", "2030年起检查，规范是2022年度的"),
    ("早已不检查", {("规则", "R031", "年度止"): 2020}, "年度止", "2020年止检查，规范是2022年度的"),
    (
        "类型写错",
        {("指标", "预算执行进度监控", "类型"): "定量正相"},
        "类型", "“定量正相”没有规则提到，也没有别的指标用；是不是“定量正向”",
    ),
    ("范围没有正数", {("字段", "支出合计", "取值范围"): "<0"}, "取值范围", "“<0”里没有0，也没有正数"),
    ("范围都是负数", {("字段", "支出合计", "取值范围"): "-9~-1"}, "取值范围", "没有0，也没有正数"),
]  # fmt: skip


def by_rows(folder: Path, changes: Changes) -> list[Fault]:
    """The faults of a changed copy of 四川 by its rows alone."""
    return list(lint(altered(folder, changes, "四川")))


@pytest.mark.parametrize(
    ("changes", "column", "words"), [p[1:] for p in BY_ROWS], ids=[p[0] for p in BY_ROWS]
)
def test_what_the_rows_tell(tmp_path: Path, changes: Changes, column: str, words: str) -> None:
    """A tolerance, a year, a kind or a range nobody can have meant."""
    found = by_rows(tmp_path / "改过", changes)
    assert any(fault.column == column and words in fault.what for fault in found), found


def test_ranges_and_years_that_may_be_meant(tmp_path: Path) -> None:
    """A range with 0 or a positive number in it, and years that include the standard's, are no fault."""
    changes: Changes = {
        ("字段", "支出合计", "取值范围"): "<=0",
        ("规则", "R031", "年度起"): 2022,
        ("规则", "R031", "年度止"): 2022,
        ("规则", "R031", "相对容差"): 0.01,
    }
    assert by_rows(tmp_path / "改过", changes) == []
