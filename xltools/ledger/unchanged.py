"""Whether a file is known already: its stamp is a hint, its content is the truth."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from typing import cast

from xltools.core.model import Verdict


@dataclass(frozen=True, slots=True)
class Stored:
    """What a ledger keeps of a file's check: the number of the judgement and its verdict."""

    judged: int
    verdict: Verdict


def unchanged(
    connection: sqlite3.Connection, size: int, content: Callable[[], str], standard: str, rules: str
) -> Stored | None:
    """What was said of a file with this content, by these rules; None where it must be checked.

    A file of a size the ledger does not hold is new without being read. Any other is asked for its sha256:
    a time stamp proves nothing, for a file can be changed and keep its own. What a check finds beside the
    file (evidence, attached forms) is not in the content.
    """
    if not connection.execute("SELECT 1 FROM submission WHERE size = ? LIMIT 1", (size,)).fetchone():
        return None
    row = connection.execute(
        """SELECT judged.id, verdict FROM judged JOIN submission ON submission.id = judged.submission
            WHERE sha256 = ? AND standard = ? AND rules = ?
            ORDER BY judged.run DESC, judged.id DESC LIMIT 1""",
        (content(), standard, rules),
    ).fetchone()
    return Stored(row[0], cast(Verdict, row[1])) if row else None
