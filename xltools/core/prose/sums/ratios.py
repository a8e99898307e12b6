"""Rates stated in words beside their two figures (文中比率): 预算数X元，决算数Y元，执行率Z%.

Told only where it is certain which two figures are meant, and no other two of the passage give the rate.
The rule's 左式 names the words of a share (占), of growth (增长), decline (下降) and execution (执行率); its
右式 those of what is planned, of what is done, and of last year.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import permutations

from xltools.core.prose.beside.links import contradicted
from xltools.core.prose.figure import Figure
from xltools.core.prose.found import Found
from xltools.core.prose.read import Read
from xltools.core.prose.sums.adding import rounding, value_of
from xltools.core.prose.sums.parts import Part, parts_in
from xltools.core.prose.vocabulary import word_lists
from xltools.core.standard import Rule

_HUNDRED = Decimal(100)
#: Among more amounts than this, some two give any rate.
_MANY = 100
_FORM = re.compile(r"[=×*÷/≤≥<>+]\s*$")
_WHOLE = re.compile(r"占(?:了|到|全部|本年|全年|年度|当年|部门|单位|整体|总)*(?P<name>[^的，。；、\d]{0,14})")
_GENERAL = re.compile(
    r"^(?:全部|本年|全年|年度|当年|部门|单位|整体|总)+|(?:合计|总计|总额|总数|总量|数额|金额|数|额)$"
)


@dataclass(frozen=True, slots=True)
class _Words:
    share: tuple[str, ...]
    growth: tuple[str, ...]
    decline: tuple[str, ...]
    done_rate: tuple[str, ...]
    planned: tuple[str, ...]
    done: tuple[str, ...]
    last_year: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Quotient:
    """What a rate should be: ``above`` over ``below`` in percent, as ``text`` says.

    ``unsure`` is the share of it by which rounding may have moved it.
    """

    above: Decimal
    below: Decimal
    unsure: Decimal
    text: str

    @property
    def percent(self) -> Decimal:
        """The rate as it comes out."""
        return self.above / self.below * _HUNDRED

    def gives(self, rate: Figure) -> bool:
        """Whether the rate is so within one unit of its last place: rounded, cut off, or held at 100%."""
        if rate.value == _HUNDRED and self.percent > _HUNDRED:
            return True
        slack = rate.half_unit * 2 + self.percent * self.unsure
        return abs(self.percent - (rate.value or Decimal(0))) < slack


def ratios(read: Read, rule: Rule) -> Iterator[Found]:
    """Yield a finding for each rate its two figures belie, but where one is told not to be the workbook's."""
    told = contradicted(read)
    words = _Words(*word_lists(read, rule.left, 4), *word_lists(read, rule.right, 3))
    for index, figures in read.figures_by_passage.items():
        text = read.texts[index]
        rates = [figure for figure in figures if _is_rate(text, figure)]
        parts = parts_in(text, figures) if rates else []
        if len(parts) > _MANY:
            continue
        for place, rate in enumerate(rates):
            start = max(rate.sentence[0], rates[place - 1].end if place else 0)
            first, last = (bisect_left(parts, at, key=_start) for at in (start, rate.start))
            before = parts[first:last]
            quotient = _quotient(text, rate, before, parts, words)
            if told & {rate, *(part.figure for part in before)}:
                continue
            if quotient and not quotient.gives(rate) and not _otherwise(rate, parts):
                yield _found(read, rate, quotient)


def _start(part: Part) -> int:
    return part.figure.start


def _is_rate(text: str, figure: Figure) -> bool:
    return (
        figure.kind == "数"
        and figure.unit == "%"
        and not figure.role
        and not figure.approximate
        and figure.value is not None
        and not _FORM.search(text[max(0, figure.start - 3) : figure.start])
    )


def _quotient(
    text: str, rate: Figure, before: list[Part], parts: list[Part], words: _Words
) -> _Quotient | None:
    """The two figures a rate is certainly of."""
    if not before or len({part.path for part in before}) > 1:
        return None
    clause = re.split(r"[，。；,;()（）]", text[before[-1].figure.end : rate.start])
    if len(clause) > 2:
        return None
    lead = clause[-1].strip()
    if any(word in lead for word in words.done_rate):
        return _execution(before, words)
    if lead.startswith(words.share):
        return _share(lead, before[-1], parts)
    if lead.removeprefix("同比").startswith((*words.growth, *words.decline)):
        return _growth(lead, before, words)
    return None


