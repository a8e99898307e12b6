"""佐证要求: scores that must be proved and are not, and references that lead nowhere."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache

from xltools.core.builtin.seen import Seen
from xltools.core.builtin.wording import finding
from xltools.core.evidence import Material, materials, plain, roles_of, said
from xltools.core.messages import cut, inner, single
from xltools.core.model import Datum, Finding
from xltools.core.standard import Indicator, Rule, stem_of

#: How many a finding names before it only counts.
NAMED = 3

_BETWEEN = re.compile(r"[、，,；;\s和及]+")
#: A number somebody counts with: nobody has more materials.
_COUNTED = re.compile(r"\d{1,18}")
_SPAN = re.compile(r"(\d{1,4})(?:-|~|至|到)(\d{1,4})")
#: What may stand around a number: 附件3, 第3项, 3号.
_AROUND = re.compile(r"^(?:附件|佐证材料|佐证|材料|序号|第)*|(?:项|号)*$")


def proved(rule: Rule, seen: Seen) -> Iterator[Finding]:
    """佐证要求: one finding for the scores without material, one for each kind of reference to nothing."""
    roles = roles_of(seen.standard)
    listed = materials(seen.record, roles)
    numbers = {number_of(material.number) for material in listed if material.number}
    named, unknown = _named(seen, listed)
    unproved: list[tuple[Indicator, Datum]] = []
    astray: list[tuple[str, Datum]] = []
    for indicator in seen.standard.indicators:
        cited = seen.record.data.get(f"{indicator.name}_{roles.cited}")
        references = list(_cited(said(cited), numbers))
        lost = [text for text, met, _ in references if not met]
        if cited is not None and lost:
            astray.append((f"“{inner(indicator.third)}”写的{cut('、'.join(lost))}", cited))
        score = seen.record.data.get(f"{indicator.name}_{roles.score}")
        found = any(some for _, _, some in references)
        if score is not None and _must_prove(indicator, score) and not found and indicator.name not in named:
            unproved.append((indicator, cited or score))
    yield from _unproved(rule, unproved)
    yield from _astray(rule, "个佐证序号在材料清单里没有", astray, "更正佐证序号，或在清单里补上这项材料")
    yield from _astray(rule, "处“对应指标”不是评分表里的指标", unknown, "照评分表写三级指标的名称")


def _must_prove(indicator: Indicator, score: Datum) -> bool:
    """Whether points are claimed for an indicator that asks for evidence."""
    return bool(indicator.evidence) and score.number is not None and score.number > 0


def _unproved(rule: Rule, found: Sequence[tuple[Indicator, Datum]]) -> Iterator[Finding]:
    if found:
        indicators = [indicator for indicator, _ in found]
        texts = [f"“{inner(each.third)}”（要求：{single(each.evidence)}）" for each in indicators]
        what = f"{len(found)}个得分的指标没有佐证材料：{_some(texts)}"
        yield _at(rule, what, [cell for _, cell in found])


def _astray(rule: Rule, what: str, found: Sequence[tuple[str, Datum]], fix: str) -> Iterator[Finding]:
    if found:
        texts = _some([text for text, _ in found])
        yield replace(_at(rule, f"{len(found)}{what}：{texts}", [cell for _, cell in found]), fix=fix)


def _at(rule: Rule, what: str, cells: Sequence[Datum]) -> Finding:
    places = tuple(dict.fromkeys(cell.place for cell in cells))
    return replace(finding(rule, cells[0].field, None, what), places=places)


def _some(texts: Sequence[str]) -> str:
    """The first few of them."""
    return "、".join(texts[:NAMED]) + ("等" if len(texts) > NAMED else "")


def number_of(text: str) -> str:
    """A material's number as it is compared: 附件03, 第3项 and 3.0 are 3."""
    bare = _AROUND.sub("", unicodedata.normalize("NFKC", text).replace(" ", ""))
    bare = re.sub(r"\.0+$", "", bare)
    return str(int(bare)) if _COUNTED.fullmatch(bare) else bare


def _cited(text: str, numbers: Collection[str]) -> Iterator[tuple[str, bool, bool]]:
    """Each reference in a cell: as written, whether all it means is there, whether any is.

    1-3 are three numbers, or one that is called so.
    """
    for part in _BETWEEN.split(text):
        bare = number_of(part)
        span = _SPAN.fullmatch(re.sub("[—–－～]+", "-", bare))
        if span and bare not in numbers and int(span[1]) <= int(span[2]):
            low, high = int(span[1]), int(span[2])
            counted = [int(number) for number in numbers if _COUNTED.fullmatch(number)]
            there = sum(low <= number <= high for number in counted)
            yield part, there == high - low + 1, there > 0
        elif part:
            yield part, bare in numbers, bare in numbers


def _named(seen: Seen, listed: Sequence[Material]) -> tuple[set[str], list[tuple[str, Datum]]]:
    """The indicators that rows of the list name, and what they name that is none."""
    called = _calls(seen)
    named: set[str] = set()
    unknown: list[tuple[str, Datum]] = []
    for material in listed:
        text = said(material.indicator)
        whole = called.get(_key(text))
        parts = [text] if whole else [part for part in re.split(r"[、，,；;\r\n]+", text) if part.strip()]
        for part in parts:
            indicators = called.get(_key(part))
            if indicators is None:
                unknown.append((f"“{inner(part.strip())}”", material.indicator))
            else:
                named |= indicators
    return named, unknown


def _calls(seen: Seen) -> Mapping[str, set[str]]:
    """What indicators may be called (number, name, name in this form, upper levels) -> which they are."""
    called: dict[str, set[str]] = {}
    for indicator in seen.standard.indicators:
        own = seen.record.data.get(f"{indicator.name}_三级指标")
        names = (indicator.third, indicator.number, indicator.second, indicator.first, said(own))
        for name in names:
            if name:
                called.setdefault(_key(name), set()).add(indicator.name)
    return called


@lru_cache(maxsize=1024)
def _key(text: str) -> str:
    """A name without quotes, brackets, width and spaces."""
    return stem_of(plain(text))
