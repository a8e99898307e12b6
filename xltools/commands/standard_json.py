"""A standard's fields and rules as JSON. Keys are never renamed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import asdict
from typing import Any

from xltools.commands.check_json import dumps
from xltools.core.layout import Layout, lay_out
from xltools.core.standard import Field, Standard


def fields_json(standard: Standard) -> Iterator[str]:
    """The fields as a list."""
    return _list(field_objects(standard))


def rules_json(standard: Standard) -> Iterator[str]:
    """The rules as a list: the columns of 规则, the number under ``rule`` as in findings."""
    for_machines = ({"rule": rule.number, **asdict(rule)} for rule in standard.every_rule)
    return _list({key: value for key, value in rule.items() if key != "number"} for rule in for_machines)


def _list(objects: Iterable[dict[str, Any]]) -> Iterator[str]:
    """A JSON list, an object a line."""
    yield "["
    for number, each in enumerate(objects):
        yield (",\n" if number else "\n") + dumps(each)
    yield "\n]\n"


def field_objects(standard: Standard) -> Iterator[dict[str, Any]]:
    """Every named cell of the form, then every column of a 明细 table with the range of its rows."""
    layout = lay_out(standard)
    for cell in layout.cells.values():
        of = cell.measure or cell.name.removesuffix(cell.field.name).removesuffix("_")
        label = f"{cell.field.label}({of})" if of else cell.field.label
        required = cell.is_input and cell.field.is_required(cell.measure)
        yield _object(cell.name, label, cell.place.cell, cell.field, required=required)
    yield from _columns(standard, layout)


def _columns(standard: Standard, layout: Layout) -> Iterator[dict[str, Any]]:
    for name, table in layout.tables.items():
        if table.block.style != "明细":
            continue
        for column in standard.columns(name):
            label = f"{column.label}({name})"
            required = column.is_required("") and not column.formula
            yield _object(
                f"{name}_{column.name}", label, table.area(column.name).ref, column, required=required
            )


def _object(name: str, label: str, cell: str, field: Field, *, required: bool) -> dict[str, Any]:
    return {
        "name": name,
        "label": label,
        "sheet": field.sheet,
        "cell": cell,
        "type": field.kind,
        "unit": field.unit,
        "required": required,
        "aggregate": field.aggregate,
    }
