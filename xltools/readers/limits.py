"""How much a file may hold before it is refused unread: no parser is asked to survive more than this.

A unit's workbook has some ten sheets, a few thousand cells and less than a megabyte; the defaults leave
room for hundreds of times as much. Each can be set by an environment variable.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, fields

from xltools.core.errors import UsageError

#: Environment variables are called this and the field in capitals: XLTOOLS_MOST_SHEETS=400.
PREFIX = "XLTOOLS_MOST_"

MEGABYTE = 1 << 20


@dataclass(frozen=True, slots=True)
class Limits:
    """The most there may be of each; sizes in megabytes, ``ratio`` unpacked to packed bytes of a part.

    ``rows`` and ``cells`` are those a sheet's part writes down, filled or not; ``text`` is in characters;
    ``formulas`` are the characters of all formulas of a sheet;
    ``names``, ``styles``, ``strings``, ``relations`` are counted in one part.
    """

    file: int = 200
    unpacked: int = 200
    part: int = 100
    parts: int = 5_000
    ratio: int = 200
    sheets: int = 300
    rows: int = 400_000
    cells: int = 2_000_000
    merges: int = 50_000
    strings: int = 1_000_000
    text: int = 1_000_000
    formulas: int = 30_000_000
    styles: int = 70_000
    names: int = 50_000
    relations: int = 10_000

    @classmethod
    def of(cls, environment: Mapping[str, str]) -> Limits:
        """The limits that environment variables set; UsageError for what is no positive whole number."""
        return cls(**{name: _number(environment, name) for name in _NAMES if _set(environment, name)})


_NAMES = tuple(field.name for field in fields(Limits))


def limits() -> Limits:
    """The limits that hold in this process now."""
    return Limits.of(os.environ)


def variable(name: str) -> str:
    """The environment variable that sets a limit."""
    return PREFIX + name.upper()


def _set(environment: Mapping[str, str], name: str) -> bool:
    return bool(environment.get(variable(name), "").strip())


def _number(environment: Mapping[str, str], name: str) -> int:
    text = environment[variable(name)].strip()
    if not (text.isascii() and text.isdecimal() and len(text) < 12 and int(text)):
        fix = f"例：{variable(name)}={getattr(Limits(), name)}；或取消这个变量"
        raise UsageError(f"环境变量 {variable(name)} 不是大于 0 的整数：{text}", fix=fix)
    return int(text)
