"""When a rule applies: every part of 适用单位 and 前提条件 holds; one that is certainly false settles it."""

from __future__ import annotations

from itertools import product

import pytest

from tests.form.books import check as full_check
from tests.form.books import fill, live
from xltools.core.expressions import conjuncts
from xltools.core.model import ErrorValue, Value

from .forms import check, tiny, workbook


@pytest.mark.parametrize(
    ("formula", "parts"),
    [
        ("", ()),
        ("=A>0", ("=A>0",)),
        ("=AND(A>0,B>0)", ("=A>0", "=B>0")),
        ("=and( A>0 , B>0 )", ("=A>0", "=B>0")),
        ("=AND(A,AND(B,C))", ("=A", "=B", "=C")),
        ("=AND(A)*AND(B)", ("=AND(A)*AND(B)",)),
        ("=NOT(AND(A,B))", ("=NOT(AND(A,B))",)),
        ("=AND(OR(A,B),C)", ("=OR(A,B)", "=C")),
        ('=AND(A="x,)""y",B={1,2})', ('=A="x,)""y"', "=B={1,2}")),
        ("=AND([@[列,一]]>0,'表,1)'!B2>0)", ("=[@[列,一]]>0", "='表,1)'!B2>0")),
        ("=AND(A,)", ("=AND(A,)",)),
    ],
)
def test_an_and_is_taken_apart_at_its_own_commas(formula: str, parts: tuple[str, ...]) -> None:
    """Only the outermost AND, and no comma in a text, a list, a name or another call."""
    assert conjuncts(formula) == parts


#: What a condition about 甲 or 乙 may come to: how the cell is filled, and the engine's answer.
STATES: dict[str, tuple[Value, Value]] = {
    "真": (1, True),
    "假": (1, False),
    "不能识别": ("见附件", True),
    "出错": (1, ErrorValue("#DIV/0!")),
}


@pytest.mark.parametrize(("one", "other"), list(product(STATES, STATES)))
def test_conditions_are_three_valued(one: str, other: str) -> None:
    """False beside anything is false, unknown beside what holds is unknown, in whichever order."""
    standard = tiny({"适用单位": "=甲>0", "前提条件": "=乙>0", "左式": "=丙", "右式": "=支出_预算"})
    values = {"甲": STATES[one][0], "乙": STATES[other][0], "丙": 1, "支出_预算": 2}
    answers = {"=AND(表!D5>0)": STATES[one][1], "=AND(表!D6>0)": STATES[other][1]}
    got = [finding.outcome for finding in check(standard, workbook(standard, values), answers)[1]]
    if "假" in (one, other):
        assert got == []
    else:
        assert got == (["不通过"] if one == other == "真" else ["未判"])


def test_the_parts_of_one_and_are_told_apart() -> None:
    """An AND in 前提条件 is asked part by part, so that an unreadable cell does not hide what is false."""
    standard = tiny({"前提条件": "=AND(甲>0,乙>0)", "左式": "=丙", "右式": "=支出_预算"})
    book = fill(standard, {"甲": 0, "乙": "见附件", "丙": 1, "支出_预算": 2})
    assert full_check(book, standard).findings == ()
    book = fill(standard, {"甲": 1, "乙": "见附件", "丙": 1, "支出_预算": 2})
    (finding,) = full_check(book, standard).findings
    assert (finding.outcome, finding.message) == ("未判", "测试规则:乙不能识别")


@pytest.mark.parametrize(("name", "shown"), [("甲局", "×"), ("乙局", "—"), (None, "—")])
def test_the_sheet_knows_to_whom_a_rule_applies(name: Value, shown: str) -> None:
    """适用单位 rules the live formula as it rules the check."""
    standard = tiny({"适用单位": '=单位名称="甲局"'})
    book = fill(standard, {"甲": 1, "乙": 2, **({"单位名称": name} if name else {})})
    checked = full_check(book, standard)
    assert live(book, checked.cells) == {("R001", "测试规则"): shown}
    assert bool(checked.findings) is (shown == "×")


@pytest.mark.parametrize(("third", "shown"), [(0, "—"), (5, "×")])
def test_the_sheet_sees_past_an_error_what_is_false(third: Value, shown: str) -> None:
    """AND would be an error; the part that is false says that the rule does not apply."""
    standard = tiny({"前提条件": "=AND(1/丙>0,丙>0)"})
    book = fill(standard, {"甲": 1, "乙": 2, "丙": third})
    assert live(book, full_check(book, standard).cells) == {("R001", "测试规则"): shown}
