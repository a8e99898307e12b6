"""GB/T 9704-2012 as the report's own XML says it, and as LibreOffice lays it out."""

from __future__ import annotations

import re
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest
from docx import Document
from lxml import etree

from xltools.writers.document import render_report

from . import words
from .office import converted, needs_libreoffice, words_with_boxes
from .records import SAMPLES, STANDARDS, first_sample, sample, standard, template
from .words import W


@pytest.fixture(scope="module", params=STANDARDS)
def report(request: pytest.FixtureRequest) -> bytes:
    """The report of a sample of each standard."""
    return first_sample(request.param)


def styles(content: bytes) -> dict[str, etree._Element]:
    found = words.part(content, "word/styles.xml").iter(f"{W}style")
    return {style.find(f"{W}name").get(f"{W}val"): style for style in found}


def attribute(element: etree._Element, path: str, name: str) -> str | None:
    found = element.find("/".join(f"{W}{step}" for step in path.split("/")))
    return None if found is None else found.get(f"{W}{name}")


def millimetres(twips: str | None) -> int:
    return round(int(twips or 0) * 25.4 / 1440)


def test_page(report: bytes) -> None:
    for section in words.part(report).iter(f"{W}sectPr"):
        margins = [attribute(section, "pgMar", side) for side in ("top", "bottom", "left", "right")]
        assert [millimetres(margin) for margin in margins] == [37, 35, 28, 26]
        assert [millimetres(attribute(section, "pgSz", side)) for side in ("w", "h")] == [210, 297]
        assert attribute(section, "docGrid", "type") == "lines"
        assert attribute(section, "docGrid", "linePitch") == "579"


@pytest.mark.parametrize(
    ("name", "font", "half_points", "indent"),
    [
        ("公文正文", "仿宋_GB2312", "32", "200"),
        ("heading 1", "黑体", "32", "200"),
        ("heading 2", "楷体_GB2312", "32", "200"),
        ("heading 3", "仿宋_GB2312", "32", "200"),
        ("公文标题", "方正小标宋简体", "44", "0"),
    ],
)
def test_styles(report: bytes, name: str, font: str, half_points: str, indent: str) -> None:
    style = styles(report)[name]
    assert attribute(style, "rPr/rFonts", "eastAsia") == font
    assert not [key for key in style.find(f"{W}rPr/{W}rFonts").attrib if "Theme" in key]
    assert attribute(style, "rPr/sz", "val") == half_points
    assert attribute(style, "pPr/ind", "firstLineChars") == indent
    assert attribute(style, "pPr/widowControl", "val") == "0"
    assert attribute(style, "pPr/spacing", "lineRule") == "exact"
    if half_points == "32":
        assert attribute(style, "pPr/spacing", "line") == "579"
        assert attribute(style, "rPr/spacing", "val") == "-5"
    if name.startswith("heading"):
        assert style.find(f"{W}pPr/{W}keepNext") is not None


def test_every_run_takes_the_chinese_font_for_quotes(report: bytes) -> None:
    runs = list(words.part(report).iter(f"{W}r"))
    assert runs
    assert all(attribute(run, "rPr/rFonts", "hint") == "eastAsia" for run in runs)


@pytest.mark.parametrize("name", STANDARDS)
def test_page_numbers_stand_outside_and_not_on_the_cover(name: str) -> None:
    document = Document(template(name))
    *covers, body = document.sections
    assert len(covers) == 1
    assert document.settings.odd_and_even_pages_header_footer
    for cover in covers:
        assert cover.footer.paragraphs[0].text == cover.even_page_footer.paragraphs[0].text == ""
    for footer, side in ((body.footer, "right"), (body.even_page_footer, "left")):
        assert footer.paragraphs[0].text == "— 1 —"
        assert attribute(footer.paragraphs[0]._p, "pPr/jc", "val") == side
    last = list(words.part(first_sample(name)).iter(f"{W}sectPr"))[-1]
    assert attribute(last, "pgNumType", "start") == "1"


def test_table_repeats_its_header_and_splits_no_row(report: bytes) -> None:
    for table in words.part(report).iter(f"{W}tbl"):
        rows = table.findall(f"{W}tr")
        assert len(rows) < 10 or rows[0].find(f"{W}trPr/{W}tblHeader") is not None
        assert all(row.find(f"{W}trPr/{W}cantSplit") is not None for row in rows)
        widths = [int(column.get(f"{W}w")) for column in table.iter(f"{W}gridCol")]
        assert sum(widths) == 8844
    assert attribute(styles(report)["表格文字"], "rPr/sz", "val") == "21"


