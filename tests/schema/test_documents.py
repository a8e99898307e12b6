"""Every Word document the program writes is valid by the schema of WordprocessingML."""

from __future__ import annotations

import io
import random
import zipfile
from pathlib import Path

import docx
import pytest
from click.testing import CliRunner

from tests.proofs.findings import NAMES, on
from tests.report.edits import Hand
from tests.report.records import TEMPLATE, deductions, record, seed_values, standard
from tests.report.records import WORDS as TOLD
from tests.schema.validator import faults_of
from xltools.cli import cli
from xltools.core.model import Finding
from xltools.core.prose.spot import Spot
from xltools.readers.prose import read_prose_bytes
from xltools.writers.document import render_report
from xltools.writers.proofs import proofed
from xltools.writers.refresh.refresh import refreshed

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


def _edited(content: bytes, seed: int) -> bytes:
    """A report as staff leave it: words, rows and figures changed, changes of theirs tracked."""
    hand = Hand(content, seed)
    for _ in range(3):
        hand.insert()
        hand.add_paragraph()
        hand.edit_figure()
        hand.edit_cell()
    for once in (hand.cut, hand.delete_paragraph, hand.move_paragraph, hand.retype, hand.free_figure):
        once()
    for once in (hand.delete_figure, hand.add_row, hand.delete_row, hand.insert_tracked, hand.delete_tracked):
        once()
    return hand.content()


def _findings(content: bytes, count: int) -> list[Finding]:
    """So many findings anywhere in a report, overlapping, at ends of paragraphs, with and without repairs."""
    rng = random.Random(count)  # noqa: S311  # nothing secret
    passages = read_prose_bytes(content, "报告.docx").passages
    found = []
    for _ in range(count):
        passage = rng.choice(passages)
        start = rng.randint(0, len(passage.text))
        end = min(len(passage.text), start + rng.randint(0, 6))
        repair = rng.choice((None, "改正", ""))
        found.append(on(Spot(passage.number, start, end, passage.text[start:end], repair)))
    return found


def test_refreshed_reports_are_valid(tmp_path: Path) -> None:
    """Reports edited by hand, each refreshed by other states of its workbook."""
    states = (
        {},
        deductions(),
        {"存在问题": "一是<甲>&乙。\n二是丙。", "主要职能": TOLD["主要职能"] + "\n5.完成任务。"},
    )
    reports = [render_report(record(seed_values() | each), standard(), TEMPLATE) for each in states]
    files = []
    for seed, (before, after) in enumerate(((0, 1), (1, 2), (2, 0), (1, 0))):
        files.append(tmp_path / f"{seed}.docx")
        result = refreshed(_edited(reports[before], seed), "报告.docx", reports[after])
        assert result.changed
        files[-1].write_bytes(result.content)
    assert not any(faults_of(files).values())


def test_proofs_are_valid(tmp_path: Path) -> None:
    """批注稿 of the published text, of generated reports, of edited ones, one with hundreds of findings."""
    published = docx.Document()
    for line in Path("tests/prose/seed.txt").read_text(encoding="utf-8").splitlines():
        published.add_paragraph(line)
    published.save(str(tmp_path / "公开.docx"))
    _run(
        "report",
        "check",
        tmp_path / "公开.docx",
        "--workbook",
        _SAMPLES[-1],
        "-o",
        tmp_path / "公开-批注稿.docx",
    )
    files = [tmp_path / "公开-批注稿.docx"]
    assert b"w:comment " in zipfile.ZipFile(files[0]).read("word/comments.xml")
    for number, sample in enumerate(_SAMPLES):
        report = tmp_path / f"{sample.stem}.docx"
        _run("report", "new", sample, "-o", report)
        content = report.read_bytes() if number % 2 else _edited(report.read_bytes(), number)
        marked = proofed(content, _findings(content, 300 if number == 1 else 40), names=NAMES)
        assert b"w:del " in zipfile.ZipFile(io.BytesIO(marked)).read("word/document.xml")
        files.append(tmp_path / f"{number}-批注稿.docx")
        files[-1].write_bytes(marked)
    assert not any(faults_of(files).values())


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
