"""Files that are still the same are not read again, and nothing is taken for the same that is not."""

from __future__ import annotations

import os
import shutil
import sqlite3
import time
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from xltools import runner
from xltools.cli import execute
from xltools.core.names import STANDARD_NAME

WORKBOOKS = Path(__file__).parents[2] / "workbooks" / "湛江2022"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The sample department with its evidence and attached forms, to be altered."""
    shutil.copytree(WORKBOOKS, tmp_path / "报送")
    return tmp_path / "报送"


class Seen:
    """The names of the files that are read, in order, by this process and its children."""

    def __init__(self, noted: Path) -> None:
        self.noted = noted
        self.clear()

    def clear(self) -> None:
        """Forget them."""
        self.noted.write_text("", encoding="utf-8")

    @property
    def names(self) -> list[str]:
        """Those since the last clearing."""
        return self.noted.read_text(encoding="utf-8").splitlines()


@pytest.fixture
def seen(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Seen:
    """What is read from now on."""
    found, whole = Seen(tmp_path / "读过.txt"), runner.check_file

    def watched(path: Path, *rest: Any) -> Any:
        with found.noted.open("a", encoding="utf-8") as noted:
            noted.write(f"{path.name}\n")
        return whole(path, *rest)

    monkeypatch.setattr(runner, "check_file", watched)
    return found


def consolidated(folder: Path, *more: object) -> bytes:
    """Consolidate once with a ledger; the summary's bytes."""
    out = folder.parent / "汇总.xlsx"
    words = ("consolidate", folder, "--ledger", folder.parent / "台账.db", "-o", out, *more)
    assert execute([str(word) for word in words]) == 0
    return out.read_bytes()


def figure(path: Path, cell: str, value: object) -> None:
    """Put a value into a cell of the data table."""
    book = load_workbook(path)
    book["自评表"][cell] = value
    book.save(path)


def test_nothing_is_read_twice(folder: Path, seen: Seen) -> None:
    """The second run reads no file and writes the same summary, byte for byte."""
    first = consolidated(folder)
    assert len(seen.names) > 3
    seen.clear()
    assert consolidated(folder) == first
    assert seen.names == []


def test_only_what_changed_is_read(folder: Path, seen: Seen) -> None:
    """One workbook with another figure: it alone is read, and the summary is that of a run without memory."""
    consolidated(folder)
    unit = next(iter(sorted(folder.glob("湛江市公共*.xlsx"))))
    figure(unit, "F24", 1)
    seen.clear()
    again = consolidated(folder)
    assert seen.names == [unit.name]
    (folder.parent / "台账.db").unlink()
    assert consolidated(folder) == again


def test_time_stamps_are_not_trusted(folder: Path, seen: Seen) -> None:
    """A file with another content under the same time and size is read; one merely touched is not."""
    consolidated(folder)
    unit = next(iter(sorted(folder.glob("湛江市公共*.xlsx"))))
    stat, content = unit.stat(), unit.read_bytes()
    unit.write_bytes(content[:-1] + bytes([content[-1] ^ 1]))
    os.utime(unit, ns=(stat.st_atime_ns, stat.st_mtime_ns))
    seen.clear()
    consolidated(folder)
    assert seen.names == [unit.name]
    unit.write_bytes(content)
    os.utime(unit)
    seen.clear()
    consolidated(folder)
    assert seen.names == [unit.name]


def test_evidence_is_part_of_it(folder: Path, seen: Seen) -> None:
    """A file more among a unit's evidence: that unit is looked at again."""
    old = time.time() - 3_600
    for path in folder.rglob("*"):
        os.utime(path, (old, old))
    consolidated(folder)
    evidence = next(path for path in sorted((folder / "佐证材料").iterdir()) if path.is_dir())
    (evidence / "补充.txt").write_text("补充", encoding="utf-8")
    seen.clear()
    consolidated(folder)
    assert [Path(name).stem for name in seen.names] == [evidence.name]


def test_rules_are_part_of_it(folder: Path, seen: Seen, tmp_path: Path) -> None:
    """By another standard of the same name everything is read again."""
    consolidated(folder)
    other = folder.parent / "湛江2022"
    shutil.copytree(WORKBOOKS.parents[1] / "templates" / "湛江2022", other)
    book = load_workbook(other / "规范.xlsx")
    book["说明"]["A60"] = "备注"
    book.save(other / "规范.xlsx")
    seen.clear()
    consolidated(folder, "--standard", other)
    assert any(name.startswith("湛江市公共") for name in seen.names)


def test_an_attached_form_is_part_of_it(folder: Path, seen: Seen) -> None:
    """A changed form of a project is read, and so are the workbooks it is near to: their rules look at it."""
    consolidated(folder)
    form = next(iter(sorted((folder / "项目自评").rglob("*.xlsx"))))
    book = load_workbook(form)
    book.worksheets[0]["Z99"] = "改"
    book.save(form)
    seen.clear()
    consolidated(folder)
    assert form.name in seen.names
    assert len(seen.names) > 1


def test_damaged_memory_is_no_harm(folder: Path, seen: Seen) -> None:
    """What is kept is spoilt: all files are read again, the summary is the same."""
    first = consolidated(folder)
    with closing(sqlite3.connect(folder.parent / "台账.db")) as connection, connection:
        connection.execute("UPDATE kept SET extract = x'00112233'")
    seen.clear()
    assert consolidated(folder) == first
    assert len(seen.names) > 3


def test_memory_does_not_grow(folder: Path) -> None:
    """What is kept of files that are others now is dropped."""

    def kept() -> int:
        with closing(sqlite3.connect(folder.parent / "台账.db")) as connection:
            (count,) = connection.execute("SELECT count(*) FROM kept").fetchone()
        return int(count)

    consolidated(folder)
    before = kept()
    unit = next(iter(sorted(folder.glob("湛江市公共*.xlsx"))))
    for value in (1, 2, 3):
        figure(unit, "F24", value)
        consolidated(folder)
    assert kept() == before


def test_values_want_every_cell(folder: Path, seen: Seen) -> None:
    """What was kept without every cell does not do for --values; what was kept with them does."""
    consolidated(folder)
    table = folder.parent / "数据.csv"
    seen.clear()
    consolidated(folder, "--values", table)
    assert len(seen.names) > 3
    first = table.read_bytes()
    seen.clear()
    consolidated(folder, "--values", table)
    assert seen.names == []
    assert table.read_bytes() == first


def test_what_a_file_was_recognised_among_is_part_of_it(
    folder: Path, seen: Seen, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A workbook that names no standard is recognised anew once there is another one it might be of."""
    templates = folder.parent / "templates"
    shutil.copytree(WORKBOOKS.parents[1] / "templates", templates)
    monkeypatch.setenv("XLTOOLS_TEMPLATES", str(templates))
    unit = next(iter(sorted(folder.glob("湛江市公共*.xlsx"))))
    book = load_workbook(unit)
    del book.defined_names[STANDARD_NAME]
    book.save(unit)
    consolidated(folder)
    seen.clear()
    consolidated(folder)
    assert seen.names == []
    shutil.copytree(templates / "四川", templates / "别处")
    consolidated(folder)
    assert seen.names == [unit.name]
