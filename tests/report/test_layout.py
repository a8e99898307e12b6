"""GB/T 9704-2012 as the report's own XML says it, and as LibreOffice lays it out."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest
from docx import Document
from lxml import etree

from xltools.writers.document import render_report

from . import words
from .records import TEMPLATE, record, standard
from .words import W


@pytest.fixture(scope="module")
def seed() -> bytes:
    """The report of the seed's record."""
    return render_report(record(), standard(), TEMPLATE)


def styles(content: bytes) -> dict[str, etree._Element]:
    found = words.part(content, "word/styles.xml").iter(f"{W}style")
    return {style.find(f"{W}name").get(f"{W}val"): style for style in found}


def attribute(element: etree._Element, path: str, name: str) -> str | None:
    found = element.find("/".join(f"{W}{step}" for step in path.split("/")))
    return None if found is None else found.get(f"{W}{name}")


def millimetres(twips: str | None) -> int:
    return round(int(twips or 0) * 25.4 / 1440)


def test_page(seed: bytes) -> None:
    for section in words.part(seed).iter(f"{W}sectPr"):
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
def test_styles(seed: bytes, name: str, font: str, half_points: str, indent: str) -> None:
    style = styles(seed)[name]
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


def test_every_run_takes_the_chinese_font_for_quotes(seed: bytes) -> None:
    runs = list(words.part(seed).iter(f"{W}r"))
    assert runs
    assert all(attribute(run, "rPr/rFonts", "hint") == "eastAsia" for run in runs)


def test_page_numbers_stand_outside_and_not_on_the_cover(seed: bytes) -> None:
    document = Document(TEMPLATE)
    cover, body = document.sections
    assert document.settings.odd_and_even_pages_header_footer
    assert cover.footer.paragraphs[0].text == cover.even_page_footer.paragraphs[0].text == ""
    for footer, side in ((body.footer, "right"), (body.even_page_footer, "left")):
        assert footer.paragraphs[0].text == "— 1 —"
        assert attribute(footer.paragraphs[0]._p, "pPr/jc", "val") == side
    last = list(words.part(seed).iter(f"{W}sectPr"))[-1]
    assert attribute(last, "pgNumType", "start") == "1"


def test_table_repeats_its_header_and_splits_no_row(seed: bytes) -> None:
    rows = next(words.part(seed).iter(f"{W}tbl")).findall(f"{W}tr")
    assert rows[0].find(f"{W}trPr/{W}tblHeader") is not None
    assert all(row.find(f"{W}trPr/{W}cantSplit") is not None for row in rows)
    assert attribute(styles(seed)["表格文字"], "rPr/sz", "val") == "21"


@pytest.mark.skipif(not (shutil.which("soffice") and shutil.which("pdftotext")), reason="LibreOffice 不在")
def test_a_page_has_22_lines_of_28_characters(tmp_path: Path) -> None:
    document = Document(TEMPLATE)
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
