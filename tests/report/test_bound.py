"""Figures of a report that know their field: store, control and record say the same."""

from __future__ import annotations

import io
import re
import zipfile
from collections import Counter
from pathlib import Path

import pytest
from docx import Document
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml.ns import nsdecls
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from xltools.core.narrative.context import context
from xltools.core.narrative.wording import FILTERS, Figure
from xltools.writers.bound.controls import controls, key_of, show, shown
from xltools.writers.bound.store import Entry, Store, parse_store, store_xml
from xltools.writers.document import render_report

from . import words
from .office import converted, needs_libreoffice
from .records import SAMPLES, TEMPLATE, deductions, record, sample, sample_report, seed_values, standard
from .test_context import figures
from .words import W

every_sample = pytest.mark.parametrize("path", SAMPLES, ids=[path.stem for path in SAMPLES])
_RESERVED = re.compile("[\ufdd0-\ufdef]")
_LONG_NUMBER = re.compile(r"\d[\d.]{4,}")


def small(tmp_path: Path, *lines: str, values=None, header: str = "", **tables) -> bytes:
    """The report a template of these paragraphs gives for the seed's record."""
    document = Document()
    for line in lines:
        document.add_paragraph(line)
    if header:
        document.sections[0].header.paragraphs[0].text = header
    document.save(tmp_path / "小模板.docx")
    values = seed_values() | (values or {})
    return render_report(record(values, **tables), standard(), tmp_path / "小模板.docx")


def store(content: bytes) -> Store:
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        parts = [name for name in package.namelist() if name.startswith("customXml/item")]
        (found,) = filter(None, (parse_store(package.read(name)) for name in parts))
    return found


def bound(content: bytes, name: str = "word/document.xml") -> list[tuple[str | None, str]]:
    """(key, text) of each control of a part."""
    kept = store(content)
    return [(key_of(each, kept), shown(each)) for each in controls(words.part(content, name))]


def written(figure: Figure, name: str) -> str:
    """A figure as the filter named in a key writes it; 日期.年 is the year of the date."""
    form, _, part = name.partition(".")
    text = str(FILTERS[form](figure) if form else figure)
    return re.search(rf"(\d+){part}", text)[1] if part else text


@every_sample
def test_store_and_text_and_record_say_the_same(path: Path) -> None:
    report = sample_report(path)
    kept, shown_figures = store(report), bound(report)
    assert kept.standard == path.parent.name
    assert kept.workbook == sample(path).source.sha256
    entries = {entry.key: entry for entry in kept.entries}
    assert len(entries) == len(kept.entries) > 60
    assert {key for key, _ in shown_figures} == set(entries)
    assert [(key, text) for key, text in shown_figures if entries[key].value != text] == []
    known: dict[str, set[str]] = {}
    for figure in figures(dict(context(sample(path), standard(path.parent.name)))):
        known.setdefault(figure.key, set()).add(figure)
    for entry in kept.entries:
        key, _, name = entry.key.rpartition("|")
        assert entry.base == entry.value
        assert entry.value in {written(figure, name) for figure in known[key]}, entry.key


@every_sample
def test_a_number_outside_of_controls_was_typed(path: Path) -> None:
    report = words.part(sample_report(path))
    typed = [datum.value for datum in sample(path).data.values()]
    typed += [d.value for table in sample(path).tables.values() for row in table for d in row.values()]
    allowed = set(_LONG_NUMBER.findall("\n".join(each for each in typed if isinstance(each, str))))
    for control in list(report.iter(f"{W}sdt")):
        control.getparent().remove(control)
    left = "\n".join(words.text(paragraph) for paragraph in report.iter(f"{W}p"))
    assert set(_LONG_NUMBER.findall(left)) - allowed == set()


@every_sample
def test_controls_are_where_the_schema_wants_them_and_hold_no_chinese(path: Path) -> None:
    report = words.part(sample_report(path))
    ids = [each.get(f"{W}val") for each in report.iterfind(f".//{W}sdtPr/{W}id")]
    assert len(ids) == len(set(ids)) > 100
    order = ["rPr", "alias", "tag", "id", "dataBinding", "text"]
    for control in report.iter(f"{W}sdt"):
        properties = [etree.QName(child).localname for child in control.find(f"{W}sdtPr")]
        assert properties == [name for name in order if name in properties]
        assert etree.QName(control.getparent()).localname in {"p", "hyperlink"}
        assert re.fullmatch(r"[-0-9.,%]+", shown(control))


