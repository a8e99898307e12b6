"""What a formula mentions is read without its operators and values, and is what its tokens say."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.form.books import SAMPLES
from xltools.core.formulas.tokens import mentions, tokens
from xltools.readers.xlsx import read

PIECES = st.sampled_from(
    [
        *(
            "A1",
            "$B$2:C9",
            "A:A",
            "3:4",
            "S!D4",
            "'A 表'!B7",
            "[1]表!A5",
            "'C:\\[账.xlsx]表'!A1",
            "#REF!",
            "S!#REF!",
        ),
        *(
            "ROW(",
            "SUM(",
            "OFFSET(",
            "LOG10(",
            "基本支出_决算",
            "A221_得分",
            "表1[列]",
            "1E5",
            "1.5",
            ".5",
        ),
        *(
            '"A1"',
            '"a""B2"',
            "+",
            "-",
            "*",
            "/",
            "<>",
            "<=",
            "=",
            ",",
            "(",
            ")",
            "{",
            "}",
            " ",
            "  ",
            "\n",
            "%",
            "@",
        ),
    ]
)


VALUES = {"operator", "text", "number", "error"}


def check(formula: str) -> None:
    """The two readings agree; an error with a sheet before it is one that was a reference."""
    found = [token for token in tokens(formula) if token.kind not in VALUES]
    assert [token for token, _ in mentions(formula) if token.kind not in VALUES] == found


@given(parts=st.lists(PIECES, max_size=12))
def test_mentions_are_the_tokens_that_refer_or_call(parts: list[str]) -> None:
    """Whatever stands beside them."""
    check("=" + "".join(parts))


@pytest.mark.parametrize(("path", "_name"), SAMPLES)
def test_so_are_those_of_every_sample(path, _name) -> None:
    """Every formula of the forms."""
    for sheet in read(path).sheets:
        for formula in sheet.formulas.values():
            check(formula)


def follows(formula: str) -> bool:
    """Whether the second word directly follows the first."""
    return [each for _, each in mentions(formula)][1]


def test_a_word_follows_where_nothing_but_spaces_is_between() -> None:
    """Then the cell is what the call asks about."""
    assert all(map(follows, ["=ROW(A1)", "=ROW( A1)", "=ROW(\nA1:B2)"]))
    assert not any(map(follows, ["=ROW((A1))", "=ROW()+A1", "=ROW(-A1)", "=ROW(,A1)"]))
