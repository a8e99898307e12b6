"""Page -> a few plain lists for JSON: texts that come again are written once, figures of a unit in one text.

The page's script knows the same lists (data.js); nothing is rounded, amounts stay texts.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import PurePath
from typing import Any

from xltools.core.amounts import grouped
from xltools.core.causes.laid import own_words
from xltools.core.consolidation.page import Page, Shown, Unreadable
from xltools.core.consolidation.page_findings import EVERYONE, MOST_OF_ONE
from xltools.core.consolidation.page_units import PageUnit
from xltools.core.filenames import readable
from xltools.core.formulas.change import shortened
from xltools.core.model import Finding
from xltools.core.overview.counts import KINDS, kind_of
from xltools.core.refs import Place

#: A number in a message, what stands in its place, and what divides the numbers taken out.
_NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")
_HOLE = "\x01"
_BETWEEN = ";"

#: What divides the two sides of a finding and their difference.
_SIDES = "\x02"

#: How many cells of a finding are named.
_CELLS = 6

#: A path as seen from the page; "" where no link can lead.
Linked = Callable[[str], str]


class Words:
    """Texts by number, each once."""

    def __init__(self) -> None:
        self.numbers: dict[str, int] = {"": 0}

    def __call__(self, text: str) -> int:
        """The number of a text; 0 for none."""
        return self.numbers.setdefault(readable(text), len(self.numbers))

    def texts(self) -> list[str]:
        """All texts, each at its number."""
        return list(self.numbers)


def packed(page: Page, linked: Linked, workbook: str) -> dict[str, Any]:
    """Everything the script shows. ``workbook`` is the summary workbook, for what is left out."""
    words = Words()
    pairs: dict[tuple[str, str], int] = {}
    content = {
        "title": page.headlines.title,
        "standard": page.headlines.standard,
        "year": page.headlines.year,
        "workbook": [_name(workbook), words(linked(workbook).rpartition("/")[0])],
        "tiles": [[tile.label, tile.text, tile.unit, tile.note] for tile in page.tiles],
        "charts": [
            [chart.title, chart.note, [[bar.label, float(bar.value), bar.text] for bar in chart.bars]]
            for chart in page.charts
        ],
        "kinds": list(KINDS),
        "rules": [[number, name] for number, name in page.rules.items()],
        "units": _units(page, words, linked),
        "counts": [_counts(page, row, pairs) for row in (EVERYONE, *range(len(page.units)))],
        "figures": _figures(page),
        "findings": _findings(page, words, linked),
        "limits": [page.allotment.total, page.allotment.listed, page.allotment.each, MOST_OF_ONE],
    }
    numbers = {number: index for index, number in enumerate(page.rules)}
    content["pairs"] = [[numbers[rule], KINDS.index(kind)] for rule, kind in pairs]
    return content | {"words": words.texts()}


def _units(page: Page, words: Words, linked: Linked) -> dict[str, list[Any]]:
    """The columns of the rows, and of each row its files."""
    units = page.units
    return {
        "code": [unit.code for unit in units],
        "name": [unit.name for unit in units],
        "level": [unit.level for unit in units],
        "state": [words(unit.state) for unit in units],
        "verdict": [words(unit.verdict or "") for unit in units],
        "standing": [words(unit.standing) for unit in units],
        "total": ["" if unit.total is None else f"{unit.total.normalize():f}" for unit in units],
        "grade": [words(unit.grade) for unit in units],
        "rank": [unit.rank or 0 for unit in units],
        "files": [_files(unit, words, linked) for unit in units],
    }


def _files(unit: PageUnit, words: Words, linked: Linked) -> list[Any]:
    """Of each file: its name, the folder that leads to it, state, verdict, note; one list, five to a file."""
    told: list[Any] = []
    for each in unit.files:
        folder = linked(each.path).rpartition("/")[0]
        told += [_name(each.path), words(folder)]
        told += [words(each.state), words(each.verdict or ""), words(each.note)]
    return told


def _name(path: str) -> str:
    return readable(PurePath(path).name)


def _counts(page: Page, row: int, pairs: dict[tuple[str, str], int]) -> list[int]:
    """How many findings a row has of each pair of rule and kind: pair, number, and so on."""
    counts = page.allotment.counts.get(row, {})
    return [
        number for pair in sorted(counts) for number in (pairs.setdefault(pair, len(pairs)), counts[pair])
    ]


def _figures(page: Page) -> dict[str, Any]:
    """The key fields with the cell each usually stands in, the units' figures, and cells that differ."""
    usual: list[Place | None] = [None] * len(page.fields)
    rows: list[str] = []
    moved: dict[int, dict[int, str]] = {}
    for row, figures in enumerate(page.figures()):
        for number, figure in enumerate(figures):
            if figure is None or isinstance(figure, Unreadable):
                continue
            usual[number] = usual[number] or figure.place
            if figure.place != usual[number]:
                moved.setdefault(row, {})[number] = str(figure.place)
        rows.append(_BETWEEN.join(map(_shown, figures)) if any(figures) else "")
    fields = [
        [field.label, field.field.unit, field.decimals, str(place) if place else ""]
        for field, place in zip(page.fields, usual, strict=True)
    ]
    return {"fields": fields, "rows": rows, "moved": moved}


