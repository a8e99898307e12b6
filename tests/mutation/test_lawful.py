"""Workbooks that differ from the clean sample in lawful ways: no 错误, no 核实, whatever the difference."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

import openpyxl
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from tests.core.altered import standard
from tests.form.books import CLEAN
from xltools.checking import check_workbook
from xltools.core.model import Checked, Finding, Workbook
from xltools.core.refs import Place
from xltools.engines import choose
from xltools.engines.soffice import convert, find
from xltools.readers.xlsx import read, read_bytes

from .draft import Draft
from .harvest import ground

ENGINE = choose("auto")


def faults(book: Workbook) -> list[Finding]:
    """What a lawful workbook must not be told: any failed 错误 or 核实, any broken rule."""
    checked: Checked = check_workbook(book, standard(), ENGINE)
    assert checked.error is None
    return [
        f
        for f in checked.findings
        if f.outcome == "规则异常" or (f.outcome == "不通过" and f.level in ("错误", "核实"))
    ]


def drafted(edit: Callable[[Draft], None]) -> Workbook:
    """The clean workbook with an edit, saved as Excel saves it."""
    draft = Draft(ground().workbook)
    edit(draft)
    return draft.done()


def optional() -> Iterator[tuple[str, Place, object]]:
    """Every filled optional input of the form, with its value."""
    layout = ground().layout
    for name, field, place, value in ground().inputs(lambda _: True):
        cell = layout.cells.get(name)
        if cell is not None and not field.is_required(cell.measure):
            yield name, place, value


def test_the_sample_itself() -> None:
    """Nothing at all is said of the clean sample."""
    assert check_workbook(ground().workbook, standard(), ENGINE).findings == ()


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_optional_zeros_left_blank(data: st.DataObject) -> None:
    """A figure that is 0 may as well be left blank, any of them together."""
    zeros = [place for _, place, value in optional() if value == 0 and not isinstance(value, bool)]
    chosen = data.draw(st.lists(st.sampled_from(zeros), unique=True, min_size=1))
    assert faults(drafted(lambda d: [d.put(place, None) for place in chosen])) == []  # type: ignore[func-returns-value]


def test_all_optional_zeros_left_blank() -> None:
    """All of them at once."""
    zeros = [place for _, place, value in optional() if value == 0 and not isinstance(value, bool)]
    assert len(zeros) > 50
    assert faults(drafted(lambda d: [d.put(place, None) for place in zeros])) == []  # type: ignore[func-returns-value]


def test_optional_texts_left_blank() -> None:
    """Texts nobody asked for may be blank: 填报人, 联系电话, 单位简称, the chapters of the report, notes."""
    texts = ("填报人", "联系电话", "单位简称", "下属单位名单", "公开网址", "通知名称", "机构设置", "存在问题")
    places = [ground().record.data[name].place for name in texts]
    assert faults(drafted(lambda d: [d.put(place, None) for place in places])) == []  # type: ignore[func-returns-value]


def test_last_year_left_blank() -> None:
    """A unit founded this year has no 上年决算."""
    places = [
        ground().record.data[name].place
        for name, cell in ground().layout.cells.items()
        if cell.measure == "上年决算" and cell.is_input
    ]
    assert faults(drafted(lambda d: [d.put(place, None) for place in places])) == []  # type: ignore[func-returns-value]


def test_declared_in_wanyuan() -> None:
    """The same unit in 万元, every figure rounded to its two decimals: sums that no longer meet exactly."""

    def edit(draft: Draft) -> None:
        for name, _, place, value in ground().inputs(lambda field: field.kind == "金额"):
            assert isinstance(value, int | float), name
            rounded = (Decimal(str(value)) / 10000).quantize(Decimal("0.01"), ROUND_HALF_UP)
            draft.put(place, float(rounded))
        draft.put(ground().record.data["金额单位"].place, "万元")

    assert faults(drafted(edit)) == []


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.integers(1, 10**9))
@example(8794450)
def test_other_figures(fen: int) -> None:
    """Any other amount to the fen in a fund of its own, spent in the year, is as good."""

    def edit(draft: Draft) -> None:
        extra = Decimal(fen) / 100
        for name in ("其他收入_决算", "经营支出_决算"):
            datum = ground().record.data[name]
            draft.put(datum.place, float((datum.number or Decimal(0)) + extra))
        # What was not in the budget makes the rates differ: the unit says why.
        for name in ("支出差异原因", "支出完成率_偏差原因"):
            draft.put(ground().record.data[name].place, "本年新增其他收入并已支出")
        # The score goes by the rate; full marks have no reason for a deduction.
        spent = (ground().record.number("支出合计_决算") or Decimal(0)) + extra
        granted = ground().record.number("财政下达预算数") or Decimal(1)
        rate = (spent / granted * 100).quantize(Decimal("0.01"), ROUND_HALF_UP)
        points = ground().record.number("支出完成率_分值") or Decimal(0)
        score = (min(Decimal(1), rate / 100) * points).quantize(Decimal("0.01"), ROUND_HALF_UP)
        draft.put(ground().record.data["支出完成率_自评得分"].place, float(score))
        if score == points:
            draft.put(ground().record.data["支出完成率_扣分理由"].place, None)

    found = [f for f in faults(drafted(edit)) if f.rule not in _ABOUT_RATES]
    assert found == []


#: Rules that rightly look at a rate that a large amount outside the budget changes.
_ABOUT_RATES = frozenset({"R047", "R092"})


def test_no_projects() -> None:
    """A unit without projects: no rows, no project money, everything else as it was."""

    def edit(draft: Draft) -> None:
        for table in ("项目表", "项目指标"):
            for row in ground().record.tables[table]:
                for column, datum in row.items():
                    if not _computed(table, column):
                        draft.put(datum.place, None)
        for measure in ("年初预算", "调整预算", "决算", "上年决算"):
            basic, project = (ground().record.data[f"{n}_{measure}"] for n in ("基本支出", "项目支出"))
            staff = ground().record.data[f"人员经费_{measure}"]
            moved = project.number or Decimal(0)
            draft.put(basic.place, float((basic.number or Decimal(0)) + moved))
            draft.put(staff.place, float((staff.number or Decimal(0)) + moved))
            draft.put(project.place, 0)
        for name in (
            "项目计划数",
            "项目完成数",
            "实际采购金额",
            "采购计划金额",
            "货物采购金额",
            "服务采购金额",
        ):
            draft.put(ground().record.data[name].place, 0)
        for name in ("当年采购支付额", "授予中小企业金额", "跨年合同金额"):
            draft.put(ground().record.data[name].place, 0)
        for name in ("政府采购执行率", "项目完成及时性"):
            record = ground().record
            points = record.data[f"{name}_分值"].number
            draft.put(record.data[f"{name}_自评得分"].place, float(points or 0))
            draft.put(record.data[f"{name}_扣分理由"].place, None)

    assert faults(drafted(edit)) == []


def _computed(table: str, column: str) -> bool:
    return any(field.formula for field in standard().columns(table) if field.name == column)


def test_saved_by_openpyxl() -> None:
    """Openpyxl drops every saved value: the formulas are recomputed, and nothing is said."""
    content = io.BytesIO()
    openpyxl.load_workbook(CLEAN).save(content)
    book = read_bytes(content.getvalue(), "openpyxl.xlsx")
    assert faults(book) == []
    record = check_workbook(book, standard(), ENGINE).record
    assert record is not None
    assert record.number("支出合计_决算") == ground().record.number("支出合计_决算")


@pytest.mark.skipif(find() is None, reason="没有 LibreOffice")
def test_saved_by_libreoffice(tmp_path: Path) -> None:
    """LibreOffice rewrites formulas and names in its own way: nothing is said, nothing is lost."""
    (saved,) = convert([CLEAN], "xlsx", tmp_path)
    book = read(saved)
    assert faults(book) == []
    record = check_workbook(book, standard(), ENGINE).record
    assert record is not None
    assert {name: datum.value for name, datum in record.data.items()} == {
        name: datum.value for name, datum in ground().record.data.items()
    }


def test_unprotected_and_recoloured() -> None:
    """A form whose protection was taken off is no fault."""
    book = ground().workbook

    def edit(draft: Draft) -> None:
        for sheet in book.sheets:
            draft.sheet(sheet.name, protected=False)

    assert faults(drafted(edit)) == []
