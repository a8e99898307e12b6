"""The workbook of findings: every sheet says the same, numbers are numbers, texts stay texts."""

from __future__ import annotations

import zipfile
from collections import Counter
from dataclasses import replace
from decimal import Decimal
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given, settings

from tests.findings.books import opened, random_checked, real, rows, standards
from xltools.commands.check_json import file_object
from xltools.core.model import Checked
from xltools.core.overview.counts import KINDS
from xltools.core.refs import Place
from xltools.readers.xlsx import read_bytes
from xltools.writers.findings import findings_book
from xltools.writers.findings.pages import Paged, write_pages
from xltools.writers.summary.book import Book

SHEETS = ["审核情况", "按单位", "按规则", "问题明细", "现场数据", "无法读取"]


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    """Where the unreadable file lies, and the workbook would."""
    return tmp_path_factory.mktemp("审核")


@pytest.fixture(scope="module")
def checked(folder) -> tuple[Checked, ...]:
    """The real files."""
    return real(folder)


@pytest.fixture(scope="module")
def book(checked, folder):
    """Their workbook."""
    return opened(findings_book(checked, standards(), folder))


def conserved(content: bytes, checked) -> None:
    """Every sheet counts the same findings, and as many as the JSON has."""
    book = opened(content)
    details, rules, units = rows(book, "问题明细"), rows(book, "按规则"), rows(book, "按单位")
    *units, total = units
    findings = [finding for each in checked for finding in file_object(each)["findings"]]
    assert [row["序号"] for row in details] == list(range(1, len(findings) + 1))
    kinds = Counter(f["level"] if f["outcome"] == "不通过" else f["outcome"] for f in findings)
    told = Counter(row["级别"] if row["结论"] == "不通过" else row["结论"] for row in details)
    assert told == kinds
    for kind in KINDS:
        assert sum(row[kind] for row in units) == total[kind] == kinds[kind]
        assert sum(row[kind] for row in rules) == kinds[kind]
    for counted in ("错误", "核实", "提示", "未判", "规则异常"):
        assert total[counted] == sum(file_object(each)["counts"][counted] for each in checked)
    assert sum(row["问题合计"] for row in rules) == total["问题合计"] == len(findings)
    assert sum(row["工作簿"] for row in units) == sum(each.record is not None for each in checked)
    assert len(rows(book, "无法读取")) == sum(each.error is not None for each in checked)
    looked = [len(dict.fromkeys(finding["cells"])) for finding in findings]
    seen = Counter(row["问题序号"] for row in rows(book, "现场数据"))
    assert [seen[number] for number in range(1, len(findings) + 1)] == looked
    table = {row[0]: row[1:7] for row in book["审核情况"].iter_rows(values_only=True) if row[0]}
    assert table["级别"] == ("不通过", "未判", "规则异常", "已说明", "已认可", "合计")
    assert table["合计"] is not None
    crossed = Counter((f["level"], f["outcome"]) for f in findings)
    for level in ("错误", "核实", "提示"):
        by_outcome = [crossed[level, outcome] for outcome in table["级别"][:-1]]
        assert table[level] == (*by_outcome, sum(by_outcome))


def test_sheets_agree_on_real_files(checked, folder):
    """Three units and an unreadable file: sums of every sheet are those of the JSON."""
    assert any(each.error for each in checked)
    assert sum(len(each.findings) for each in checked) > 20
    conserved(findings_book(checked, standards(), folder), checked)


@settings(max_examples=40, deadline=None)
@given(random_checked())
def test_sheets_agree_whatever_was_found(checked):
    """No finding is lost or doubled on any sheet, whatever its level, outcome, texts and unit are."""
    conserved(findings_book(checked, standards()), checked)


@settings(max_examples=40, deadline=None)
@given(random_checked())
def test_texts_stay_texts(checked):
    """What looks like a formula, a link or a number is written as the text it is; nothing is computed."""
    content = findings_book(checked, standards())
    assert not [sheet.name for sheet in read_bytes(content, "x.xlsx").sheets if sheet.formulas]
    details = rows(opened(content), "问题明细")
    for row, finding in zip(details, (f for each in checked for f in each.findings), strict=True):
        assert (row["填报值"] or None) == (_cell(finding.left) or None)
        assert (row["依据"] or "") == (_cell(finding.basis) or "")
        assert row["差额"] == _cell(finding.difference)


def _cell(value):
    """What a reader gets for a side: numbers as doubles; a carriage return is a line feed in XML."""
    return float(value) if isinstance(value, Decimal) else value


def test_same_findings_same_bytes(checked, folder):
    """The same results give the same bytes."""
    assert findings_book(checked, standards(), folder) == findings_book(checked, standards(), folder)


