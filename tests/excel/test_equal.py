"""What a macro finds in an open workbook is what ``xltools check`` finds in its file, by the finding."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

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
