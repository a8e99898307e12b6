"""A standard's blank form filled in many ways, always the same ones: what its rules are tried on."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from random import Random

from xltools.authoring.filling import blank_form
from xltools.core.entries import Put, changed
from xltools.core.layout import Layout, lay_out
from xltools.core.lint.formulas import written
from xltools.core.model import Value, Workbook
from xltools.core.record import to_serial
from xltools.core.refs import Place
from xltools.core.standard import Field, Standard

_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
_QUOTED = re.compile(r'"([^"]+)"')
_ROWS = 3

#: The fields by which a form is of the standard's year and in 元, whatever else is tried.
_YEAR, _CURRENCY = "评价年度", "金额单位"

#: How large amounts get, fill by fill, and in how many fills what staff cannot type is changed as well.
_SIZES = (10, 100, 1e4, 1e6, 1e8, 1e10)
_FORCED = 6


def filled_throughout(standard: Standard) -> Workbook:
    """The form with a plausible value in every input cell, and a few rows in every table."""
    puts = (Put(place, plausible(field), None) for place, field in _inputs(standard))
    return changed(blank_form(standard), puts)


def zeros(standard: Standard) -> Workbook:
    """The form with 0 in every cell for a number, and nothing else."""
    numeric = (place for place, field in _inputs(standard) if field.numeric and field.name != _YEAR)
    return changed(blank_form(standard), [Put(place, 0, None) for place in numeric])


def varied(standard: Standard) -> Iterator[Workbook]:
    """Forms typed into at random within the fields' ranges: small and large figures, some left blank."""
    for seed, size in enumerate(_SIZES):
        yield changed(blank_form(standard), _typed(standard, Random(seed), size))  # noqa: S311


def forced(standard: Standard) -> Iterator[Workbook]:
    """The same, with what the form itself computes or gives overwritten here and there."""
    layout = lay_out(standard)
    for seed in range(_FORCED):
        chance = Random(seed)  # noqa: S311
        puts = _typed(standard, chance, _SIZES[seed % len(_SIZES)])
        yield changed(blank_form(standard), [*puts, *_overwritten(standard, layout, chance)])


def _inputs(standard: Standard) -> Iterator[tuple[Place, Field]]:
    """Every cell a unit types into: its place and its field."""
    layout = lay_out(standard)
    yield from ((cell.place, cell.field) for cell in layout.cells.values() if cell.is_input)
    for name, table in layout.tables.items():
        if table.stems:
            continue
        last = min(table.last_row, table.first_row + _ROWS - 1)
        for row in range(table.first_row, last + 1):
            for column in (each for each in standard.columns(name) if not each.formula):
                yield Place(table.block.sheet, row, table.columns[column.name]), column


def plausible(field: Field) -> Value:
    """A value of the field's type, within its range."""
    if field.choices:
        return field.choices[0]
    if field.kind == "日期":
        return float(to_serial(dt.date(2023, 4, 25)))
    if not field.numeric:
        return "示例"
    bounds = _bounds(field)
    if len(bounds) == 2:
        return sum(bounds) / 2 if field.kind != "整数" else int(sum(bounds) / 2)
    return max(1, *(int(bound) + 1 for bound in bounds)) if bounds else 1


def _bounds(field: Field) -> list[float]:
    """The numbers in a field's range."""
    return [float(number) for number in _NUMBER.findall(field.allowed.replace("~", " "))]


def _typed(standard: Standard, chance: Random, size: float) -> list[Put]:
    """What a random hand types."""
    year = int(standard.about.get(_YEAR) or 2022)
    words = sorted({word for each in written(standard) for word in _QUOTED.findall(each.text)})
    puts = []
    for place, field in _inputs(standard):
        if field.name == _YEAR:
            value: Value = year + chance.choice((0, 0, 0, 0, 1))
        elif field.name == _CURRENCY:
            value = field.choices[0] if field.choices and chance.random() < 0.8 else None
        elif chance.random() < 0.15:
            continue
        else:
            value = _value(field, chance, size, year, words)
        puts.append(Put(place, value, None))
    return puts


def _value(field: Field, chance: Random, size: float, year: int, words: list[str]) -> Value:
    if field.choices:
        return chance.choice(field.choices)
    if field.kind == "日期":
        return float(to_serial(dt.date(year, 1, 1))) + chance.randrange(900)
    if not field.numeric:
        return chance.choice(("示例", *words)) + chance.choice(("", "", *words))
    bounds = _bounds(field)
    if len(bounds) == 2:
        low, high = sorted(bounds)
    elif field.kind == "金额":
        low, high = 0.0, size
    else:
        low, high = 0.0, chance.choice((2.0, 20.0, 200.0))
    number = chance.choice((low, high, chance.uniform(low, high), chance.uniform(low, high)))
    return int(number) if field.kind == "整数" else round(number, field.decimals or 2)


def _overwritten(standard: Standard, layout: Layout, chance: Random) -> Iterator[Put]:
    """Some of the form's own numbers, and some words of its fixed rows, put in place of others."""
    words: dict[tuple[str, int], list[str]] = {}
    for cell in layout.cells.values():
        if isinstance(cell.constant, str):
            words.setdefault((cell.place.sheet, cell.place.column), []).append(cell.constant)
    for cell in layout.cells.values():
        if cell.is_input or chance.random() > 0.3:
            continue
        if isinstance(cell.constant, str):
            yield Put(cell.place, chance.choice(words[cell.place.sheet, cell.place.column]), "")
        elif cell.field.numeric:
            yield Put(cell.place, round(chance.uniform(0, 100), chance.choice((0, 2, 3))), "")
    for name, table in layout.tables.items():
        if table.stems:
            continue
        for column in (each for each in standard.columns(name) if each.formula and each.numeric):
            place = Place(table.block.sheet, table.first_row, table.columns[column.name])
            yield Put(place, round(chance.uniform(0, 100), 2), "")
