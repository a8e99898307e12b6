"""The rules of a consolidation are rows of the standard: found by the word in 比较, never by number."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

from tests.consolidate.extracted import consolidate
from xltools.core.comparisons import OF_SUMMARY
from xltools.core.consolidation.roster import Unit, build_roster
from xltools.core.consolidation.summary import Summary
from xltools.core.model import Checked
from xltools.core.standard import Rule, Standard

Make = Callable[..., Checked]

#: The rows a consolidation looks up: by their words, and the one that asks for 金额单位.
WORDS = (*OF_SUMMARY, "版式")
ASKS = ("金额单位",)


def changed(standard: Standard, change: Callable[[Rule], Rule | None]) -> Standard:
    """The standard with the rows of a consolidation changed, or left out."""
    rows = (change(rule) if rule.compare in WORDS or rule.marks == ASKS else rule for rule in standard.rules)
    return replace(standard, rules=tuple(rule for rule in rows if rule is not None))


def everything(standard: Standard, make: Make, unreadable: Checked) -> Summary:
    """Units of which each has another fault: every kind of finding there is."""
    tree = build_roster(
        [
            Unit("906", "部门"),
            *(Unit(f"90600{number}", f"单位{number}", "906") for number in range(1, 7)),
            Unit("7", "没有上级", "8"),
            Unit("", "没有编码"),
        ]
    )
    whole = {"支出合计_决算": Decimal(30), "财政下达预算数": Decimal(100)}
    files = [
        make("906", name="部门", scope="部门汇总", **whole),
        make("906001", name="单位1", **whole),
        make("906002", name="单位2", 支出合计_决算=Decimal(40)),
        make("906003", name="单位3", **{**whole, "支出合计_决算": Decimal(9_000_000)}),
        make("906004", name="单位4", path="a.xlsx", **whole),
        make("906004", name="单位4", path="b.xlsx", 财政下达预算数=Decimal(1)),
        make("906005", name="单位5", currency=None, **whole),
        make("906006", name="单位6", form="四川"),
        unreadable,
    ]
    return consolidate(standard, files, tree)


def said(summary: Summary) -> list[tuple[str, str]]:
    """(rule, message) of each finding, in order."""
    return [(issue.finding.rule, issue.finding.message) for issue in summary.issues]


def test_every_row_of_a_consolidation_is_used(standard: Standard, make: Make, unreadable: Checked) -> None:
    """Each kind of finding bears the number, the basis and no stronger level than its row."""
    found = [issue.finding for issue in everything(standard, make, unreadable).issues]
    rows = {r.number: r for r in standard.rules if r.compare in WORDS or r.marks == ASKS}
    assert {finding.rule for finding in found} == set(rows)
    for finding in found:
        assert finding.basis in {rows[finding.rule].basis, "名册"}
        assert finding.fix
        assert "{" not in finding.message


def test_other_numbers_and_words_in_the_standard_are_said(
    standard: Standard, make: Make, unreadable: Checked
) -> None:
    """The rows renumbered, their findings bear the new numbers; a row's words and level are the author's."""
    other = changed(standard, lambda rule: replace(rule, number=f"X{rule.number}"))
    before = said(everything(standard, make, unreadable))
    assert said(everything(other, make, unreadable)) == [(f"X{number}", text) for number, text in before]
    milder = changed(standard, lambda rule: replace(rule, level="提示", message="改过：{名}", fix="照办"))
    found = [issue.finding for issue in everything(milder, make, unreadable).issues]
    assert {finding.level for finding in found if finding.basis != "名册"} == {"提示"}
    assert sum(finding.message.startswith("改过：") and finding.fix == "照办" for finding in found) >= 5


def test_without_the_rows_nothing_is_lost(standard: Standard, make: Make, unreadable: Checked) -> None:
    """A standard without them says the same but for the magnitude, which only a row can ask for."""
    bare = changed(standard, lambda _: None)
    off = changed(standard, lambda rule: replace(rule, enabled=False))
    names = {rule.number: rule.compare for rule in standard.rules if rule.compare in WORDS}
    wanted = [
        (names.get(number, "金额单位"), text)
        for number, text in said(everything(standard, make, unreadable))
        if names.get(number) != "汇总量级"
    ]
    assert said(everything(bare, make, unreadable)) == wanted
    assert said(everything(off, make, unreadable)) == wanted
