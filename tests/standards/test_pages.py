"""The pages of the rules: every one is there, says what the rule says, and its examples hold."""

from __future__ import annotations

import ast
from dataclasses import replace
from decimal import Decimal
from functools import lru_cache
from pathlib import Path

import pytest

from tests.core.altered import ROOT, TEMPLATES, standard
from xltools.authoring.filling import blank_form
from xltools.authoring.pages import try_case, try_pages
from xltools.core.rule_page import parse_page
from xltools.core.standard import Rule, Standard
from xltools.engines import choose
from xltools.resources import rule_pages

#: The standards whose every rule in force has a page.
PAGED = ("湛江2022", "四川", "项目支出自评")

#: A smaller tolerance only keeps the last bit of a double out, and no figure people write shows it.
LEAST = Decimal("0.005")

#: Rules whose sides are rounded further than their tolerance.
NEVER_NEEDED = {"R052"}

ALL = [(name, rule.number) for name in PAGED for rule in standard(name).every_rule if rule.enabled]


@lru_cache(maxsize=4)
def texts(name: str) -> dict[str, str]:
    """The pages of a standard by rule number."""
    return {number: path.read_text("utf-8") for number, path in rule_pages(TEMPLATES / name).items()}


@pytest.mark.parametrize("name", PAGED)
def test_every_rule_in_force_has_a_page_and_no_other(name: str) -> None:
    """A page a rule in force, none left over from a rule that is gone."""
    enabled = {rule.number for rule in standard(name).every_rule if rule.enabled}
    assert sorted(enabled - set(texts(name))) == [], "没有规则页的规则"
    assert sorted(set(texts(name)) - enabled) == [], "没有规则的规则页"


@pytest.mark.parametrize(("name", "number"), ALL, ids=[f"{name}-{number}" for name, number in ALL])
def test_a_page_holds(name: str, number: str) -> None:
    """Its head is what the rule says; each example, typed into a blank form, comes to what the page says."""
    (tried,) = try_pages(standard(name), texts(name), choose(), (number,))
    assert tried.problems == ()
    assert tried.cases >= 2 or tried.tests


TOLERANT = [
    (name, number)
    for name, number in ALL
    if (standard(name).rule[number].tolerance or 0) >= LEAST
    and standard(name).rule[number].compare != "<>"
    and number not in NEVER_NEEDED
]


@pytest.mark.parametrize(("name", "number"), TOLERANT, ids=[f"{name}-{number}" for name, number in TOLERANT])
def test_a_page_shows_its_tolerance(name: str, number: str) -> None:
    """A case lies just within the tolerance, one just outside: another tolerance turns one of them."""
    tolerance = standard(name).rule[number].tolerance or Decimal(0)
    page, form = parse_page(number, texts(name)[number]), blank_form(standard(name))
    for kind, other in (("应通过", Decimal(0)), ("应报", tolerance * 10)):
        changed = with_tolerance(name, number, other)
        cases = [case for case in page.cases if case.kind == kind]
        assert any(any(try_case(changed, page, case, choose(), form)) for case in cases), (kind, other)


def with_tolerance(name: str, number: str, tolerance: Decimal) -> Standard:
    """The standard, one rule of it with another tolerance and no allowance for rounded parts."""

    def changed(rules: tuple[Rule, ...]) -> tuple[Rule, ...]:
        one = (replace(r, tolerance=tolerance, rounding="") if r.number == number else r for r in rules)
        return tuple(one)

    chosen = standard(name)
    return replace(chosen, rules=changed(chosen.rules), report_rules=changed(chosen.report_rules))


def test_tests_that_pages_name_exist() -> None:
    """Where a page names a test instead of examples, there is such a test."""
    for name in PAGED:
        for number, text in texts(name).items():
            for test in parse_page(number, text).tests:
                file, _, function = test.partition("::")
                tree = ast.parse((ROOT / file).read_text("utf-8"))
                names = {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}
                assert function in names, (number, test)


@pytest.mark.parametrize("name", PAGED)
def test_pages_speak_to_staff(name: str) -> None:
    """Chinese punctuation in the words, no half-width commas between Chinese characters."""
    for number, text in texts(name).items():
        for title, words in parse_page(number, text).words.items():
            assert words.endswith("。"), (number, title)
            assert not any(f"{a}," in words for a in "的了是数额"), (number, title)


def test_the_guide_to_pages_is_there() -> None:
    """The file that error messages point to."""
    assert Path(TEMPLATES / "规则页写法.md").is_file()
