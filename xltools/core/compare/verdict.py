"""Do two readings say the same? And if not, by how much, and what may be behind it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal

from xltools.core.amounts import CURRENCY_UNITS, grouped
from xltools.core.compare.difference import Kind, Weight
from xltools.core.compare.reading import PERCENT, Reading
from xltools.core.entry.entered import is_nothing, read_answer

#: What computing with doubles may leave behind: relative to the figure, and beside a nought.
_NOISE, _NEARLY_NOUGHT = Decimal("1e-13"), Decimal("1e-9")

_NOTHING = "写法不同，都表示没有"

#: How near a ratio must be to 万 or 亿 for a mistaken unit to be suggested.
_NEAR = Decimal("0.001")
_FACTORS = {"万": Decimal(10_000), "亿": Decimal(100_000_000)}


@dataclass(frozen=True, slots=True)
class Verdict:
    """Why two readings are not simply equal; ``difference`` is published minus submitted in ``unit``."""

    kind: Kind
    weight: Weight
    note: str = ""
    difference: Decimal | None = None
    unit: str = ""


def judge(left: Reading, right: Reading, units: tuple[str, str] = ("", "")) -> Verdict | None:
    """None where both say the same; ``units`` are those of each side's plain numbers ("" where unknown)."""
    if left.unknown or right.unknown:
        return _unknown(left, right)
    if left.blank or right.blank:
        return None if left.blank and right.blank else _blank(left, right)
    if left.error or right.error:
        same = left.error and right.error and left.words == right.words
        return None if same else Verdict("错误值", "不同", "一边是错误值，不是空白，也不是 0")
    if left.number is not None and right.number is not None:
        figures = _figure(left, left.number, units[0]), _figure(right, right.number, units[1])
        return _numbers(*figures, computed=left.computed or right.computed)
    if left.date is not None and right.date is not None:
        days = (right.date - left.date).days
        return Verdict("日期", "不同", difference=Decimal(days), unit="天") if days else None
    return _texts(left, right)


def _unknown(left: Reading, right: Reading) -> Verdict:
    whose = "两边" if left.unknown and right.unknown else "报送稿" if left.unknown else "公开稿"
    note = f"{whose}的公式没有保存计算结果；用 Excel 或 WPS 打开并保存后再比较"
    return Verdict("没有结果", "无法比较", note)


def _blank(left: Reading, right: Reading) -> Verdict:
    there = right if left.blank else left
    if is_nothing(there.words):
        return Verdict("空与非空", "提示", _NOTHING)
    return Verdict("空与非空", "不同", "空白不等于 0" if there.number == 0 else "")


def _texts(left: Reading, right: Reading) -> Verdict | None:
    if left.words == right.words:
        return None
    if is_nothing(left.words) and is_nothing(right.words):
        return Verdict("文字", "提示", _NOTHING)
    if read_answer(left.words) == read_answer(right.words) is not None:
        return Verdict("文字", "提示", f"写法不同，都表示“{read_answer(left.words)}”")
    mixed = (left.number is None) != (right.number is None)
    return Verdict("文字", "不同", "一边是数字，一边不是" if mixed else "")


@dataclass(frozen=True, slots=True)
class _Figure:
    """A number as written, in ``unit`` (``written``: it stands at the number); and its ``value`` in 元 or 1.

    ``size`` is one unit, ``half`` half a unit of the last digit, both measured as ``value`` is.
    """

    number: Decimal
    value: Decimal
    half: Decimal
    places: int
    unit: str
    size: Decimal
    written: bool

    @property
    def money(self) -> bool:
        """Whether it is known to be money, and in which unit."""
        return self.unit in CURRENCY_UNITS

    @property
    def bare(self) -> _Figure:
        """The number alone, whatever its unit."""
        return replace(self, value=self.number, half=self.half / self.size, unit="", size=Decimal(1))


