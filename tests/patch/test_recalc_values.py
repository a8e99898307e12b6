"""Saved values are changed where they must be, and nothing else of a workbook is."""

from __future__ import annotations

import math
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xltools.core.errors import PatchRefused
from xltools.core.model import ErrorValue
from xltools.readers.xlsx import read_bytes
from xltools.writers.patch.cached import with_values

from .recalc_books import SHEET, at, changed_parts, parts, values, with_openpyxl, written

ONE = '<row r="1"><c r="A1" s="0"{t}><f>B1</f>{v}</c><c r="B1"><v>1</v></c></row>'


def cell(content: bytes, address: str = "A1") -> str:
    """The XML of a cell."""
    found = re.search(rf'<c r="{address}".*?</c>', parts(content)[SHEET].decode(), re.DOTALL)
    assert found
    return found[0]


def patched(content: bytes, address: str, value: object) -> bytes:
    """The workbook with one value saved."""
    return with_values(content, "册.xlsx", {at(address): value})


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (2, '<c r="A1" s="0"><f>B1</f><v>2</v></c>'),
        (0.1 + 0.2, '<c r="A1" s="0"><f>B1</f><v>0.30000000000000004</v></c>'),
        (-0.0, '<c r="A1" s="0"><f>B1</f><v>0</v></c>'),
        (1e22, '<c r="A1" s="0"><f>B1</f><v>1e+22</v></c>'),
        (True, '<c r="A1" s="0" t="b"><f>B1</f><v>1</v></c>'),
        (False, '<c r="A1" s="0" t="b"><f>B1</f><v>0</v></c>'),
        (ErrorValue("#DIV/0!"), '<c r="A1" s="0" t="e"><f>B1</f><v>#DIV/0!</v></c>'),
        ("合计 <&>", '<c r="A1" s="0" t="str"><f>B1</f><v>合计 &lt;&amp;&gt;</v></c>'),
    ],
)
@pytest.mark.parametrize(
    ("t", "v"),
    [("", "<v>7</v>"), (' t="str"', "<v>旧</v>"), (' t="e"', "<v>#N/A</v>"), (' t="b"', ""), ("", "")],
)
def test_type_and_value_are_as_excel_writes_them(value: object, expected: str, t: str, v: str) -> None:
    """Whatever stood there: no ``t`` for a number, else b, e or str; formula and style stay."""
    before = written(ONE.format(t=t, v=v))
    after = patched(before, "A1", value)
    assert cell(after) == expected
    assert changed_parts(before, after) == {SHEET}


def test_an_empty_text_is_a_text() -> None:
    """An empty result is ``t="str"`` with an empty value, not a cell without one."""
    after = patched(written(ONE.format(t="", v="<v>7</v>")), "A1", "")
    assert cell(after) in (
        '<c r="A1" s="0" t="str"><f>B1</f><v></v></c>',
        '<c r="A1" s="0" t="str"><f>B1</f><v/></c>',
    )
    assert values(after)["表!A1"] == ""


def test_results_kept_as_shared_or_inline_strings_become_texts_of_the_cell() -> None:
    """Programs save results so; the old text must not be read instead of the new one."""
    rows = (
        '<row r="1"><c r="A1" t="s"><f>B1</f><v>0</v></c>'
        '<c r="B1" t="inlineStr"><f>A1</f><is><t>旧</t></is></c></row>'
    )
    before = written(rows, strings="<si><t>旧</t></si>")
    after = with_values(before, "册.xlsx", {at("A1"): "新", at("B1"): "新"})
    assert values(after) == {"表!A1": "新", "表!B1": "新"}
    assert with_openpyxl(after, "A1") == with_openpyxl(after, "B1") == "新"
    assert with_values(before, "册.xlsx", {at("A1"): "旧", at("B1"): "旧"}) is before


def test_everything_else_of_a_cell_is_kept() -> None:
    """Other attributes, the formula with its own, an extension list: in their order."""
    rows = (
        '<row r="1"><c r="A1" s="0" cm="0" ph="1"><f ca="1" aca="1">B1</f><v>1</v>'
        '<extLst><ext uri="{1}"/></extLst></c></row>'
    )
    after = patched(written(rows), "A1", "文")
    assert cell(after) == (
        '<c r="A1" s="0" cm="0" ph="1" t="str"><f ca="1" aca="1">B1</f><v>文</v>'
        '<extLst><ext uri="{1}"/></extLst></c>'
    )


