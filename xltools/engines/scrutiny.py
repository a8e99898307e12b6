"""What formulas are held to, found from their texts alone: once for all workbooks that share them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from xltools.core.model import DefinedName, Value
from xltools.core.refs import parse_area
from xltools.engines.grammar import Node, comparisons, exemplar, parse, qualify
from xltools.engines.guard import doubts
from xltools.engines.hindsight import Look, Spot, fickle, regret, regret_error, tie, watch

#: Which cell or question, and what is wrong with it.
Reason = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Posed:
    """A formula, what a refusal calls it, its sheet ("": a question, at home nowhere), its array's area."""

    where: str
    text: str
    sheet: str = ""
    array: str | None = None


class Names:
    """The defined names of a workbook, in upper case.

    ``ranges`` mean more than one cell, ``dubious`` are not to be trusted, ``fickle`` says that one of
    them depends on more than its cells.
    """

    def __init__(self, names: Iterable[DefinedName]) -> None:
        """A name local to a sheet, with a relative reference, or with a doubtful formula, is dubious.

        A name that is only an error (#REF!) is not, since using it is that error.
        """
        ranges, dubious = set(), set()
        self._spots: dict[str, Spot] = {}
        self.fickle = False
        for name in names:
            capitals = name.name.upper()
            area = parse_area(name.text)
            if area is None:
                self._spots.pop(capitals, None)
                self.fickle = self.fickle or (name.sheet is None and fickle(name.text))
                if _dubious(name.text):
                    dubious.add(capitals)
            else:
                box = (area.first_row, area.first_column, area.last_row, area.last_column)
                self._spots[capitals] = (area.sheet, box)
                if name.text.count("$") < (2 if area.single else 4):
                    dubious.add(capitals)
                elif not area.single:
                    ranges.add(capitals)
            if name.sheet is not None:
                dubious.add(capitals)
        self.ranges, self.dubious = frozenset(ranges), frozenset(dubious)

    def resolve(self, name: str) -> Spot | None:
        """The cells a name means, or None."""
        return self._spots.get(name.upper())


class Scrutiny:
    """Formulas that are asked together, and all that their texts tell of them.

    ``doubts`` are the reasons not to compute them at all; ``probes`` the formulas to compute besides them;
    ``fickle`` says that the value of one of them depends on more than its inputs.
    """

    def __init__(self, posed: Sequence[Posed], names: Names, hidden: frozenset[str]) -> None:
        """``hidden``: the sheets with hidden rows, where SUBTOTAL is not to be trusted."""
        self.doubts = tuple(
            (each.where, "、".join(reasons)) for each in posed if (reasons := _reasons(each, names, hidden))
        )
        posed = () if self.doubts else posed
        self._posed = posed
        self._names = names
        self.fickle = names.fickle or any(fickle(each.text) for each in posed)
        self._watches = [watch(each.text, each.sheet, names.resolve) for each in posed]
        self._sides = [(each.where, *sides) for each in posed if each.array is None for sides in _sides(each)]
        self.probes = tuple(dict.fromkeys(side for _, *sides in self._sides for side in sides))

    def regrets(self, values: Sequence[Value], look: Look) -> Iterator[Reason]:
        """Yield the formulas whose values must not be believed."""
        for each, eye, value in zip(self._posed, self._watches, values, strict=True):
            if eye is None and isinstance(value, int | float):
                continue
            error = regret_error(each.text, each.sheet, value, look, self._names.resolve)
            if reason := error or regret(value, eye, look):
                yield each.where, reason

    def ties(self, values: Mapping[str, Value]) -> Iterator[Reason]:
        """Yield the formulas that compare two numbers Excel takes for equal, by the values of the probes."""
        told = ""
        for where, left, right in self._sides:
            if where != told and tie(values[left], values[right]):
                told = where
                yield where, "两边只差末位误差(先用 ROUND 再比较)"


def _reasons(posed: Posed, names: Names, hidden: frozenset[str]) -> list[str]:
    array = posed.array is not None
    reasons = list(doubts(exemplar(posed.text), names.ranges, names.dubious, array=array))
    if reasons:  # in the words of the formula itself
        reasons = list(doubts(posed.text, names.ranges, names.dubious, array=array))
    if posed.array is not None and ":" in posed.array:
        reasons.append("数组公式占多个单元格")
    if not posed.sheet and _adrift(exemplar(posed.text)):
        reasons.append("没有写明工作表")
    if hidden and not reasons and _counts_hidden(posed.text, posed.sheet, hidden):
        reasons.append("SUBTOTAL 汇总的表有隐藏行")
    return reasons


def _sides(posed: Posed) -> Iterator[tuple[str, str]]:
    """The formulas of the sides of each comparison, sheets written out."""
    if not comparisons(exemplar(posed.text)):
        return
    for left, right in comparisons(posed.text):
        yield (qualify(left, posed.sheet), qualify(right, posed.sheet)) if posed.sheet else (left, right)


@lru_cache(maxsize=65_536)
def _adrift(question: str) -> bool:
    """Whether the question depends on the sheet or cell where it stands."""
    nodes = parse(question).walk()
    return any(
        (node.box is not None and node.sheet is None)
        or (node.text in {"ROW", "COLUMN"} and not node.children)
        for node in nodes
    )


def _counts_hidden(formula: str, home: str, hidden: frozenset[str]) -> bool:
    if "SUBTOTAL" not in formula.upper():
        return False
    return any(
        node.kind == "name" or (node.box is not None and (node.sheet or home) in hidden)
        for node in parse(formula).walk()
    )


def _dubious(text: str) -> bool:
    formula = text if text.startswith("=") else f"={text}"
    if doubts(formula):
        return True
    return any(node.kind == "name" or _relative(node) for node in parse(formula).walk())


def _relative(node: Node) -> bool:
    return node.box is not None and (node.sheet is None or node.text.count("$") < (2 if node.single else 4))
