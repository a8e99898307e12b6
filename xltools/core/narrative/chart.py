"""A chart a template asks for: ``{{ 图表(指标分组, "名称", "分值", "自评得分") }}``, alone in its paragraph.

First the rows, then the column that names them, then the columns to draw. A blank is a gap, never 0.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from xltools.core.amounts import CURRENCY_UNITS, round_half_up
from xltools.core.narrative.lint import nearest
from xltools.core.narrative.wording import Figure

#: The word templates ask for a chart by.
CHART = "图表"
_CENTS = 2
#: What fits a page, in millimetres.
_LOWEST, _HIGHEST = 30, 220


class ChartError(ValueError):
    """Why a chart cannot be drawn, and what to do."""

    def __init__(self, message: str, fix: str) -> None:
        """Keep both for whoever tells the template's author."""
        super().__init__(message)
        self.fix = fix


@dataclass(frozen=True, slots=True)
class Series:
    """One column as drawn: a value a row, None where nothing was entered."""

    name: str
    values: tuple[Decimal | None, ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """What a chart shows. ``height`` in millimetres."""

    title: str
    categories: tuple[str, ...]
    series: tuple[Series, ...]
    height: int

    @property
    def empty(self) -> bool:
        """Whether there is nothing to draw."""
        return all(value is None for series in self.series for value in series.values)


def chart(rows: object, label: str, columns: tuple[str, ...], options: Mapping[str, object]) -> Chart:
    """The chart of these columns; ChartError for what cannot be drawn.

    ``options``: 标题 (default none), 单位 of amounts of money (元), 高 in millimetres (75).
    """
    if isinstance(rows, str | Figure) or not isinstance(rows, Iterable):
        raise ChartError(f"{CHART}的第一项不是表", f"写表名或 指标、指标分组，例如 {_EXAMPLE}")
    if not columns:
        raise ChartError(f"{CHART}没有写要画哪些列", f"例如 {_EXAMPLE}")
    unknown = next((name for name in options if name not in _OPTIONS), None)
    if unknown is not None:
        raise ChartError(f"{CHART}里的“{unknown}=”不认识", f"可以写 {'、'.join(_OPTIONS)}")
    unit, height = (options.get(name, _OPTIONS[name]) for name in ("单位", "高"))
    if unit not in CURRENCY_UNITS:
        raise ChartError(f"{CHART}的单位“{unit}”不认识", f"可用的单位：{'、'.join(CURRENCY_UNITS)}")
    if not isinstance(height, int) or not _LOWEST <= height <= _HIGHEST:
        fix = f"写 {_LOWEST} 到 {_HIGHEST} 的整数，单位毫米，或者不写"
        raise ChartError(f"{CHART}的高“{height}”不能用", fix)
    listed = tuple(rows)
    scale = CURRENCY_UNITS[str(unit)]
    series = tuple(
        Series(column, tuple(_number(_cell(row, column), scale) for row in listed)) for column in columns
    )
    names = tuple(str(_cell(row, label)) for row in listed)
    return Chart(str(options.get("标题", "")), names, series, height)


_OPTIONS: Mapping[str, object] = {"标题": "", "单位": "元", "高": 75}
_EXAMPLE = f'{{{{ {CHART}(指标分组, "名称", "分值", "自评得分") }}}}'


def _cell(row: object, column: str) -> object:
    if not isinstance(row, Mapping) or column not in row:
        known = {str(key) for key in row} if isinstance(row, Mapping) else set()
        raise ChartError(
            f"{CHART}里的列“{column}”不在表里",
            nearest(column, known) or f"可用的列：{'、'.join(sorted(known))}",
        )
    return row[column]


def _number(value: object, scale: Decimal) -> Decimal | None:
    if not isinstance(value, Figure):
        return Decimal(value) if isinstance(value, int | Decimal) else None
    if value.number is None or value.kind != "金额":
        return value.number
    return round_half_up(value.number / scale, _CENTS)