def test_a_cell_that_holds_the_value_is_not_touched() -> None:
    """However it is written; and where no cell changes the bytes are the very same."""
    rows = (
        '<row r="1"><c r="A1" t="n"><f>B1</f><v>1.50</v></c><c r="B1" t="b"><f>A1</f><v>true</v></c>'
        '<c r="C1" t="str"><f>A1</f><v>a_x005F_x0041_</v></c><c r="D1"><f>A1</f><v>3</v></c></row>'
    )
    before = written(rows)
    held = {at("A1"): 1.5, at("B1"): True, at("C1"): "a_x0041_"}
    assert with_values(before, "册.xlsx", held) is before
    after = with_values(before, "册.xlsx", {**held, at("D1"): 4})
    body = re.compile(rb"<worksheet.*", re.DOTALL)
    expected = parts(before)[SHEET].replace(b"<v>3</v>", b"<v>4</v>")
    assert body.findall(parts(after)[SHEET]) == body.findall(expected)


def test_cells_without_addresses_are_counted() -> None:
    """A row and a cell that say no address follow the one before."""
    rows = "<row><c><v>1</v></c></row><row><c><v>2</v></c><c><f>A1</f><v>0</v></c></row>"
    assert values(patched(written(rows), "B2", 9))["表!B2"] == 9


ARRAYS = (
    '<row r="1"><c r="A1"><f t="array" ref="A1:A2">C1:C2</f><v>0</v></c>'
    '<c r="B1"><f t="shared" ref="B1:B2" si="0">A1</f><v>0</v></c>'
    '<c r="D1"><f t="dataTable" ref="D1:D2" dt2D="0" dtr="0" r1="C1"/><v>0</v></c>'
    '<c r="E1" t="e" vm="1"><f t="array" ref="E1">F1</f><v>#VALUE!</v></c></row>'
    '<row r="2"><c r="A2"><v>0</v></c><c r="B2"><f t="shared" si="0"/><v>0</v></c>'
    '<c r="C2"><v>5</v></c><c r="D2"><v>0</v></c></row>'
)


def test_children_of_arrays_and_sharers_take_values() -> None:
    """A cell an array formula fills has no formula of its own; a shared formula's text stays where it is."""
    before = written(ARRAYS)
    after = with_values(before, "册.xlsx", {at("A1"): 1, at("A2"): "文", at("B1"): 2, at("B2"): 3})
    assert cell(after, "A2") == '<c r="A2" t="str"><v>文</v></c>'
    assert cell(after, "B2") == '<c r="B2"><f t="shared" si="0"/><v>3</v></c>'
    assert cell(after, "A1") == '<c r="A1"><f t="array" ref="A1:A2">C1:C2</f><v>1</v></c>'
    assert read_bytes(after, "").sheets[0].formulas == read_bytes(before, "").sheets[0].formulas


@pytest.mark.parametrize("address", ["C2", "D1", "D2", "E1", "Z9", "C1"])
def test_no_other_cell_takes_a_value(address: str) -> None:
    """An input, a data table, a rich value, a cell that is not there: refused, in words that name it."""
    with pytest.raises(PatchRefused, match=f"表!{address}"):
        patched(written(ARRAYS), address, 1)


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf, None])
def test_what_no_cell_can_hold_is_refused(value: object) -> None:
    """There is no such number in a workbook, and a formula gives no blank."""
    with pytest.raises(PatchRefused):
        patched(written(ONE.format(t="", v="<v>7</v>")), "A1", value)


def test_a_sheet_that_is_not_there_is_refused() -> None:
    """It is named."""
    with pytest.raises(PatchRefused, match="别处"):
        with_values(written(ARRAYS), "册.xlsx", {at("A1", "别处"): 1})


@given(st.floats(allow_nan=False, allow_infinity=False) | st.integers(-(2**53), 2**53))
def test_a_number_is_read_as_the_same_double(number: float) -> None:
    """Every double, to the last bit."""
    found = values(patched(written(ONE.format(t="", v="<v>7</v>")), "A1", number))["表!A1"]
    assert found == number


@given(
    st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"], exclude_characters="\ufffe\uffff"))
)
def test_a_text_is_read_as_the_same_text(text: str) -> None:
    """Also one that looks like an escape, or has line ends of any kind."""
    for each in (text, f"{text}\r\n_x0041_\t{text}"):
        found = values(patched(written(ONE.format(t="", v="<v>7</v>")), "A1", each))["表!A1"]
        assert found == each
