"""Where everything stands in the summary workbook, so that the sheets' formulas can point at each other."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from functools import cached_property

from xltools.core.consolidation.summary import Node, Summary
from xltools.core.consolidation.whole_rates import exact_inputs
from xltools.core.expressions import names_in, rename
from xltools.core.model import Value
from xltools.core.refs import Place, column_letters, quote_sheet
from xltools.core.standard import Block, Field
from xltools.writers.summary.book import ROW
from xltools.writers.summary.eliminated import Eliminated
from xltools.writers.summary.floats import largest
from xltools.writers.summary.parameters import Parameters
from xltools.writers.summary.parts import Column, Line, Part
from xltools.writers.summary.trace import first_rows

TOTALS = "汇总表"
UNITS = "单位对照表"
DEPARTMENTS = "部门合计"
SCORES = "得分表"
COMPARISON = "评分对照"
ISSUES = "问题清单"
FILING = "报送情况"

#: Rows of title and note, then two rows of headings; data begin under them.
HEAD_ROWS = 4
FIRST_ROW = HEAD_ROWS + 1

#: The row of headings of 汇总表.
TOTALS_HEAD = 3

#: Columns of 单位对照表 and 部门合计 before the figures.
UNIT_HEADINGS = ("编码", "名称", "层级", "文件", "sha256")
DEPARTMENT_HEADINGS = ("编码", "名称", "层级", "已报单位数")

#: Columns of 汇总表 before the measures: 编号, 项目, 单位.
FIRST_MEASURE = 4


class Plan(Parameters):
    """Addresses of a summary's figures; computed once for all sheets.

    ``told`` is what readers must know of the workbook as a whole, "" when there is nothing.
    """

    #: The sheet whose rows the totals add up.
    rows = UNITS

    def __init__(self, summary: Summary, told: str = "") -> None:
        super().__init__(summary)
        self.told = told
        self.eliminated = Eliminated(summary.nodes[0].eliminations, FIRST_ROW)
        self._rates_of_totals: dict[tuple[str, tuple[str, ...]], str] = {}

    @cached_property
    def items(self) -> tuple[tuple[Block, tuple[Field, ...]], ...]:
        """Blocks with the items that are summed or recomputed, in the order of the form."""
        wanted = {"求和", "最大", "计数", "重算"}
        parts = []
        for block in self.standard.blocks:
            own = tuple(
                item
                for item in self.standard.items
                if (item.sheet, item.block) == (block.sheet, block.name) and item.aggregate in wanted
            )
            if own:
                parts.append((block, own))
        return tuple(parts)

    @cached_property
    def columns(self) -> Mapping[str, Column]:
        """The figures' columns on 单位对照表 and 部门合计, by cell name."""
        names = [
            (name, item, measure)
            for _, items in self.items
            for item in items
            for name, measure in item.cell_names()
            if item.aggregate != "重算" or name in self.summary.recomputed
        ]
        return {name: Column(name, item, measure, i) for i, (name, item, measure) in enumerate(names)}

    @cached_property
    def measures(self) -> tuple[str, ...]:
        """The measures of 汇总表, in order of first use."""
        return tuple(
            dict.fromkeys(measure for _, items in self.items for item in items for measure in item.measures)
        )

    @property
    def last_measure(self) -> int:
        """The last column of figures on 汇总表; the next holds the number of units."""
        return FIRST_MEASURE + max(len(self.measures), 1) - 1

    @cached_property
    def parts(self) -> tuple[Part, ...]:
        """The blocks of 汇总表 with their rows."""
        parts, row = [], TOTALS_HEAD + 1
        for block, items in self.items:
            lines = tuple(self._line(item, row + offset) for offset, item in enumerate(items, 1))
            parts.append(Part(block, row, lines))
            row += 1 + len(items)
        return tuple(parts)

    def _line(self, item: Field, row: int) -> Line:
        if not item.measures:
            merge = self.last_measure if self.last_measure > FIRST_MEASURE else 0
            return Line(item, row, {item.name: FIRST_MEASURE}, merge)
        cells = {name: FIRST_MEASURE + self.measures.index(measure) for name, measure in item.cell_names()}
        return Line(item, row, cells)

    @cached_property
    def places(self) -> Mapping[str, Place]:
        """Where each cell name's total stands on 汇总表."""
        return {
            name: Place(TOTALS, line.row, column)
            for part in self.parts
            for line in part.lines
            for name, column in line.cells.items()
        }

    @cached_property
    def largest(self) -> Mapping[str, Decimal]:
        """The largest figure of any unit by cell name, without its sign."""
        return largest(member.figures for member in self.summary.members)

    def member_row(self, number: int) -> int:
        """The row on 单位对照表 of the member with that number."""
        return FIRST_ROW + number

    def column_of(self, name: str, headings: tuple[str, ...]) -> int:
        """The column, counted from 1, of a cell name on a sheet that begins with ``headings``."""
        return len(headings) + 1 + self.columns[name].index

    def range_of(self, name: str, node: Node) -> str:
        """The cells of 单位对照表 that a node's total adds up."""
        return self._range(self.column_of(name, UNIT_HEADINGS), node)

    def _range(self, column: int, node: Node) -> str:
        letters = column_letters(column)
        first, last = self.member_row(node.first), self.member_row(max(node.first, node.last))
        return f"{quote_sheet(self.rows)}!${letters}${first}:${letters}${last}"

    def count(self, name: str, node: Node) -> str:
        """How many units filled a cell, as a formula without its equals sign."""
        return f"COUNT({self.range_of(name, node)})"

    def counted(self, node: Node) -> int:
        """How many units below a node, itself included, have a file that counts."""
        members = self.summary.members[node.first : node.last + 1]
        return sum(member.file is not None for member in members)

    def total(self, name: str, node: Node) -> str:
        """The live formula of a node's total, less what is eliminated; a total of blanks is blank."""
        return self._total(name, self.range_of(name, node), self.eliminated.of(name, node))

    def _total(self, name: str, area: str, less: str) -> str:
        function = "MAX" if self.columns[name].field.aggregate == "最大" else "SUM"
        return f'=IF(COUNT({area})=0,"",{function}({area}){less})'

    @cached_property
    def inputs(self) -> Mapping[tuple[str, str], int]:
        """(rate, input) in order, each with its number: one hidden column on 单位对照表 and 部门合计."""
        rates = self.summary.recomputed
        pairs = [
            (rate, name)
            for rate, formula in rates.items()
            for name in names_in(formula)
            if name in self.columns and name not in rates
        ]
        return {pair: number for number, pair in enumerate(pairs)}

    def input_column(self, rate: str, name: str, headings: tuple[str, ...]) -> int:
        """The hidden column of a rate's input on a sheet that begins with ``headings``."""
        return len(headings) + len(self.columns) + 1 + self.inputs[rate, name]

    def input_place(self, rate: str, name: str) -> Place:
        """The hidden cell on 汇总表 with a rate's input over everyone: in the rate's row."""
        return Place(TOTALS, self.places[rate].row, self.last_measure + 2 + self.inputs[rate, name])

    @cached_property
    def inputs_of_unit(self) -> Mapping[tuple[str, str], str]:
        """(rate, input) -> the live formula of one unit's input, :data:`~.book.ROW` for its row.

        Blank where the unit lacks what the rate needs.
        """
        return {(rate, name): self._input_of_unit(rate, name) for rate, name in self.inputs}

    def _input_of_unit(self, rate: str, name: str) -> str:
        def cells(names: tuple[str, ...]) -> str:
            letters = (column_letters(self.column_of(each, UNIT_HEADINGS)) for each in names)
            return ",".join(f"{each}{ROW}" for each in letters)

        need, own = self.summary.needs[rate], cells((name,))
        asked = [f"COUNT({cells(need.every)})={len(need.every)}"] if need.every else []
        asked.extend(f"COUNT({cells(names)})>0" for names in need.some)
        return f'=IF(AND({",".join([*asked, f"COUNT({own})=1"])}),{own},"")'

    @cached_property
    def rates_of_unit(self) -> Mapping[str, str]:
        """The live formula of each rate over the figures of a unit's row."""

        def address(name: str) -> str:
            return f"{column_letters(self.column_of(name, UNIT_HEADINGS))}{ROW}"

        return {rate: self.recomputed(rate, address) for rate in self.summary.recomputed}

    def rate_of_totals(self, rate: str, headings: tuple[str, ...]) -> str:
        """A rate's formula over its hidden inputs in its own row of a sheet that begins with ``headings``."""
        key = rate, headings
        if key in self._rates_of_totals:
            return self._rates_of_totals[key]

        def address(name: str) -> str:
            hidden = (rate, name) in self.inputs
            column = self.input_column(rate, name, headings) if hidden else self.column_of(name, headings)
            return f"{column_letters(column)}{ROW}"

        formula = self._rates_of_totals[key] = self.recomputed(rate, address)
        return formula

    def input_total(self, rate: str, name: str, node: Node) -> str:
        """The live formula of a node's input of a rate."""
        number = self.eliminated_inputs.get((rate, name))
        less = "" if number is None else self.eliminated.counted(number, node)
        return self._total(name, self._range(self.input_column(rate, name, UNIT_HEADINGS), node), less)

    @cached_property
    def eliminated_inputs(self) -> Mapping[tuple[str, str], int]:
        """(rate, input) of which something is eliminated, each with its number: a hidden column on 抵销."""
        pairs = (pair for pair in self.inputs if pair[1] in self.eliminated.fields)
        return {pair: number for number, pair in enumerate(pairs)}

    @cached_property
    def numbers(self) -> Mapping[str, int]:
        """The number of each member, by its unit's code."""
        return {member.unit.code: number for number, member in enumerate(self.summary.members)}

    def is_in(self, rate: str, name: str, code: str) -> str | bool:
        """Whether a unit gives that input to a rate: known, or a formula without its equals sign."""
        letters = column_letters(self.input_column(rate, name, UNIT_HEADINGS))
        return f"COUNT({quote_sheet(self.rows)}!${letters}${self.member_row(self.numbers[code])})=1"

    def unit_name(self, code: str) -> str:
        """The name of the unit with that code."""
        return self.summary.members[self.numbers[code]].unit.name

    def rated(self, cells: Mapping[Place, Value]) -> Iterator[tuple[str, int]]:
        """Yield how many units have each rate, by what was computed; nothing of a rate that was not."""
        for name in self.summary.recomputed:
            column = self.column_of(name, UNIT_HEADINGS)
            rows = range(FIRST_ROW, FIRST_ROW + len(self.summary.members))
            found = [cells[place] for row in rows if (place := Place(self.rows, row, column)) in cells]
            if found or not self.counted(self.summary.nodes[0]):
                yield name, sum(isinstance(value, int | float) for value in found)

    @cached_property
    def traced(self) -> Mapping[str, int]:
        """The row of 溯源 on which a total's sources begin, by cell name."""
        return first_rows(self.summary)

    def recomputed(self, name: str, address: Callable[[str], str]) -> str:
        """The live formula of a 重算 cell over cells that ``address`` gives."""
        return rename(self.summary.recomputed[name], lambda each: self.parameter(each) or address(each))

    @cached_property
    def departments(self) -> tuple[Node, ...]:
        """The nodes with a row on 部门合计: everyone, each department; none where one is everyone."""
        spans = {(node.first, node.last) for node in self.summary.nodes}
        return self.summary.nodes if len(spans) > 1 else ()

    def expected_totals(self) -> Iterator[tuple[Place, Decimal | None]]:
        """Yield each total's place and its exact value, on 汇总表 and 部门合计."""
        summed = [name for name in self.columns if name not in self.summary.recomputed]
        for name in summed:
            total = self.summary.nodes[0].totals.get(name)
            yield self.places[name], total.value if total else None
        for offset, node in enumerate(self.departments):
            for name in summed:
                total = node.totals.get(name)
                column = self.column_of(name, DEPARTMENT_HEADINGS)
                yield Place(DEPARTMENTS, FIRST_ROW + offset, column), total.value if total else None
        nodes = (self.summary.nodes[0], *self.departments)
        for rate, name in self.inputs:
            column = self.input_column(rate, name, DEPARTMENT_HEADINGS)
            below = (Place(DEPARTMENTS, FIRST_ROW + offset, column) for offset in range(len(nodes) - 1))
            places = (self.input_place(rate, name), *below)
            yield from zip(places, self.exact_inputs(rate, name, nodes), strict=True)

    def exact_input(self, rate: str, name: str, node: Node) -> Decimal | None:
        """The same of one node."""
        return next(self.exact_inputs(rate, name, (node,)))

    def exact_inputs(self, rate: str, name: str, nodes: Sequence[Node]) -> Iterator[Decimal | None]:
        """Yield a rate's input over the units of each node that have all it needs."""
        return exact_inputs(self.summary, rate, name, nodes)
