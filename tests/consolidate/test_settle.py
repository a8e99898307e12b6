"""Formulas that add up columns, computed without an engine: from their texts and the cells they look at."""

from __future__ import annotations

import pytest

from xltools.core.refs import Place
from xltools.engines.formualizer import Formualizer
from xltools.writers.summary.book import Sheet
from xltools.writers.summary.draft import Draft
from xltools.writers.summary.settle import left, settled

NUMBERS = (3.0, None, 7.5, "", 7.5, -2.25)


def _drafted(formulas: list[str]) -> Draft:
    """Column A of 数 holds the numbers, column B names of two kinds; the formulas stand on 总."""
    draft = Draft()
    above: Sheet = draft.sheet("总", "", "")
    below = draft.sheet("数", "", "")
    for row, value in enumerate(NUMBERS, 1):
        below.put(row, 1, value)
        below.put(row, 2, "甲" if row % 2 else "乙")
    for row, formula in enumerate(formulas, 1):
        above.formula(row, 1, formula)
    return draft


FORMULAS = [
    '=IF(COUNT(数!$A$1:$A$6)=0,"",SUM(数!$A$1:$A$6))',
    '=IF(COUNT(数!$A$2:$A$2)=0,"",SUM(数!$A$2:$A$2))',
    '=IF(COUNT(数!$A$1:$A$6)=0,"",MAX(数!$A$1:$A$6))',
    '=IF(COUNT(数!$A$6:$A$6)=0,"",MAX(数!$A$6:$A$6))',
    '=IF(COUNT(数!$A$1:$A$6)=0,"",SUM(数!$A$1:$A$6)-SUMIF(数!$B$1:$B$6,"甲",数!$A$1:$A$6))',
    "=COUNT(数!$A$1:$A$6)",
    '=IF(COUNT(数!A6,数!A2)<2,"",数!A6-数!A2)',
    '=IF(COUNT(数!A6,数!A1)<2,"",数!A6-数!A1)',
    '=IF(AND(COUNT(数!A1,数!A3)=2,COUNT(数!A1)=1),数!A1,"")',
    '=IF(AND(COUNT(数!A1,数!A2)=2,COUNT(数!A1)=1),数!A1,"")',
]


@pytest.mark.parametrize("formula", FORMULAS)
def test_values_are_those_of_an_engine(formula: str) -> None:
    """Blanks and texts are no numbers; what is taken away is; nothing is left for an engine."""
    place = Place("总", 1, 1)
    draft = _drafted([formula])
    told = Formualizer().ask(draft.workbook(), []).cells[place]
    assert dict(settled(draft)) == {place: told}
    assert not any(sheet.formulas for sheet in left(draft).sheets)


def test_ranks_are_those_of_an_engine() -> None:
    """Equal numbers share a rank; what is no number has none."""
    draft = Draft()
    sheet = draft.sheet("数", "", "")
    for row, value in enumerate(NUMBERS, 1):
        sheet.put(row, 1, value)
        sheet.formula(row, 2, f'=IF(COUNT(A{row})=0,"",RANK(A{row},$A$1:$A$6))')
    told = Formualizer().ask(draft.workbook(), []).cells
    assert dict(settled(draft)) == told
    assert [told[Place("数", row, 2)] for row in range(1, 7)] == [3, "", 1, "", 1, 4]


def test_what_looks_at_the_unknown_is_left_to_an_engine() -> None:
    """A column with a formula that is not computed is not added up, but left with all it looks at."""
    draft = _drafted([FORMULAS[0], "=ROUND(SUM(数!$A$1:$A$3)/COUNT(数!$A$1:$A$3),1)", "=数!A1*2"])
    draft.sheets[1].formula(6, 1, "=POWER(2,3)")
    assert dict(settled(draft)) == {}
    told = Formualizer().ask(left(draft), []).cells
    assert told == {
        Place("总", 1, 1): 26,
        Place("总", 2, 1): 5.3,
        Place("总", 3, 1): 6,
        Place("数", 6, 1): 8,
    }
