"""Whether what an expression works out to is the result that is written, to the last place written."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from xltools.core.prose.figures.units import is_measure
from xltools.core.prose.formulas.arithmetic import SHARES, Node, Operand, operands, uncertainty, value_of

#: 合 agrees; 末位 cut off instead of rounded, 进位 rounded up; 百分 only the sign % is missing; 反号 only
#: the sign before it differs; 不定 where nobody can tell; 不合 is wrong.
Agreement = Literal["合", "末位", "进位", "百分", "反号", "不定", "不合"]

#: What division leaves over beyond the digits a Decimal keeps.
_GRAIN = Decimal("1e-18")


@dataclass(frozen=True, slots=True)
class Reading:
    """What is worked out and what is written, with half a unit in the last place written."""

    value: Decimal
    wanted: Decimal
    half: Decimal

    def holds(self, times: int = 1) -> bool:
        """True if rounding makes the one the other."""
        return _within(self.value, self.wanted, self.half * times)


def agreement(node: Node, result: Operand, *, about: bool = False) -> Agreement:
    """How an expression and its result agree; ``about`` (≈) allows a whole unit in the last place.

    DividedByZeroError where the expression has no value.
    """
    readings = _readings(node, result)
    if any(reading.holds(2 if about else 1) for reading in readings):
        return "合"
    if _within(value_of(node), result.value, result.half + uncertainty(node)) or _is_hundredfold(
        node, result
    ):
        return "合"
    if not _is_certain(node, result):
        return "不定"
    reading = readings[-1]
    if abs(reading.value - reading.wanted) < 2 * reading.half:
        return "末位" if abs(reading.wanted) < abs(reading.value) else "进位"
    if not result.unit and _within(reading.value * 100, reading.wanted, reading.half):
        return "百分"
    return "反号" if _within(-reading.value, reading.wanted, reading.half) else "不合"


def agrees(value: Decimal, result: Operand) -> bool:
    """True if the value is the result, rounded to the last place written."""
    return _within(value, result.value, result.half)


def reading_of(node: Node, result: Operand) -> Reading:
    """The two numbers to be compared, in the scale that all have in common (1.5+2.3=3.8万元)."""
    return _readings(node, result)[-1]


def _readings(node: Node, result: Operand) -> list[Reading]:
    """Literally, then in the one scale that all numbers share."""
    readings = [Reading(value_of(node), result.value, result.half)]
    scales = {one.scale for one in operands(node) if one.unit not in SHARES}
    if len(scales) == 1 and (scales != {Decimal(1)} or result.scale != 1):
        size = result.scale
        readings.append(Reading(value_of(node, scaled=False), result.value / size, result.half / size))
    return readings


def _within(value: Decimal, wanted: Decimal, allowed: Decimal) -> bool:
    return abs(value - wanted) <= allowed + _GRAIN * max(abs(value), abs(wanted), Decimal(1))


def _is_hundredfold(node: Node, result: Operand) -> bool:
    """×100 written for ×100%: what comes out is meant in percent."""
    last = list(operands(node))[-1]
    return (
        result.unit == "%"
        and last.number == 100
        and last.unit != "%"
        and _within(value_of(node), result.number, result.half * 100)
    )


def _is_certain(node: Node, result: Operand) -> bool:
    """False where only some numbers have scale or unit, and where measures are converted."""
    measures = {unit for one in (*operands(node), result) for unit in one.unit.split("/") if is_measure(unit)}
    if len(measures) > 1:
        return False
    counted = [one for one in operands(node) if one.unit not in SHARES]
    scaled = [one for one in counted if one.scale > 1]
    return not scaled or all(one.scale > 1 or one.unit for one in counted)
