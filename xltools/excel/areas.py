"""Cells by the hundred as one address: a call for all of them is as dear as a call for one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from xltools.core.refs import column_letters

#: Row and column.
Spot = tuple[int, int]

#: Excel takes addresses of up to 255 characters.
_LONGEST = 250


def addresses(spots: Iterable[Spot]) -> Iterator[str]:
    """The cells as addresses of several areas (``A1:A3,C7``), as few as there can be."""
    line = ""
    for each in _runs(spots):
        if line and len(line) + 1 + len(each) > _LONGEST:
            yield line
            line = ""
        line = f"{line},{each}" if line else each
    if line:
        yield line


def _runs(spots: Iterable[Spot]) -> Iterator[str]:
    """Cells below each other as one area."""
    rest = sorted({(column, row) for row, column in spots})
    while rest:
        column, first = rest[0]
        count = next(
            (at for at, each in enumerate(rest) if each != (column, first + at)),
            len(rest),
        )
        letters, last = column_letters(column), first + count - 1
        yield f"{letters}{first}" + (f":{letters}{last}" if last > first else "")
        del rest[:count]
