"""外部链接: cells that take figures from another file, which nobody but the unit has."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import PureWindowsPath

from xltools.core.builtin.seen import Seen
from xltools.core.builtin.wording import finding
from xltools.core.formulas.change import shortened
from xltools.core.model import Finding, Workbook
from xltools.core.refs import Place
from xltools.core.standard import Rule

_NUMBER = re.compile(r"\[(\d+)\]")
_NAMED = re.compile(r"\[([^\]]+)\]")

#: From so many cells on, those that link to one file are one finding.
_MANY = 4
_SHOWN = 3


def external(rule: Rule, seen: Seen) -> Iterator[Finding]:
    """Cells with a link that are fields, or that a field rests on; a link that no field uses says nothing."""
    by_file: dict[str, list[Finding]] = {}
    for place in sorted(seen.unsound.external):
        label = called(seen, place)
        if label:
            files = file_names(seen.workbook, seen.dependence.needs[place].external)
            by_file.setdefault(files, []).append(_one(rule, seen, place, label, files))
    for files, found in by_file.items():
        yield from found if len(found) < _MANY else [_gathered(rule, files, found)]


def _one(rule: Rule, seen: Seen, place: Place, label: str, files: str) -> Finding:
    change = seen.changed.get(place)
    field = seen.labels.get(place, (None, ""))[0]
    formula = seen.sheets[place.sheet].formulas[place.row, place.column]
    now = f"{files}（{shortened(with_files(seen.workbook, formula))}）"
    return finding(rule, field, place, label, now, change.expected if change else "")


def _gathered(rule: Rule, files: str, found: list[Finding]) -> Finding:
    """Many links to one file as one finding at the first cell, with all places."""
    places = tuple(place for each in found for place in each.places)
    cells = "、".join(str(place) for place in places[:_SHOWN])
    gathered = finding(rule, found[0].field, None, f"{cells}等{len(places)}个单元格", files)
    return replace(gathered, places=places)


def called(seen: Seen, place: Place) -> str:
    """What to call a cell: its field, or the fields that rest on it; "" when none does."""
    if place in seen.labels:
        return seen.labels[place][1]
    resting = seen.dependence.resting_on((place,))
    users = [label for there, (_, label) in seen.labels.items() if there in resting]
    if not users:
        return ""
    more = f"等{len(users)}项" if len(users) > 1 else ""
    return f"{users[0]}{more}用到的 {place} "


def file_names(workbook: Workbook, links: tuple[str, ...]) -> str:
    """The files that links as written (``[1]表``, ``D:/[甲.xlsx]表``) name."""
    return "、".join(dict.fromkeys(_file(workbook, link) for link in links))


def with_files(workbook: Workbook, formula: str) -> str:
    """A formula with the names of files in place of their numbers."""
    return _NUMBER.sub(lambda match: f"[{_file(workbook, match[0])}]", formula)


def _file(workbook: Workbook, link: str) -> str:
    match = _NUMBER.search(link)
    if match and 0 < int(match[1]) <= len(workbook.links):
        link = workbook.links[int(match[1]) - 1]
        return PureWindowsPath(link).name or "另一个文件"
    named = _NAMED.search(link)
    if match or not (named or link):
        return "另一个文件"
    return named[1] if named else PureWindowsPath(link).name
