"""The result of checking reports as JSON: that of ``check``, with places in words instead of in cells."""

from __future__ import annotations

from typing import Any

from xltools.commands import check_json
from xltools.core.model import Checked, Finding

#: What only a finding in a workbook has.
_CELLS = ("sheet", "cell", "cells")


def file_object(checked: Checked) -> dict[str, Any]:
    """One report; ``workbook`` is what it was held against, null where nothing was."""
    source = checked.record.source if checked.record else None
    return {
        **check_json.file_object(checked),
        "workbook": {"path": source.path, "sha256": source.sha256} if source else None,
        "findings": [finding_object(finding) for finding in checked.findings],
    }


def finding_object(finding: Finding) -> dict[str, Any]:
    """One finding; ``paragraph`` and ``text`` are null where it is about the report as a whole.

    ``repair`` is what the words may safely be replaced by, null where there is no such thing.
    """
    spot = finding.spot
    where = {
        "paragraph": spot.paragraph if spot else None,
        "text": spot.text if spot else None,
        "repair": spot.repair if spot else None,
    }
    said = {key: value for key, value in check_json.finding_object(finding).items() if key not in _CELLS}
    return {
        "rule": said.pop("rule"),
        "level": said.pop("level"),
        "outcome": said.pop("outcome"),
        **where,
        **said,
    }
