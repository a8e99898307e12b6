"""What could not be checked of a report never looks passed: said once, or at the very words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from tests.core.altered import standard
from tests.prose.texts import passages
from xltools.authoring.filling import blank_form
from xltools.checking import check_workbook
from xltools.core.check import verdict
from xltools.core.model import Checked, Finding
from xltools.core.prose import report
from xltools.core.prose.beside.claims import asked
from xltools.core.prose.checked import check_report
from xltools.core.prose.found import Found
from xltools.core.prose.read import Read
from xltools.core.standard import Rule
from xltools.engines import choose


@pytest.fixture(scope="module")
def blank() -> Checked:
    """The check of a form nobody filled in, which can tell the truth of no claim."""
    chosen = standard()
    return check_workbook(blank_form(chosen), asked(chosen), choose())


def unjudged(checked: Checked) -> list[Finding]:
    """What was not judged."""
    return [finding for finding in checked.findings if finding.outcome == "未判"]


def test_without_a_workbook_one_finding_names_every_rule_that_needs_one() -> None:
    """Rules about figures by name, rules about claims by number; a rule that needs none is not named."""
    chosen = standard()
    (told,) = unjudged(check_report(passages("没有扣分。"), chosen))
    needing = {rule.number for rule in chosen.every_rule if rule.words} | {"R060", "R061", "R144"}
    named = {number for number in chosen.rule if number in told.message}
    assert named == needing
    assert f"这{len(needing)}条没有核对" in told.message
    assert (told.rule, told.level, told.spot) == ("R060", "提示", None)
    assert verdict([told]) == "需核实"


def test_a_claim_the_workbook_could_not_tell_of_is_unjudged_at_its_words(blank: Checked) -> None:
    """The phrase, and what the workbook lacks; its level and rule are those of the claim."""
    (told,) = unjudged(check_report(passages("一、结论", "各项指标没有扣分。"), standard(), blank))
    assert (told.rule, told.outcome) == ("R146", "未判")
    assert told.spot is not None
    assert (told.spot.paragraph, told.spot.text) == (2, "没有扣分")
    assert told.message.startswith("报告写“没有扣分”，没有核对：")
    assert "自评总分" in told.message
    assert "引起" not in told.message


def test_what_the_report_does_not_claim_is_nobody_s_business(blank: Checked) -> None:
    """A workbook leaves many rules open; those the report says nothing of are not repeated."""
    assert any(finding.outcome == "未判" for finding in blank.findings)
    assert unjudged(check_report(passages("一、结论", "各项工作进展顺利。"), standard(), blank)) == []


def test_a_rule_that_cannot_run_stops_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is 规则异常, which is no pass; the others are asked."""

    def broken(read: Read, rule: Rule) -> Iterator[Found]:
        raise ValueError(read.words(rule.left))

    checks: dict[str, Any] = {**report.CHECKS, "文中错字": broken}
    monkeypatch.setattr(report, "CHECKS", checks)
    checked = check_report(passages("一、基本情况", "XX单位"), standard())
    outcomes = {finding.rule: finding.outcome for finding in checked.findings}
    assert outcomes["R071"] == "规则异常"
    assert outcomes["R068"] == "不通过"
    assert checked.verdict == "需核实"
    (told,) = [finding for finding in checked.findings if finding.rule == "R071"]
    assert "词表" in told.fix


def test_a_rule_on_trial_only_warns() -> None:
    """试行 makes any finding a 提示, and one of another year is not asked."""
    chosen = standard()

    def changed(**values: Any) -> dict[str, str]:
        rules = tuple(replace(r, **values) if r.number == "R068" else r for r in chosen.report_rules)
        told = check_report(passages("XX单位"), replace(chosen, report_rules=rules))
        return {finding.rule: finding.level for finding in told.findings}

    assert changed()["R068"] == "核实"
    assert changed(trial=True)["R068"] == "提示"
    assert "R068" not in changed(enabled=False)
