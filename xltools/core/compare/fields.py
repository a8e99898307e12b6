"""What a standard says of a workbook's cells: of which field each is, its words, its unit of measure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from xltools.core.amounts import CURRENCY_UNITS
from xltools.core.common_fields import CURRENCY_FIELD
from xltools.core.entry.entered import read_choice
from xltools.core.layout import lay_out
from xltools.core.locating.located import Located
from xltools.core.model import Workbook
from xltools.core.record import Plan, plan_of
from xltools.core.refs import Place, parse_area
from xltools.core.scores.gaps import label_of
from xltools.core.standard import Field, Standard


@dataclass(frozen=True, slots=True)
class Named:
    """A cell of a field: the field's name in records, its words, the field."""

    name: str
    label: str
    field: Field


@dataclass(frozen=True, eq=False)
class Fields:
    """The fields of one workbook that follows a standard."""

    workbook: Workbook
    standard: Standard
    located: Located

    @cached_property
    def places(self) -> Mapping[str, Place]:
        """Where each single field stands, by name."""
        return {name: slot.blank.place for name, slot in self._plan.cells.items()}

    @cached_property
    def named(self) -> Mapping[Place, Named]:
        """The field of each cell, rows of tables among them."""
        cells = lay_out(self.standard).cells
        found = {
            slot.blank.place: Named(f"{table}_{column}", f"{table}·{slot.field.label}", slot.field)
            for table, lines in self._plan.tables.items()
            for line in lines
            for column, slot in line.slots.items()
        }
        for name, slot in self._plan.cells.items():
            found[slot.blank.place] = Named(name, label_of(cells, name), slot.field)
        return found

    @cached_property
    def check_sheets(self) -> frozenset[str]:
        """The sheets of live rules: nothing of them is the unit's."""
        return frozenset(
            sheet
            for sheet in self.standard.sheets
            if all(block.style == "校验" for block in self.standard.blocks if block.sheet == sheet)
        )

    @cached_property
    def given_sheets(self) -> frozenset[str]:
        """The sheets on which the form keeps the standard's parameters: they come with the form."""
        areas = (parse_area(n.text) for n in self.workbook.names if n.name in self.standard.parameter)
        return frozenset(area.sheet for area in areas if area) - frozenset(self.standard.sheets)

    @cached_property
    def currency(self) -> str:
        """The 金额单位 that the workbook declares; "" when it declares none."""
        place = self.places.get(CURRENCY_FIELD)
        value = self.workbook.value(place) if place else None
        return (read_choice(value, tuple(CURRENCY_UNITS)) or "") if isinstance(value, str) else ""

    def unit(self, field: Field) -> str:
        """What a field's plain numbers are measured in."""
        return (self.currency or field.unit) if field.kind == "金额" else field.unit

    @cached_property
    def unit_code(self) -> str:
        """The unit's 预算编码 as text; "" where there is none."""
        return self._text("预算编码")

    @cached_property
    def unit_name(self) -> str:
        """The unit's name; "" where there is none."""
        return self._text("单位名称")

    def _text(self, name: str) -> str:
        place = self.places.get(name)
        value = self.workbook.value(place) if place else None
        return str(value).strip() if isinstance(value, str | int) else ""

    @cached_property
    def _plan(self) -> Plan:
        return plan_of(self.standard, self.located)
