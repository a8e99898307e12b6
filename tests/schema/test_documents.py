"""Every Word document the program writes is valid by the schema of WordprocessingML."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
from click.testing import CliRunner

from tests.schema.validator import faults_of
from xltools.cli import cli

_BOOKS = Path("workbooks")
_UNITS = sorted(file for folder in ("湛江2022", "四川") for file in (_BOOKS / folder).glob("*.xlsx"))
_SAMPLES = [file for file in _UNITS if file.name != "名册.xlsx"]


def _run(*words: object) -> None:
    result = CliRunner().invoke(cli, [str(word) for word in words])
    assert result.exit_code in (0, 1), result.output


def test_reports_are_valid(tmp_path: Path) -> None:
    """The report of each sample workbook, by each standard that has one."""
    reports = []
    for sample in _SAMPLES:
        report = tmp_path / f"{sample.stem}.docx"
        _run("report", "new", sample, "-o", report)
        reports.append(report)
    assert len(reports) >= 4
    assert not any(faults_of(reports).values())


@pytest.mark.parametrize(
    ("words", "broken"),
    [
        (b"<w:pPr>", b"<w:pPr><w:jc w:val='left'/><w:keepNext/>"),
        (b"<w:body>", b"<w:body><w:r/>"),
        (b"<w:tcPr>", b"<w:tcPr><w:vAlign w:val='nowhere'/>"),
    ],
)
def test_the_validator_finds_faults(tmp_path: Path, words: bytes, broken: bytes) -> None:
    """Elements in a wrong order, out of place, or with a wrong value are told: the test can fail."""
    report = tmp_path / "报告.docx"
    _run("report", "new", _SAMPLES[0], "-o", report)
    spoilt = tmp_path / "坏.docx"
    with zipfile.ZipFile(report) as old, zipfile.ZipFile(spoilt, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            if name == "word/document.xml":
                assert words in content
                content = content.replace(words, broken, 1)
            new.writestr(name, content)
    assert faults_of([spoilt])[spoilt]
