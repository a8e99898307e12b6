"""Of several sums that are out by the same amount for one cell, let one speak.

Two findings are the same one where their sums are the same sum, asked another way. And they have most likely
one cause where mending a single cell by one amount mends them all, upsets no sum that holds, and leaves a
figure that the cell may have. Which of two cells it is cannot be told from two findings; from three it does
not matter, for nobody is out by one amount three times.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from xltools.core.builtin.seen import Seen
from xltools.core.builtin.types import in_range
from xltools.core.causes.laid import Said, follows
from xltools.core.causes.linear import Part, Sums, Weights
from xltools.core.causes.sources import Sources
from xltools.core.model import LEVELS, Finding
from xltools.core.questions import Asked, row_of
from xltools.core.refs import Place
from xltools.core.rounding import slack

#: From how many different sums on it does not matter that several cells may be the cause.
_MANY = 3
#: How many cells are named.
_NAMED = 3
#: Differences that are this many tolerances may differ among themselves by one of them.
_CLEAR = 10


@dataclass(frozen=True, eq=False)
class _Apart:
    """A finding that two sides differ, and the sum that should be nought."""

    position: int
    finding: Finding
    weights: Weights

    @property
    def off(self) -> Decimal:
        """By how much."""
        return self.finding.difference or Decimal(0)

    def at(self, part: Part) -> Decimal:
        """How much too large a part is, if all the difference is there."""
        return self.off / self.weights[part]


@dataclass(frozen=True, eq=False)
class _Group:
    """Findings that one part, too large by ``shift``, would explain."""

    part: Part
    shift: Decimal
    members: tuple[_Apart, ...]

    @property
    def positions(self) -> frozenset[int]:
        """Which findings they are."""
        return frozenset(each.position for each in self.members)

    @property
    def sums(self) -> int:
        """How many different sums they are about."""
        told: list[_Apart] = []
        for each in self.members:
            if not any(_same_sum(each, other) for other in told):
                told.append(each)
        return len(told)


def lay_to_twins(found: list[Said], seen: Seen, sources: Sources, asked: Sequence[Asked]) -> None:
    """Let one of several findings with one cause, or of one sum, speak; ``asked`` is all that was asked."""
    sums = Sums(seen, sources)
    apart = [each for each in _apart(found, sums) if each.weights]
    if len(apart) < 2:
        return
    holding = cache(lambda: list(_holding(found, sums, asked)))
    while chosen := _best(apart, holding, sources):
        group, parts = chosen
        _let_one_speak(found, group, parts)
        apart = [each for each in apart if each.position not in group.positions]
    _lay_to_same_sums(found, apart)


def _apart(found: Sequence[Said], sums: Sums) -> Iterator[_Apart]:
    for position, said in enumerate(found):
        finding = said.finding
        if said.asked is None or finding.outcome != "不通过" or finding.cause or not finding.difference:
            continue
        weights = sums.of(said.asked)
        if weights and finding.places:
            yield _Apart(position, finding, weights)


def _holding(found: Sequence[Said], sums: Sums, asked: Sequence[Asked]) -> Iterator[tuple[Weights, Decimal]]:
    """The sums that were asked and hold, each with its tolerance."""
    failed = {id(said.asked) for said in found}
    standard, record = sums.seen.standard, sums.seen.record
    for each in asked:
        weights = None if id(each) in failed else sums.of(each)
        if not weights:
            continue
        rounded = slack(standard, each.instance, record, row_of(each, record))
        tolerance = (each.instance.rule.tolerance or Decimal(0)) + rounded + each.slack
        if abs(_total(weights, sums.sources)) <= tolerance or not all(isinstance(p, Place) for p in weights):
            yield weights, tolerance


def _total(weights: Weights, sources: Sources) -> Decimal:
    data = ((sources.at(part), weight) for part, weight in weights.items() if isinstance(part, Place))
    return sum((datum.number * weight for datum, weight in data if datum and datum.number), Decimal(0))


def _best(
    apart: Sequence[_Apart], holding: Callable[[], Sequence[tuple[Weights, Decimal]]], sources: Sources
) -> tuple[_Group, tuple[Part, ...]] | None:
    """The most findings with one cause, and the cells that may be it, those a rule marks first.

    ``holding`` gives the sums that hold, which are only looked at where something may be one cause.
    """
    groups = sorted(_groups(apart), key=lambda g: (-g.sums, -len(g.members), not _marked(g)))
    fit = [g for g in groups if _lawful(g, sources) and not _upsets(g, holding())]
    for group in fit:
        parts = tuple(other.part for other in fit if group.positions <= other.positions)
        if group.sums >= _MANY or len(parts) == 1:
            return group, parts
    return None


def _groups(apart: Sequence[_Apart]) -> Iterator[_Group]:
    """Every part that would explain findings about several different sums."""
    by_part: dict[Part, list[_Apart]] = {}
    for each in apart:
        for part in each.weights:
            by_part.setdefault(part, []).append(each)
    for part, among in by_part.items():
        told: set[frozenset[int]] = set()
        for first in among:
            alike = [each for each in among if _close(each, each.at(part), first, first.at(part))]
            one_a_rule = {each.finding.rule: each for each in reversed([*alike, first])}
            members = sorted(one_a_rule.values(), key=lambda each: each.position)
            group = _Group(part, first.at(part), tuple(members))
            if group.sums > 1 and group.positions not in told:
                told.add(group.positions)
                yield group


def _close(one: _Apart, off: Decimal, other: _Apart, other_off: Decimal) -> bool:
    """Whether two differences are the same, or the same but for what both tolerances let pass."""
    tolerance = max(each.finding.tolerance or Decimal(0) for each in (one, other))
    apart = abs(off - other_off)
    return not apart or (apart <= tolerance and min(abs(off), abs(other_off)) > tolerance * _CLEAR)


def _marked(group: _Group) -> bool:
    """Whether a rule says that the cell is to be looked at first."""
    return any(each.finding.places[0] == group.part for each in group.members)


def _lawful(group: _Group, sources: Sources) -> bool:
    """Whether the cell may have the figure that would mend all: it is within the field's range."""
    return not isinstance(group.part, Place) or may_be(group.part, group.shift, sources)


