"""Record and standard -> every name a report template may use.

字段名、指标字段名_列名、参数名    Figure (several values: a tuple of Figures)
表名                         the rows of a table, each a mapping: column name -> Figure
指标                         all indicators in order; 扣分指标 and 未评指标, those without a score that is a
                             number, are parts of it
指标分组                      一级 -> .二级 -> .指标, each with 编号, 名称, 分值, 自评得分
一() 二() 三() 四()            the next heading number: 一、 （一） 1. （1）
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from decimal import Decimal
from itertools import groupby

from xltools.core.amounts import CURRENCY_UNITS, round_half_up
from xltools.core.layout import lay_out
from xltools.core.model import Datum, ErrorValue, Record, Typed
from xltools.core.narrative.reserved import unreserved
from xltools.core.narrative.wording import POINT_DECIMALS, Figure
from xltools.core.standard import Field, Indicator, Parameter, Standard

#: A row or group as a template sees it.
Row = Mapping[str, object]

#: The columns of the score sheet that deductions are worked out from.
_POINTS, _SCORE, _DEDUCTION = "分值", "自评得分", "扣分"

_DIGITS = "零一二三四五六七八九十"


def context(record: Record, standard: Standard) -> Mapping[str, object]:
    """All names of the template; counters start anew at each call."""
    money = _money_scale(record, standard)
    values: dict[str, object] = {p.name: _parameter(p) for p in standard.parameters}
    for name, (field, _) in standard.by_cell_name.items():
        values[name] = _figure(name, field, record.data.get(name), money)
    tables = _fixed_tables(record, standard, money)
    for rows in tables.values():
        values.update((figure.key, figure) for row in rows.values() for figure in row.values())
    for table in standard.tables:
        fixed = tables.get(table)
        values[table] = tuple(fixed.values()) if fixed else _listed_rows(record, standard, table, money)
    return values | _indicator_names(standard, tables) | Counters().names()


def row_names(standard: Standard) -> frozenset[str]:
    """Names that stand after a dot: the columns of all tables and what groups of indicators have."""
    columns = {field.name for field in standard.fields if field.each_row}
    return frozenset(columns | {"编号", "名称", "字段名", _DEDUCTION, "一级", "二级", "指标"})


def _money_scale(record: Record, standard: Standard) -> Decimal:
    """How many 元 one unit of this workbook's amounts is."""
    name = record.text("金额单位") or standard.about.get("金额单位", "")
    return CURRENCY_UNITS.get(name, Decimal(1))


def _figure(
    key: str, field: Field, datum: Datum | None, money: Decimal, given: str | Decimal | None = None
) -> Figure:
    """A cell's figure; ``given`` is what the standard itself puts into the cell."""
    value: Typed = given if datum is None or datum.blank else datum.value
    if value is None and datum is not None and field.kind == "文本" and not field.is_required(""):
        value = datum.written or None
    if field.kind == "金额" and isinstance(value, int | Decimal) and not isinstance(value, bool):
        value = Decimal(value) * money
    return Figure(key, _typed(value), field.kind, field.unit)


def _typed(value: Typed) -> Typed:
    """What was typed, without the characters that figures are marked by on their way into a report."""
    if isinstance(value, ErrorValue):
        return ErrorValue(unreserved(value.code))
    return unreserved(value) if isinstance(value, str) else value


def _parameter(parameter: Parameter) -> Figure | tuple[Figure, ...]:
    figures = tuple(Figure(parameter.name, _typed(value), "文本") for value in parameter.values)
    return figures[0] if len(figures) == 1 else figures


def _fixed_tables(
    record: Record, standard: Standard, money: Decimal
) -> dict[str, dict[str, dict[str, Figure]]]:
    """Tables whose rows the standard fixes: table -> row's stem -> column -> figure."""
    layout = lay_out(standard)
    tables: dict[str, dict[str, dict[str, Figure]]] = {}
    for name, block in standard.tables.items():
        for stem in standard.row_stems(block):
            row = tables.setdefault(name, {}).setdefault(stem, {})
            for column in standard.columns(name):
                cell = layout.row_cell(name, stem, column.name)
                row[column.name] = _figure(
                    cell.name, column, record.data.get(cell.name), money, cell.constant
                )
    return tables


def _listed_rows(record: Record, standard: Standard, table: str, money: Decimal) -> tuple[Row, ...]:
    """The rows of a table in which the unit entered something."""
    columns = standard.columns(table)
    return tuple(
        {c.name: _figure(f"{table}第{number}行{c.label}", c, row.get(c.name), money) for c in columns}
        for number, row in enumerate(record.tables.get(table, ()), 1)
    )


