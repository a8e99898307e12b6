"""An entry that cannot stand: rules that look at it wait until it is corrected, and one 错误 is said."""

from __future__ import annotations

from typing import Any

import pytest

from tests.core.altered import standard
from tests.form.books import check
from tests.samples.planted import planted
from tests.samples.test_rule_table import place
from xltools.core.model import Finding

EDITS: tuple[tuple[str, Any], ...] = (
    ("项目支出_决算", None),
    ("项目支出_决算", -3083000),
    ("经营支出_决算", 1.234),
    ("年末在职人数", 26.5),
)


def errors(edits: dict[str, Any]) -> list[Finding]:
    """The failed 错误 findings that stand by themselves."""
    findings = check(planted(edits), standard()).findings
    return [f for f in findings if f.outcome == "不通过" and f.level == "错误"]


@pytest.mark.parametrize(("field", "value"), EDITS)
def test_one_entry_is_one_fault(field: str, value: object) -> None:
    """Blank though required, negative, too many decimals, no whole number: one 错误."""
    (error,) = errors({field: value})
    assert error.places[0] == place(field)
    assert not error.cause


def test_what_waits_says_for_what() -> None:
    """The sums that look at the entry are still there, as 提示 that name it."""
    findings = check(planted({"项目支出_决算": -3083000}), standard()).findings
    waiting = [f for f in findings if f.cause]
    assert {"R034", "R058"} & {f.rule for f in waiting}
    assert {f.level for f in waiting} == {"提示"}
    assert all("R045 自评表!F" in f.cause for f in waiting)
    assert all(f.cause in f.message for f in waiting)


def test_a_figure_that_was_understood_hides_nothing() -> None:
    """A number written as text is known: a sum that does not meet stands beside it as an 错误 of its own."""
    rules = {f.rule for f in errors({"项目支出_决算": "3,083,100"})}
    assert "R045" in rules
    assert rules & {"R034", "R035", "R056", "R058"}


def test_what_no_lawful_entry_would_mend_stands_by_itself() -> None:
    """A bad entry at which the sum would need a figure below 0: the sum is out for another reason as well."""
    edits = {"其他收入_年初预算": 1.234, "一般公共预算财政拨款_年初预算": 99000000}
    standing = {(f.rule, f.places[0]) for f in errors(edits)}
    assert ("R045", place("其他收入_年初预算")) in standing
    assert {rule for rule, _ in standing} & {"R034", "R059"}


def test_a_blank_that_a_condition_looks_at_is_the_cause() -> None:
    """A rule that applies only for a figure that is missing waits for the figure."""
    from tests.samples.test_project_rules import NAME
    from tests.samples.test_project_rules import planted as project

    found = {f.rule: f for f in check(project({"本年财政拨款_全年执行数": None}), standard(NAME)).findings}
    assert found["R028"].cause.startswith("R087")
    assert [rule for rule, f in found.items() if f.outcome == "不通过" and f.level != "提示"] == ["R087"]
