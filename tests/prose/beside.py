"""Reports held against workbooks: the seed's text and workbook, and small texts beside it."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from tests.core.altered import standard
from tests.form.books import CLEAN, SEED, fill
from xltools.checking import check_workbook
from xltools.core.model import Checked, Finding, Workbook
from xltools.core.prose.beside.claims import asked
from xltools.core.prose.beside.links import links
from xltools.core.prose.checked import check_report
from xltools.core.prose.passage import Narrative, Passage
from xltools.core.prose.read import Read
from xltools.engines import choose
from xltools.readers.xlsx import read

#: The published report, as text.
TEXT = (Path(__file__).parent / "seed.txt").read_text(encoding="utf-8")


def narrative(text: str) -> Narrative:
    """A text as a report: each line that says something is a passage."""
    lines = (line for line in text.split("\n") if line.strip())
    return Narrative("报告.txt", "0" * 64, tuple(Passage(n, line) for n, line in enumerate(lines, 1)))


def checked(book: Workbook, name: str = "湛江2022") -> Checked:
    """The check of a workbook that reports are held against."""
    return check_workbook(book, asked(standard(name)), choose())


@cache
def seed() -> Checked:
    """The published report's workbook, checked."""
    return checked(read(SEED))


@cache
def clean() -> Checked:
    """A workbook without a fault, checked."""
    return checked(read(CLEAN))


def filled(values: Mapping[str, Any], name: str = "湛江2022", **rows: Any) -> Checked:
    """The standard's form with these values, checked."""
    return checked(fill(standard(name), values, **rows), name)


def found(text: str, workbook: Checked | None = None, name: str = "湛江2022") -> list[Finding]:
    """The findings of a text beside a workbook."""
    return list(check_report(narrative(text), standard(name), workbook).findings)


def said(text: str, workbook: Checked | None, *rules: str) -> list[tuple[str, str]]:
    """(rule, exact words) of what is found in a text, of these rules."""
    return [(f.rule, f.spot.text) for f in found(text, workbook) if f.spot and f.rule in rules]


def linked(text: str, workbook: Checked, name: str = "湛江2022") -> dict[str, str]:
    """Figure as written -> the defined name of the cell it is linked with."""
    made = Read(narrative(text), standard(name), workbook)
    return {link.figure.text: link.cell.name for link in links(made)}


def number(workbook: Checked, name: str) -> Decimal:
    """A number of the workbook that must be there."""
    value = workbook.record.number(name) if workbook.record else None
    assert value is not None
    return value