def test_every_sheet_can_be_worked_with(book):
    """Six sheets; the lists have a filter over all their columns, panes that stay, and print a page wide."""
    assert book.sheetnames == SHEETS
    for sheet in book.worksheets[1:]:
        assert sheet.freeze_panes
        assert sheet.auto_filter.ref.startswith("A3:")
        assert sheet.page_setup.fitToHeight == 0
        assert sheet.print_title_rows == "$3:$3"


def test_numbers_are_numbers_and_cells_are_linked(book, checked):
    """A finding with numbers has them as numbers, and its cell leads to that cell of its file."""
    found = [f for each in checked for f in each.findings]
    number, finding = next((n, f) for n, f in enumerate(found, 1) if f.rule == "R031")
    row = next(row for row in book["问题明细"].iter_rows(min_row=4) if row[0].value == number)
    values = {head.value: cell for head, cell in zip(book["问题明细"][3], row, strict=True)}
    assert values["填报值"].value == float(finding.left)
    assert values["差额"].value == float(finding.difference)
    assert values["单元格"].hyperlink.location == f"自评表!{finding.places[0].cell}"
    assert "行政服务中心" in values["单元格"].hyperlink.target
    assert values["由何引起"].value.startswith("R086")
    assert values["项目"].value == "本年支出合计(决算)"


def test_values_at_failure_are_those_of_the_record(book, checked):
    """Each cell a finding looked at is listed with its value as recomputed, its label and its unit."""
    data = next(each.record.data for each in checked if "行政服务中心" in each.path and each.record)
    wanted = next(d for d in data.values() if d.place == Place("自评表", 34, 6))
    lines = [row for row in rows(book, "现场数据") if (row["工作表"], row["单元格"]) == ("自评表", "F34")]
    assert lines
    for line in lines:
        assert (line["值"], line["项目"], line["计量单位"]) == (float(wanted.number), "基本支出(决算)", "元")
        assert line["情况"] == "有值"


def test_blank_and_unknown_cells_are_never_zero(checked, folder):
    """A blank cell has no value and says so; a cell no field stands in says that instead."""
    faulty = next(each for each in checked if "行政服务中心" in each.path)
    first = faulty.findings[0]
    blank = next(d for d in faulty.record.data.values() if d.blank)
    changed = replace(faulty, findings=(replace(first, places=(blank.place, Place("自评表", 900, 1))),))
    lines = rows(opened(findings_book([changed], standards(), folder)), "现场数据")
    assert [(line["情况"], line["值"]) for line in lines] == [("空白", None), ("不是填报项", None)]


def test_unread_files_say_why_and_what_to_do(book):
    """The unreadable file stands with its reason and remedy; it is no unit."""
    [line] = rows(book, "无法读取")
    assert (line["文件"], line["情况"]) == ("坏.xlsx", "无法读取")
    assert line["原因"]
    assert line["怎么处理"]
    assert "坏" not in " ".join(str(row["单位"]) for row in rows(book, "按单位"))


def test_the_worst_unit_is_first(book):
    """Units are sorted by verdict, then by how many errors they have."""
    units = rows(book, "按单位")[:-1]
    order = [(["不通过", "需核实", "通过"].index(row["结论"]), -row["错误"]) for row in units]
    assert order == sorted(order)
    assert len(units) == 3


def test_a_long_list_goes_on_on_another_sheet(checked, folder):
    """Above the last row a list continues; no finding is lost, and the notes say where it goes on."""
    content = findings_book(checked, standards(), folder, last_row=10)
    conserved(content, checked)
    book = opened(content)
    assert {"问题明细(2)", "问题明细(3)", "现场数据(2)"} <= set(book.sheetnames)
    assert "问题明细(2)" in book["问题明细"]["A2"].value
    assert all(sheet.max_row <= 10 for sheet in book.worksheets[1:])


def test_no_part_depends_on_the_clock(checked, folder):
    """Dates in the package and its properties are fixed."""
    with zipfile.ZipFile(BytesIO(findings_book(checked, standards(), folder))) as package:
        assert len({info.date_time for info in package.infolist()}) == 1
        assert b"2000-01-01" in package.read("docProps/core.xml")


def test_long_and_strange_texts_are_told_not_cut_in_silence(checked, folder):
    """A text too long for a cell says that it is cut; what no file can hold is shown by its number."""
    faulty = next(each for each in checked if each.findings)
    finding = replace(faulty.findings[0], fix="长" * 40_000, basis="坏\ud800字")
    [line] = rows(
        opened(findings_book([replace(faulty, findings=(finding,))], standards(), folder)), "问题明细"
    )
    assert line["怎么改"].endswith("（过长，后面没有写）")
    assert line["依据"] == "坏\\ud800字"


def test_too_many_links_are_told():
    """Where Excel has no room for all links, the sheet's note says so."""
    content = BytesIO()
    book = Book(content, Path(), {}, by_rows=True)
    write_pages(book, Paged("多", "多", "共许多条。", {"甲": 9}, links=70_000), [], lambda *_: None, 100)
    book.close()
    assert "前 65,000 条" in opened(content.getvalue())["多"]["A2"].value
