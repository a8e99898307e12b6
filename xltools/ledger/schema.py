"""The tables of a ledger, and their versions.

A submission is what was handed in, known by its content; what a check said of it is known by that and the
version of the rules (``judged``). Neither is ever deleted. ``handing`` notes each time a submission was
handed in: a content that comes back is a new handing, not a new submission; ``instead`` is the one that
counted until then and lay there no more. ``kept`` spares reading files
again that are still the same; it can be emptied at any time.
"""

from __future__ import annotations

import sqlite3

from xltools.core.errors import InputError

#: Marks an SQLite file as a ledger of xltools (PRAGMA application_id): "xlLb".
APPLICATION = 0x786C4C62

#: What brings a ledger from each version to the next; a new one is empty and starts at 0.
MIGRATIONS: tuple[tuple[str, ...], ...] = (
    (
        """CREATE TABLE run (
            id INTEGER PRIMARY KEY, received TEXT NOT NULL, folder TEXT NOT NULL,
            finished INTEGER NOT NULL DEFAULT 0)""",
        """CREATE TABLE submission (
            id INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, series TEXT NOT NULL,
            code TEXT NOT NULL, name TEXT NOT NULL, year INTEGER NOT NULL, attached INTEGER NOT NULL,
            sha256 TEXT NOT NULL, path TEXT NOT NULL, size INTEGER NOT NULL, modified INTEGER NOT NULL,
            state TEXT NOT NULL DEFAULT '', run INTEGER NOT NULL REFERENCES run,
            current INTEGER NOT NULL DEFAULT 0, superseded_by INTEGER REFERENCES submission)""",
        "CREATE INDEX submission_series ON submission (series)",
        "CREATE INDEX submission_code ON submission (code)",
        "CREATE INDEX submission_sha256 ON submission (sha256)",
        "CREATE INDEX submission_size ON submission (size)",
        "CREATE INDEX submission_run ON submission (run, path)",
        """CREATE TABLE handing (
            submission INTEGER NOT NULL REFERENCES submission, run INTEGER NOT NULL REFERENCES run,
            received TEXT NOT NULL, modified INTEGER NOT NULL, path TEXT NOT NULL,
            PRIMARY KEY (submission, run)) WITHOUT ROWID""",
        """CREATE TABLE judged (
            id INTEGER PRIMARY KEY, submission INTEGER NOT NULL REFERENCES submission,
            standard TEXT NOT NULL, rules TEXT NOT NULL, verdict TEXT NOT NULL, error TEXT NOT NULL,
            figures BLOB NOT NULL, digest TEXT NOT NULL, run INTEGER NOT NULL REFERENCES run,
            UNIQUE (submission, standard, rules))""",
        """CREATE TABLE finding (
            judged INTEGER NOT NULL REFERENCES judged, number INTEGER NOT NULL, rule TEXT NOT NULL,
            level TEXT NOT NULL, outcome TEXT NOT NULL, sheet TEXT NOT NULL, cell TEXT NOT NULL,
            field TEXT NOT NULL, message TEXT NOT NULL, left TEXT NOT NULL, right TEXT NOT NULL,
            PRIMARY KEY (judged, number)) WITHOUT ROWID""",
        """CREATE TABLE explanation (
            submission INTEGER NOT NULL REFERENCES submission, number INTEGER NOT NULL, rule TEXT NOT NULL,
            sheet TEXT NOT NULL, cell TEXT NOT NULL, field TEXT NOT NULL, text TEXT NOT NULL,
            opinion TEXT NOT NULL, PRIMARY KEY (submission, number)) WITHOUT ROWID""",
    ),
    (
        """CREATE TABLE kept (
            key TEXT PRIMARY KEY, content TEXT NOT NULL, said TEXT, standard TEXT NOT NULL,
            code TEXT NOT NULL, extract BLOB NOT NULL, run INTEGER NOT NULL REFERENCES run)""",
        "CREATE INDEX kept_content ON kept (content)",
    ),
    ("ALTER TABLE handing ADD COLUMN instead INTEGER",),
)

VERSION = len(MIGRATIONS)


def version_of(connection: sqlite3.Connection, path: str) -> int:
    """The version of a ledger's tables; 0 for a file in which nothing stands yet.

    InputError for another program's database, and for a ledger newer than this program.
    """
    (application,) = connection.execute("PRAGMA application_id").fetchone()
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    (tables,) = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    if application == version == tables == 0:
        return 0
    if application != APPLICATION:
        message = f"“{path}”是别的程序的数据库，不是 xltools 的台账，没有改动它"
        raise InputError(message, fix="用 --ledger 指明台账，或换一个新的文件名", code="ledger")
    if version > VERSION:
        message = f"台账“{path}”是较新的 xltools 建的（第 {version} 版，本程序只认到第 {VERSION} 版）"
        raise InputError(message, fix="升级 xltools 后再用", code="ledger")
    return int(version)


def migrate(connection: sqlite3.Connection, path: str) -> None:
    """Bring the tables to this version, all of it or nothing; two that try at once do it once."""
    if version_of(connection, path) == VERSION:
        return
    connection.execute("BEGIN IMMEDIATE")
    try:
        for number in range(version_of(connection, path), VERSION):
            for statement in MIGRATIONS[number]:
                connection.execute(statement)
            # A pragma takes no parameters; both are our own numbers.
            connection.execute(f"PRAGMA user_version = {number + 1}")
        connection.execute(f"PRAGMA application_id = {APPLICATION}")
    except BaseException:
        connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")
