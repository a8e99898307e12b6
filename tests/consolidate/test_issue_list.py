"""问题清单: filters by unit, the unit above it, rule and level; what Excel has no room for is said."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import openpyxl
import pytest
from openpyxl.cell import Cell

from tests.consolidate.extracted import consolidate
from xltools.core.consolidation.roster import Roster
from xltools.core.consolidation.summary import Summary
from xltools.core.model import Checked, Finding
from xltools.core.refs import Place
from xltools.core.standard import Standard
from xltools.engines.formualizer import Formualizer
from xltools.summarise import summarise
from xltools.writers.summary import issues
from xltools.writers.summary.book import MOST_LINKS

Make = Callable[..., Checked]


def listed(summary: Summary, path: Path) -> tuple[str, Sequence[Mapping[str, Cell]]]:
    """The note of 问题清单 and its rows, cells by heading."""
    summarise(summary, path, Formualizer())
    sheet = openpyxl.load_workbook(path)["问题清单"]
    heads, *rows = sheet.iter_rows(min_row=3)
    named = [{str(head.value): cell for head, cell in zip(heads, row, strict=True)} for row in rows]
    return str(sheet["A2"].value), named  # type: ignore[return-value]


def faults(number: int) -> tuple[Finding, ...]:
    """So many findings, each at a cell."""
    return tuple(
        Finding("R012", "错误", "不通过", f"第{row}处", (Place("自评表", row, 6),))
        for row in range(1, number + 1)
    )


def test_a_unit_and_the_one_above_it(standard: Standard, make: Make, roster: Roster, tmp_path: Path) -> None:
    """Code, name and the name of the department stand in columns of their own, to filter by."""
    files = [
        make("906002", name="湛江市某中心", path=str(tmp_path / "甲.xlsx"), findings=faults(1)),
        make("017", name="湛江市另一单位", path=str(tmp_path / "乙.xlsx"), findings=faults(1)),
    ]
    note, rows = listed(consolidate(standard, files, roster), tmp_path / "汇总.xlsx")
    found = {
        str(row["编码"].value): (row["单位"].value, row["上级单位"].value)
        for row in rows
        if row["规则"].value == "R012"
    }
    assert found == {"906002": ("湛江市某中心", "湛江市某局"), "017": ("湛江市另一单位", None)}
    (whole,) = [row for row in rows if row["单位"].value == "全体"]
    assert whole["规则"].value == "R082"
    assert "上级单位" in note


def test_more_links_than_excel_takes(standard: Standard, make: Make, tmp_path: Path) -> None:
    """Cells keep their links as long as those of the files would not fit beside them; the note says so."""
    number = MOST_LINKS // 2 + 1
    path = str(tmp_path / "甲.xlsx")
    note, rows = listed(
        consolidate(standard, [make("1", path=path, findings=faults(number))], None), tmp_path / "汇总.xlsx"
    )
    assert len(rows) == number
    assert all(row["单元格"].hyperlink for row in rows)
    assert not any(row["文件"].hyperlink for row in rows)
    assert {row["文件"].value for row in rows} == {"甲.xlsx"}
    assert "文件列没有链接" in note
    assert "单元格列" not in note


def test_more_findings_than_rows(
    standard: Standard, make: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of more findings than a sheet has rows the first are listed, and the rest counted, not forgotten."""
    monkeypatch.setattr(issues, "_MOST_ROWS", 10)
    files = [make("1", path=str(tmp_path / "甲.xlsx"), findings=faults(20))]
    note, rows = listed(consolidate(standard, files, None), tmp_path / "汇总.xlsx")
    assert len(rows) == 7
    assert "只列出前 7 条，还有 13 条没有列出" in note
    cover = openpyxl.load_workbook(tmp_path / "汇总.xlsx")["封面"]
    (row,) = [cell.row for cell in cover["A"] if cell.value == "错误"]
    assert cover.cell(row, 3).value == 20
