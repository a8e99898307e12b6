"""Whether rows or columns of a sheet stand elsewhere than in the file, which then tells nothing of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from xltools.core.model import Sheet, Value
from xltools.readers.live_cells import Grid

_Line = tuple[tuple[int, object], ...]


def moved(saved: Sheet, now: Grid) -> str:
    """What moved (行 or 列), "" where nothing did: a line of cells, the only such, that is elsewhere now."""
    before = _cells(saved)
    after = {at: "=" if at in now.formulas else value for at, value in now.values.items()}
    after = {at: value for at, value in after.items() if value is not None}
    if _elsewhere(_lines(before, 0), _lines(after, 0)):
        return "行"
    return "列" if _elsewhere(_lines(before, 1), _lines(after, 1)) else ""


def _cells(sheet: Sheet) -> Mapping[tuple[int, int], Value]:
    """The filled cells; formulas, whose words change with their place, are all alike."""
    found = {
        (row, column): value
        for row, cells in enumerate(sheet.values, 1)
        for column, value in enumerate(cells, 1)
        if value is not None
    }
    return found | dict.fromkeys(sheet.formulas, "=")


def _lines(cells: Mapping[tuple[int, int], Value], axis: int) -> Mapping[int, _Line]:
    """The lines along an axis, by number: what stands where in each."""
    lines: dict[int, list[tuple[int, object]]] = {}
    for at, value in cells.items():
        lines.setdefault(at[axis], []).append((at[1 - axis], value))
    return {number: tuple(sorted(line, key=lambda cell: cell[0])) for number, line in lines.items()}


def _elsewhere(before: Mapping[int, _Line], after: Mapping[int, _Line]) -> bool:
    then, now = _single(before.items()), _single(after.items())
    return any(
        line in now and now[line] != number and after.get(number) != line for line, number in then.items()
    )


def _single(lines: Iterable[tuple[int, _Line]]) -> Mapping[_Line, int]:
    """The number of each line that there is only one of; a single cell is no line, for people retype it."""
    found: dict[_Line, list[int]] = {}
    for number, line in lines:
        if len(line) > 1:
            found.setdefault(line, []).append(number)
    return {line: numbers[0] for line, numbers in found.items() if len(numbers) == 1}
