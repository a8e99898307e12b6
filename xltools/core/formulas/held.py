"""Which formula cells keep their saved values when a workbook is recalculated, and all that rests on them.

A value that is another at each opening, that comes from elsewhere, or that its formula alone does not decide
is not for a program to write.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field

from xltools.core.formulas.dependence import CHANCE, REACHING, Dependence
from xltools.core.model import ErrorValue, Sheet, Workbook
from xltools.core.refs import Area, Place, parse_cell

#: The errors Excel keeps as plain values.
ERRORS = frozenset({"#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A", "#GETTING_DATA"})

#: The most cells of an array formula that are looked through.
MOST_CELLS = 1_000_000

_CLOCK = frozenset({"TODAY", "NOW"})
_TEXT = re.compile(r'"[^"]*"')
_SEVERAL_SHEETS = re.compile(r"(?:'[^']*:[^']*'|[\w.]+:[\w.]+)!")
_SEEN_ONLY = re.compile(r"\b(?:SUBTOTAL|AGGREGATE)\s*\(", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Particulars:
    """What a workbook's parts say of formula cells besides values and formulas.

    ``dynamic``: the formulas that spill; ``rich``: those whose value is more than the plain one (#SPILL!, a
    picture, a data type); ``unfit``: the array formulas with cells that cannot take their values, and why;
    ``as_displayed``: whether Excel computes with the figures as they are displayed.
    """

    dynamic: frozenset[Place] = frozenset()
    rich: frozenset[Place] = frozenset()
    unfit: Mapping[Place, str] = field(default_factory=dict)
    as_displayed: bool = False


def held(workbook: Workbook, found: Dependence, particulars: Particulars) -> dict[Place, str]:
    """The cells no program may compute, each with why; among them inputs that no formula can be given."""
    cells: dict[Place, str] = {}
    reasons = (_far(workbook), _by_formula(workbook, found), _hidden(workbook, found), _errors(workbook))
    for each in (*reasons, particulars.unfit.items()):
        for place, why in each:
            cells.setdefault(place, why)
    for place in particulars.rich:
        cells.setdefault(place, "它的值不只是数字或文字（溢出受阻、图片或数据类型）")
    if particulars.as_displayed:
        for place in found.needs:
            cells.setdefault(place, "工作簿设为“将精度设为所显示的精度”")
    return cells


def unstable(found: Dependence) -> dict[Place, str]:
    """The cells that have another value each time, with why."""
    cells = {}
    for place, needs in found.needs.items():
        if words := sorted((CHANCE | _CLOCK).intersection(needs.volatile)):
            cells[place] = f"{'、'.join(words)} 每次计算都可能不同"
    return cells


def _by_formula(workbook: Workbook, found: Dependence) -> Iterator[tuple[Place, str]]:
    yield from unstable(found).items()
    for place, needs in found.needs.items():
        if needs.external:
            yield place, "引用了别的文件"
    for loop in found.loops:
        for place in loop:
            yield place, "循环引用"
    for sheet in workbook.sheets:
        for at in sheet.arrays:
            if is_data_table(sheet, at):
                yield Place(sheet.name, *at), f"模拟运算表 {sheet.arrays[at]}"


def _far(workbook: Workbook) -> Iterator[tuple[Place, str]]:
    for sheet in workbook.sheets:
        for at in sheet.far:
            yield Place(sheet.name, *at), "离表格太远"


def _errors(workbook: Workbook) -> Iterator[tuple[Place, str]]:
    """Inputs that hold an error no formula gives."""
    for sheet in workbook.sheets:
        for row, values in enumerate(sheet.values, 1):
            for column, value in enumerate(values, 1):
                odd = isinstance(value, ErrorValue) and value.code not in ERRORS
                if odd and (row, column) not in sheet.formulas:
                    yield Place(sheet.name, row, column), f"错误值 {value} 认不出"


def _hidden(workbook: Workbook, found: Dependence) -> Iterator[tuple[Place, str]]:
    """Sums of what is seen, where something is not: a row filtered out is not one hidden by hand."""
    hidden = {sheet.name: sheet.hidden_rows for sheet in workbook.sheets if sheet.hidden_rows}
    for sheet in workbook.sheets if hidden else ():
        for at, text in sheet.formulas.items():
            place = Place(sheet.name, *at)
            if _SEEN_ONLY.search(text) and any(_any_row(area, hidden) for area in found.needs[place].areas):
                yield place, "SUBTOTAL、AGGREGATE 汇总的区域里有隐藏或筛选掉的行"


def _any_row(area: Area, hidden: Mapping[str, Collection[int]]) -> bool:
    return any(area.first_row <= row <= area.last_row for row in hidden.get(area.sheet, ()))


def array_area(sheet: Sheet, at: tuple[int, int]) -> Area | None:
    """The cells that an array formula or a data table fills; None where it is none."""
    first, _, last = sheet.arrays.get(at, "").partition(":")
    start, end = parse_cell(first), parse_cell(last or first)
    return None if start is None or end is None else Area(sheet.name, *start, *end)


def array_cells(sheet: Sheet) -> Iterator[tuple[Place, Place]]:
    """The cells without a formula that array formulas fill, each with the cell of that formula.

    Left out are data tables, and areas of more cells than a sheet may have here.
    """
    for at in sheet.arrays:
        area = array_area(sheet, at)
        if area is None or area.single or area.cells > MOST_CELLS or is_data_table(sheet, at):
            continue
        for row in range(area.first_row, area.last_row + 1):
            for column in range(area.first_column, area.last_column + 1):
                if (row, column) not in sheet.formulas:
                    yield Place(sheet.name, row, column), Place(sheet.name, *at)


def is_data_table(sheet: Sheet, at: tuple[int, int]) -> bool:
    """Whether a formula is that of a what-if table."""
    return at in sheet.arrays and sheet.formulas.get(at, "").startswith("=TABLE(")


class Resting:
    """What rests on given cells of a workbook: through formulas, array areas, and hidden ways."""

    def __init__(self, workbook: Workbook, found: Dependence) -> None:
        self.found = found
        areas = {
            Place(sheet.name, *at): area
            for sheet in workbook.sheets
            for at in sheet.arrays
            if (area := array_area(sheet, at)) is not None and not area.single
        }
        self._takers = {master: frozenset(self._using(area)) for master, area in areas.items()}
        self._blind = frozenset(
            Place(sheet.name, *at)
            for sheet in workbook.sheets
            for at, text in sheet.formulas.items()
            if not REACHING.isdisjoint(found.needs[Place(sheet.name, *at)].volatile)
            or _SEVERAL_SHEETS.search(_TEXT.sub('""', text))
        )

    def on(self, origins: Collection[Place]) -> frozenset[Place]:
        """The cells themselves and every formula cell that rests, or may rest, on one of them."""
        if not origins:
            return frozenset()
        rest = frozenset(origins) | self._blind
        while True:
            more = self.found.resting_on(rest)
            more = more.union(*(takers for master, takers in self._takers.items() if master in more))
            if more == rest:
                return rest
            rest = more

    def because_of(self, place: Place, rest: Collection[Place]) -> Place | None:
        """A cell of ``rest`` that the formula at ``place`` uses itself; None where its text names none."""
        direct = [other for other in self.found.uses.get(place, ()) if other in rest and other != place]
        direct += [master for master, takers in self._takers.items() if master in rest and place in takers]
        if not direct:
            areas = self.found.needs[place].areas
            direct = [other for other in rest if any(other in area for area in areas)]
        return min(direct, default=None)

    def _using(self, area: Area) -> Iterator[Place]:
        for place, needs in self.found.needs.items():
            if place != area.first and any(_meet(area, used) for used in needs.areas):
                yield place


def _meet(one: Area, other: Area) -> bool:
    return (
        one.sheet.upper() == other.sheet.upper()
        and one.first_row <= other.last_row
        and other.first_row <= one.last_row
        and one.first_column <= other.last_column
        and other.first_column <= one.last_column
    )
