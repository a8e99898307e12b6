"""What can be seen in one of two sheets and is hidden in the other: sheets, rows, columns, figures."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from xltools.core.compare.difference import Difference, Spot
from xltools.core.compare.grid import Alignment, Grid, runs
from xltools.core.model import Sheet, Workbook


def hidden(
    books: tuple[Workbook, Workbook],
    sheets: tuple[Sheet, Sheet],
    grids: tuple[Grid, Grid],
    aligned: Alignment,
) -> Iterator[Difference]:
    """The differences in what is hidden, as far as anything stands there."""
    one, other = (sheet.state != "visible" for sheet in sheets)
    if one != other:
        yield _found(Spot(sheets[0].name), Spot(sheets[1].name), "工作表", one)
        return
    rows = [(i, j) for i, j in aligned.rows if i is not None and j is not None and any(_filled(grids, i, j))]
    yield from _runs(rows, (_hides_row(sheets[0]), _hides_row(sheets[1])), grids, Grid.rows_at, "行")
    pairs = ((a, b) for a, b in aligned.columns if a is not None and b is not None)
    columns = [(a, b) for a, b in pairs if _column_filled(grids[0], a) or _column_filled(grids[1], b)]
    yield from _runs(
        columns, (_hides_column(sheets[0]), _hides_column(sheets[1])), grids, Grid.columns_at, "列"
    )
    yield from _figures(books, sheets, grids, [(i, j) for i, j in rows], columns)


def _filled(grids: tuple[Grid, Grid], i: int, j: int) -> Iterator[bool]:
    yield any(not cell.blank for cell in grids[0].rows[i])
    yield any(not cell.blank for cell in grids[1].rows[j])


def _column_filled(grid: Grid, column: int) -> bool:
    return any(column < len(row) and not row[column].blank for row in grid.rows)


def _hides_row(sheet: Sheet) -> Callable[[int], bool]:
    return lambda row: row in sheet.hidden_rows


def _hides_column(sheet: Sheet) -> Callable[[int], bool]:
    return lambda column: any(first <= column <= last for first, last in sheet.hidden_columns)


def _runs(
    pairs: list[tuple[int, int]],
    hides: tuple[Callable[[int], bool], Callable[[int], bool]],
    grids: tuple[Grid, Grid],
    spot: Callable[[Grid, int, int], Spot],
    what: str,
) -> Iterator[Difference]:
    """Rows or columns hidden on one side only, those in a run together."""
    for side in (0, 1):
        partner = {
            i + 1: j + 1
            for i, j in pairs
            if hides[side]((i, j)[side] + 1) and not hides[1 - side]((i, j)[1 - side] + 1)
        }
        for first, last in runs(sorted(partner)):
            spots = spot(grids[0], first, last), spot(grids[1], partner[first], partner[last])
            yield _found(*spots, what, side == 0)


def _figures(
    books: tuple[Workbook, Workbook],
    sheets: tuple[Sheet, Sheet],
    grids: tuple[Grid, Grid],
    rows: list[tuple[int, int]],
    columns: list[tuple[int, int]],
) -> Iterator[Difference]:
    """Figures that a number format leaves out on one side only."""
    blank = [
        frozenset(n for n, shape in enumerate(book.formats) if shows_nothing(shape.number)) for book in books
    ]
    if not any(blank):
        return
    for i, j in rows:
        for a, b in columns:
            places = (i + 1, a + 1), (j + 1, b + 1)
            one, other = (
                sheets[side].style(*places[side]) in blank[side]
                and grids[side].cell(*places[side]).number is not None
                for side in (0, 1)
            )
            if one != other:
                yield _found(grids[0].spot(*places[0]), grids[1].spot(*places[1]), "数字", one)


def shows_nothing(code: str) -> bool:
    """Whether a number format leaves numbers out (``;;;``)."""
    sections = code.split(";")
    return len(sections) > 1 and not any(section.strip() for section in sections[:2])


def _found(left: Spot, right: Spot, what: str, submitted: bool) -> Difference:  # noqa: FBT001
    shown = ("隐藏", "显示") if submitted else ("显示", "隐藏")
    whose = "报送稿" if submitted else "公开稿"
    return Difference("隐藏", "不同", left, right, *shown, note=f"{what}只在{whose}里被隐藏")
