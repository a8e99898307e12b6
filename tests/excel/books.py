"""Workbooks for the macros: samples copied where they may be changed, opened in either engine, and a talk."""

# ruff: noqa: D102, ARG002  # the protocol says it

from __future__ import annotations

import io
import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

import openpyxl

from tests.form.books import SEED, WORKBOOKS
from xltools.readers.xlsx import read_bytes
from xltools.recalculating import recalculate
from xltools.writers.patch.cached import with_values

from . import fakecom
from .engine import openpyxl_engine

#: The ways to have a workbook open, by name.
ENGINES: dict[str, Callable[[Path], Any]] = {
    "openpyxl": openpyxl_engine.open_book,
    "windows": fakecom.open_book,
}


@dataclass
class Quiet:
    """Somebody who watches, answers with ``folder`` and ``file``, and stops after ``patience`` steps."""

    folder: Path | None = None
    file: Path | None = None
    patience: int = 1000
    seen: list[str] = field(default_factory=list)

    def say(self, text: str, kind: str = "消息") -> None:
        self.seen.append(text)

    def progress(self, done: int, total: int, what: str) -> bool:
        self.seen.append(what)
        return len(self.seen) <= self.patience

    def ask_folder(self, title: str) -> Path | None:
        return self.folder

    def ask_file(self, title: str, endings: Sequence[str]) -> Path | None:
        return self.file


def beside(folder: Path, source: Path = SEED) -> Path:
    """A sample with all that lies beside it, copied."""
    home = folder / source.parent.relative_to(WORKBOOKS)
    shutil.copytree(source.parent, home, dirs_exist_ok=True)
    return home / source.name


def locked(file: Path) -> Path:
    """The file with sheets as older forms have them: protected, and no cell may be formatted."""
    file.write_bytes(_locked(file.read_bytes()))
    return file


@lru_cache(maxsize=4)
def _locked(content: bytes) -> bytes:
    book = openpyxl.load_workbook(io.BytesIO(content))
    for sheet in book.worksheets:
        sheet.protection.formatCells = True
    out = io.BytesIO()
    book.save(out)
    return computed(out.getvalue())


def computed(content: bytes) -> bytes:
    """A workbook with the values that its formulas give, as a program would have saved them."""
    return with_values(
        content, "示例.xlsx", recalculate(read_bytes(content, "示例.xlsx"), "formualizer").values
    )


def document(book: Any) -> Any:
    """What stands behind an open workbook, for tests to look at and to type into."""
    found = getattr(book, "document", None)
    return found if found is not None else book.impl.document