def may_be(place: Place, too_large: Decimal, sources: Sources) -> bool:
    """Whether a figure less that much is one that its field may have; a blank one counts as nothing yet."""
    datum, field = sources.at(place), sources.field(place)
    if datum is None or field is None or (datum.number is None and not datum.blank):
        return False
    return in_range((datum.number or Decimal(0)) - too_large, field.allowed)


def _upsets(group: _Group, holding: Sequence[tuple[Weights, Decimal]]) -> bool:
    """Whether mending the cell would break a sum that holds."""
    return any(abs(weights.get(group.part, 0) * group.shift) > within for weights, within in holding)


def _let_one_speak(found: list[Said], group: _Group, parts: Sequence[Part]) -> None:
    def rank(each: _Apart) -> tuple[int, bool, int]:
        finding = each.finding
        return -LEVELS.index(finding.level), finding.places[0] != group.part, each.position

    first, *others = sorted(group.members, key=rank)
    named = "、".join(map(str, parts[:_NAMED])) + ("等" if len(parts) > _NAMED else "")
    where = "该格" if len(parts) == 1 else "这几格"
    for each in others:
        words = _SAME if _same_sum(first, each) else f"同一差额，都涉及 {named}，先核对{where}"
        found[each.position] = follows(found[each.position], [first.finding], words)


_SAME = "两处是同一差额，改正一处即可"


def _lay_to_same_sums(found: list[Said], apart: Sequence[_Apart]) -> None:
    """Of findings about one sum, let one speak: the one at a cell that the sum itself is of first."""

    def rank(each: _Apart) -> tuple[int, bool, int]:
        finding = each.finding
        return -LEVELS.index(finding.level), finding.places[0] not in each.weights, each.position

    speaking: list[_Apart] = []
    for each in sorted(apart, key=rank):
        first = next((other for other in speaking if _same_sum(other, each)), None)
        if first is None:
            speaking.append(each)
        else:
            found[each.position] = follows(found[each.position], [first.finding], _SAME)


def _same_sum(one: _Apart, other: _Apart) -> bool:
    """Whether two rules ask one sum, one of them perhaps with more cells, that come to nought."""
    if one.finding.rule == other.finding.rule:
        return False
    shared = one.weights.keys() & other.weights.keys()
    if len(shared) < 2 or len(shared) < min(len(one.weights), len(other.weights)):
        return False
    part = next(iter(shared))
    sign = 1 if one.weights[part] == other.weights[part] else -1
    alike = all(one.weights[each] == sign * other.weights[each] for each in shared)
    return alike and _close(one, one.off, other, sign * other.off)
