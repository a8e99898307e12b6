"""Submissions into a ledger: each file in one go, so that whatever ends a run leaves the ledger usable."""

from __future__ import annotations

import datetime as dt
import json
import sqlite3
import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import astuple, replace
from hashlib import sha256

from xltools.core.consolidation.summary import State
from xltools.core.ledger.handed import Handed, Owner
from xltools.core.ledger.succession import Handing, succession
from xltools.ledger.opened import transaction


def begin(connection: sqlite3.Connection, folder: str, received: dt.date) -> int:
    """Begin a run over a folder, or go on with the last one where it was not finished; its number."""
    with transaction(connection):
        last = connection.execute("SELECT id, folder, finished FROM run ORDER BY id DESC LIMIT 1").fetchone()
        if last and last[1] == folder and not last[2]:
            return int(last[0])
        made = connection.execute(
            "INSERT INTO run (received, folder) VALUES (?, ?)", (received.isoformat(), folder)
        )
        return int(made.lastrowid or 0)


def record(connection: sqlite3.Connection, run: int, received: dt.date, each: Handed) -> None:
    """Record one file of a run: all of it or nothing. What is recorded already is not recorded twice."""
    with transaction(connection):
        each = _laid(connection, each)
        # A file nobody could read until now is still the same submission.
        known = connection.execute(
            "SELECT id, series FROM submission WHERE key IN (?, ?) ORDER BY key = ? DESC",
            _row(each.key, each.nameless, each.key),
        ).fetchone()
        if known is None:
            submission = _submit(connection, run, received, each)
        else:
            submission = known[0]
            _seen(connection, run, submission, each)
        _judge(connection, run, submission, each)
        _explain(connection, submission, each)
        for series in {each.series, known[1] if known else each.series}:
            _settle(connection, series)


def again(connection: sqlite3.Connection, run: int, each: Handed) -> None:
    """Note in an open transaction that a file lies there still, checked by the same rules as before.

    sqlite3.DatabaseError where the ledger knows no such submission: then something was taken out of it.
    """
    known = connection.execute(
        "SELECT id, series FROM submission WHERE key IN (?, ?) ORDER BY key = ? DESC",
        _row(each.key, each.nameless, each.key),
    ).fetchone()
    if known is None:
        raise sqlite3.DatabaseError(f"缺少 {each.key} 的报送")
    _seen(connection, run, known[0], each)
    connection.execute(
        "UPDATE judged SET run = ? WHERE submission = ? AND standard = ? AND rules = ?",
        _row(run, known[0], each.standard, each.rules),
    )
    for series in {each.series, known[1]}:
        _settle(connection, series)


def _laid(connection: sqlite3.Connection, each: Handed) -> Handed:
    """A file that could not be read this time (it took too long …) is whose it was when it could be."""
    if each.owner.known:
        return each
    row = connection.execute(
        """SELECT code, name, year, attached FROM submission
            WHERE sha256 = ? AND (code <> '' OR name <> '') ORDER BY id LIMIT 1""",
        _row(each.file.content),
    ).fetchone()
    return replace(each, owner=Owner(*row[:3]), attached=bool(row[3])) if row else each


def _submit(connection: sqlite3.Connection, run: int, received: dt.date, each: Handed) -> int:
    file, owner = each.file, each.owner
    made = connection.execute(
        """INSERT INTO submission
            (key, series, code, name, year, attached, sha256, path, size, modified, run)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""",
        _row(
            *(each.key, each.series, owner.code, owner.name, owner.year, each.attached),
            *(file.content, file.path, file.size, file.modified, run),
        ),
    )
    submission = int(made.lastrowid or 0)
    connection.execute(
        "INSERT INTO handing (submission, run, received, modified, path) VALUES (?, ?, ?, ?, ?)",
        _row(submission, run, received.isoformat(), file.modified, file.path),
    )
    return submission


def _seen(connection: sqlite3.Connection, run: int, submission: int, each: Handed) -> None:
    """Note where a known submission lies now, and whose it is by now.

    Of copies in one run the least path and time stamp count, so that their order does not matter.
    """
    file, owner = each.file, each.owner
    connection.execute(
        """UPDATE submission SET key = ?, series = ?, code = ?, name = ?, year = ?, attached = ?, size = ?,
            path = CASE WHEN run = ? THEN min(path, ?) ELSE ? END,
            modified = CASE WHEN run = ? THEN min(modified, ?) ELSE ? END, run = ?
            WHERE id = ?""",
        _row(
            *(each.key, each.series, owner.code, owner.name, owner.year, each.attached, file.size),
            *(run, file.path, file.path, run, file.modified, file.modified, run, submission),
        ),
    )
    connection.execute(
        """UPDATE handing SET path = min(path, ?), modified = min(modified, ?)
            WHERE submission = ? AND run = ?""",
        _row(file.path, file.modified, submission, run),
    )


