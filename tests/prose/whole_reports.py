"""Whole reports, each with the workbook it is true to: values of the form, a line of dashes, the text."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from tests.prose.beside import filled
from xltools.core.model import Checked

FOLDER = Path(__file__).parent / "whole"
NAMES = tuple(sorted(path.stem for path in FOLDER.glob("*.txt")))


@dataclass(frozen=True)
class Whole:
    """A report, its standard, and its workbook, checked."""

    standard: str
    text: str
    workbook: Checked


@cache
def whole(name: str) -> Whole:
    """The report of that name."""
    head, _, text = (FOLDER / f"{name}.txt").read_text(encoding="utf-8").partition("----\n")
    values = dict(line.split("|", 1) for line in head.splitlines())
    standard = values.pop("规范")
    entries = {name: _value(name, value) for name, value in values.items()}
    return Whole(standard, text, filled(entries, standard))


def _value(name: str, text: str) -> Any:
    if name.endswith(("日", "日期")):
        return dt.date.fromisoformat(text)
    try:
        return float(text)
    except ValueError:
        return text
