"""A list over as many sheets as it needs: Excel's last row ends none of it in silence."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain, islice
from typing import TypeVar

from xltools.writers.summary.book import MOST_LINKS, Book, Sheet
from xltools.writers.summary.listed import columns

T = TypeVar("T")

#: Title, note and headings stand above the list.
HEADS = 3

#: An A3 sheet, for the lists with most columns.
A3 = 8


@dataclass(frozen=True, slots=True)
class Paged:
    """A list to write: the sheet's name, title and note, and the widths of its columns by heading.

    ``links`` is how many there are in all: Excel takes so many on a sheet, and the note says it where that
    is too few.
    """

    name: str
    title: str
    note: str
    widths: Mapping[str, float]
    wide: bool = False
    links: int = 0


#: Writes one row of a list.
Write = Callable[[Sheet, int, T], None]


def write_pages(
    book: Book, paged: Paged, rows: Iterable[T], write: Write[T], last_row: int
) -> tuple[Sheet, int]:
    """Write the list on sheets 名, 名(2) … down to ``last_row`` each.

    Handed back are the last sheet and the row under its list, kept free for totals.
    """
    waiting: Iterator[T] = iter(rows)
    room = max(1, last_row - HEADS - 1)
    number = 1
    while True:
        chunk = list(islice(waiting, room))
        more = list(islice(waiting, 1))
        sheet = _sheet(book, paged, number, len(chunk), more=bool(more))
        for row, each in enumerate(chunk, HEADS + 1):
            write(sheet, row, each)
        if not more:
            return sheet, HEADS + 1 + len(chunk)
        waiting, number = chain(more, waiting), number + 1


def _sheet(book: Book, paged: Paged, number: int, count: int, *, more: bool) -> Sheet:
    name = paged.name if number == 1 else f"{paged.name}({number})"
    few = f"链接只有前 {MOST_LINKS:,} 条有（Excel 的上限）。" if paged.links > MOST_LINKS else ""
    note = paged.note + few if number == 1 else f"续“{paged.name}”，第 {number} 页。"
    if more:
        note += f"一页放不下，接“{paged.name}({number + 1})”。"
    sheet = book.sheet(name, paged.title, note)
    columns(sheet, HEADS, paged.widths, count)
    if paged.wide:
        sheet.raw.set_paper(A3)
    return sheet
