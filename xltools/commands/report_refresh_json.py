"""What a refresh did, for programs. Keys are never renamed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from xltools.commands.check_json import dumps

if TYPE_CHECKING:
    from xltools.writers.refresh.refresh import Refreshed


def json_of(
    result: Refreshed, report: Path, workbook: Path, standard: str, written: Path | None
) -> Iterator[str]:
    """One object; ``written`` is null where nothing was written."""
    kinds = Counter([*(each.kind for each in result.figures), *(each.kind for each in result.words)])
    whole = {
        "version": 1,
        "report": str(report),
        "workbook": str(workbook),
        "standard": standard,
        "changed": result.changed,
        "written": None if written is None else str(written),
        "counts": dict(sorted(kinds.items())),
        "figures": [
            {
                "kind": each.kind,
                "key": each.key,
                "field": each.key.partition("|")[0],
                "last": each.base,
                "document": each.mine,
                "workbook": each.theirs,
                "elsewhere": each.elsewhere,
            }
            for each in result.figures
        ],
        "words": [
            {
                "kind": each.kind,
                "last": each.base,
                "document": each.mine,
                "workbook": each.theirs,
                "row": each.row,
            }
            for each in result.words
        ],
        "charts": {"updated": result.charts, "left": result.undrawn},
        "contents": result.contents,
        "refused": result.refused,
        "own": result.own,
    }
    yield dumps(whole) + "\n"
