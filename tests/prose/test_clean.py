"""Reports without a fault, of many units and outlines: nothing in them is wrong or to be checked."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.prose.texts import narrative, standard
from xltools.core.prose.read import Read
from xltools.core.prose.report import report_findings

CLEAN = sorted((Path(__file__).parent / "clean").glob("*.txt"))


@pytest.mark.parametrize("name", ["湛江2022", "四川"])
@pytest.mark.parametrize("path", CLEAN, ids=lambda path: path.stem)
def test_a_clean_text_gives_no_alarm(path, name):
    """Hints may be; 错误 and 核实 may not."""
    report = narrative(path.read_text(encoding="utf-8"))
    findings = report_findings(Read(report, standard(name)))
    alarms = [f"{f.rule} {f.level} {f.spot} {f.message}" for f in findings if f.level != "提示"]
    assert alarms == []


def test_there_are_many():
    """The corpus is whole."""
    assert len(CLEAN) >= 25
