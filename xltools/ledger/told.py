"""Values out of a ledger, each of the type it must be.

A ledger is a file that anybody may hand on: what is not as it should be is a sqlite3.DatabaseError, which is
said like any other damage.
"""

from __future__ import annotations

import datetime as dt
import json
import sqlite3
import zlib
from typing import get_args

from xltools.core.model import Verdict

#: No file has more figures than fit into so many bytes; a bomb is not unpacked any further.
_MOST = 64_000_000


def day(told: object) -> dt.date:
    """A day."""
    try:
        return dt.date.fromisoformat(told)  # type: ignore[arg-type]
    except (TypeError, ValueError):
        raise _damaged("日期", told) from None


def number(told: object) -> int:
    """A whole number."""
    if not isinstance(told, int):
        raise _damaged("序号", told)
    return told


def text(told: object) -> str:
    """A text."""
    if not isinstance(told, str):
        raise _damaged("文字", told)
    return told


def verdict(told: object) -> Verdict:
    """What a check said."""
    if told not in get_args(Verdict):
        raise _damaged("结论", told)
    return told  # type: ignore[return-value]


def figures(told: object) -> dict[str, str]:
    """The figures of a submission, by name."""
    try:
        unpacking = zlib.decompressobj()
        found = json.loads(unpacking.decompress(told, _MOST).decode())  # type: ignore[arg-type]
        return {text(name): text(figure) for name, figure in found.items()}
    except (TypeError, ValueError, AttributeError, RecursionError, zlib.error):
        raise _damaged("数据", "…") from None


def _damaged(what: str, told: object) -> sqlite3.DatabaseError:
    return sqlite3.DatabaseError(f"{what}“{str(told)[:40]}”不能识别")
