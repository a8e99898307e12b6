"""How a report writes figures: 元, 万元, 百分比, 分, 日期, 整数, 段落, 条目, 句.

A blank is never written as 0: it is written 【待填:字段名】, so that nobody can overlook it.
"""

from __future__ import annotations

import datetime as dt
import operator
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from itertools import count

from xltools.core.amounts import CURRENCY_UNITS, round_half_up
from xltools.core.model import Typed
from xltools.core.standard import NUMERIC_KINDS, FieldKind

_Comparable = Decimal | str | dt.date
_Test = Callable[[_Comparable, _Comparable], bool]

#: A line that its writer numbered: 1. 1、 (1) （一） 一、 ① 一是 第一,
_NUMBERED = re.compile(
    r"\s*(?:\d+[.．、)）](?!\d)|[（(][\d一二三四五六七八九十]+[)）]|第?[一二三四五六七八九十]+(?:[、.．,，]|是)|[①-⑳])"
)

_SENTENCE_ENDS = "。；;.，, \u3000"

#: How many decimals of points a report shows.
POINT_DECIMALS = 3


@dataclass(frozen=True, slots=True, eq=False)
class Figure:
    """One value as a template sees it: ``{{ 财政下达预算数|元 }}``, ``{% if 冻结收回额 > 0 %}``.

    It is true when it was filled in, even with 0. A comparison with a blank is always false, so no
    branch of a template ever takes a blank for 0. Money is in 元 whatever unit the form used.
    """

    key: str
    value: Typed
    kind: FieldKind = "文本"
    unit: str = ""

    @property
    def blank(self) -> bool:
        """Whether nothing was entered."""
        return self.value is None or (isinstance(self.value, str) and not self.value.strip())

    @property
    def number(self) -> Decimal | None:
        """The value as an exact number, or None when it is not one."""
        if isinstance(self.value, bool) or not isinstance(self.value, int | Decimal):
            return None
        return Decimal(self.value)

    def __bool__(self) -> bool:
        return not self.blank

    def __str__(self) -> str:
        return _default_form(self)(self)

    def __hash__(self) -> int:
        return hash(self.key)

    def __eq__(self, other: object) -> bool:
        return self._compare(other, operator.eq)

    def __ne__(self, other: object) -> bool:
        return self._compare(other, operator.ne)

    def __lt__(self, other: object) -> bool:
        return self._compare(other, operator.lt)

    def __le__(self, other: object) -> bool:
        return self._compare(other, operator.le)

    def __gt__(self, other: object) -> bool:
        return self._compare(other, operator.gt)

    def __ge__(self, other: object) -> bool:
        return self._compare(other, operator.ge)

    def _compare(self, other: object, test: _Test) -> bool:
        left, right = _comparable(self), _comparable(other)
        for kind in (Decimal, str, dt.date):
            if isinstance(left, kind) and isinstance(right, kind):
                return test(left, right)
        return False


def _comparable(side: object) -> _Comparable | None:
    """One side of a comparison; None for a blank or what has no order."""
    if isinstance(side, Figure):
        if side.blank:
            return None
        return side.number if side.number is not None else _comparable(side.value)
    if isinstance(side, bool):
        return None
    if isinstance(side, int | float):
        return Decimal(str(side))
    return side if isinstance(side, Decimal | str | dt.date) else None


def blank_mark(key: str) -> str:
    """What stands in the report where a value is missing."""
    return f"【待填:{key}】"


def doubt_mark(figure: Figure) -> str:
    """What stands in the report where a number or date field holds something else."""
    return f"【待核实:{figure.key} {figure.value}】"


def _number(value: object, form: Callable[[Decimal], str]) -> str:
    """Write a number in a form; texts pass, blanks and values of the wrong kind are marked."""
    if not isinstance(value, Figure):
        return form(Decimal(value)) if isinstance(value, int | Decimal) else str(value)
    if value.blank:
        return blank_mark(value.key)
    if value.number is not None:
        return form(value.number)
    return doubt_mark(value) if value.kind in NUMERIC_KINDS else str(value.value)


def _plain(number: Decimal) -> str:
    """Without an exponent and without trailing zeros: 40000, 33.6, 0."""
    return f"{number.normalize() + 0:f}"


def _money(number: Decimal) -> str:
    rounded = round_half_up(number, 2)
    return f"{rounded:f}" if rounded % 1 else _plain(rounded)


def yuan(value: object) -> str:
    """元: to the cent; whole amounts without decimals."""
    return _number(value, _money)


def ten_thousand_yuan(value: object) -> str:
    """万元: an amount in 元 divided by 10,000, to two decimals."""
    return _number(value, lambda number: _money(number / CURRENCY_UNITS["万元"]))


def percent(value: object) -> str:
    """百分比: a percent number, 33.61 -> 33.61%."""
    return _number(value, lambda number: _plain(round_half_up(number, 2)) + "%")


def points(value: object) -> str:
    """分: to three decimals, no trailing zeros."""
    return _number(value, lambda number: _plain(round_half_up(number, POINT_DECIMALS)))


def whole(value: object) -> str:
    """整数: as counted. A fraction is shown as it is, for rounding would hide it."""
    return _number(value, _plain)


def date(value: object) -> str:
    """日期: 2023年4月25日."""
    if isinstance(value, Figure):
        if value.blank:
            return blank_mark(value.key)
        if not isinstance(value.value, dt.date):
            return doubt_mark(value) if value.kind == "日期" else str(value)
        value = value.value
    return f"{value.year}年{value.month}月{value.day}日" if isinstance(value, dt.date) else str(value)


def paragraphs(value: object) -> tuple[str, ...]:
    """段落: one paragraph for each line that holds words; none for a blank."""
    if isinstance(value, Figure) and value.blank:
        return ()
    return tuple(line.rstrip() for line in str(value).splitlines() if line.strip())


def entries(value: object) -> tuple[str, ...]:
    """条目: paragraphs; two or more that nobody numbered are numbered 1. 2. 3.

    A line that ends with a colon leads the others and takes no number.
    """
    lines = paragraphs(value)
    leads = [line.endswith(("：", ":")) for line in lines]
    if leads.count(False) < 2 or any(map(_NUMBERED.match, lines)):
        return lines
    number = count(1)
    return tuple(
        line if lead else f"{next(number)}.{line.lstrip()}" for line, lead in zip(lines, leads, strict=True)
    )


def clause(value: object) -> str:
    """句: words to stand inside a sentence: one line, no full stop at the end; no words, a mark."""
    lines = (line.strip().rstrip(_SENTENCE_ENDS) for line in paragraphs(value))
    words = "；".join(line for line in lines if line)
    return blank_mark(value.key) if isinstance(value, Figure) and not words else words


def _text(value: object) -> str:
    """Words as typed."""
    if isinstance(value, Figure):
        return blank_mark(value.key) if value.blank else str(value.value)
    return str(value)


def _default_form(figure: Figure) -> Callable[[object], str]:
    """How a figure is written when the template names no filter."""
    if figure.kind == "金额":
        return yuan
    if figure.kind == "比率" and figure.unit == "%":
        return percent
    if figure.kind == "日期":
        return date
    return whole if figure.number is not None or figure.kind in NUMERIC_KINDS else _text


#: The filters a template may use, by the name it uses.
FILTERS: Mapping[str, Callable[[object], object]] = {
    "元": yuan,
    "万元": ten_thousand_yuan,
    "百分比": percent,
    "分": points,
    "整数": whole,
    "日期": date,
    "段落": paragraphs,
    "条目": entries,
    "句": clause,
}
