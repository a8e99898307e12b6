"""What formulas rest on: other cells, names, other files, the clock; and where they run in circles."""

from __future__ import annotations

import pytest

from xltools.core.formulas.dependence import Dependence, dependence
from xltools.core.model import DefinedName, Sheet, Workbook
from xltools.core.refs import Place, parse_cell


def of(*names: DefinedName, **formulas: str) -> Dependence:
    """What the formulas of a sheet 表 rest on; 他 is another sheet, with a formula in A1."""
    cells = {parse_cell(address): text for address, text in formulas.items()}
    sheet = Sheet("表", formulas={at: text for at, text in cells.items() if at})
    other = Sheet("他", formulas={(1, 1): "=1+1"})
    return dependence(Workbook("内存.xlsx", "0", (sheet, other), names))


def at(address: str, sheet: str = "表") -> Place:
    """A cell by its address."""
    found = parse_cell(address)
    assert found
    return Place(sheet, *found)


def test_cells_names_and_other_sheets() -> None:
    """A formula uses what it names, within its ranges too; a name stands for its cells."""
    found = of(DefinedName("甲", "表!$B$1"), A1="=甲+他!A1+SUM(C1:C9)", B1="=1", C5="=2", D1="=a1")
    assert set(found.uses[at("A1")]) == {at("B1"), at("A1", "他"), at("C5")}
    assert found.resting_on([at("C5")]) == {at("C5"), at("A1"), at("D1")}
    assert found.loops == ()


@pytest.mark.parametrize(
    ("formulas", "loops"),
    [
        ({"A1": "=A1"}, ["A1"]),
        ({"A1": "=SUM(A1:A9)"}, ["A1"]),
        ({"A1": "=B1", "B1": "=C1", "C1": "=$A$1", "D1": "=A1"}, ["A1 B1 C1"]),
        ({"A1": "=B1", "B1": "=A1", "C1": "=D1", "D1": "=C1+A1"}, ["A1 B1", "C1 D1"]),
        ({"A1": "=甲+1"}, ["A1"]),
        ({"A1": "=ROW(A1)", "B1": "=COLUMNS(A1:B1)", "C9": "=SUM(C1:OFFSET(C9,-1,0))"}, []),
        ({"A1": '="A1"', "B1": "=他!B1", "C1": "=[1]表!C1"}, []),
    ],
)
def test_circles(formulas: dict[str, str], loops: list[str]) -> None:
    """Cells that come back to themselves, each circle once; asking where a cell stands is none."""
    found = of(DefinedName("甲", "表!$A$1"), **formulas)
    assert sorted(found.loops, key=min) == [{at(cell) for cell in loop.split()} for loop in loops]


def test_the_cells_of_a_circle_in_order() -> None:
    """The shortest way back, from the cell asked for; a shortcut is taken."""
    found = of(A1="=B1", B1="=C1+D1", C1="=D1", D1="=A1")
    (loop,) = found.loops
    assert found.circle(loop, at("A1")) == (at("A1"), at("B1"), at("D1"), at("A1"))
    assert found.circle(loop, at("C1")) == (at("C1"), at("D1"), at("A1"), at("B1"), at("C1"))
    (loop,) = of(A1="=A1").loops
    assert of(A1="=A1").circle(loop, at("A1")) == (at("A1"), at("A1"))


def test_other_files_and_volatile_functions() -> None:
    """Said of the formula that uses them itself, through names too; a name within itself ends."""
    outside = DefinedName("外", "[1]表!$A$1")
    today = DefinedName("今", "TODAY()")
    found = of(
        outside, today, DefinedName("圈", "圈+1"), A1="=外*[2]表!B2", B1="=YEAR(今)", C1="=圈", D1="=A1"
    )
    assert found.needs[at("A1")].external == ("[2]表", "[1]表")
    assert found.needs[at("B1")].volatile == ("TODAY",)
    assert found.needs[at("D1")].external == ()
    assert found.needs[at("C1")].areas == ()
