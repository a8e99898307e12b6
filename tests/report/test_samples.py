"""The reports of the workbooks that come with the program; the two standards' outlines differ."""

from __future__ import annotations

import datetime as dt
import re
import shutil
import subprocess
from collections.abc import Iterator
from decimal import Decimal
from itertools import groupby, pairwise
from pathlib import Path

import pytest

from xltools.core.model import Record, Source
from xltools.core.standard import Standard
from xltools.writers.document import render_report, write_report

from . import words
from .records import SAMPLES, STANDARDS, first_sample, sample, sample_report, standard, template

_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_COUNTER = re.compile(r"^(?:\d+\.(?!\d)|（\d+）|\d+）)")
_HEADING_NUMBER = re.compile(r"^(?:[一二三四五六七八九十]+、|（[一二三四五六七八九十]+）|\d+\.|（\d+）)")

every_sample = pytest.mark.parametrize("path", SAMPLES, ids=[path.stem for path in SAMPLES])
every_standard = pytest.mark.parametrize("name", STANDARDS)


def forms(value: object) -> set[str]:
    """The numbers by which a report may write a value."""
    if isinstance(value, dt.date):
        return {str(part) for part in (value.year, value.month, value.day)}
    if isinstance(value, Decimal | int):
        number = Decimal(value)
        return {f"{number.normalize() + 0:f}".lstrip("-"), f"{number:.2f}".lstrip("-")}
    return set(_NUMBER.findall(str(value)))


def derived(rec: Record, std: Standard) -> Iterator[Decimal | int]:
    """What a report works out from scores: the sums of groups, the points lost, and how many."""
    score = {i.name: Decimal(str(rec.data[f"{i.name}_自评得分"].value)) for i in std.indicators}
    for title in (lambda i: i.first, lambda i: (i.first, i.second)):
        for _, group in groupby(std.indicators, title):
            members = list(group)
            yield sum((i.points for i in members), Decimal(0))
            yield sum((score[i.name] for i in members), Decimal(0))
    lost = [i.points - score[i.name] for i in std.indicators if score[i.name] < i.points]
    yield from lost
    yield len(lost)
    projects = len(rec.tables["项目表"])
    yield from range(projects + 1)


@every_sample
def test_every_number_in_the_report_is_the_workbooks(path: Path) -> None:
    rec, std = sample(path), standard(path.parent.name)
    data = [datum.value for datum in rec.data.values() if not datum.blank]
    rows = [datum.value for table in rec.tables.values() for row in table for datum in row.values()]
    values = [*data, *rows, *(v for p in std.parameters for v in p.values), *derived(rec, std)]
    known = {number for value in values for number in forms(value)}
    known |= {number for indicator in std.indicators for number in forms(indicator.third)}
    plain = re.sub(r"\{\{.*?\}\}|\{%.*?%\}", " ", words.whole(template(std.name).read_bytes()))
    known |= set(_NUMBER.findall(plain))
    lines = words.paragraphs(sample_report(path))
    shown = {number for line in lines for number in _NUMBER.findall(_COUNTER.sub("", line))}
    assert len(shown) > 30
    assert shown - known == set()


FIGURES = {
    "四川": ("收入合计", "支出合计", "基本支出", "项目支出", "财政拨款收入", "其他收入", "预算执行率"),
    "湛江2022": (
        "收入合计",
        "支出合计",
        "基本支出",
        "项目支出",
        "年末结转和结余",
        "支出完成率",
        "结余结转率",
    ),
}


@every_sample
def test_the_workbooks_figures_are_in_the_report(path: Path) -> None:
    rec = sample(path)
    text = words.whole(sample_report(path))
    shown = set(_NUMBER.findall(text))
    for stem in (*FIGURES[path.parent.name], "自评总分", "评价年度"):
        datum = rec.data.get(f"{stem}_决算") or rec.data[stem]
        assert forms(datum.value) & shown, stem
    assert rec.text("单位名称") in text
    for field in ("存在问题", "评价结论", "自评过程", "绩效分析", "报送情况"):
        assert rec.text(field) in text


@every_standard
def test_headings_are_the_standards_outline(name: str) -> None:
    outline = [(chapter.level, chapter.title) for chapter in standard(name).outline if chapter.required]
    levels = {level for level, _ in outline}
    report = first_sample(name)
    found = [(n, _HEADING_NUMBER.sub("", text)) for n, text in words.headings(report) if n in levels]
    assert found == outline
    written = [
        (n, re.sub(r"\{\{.*?\}\}", "", text)) for n, text in words.headings(template(name).read_bytes())
    ]
    assert [heading for heading in written if heading[0] in levels] == outline
    assert [text[:2] for n, text in words.headings(report) if n == 1] == ["一、", "二、", "三、", "四、"]