def _indicator_names(standard: Standard, tables: Mapping[str, Mapping[str, Row]]) -> dict[str, object]:
    """The indicators in order and in their groups."""
    by_indicator = [rows for name, rows in tables.items() if standard.tables[name].style == "逐指标"]
    rows = {i.name: _indicator(i, by_indicator) for i in standard.indicators}
    listed = tuple(rows.values())
    groups = tuple(_groups(standard.indicators, rows, lambda i: i.first, "二级", _second_groups))
    return {
        "指标": listed,
        "指标分组": groups,
        "扣分指标": tuple(row for row in listed if _is_above_zero(row[_DEDUCTION])),
        "未评指标": tuple(row for row in listed if not _is_number(row.get(_SCORE))),
    }


def _is_number(figure: object) -> bool:
    return isinstance(figure, Figure) and figure.number is not None


def _is_above_zero(figure: object) -> bool:
    return isinstance(figure, Figure) and figure > 0


def _indicator(indicator: Indicator, tables: Iterable[Mapping[str, Row]]) -> dict[str, object]:
    """One indicator: its cells in all tables with a row for each indicator, and the points it lost."""
    row: dict[str, object] = {}
    for table in tables:
        row = {**table[indicator.name], **row}
    names = {"名称": indicator.third, "字段名": indicator.name}
    groups = {"一级": indicator.first, "二级": indicator.second}
    return row | names | groups | {_DEDUCTION: _deduction(indicator.name, row)}


def _deduction(name: str, row: Row) -> Figure:
    """The points lost, as exactly as a report shows points: what it would write as 0 is none."""
    full, score = row.get(_POINTS), row.get(_SCORE)
    lost = None
    if isinstance(full, Figure) and isinstance(score, Figure) and full.number is not None:
        lost = None if score.number is None else round_half_up(full.number - score.number, POINT_DECIMALS)
    return Figure(f"{name}_{_DEDUCTION}", lost, "数值", "分")


_Members = Callable[[tuple[Indicator, ...], dict[str, dict[str, object]]], tuple[Row, ...]]


def _groups(
    indicators: Iterable[Indicator],
    rows: dict[str, dict[str, object]],
    title: Callable[[Indicator], str],
    inside: str,
    members: _Members,
) -> Iterator[Row]:
    """Neighbours of one title as numbered groups with the sums of their points.

    The key of a second group's sum names its first group too: an indicator or another group may share
    its name.
    """
    for number, (name, group) in enumerate(groupby(indicators, title), 1):
        own = tuple(group)
        stem = name if name == own[0].first else f"{own[0].first}·{name}"
        sums = {column: _total(f"{stem}_{column}", own, rows, column) for column in (_POINTS, _SCORE)}
        yield {"编号": number, "名称": name, inside: members(own, rows), **sums}


def _second_groups(own: tuple[Indicator, ...], rows: dict[str, dict[str, object]]) -> tuple[Row, ...]:
    return tuple(_groups(own, rows, lambda i: i.second, "指标", _numbered))


def _numbered(own: tuple[Indicator, ...], rows: dict[str, dict[str, object]]) -> tuple[Row, ...]:
    return tuple({**rows[i.name], "编号": number} for number, i in enumerate(own, 1))


def _total(key: str, own: Iterable[Indicator], rows: Mapping[str, Row], column: str) -> Figure:
    """The sum of a column; blank while one of its parts is."""
    numbers = [f.number for i in own if isinstance(f := rows[i.name].get(column), Figure)]
    known = [number for number in numbers if number is not None]
    whole = bool(known) and len(known) == len(numbers)
    return Figure(key, sum(known, Decimal(0)) if whole else None, "数值", "分")


class Counters:
    """Heading numbers; a heading starts the levels below it anew."""

    def __init__(self) -> None:
        self._counts = [0, 0, 0, 0]

    def names(self) -> dict[str, Callable[[], str]]:
        """The counters by the names templates use."""
        forms = ("{}、", "（{}）", "{}.", "（{}）")
        return {
            name: self._counter(level, form)
            for level, (name, form) in enumerate(zip("一二三四", forms, strict=True))
        }

    def _counter(self, level: int, form: str) -> Callable[[], str]:
        def count() -> str:
            self._counts[level] += 1
            self._counts[level + 1 :] = [0] * (3 - level)
            number = self._counts[level]
            return form.format(chinese(number) if level < 2 else number)

        return count


def chinese(number: int) -> str:
    """1 -> 一, 12 -> 十二, 20 -> 二十 (up to 99).

    >>> chinese(21)
    '二十一'
    """
    tens, ones = divmod(number, 10)
    if not tens:
        return _DIGITS[ones]
    return (_DIGITS[tens] if tens > 1 else "") + "十" + (_DIGITS[ones] if ones else "")
