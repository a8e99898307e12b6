"""Rates stated in words beside their two figures (文中比率): 预算数X元，决算数Y元，执行率Z%.

Told only where it is certain which two figures are meant, and no other two of the passage give the rate.
The rule's 左式 names the words of a share (占), of growth (增长), decline (下降), execution (执行率) and of
how many are so (合格率); its 右式 those of what is planned, of what is done and of last year, and the words
that lead parts (其中).
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import permutations

from xltools.core.prose.beside.links import contradicted
from xltools.core.prose.figure import Figure
from xltools.core.prose.found import Found
from xltools.core.prose.read import Read
from xltools.core.prose.sums.adding import rounding, value_of
from xltools.core.prose.sums.parts import Part, parts_in
from xltools.core.prose.vocabulary import word_lists
from xltools.core.prose.wording import pattern_of
from xltools.core.standard import Rule

_HUNDRED = Decimal(100)
#: Among more amounts than this, some two give any rate.
_MANY = 100
_FORM = re.compile(r"[=×*÷/≤≥<>+]\s*$")
_WHOLE = re.compile(r"(?:了|到|全部|本年|全年|年度|当年|部门|单位|整体|总)*(?P<name>[^的，。；、\d]{0,14})")
#: A rate that any two figures of the passage give is let pass, but not for roundness of theirs above this.
_MOST_SLACK = Decimal("0.005")
_GENERAL = re.compile(
    r"^(?:全部|本年|全年|年度|当年|部门|单位|整体|总)+|(?:合计|总计|总额|总数|总量|数额|金额|数|额)$"
)


@dataclass(frozen=True, slots=True)
class _Words:
    share: tuple[str, ...]
    growth: tuple[str, ...]
    decline: tuple[str, ...]
    done_rate: tuple[str, ...]
    part_rate: tuple[str, ...]
    planned: tuple[str, ...]
    done: tuple[str, ...]
    last_year: tuple[str, ...]
    leads: tuple[str, ...]

    @classmethod
    def of(cls, read: Read, rule: Rule) -> _Words:
        """The words of a rule's two lists of lists."""
        share, growth, decline, done_rate, part_rate = word_lists(read, rule.left, 5)
        planned, done, last_year, leads = word_lists(read, rule.right, 4)
        return cls(share, growth, decline, done_rate, part_rate, planned, done, last_year, leads)


@dataclass(frozen=True, slots=True)
class _Quotient:
    """What a rate should be: ``above`` over ``below`` in percent, as ``text`` says.

    ``unsure`` is the share of it by which rounding may have moved it.
    """

    above: Decimal
    below: Decimal
    unsure: Decimal
    text: str
    grown: bool = False

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
    """Yield a finding for each rate its two figures belie, but not beside one that is not the workbook's."""
    told = {figure.passage for figure in contradicted(read)}
    words = _Words.of(read, rule)
    for index, figures in read.figures_by_passage.items():
        text = read.texts[index]
        rates = [figure for figure in figures if _is_rate(text, figure)]
        parts = parts_in(text, figures) if rates else []
        if len(parts) > _MANY or index in told:
            continue
        for place, rate in enumerate(rates):
            start = max(rate.sentence[0], rates[place - 1].end if place else 0)
            first, last = (bisect_left(parts, at, key=_start) for at in (start, rate.start))
            before = parts[first:last]
            quotient = _quotient(text, rate, before, parts, words)
            if quotient and not quotient.gives(rate) and not _otherwise(rate, parts, grown=quotient.grown):
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
    if any(word in lead for word in words.part_rate):
        return _part(lead, before, words)
    if any(word in lead for word in words.done_rate):
        return _execution(before, words)
    if lead.startswith(words.share):
        if lead in words.share:
            return _of_led(text, before[-1], parts, words)
        return _share(lead, before[-1], parts, words)
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


