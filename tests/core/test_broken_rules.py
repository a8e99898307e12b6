"""A broken rule of an altered standard is 规则异常, never a pass, and stops no other."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.form.books import CLEAN, SEED, check
from xltools.core.check import conclude, prepare, verdict
from xltools.readers.xlsx import read

from .altered import altered, standard

BROKEN = [
    ("左式", "=没有这个字段", "#NAME?"),
    ("左式", "=SUM(财政下达预算数,", "#SYNTAX!"),
    ("右式", "=财政下达预算数+", "#SYNTAX!"),
    ("右式", "=没有这个函数(财政下达预算数)", "#N/IMPL!"),
    ("前提条件", "=没有这个字段>0", "#NAME?"),
]


@pytest.mark.parametrize(("part", "formula", "code"), BROKEN)
def test_a_broken_rule_is_said_and_the_others_are_judged(
    tmp_path: Path, part: str, formula: str, code: str
) -> None:
    """Unknown names, functions and syntax errors: this rule is 规则异常, the seed's other findings stand."""
    broken = altered(tmp_path / "坏", {("规则", "R053", part): formula})
    checked = check(read(SEED), broken)
    (finding,) = checked.of("R053")
    assert finding.outcome == "规则异常"
    assert code in finding.message
    whole = check(read(SEED), standard()).findings
    assert [f for f in checked.findings if f.rule != "R053"] == [f for f in whole if f.rule != "R053"]


def test_a_clean_workbook_under_a_broken_rule_does_not_pass(tmp_path: Path) -> None:
    """What could not be asked is not passed: the verdict is 需核实."""
    broken = altered(tmp_path / "坏", {("规则", "R053", "左式"): "=没有这个字段"})
    assert verdict(check(read(CLEAN), broken).findings) == "需核实"
    assert verdict(check(read(CLEAN), standard()).findings) == "通过"


def test_a_rule_over_a_column_that_is_not_there_is_not_a_pass(tmp_path: Path) -> None:
    """[@列] of no such column: said for the rule, not passed over row by row."""
    broken = altered(tmp_path / "坏", {("规则", "R003", "右式"): "=[@没有这一列]"})
    (finding,) = check(read(CLEAN), broken).of("R003")
    assert finding.outcome == "规则异常"
    assert "没有这一列" in finding.message


def test_without_an_engine_nothing_is_a_pass() -> None:
    """When no engine may be trusted with a workbook every rule is 未判 and says what to do."""
    prepared = prepare(read(CLEAN), standard())
    _, findings = conclude(prepared, {}, [None] * len(prepared.questions), judged=False)
    asked = {asked.instance.rule.number for asked in prepared.batch.asked}
    assert len(asked) > 60
    assert {finding.rule for finding in findings} == asked
    assert {finding.outcome for finding in findings} == {"未判"}
    assert all("需在 Excel 中重算" in finding.message for finding in findings)
    assert verdict(findings) == "需核实"


def test_a_trial_rule_of_the_standard_fails_nobody(tmp_path: Path) -> None:
    """R052 on trial: the seed is warned, no longer failed."""
    trial = altered(tmp_path / "试", {("规则", "R052", "试行"): "是"})
    checked = check(read(SEED), trial)
    (finding,) = checked.of("R052")
    assert (finding.level, finding.outcome) == ("提示", "不通过")
    assert verdict(checked.findings) == "需核实"


@pytest.mark.parametrize(
    ("first", "last", "asked"), [(2023, None, False), (None, 2021, False), (2022, 2022, True)]
)
def test_a_rule_for_other_years_is_not_asked(tmp_path: Path, first, last, asked) -> None:
    """年度起 and 年度止 of a real rule against the seed's 2022."""
    years = {("规则", "R053", "年度起"): first, ("规则", "R053", "年度止"): last}
    assert bool(check(read(SEED), altered(tmp_path / "年", years)).of("R053")) is asked
