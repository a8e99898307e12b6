"""LibreOffice as an independent oracle: it opens the workbook itself, recomputes it, and has our values."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.fidelity.books import BOOKS, book
from tests.form.books import same
from xltools.core.errors import XltoolsError
from xltools.core.model import Value, Workbook
from xltools.core.refs import Place
from xltools.engines import soffice
from xltools.readers.xlsx import read_bytes

from .recalc_books import by_libreoffice, changed_parts, edited, made, parts, recalculated, values

pytestmark = pytest.mark.skipif(soffice.find() is None, reason="没有 LibreOffice")

SAMPLE = Path(__file__).parents[2] / "workbooks" / "湛江2022" / "湛江市公共资源交易中心(示例).xlsx"


def foreign(book: Any) -> None:
    """As other programs make them: several sheets, names, arrays, texts, dates, 0 or nothing saved."""
    detail, total = book.add_worksheet("明细 表"), book.add_worksheet("汇总")
    detail.write_row("A1", ["科目", "金额", "日期"])
    for row, (code, amount) in enumerate([("20101", 1.1), ("20102", 2.2), ("20801", 3.3), ("20899", 4.4)], 1):
        detail.write_string(row, 0, code)
        detail.write_number(row, 1, amount)
        detail.write_number(row, 2, 44561 + row * 40)
    detail.write_array_formula("D2:D5", "{=B2:B5*100}")
    book.define_name("金额", "='明细 表'!$B$2:$B$5")
    texts = (
        "=SUM(金额)",
        "=SUMPRODUCT((LEFT('明细 表'!A2:A5,3)=\"208\")*'明细 表'!B2:B5)",
        "=SUMIF('明细 表'!A2:A5,\"20101\",'明细 表'!B2:B5)",
        "=SUM('明细 表'!D2:D5)",
        '=IF(A1>10,"超过","")',
        '=IF(A1>100,"超过","")',
        "=A1/0",
        "=ROUND(A1/3,2)",
        "=A1>A2",
        "=VLOOKUP(\"20102\",'明细 表'!A2:C5,2,FALSE)",
        '=TEXT(A1,"0.00")&"元"',
        "=SUMPRODUCT((MONTH('明细 表'!C2:C5)=2)*'明细 表'!B2:B5)",
        "=YEAR('明细 表'!C2)",
    )
    for row, text in enumerate(texts):
        if row % 3:
            total.write_formula(row, 0, text)
        else:
            total.write_formula(row, 0, text, None, "")


@pytest.mark.parametrize("date_1904", [False, True])
def test_a_foreign_workbook_has_libreoffices_values(tmp_path: Path, *, date_1904: bool) -> None:
    """Every formula cell and every cell of an array, and nothing is left out."""
    before = made(foreign, default_date_format="yyyy-mm-dd", date_1904=date_1904)
    result, after = recalculated(before)
    assert not result.kept
    oracle, ours = by_libreoffice(before, tmp_path), values(after)
    assert [cell for cell in oracle if not same(ours.get(cell), oracle[cell])] == []
    assert oracle["汇总!A2"] == pytest.approx(7.7)
    assert recalculated(after)[1] is after
    assert changed_parts(before, after) == {f"xl/worksheets/sheet{number}.xml" for number in (1, 2)}


@pytest.mark.parametrize("name", BOOKS)
def test_books_rich_in_features_lose_nothing(name: str) -> None:
    """Whatever they hold (macros, charts, pivots): only sheets with changed values are other bytes."""
    before = book(name)
    try:
        result, after = recalculated(before, path=name)
    except XltoolsError as error:
        pytest.skip(error.message)
    sheets = {place.sheet for place in result.values}
    assert len(changed_parts(before, after)) == len(sheets)
    assert recalculated(after, path=name)[1] is after


def test_a_workbook_with_macros_keeps_them() -> None:
    """A book with a VBA project gets its values; the project is the same, byte for byte."""
    before = edited(
        book("macros.xlsm"),
        "xl/worksheets/sheet1.xml",
        lambda text: re.sub(r'(<c r="A3")><v>3</v>', r"\1><f>A1+A2</f><v>7</v>", text),
    )
    result, after = recalculated(before, path="宏.xlsm")
    assert [(c.saved, c.computed) for c in result.changed] == [(7, 3)]
    assert changed_parts(before, after) == {"xl/worksheets/sheet1.xml"}
    assert parts(after)["xl/vbaProject.bin"] == parts(before)["xl/vbaProject.bin"]


def inputs(workbook: Workbook) -> list[Place]:
    """The cells of the sample into which a number is entered, on the sheets units fill."""
    return [
        Place(sheet.name, row, column)
        for sheet in workbook.sheets
        if sheet.state == "visible"
        for row, cells in enumerate(sheet.values, 1)
        for column, value in enumerate(cells, 1)
        if (row, column) not in sheet.formulas and is_amount(value)
    ]


def is_amount(value: Value) -> bool:
    """Whether a number is no year and no count."""
    return isinstance(value, float) or (isinstance(value, int) and value > 3000)


WHOLE = SAMPLE.read_bytes()
BOOK = read_bytes(WHOLE, SAMPLE.name)
INPUTS = inputs(BOOK)
ENTRIES = st.lists(
    st.tuples(st.sampled_from(INPUTS), st.decimals(1, 10**8, places=2).map(float)), min_size=1, max_size=6
)


def entered(content: bytes, place: Place, value: float) -> bytes:
    """The workbook with another number in a cell and nothing computed, by a change of its XML."""
    position = [sheet.name for sheet in BOOK.sheets].index(place.sheet) + 1
    cell = re.compile(rf'(<c r="{place.cell}"[^>]*>)<v>[^<]*</v>')
    text = parts(content)[f"xl/worksheets/sheet{position}.xml"].decode()
    if not cell.search(text) or cell.sub(rf"\g<1><v>{value!r}</v>", text) == text:
        return content
    return edited(
        content, f"xl/worksheets/sheet{position}.xml", lambda xml: cell.sub(rf"\g<1><v>{value!r}</v>", xml)
    )


@settings(max_examples=5, deadline=None, suppress_health_check=list(HealthCheck))
@given(entries=ENTRIES)
def test_after_any_change_of_inputs_the_values_are_libreoffices(
    tmp_path_factory: pytest.TempPathFactory, entries: list[tuple[Place, float]]
) -> None:
    """Formula by formula, in the sample; and only sheets are other bytes."""
    content = WHOLE
    for place, value in entries:
        content = entered(content, place, value)
    result, after = recalculated(content)
    assert not result.kept
    oracle, ours = by_libreoffice(content, tmp_path_factory.mktemp("册")), values(after)
    places = [Place(sheet.name, *at) for sheet in BOOK.sheets for at in sheet.formulas]
    differing = {
        str(p): (ours.get(str(p)), oracle.get(str(p)))
        for p in places
        if not alike(ours.get(str(p)), oracle.get(str(p)))
    }
    assert differing == {}
    assert all(name.startswith("xl/worksheets/") for name in changed_parts(content, after))
    assert not recalculated(after)[0].changed


def alike(one: Value, other: Value) -> bool:
    """Whether two engines gave one value; LibreOffice has no truth values."""
    return same(one, other) or (isinstance(one, bool) and one == other)