def _execution(before: list[Part], words: _Words) -> _Quotient | None:
    """What is done over what is planned, where there are just these two."""
    if len(before) != 2 or before[0].unit != before[1].unit:
        return None
    sides = [_side(part.lead, words) for part in before]
    if sorted(sides) != ["done", "planned"]:
        return None
    done, planned = (before[sides.index(side)] for side in ("done", "planned"))
    return _over(done, planned)


def _side(lead: str, words: _Words) -> str:
    """Whether the last word before a figure is of what is done or of what is planned."""
    done = max((lead.rfind(word) for word in words.done), default=-1)
    planned = max((lead.rfind(word) for word in words.planned), default=-1)
    return "" if done == planned else "done" if done > planned else "planned"


def _share(lead: str, part: Part, parts: Sequence[Part]) -> _Quotient | None:
    """The figure over the one named behind 占, where just one amount has that name."""
    named = _WHOLE.match(lead)
    name = _GENERAL.sub("", named["name"].strip()) if named else ""
    if len(name) < 2:
        return None
    wholes = [
        whole
        for whole in parts
        if whole.unit == part.unit
        and whole.figure.end <= part.figure.start
        and _GENERAL.sub("", whole.figure.label) == name
    ]
    return _over(part, wholes[0]) if len({value_of(whole) for whole in wholes}) == 1 else None


def _growth(lead: str, before: list[Part], words: _Words) -> _Quotient | None:
    """What it grew by over last year's: 今年X元，比上年增加A元，增长Z%, or 上年P元，今年X元，增长Z%."""
    if len(before) != 2 or before[0].unit != before[1].unit:
        return None
    first, second = before
    rising = _rises(lead, words)
    changes = (*words.growth, *words.decline)
    if rising is None or _rises(second.lead, words) != rising:
        return None
    if not second.lead.startswith((*words.last_year, *changes)):
        return None
    if any(word in first.lead for word in (*words.last_year, *changes)):
        return None
    base = value_of(first) + (-value_of(second) if rising else value_of(second))
    if base <= 0 or not value_of(second):
        return None
    unsure = rounding([first.figure, second.figure]) / base + rounding([second.figure]) / value_of(second)
    sign = "-" if rising else "+"
    text = f"{second.figure.text}÷（{first.figure.text}{sign}{second.figure.text}）"
    return _Quotient(value_of(second), base, unsure, text)


def _rises(lead: str, words: _Words) -> bool | None:
    """Whether words of growth say more or less; None where they say neither, or both."""
    more = any(word in lead for word in words.growth)
    less = any(word in lead for word in words.decline)
    return more if more != less else None


def _over(above: Part, below: Part) -> _Quotient | None:
    if not value_of(below):
        return None
    text = f"{above.figure.text}÷{below.figure.text}"
    return _Quotient(value_of(above), value_of(below), _slack(above, below), text)


def _otherwise(rate: Figure, parts: Sequence[Part]) -> bool:
    """Whether any two figures of the passage give the rate, as a share or as growth."""
    for above, below in permutations(parts, 2):
        if above.unit != below.unit or not value_of(below):
            continue
        percent = value_of(above) / value_of(below) * _HUNDRED
        slack = rate.half_unit * 2 + percent * _slack(above, below)
        said = rate.value or Decimal(0)
        if any(
            abs(candidate - said) <= slack for candidate in (percent, percent - _HUNDRED, _HUNDRED - percent)
        ):
            return True
    return False


def _slack(above: Part, below: Part) -> Decimal:
    """How far, as a share, rounding may have moved a quotient."""
    return sum(
        (rounding([part.figure]) / value_of(part) for part in (above, below) if value_of(part)), Decimal(0)
    )


def _found(read: Read, rate: Figure, quotient: _Quotient) -> Found:
    percent = quotient.percent.quantize(Decimal(1).scaleb(-max(rate.places, 2)))
    return Found(
        read.spot(rate.passage, rate.start, rate.end),
        name=f"“{rate.label}”写的是{rate.text}，按{quotient.text}算是{percent}%",
        left=rate.value,
        right=percent,
        difference=(rate.value or Decimal(0)) - percent,
    )
