"""What the guard tells of a formula in row 1 it tells of the same formula in any row."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.core.altered import standard
from tests.form.books import CLEAN
from xltools.core.check import prepare
from xltools.engines.form import QUESTION
from xltools.engines.grammar import FormulaSyntaxError, comparisons, exemplar, parse
from xltools.engines.guard import doubts
from xltools.engines.scrutiny import Names, Posed, Scrutiny
from xltools.readers.xlsx import read

from .test_conformance import DOUBTFUL, RIGHT

NAMES = frozenset({"明细"})


def syntax(formula: str) -> bool:
    try:
        parse(formula)
    except FormulaSyntaxError:
        return False
    return True


def told(formula: str) -> tuple[object, ...]:
    """All that is told of a formula from its exemplar."""
    doubtful = bool(doubts(formula, NAMES))
    return syntax(formula), doubtful, not doubtful and bool(comparisons(formula))


PIECES = st.sampled_from(
    [
        *("A1", "$B$20", "C$3", "S!D4", "'A1 表'!B7", "A1:A9", "B3:C3", "S!A2:B9", "A:A", "3:4", "A221_得分"),
        *(
            "ABC1048576",
            "A1048577",
            "A0",
            "XFE1",
            "R1C1",
            "LOG10(A1)",
            "Q1!A2",
            "[1]表!A5",
            "A5#",
            "@A5",
            "a7",
        ),
        *(
            '"A1"',
            '"a""B2"',
            "1E5",
            "1.5",
            "{1,2}",
            "SUM(A1,B2:B9)",
            "SUMIFS(A1:A9,B1:B9,C5)",
            "A1 B2",
            "表1[列]",
        ),
        *(
            "INDEX(A1:B9,C7)",
            "LEN(A1:A3)",
            "SUMPRODUCT((A1:A9=B5)*1)",
            "ROW(A5)",
            "TRUE",
            "B2.5",
            "S!A1:S!B2",
        ),
    ]
)
FORMULAS = st.lists(
    st.tuples(PIECES, st.sampled_from(["+", "=", "&", "<", ",", " "])), min_size=1, max_size=4
).map(lambda parts: "=" + "".join(piece + sign for piece, sign in parts)[:-1])


@given(formula=FORMULAS)
def test_a_formula_and_its_exemplar_are_told_the_same(formula: str) -> None:
    """Whether it is a formula, is doubtful, compares: none of it depends on the rows of single cells."""
    assert told(exemplar(formula)) == told(formula)


@pytest.mark.parametrize("formula", [*RIGHT, *DOUBTFUL])
def test_so_are_all_formulas_whose_values_are_known(formula: str) -> None:
    """The formulas of the conformance tests."""
    assert told(exemplar(formula)) == told(formula)


def test_only_single_cells_lose_their_rows() -> None:
    """Ranges, texts, sheets, names and functions that look like cells stay."""
    assert exemplar("=A5+$B$7*S!C9") == "=A1+$B$1*S!C1"
    for formula in ("=SUM(A5:A9)", '="A5"&"x"', "=LOG10(2)", "=A221_得分", "=A1048577", "=2:5"):
        assert exemplar(formula) == formula
    assert exemplar("='A5 表'!B7") == "='A5 表'!B1"
    assert exemplar("=Q5!A7") == "=Q5!A1"


def test_a_tables_questions_have_few_exemplars() -> None:
    """That is what they are for: questions about the rows of a table differ in nothing but the row."""
    questions = set(prepare(read(CLEAN), standard()).questions)
    assert len({exemplar(text) for text in questions}) < len(questions) / 3


def test_a_doubtful_question_is_named_by_its_own_row() -> None:
    """The reason is in the words of the formula, not of its exemplar."""
    text = "=S!A7+[1]表!B9"
    found = Scrutiny([Posed(QUESTION + text, text)], Names(()), frozenset())
    assert found.doubts
    assert "B9" in found.doubts[0][1]
