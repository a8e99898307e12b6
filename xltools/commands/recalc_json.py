"""The result of a recalculation as JSON: keys are never renamed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from xltools.commands.check_json import dumps
from xltools.core.model import ErrorValue, Value
from xltools.core.recalculated import Change, Kept, Recalculated

VERSION = 1


def pieces(result: Recalculated) -> Iterator[str]:
    """The document: ``changed`` and ``kept`` hold every cell, in the order of the sheets.

    Values are numbers, texts, truth values or null (none saved); an error is ``{"error": "#N/A"}``.
    """
    document = {
        "version": VERSION,
        "file": result.path,
        "sha256": result.sha256,
        "engine": result.engine or None,
        "formulas": result.formulas,
        "changed": [_changed(each) for each in result.changed],
        "kept": [_kept(each) for each in result.kept],
    }
    yield dumps(document) + "\n"


def _changed(change: Change) -> dict[str, Any]:
    return {
        "sheet": change.place.sheet,
        "cell": change.place.cell,
        "formula": change.formula,
        "array": change.array.cell if change.array else None,
        "kind": change.kind,
        "saved": _value(change.saved),
        "computed": _value(change.computed),
        "difference": change.difference,
    }


def _kept(kept: Kept) -> dict[str, Any]:
    return {
        "sheet": kept.place.sheet,
        "cell": kept.place.cell,
        "formula": kept.formula,
        "saved": _value(kept.saved),
        "reason": kept.why,
        "origin": str(kept.origin) if kept.origin else None,
    }


def _value(value: Value) -> Any:
    return {"error": value.code} if isinstance(value, ErrorValue) else value
