"""Charts of a report: drawing, cached figures, workbook inside and record say the same; a blank is a gap."""

from __future__ import annotations

import io
import zipfile
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from docx import Document
from lxml import etree

from xltools.core.narrative.context import context
from xltools.writers.document import render_report

from . import words
from .office import converted, needs_libreoffice
from .records import SAMPLES, deductions, record, sample, sample_report, seed_values, standard

C = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"

Cells = list[tuple[str, list[object]]]


def small(tmp_path: Path, *lines: str, values=None, **tables) -> bytes:
    document = Document()
    for line in lines:
        document.add_paragraph(line)
    document.save(tmp_path / "小模板.docx")
    values = seed_values() | (values or {})
    return render_report(record(values, **tables), standard(), tmp_path / "小模板.docx")


def cached(content: bytes, number: int = 1) -> tuple[list[str], Cells]:
    """Names and series as the drawing caches them; None where it has no point."""
    chart = words.part(content, f"word/charts/chart{number}.xml")
    series: Cells = []
    names: list[str] = []
    for each in chart.iter(f"{C}ser"):
        names = [str(point) for point in points(each.find(f"{C}cat/{C}strRef/{C}strCache"))]
        title = each.findtext(f"{C}tx/{C}strRef/{C}strCache/{C}pt/{C}v") or ""
        values = points(each.find(f"{C}val/{C}numRef/{C}numCache"))
        series.append((title, [None if value is None else Decimal(value) for value in values]))
    return names, series


def points(cache: etree._Element) -> list[str | None]:
    found = {int(point.get("idx")): point.findtext(f"{C}v") for point in cache.findall(f"{C}pt")}
    return [found.get(number) for number in range(int(cache.find(f"{C}ptCount").get("val")))]


def embedded(content: bytes, number: int = 1) -> tuple[list[str], Cells]:
    """Names and series as the workbook inside holds them, at the places the drawing refers to."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        book = archive.read(f"word/embeddings/Microsoft_Excel_Sheet{number}.xlsx")
    sheet = openpyxl.load_workbook(io.BytesIO(book))["Sheet1"]
    chart = words.part(content, f"word/charts/chart{number}.xml")
    series: Cells = []
    names: list[str] = []
    for each in chart.iter(f"{C}ser"):
        title, label, values = (each.findtext(f".//{C}{part}//{C}f") for part in ("tx", "cat", "val"))
        names = [row[0].value for row in sheet[label.split("!")[1].replace("$", "")]]
        numbers = [row[0].value for row in sheet[values.split("!")[1].replace("$", "")]]
        numbers = [None if number is None else Decimal(str(number)) for number in numbers]
        series.append((sheet[title.split("!")[1].replace("$", "")].value, numbers))
    return names, series


@pytest.mark.parametrize("path", SAMPLES, ids=[path.stem for path in SAMPLES])
def test_drawing_and_workbook_and_record_say_the_same(path: Path) -> None:
    groups = context(sample(path), standard(path.parent.name))["指标分组"]
    expected = (
        [group["名称"] for group in groups],
        [(column, [group[column].number for group in groups]) for column in ("分值", "自评得分")],
    )
    assert cached(sample_report(path)) == embedded(sample_report(path)) == expected


def test_a_blank_is_a_gap_and_never_zero(tmp_path: Path) -> None:
    tag = '{{ 图表(指标分组, "名称", "分值", "自评得分") }}'
    report = small(tmp_path, tag, values=deductions() | {"支出完成率_自评得分": None})
    names, series = cached(report)
    assert embedded(report) == (names, series)
    assert dict(series)["自评得分"] == [Decimal("19.5"), None, Decimal(10), Decimal(30)]
    chart = words.part(report, "word/charts/chart1.xml")
    assert chart.find(f".//{C}dispBlanksAs").get("val") == "gap"


def test_money_is_drawn_in_the_unit_asked_for(tmp_path: Path) -> None:
    rows = (
        {"项目名称": "甲&<乙>\ufdd2\x07", "全年预算数": Decimal("1234567.89")},
        {"项目名称": "丙", "全年预算数": None},
    )
    tag = '{{ 图表(项目表, "项目名称", "全年预算数", 单位="万元", 标题="项目&预算") }}'
    report = small(tmp_path, tag, 项目表=rows)
    assert (
        cached(report) == embedded(report) == (["甲&<乙>", "丙"], [("全年预算数", [Decimal("123.46"), None])])
    )
    assert "项目&预算" in "".join(words.part(report, "word/charts/chart1.xml").itertext())


def test_nothing_to_draw_is_no_chart_and_no_empty_line(tmp_path: Path) -> None:
    report = small(tmp_path, "前", '{{ 图表(项目表, "项目名称", "全年预算数") }}', "后")
    assert words.paragraphs(report) == ["前", "后"]
    with zipfile.ZipFile(io.BytesIO(report)) as archive:
        assert not [name for name in archive.namelist() if "chart" in name]


def test_two_charts_are_two_parts_and_the_words_around_stay(tmp_path: Path) -> None:
    tags = ('{{ 图表(指标, "名称", "分值") }}', '{{ 图表(指标分组, "名称", "自评得分", 高=50) }}')
    report = small(tmp_path, "前", tags[0], "中", tags[1], "后")
    assert words.paragraphs(report) == ["前", "", "中", "", "后"]
    assert [len(cached(report, number)[0]) for number in (1, 2)] == [28, 4]
    body = words.part(report)
    assert len({each.get("id") for each in body.iter(f"{DRAWING}docPr")}) == 2
    assert [int(each.get("cy")) // 36000 for each in body.iter(f"{DRAWING}extent")] == [75, 50]
    for drawing in body.iter(f"{words.W}drawing"):
        line = drawing.getparent().getparent().find(f"{words.W}pPr/{words.W}spacing")
        assert line.get(f"{words.W}lineRule") == "auto"


def test_same_input_same_bytes(tmp_path: Path) -> None:
    tag = '{{ 图表(指标分组, "名称", "分值", "自评得分") }}'
    assert small(tmp_path, tag) == small(tmp_path, tag)


@needs_libreoffice
def test_libreoffice_draws_it_and_keeps_its_figures(tmp_path: Path) -> None:
    tag = '{{ 图表(指标分组, "名称", "分值", "自评得分") }}'
    (tmp_path / "图.docx").write_bytes(small(tmp_path, tag, values=deductions()))
    saved = converted(tmp_path / "图.docx", "docx").read_bytes()
    assert cached(saved) == cached((tmp_path / "图.docx").read_bytes())
