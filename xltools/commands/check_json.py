"""The result of a check as JSON: the contract other programs rely on. Keys are never renamed."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal
from typing import Any

from xltools.commands.tally import KEYS
from xltools.core.model import Checked, Finding
from xltools.core.scores.score import Score, Scores

VERSION = 1


def pieces(
    results: Iterable[Checked],
    standard: str | None,
    as_object: Callable[[Checked], dict[str, Any]] | None = None,
) -> Iterator[str]:
    """The document in pieces, one a file, so that memory does not grow with the files.

    Its ``standard`` is the one asked for, else the first file's; each file names its own. ``as_object`` makes
    an object of a file, :func:`file_object` where none is given.
    """
    first = True
    for checked in results:
        if first:
            yield _opening(standard or checked.standard)
        yield ("\n" if first else ",\n") + dumps((as_object or file_object)(checked))
        first = False
    if first:
        yield _opening(standard or "")
    yield "\n]}\n"


def _opening(standard: str) -> str:
    return f'{{"version": {VERSION}, "standard": {dumps(standard)}, "files": ['


def file_object(checked: Checked) -> dict[str, Any]:
    """One file."""
    record = checked.record
    return {
        "path": checked.path,
        "sha256": checked.sha256,
        "standard": checked.standard,
        "unit": {"code": record.code if record else "", "name": record.name if record else ""},
        "year": record.year if record else None,
        "verdict": checked.verdict,
        "engine": checked.engine,
        "counts": {key: checked.count(key) for key in KEYS},
        "error": dict(zip(("code", "message", "fix"), checked.error, strict=True)) if checked.error else None,
        "findings": [finding_object(finding) for finding in checked.findings],
        "scores": scores_object(checked.scores) if checked.scores else None,
    }


def scores_object(scores: Scores) -> dict[str, Any]:
    """Own and reference scores of every indicator, and the totals with their grades."""
    return {
        "indicators": [_score_object(score) for score in scores.indicators],
        "totals": [
            {
                "basis": total.basis,
                "total": total.total,
                "grade": total.grade or None,
                "counted": total.counted,
                "own": total.own,
            }
            for total in scores.totals
        ],
    }


def _score_object(score: Score) -> dict[str, Any]:
    """One indicator; ``floor`` is the lower end of a band, whose upper end ``reference`` is."""
    return {
        "number": score.number,
        "name": score.name,
        "state": score.state,
        "points": score.points,
        "actual": score.actual,
        "symbol": score.symbol or None,
        "target": score.target,
        "unit": score.unit or None,
        "own": score.own,
        "reference": score.reference,
        "floor": score.floor,
        "without_exemption": score.without,
        "difference": score.difference,
        "why": score.why,
        "sheet": score.place.sheet if score.place else None,
        "cell": score.place.cell if score.place else None,
    }


def finding_object(finding: Finding) -> dict[str, Any]:
    """One finding; ``sheet`` and ``cell`` are the first of ``cells``, the one to correct."""
    first = finding.places[0] if finding.places else None
    return {
        "rule": finding.rule,
        "level": finding.level,
        "outcome": finding.outcome,
        "sheet": first.sheet if first else None,
        "cell": first.cell if first else None,
        "cells": [str(place) for place in finding.places],
        "field": finding.field,
        "message": finding.message,
        "left": finding.left,
        "right": finding.right,
        "difference": finding.difference,
        "tolerance": finding.tolerance,
        "basis": finding.basis,
        "fix": finding.fix,
        "explanation": finding.explanation,
        "cause": finding.cause or None,
    }


def dumps(value: Any) -> str:
    """JSON with exact numbers: 33.61 stays 33.61, which the standard encoder can only do as a text."""
    if isinstance(value, Decimal):
        return f"{value:f}" if value.is_finite() else json.dumps(str(value))
    if isinstance(value, dict):
        members = (f"{json.dumps(key, ensure_ascii=False)}: {dumps(item)}" for key, item in value.items())
        return "{" + ", ".join(members) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(dumps, value)) + "]"
    return json.dumps(value, ensure_ascii=False)
