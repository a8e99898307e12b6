"""The totals under 明细 tables are formulas of the form; and many formulas pasted over are one finding."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.core.altered import standard
from tests.core.test_refused import TOTAL, at, checked, own, sample
from tests.form.books import SAMPLES
from xltools.checking import check_workbook
from xltools.core.check import prepare
from xltools.core.formulas.totals import totals
from xltools.core.layout import lay_out
from xltools.core.locating.headings import TOTAL as HEADING
from xltools.core.model import DefinedName
from xltools.core.refs import Place
from xltools.engines.formualizer import Formualizer
from xltools.readers.xlsx import read

TABLE = lay_out(standard()).tables["项目表"]
SUM = Place(TABLE.block.sheet, TABLE.total_row, TABLE.columns["全年执行数"])
RATE = Place(TABLE.block.sheet, TABLE.first_row, TABLE.columns["执行率"])


@pytest.mark.parametrize(("path", "name"), SAMPLES)
def test_every_total_of_a_form_is_found_with_its_formula(path, name) -> None:
    """What the builder of forms writes is what is expected."""
    prepared = prepare(read(path), standard(name))
    sheets = {sheet.name: sheet for sheet in prepared.whole.sheets}
    for total in totals(sheets, standard(name), prepared.located):
        assert sheets[total.place.sheet].formulas[total.place.row, total.place.column] == total.formula


def test_the_sample_has_totals() -> None:
    """One for each column that is summed."""
    prepared = prepare(sample(), standard())
    found = list(totals({s.name: s for s in prepared.whole.sheets}, standard(), prepared.located))
    assert SUM in {total.place for total in found}
    assert all(total.column.aggregate == "求和" for total in found)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (9999, "公式被填的内容盖掉了，按表样的公式应得 3,083,000"),
        ("=SUM(H5:H5)", "合计范围少了"),
        (None, "公式被删掉了"),
    ],
)
def test_a_total_altered_is_said(content, words) -> None:
    """A figure over it, a shorter range, nothing at all."""
    (finding,) = own(checked({SUM: content}))
    assert (finding.rule, finding.level, finding.places) == ("R086", "错误", (SUM,))
    assert finding.message.startswith("“合计”全年执行数的公式被改")
    assert words in finding.message


def test_a_total_not_recomputed_is_said() -> None:
    """The saved value of a total is another than its formula gives."""
    book = sample()
    sheet = book.sheet(SUM.sheet)
    assert sheet is not None
    rows = [list(row) for row in sheet.values]
    rows[SUM.row - 1][SUM.column - 1] = 1.0
    old = replace(sheet, values=tuple(map(tuple, rows)))
    sheets = tuple(old if each.name == sheet.name else each for each in book.sheets)
    (finding,) = own(check_workbook(replace(book, sheets=sheets), standard(), Formualizer()))
    assert (finding.rule, finding.places) == ("R088", (SUM,))


def test_a_table_without_its_row_of_totals_is_left_alone() -> None:
    """Nothing is expected where there is no heading 合计."""
    heading = Place(SUM.sheet, SUM.row, min(TABLE.columns.values()))
    assert sample().value(heading) == HEADING
    assert not [f for f in own(checked({heading: "备注", SUM: None})) if f.rule == "R086"]


def test_a_row_says_what_its_formula_would_give() -> None:
    """In a 明细 row as in a field: the figure, or that it is the same."""
    (finding,) = own(checked({RATE: 99}))
    assert "按表样的公式应得 98。" in finding.message
    (finding,) = own(checked({RATE: 98}))
    assert "（结果现在相同）" in finding.message


def test_a_digit_more_is_a_difference() -> None:
    """98.855 is not the 98.86 that the form rounds to."""
    (finding,) = own(checked({at("支出完成率"): 98.855}))
    assert "按表样的公式应得 98.86" in finding.message


def test_formulas_pasted_as_values_are_one_finding_a_block() -> None:
    """Where they give the same: the first few by name, how many, all places."""
    book = sample()
    layout = lay_out(standard())
    places = [c.place for c in layout.cells.values() if c.formula and c.place.sheet == TOTAL.sheet]
    found = checked({place: book.value(place) for place in places})
    findings = own(found)
    assert {finding.rule for finding in findings} == {"R086"}
    assert len(findings) < len(places) / 2
    assert sorted(place for finding in findings for place in finding.places) == sorted(places)
    most = max(findings, key=lambda finding: len(finding.places))
    assert f"等{len(most.places)}格的公式被改" in most.message
    assert "（结果现在相同）" in most.message


def test_another_figure_among_them_is_a_finding_of_its_own() -> None:
    """And what follows from it is laid to it."""
    book = sample()
    layout = lay_out(standard())
    places = [c.place for c in layout.cells.values() if c.formula and c.place.sheet == TOTAL.sheet]
    found = checked({place: book.value(place) for place in places} | {TOTAL: 7_000_000})
    (alone,) = [finding for finding in own(found) if TOTAL in finding.places]
    assert alone.places == (TOTAL,)
    assert {f.cause for f in found.findings if f.rule == "R031"} == {f"R086 {TOTAL}"}


def test_a_name_that_points_elsewhere_is_named() -> None:
    """The formula's text is the form's: which name is wrong is said, and both are shown by their cells."""
    there = at("人员经费_决算")
    book = sample()
    names = tuple(
        DefinedName(n.name, f"'{there.sheet}'!$F${there.row}") if n.name == "基本支出_决算" else n
        for n in book.names
    )
    found = check_workbook(replace(book, names=names), standard(), Formualizer())
    finding = next(each for each in found.findings if each.rule == "R086")
    assert f"名称“基本支出_决算”指到了 {there.cell}，应指 {at('基本支出_决算').cell}" in finding.message
    now, _, should = finding.message.partition("现为 ")[2].partition("，应为 ")
    assert now.rstrip() != should.rstrip()


def test_a_reference_that_reaches_anywhere_does_not_change_by_itself() -> None:
    """INDIRECT and OFFSET are said to be loose, not to change whenever the file is opened."""
    for formula in ('=INDIRECT("F35")', "=OFFSET(F35,0,0)"):
        finding = next(
            each for each in checked({at("基本支出_决算"): formula}).findings if each.rule == "R099"
        )
        assert "引用的位置不固定" in finding.message
        assert "每次打开" not in finding.message
