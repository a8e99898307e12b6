"""The cells of one sheet part: found, or made where they are missing, each in its order."""

from __future__ import annotations

from bisect import bisect_right, insort
from collections.abc import Iterator

from lxml import etree

from xltools.core.refs import column_letters, parse_cell
from xltools.writers.patch.draft import OFFICE, Draft
from xltools.writers.patch.order import TRUE, M


def sheet_parts(draft: Draft) -> dict[str, str]:
    """The worksheets by name, each with its part; without chart, dialog and macro sheets."""
    relations = draft.relations(draft.workbook)
    found = {}
    for sheet in draft.tree(draft.workbook).iterfind(f"{M}sheets/{M}sheet"):
        relation = relations.get(sheet.get(f"{{{OFFICE}}}id", ""))
        usable = relation is not None and relation.kind == "worksheet" and not relation.external
        if relation is not None and usable and relation.target in draft:
            found[sheet.get("name", "")] = relation.target
    return {name: part for name, part in found.items() if draft.tree(part).tag == f"{M}worksheet"}


class Cells:
    """The cells of a sheet by row and column, counted from 1."""

    def __init__(self, root: etree._Element) -> None:
        self._root = root
        self._rows: dict[int, etree._Element] = {}
        last = 0
        for row in root.iterfind(f"{M}sheetData/{M}row"):
            last = int(row.get("r") or last + 1)
            self._rows.setdefault(last, row)
        self._numbers = sorted(self._rows)

    def rows(self) -> Iterator[tuple[int, etree._Element]]:
        """The rows there are, with their numbers."""
        yield from self._rows.items()

    def cell(self, row: int, column: int) -> etree._Element | None:
        """The cell's element; a missing one is made. None where the sheet has no room for cells."""
        line = self._row(row)
        if line is None:
            return None
        following = None
        for at, cell in numbered(line):
            if at == column:
                return cell
            if at > column:
                following = cell
                break
        made: etree._Element = line.makeelement(M + "c", {"r": f"{column_letters(column)}{row}"})
        if style := self._inherited(line, column):
            made.set("s", style)
        if following is None:
            _append(line, made)
        else:
            following.addprevious(made)
        _widen(line, column)
        self._reach(row, column)
        return made

    def merged(self, row: int, column: int) -> tuple[int, int]:
        """The cell that is seen at a place: of a merged area its first."""
        for area in self._root.iterfind(f"{M}mergeCells/{M}mergeCell"):
            bounds = _bounds(area.get("ref", ""))
            if bounds and bounds[0] <= row <= bounds[2] and bounds[1] <= column <= bounds[3]:
                return bounds[0], bounds[1]
        return row, column

    def _row(self, number: int) -> etree._Element | None:
        if number in self._rows:
            return self._rows[number]
        blocks = self._root.findall(f"{M}sheetData")
        if not blocks:
            return None
        made: etree._Element = blocks[-1].makeelement(M + "row", {"r": str(number)})
        after = bisect_right(self._numbers, number)
        if after < len(self._numbers):
            self._rows[self._numbers[after]].addprevious(made)
        else:
            blocks[-1].append(made)
        self._rows[number] = made
        insort(self._numbers, number)
        return made

    def _inherited(self, line: etree._Element, column: int) -> str:
        """The style that a blank cell shows: its row's, or else its column's."""
        if line.get("customFormat") in TRUE:
            return line.get("s", "")
        for each in self._root.iterfind(f"{M}cols/{M}col"):
            if int(each.get("min", "0")) <= column <= int(each.get("max", "0")):
                return each.get("style", "")
        return ""

    def _reach(self, row: int, column: int) -> None:
        """Let the sheet's dimension take in a new cell."""
        dimension = self._root.find(f"{M}dimension")
        bounds = _bounds(dimension.get("ref", "")) if dimension is not None else None
        if dimension is None or bounds is None:
            return
        top, left = min(bounds[0], row), min(bounds[1], column)
        bottom, right = max(bounds[2], row), max(bounds[3], column)
        if (top, left, bottom, right) != bounds:
            dimension.set("ref", f"{column_letters(left)}{top}:{column_letters(right)}{bottom}")


def numbered(line: etree._Element) -> Iterator[tuple[int, etree._Element]]:
    """The cells of a row with their columns; one without an address follows the one before."""
    column = 0
    for cell in line.iterchildren(f"{M}c"):
        at = parse_cell(cell.get("r", ""))
        column = at[1] if at else column + 1
        yield column, cell


def _append(line: etree._Element, made: etree._Element) -> None:
    extension = line.find(f"{M}extLst")
    if extension is None:
        line.append(made)
    else:
        extension.addprevious(made)


def _widen(line: etree._Element, column: int) -> None:
    """Let the row's spans, a hint to readers, take in a new cell."""
    found = (span.split(":") for span in line.get("spans", "").split())
    spans = [(int(first), int(last)) for first, last in found]
    if spans and not any(first <= column <= last for first, last in spans):
        if len(spans) == 1:
            spans = [(min(spans[0][0], column), max(spans[0][1], column))]
        else:
            spans = sorted([*spans, (column, column)])
        line.set("spans", " ".join(f"{first}:{last}" for first, last in spans))


def _bounds(ref: str) -> tuple[int, int, int, int] | None:
    first, _, last = ref.partition(":")
    start, end = parse_cell(first), parse_cell(last or first)
    return (*start, *end) if start and end else None
