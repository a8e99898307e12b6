"""Findings -> one workbook (审核情况): in words, by unit, by rule, one by one, with values at failure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from io import BytesIO
from pathlib import Path

from xltools.core.model import Checked
from xltools.core.names import FINDINGS_NAME
from xltools.core.overview.overview import Reviewed, overview
from xltools.core.refs import MAX_ROW
from xltools.core.standard import Standard
from xltools.writers.findings.details import write_details
from xltools.writers.findings.general import write_general
from xltools.writers.findings.rules import write_rules
from xltools.writers.findings.units import write_units
from xltools.writers.findings.unread import write_unread
from xltools.writers.findings.values import write_values
from xltools.writers.summary.book import Book

__all__ = ["findings_book"]


def findings_book(
    checked: Iterable[Checked],
    standards: Mapping[str, Standard],
    home: Path = Path(),
    *,
    last_row: int = MAX_ROW,
    reviewed: Reviewed = "工作簿",
) -> bytes:
    """The bytes of the workbook; the same results and ``home`` give the same bytes.

    ``standards`` by name give the rules' and fields' names; a finding of one not among them has its own words
    only. Links to the files are relative to ``home``, the folder where the workbook will stay. A list longer
    than ``last_row`` goes on on a further sheet. Of reports, a place is a paragraph.
    """
    seen = overview(checked, standards, reviewed)
    content = BytesIO()
    book = Book(content, home, {}, title="审核情况", by_rows=True)
    write_general(book, seen)
    write_units(book, seen, last_row)
    write_rules(book, seen, last_row)
    write_details(book, seen, last_row)
    if reviewed == "工作簿":
        write_values(book, seen, last_row)
    write_unread(book, seen, last_row)
    book.mark(FINDINGS_NAME)
    book.close()
    return content.getvalue()
