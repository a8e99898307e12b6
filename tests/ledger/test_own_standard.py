"""A standard named by its folder (--standard 文件夹): its rules and fields, and no other's, everywhere."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from tests.consolidate.rounds import fill
from xltools.cli import execute
from xltools.readers.evidence_stamp import stamp
from xltools.resources import standard_folder

STANDARD = "湛江2022"


def _consolidate(place: Path, standard: Path, ledger: str) -> bytes:
    """Consolidate two units by a standard; the summary's bytes."""
    words = ("consolidate", place / "报送", "--standard", standard, "-o", place / "汇总.xlsx")
    assert execute([*(str(word) for word in words), "--ledger", str(place / ledger)]) == 0
    return (place / "汇总.xlsx").read_bytes()


def _alter(standard: Path, sheet: str, change: Callable[[Worksheet], object]) -> Path:
    """The same standard in another folder of that name, changed (a run reads each folder once)."""
    other = standard.parent.with_name(f"{standard.parent.name}改") / standard.name
    shutil.copytree(standard, other)
    book = load_workbook(other / "规范.xlsx")
    change(book[sheet])
    book.save(other / "规范.xlsx")
    return other


def _without_rules(rules: Worksheet) -> None:
    for number, _, used, *_ in rules.iter_rows(min_row=2):
        if str(number.value).startswith("R"):
            used.value = "否"


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """Two units, and a standard of their own beside them."""
    fill(tmp_path / "报送", [1, 2])
    return tmp_path


def test_a_standard_that_stands_elsewhere_is_enough(place: Path) -> None:
    """A folder of another name than all that are known: the round goes through, with a ledger and again."""
    own = place / "规范" / "本部门"
    shutil.copytree(standard_folder(STANDARD), own)
    first = _consolidate(place, own, "台账.db")
    assert _consolidate(place, own, "台账.db") == first
    assert execute(["run", str(place / "报送"), "--standard", str(own), "-o", str(place / "输出")]) == 0


def test_its_changed_rules_are_asked_again(place: Path) -> None:
    """Under the name of a known standard: what was kept by other rules of that name does not count."""
    own = place / "规范" / STANDARD
    shutil.copytree(standard_folder(STANDARD), own)
    before = _consolidate(place, own, "台账.db")
    changed = _alter(own, "规则", _without_rules)
    after = _consolidate(place, changed, "台账.db")
    assert after != before
    assert after == _consolidate(place, changed, "新台账.db")


def test_its_changed_rules_are_asked_again_in_the_same_folder(place: Path) -> None:
    """The folder stays where it is and the rules in it change: nothing kept by the old ones counts."""
    own = place / "规范" / STANDARD
    shutil.copytree(standard_folder(STANDARD), own)
    _consolidate(place, own, "台账.db")
    changed = _alter(own, "规则", _without_rules)
    shutil.copy(changed / "规范.xlsx", own / "规范.xlsx")
    from xltools.readers.standard import read_standard

    read_standard.cache_clear()
    after = _consolidate(place, own, "台账.db")
    assert after == _consolidate(place, own, "新台账.db")


def test_its_fields_decide_what_is_added_up(place: Path) -> None:
    """A field that it does not add up is in no total, although the known standard of that name adds it."""

    def not_added(fields: Worksheet) -> None:
        names = [cell.value for cell in fields[1]]
        for row in fields.iter_rows(min_row=2):
            if row[names.index("字段名")].value == "财政下达预算数":
                row[names.index("汇总方式")].value = "最大"

    own = place / "规范" / STANDARD
    shutil.copytree(standard_folder(STANDARD), own)
    own = _alter(own, "字段", not_added)
    _consolidate(place, own, "台账.db")
    rows = load_workbook(place / "汇总.xlsx", data_only=True)["汇总表"].iter_rows(values_only=True)
    (total,) = (Decimal(str(row[3])) for row in rows if row[1] == "财政下达预算数")
    files = sorted((place / "报送").iterdir())
    amounts = [load_workbook(file, data_only=True)["自评表"]["D50"].value for file in files]
    assert total == max(Decimal(str(amount)) for amount in amounts)


@pytest.mark.skipif(os.name == "nt", reason="Windows notes no time of change")
def test_evidence_with_its_time_set_back_is_other_evidence(tmp_path: Path) -> None:
    """Another content of the same size under the same time: the stamp of the evidence is another one."""
    unit = tmp_path / "单位一.xlsx"
    unit.write_bytes(b"")
    evidence = tmp_path / "佐证材料" / "单位一" / "批复.txt"
    evidence.parent.mkdir(parents=True)
    evidence.write_bytes(b"1")
    before, stat = stamp(unit, "", STANDARD), evidence.stat()
    assert stamp(unit, "", STANDARD) == before
    evidence.write_bytes(b"2")
    os.utime(evidence, ns=(stat.st_atime_ns, stat.st_mtime_ns))
    assert evidence.stat().st_mtime_ns == stat.st_mtime_ns
    assert stamp(unit, "", STANDARD) != before