def _part(lead: str, before: list[Part], words: _Words) -> _Quotient | None:
    """How many of those before are so (检验A批，合格B批，合格率Z%): the last figure's words say what."""
    stems = [word[:-1] for word in words.part_rate if word in lead]
    if len(before) < 2 or before[-1].unit != before[-2].unit:
        return None
    whole, part = before[-2:]
    if not any(stem in part.lead and stem not in whole.lead for stem in stems):
        return None
    return _over(part, whole) if value_of(part) <= value_of(whole) else None


def _side(lead: str, words: _Words) -> str:
    """Whether the last word before a figure is of what is done or of what is planned."""
    done = max((lead.rfind(word) for word in words.done), default=-1)
    planned = max((lead.rfind(word) for word in words.planned), default=-1)
    return "" if done == planned else "done" if done > planned else "planned"


def _share(lead: str, part: Part, parts: Sequence[Part], words: _Words) -> _Quotient | None:
    """The figure over the one named behind 占 or 完成, where just one amount has that name."""
    verb = max((word for word in words.share if lead.startswith(word)), key=len)
    named = _WHOLE.match(lead, len(verb))
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


def _of_led(text: str, part: Part, parts: Sequence[Part], words: _Words) -> _Quotient | None:
    """The figure over the amount right in front of the word that leads its parts (A元，其中B元，占Z%)."""
    start, end = part.figure.sentence[0], part.figure.start
    led = [match.start() for match in pattern_of(words.leads).finditer(text, start, end)]
    wholes = [whole for whole in parts if led and start <= whole.figure.start and whole.figure.end <= led[-1]]
    other = (*words.growth, *words.decline, *words.last_year, *words.planned)
    wholes = [whole for whole in wholes if not any(word in whole.lead for word in other)]
    if not wholes or wholes[-1].unit != part.unit or wholes[-1].path != part.path:
        return None
    return _over(part, wholes[-1]) if value_of(part) <= value_of(wholes[-1]) else None


def _growth(lead: str, before: list[Part], words: _Words) -> _Quotient | None:
    """What it grew by over last year's: 今年X元，比上年增加A元，增长Z%, or 比上年P元增加A元，增长Z%."""
    if len(before) < 2 or before[-2].unit != before[-1].unit:
        return None
    first, second = before[-2:]
    rising = _rises(lead, words)
    changes = (*words.growth, *words.decline)
    if rising is None or _rises(second.lead, words) != rising:
        return None
    if not second.lead.startswith((*words.last_year, *changes)):
        return None
    if any(word in first.lead for word in changes):
        return None
    if any(word in first.lead for word in (*words.last_year, *words.planned)):
        direct = _over(second, first) if second.lead.startswith(changes) else None
        return replace(direct, grown=True) if direct else None
    base = value_of(first) + (-value_of(second) if rising else value_of(second))
    if base <= 0 or not value_of(second):
        return None
    unsure = rounding([first.figure, second.figure]) / base + rounding([second.figure]) / value_of(second)
    sign = "-" if rising else "+"
    text = f"{second.figure.text}÷（{first.figure.text}{sign}{second.figure.text}）"
    return _Quotient(value_of(second), base, unsure, text, grown=True)


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


def _otherwise(rate: Figure, parts: Sequence[Part], *, grown: bool) -> bool:
    """Whether any two figures of the passage give the rate: as a share, or as growth where it is such."""
    said = rate.value or Decimal(0)
    for above, below in permutations(parts, 2):
        if above.unit != below.unit or not value_of(below):
            continue
        loose = min(_MOST_SLACK, _slack(above, below))
        given = _given(above, below, grown=grown)
        if any(abs(each - said) <= rate.half_unit * 2 + of * loose for each, of in given):
            return True
    return False


def _given(above: Part, below: Part, *, grown: bool) -> Iterator[tuple[Decimal, Decimal]]:
    """The rates two figures may give, each with the percent it was computed from."""
    share = value_of(above) / value_of(below) * _HUNDRED
    yield share, share
    if grown:
        yield abs(share - _HUNDRED), share
        for base in (value_of(below) - value_of(above), value_of(below) + value_of(above)):
            if base > 0:
                yield (given := value_of(above) / base * _HUNDRED), given


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
