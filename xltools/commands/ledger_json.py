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

VERSION = 1


def status_pieces(status: Status) -> Iterator[str]:
    """Where all units stand."""
    known = status.due is not None
    counts = {state: status.count(state) for state in ("退回", "待核实", "通过")}
    yield dumps(
        {
            "version": VERSION,
            "year": status.year,
            "date": status.day.isoformat(),
            "counts": {
                "应报": status.due,
                "实报": status.received,
                "未报": status.count("未报") if known else None,
                "迟报": status.late if known else None,
                **counts,
            },
            "units": [_standing(each) for each in status.standings],
            "outside": [_entry(each) for each in status.outside],
            "unknown": [_entry(each) for each in status.nobody],
        }
    )
    yield "\n"


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
