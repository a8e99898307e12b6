"""One report through its whole check. Knows no files."""

from __future__ import annotations

from xltools.core.check import verdict
from xltools.core.model import Checked
from xltools.core.prose.beside.claims import claims
from xltools.core.prose.passage import Narrative
from xltools.core.prose.read import Read
from xltools.core.prose.report import report_findings
from xltools.core.prose.unchecked import unchecked
from xltools.core.standard import Standard


def check_report(narrative: Narrative, standard: Standard, workbook: Checked | None = None) -> Checked:
    """Check a report as read; ``workbook`` is its unit's, whose record becomes the report's."""
    read = Read(narrative, standard, workbook)
    findings = (*report_findings(read), *claims(read), *unchecked(read))
    return Checked(
        path=narrative.path,
        sha256=narrative.sha256,
        standard=standard.name,
        engine=workbook.engine if workbook else "",
        verdict=verdict(findings),
        record=read.record,
        findings=findings,
    )
