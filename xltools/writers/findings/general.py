"""审核情况: the report in words, then the counts it rests on."""

from __future__ import annotations

from dataclasses import dataclass

from xltools.core.model import LEVELS
from xltools.core.overview.counts import OUTCOMES
from xltools.core.overview.overview import VERDICTS, Overview
from xltools.core.overview.words import Section, explained
from xltools.writers.summary.book import Book, Sheet, height
from xltools.writers.summary.listed import LEVEL_FILLS, VERDICT_FILLS

#: The text runs over so many columns, each so wide.
_COLUMNS, _WIDTH = 7, 12.5
_NUMERALS = "一二三四五六七八九十"
_TOTAL = "合计"
_FILLS = {**LEVEL_FILLS, **VERDICT_FILLS}


def write_general(book: Book, overview: Overview) -> None:
    """Write the sheet 审核情况: 审核情况说明 and its statistics."""
    note = "由审核结果自动生成，可复制到正式文稿；各数与后面各表一致。"
    sheet = book.sheet("审核情况", "审核情况说明", note)
    sheet.raw.set_portrait()
    sheet.raw.fit_to_pages(1, 0)
    sheet.raw.set_column(0, _COLUMNS - 1, _WIDTH)
    row = 4
    for number, section in enumerate(explained(overview)):
        row = _section(sheet, row, f"{_NUMERALS[number]}、{section.heading}", section)
    sheet.raw.set_h_pagebreaks([row - 1])
    row = _table(sheet, row, _by_level(overview))
    _table(sheet, row, _by_verdict(overview))


def _section(sheet: Sheet, row: int, heading: str, section: Section) -> int:
    """Write a section from a row on; the first free row after it."""
    sheet.text(row, 1, heading, sheet.book.format(bold=True, font_size=12))
    sheet.raw.set_row(row - 1, 22)
    style = sheet.book.format(text_wrap=True, font_size=11, valign="top")
    for paragraph in section.paragraphs:
        row += 1
        text = f"　　{paragraph}"
        sheet.merged(row, 1, _COLUMNS, text, style)
        sheet.raw.set_row(row - 1, height((text, _COLUMNS * _WIDTH)) + 3)
    return row + 2


@dataclass(frozen=True, slots=True)
class _Table:
    """A small table: its headings, the first of which names the rows; each row a word and its numbers."""

    title: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, tuple[int, ...]], ...]


def _by_level(overview: Overview) -> _Table:
    """Levels down, outcomes across, with totals both ways."""
    crossed = overview.crossed
    levels = tuple(reversed(LEVELS))
    lines: dict[str, list[int]] = {
        level: [crossed.get((level, outcome), 0) for outcome in OUTCOMES] for level in levels
    }
    whole = {**lines, _TOTAL: [sum(numbers) for numbers in zip(*lines.values(), strict=True)]}
    rows = ((word, (*numbers, sum(numbers))) for word, numbers in whole.items())
    return _Table("问题按级别和处理情况", ("级别", *OUTCOMES, _TOTAL), tuple(rows))


def _by_verdict(overview: Overview) -> _Table:
    rows = ((verdict, (overview.verdicts[verdict],)) for verdict in reversed(VERDICTS))
    whole = (*rows, (_TOTAL, (len(overview.checked),)))
    return _Table(f"{overview.reviewed}按审核结论", ("结论", overview.reviewed), whole)


def _table(sheet: Sheet, row: int, table: _Table) -> int:
    """Write a small table under its title; the first free row after it."""
    book = sheet.book
    sheet.text(row, 1, table.title, book.format(bold=True))
    sheet.heads(row + 1, table.heads)
    for offset, (word, numbers) in enumerate(table.rows, row + 2):
        fill: dict[str, str] = {"bg_color": _FILLS[word]} if word in _FILLS else {}
        bold = word == _TOTAL
        sheet.text(offset, 1, word, book.boxed(align="center", bold=bold, **fill))
        for column, number in enumerate(numbers, 2):
            sheet.number(offset, column, number, book.boxed(align="center", bold=bold))
    return row + len(table.rows) + 3
