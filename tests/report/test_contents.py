"""The table of contents: entries are the report's headings, whatever the template was saved with."""

from __future__ import annotations

from pathlib import Path

import pytest
from docx import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from xltools.writers.document import render_report

from . import words
from .records import first_sample, record, standard
from .words import W


def toc(*lines: str, levels: str = "1-2") -> list:
    """A field as Word saves it, its entries a paragraph each."""
    marks = "".join(f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>' for kind in ("begin", "separate"))
    code = f'<w:r><w:instrText xml:space="preserve"> TOC \\o "{levels}" \\h \\z \\u </w:instrText></w:r>'
    start = marks.replace("</w:r><w:r>", f"</w:r>{code}<w:r>")
    end = '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    entries = [f"<w:r><w:t>{line}</w:t></w:r>" for line in lines]
    entries[0] = start + entries[0]
    entries[-1] += end if len(entries) == 1 else ""
    paragraphs = [f"<w:p {nsdecls('w')}>{entry}</w:p>" for entry in entries]
    if len(entries) > 1:
        paragraphs.append(f"<w:p {nsdecls('w')}>{end}</w:p>")
    return [parse_xml(paragraph) for paragraph in paragraphs]


def report_of(tmp_path: Path, *entries: str, levels: str = "1-2") -> bytes:
    document = Document()
    for paragraph in toc(*entries, levels=levels):
        document.element.body.insert(len(document.element.body) - 1, paragraph)
    document.add_heading("{{ 一() }}甲", 1)
    document.add_heading("{{ 二() }}{{ 评价年度 }}年乙", 2)
    document.add_heading("{{ 三() }}丙", 3)
    document.add_heading("{{ 一() }}丁", 1)
    document.save(tmp_path / "目录.docx")
    return render_report(record(), standard(), tmp_path / "目录.docx")


def entries(content: bytes) -> list[str]:
    return [words.text(link) for link in words.part(content).iter(f"{W}hyperlink")]


@pytest.mark.parametrize(
    "saved",
    [("{{ 一() }}旧",), ("{{ 一() }}甲", "{{ 二() }}乙\t3", "{{ 一() }}没有了")],
    ids=["一段", "几段"],
)
def test_entries_are_the_headings_and_tags_in_old_ones_do_not_count(tmp_path: Path, saved) -> None:
    report = report_of(tmp_path, *saved)
    assert entries(report) == ["一、甲", "（一）2022年乙", "二、丁"]
    assert words.paragraphs(report)[:3] == entries(report)
    assert [line for line in words.paragraphs(report)[3:] if line] == [
        "一、甲",
        "（一）2022年乙",
        "1.丙",
        "二、丁",
    ]


def test_levels_are_the_fields(tmp_path: Path) -> None:
    assert entries(report_of(tmp_path, "旧", levels="2-3")) == ["（一）2022年乙", "1.丙"]


def test_each_entry_leads_to_its_heading_and_the_field_is_whole() -> None:
    body = words.part(first_sample("四川"))
    marks = {mark.get(f"{W}name"): mark.getparent() for mark in body.iter(f"{W}bookmarkStart")}
    links = list(body.iter(f"{W}hyperlink"))
    assert len(links) > 8
    assert [words.text(marks[link.get(f"{W}anchor")]) for link in links] == [
        words.text(link) for link in links
    ]
    kinds = [mark.get(f"{W}fldCharType") for mark in body.iter(f"{W}fldChar")]
    assert kinds == ["begin", "separate", "end"]


def test_word_asks_nothing_on_opening() -> None:
    report = first_sample("四川")
    assert words.part(report, "word/settings.xml").find(f"{W}updateFields") is None
    assert not [mark for mark in words.part(report).iter(f"{W}fldChar") if mark.get(f"{W}dirty")]