@pytest.mark.skipif(not (shutil.which("soffice") and shutil.which("pdftotext")), reason="LibreOffice 不在")
@pytest.mark.parametrize("name", STANDARDS)
def test_a_page_has_22_lines_of_28_characters(tmp_path: Path, name: str) -> None:
    document = Document(template(name))
    for paragraph in document.paragraphs:
        paragraph._p.getparent().remove(paragraph._p)
    for table in document.tables:
        table._tbl.getparent().remove(table._tbl)
    document.add_paragraph("国" * 1500, style="公文正文")
    source = tmp_path / "满页.docx"
    document.save(source)
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = [
        "soffice",
        profile,
        "--headless",
        "--convert-to",
        "pdf",
        "--outdir",
        str(tmp_path),
        str(source),
    ]
    subprocess.run(command, check=True, capture_output=True, timeout=180)  # noqa: S603
    text = subprocess.run(  # noqa: S603
        ["pdftotext", "-f", "2", "-l", "2", "-layout", str(source.with_suffix(".pdf")), "-"],  # noqa: S607
        check=True,
        capture_output=True,
        timeout=60,
    ).stdout.decode()
    lines = [line.strip() for line in text.splitlines() if "国" in line]
    assert [len(line) for line in lines] == [28] * 22


MILLIMETRES = 25.4 / 72
_WORD = re.compile(r'<word xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)" yMax="([\d.]+)">([^<]*)</word>')


@needs_libreoffice
@pytest.mark.parametrize("name", STANDARDS)
def test_the_cover_of_a_long_name_is_one_page(tmp_path: Path, name: str) -> None:
    """Sixty characters take the room of blank lines; the date still stands on the first page."""
    source = next(path for path in SAMPLES if path.parent.name == name)
    long = {key: replace(sample(source).data[key], value="示例" * 30) for key in ("单位名称",)}
    record = replace(sample(source), data={**sample(source).data, **long})
    path = tmp_path / "长名.docx"
    path.write_bytes(render_report(record, standard(name), template(name)))
    first = words_with_boxes(converted(path, "pdf"), 1)
    assert "填报日期" in re.sub(r"<[^>]*>|\s", "", first)


def boxes(pdf: Path, page: int) -> list[tuple[float, float, float, float, str]]:
    """(left, top, right, bottom, text) of each word of a page, in millimetres."""
    found = _WORD.findall(words_with_boxes(pdf, page))
    return [(*(float(edge) * MILLIMETRES for edge in word[:4]), word[4]) for word in found]


@needs_libreoffice
@pytest.mark.parametrize("name", STANDARDS)
def test_margins_and_page_numbers_as_a_ruler_finds_them(tmp_path: Path, name: str) -> None:
    """A full page fills 156 × 225 mm; odd page numbers stand right, even ones left, one character in."""
    document = Document(template(name))
    front, body = len(document.sections) - 1, document.element.body
    for child in list(body)[:-1]:
        if child.find(f".//{W}sectPr") is None:
            body.remove(child)
    for line in ("国" * 28,) * 22 * 4:
        document.add_paragraph(line, style="公文正文").paragraph_format.first_line_indent = 0
    document.save(tmp_path / "满页.docx")
    pdf = converted(tmp_path / "满页.docx", "pdf")
    for number in (1, 2, 3):
        page = boxes(pdf, front + number)
        text = [word for word in page if "国" in word[4]]
        assert sum(word[4].count("国") for word in text) == 28 * 22
        assert min(word[0] for word in text) == pytest.approx(28, abs=1)
        assert 297 - 35 - 2 < max(word[3] for word in text) < 297 - 35 + 2
        assert 37 - 2 < min(word[1] for word in text) < 37 + 4
        assert max(word[2] for word in text) == pytest.approx(210 - 26, abs=1)
        below = [word for word in page if word not in text]
        assert "".join(word[4] for word in below).replace(" ", "") == f"—{number}—"
        assert min(word[1] for word in below) > 297 - 35
        assert max(word[3] for word in below) < 297 - 15
        if number % 2:
            assert max(word[2] for word in below) == pytest.approx(210 - 26 - 5, abs=1.5)
        else:
            assert min(word[0] for word in below) == pytest.approx(28 + 5, abs=1.5)
