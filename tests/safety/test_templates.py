"""The language of templates: a unit cannot speak it, and what a standard says in it reaches no Python."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from docx import Document
from jinja2 import Environment

from tests.report.records import record, seed_values, standard
from xltools.core.errors import StandardError
from xltools.writers.document import render_report

#: From a text, a field or a function of the engine to the classes and modules of Python; each writes a word.
REACHING = (
    "{{ ''.__class__.__mro__[1].__name__ }}",
    "{{ ''['__class__']['__name__'] }}",
    "{{ 单位名称.__class__.__name__ }}",
    "{{ cycler.__init__.__globals__['__name__'] }}",
    "{{ '{0.__class__.__name__}'.format('') }}",
    "{{ ('%s' % ''.__class__.__name__) }}",
    "{% set 甲 = ''.__class__ %}{{ 甲.__name__ }}",
)


def _template(folder: Path, *lines: str) -> Path:
    document = Document()
    for line in lines:
        document.add_paragraph(line)
    document.save(str(folder / "模板.docx"))
    return folder / "模板.docx"


@pytest.mark.parametrize("line", REACHING)
def test_a_template_reaches_no_python(tmp_path: Path, line: str) -> None:
    """What the bare engine would write (a word of Python's inside) is a fault of the template here."""
    assert Environment(autoescape=True).from_string(line).render(单位名称="甲").isidentifier() or (
        "jinja2" in Environment(autoescape=True).from_string(line).render()
    )
    with pytest.raises(StandardError) as caught:
        render_report(record(), standard(), _template(tmp_path, "第一段", line))
    assert "模板.docx" in caught.value.message
    assert caught.value.fix


@pytest.mark.parametrize(
    "typed",
    ["{{ ''.__class__.__mro__ }}", "{{ 7*191 }}", "{% for 甲 in 指标 %}", "<w:br/>&amp;]]>'\"", *REACHING],
)
def test_what_a_unit_types_is_text(tmp_path: Path, typed: str) -> None:
    """In a field, a heading of a page or the document's title: as it was typed, letter for letter."""
    document = Document()
    document.add_paragraph("甲{{ 单位名称 }}乙{{ 单位名称 ~ '丙' }}")
    document.sections[0].header.paragraphs[0].text = "甲{{ 单位名称 }}乙"
    document.core_properties.title = "甲{{ 单位名称 }}乙"
    document.save(str(tmp_path / "模板.docx"))
    values = seed_values() | {"单位名称": typed}
    report = Document(io.BytesIO(render_report(record(values), standard(), tmp_path / "模板.docx")))
    assert report.paragraphs[0].text == f"甲{typed}乙{typed}丙"
    assert report.sections[0].header.paragraphs[0].text == f"甲{typed}乙"
    assert report.core_properties.title == f"甲{typed}乙"
