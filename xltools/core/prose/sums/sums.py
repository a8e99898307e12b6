"""A whole and its parts in words (文中合计): X元，其中A元，B元 must add up where the parts are all there are.

A list behind 其中 may be of some parts only. So a difference is told where the names make up the whole
(词表 完整分项), where it is a misprint or next to nothing, or where the parts are more than the whole. The
rule's 左式 names words in front of parts and of a sum. Its 右式 names what makes up a whole, words of figures
that are no parts, words of what only changed (比上年增加), and two limits: what share of a whole is next to
nothing where the list may be of some parts, and where it is of all.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from xltools.core.amounts import decimals
from xltools.core.prose.beside.links import contradicted
from xltools.core.prose.figure import Figure
from xltools.core.prose.found import Found
from xltools.core.prose.read import Read
from xltools.core.prose.sums.adding import Reading, adds_up, alike, digits, is_long, readings, value_of
from xltools.core.prose.sums.misprints import digits_of, misprint
from xltools.core.prose.sums.parts import Group, Markers, Part, groups_in
from xltools.core.prose.sums.totals_known import exclusive, makes_up
from xltools.core.prose.sums.units_mixed import rescaled
from xltools.core.prose.vocabulary import word_lists
from xltools.core.standard import Rule


@dataclass(frozen=True, slots=True)
class Known:
    """What the vocabulary knows of sums."""

    markers: Markers
    totals: tuple[str, ...]
    unlike: tuple[str, ...]
    changes: tuple[str, ...]
    slight_open: Decimal
    slight_closed: Decimal


def known_of(read: Read, rule: Rule) -> Known:
    """The vocabulary of a rule on sums."""
    totals, unlike, changes, limits = word_lists(read, rule.right, 4)
    slight_open, slight_closed = (*map(Decimal, limits), Decimal(0), Decimal(0))[:2]
    return Known(
        Markers(*word_lists(read, rule.left, 2)),
        totals,
        (*unlike, *changes),
        changes,
        slight_open,
        slight_closed,
    )


def sums(read: Read, rule: Rule) -> Iterator[Found]:
    """Yield a finding for each whole its parts belie, but not beside a figure that is not the workbook's."""
    told = {(figure.passage, figure.sentence) for figure in contradicted(read)}
    for reading in failing(read, known_of(read, rule)):
        whole = reading.whole.figure
        if (whole.passage, whole.sentence) in told:
            continue
        yield Found(
            read.spot(whole.passage, whole.start, whole.end),
            name=_words(reading),
            left=value_of(reading.whole),
            right=reading.total,
            difference=reading.difference,
            tolerance=reading.tolerance,
        )


def failing(read: Read, known: Known) -> Iterator[Reading]:
    """Every whole that is certainly not the sum of its parts, and not for a unit either."""
    seen: set[tuple[int, int]] = set()
    for index, figures in read.figures_by_passage.items():
        groups = list(groups_in(read.texts[index], figures, known.markers)) if len(figures) > 1 else []
        for group in groups:
            reading = _failing(group, known)
            if reading and (index, reading.whole.figure.start) not in seen:
                if any(_same_whole(other, reading) and adds_up(other, known.unlike, 2) for other in groups):
                    continue
                seen.add((index, reading.whole.figure.start))
                yield reading


def _same_whole(group: Group, reading: Reading) -> bool:
    """Whether a group has that whole, and with it other parts."""
    return group.marked and len(group.wholes) == 1 and group.wholes[0] == reading.whole


def _failing(group: Group, known: Known) -> Reading | None:
    if adds_up(group, known.unlike, 2) or rescaled(group, known.unlike):
        return None
    candidates = [
        reading
        for whole in group.wholes
        if value_of(whole) and not _is_change(whole, group, known)
        for reading in readings(group, whole, alike(group, whole, known.unlike), 2)
    ]
    if not _telling(candidates, known) and adds_up(group, known.unlike):
        return None
    tests = (_all_there, _slight, _too_much) if group.marked else (_all_there,)
    for test in tests:
        for reading in candidates:
            if test(group, reading, known):
                return reading
    return None


def _is_change(whole: Part, group: Group, known: Known) -> bool:
    """Whether a whole is by how much it grew, and its parts are not."""
    words = [word for word in known.changes if word in whole.lead]
    return any(all(word not in part.lead for part in group.parts) for word in words)


def _telling(candidates: list[Reading], known: Known) -> bool:
    """Whether the names of the parts tell that no single one of them is the whole."""
    return any(
        exclusive([part.figure.label for part in reading.parts], known.totals) for reading in candidates
    )


def _all_there(group: Group, reading: Reading, known: Known) -> bool:
    """Whether the names are all that make up the whole; it must be the one next to its parts."""
    labels = [part.figure.label for part in reading.parts]
    if not makes_up(reading.whole.figure.label, labels, known.totals):
        return False
    between = group.wholes[: group.wholes.index(reading.whole)]
    return not any(word in other.lead for other in between for word in known.unlike)


def _slight(group: Group, reading: Reading, known: Known) -> bool:
    """Whether the difference is next to nothing, or a misprint."""
    whole = reading.whole.figure
    if not is_long(whole):
        return False
    share = abs(reading.difference) / value_of(reading.whole)
    if share <= (known.slight_closed if group.closed else known.slight_open):
        return True
    if not all(is_long(part.figure) for part in reading.parts):
        return False
    found = {misprint_in(whole, reading.total)}
    found |= {misprint_in(part.figure, value_of(part) + reading.difference) for part in reading.parts}
    if found & {"换两位", "多少一位"} and not _is_round(reading.difference):
        return True
    return found != {None} and (group.closed or share <= known.slight_closed)


def _is_round(value: Decimal) -> bool:
    """Whether an amount has one digit and zeros only: a part that is not listed may well be such."""
    return len(value.normalize().as_tuple().digits) == 1


def misprint_in(figure: Figure, value: Decimal) -> str | None:
    """The misprint that makes a figure of what should stand there."""
    right = digits_of(value, figure.scale, figure.places) if value > 0 else None
    return misprint(digits(figure), right) if right and is_long(figure) else None


def _too_much(group: Group, reading: Reading, known: Known) -> bool:
    """Whether parts that exclude each other are more than every whole."""
    labels = [part.figure.label for part in reading.parts]
    if group.backwards or not exclusive(labels, known.totals):
        return False
    return all(
        Reading(whole, reading.parts).difference < -reading.tolerance
        for whole in group.wholes
        if whole.unit == reading.whole.unit
    )


def _words(reading: Reading) -> str:
    whole = reading.whole.figure
    terms = "+".join(f"{part.figure.label}{part.figure.text}" for part in reading.parts)
    total, difference = as_written(reading.total, whole), as_written(abs(reading.difference), whole)
    label = whole.label or "合计"
    words = f"{terms}={total}，“{label}”写的是{whole.text}，相差{difference}"
    return words.replace("(", "（").replace(")", "）")


def as_written(value: Decimal, like: Figure) -> str:
    """A value in the scale and unit of a figure: 1956.36万元."""
    number = value / like.scale
    places = max(like.places, decimals(number))
    mark = "," if "," in like.text else ""
    return f"{number:{mark}.{places}f}" + re.sub(r"^[\d,.\s]+", "", like.text)
