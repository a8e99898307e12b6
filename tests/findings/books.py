"""Checked files made in tests, real and random, and what stands in a workbook of findings."""

from __future__ import annotations

import io
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
from hypothesis import strategies as st

from tests.form.books import CLEAN, FAULTY, FAULTY_PROJECT
from xltools.core.model import LEVELS, Checked, Finding, Record, Source, Value
from xltools.core.overview.counts import OUTCOMES
from xltools.core.refs import Place
from xltools.runner import check_files, load_standard

HEAD_ROW = 3


def real(folder: Path) -> tuple[Checked, ...]:
    """Three units' files, checked: one clean, one faulty, a project's form; and one nobody can read."""
    broken = folder / "坏.xlsx"
    broken.write_bytes(b"no workbook")
    return tuple(check_files([CLEAN, FAULTY, FAULTY_PROJECT, broken]))


def standards() -> Mapping[str, Any]:
    """The standards of those."""
    return {name: load_standard(name) for name in ("湛江2022", "项目支出自评")}


def opened(content: bytes) -> openpyxl.Workbook:
    """The workbook as openpyxl reads it."""
    return openpyxl.load_workbook(io.BytesIO(content))


def rows(book: openpyxl.Workbook, name: str) -> list[dict[str, Value]]:
    """A list of a workbook, a dictionary a row, over all its sheets."""
    found = []
    for sheet in book.worksheets:
        if sheet.title == name or sheet.title.startswith(f"{name}("):
            heads = [cell.value for cell in sheet[HEAD_ROW]]
            lines = sheet.iter_rows(min_row=HEAD_ROW + 1, values_only=True)
            found += [dict(zip(heads, line, strict=True)) for line in lines]
    return found


def random_findings() -> st.SearchStrategy[Finding]:
    """Findings of any kind, with texts that want to be formulas, links or numbers."""
    texts = st.one_of(
        st.sampled_from(
            ("=1+1", "@SUM(A1)", "+cmd|' /C calc'!A0", "http://x.cn", "00123", "'=2", "", "甲\n乙")
        ),
        st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=20),
    )
    numbers = st.decimals(-(10**12), 10**12, places=2)
    sides = st.one_of(st.none(), numbers, texts)
    places = st.builds(
        Place, st.sampled_from(("自评表", "评分 表", "It's")), st.integers(1, 99), st.integers(1, 99)
    )
    return st.builds(
        Finding,
        rule=st.sampled_from(("R001", "R052", "R100", "版式")),
        level=st.sampled_from(LEVELS),
        outcome=st.sampled_from(OUTCOMES),
        message=texts,
        places=st.lists(places, max_size=3).map(tuple),
        left=sides,
        right=sides,
        difference=st.one_of(st.none(), numbers),
        tolerance=st.one_of(st.none(), st.just(Decimal("0.01"))),
        basis=texts,
        fix=texts,
        explanation=st.one_of(st.none(), texts),
        cause=st.sampled_from(("", "R086 自评表!F33")),
    )


def _checked(number: int, code: str, name: str, findings: tuple[Finding, ...], problem: str) -> Checked:
    path = f"报送/{number}.xlsx"
    error = ("x", problem, "") if problem else None
    if problem and not findings:
        return Checked(path, "", "", "", "无法读取", error=error)
    record = Record("湛江2022", Source(path, "ab"), code, name, 2022, {}, {})
    verdict = "不通过" if any(f.outcome == "不通过" for f in findings) else "通过"
    return Checked(path, "ab", "湛江2022", "", verdict, record, findings, error)


def random_checked() -> st.SearchStrategy[list[Checked]]:
    """Several files: units with and without a code, of one name, some unread, some not recomputed."""
    one = st.tuples(
        st.sampled_from(("", "001", "002")),
        st.sampled_from(("", "甲局", "甲 局", "乙局")),
        st.lists(random_findings(), max_size=4).map(tuple),
        st.sampled_from(("", "", "坏了")),
    )
    return st.lists(one, max_size=6).map(
        lambda parts: [_checked(number, *part) for number, part in enumerate(parts)]
    )
