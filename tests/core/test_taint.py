"""What rests on a cell that cannot be read is not judged and not a pass."""

from __future__ import annotations

import io
from decimal import Decimal

import openpyxl

from tests.core.forms import COLUMN, FIELDS, tiny, workbook
from tests.core.forms import check as check_form
from tests.form.books import CLEAN, check
from xltools.core.model import ErrorValue
from xltools.core.taint import tainted
from xltools.readers.xlsx import read, read_bytes
from xltools.runner import load_standard
from xltools.writers.form import form_bytes

STANDARD = load_standard("湛江2022")


def filled(**changes: object) -> bytes:
    """The clean sample's form with some cells typed otherwise."""
    record = check(read(CLEAN), STANDARD).record
    inputs = {
        name: float(datum.value) if isinstance(datum.value, Decimal) else datum.value
        for name, datum in record.data.items()
        if name in STANDARD.by_cell_name and not STANDARD.by_cell_name[name][0].formula and not datum.blank
    }
    return form_bytes(STANDARD, {**inputs, **changes})


def test_a_total_over_a_text_is_not_judged() -> None:
    """A text in 基本支出: R045 says so; the totals that left it out are 未判, nowhere a false difference."""
    checked = check(read_bytes(filled(基本支出_决算="约2000万"), "改.xlsx"), STANDARD)
    outcomes = {f.rule: f.outcome for f in checked.findings if f.rule in ("R031", "R034", "R035", "R045")}
    assert outcomes == {"R031": "未判", "R034": "未判", "R035": "未判", "R045": "不通过"}
    assert not checked.record.data["支出合计_决算"].readable
    assert not checked.record.data["支出完成率_实际值"].readable
    assert checked.record.data["收入合计_决算"].readable


def test_a_sound_record_is_left_as_it_is() -> None:
    """Without an unreadable cell nothing is marked, and nothing is copied."""
    record = check(read(CLEAN), STANDARD).record
    assert tainted(record, STANDARD) is record


def test_an_error_in_an_input_taints_what_it_feeds() -> None:
    """#DIV/0! in a cell: itself and its totals are unreadable."""
    book = openpyxl.load_workbook(CLEAN)
    ((sheet, ref),) = book.defined_names["项目支出_决算"].destinations
    book[sheet][ref.replace("$", "")] = "=1/0"
    buffer = io.BytesIO()
    book.save(buffer)
    data = check(read_bytes(buffer.getvalue(), "改.xlsx"), STANDARD).record.data
    assert data["项目支出_决算"].value == ErrorValue("#DIV/0!")
    assert not data["支出合计_决算"].readable


def test_a_row_hands_it_on() -> None:
    """A figure over a figure over an unreadable cell of a 明细 row is unreadable, in whichever order."""
    over = {**COLUMN, "字段名": "四倍", "类型": "数值", "公式": '=IF(COUNT([@倍数])=0,"",[@倍数]*2)'}
    standard = tiny(fields=(*FIELDS[:9], over, *FIELDS[9:]))
    record, _ = check_form(
        standard, workbook(standard, {}, {"名称": "一", "数": "约5"}, {"名称": "二", "数": 5})
    )
    first, second = record.tables["明细表"]
    assert [first[name].readable for name in ("数", "倍数", "四倍")] == [False] * 3
    assert all(datum.readable for datum in second.values())
