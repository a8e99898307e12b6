"""The ledger as JSON for other programs. Keys are never renamed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from xltools.commands.check_json import dumps
from xltools.commands.tally import ANSWERED, KEYS
from xltools.core.ledger.change import Change
from xltools.core.ledger.handed import Told
from xltools.core.ledger.history import Explained, Step, Turn, explanations, steps
from xltools.core.ledger.status import Entry, Standing, Status
from xltools.core.ledger.tally import Tally

VERSION = 1


def status_pieces(status: Status) -> Iterator[str]:
    """Where all units stand."""
    yield dumps(
        {
            "version": VERSION,
            "year": status.year,
            "date": status.day.isoformat(),
            "counts": _counts(status.everyone, known=status.due is not None),
            "units": [_standing(each) for each in status.standings],
            "departments": [
                {
                    "code": standing.unit.code,
                    "name": standing.unit.name,
                    "level": standing.level,
                    "counts": _counts(tally, known=True),
                }
                for standing, tally in status.departments
            ],
            "outside": [_entry(each) for each in status.outside],
            "unknown": [_entry(each) for each in status.nobody],
        }
    )
    yield "\n"


def _counts(tally: Tally, *, known: bool) -> dict[str, int | None]:
    """The counts by their words; null for what nobody knows without a roster."""
    of_roster = {
        "应报": tally.due,
        "未报": tally.missing,
        "有原因": tally.excused,
        "迟报": tally.late,
        "逾期": tally.overdue,
    }
    counts: dict[str, int | None] = {word: count if known else None for word, count in of_roster.items()}
    counts |= {"实报": tally.received, "退回": tally.returned, "待核实": tally.doubtful}
    return counts | {"通过": tally.passed, "附表": tally.forms}


def _standing(standing: Standing) -> dict[str, Any]:
    unit = standing.unit
    return {
        "code": unit.code,
        "name": unit.name,
        "level": standing.level,
        "expected": unit.expected,
        "deadline": unit.deadline.isoformat() if unit.deadline else None,
        "state": standing.state or None,
        "late": standing.late,
        "timeliness": standing.lateness.word or None,
        "days_late": standing.lateness.days,
        "reason": unit.reason or None,
        "attached": {"count": standing.forms.count, "failed": standing.forms.failed},
        "submission": _entry(standing.entry) if standing.entry else None,
    }


def _entry(entry: Entry) -> dict[str, Any]:
    return {
        "code": entry.code,
        "name": entry.name,
        "path": entry.path,
        "verdict": entry.verdict,
        "state": entry.state or None,
        "first": entry.first.isoformat(),
        "last": entry.last.isoformat(),
        "times": entry.times,
        "returned": entry.returned,
        "counts": {key: entry.counts.get(key, 0) for key in (*KEYS, *ANSWERED)},
        "error": entry.error or None,
    }


def history_pieces(code: str, name: str, years: Mapping[int, Sequence[Turn]]) -> Iterator[str]:
    """All that a unit handed in."""
    told = [
        {
            "year": year or None,
            "submissions": [_step(step) for step in steps(turns)],
            "explanations": [_explained(each) for each in explanations(turns)],
        }
        for year, turns in years.items()
    ]
    yield dumps({"version": VERSION, "unit": {"code": code, "name": name}, "years": told})
    yield "\n"


def _step(step: Step) -> dict[str, Any]:
    turn, handed = step.turn, step.turn.handed
    counts = Counter(told.key for told in handed.findings)
    return {
        "received": turn.received.isoformat(),
        "current": turn.current,
        "path": handed.file.path,
        "sha256": handed.file.content,
        "standard": handed.standard,
        "rules": handed.rules,
        "verdict": handed.verdict,
        "error": handed.error or None,
        "counts": {key: counts[key] for key in (*KEYS, *ANSWERED)},
        "change": _change(step.change) if step.change else None,
    }


def _change(change: Change) -> dict[str, Any]:
    return {
        "gone": [_told(each) for each in change.gone],
        "new": [_told(each) for each in change.new],
        "still": [{"before": _told(before), "after": _told(after)} for before, after in change.still],
        "figures": [
            {"field": each.name, "before": each.before or None, "after": each.after or None}
            for each in change.figures
        ],
    }


def _told(told: Told) -> dict[str, Any]:
    return {
        "rule": told.rule,
        "level": told.level,
        "outcome": told.outcome,
        "sheet": told.sheet or None,
        "cell": told.cell or None,
        "field": told.field or None,
        "message": told.message,
        "left": told.left or None,
        "right": told.right or None,
    }


def _explained(explained: Explained) -> dict[str, Any]:
    return {
        "rule": explained.rule,
        "sheet": explained.sheet or None,
        "cell": explained.cell or None,
        "field": explained.field or None,
        "words": [
            {"received": day.isoformat(), "text": said.text, "opinion": said.opinion or None}
            for day, said in explained.words
        ],
    }
