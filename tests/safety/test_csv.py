"""Texts that reach a .csv as they stand in a cell: none begins as a formula or a command does."""

from __future__ import annotations

import csv
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from xltools.core.consolidation.values import ValueRow
from xltools.writers.values import write_values

_ROW = ValueRow(
    "906001", "示例单位", "", 1, 2022, "字段", "项目", "", "", None, None, None,
    "元", "表", "C3", "甲.xlsx", "0" * 64,
)  # fmt: skip

#: What Excel, WPS and LibreOffice take for the beginning of a formula or a command, wide forms too.
SIGNS = ("=", "+", "-", "@", "|", "＝", "＋", "－", "＠")

#: What begins a text that is split, or begins anew, where the .csv is read carelessly.
BREAKS = ("\t", "\r", "\n")

#: What may stand before either sign, and is looked past.
BEFORE = ("", " ", "\u3000", "\xa0", "\u200b", "\ufeff", " \u200b ", *BREAKS)

_TEXTS = ("value_text", "unit_name", "unit_code", "label", "row", "file", "sheet")


def _written(path: Path, row: ValueRow) -> dict[str, str]:
    write_values(iter((row,)), path, ".csv")
    with path.open(encoding="utf-8-sig", newline="") as stream:
        (read,) = csv.DictReader(stream)
    return read


@pytest.mark.parametrize(
    "beginning", [*(before + sign for before in BEFORE for sign in SIGNS), *BREAKS], ids=ascii
)
def test_a_text_is_no_formula(tmp_path: Path, beginning: str) -> None:
    """A text that would be one gets a ' in front, in every column, and loses nothing."""
    text = f"{beginning}cmd /C calc!A0"
    read = _written(tmp_path / "v.csv", replace(_ROW, **dict.fromkeys(_TEXTS, text)))
    assert {name: read[name] for name in _TEXTS} == dict.fromkeys(_TEXTS, f"'{text}")


@pytest.mark.parametrize(
    "text", ["甲=1", "甲\t=1", "\u3000甲", "2022-01-01", "某局（本级）", "'=1", "5-3", "1", ""]
)
def test_other_texts_are_left_alone(tmp_path: Path, text: str) -> None:
    """No ' is put where there is nothing to fear."""
    assert _written(tmp_path / "v.csv", replace(_ROW, value_text=text))["value_text"] == text


def test_a_number_is_a_number(tmp_path: Path) -> None:
    """A negative number begins with a - and stays a number."""
    assert _written(tmp_path / "v.csv", replace(_ROW, value=Decimal("-12.5")))["value"] == "-12.5"
