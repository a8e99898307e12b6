"""The narrative report: a docx template that staff edit in Word or WPS, filled from a record.

The same record and template give the same bytes. A fault of the template ends as a StandardError
that says where; nothing is written then.
"""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from pathlib import Path

from xltools.core.merging.whose import Whose
from xltools.core.model import Record
from xltools.core.narrative.context import context, row_names
from xltools.core.standard import Standard
from xltools.whole import put
from xltools.writers.bound.blocks import with_signatures
from xltools.writers.bound.store import Store, put_store
from xltools.writers.chart.place import place_charts
from xltools.writers.contents import fill_contents
from xltools.writers.report_template import ReportTemplate
from xltools.writers.word_xml import finish

#: The clock of everything written, so that equal reports are equal bytes.
_DOCUMENT_DATE = dt.datetime(2000, 1, 1)  # noqa: DTZ001 - python-docx takes naive UTC
_ENTRY_DATE = (1980, 1, 1, 0, 0, 0)


def write_report(record: Record, standard: Standard, template: Path, out: Path) -> None:
    """Fill the template with the record and write the report.

    Raises StandardError for a fault of the template, OutputError where ``out`` cannot be written.
    """
    put(render_report(record, standard, template), out)


def render_report(record: Record, standard: Standard, template: Path) -> bytes:
    """The report's bytes."""
    document = ReportTemplate.open(template)
    document.fill(context(record, standard), row_names(standard))
    place_charts(document.docx)
    fill_contents(document.docx.element.body, document.docx.styles.element)
    with document.parts() as roots:
        entries = finish(*roots, bound=True)
    store = Store(standard.name, record.source.sha256, entries, whose=whose(record))
    put_store(document.docx, with_signatures(store, document.docx))
    return stable_bytes(document)


def whose(record: Record) -> Whose:
    """Which unit and year a record's report is of, without characters no file may hold."""
    year = "" if record.year is None else str(record.year)
    code, name = ("".join(filter(str.isprintable, each)) for each in (record.code, record.name))
    return Whose(code, name, year)


def stable_bytes(document: ReportTemplate) -> bytes:
    """The document without clock and without the name of whoever edited the template last."""
    properties = document.docx.core_properties
    properties.created = properties.modified = _DOCUMENT_DATE
    properties.last_modified_by = ""
    properties.revision = 1
    raw, stable = io.BytesIO(), io.BytesIO()
    document.save(raw)
    with zipfile.ZipFile(raw) as source, zipfile.ZipFile(stable, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            entry = zipfile.ZipInfo(name, _ENTRY_DATE)
            entry.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(entry, source.read(name))
    return stable.getvalue()
