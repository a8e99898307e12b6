"""A letter: a docx template that the reviewer edits in Word or WPS, filled with the names given."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from xltools.writers.document import stable_bytes
from xltools.writers.report_template import ReportTemplate
from xltools.writers.word_xml import finish


def letter(names: Mapping[str, object], attributes: Iterable[str], template: Path) -> bytes:
    """The letter's bytes; ``attributes`` are what may stand after a dot.

    The same names and template give the same bytes. StandardError for a fault of the template.
    """
    document = ReportTemplate.open(template)
    document.fill(names, attributes)
    with document.parts() as roots:
        finish(*roots)
    return stable_bytes(document)
