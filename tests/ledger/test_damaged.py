"""A ledger whose bytes were changed: said in words, whatever SQLite makes of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from xltools.core.errors import InputError
from xltools.ledger import read
from xltools.ledger.opened import reading, writing


def test_a_table_that_cannot_be_spelt(tmp_path: Path) -> None:
    """Where the text of the tables is no UTF-8, Python itself cannot say what SQLite said of it."""
    path = tmp_path / "台账.db"
    with writing(path) as connection:
        connection.execute("PRAGMA journal_mode = DELETE")
    content = path.read_bytes()
    assert content.count(b"CREATE TABLE run") == 1
    path.write_bytes(content.replace(b"CREATE TABLE run", b"CREATE TABLE \x80\x80\x80"))
    with pytest.raises(InputError, match="已损坏"), reading(path) as connection:
        read.years(connection)