def test_forms_of_a_tag(tmp_path: Path) -> None:
    """Filters, none, ``or``, ``~``, macros and blocks keep a figure known; conditions see its text."""
    report = small(
        tmp_path,
        "{{ 财政下达预算数|元 }}元，{{ 财政下达预算数|万元 }}万元，{{ 支出完成率 }}",
        "{{ (冻结收回额 or 财政下达预算数)|元 }}{{ 自评总分|分|string }}",
        '{{ "共" ~ 实际采购金额|元 ~ "元" ~ 自评总分 }}',
        '{% if 财政下达预算数|元 == "58210400" and "582" in 财政下达预算数|元 %}对{% else %}错{% endif %}',
        "{% set 甲 %}{{ 采购计划金额|元 }}元{% endset %}{{ 甲 }}",
        "{% macro 数(项) %}{{ 项|元 }}元{% endmacro %}{{ 数(收入合计_决算) }}",
        "{{ 支出合计_决算|元|句 }}",
        "{{ 支出合计_决算|元|合并 }}{{ 冻结收回额|元 }}{{ 单位名称 }}{{ 填报日期|日期 }}",
    )
    assert words.paragraphs(report) == [
        "58210400元，5821.04万元，33.61%",
        "58210400100",
        "共68854763元100",
        "对",
        "68854763元",
        "19563574.39元",
        "19563574.39",
        "19563574.39【待填:冻结收回额】湛江市政务服务数据管理局本级2023年4月25日",
    ]
    assert bound(report) == [
        ("财政下达预算数|元", "58210400"),
        ("财政下达预算数|万元", "5821.04"),
        ("支出完成率|", "33.61%"),
        ("财政下达预算数|元", "58210400"),
        ("自评总分|分", "100"),
        ("实际采购金额|元", "68854763"),
        ("自评总分|", "100"),
        ("采购计划金额|元", "68854763"),
        ("收入合计_决算|元", "19563574.39"),
        ("支出合计_决算|元", "19563574.39"),
        ("支出合计_决算|元", "19563574.39"),
        ("填报日期|日期.年", "2023"),
        ("填报日期|日期.月", "4"),
        ("填报日期|日期.日", "25"),
    ]
    keys = [entry.key for entry in store(report).entries]
    assert len(keys) == len(set(keys)) == 12


def test_headers_and_cells_are_bound_and_share_the_entry(tmp_path: Path) -> None:
    document = Document()
    document.add_table(rows=1, cols=1).rows[0].cells[0].text = "{{ 财政下达预算数|元 }}"
    document.sections[0].header.paragraphs[0].text = "共{{ 财政下达预算数|元 }}元"
    document.save(tmp_path / "表.docx")
    report = render_report(record(), standard(), tmp_path / "表.docx")
    assert bound(report) == bound(report, "word/header1.xml") == [("财政下达预算数|元", "58210400")]
    assert store(report).entries == (Entry("财政下达预算数|元", "58210400", "58210400"),)
    parts = [words.part(report, name) for name in ("word/document.xml", "word/header1.xml")]
    ids = [each.get(f"{W}val") for part in parts for each in part.iterfind(f".//{W}sdtPr/{W}id")]
    assert len(set(ids)) == 2


def test_a_footnote_is_bound_too(tmp_path: Path) -> None:
    document = Document()
    document.add_paragraph("{{ 自评总分|分 }}")
    note = '<w:footnote w:id="1"><w:p><w:r><w:t>共{{ 财政下达预算数|元 }}元</w:t></w:r></w:p></w:footnote>'
    content = f"<w:footnotes {nsdecls('w')}>{note}</w:footnotes>".encode()
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
    part = Part(PackURI("/word/footnotes.xml"), kind, content, document.part.package)
    document.part.relate_to(part, RELATIONSHIP_TYPE.FOOTNOTES)
    document.save(tmp_path / "脚注.docx")
    report = render_report(record(), standard(), tmp_path / "脚注.docx")
    assert bound(report, "word/footnotes.xml") == [("财政下达预算数|元", "58210400")]
    assert words.text(words.part(report, "word/footnotes.xml")) == "共58210400元"


def test_a_figure_keeps_the_look_of_its_run(tmp_path: Path) -> None:
    document = Document()
    run = document.add_paragraph().add_run("共{{ 财政下达预算数|元 }}\t元")
    run.bold = True
    document.save(tmp_path / "粗.docx")
    report = words.part(render_report(record(), standard(), tmp_path / "粗.docx"))
    runs = list(report.iter(f"{W}r"))
    assert [words.text(each) for each in runs] == ["共", "58210400", "\t元"]
    assert all(each.find(f"{W}rPr/{W}b") is not None for each in runs)


