"""What a report claims and its workbook gives the lie to: phrases (报告用语) of rules that failed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace

from xltools.core.causes.laid import own_words
from xltools.core.comparisons import COMPARISONS
from xltools.core.messages import inner
from xltools.core.model import Finding, Outcome
from xltools.core.prose.beside.asked import rule_of
from xltools.core.prose.beside.links import links
from xltools.core.prose.beside.phrases import any_of, pattern
from xltools.core.prose.read import Read
from xltools.core.prose.spot import Spot
from xltools.core.standard import Rule, Standard

#: The check whose rule names, in its 左式, the words of what is no statement: denied, planned, wished for.
_WORDS = "文中文字"
#: How often one rule is told of in one report.
_AT_MOST = 2
#: An explanation makes a figure lawful, and no untrue words true.
_STILL_UNTRUE: tuple[Outcome, ...] = ("不通过", "已说明", "已认可")

_CLAUSE = re.compile(r"[，。；：,;:、！？\n]")
_FIELD = re.compile(r"\[([^\[\]]+)\]")


def asked(standard: Standard) -> Standard:
    """The standard whose workbook check also asks the rules of reports that are formulas over its fields."""
    formulas = (rule for rule in standard.report_rules if rule.enabled and rule.compare in COMPARISONS)
    return replace(standard, rules=(*standard.rules, *formulas))


def claims(read: Read) -> Iterator[Finding]:
    """Each untrue phrase at its words, by the order of the rules; one place is told of once."""
    failed = _failed(read)
    taken: list[Spot] = []
    rule = rule_of(read.standard, _WORDS)
    denial = any_of(read.words(rule.left) if rule else ())
    for rule in read.standard.every_rule:
        finding = failed.get(rule.number)
        if finding is None or not rule.words:
            continue
        for spot in _spots(read, rule, finding, denial)[:_AT_MOST]:
            if not any(_overlap(spot, other) for other in taken):
                taken.append(spot)
                yield _claim(rule, finding, spot)


def _failed(read: Read) -> Mapping[str, Finding]:
    """Rule -> its first failure in the workbook."""
    found: dict[str, Finding] = {}
    for finding in read.checked.findings if read.checked else ():
        if finding.outcome in _STILL_UNTRUE:
            found.setdefault(finding.rule, finding)
    return found


def _spots(read: Read, rule: Rule, finding: Finding, denial: re.Pattern[str]) -> list[Spot]:
    """Where a rule's phrases stand, and the figures it names, in the order of the text."""
    found: list[Spot] = []
    for phrase in rule.words:
        field = _FIELD.fullmatch(phrase)
        if field is None:
            found += _said(read, phrase, denial)
        elif finding.outcome == "不通过":
            found += _linked(read, field[1])
    alone: list[Spot] = []
    for spot in sorted(found, key=lambda spot: (spot.paragraph, spot.start, -spot.end)):
        if not alone or not _overlap(alone[-1], spot):
            alone.append(spot)
    return alone


def _said(read: Read, phrase: str, denial: re.Pattern[str]) -> Iterator[Spot]:
    """Where a phrase is a plain statement."""
    anchor = max(re.split(r"[…“”\"]", phrase), key=len)
    for index, text in enumerate(read.texts):
        if anchor not in text:
            continue
        for match in pattern(phrase).finditer(text):
            before = _CLAUSE.split(text[: match.start()])[-1]
            if not any(denial.search(words) for words in (before, *match.groups())):
                yield read.spot(index, *match.span())


def _linked(read: Read, name: str) -> Iterator[Spot]:
    """The first figure that speaks of a field."""
    for link in links(read):
        if name in (link.cell.name, link.cell.field.name):
            yield read.spot(link.figure.passage, link.figure.start, link.figure.end)
            return


def _overlap(one: Spot, other: Spot) -> bool:
    return one.paragraph == other.paragraph and one.start < other.end and other.start < one.end


def _claim(rule: Rule, finding: Finding, spot: Spot) -> Finding:
    """The workbook's failure, told of at the report's words."""
    return replace(
        finding,
        level=rule.level,
        outcome="不通过",
        message=f"报告写“{inner(spot.text)}”，而工作簿：{own_words(finding)}",
        fix=finding.fix or rule.fix,
        explanation=None,
        cause="",
        spot=spot,
    )
