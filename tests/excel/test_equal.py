"""What a macro finds in an open workbook is what ``xltools check`` finds in its file, by the finding."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterator, Mapping
from itertools import cycle
from pathlib import Path
from typing import Any

import pytest
from openpyxl.cell import MergedCell

from tests.form.books import CLEAN, SAMPLES, SEED
from tests.samples.planted import planted
from tests.samples.test_rule_table import FAULTS, place
from xltools.excel.checked import check_open
from xltools.excel.reading import opened
from xltools.runner import check_files

from .books import ENGINES, beside, computed, document

#: Every tenth planted fault, so that each kind of rule is among them.
SOME = FAULTS[::10]


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("sample", [path for path, _ in SAMPLES], ids=lambda path: path.stem)
def test_samples(engine: str, sample: Path) -> None:
    """Each sample, with the project forms and the evidence beside it: everything that came of the check."""
    (checked,) = check_files([sample])
    assert check_open(opened(ENGINES[engine](sample)).workbook) == checked


@pytest.mark.parametrize(("rule", "edits"), [fault[:2] for fault in SOME], ids=[fault[0] for fault in SOME])
def test_planted_faults(rule: str, edits: Mapping[str, Any], tmp_path: Path) -> None:
    """The fault planted in a file that is then opened, in one engine or the other."""
    engine = list(ENGINES)[int(rule[1:]) // 10 % 2]
    path = beside(tmp_path, CLEAN)
    path.write_bytes(computed(planted(edits).content))
    (checked,) = check_files([path])
    assert rule in {finding.rule for finding in checked.findings}
    assert check_open(opened(ENGINES[engine](path)).workbook) == checked


def test_a_fault_typed_and_not_saved(tmp_path: Path) -> None:
    """Typed on the screen it is found as it is in the file once that is saved."""
    path = beside(tmp_path)
    book = ENGINES["openpyxl"](path)
    now = place("问卷有效份数")
    document(book).put(now.sheet, (now.row, now.column) * 2, [["五十份"]])
    typed = check_open(opened(book).workbook)
    (saved,) = check_files([path])
    assert {f.rule for f in typed.findings} != {f.rule for f in saved.findings}
    assert any(f.places and f.places[0] == now for f in typed.findings)
    assert opened(book).unsaved
    assert not opened(ENGINES["openpyxl"](SEED)).unsaved


#: What people type: blanks, texts, numbers as texts, errors, dates, numbers at the edge of what is kept.
ODD = (
    *(None, " ", "　", "1,000", "１２", "12.5%", "五", "#N/A", True, False, 0, -1, 1e-9, 123456789012.34),
    *(
        0.1 + 0.2,
        dt.datetime.fromisoformat("2023-04-25T10:30"),
        dt.date(2022, 12, 31),
        "'=1",
        "文字\n换行",
        1e20,
    ),
)


@pytest.mark.parametrize("sample", [CLEAN, SEED], ids=lambda path: path.stem)
@pytest.mark.parametrize("engine", ENGINES)
def test_whatever_is_typed_is_found_as_in_the_saved_file(engine: str, sample: Path, tmp_path: Path) -> None:
    """Odd values all over the form, typed and computed but not saved; then the same file saved."""
    path = beside(tmp_path, sample)
    book = ENGINES[engine](path)
    typed = [cell for sheet in document(book).book.worksheets for cell in _inputs(sheet)][::7]
    assert len(typed) > len(ODD)
    for cell, value in zip(typed, cycle(ODD)):
        document(book).put(cell.parent.title, (cell.row, cell.column) * 2, [[value]])
    saved = io.BytesIO()
    document(book).book.save(saved)
    content = computed(saved.getvalue())
    document(book).compute(content)
    live = check_open(opened(book).workbook)
    path.write_bytes(content)
    (checked,) = check_files([path])
    assert len(live.findings) > 10
    assert live.findings == checked.findings
    assert live.verdict == checked.verdict


def _inputs(sheet: Any) -> Iterator[Any]:
    """The cells of a form that are for typing."""
    for row in sheet.iter_rows():
        for cell in row:
            if not (isinstance(cell, MergedCell) or cell.protection.locked or cell.data_type == "f"):
                yield cell