HOSTILE = (
    "\ufdd2\ufde6\ufde1\ufdd39\ufdd4",
    "\ufdd2\ufdd31\ufdd4\ufdd5\ufde7\ufdd6",
    "甲\ufdd0乙\ufdd3\ufddf",
)


@pytest.mark.parametrize("typed", HOSTILE)
def test_what_is_typed_forges_no_figure_and_nothing_inner_is_left(tmp_path: Path, typed: str) -> None:
    document = Document()
    for line in ("{{ 单位名称 }}{{ 自评总分 }}", "{{ 主要职能|句|truncate(4) }}{{ 单位名称 ~ 自评总分|分 }}"):
        document.add_paragraph(line)
    document.core_properties.title = "{{ 单位名称 }}{{ 财政下达预算数|元 }}"
    document.save(tmp_path / "模板.docx")
    values = seed_values() | {"单位名称": f"A&B{typed}", "财政下达预算数": typed, "主要职能": typed * 9}
    report = render_report(record(values), standard(), tmp_path / "模板.docx")
    assert [key for key, _ in bound(report)] == ["自评总分|", "自评总分|分"]
    with zipfile.ZipFile(io.BytesIO(report)) as archive:
        assert not [
            n for n in archive.namelist() if _RESERVED.search(archive.read(n).decode("utf-8", "ignore"))
        ]
    assert Document(io.BytesIO(report)).core_properties.title.startswith("A&B")


def test_a_cut_mark_leaves_its_digits_and_nothing_else(tmp_path: Path) -> None:
    report = small(
        tmp_path, "{% set 甲 %}{{ 财政下达预算数|元 }}元{% endset %}{{ 甲|truncate(60, True, '', 0) }}"
    )
    assert re.fullmatch(r"\d*", words.whole(report).strip())
    assert not _RESERVED.search(words.whole(report))


def test_a_report_used_as_a_template_is_bound_anew(tmp_path: Path) -> None:
    first = small(tmp_path, "{{ 财政下达预算数|元 }}", "{{ 自评总分|分 }}")
    document = Document(io.BytesIO(first))
    document.add_paragraph("{{ 实际采购金额|元 }}")
    document.save(tmp_path / "旧报告.docx")
    again = render_report(record(), standard(), tmp_path / "旧报告.docx")
    assert words.paragraphs(again) == ["58210400", "100", "68854763"]
    assert bound(again) == [("实际采购金额|元", "68854763")]
    with zipfile.ZipFile(io.BytesIO(again)) as archive:
        kept = [name for name in archive.namelist() if parse_store(archive.read(name)) is not None]
    assert len(kept) == 1


def test_a_key_too_long_for_words_tag_is_known_by_its_binding(tmp_path: Path) -> None:
    control = next(controls(words.part(small(tmp_path, "{{ 自评总分 }}"))))
    tag = control.find(f"{W}sdtPr/{W}tag")
    tag.getparent().remove(tag)
    assert key_of(control, Store("", "", (Entry("长" * 99, "1", "1"),))) == "长" * 99
    assert key_of(control, Store("", "", ())) is None


def test_a_control_shows_what_it_is_told(tmp_path: Path) -> None:
    control = next(controls(words.part(small(tmp_path, "{{ 自评总分 }}"))))
    show(control, "97.5")
    assert shown(control) == "97.5"
    assert len(list(control.iter(f"{W}r"))) == 1


_TEXT = st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=20)


@given(st.lists(st.tuples(_TEXT, _TEXT, _TEXT), max_size=5), _TEXT, st.lists(_TEXT, max_size=3))
def test_a_store_reads_as_it_was_written(figures, name: str, blocks) -> None:
    kept = Store(name, "0" * 64, tuple(Entry(*each) for each in figures), tuple(blocks))
    assert parse_store(store_xml(kept)) == kept


@pytest.mark.parametrize("content", [b"", b"<a/>", b"<figures/>", b"not xml"])
def test_what_is_no_store(content: bytes) -> None:
    assert parse_store(content) is None


@needs_libreoffice
def test_libreoffice_saves_the_figures_with_their_keys(tmp_path: Path) -> None:
    """LibreOffice drops the tags of controls: the bindings must lead to the keys."""
    values = seed_values() | deductions()
    report = render_report(record(values), standard(), TEMPLATE)
    (tmp_path / "报告.docx").write_bytes(report)
    saved = converted(tmp_path / "报告.docx", "docx").read_bytes()
    assert store(saved).entries == store(report).entries
    assert Counter(bound(saved)) == Counter(bound(report))
