"""What a ledger knows: entries of a year, the history of a unit, the verdict of a content."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from xltools.core.consolidation.roster import plain
from xltools.core.consolidation.versions import Came
from xltools.core.ledger.handed import File, Handed, Owner, Said, Told
from xltools.core.ledger.history import Turn
from xltools.core.ledger.status import RETURNED, Entry, Forms
from xltools.ledger import told

#: The last word on each submission: by the rules of the latest run that checked it.
_LATEST = """(SELECT id FROM judged AS j WHERE j.submission = submission.id ORDER BY j.run DESC, j.id DESC
    LIMIT 1)"""


def years(connection: sqlite3.Connection) -> list[int]:
    """The years units handed in for, the one with most submissions first; of equals the later one."""
    rows = connection.execute(
        """SELECT year FROM submission WHERE current AND NOT attached AND (code <> '' OR name <> '')
            GROUP BY year ORDER BY count(*) DESC, year DESC"""
    )
    return [year for (year,) in rows]


def last_folder(connection: sqlite3.Connection) -> str:
    """The folder that was recorded last; "" where none was."""
    row = connection.execute("SELECT folder FROM run ORDER BY id DESC LIMIT 1").fetchone()
    return str(row[0]) if row else ""


def entries(connection: sqlite3.Connection, year: int) -> tuple[Entry, ...]:
    """What counts of each unit for a year, and the files that nobody can lay to a unit.

    Such a file is left out once its folder was gone through again without it.
    """
    counts = _counts(connection)
    returned = ", ".join(f"'{verdict}'" for verdict in sorted(RETURNED))
    rows = connection.execute(
        f"""SELECT code, name, path, verdict, state, error, judged.id,
            (SELECT min(received) FROM handing JOIN submission AS s ON s.id = handing.submission
                WHERE s.series = submission.series),
            (SELECT received FROM handing WHERE submission = submission.id ORDER BY run DESC LIMIT 1),
            (SELECT count(*) FROM handing JOIN submission AS s ON s.id = handing.submission
                WHERE s.series = submission.series),
            (SELECT count(*) FROM handing JOIN submission AS s ON s.id = handing.submission
                JOIN judged AS j ON j.id = (SELECT id FROM judged AS k WHERE k.submission = s.id
                    ORDER BY k.run DESC, k.id DESC LIMIT 1)
                WHERE s.series = submission.series AND j.verdict IN ({returned}))
            FROM submission JOIN judged ON judged.id = {_LATEST}
            WHERE current AND NOT attached AND (CASE WHEN code <> '' OR name <> '' THEN year = ?
                ELSE NOT EXISTS (SELECT 1 FROM run AS later JOIN run AS seen ON seen.id = submission.run
                    WHERE later.finished AND later.folder = seen.folder AND later.id > seen.id) END)
            ORDER BY code, name, path""",  # noqa: S608  # the text is our own
        (year,),
    )
    return tuple(
        Entry(
            code,
            name,
            told.text(path),
            told.verdict(verdict),
            told.day(first),
            told.day(last),
            times,
            state,
            told.text(error),
            counts[judged],
            failed - (verdict in RETURNED),
        )
        for code, name, path, verdict, state, error, judged, first, last, times, failed in rows
    )


def forms(connection: sqlite3.Connection, year: int) -> tuple[Forms, ...]:
    """How many attached forms each unit has handed in for a year.

    Those count that lay there when the unit's own workbook was last seen: one renamed is not two.
    """
    seen: dict[str, int] = {}
    own = connection.execute(
        "SELECT code, name, run FROM submission WHERE current AND NOT attached AND year = ?", (year,)
    )
    for code, name, run in own:
        who = code or plain(name)
        seen[who] = max(seen.get(who, 0), run)
    rows = connection.execute(
        f"""SELECT code, name, submission.run, verdict FROM submission JOIN judged ON judged.id = {_LATEST}
            WHERE current AND attached AND year IN (?, 0) AND (code <> '' OR name <> '')
            ORDER BY code, name""",  # noqa: S608  # the text is our own
        (year,),
    )
    found: dict[str, Forms] = {}
    for code, name, run, verdict in rows:
        who = code or plain(name)
        if run >= seen.get(who, 0):
            before = found.get(who, Forms(code, name))
            count, failed = before.count + 1, before.failed + (verdict in RETURNED)
            found[who] = replace(before, count=count, failed=failed)
    return tuple(found.values())


def came(connection: sqlite3.Connection, run: int) -> dict[str, Came]:
    """When each content that a run saw was last handed in, by its sha256."""
    rows = connection.execute(
        """SELECT seen.sha256, max(handing.run), handing.received,
            (SELECT min(received) FROM handing JOIN submission AS s ON s.id = handing.submission
                WHERE s.series = seen.series)
            FROM submission AS seen JOIN handing ON handing.submission = seen.id
            WHERE seen.run = ? AND NOT seen.attached GROUP BY seen.sha256 ORDER BY seen.sha256""",
        (run,),
    )
    return {
        sha256: Came(told.number(last), told.day(received), told.day(first))
        for sha256, last, received, first in rows
    }


def _counts(connection: sqlite3.Connection) -> defaultdict[int, dict[str, int]]:
    """How many findings each verdict that counts rests on, by level where they fail, else by outcome."""
    counts: defaultdict[int, dict[str, int]] = defaultdict(dict)
    rows = connection.execute(
        f"""SELECT judged, CASE WHEN outcome = '不通过' THEN level ELSE outcome END AS word, count(*)
            FROM finding WHERE judged IN (SELECT {_LATEST} FROM submission WHERE current AND NOT attached)
            GROUP BY judged, word"""  # noqa: S608  # the text is our own
    )
    for judged, word, number in rows:
        counts[judged][word] = number
    return counts


def units(connection: sqlite3.Connection, asked: str) -> list[tuple[str, str]]:
    """The units (code, name) somebody may mean: of that code or name, else with it in their name."""
    every = connection.execute(
        """SELECT DISTINCT code, name FROM submission WHERE NOT attached AND (code <> '' OR name <> '')
            ORDER BY code, name"""
    ).fetchall()
    wanted = plain(asked)
    exact = [(code, name) for code, name in every if wanted and wanted in (code, plain(name))]
    return exact or [(code, name) for code, name in every if wanted and wanted in plain(name)]


def turns(connection: sqlite3.Connection, code: str, name: str) -> dict[int, tuple[Turn, ...]]:
    """All handings-in of a unit's reports by year, oldest first; a unit without a code is known by name."""
    rows = connection.execute(
        f"""SELECT submission.id, judged.id, handing.received, current AND handing.run = (SELECT max(run)
                FROM handing WHERE submission = submission.id),
            sha256, handing.path, size, handing.modified, code, name, year, standard, rules, verdict, error,
            figures
            FROM handing JOIN submission ON submission.id = handing.submission
            JOIN judged ON judged.id = {_LATEST}
            WHERE NOT attached AND code = ? AND (code <> '' OR name = ?)
            ORDER BY year, handing.run, handing.modified, handing.path, submission.id""",  # noqa: S608  # ours
        (code, name),
    ).fetchall()
    found: defaultdict[int, list[Turn]] = defaultdict(list)
    for submission, judged, received, current, *rest in rows:
        handed = _handed(connection, submission, judged, rest)
        found[handed.owner.year].append(Turn(told.day(received), handed, bool(current)))
    return {year: tuple(each) for year, each in sorted(found.items())}


def _handed(connection: sqlite3.Connection, submission: int, judged: int, row: list[Any]) -> Handed:
    content, path, size, modified, code, name, year, standard, rules, verdict, error, figures = row
    return Handed(
        file=File(told.text(path), told.text(content), size, modified),
        owner=Owner(code, name, year),
        standard=standard,
        rules=rules,
        verdict=told.verdict(verdict),
        findings=tuple(_findings(connection, judged)),
        said=tuple(_said(connection, submission)),
        figures=told.figures(figures),
        error=error,
    )


def _findings(connection: sqlite3.Connection, judged: int) -> Iterator[Told]:
    rows = connection.execute(
        """SELECT rule, level, outcome, sheet, cell, field, message, left, right FROM finding
            WHERE judged = ? ORDER BY number""",
        (judged,),
    )
    return (Told(*row) for row in rows)


def _said(connection: sqlite3.Connection, submission: int) -> Iterator[Said]:
    rows = connection.execute(
        """SELECT rule, sheet, cell, field, text, opinion FROM explanation
            WHERE submission = ? ORDER BY number""",
        (submission,),
    )
    return (Said(*row) for row in rows)
