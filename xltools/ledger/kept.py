"""What a ledger keeps of files so that those that are still the same need not be read again."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Row:
    """One kept extract, without its bytes: what the file says of its standard, and what it was checked by."""

    key: str
    said: str | None
    standard: str
    code: str


def rows(connection: sqlite3.Connection, content: str) -> Sequence[Row]:
    """All that is kept of files of that content, wherever they lay, but rows that are none of ours."""
    found = connection.execute(
        "SELECT key, said, standard, code FROM kept WHERE content = ? ORDER BY key", (content,)
    )
    return [Row(*row) for row in found if all(isinstance(each, str) for each in row if each is not None)]


def load(connection: sqlite3.Connection, key: str) -> bytes:
    """The bytes that are kept under a key that :func:`rows` gave; ValueError where they are no bytes."""
    (found,) = connection.execute("SELECT extract FROM kept WHERE key = ?", (key,)).fetchone()
    if not isinstance(found, bytes):
        raise ValueError(key)  # noqa: TRY004  # damaged bytes and none at all are the same to whoever asks
    return found


def keep(connection: sqlite3.Connection, run: int, content: str, row: Row, extract: bytes) -> None:
    """Keep an extract; one of the same key is the same."""
    connection.execute(
        """INSERT INTO kept (key, content, said, standard, code, extract, run) VALUES (?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (key) DO UPDATE SET run = excluded.run, extract = excluded.extract""",
        (row.key, content, row.said, row.standard, row.code, extract, run),
    )


def used(connection: sqlite3.Connection, run: int, key: str) -> None:
    """Note that an extract was of use in a run."""
    connection.execute("UPDATE kept SET run = ? WHERE key = ?", (run, key))


def tidy(connection: sqlite3.Connection, run: int) -> None:
    """Drop what was kept for the folder of a run and was of no use in it: those files are others now."""
    connection.execute(
        """DELETE FROM kept WHERE run < ?
            AND run IN (SELECT id FROM run WHERE folder = (SELECT folder FROM run WHERE id = ?))""",
        (run, run),
    )
