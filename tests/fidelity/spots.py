"""Where findings stand in a workbook: filled, blank, far, merged and commented cells of every sheet."""

from __future__ import annotations

import random

from .parts import M, Parts, local, split_area, split_ref

Spot = tuple[int, int]


def spots(content: bytes, seed: int = 0, each: int = 6) -> list[tuple[str, int, int]]:
    """Some places on every worksheet, the same for the same seed; twice the first."""
    chance, parts = random.Random(seed), Parts(content)  # noqa: S311 - nothing secret
    found: list[tuple[str, int, int]] = []
    for sheet, part in parts.sheets.items():
        if local(parts.xml(part)) != "worksheet":
            continue
        kinds = (
            _filled(parts, part),
            _noted(parts, part),
            _corners(parts, part),
            _inside(parts, part),
            _BLANK,
        )
        chosen = [spot for kind in kinds for spot in chance.sample(kind, min(len(kind), each))]
        found += [(sheet, *spot) for spot in chosen]
    return found + found[:1]


def marked(content: bytes, places: list[tuple[str, int, int]]) -> dict[str, set[Spot]]:
    """The cells that may be marked for findings at these places: of a merged area, any cell."""
    parts, found = Parts(content), {}
    for sheet in {sheet for sheet, _, _ in places}:
        wanted = {(row, column) for name, row, column in places if name == sheet}
        for top, left, bottom, right in _merges(parts, parts.sheets[sheet]):
            if any(top <= row <= bottom and left <= column <= right for row, column in wanted):
                wanted.add((top, left))
        found[sheet] = wanted
    return found


#: Blank cells near and far, and the last cell there is.
_BLANK: list[Spot] = [(2, 9), (7, 3), (40, 30), (3000, 5), (1_048_576, 16_384)]


def _filled(parts: Parts, part: str) -> list[Spot]:
    refs = [cell.get("r") for cell in parts.xml(part).iterfind(f"{M}sheetData/{M}row/{M}c")]
    return [split_ref(ref) for ref in refs if ref]


def _noted(parts: Parts, part: str) -> list[Spot]:
    notes = parts.one(part, "comments")
    return [split_ref(each.get("ref", "")) for each in parts.xml(notes).iter(f"{M}comment")] if notes else []


def _merges(parts: Parts, part: str) -> list[tuple[int, int, int, int]]:
    areas = parts.xml(part).iterfind(f"{M}mergeCells/{M}mergeCell")
    return [split_area(area.get("ref", "")) for area in areas]


def _corners(parts: Parts, part: str) -> list[Spot]:
    return [(top, left) for top, left, _, _ in _merges(parts, part)]


def _inside(parts: Parts, part: str) -> list[Spot]:
    return [(bottom, right) for _, _, bottom, right in _merges(parts, part)]