def _figure(reading: Reading, number: Decimal, own: str) -> _Figure:
    unit = reading.unit or own
    size = CURRENCY_UNITS.get(unit, Decimal("0.01") if unit == PERCENT else Decimal(1))
    half = Decimal(5).scaleb(-reading.places - 1) * size
    return _Figure(number, number * size, half, reading.places, unit, size, bool(reading.unit))


def _numbers(one: _Figure, other: _Figure, *, computed: bool) -> Verdict | None:
    if one.money != other.money:
        return _half_named(one, other)
    apart = other.value - one.value
    if apart == 0 or (computed and _noise(apart, one.value, other.value)):
        if one.size == other.size or one.value == 0 or not one.money:
            return None
        return Verdict("数字", "提示", f"单位不同，数值相符（报送 {one.unit}，公开 {other.unit}）")
    if one.number == other.number and not (one.written or other.written):
        note = f"数字相同，但两边注明的单位不同（报送 {one.unit}，公开 {other.unit}）"
        return Verdict("数字", "不同", note, apart, "元" if one.money else "")
    return _rounded(one, other, apart) or _apart(one, other, apart)


def _half_named(one: _Figure, other: _Figure) -> Verdict | None:
    """A currency unit is known of one side only: the numbers themselves are compared."""
    named = one.unit if one.money else other.unit
    if one.number == other.number:
        return (
            None if named == "元" else Verdict("数字", "提示", f"一边注明单位“{named}”，另一边没有注明单位")
        )
    if one.value == other.value:
        return Verdict("数字", "提示", f"按“{named}”换算成元后数值相符，另一边没有注明单位")
    bare = one.bare, other.bare
    apart = other.number - one.number
    return _rounded(*bare, apart) or _apart(*bare, apart)


def _noise(apart: Decimal, one: Decimal, other: Decimal) -> bool:
    """Whether two computed figures differ by no more than computing with doubles leaves behind."""
    return abs(apart) <= max(_NOISE * max(abs(one), abs(other)), _NEARLY_NOUGHT if one * other == 0 else 0)


def _rounded(one: _Figure, other: _Figure, apart: Decimal) -> Verdict | None:
    """Agreement where one side gives fewer digits, and the other is within half of its last."""
    step_one, step_other = one.size.scaleb(-one.places), other.size.scaleb(-other.places)
    if step_one == step_other:
        return None
    coarse = one if step_one > step_other else other
    if abs(apart) > coarse.half:
        return None
    units = "" if one.unit == other.unit else f"，单位不同（报送 {one.unit}，公开 {other.unit}）"
    whose = "报送稿" if coarse is one else "公开稿"
    note = f"四舍五入一致：{whose}保留的位数较少{units}"
    return Verdict("数字", "提示", note, apart / coarse.size, coarse.unit)


def _apart(one: _Figure, other: _Figure, apart: Decimal) -> Verdict:
    """A real difference, in 元 where the units differ, with a word on what may be behind it."""
    note = _hint(one, other)
    if one.size == other.size:
        return Verdict("数字", "不同", note, apart / one.size, one.unit or other.unit)
    if one.money:
        return Verdict("数字", "不同", note, apart, "元")
    return Verdict("数字", "不同", note, apart * 100, PERCENT)


def _hint(one: _Figure, other: _Figure) -> str:
    """What a ratio between two figures suggests."""
    if one.value == 0 or other.value == 0:
        return ""
    if one.value == -other.value:
        return "正负号相反"
    large, small = sorted((abs(one.value), abs(other.value)), reverse=True)
    for word, factor in _FACTORS.items():
        if one.value * other.value > 0 and abs(large / small / factor - 1) <= _NEAR:
            return f"相差约 1 {word}倍：可能一边以元、一边以{word}元为单位，而没有注明"
    if large == small * 100:
        return "正好相差 100 倍：可能一边是百分数，一边是小数"
    return ""


def shown_difference(difference: Decimal, unit: str) -> str:
    """A difference for people, its sign always written: +9、-0.5万元."""
    sign = "+" if difference > 0 else ""
    return f"{sign}{grouped(difference)}{unit}"
