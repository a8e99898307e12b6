"""移位 (R112): what was moved without harm to any figure is to be explained, and is no 错误."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.form.books import SAMPLES, check
from xltools.core.model import Workbook
from xltools.core.refs import quote_sheet
from xltools.readers.xlsx import read

from .altered import standard


def renamed(book: Workbook, old: str, new: str) -> Workbook:
    """The workbook with a sheet renamed as Excel does it: names and formulas follow."""

    def follow(text: str) -> str:
        for before in (f"'{old}'!", f"{old}!"):
            text = text.replace(before, f"{quote_sheet(new)}!")
        return text

    sheets = tuple(
        replace(
            sheet,
            name=new if sheet.name == old else sheet.name,
            formulas={at: follow(text) for at, text in sheet.formulas.items()},
        )
        for sheet in book.sheets
    )
    names = tuple(replace(name, text=follow(name.text)) for name in book.names)
    return replace(book, sheets=sheets, names=names)


@pytest.mark.parametrize(("path", "name"), SAMPLES, ids=[path.stem for path, _ in SAMPLES])
def test_a_renamed_sheet_is_no_fault_of_the_figures(path, name) -> None:
    """Renaming any sheet gives one R112, and otherwise the same findings about the same figures."""
    book = read(path)
    before = check(book, standard(name))
    for sheet in standard(name).sheets:
        after = check(renamed(book, sheet, f"{sheet}(2)"), standard(name))
        added = sorted(set(after.rules) - set(before.rules))
        located = before.prepared.located
        held = {place.sheet for place in located.cells.values()} | {a.sheet for a in located.areas.values()}
        assert added == ([("R112", "不通过")] if sheet in held else []), sheet
        assert {f.level for f in after.of("R112")} <= {"核实"}
        assert len(after.findings) == len(before.findings) + len(added)
        now = {key: datum.value for key, datum in after.record.data.items()}
        assert now == {key: datum.value for key, datum in before.record.data.items()}