@every_standard
def test_a_blank_workbook_is_marked_and_nowhere_zero(name: str) -> None:
    blank = Record(name, Source("空白.xlsx", "0" * 64), "", "", None, {}, {})
    text = words.whole(render_report(blank, standard(name), template(name)))
    required = ["单位名称", "支出合计_决算", "项目支出_决算", "自评总分", "存在问题"]
    assert [field for field in required if f"【待填:{field}】" not in text] == []
    assert not re.search(r"(?<![\d.])0(?:元|万元|分|%|份|个|人)", text)
    for claim in ("均未扣分", "没有项目支出", "没有政府采购", "无国库集中支付"):
        assert claim not in text


@every_sample
def test_only_the_one_report_with_blanks_says_so(path: Path) -> None:
    asked = set(re.findall("【.*?】", words.whole(sample_report(path))))
    expected = {
        "湛江市政务服务数据管理局本级": {
            "【待填:年初财政拨款结转和结余_决算】",
            "【待填:存在问题】",
            "【待填:改进措施】",
        },
        "湛江市人民政府行政服务中心(示例)": {"【待填:项目监管_扣分理由】", "【待填】"},
    }
    assert asked == expected.get(path.stem, set())


@every_sample
def test_no_sentence_ends_twice_and_no_paragraph_stands_twice_in_a_row(path: Path) -> None:
    lines = [line for line in words.prose(sample_report(path)) if line.strip()]
    assert [line for line in lines if re.search("。。|，，|：：|；。|、。|,。", line)] == []
    assert [a for a, b in pairwise(lines) if a == b] == []


@every_standard
def test_same_input_same_bytes(tmp_path: Path, name: str) -> None:
    path = next(path for path in SAMPLES if path.parent.name == name)
    write_report(sample(path), standard(name), template(name), tmp_path / "报告.docx")
    assert (tmp_path / "报告.docx").read_bytes() == sample_report(path)


def test_sichuan_writes_ten_thousands_and_lists_its_projects() -> None:
    report = first_sample("四川")
    text = words.whole(report)
    assert "支出年初预算1520.50万元，决算1510.76万元，其中基本支出915.26万元，项目支出595.50万元" in text
    assert "预算执行率为99.36%" in text
    assert "3.部门特性指标：分值20分，自评得分19分。扣分理由：示范片建设滞后,扣1分(示例)。" in text
    assert "有效问卷150份，表示满意的141份，社会公众满意度为94%" in text
    tables = words.tables(report)
    money = [[words.text(cell) for cell in row] for row in tables[1]]
    assert money[1] == ["财政拨款收入", "1520.50", "1498.36", "基本支出", "920.50", "915.26"]
    assert money[3] == ["收入合计", "1520.50", "1510.76", "支出合计", "1520.50", "1510.76"]
    projects = [[words.text(cell) for cell in row] for row in tables[2][1:]]
    assert projects == [
        ["1", "高标准农田管护(示例)", "400", "398.20", "99.55%", "—"],
        ["2", "农技推广(示例)", "200", "197.30", "98.65%", "—"],
    ]


def test_sichuans_score_table_has_subtotals_under_each_first_group() -> None:
    std = standard("四川")
    rows = [[words.text(cell) for cell in row] for row in words.tables(first_sample("四川"))[3]]
    assert [row[2] for row in rows if len(row) == 6][1:] == [i.third for i in std.indicators]
    assert [row[1:] for row in rows if "小计" in row] == [
        ["小计", "25", "", "25"],
        ["小计", "30", "", "29.97"],
        ["小计", "45", "", "44"],
    ]
    assert rows[-1] == ["合计", "100", "", "98.97"]


@pytest.mark.skipif(not (shutil.which("soffice") and shutil.which("pdftotext")), reason="LibreOffice 不在")
def test_the_pdf_keeps_every_word(tmp_path: Path) -> None:
    """LibreOffice drops punctuation that hangs over the edge of a justified line."""
    sources = [tmp_path / f"{number}.docx" for number in range(len(SAMPLES))]
    for source, path in zip(sources, SAMPLES, strict=True):
        source.write_bytes(sample_report(path))
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path)]
    subprocess.run([*command, *map(str, sources)], check=True, capture_output=True, timeout=240)  # noqa: S603
    for source in sources:
        pdf = ["pdftotext", str(source.with_suffix(".pdf")), "-"]
        raw = subprocess.run(pdf, check=True, capture_output=True, timeout=60).stdout.decode()  # noqa: S603
        text = re.sub(r"\s", "", re.sub(r"— ?\d+ ?—", "", raw))
        lines = [re.sub(r"\s", "", line) for line in words.prose(source.read_bytes())]
        assert [line for line in lines if line not in text] == []
