"""Submissions made by hand, and ledgers to put them into."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from xltools.core.ledger.handed import File, Handed, Owner, Said, Told
from xltools.core.model import Outcome
from xltools.ledger.opened import writing

Hand = Callable[..., Handed]


def told(rule: str = "R001", cell: str = "F1", *, field: str = "", outcome: Outcome = "不通过") -> Told:
    """A finding as kept."""
    return Told(rule, "错误", outcome, "自评表", cell, field, f"{rule} 的提示", "1", "2")


@pytest.fixture(scope="session")
def hand() -> Hand:
    """Make a submission: ``hand("906", 3)`` is the version 3 of unit 906, whose content only that decides."""

    def make(
        code: str,
        version: int = 0,
        *,
        name: str | None = None,
        path: str = "",
        modified: int = 0,
        rules: str = "r1",
        year: int = 2022,
        attached: bool = False,
        findings: tuple[Told, ...] = (),
        said: tuple[Said, ...] = (),
        figures: dict[str, str] | None = None,
    ) -> Handed:
        name = f"单位{code}" if name is None else name
        content = hashlib.sha256(f"{code}/{name}/{version}".encode()).hexdigest()
        return Handed(
            file=File(path or f"/报送/{code}.xlsx", content, 1000 + version, modified),
            owner=Owner(code, name, year),
            standard="样例",
            rules=rules,
            verdict="不通过" if findings else "通过",
            attached=attached,
            findings=findings,
            said=said,
            figures=figures if figures is not None else {"支出": str(version)},
        )

    return make


@pytest.fixture
def book(tmp_path: Path) -> Path:
    """Where a ledger may be made."""
    return tmp_path / "台账.db"


@pytest.fixture
def connection(book: Path) -> Iterator[sqlite3.Connection]:
    """A new ledger to write."""
    with writing(book) as connection:
        yield connection