def _shown(figure: Shown) -> str:
    if figure is None:
        return ""
    return "?" if isinstance(figure, Unreadable) else f"{figure.value.normalize():f}"


def _findings(page: Page, words: Words, linked: Linked) -> dict[str, Any]:
    """The findings row by row, worst kind first: how many each row lists, then one flat list of columns."""
    numbers = {number: index for index, number in enumerate(page.rules)}
    rows: dict[int, list[tuple[int, list[Any]]]] = {}
    for row, issue in page.findings():
        finding = issue.finding
        cells = [
            numbers[finding.rule],
            *_finding(finding, words),
            _file(page, row, issue.path, words, linked),
        ]
        rows.setdefault(row, []).append((KINDS.index(kind_of(finding)), cells))
    lengths, flat = [], []
    for row in range(EVERYONE, len(page.units)):
        own = sorted(rows.get(row, ()), key=lambda each: each[0])
        lengths.append(len(own))
        flat += [value for _, cells in own for value in cells]
    return {"lengths": lengths, "cells": flat}


def _finding(finding: Finding, words: Words) -> Iterator[Any]:
    """Yield the columns of a finding between its rule and its file."""
    text, holes = _holed(own_words(finding))
    yield from (words(finding.level), words(finding.outcome), words(text), holes or 0)
    yield words(_places(finding))
    sides = [_side(side) for side in (finding.left, finding.right, finding.difference)]
    yield _SIDES.join(sides) if any(sides) else 0
    yield from (words(finding.fix), words(finding.cause), words(finding.explanation or ""))


def _file(page: Page, row: int, path: str, words: Words, linked: Linked) -> int | list[Any]:
    """Which of the row's files a finding is of, from 1 on; of another file name and folder; 0 for none."""
    files = () if row == EVERYONE else page.units[row].files
    number = next((number for number, each in enumerate(files, 1) if path and each.path == path), 0)
    if number or not path:
        return number
    return [_name(path), words(linked(path).rpartition("/")[0])]


def _holed(text: str) -> tuple[str, str]:
    """A message without its numbers, and those: many units get one message with other numbers."""
    if _HOLE in text:
        return text, ""
    found = _NUMBER.findall(text)
    return _NUMBER.sub(_HOLE, text), _BETWEEN.join(found)


def _places(finding: Finding) -> str:
    """The cells of a finding, that to correct first; the sheet once for several cells of it."""
    if finding.spot is not None:
        return f"第{finding.spot.paragraph}段"
    told, sheet = [], ""
    for place in finding.places[:_CELLS]:
        told.append(place.cell if place.sheet == sheet else str(place))
        sheet = place.sheet
    more = len(finding.places) - _CELLS
    return "、".join(told) + (f"等 {len(finding.places)} 格" if more > 0 else "")


def _side(side: Decimal | str | None) -> str:
    if side is None:
        return ""
    return shortened(side) if isinstance(side, str) else grouped(side)