def _judge(connection: sqlite3.Connection, run: int, submission: int, each: Handed) -> None:
    """Keep what the check said; by the same rules it can say something new, for it looks at evidence too."""
    figures = zlib.compress(_bytes(json.dumps(dict(each.figures), ensure_ascii=False)))
    digest = sha256(_bytes(repr((each.verdict, each.error, each.findings, figures))))
    known = connection.execute(
        "SELECT id, digest FROM judged WHERE submission = ? AND standard = ? AND rules = ?",
        _row(submission, each.standard, each.rules),
    ).fetchone()
    if known and known[1] == digest.hexdigest():
        connection.execute("UPDATE judged SET run = ? WHERE id = ?", (run, known[0]))
        return
    if known:
        connection.execute("DELETE FROM finding WHERE judged = ?", (known[0],))
    kept = connection.execute(
        """INSERT INTO judged (submission, standard, rules, verdict, error, figures, digest, run)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (submission, standard, rules) DO UPDATE SET verdict = excluded.verdict,
            error = excluded.error, figures = excluded.figures, digest = excluded.digest, run = excluded.run
            RETURNING id""",
        _row(
            submission, each.standard, each.rules, each.verdict, each.error, figures, digest.hexdigest(), run
        ),
    ).fetchone()
    connection.executemany(
        "INSERT INTO finding VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (_row(kept[0], number, *astuple(told)) for number, told in enumerate(each.findings)),
    )


def _row(*values: object) -> tuple[object, ...]:
    """Values as SQLite takes them: half a surrogate (a file name that is no text) becomes visible."""
    return tuple(_bytes(value).decode() if isinstance(value, str) else value for value in values)


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "backslashreplace")


def _explain(connection: sqlite3.Connection, submission: int, each: Handed) -> None:
    """Keep what is written in the file: the same content says the same, so that once is enough."""
    connection.executemany(
        "INSERT OR IGNORE INTO explanation VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (_row(submission, number, *astuple(said)) for number, said in enumerate(each.said)),
    )


def _settle(connection: sqlite3.Connection, series: str) -> None:
    """Say which submission of a series counts, and what replaced each other one."""
    handings = connection.execute(
        """SELECT handing.run, handing.modified, handing.path, submission.id
            FROM handing JOIN submission ON submission.id = handing.submission WHERE series = ?""",
        _row(series),
    )
    replaced = succession(Handing(*row) for row in handings)
    connection.executemany(
        """UPDATE submission SET current = ?, superseded_by = ?
            WHERE id = ? AND (current IS NOT ? OR superseded_by IS NOT ?)""",
        ((by is None, by, each, by is None, by) for each, by in replaced.items()),
    )


def hand_in_again(connection: sqlite3.Connection, run: int) -> None:
    """Once all of a run is recorded: old submissions that lie there instead of the current one came back.

    So did the one that counted before, where it lies there again beside what stood in for it: a run over some
    of the files must not make an older one count for good. Doing it twice changes nothing.
    """
    with transaction(connection):
        for series in _come_back(connection, run):
            _hand_in_last(connection, run, series)
            _settle(connection, series)
        for series, submission in _returned(connection, run):
            _hand_in(connection, run, submission)
            _settle(connection, series)


def finish(connection: sqlite3.Connection, run: int, states: Mapping[str, State]) -> None:
    """End a run; ``states`` is what became of each file in the summary, by its path."""
    hand_in_again(connection, run)
    with transaction(connection):
        connection.execute("UPDATE submission SET state = '' WHERE run = ?", (run,))
        connection.executemany(
            "UPDATE submission SET state = ? WHERE run = ? AND path = ?",
            (_row(state, run, path) for path, state in states.items()),
        )
        connection.execute("UPDATE run SET finished = 1 WHERE id = ?", (run,))


def _come_back(connection: sqlite3.Connection, run: int) -> Iterable[str]:
    """The series of which this run saw submissions, but not the current one."""
    rows = connection.execute(
        """SELECT series FROM submission WHERE series IN (SELECT series FROM submission WHERE run = ?)
            GROUP BY series HAVING NOT max(current AND run = ?) ORDER BY series""",
        (run, run),
    )
    return [series for (series,) in rows.fetchall()]


def _hand_in_last(connection: sqlite3.Connection, run: int, series: str) -> None:
    """Of the submissions the run saw, the one that was handed in last is handed in again now."""
    (last,) = connection.execute(
        """SELECT submission.id FROM submission JOIN handing ON handing.submission = submission.id
            WHERE series = ? AND submission.run = ?
            ORDER BY handing.run DESC, handing.modified DESC, handing.path DESC, submission.id DESC
            LIMIT 1""",
        _row(series, run),
    ).fetchone()
    missing = connection.execute("SELECT id FROM submission WHERE series = ? AND current", _row(series))
    _hand_in(connection, run, last, *missing.fetchone())


def _returned(connection: sqlite3.Connection, run: int) -> Sequence[tuple[str, int]]:
    """(series, submission) of what lies there again beside the one that was handed in again instead."""
    return connection.execute(
        """SELECT back.series, back.id FROM submission AS stood
            JOIN handing ON handing.submission = stood.id
                AND handing.run = (SELECT max(run) FROM handing WHERE submission = stood.id)
            JOIN submission AS back ON back.id = handing.instead AND back.series = stood.series
            WHERE stood.current AND stood.run = ? AND back.run = ? ORDER BY back.series""",
        (run, run),
    ).fetchall()


def _hand_in(connection: sqlite3.Connection, run: int, submission: int, instead: int | None = None) -> None:
    """Note that a known submission was handed in in this run, ``instead`` of one that is missing."""
    connection.execute(
        """INSERT OR IGNORE INTO handing (submission, run, received, modified, path, instead)
            SELECT submission.id, run.id, run.received, submission.modified, submission.path, ?
            FROM submission, run WHERE submission.id = ? AND run.id = ?""",
        (instead, submission, run),
    )
