"""The outline groups of 单位对照表 and 部门合计: levels of the tree, and what is folded of very many."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from tests.consolidate.extracted import consolidate
from xltools.core.consolidation.roster import Roster, Unit, build_roster
from xltools.core.model import Checked
from xltools.core.standard import Standard
from xltools.engines.formualizer import Formualizer
from xltools.summarise import summarise

Make = Callable[..., Checked]

pytestmark = pytest.mark.filterwarnings("ignore::UserWarning:openpyxl")


def tree(departments: int) -> Roster:
    """A city, two counties, departments, one unit each."""
    units = [Unit("C", "示例市", "", "虚拟", expected=False)]
    for county in range(2):
        units.append(Unit(f"C{county}", f"示例{county}县", "C", "虚拟", expected=False))
        for number in range(departments // 2):
            code = f"C{county}{number:03}"
            units += [
                Unit(code, f"示例局{code}", f"C{county}", "虚拟", expected=False),
                Unit(f"{code}1", f"示例所{code}", code),
            ]
    return build_roster(units)


def outline(path: Path, sheet: str) -> dict[str, tuple[int, bool, bool]]:
    """(level, hidden, collapsed) of each row, by the unit's code."""
    raw = openpyxl.load_workbook(path)[sheet]
    rows = {str(row[0].value or ""): raw.row_dimensions[row[0].row] for row in raw.iter_rows(min_row=5)}
    return {code: (each.outlineLevel, bool(each.hidden), bool(each.collapsed)) for code, each in rows.items()}


def write(standard: Standard, make: Make, path: Path, departments: int) -> Path:
    """The workbook with one file."""
    summarise(consolidate(standard, [make("C00001")], tree(departments)), path, Formualizer())
    return path


def test_rows_are_grouped_by_level(standard: Standard, make: Make, tmp_path: Path) -> None:
    """City 0, county 1, department 2, unit 3 on 单位对照表; one more on 部门合计, below everyone."""
    path = write(standard, make, tmp_path / "汇总.xlsx", 4)
    units = outline(path, "单位对照表")
    assert [units[code][0] for code in ("C", "C0", "C0000", "C00001")] == [0, 1, 2, 3]
    departments = outline(path, "部门合计")
    assert [departments[code][0] for code in ("", "C", "C0", "C0000")] == [0, 1, 2, 3]
    assert not any(hidden for _, hidden, _ in (*units.values(), *departments.values()))


def test_of_very_many_departments_the_deep_ones_are_folded(
    standard: Standard, make: Make, tmp_path: Path
) -> None:
    """Of 103 rows the departments are hidden below their counties, which bear the sign that opens them."""
    departments = outline(write(standard, make, tmp_path / "汇总.xlsx", 100), "部门合计")
    assert departments["C0"] == (2, False, True)
    assert departments["C0000"] == (3, True, False)
    assert departments["C"] == (1, False, False)
