"""Names in formulas are found and replaced; everything else stays to the letter."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xltools.core.expressions import columns_in, expand_item, expand_row, names_in, rename, squeezed

NAMES = ["支出合计_决算", "A221_得分", "评分表_分值", "三公经费合计_年初预算", "名.一", "F12目标", "ABCD1"]
PLAIN = [
    '"支出合计_决算"',
    '"他说""支出""了"',
    "自评表!F12",
    "自评表!$F$12",
    "'项目 表'!$A$2:$B$9",
    "'甲''乙'!A1",
    "'表'!$A:$C",
    "F12",
    "$F$12",
    "$B3:C$9",
    "A:C",
    "TRUE",
    "false",
    "12.5%",
    "1E5",
    "{0,60,80}",
    "",
]
CALLS = ["SUM", "IF", "LOG10", "TRIM", "评分"]

piece = st.one_of(
    st.sampled_from(NAMES).map(lambda name: ("name", name)),
    st.sampled_from(PLAIN).map(lambda text: ("plain", text)),
    st.sampled_from(["自评得分", "执行率%", "分 值"]).map(lambda column: ("row", column)),
)


@given(st.lists(st.tuples(piece, st.sampled_from(["+", ",", "<=", "&", " * ", ")"])), max_size=8), st.data())
def test_only_names_are_replaced(pieces: list[tuple[tuple[str, str], str]], data: st.DataObject) -> None:
    """Quotes, functions, sheet references, addresses, numbers and [@列] pass through a renaming untouched."""
    call = data.draw(st.sampled_from(CALLS))

    def text(name: str, column: str) -> str:
        shown = {"name": name, "row": column, "plain": "{}"}
        return f"={call}(" + "".join(shown[kind].format(word) + sign for (kind, word), sign in pieces)

    formula = text("{}", "[@{}]")
    assert rename(formula, lambda name: name) == formula
    assert rename(formula, lambda name: f"表!<{name}>") == text("表!<{}>", "[@{}]")
    assert expand_row(formula, lambda column: f"<{column}>") == text("{}", "<{}>")
    assert names_in(formula) == tuple(dict.fromkeys(word for (kind, word), _ in pieces if kind == "name"))
    assert columns_in(formula) == tuple(dict.fromkeys(word for (kind, word), _ in pieces if kind == "row"))


@pytest.mark.parametrize(
    ("formula", "names"),
    [
        ('=IF(COUNT(支出,收入)<2,"",支出/收入)', ("支出", "收入")),
        ('=SEARCH("按时",报送情况)', ("报送情况",)),
        ("=SUM(自评表!F12:G20)+结余", ("结余",)),
        ("=评分表!分值", ("分值",)),
        ("=支出 ", ("支出",)),
        ("=SUM (支出)", ("支出",)),
        ("", ()),
    ],
)
def test_names_of_ordinary_formulas(formula: str, names: tuple[str, ...]) -> None:
    """The names of a formula, each once, in their order."""
    assert names_in(formula) == names


def test_a_column_may_stand_in_double_brackets() -> None:
    """Excel writes [@[执行率%]] where a heading has signs in it: the same column."""
    assert columns_in("=[@[执行率%]]+[@执行率%]") == ("执行率%",)
    assert expand_row("=[@[执行率%]]", lambda column: f"<{column}>") == "=<执行率%>"


@given(st.text('甲乙_=()"{}', max_size=12), st.text("年初预算", min_size=1, max_size=4))
def test_the_item_is_put_in_everywhere(text: str, item: str) -> None:
    """{项} gives way to the item wherever it stands, inside quotes too; other braces stay."""
    template = f'=支出_{{项}}&"{{项}}"&{text}'
    assert expand_item(template, item) == f'=支出_{item}&"{item}"&{text}'


SPACES = st.sampled_from(["", " ", "  ", "\n"])


@given(SPACES, SPACES, st.booleans(), st.booleans())
def test_formulas_alike_but_for_writing_are_alike(before: str, after: str, dollar: bool, lower: bool) -> None:  # noqa: FBT001
    """Spaces, dollar signs and case do not make another formula; what stands in quotes does."""
    cell = "$f$12" if dollar else "F12"
    name = "sum" if lower else "SUM"
    written = f'={name}({before}{cell},自评表!A1{after})&" a b "'
    assert squeezed(written) == squeezed('=SUM(F12,自评表!A1)&" a b "')
    assert squeezed(written) != squeezed('=SUM(F12,自评表!A1)&" A b "')
    assert squeezed(written) != squeezed('=SUM(F12,自评表!A1)&"a b"')
    assert squeezed(written) != squeezed('=SUM(F13,自评表!A1)&" a b "')
    assert squeezed(squeezed(written)) == squeezed(written)
