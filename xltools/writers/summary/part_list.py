"""分册: one row a part, with its totals, and a link to its workbook; and the workbook over the parts."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from xltools.core.consolidation.division import reports
from xltools.core.consolidation.headlines import headlines
from xltools.core.model import Value
from xltools.core.refs import Place
from xltools.writers.summary.account import write_account
from xltools.writers.summary.attached import write_listing
from xltools.writers.summary.book import LINK_COLOUR, Book, Sheet, number_format
from xltools.writers.summary.cover import Behind, write_cover
from xltools.writers.summary.cover_page import Page
from xltools.writers.summary.draft import Draft
from xltools.writers.summary.eliminations import write_eliminations
from xltools.writers.summary.issues import write_filing, write_issues
from xltools.writers.summary.over import PART_HEADINGS, PARTS, OverPlan
from xltools.writers.summary.plan import FILING, ISSUES, UNIT_HEADINGS
from xltools.writers.summary.scores import write_parameters
from xltools.writers.summary.totals import write_totals
from xltools.writers.summary.units import write_departments, write_headings


def write_over(plan: OverPlan, path: Path, cached: Mapping[Place, Value], home: Path) -> None:
    """Write the workbook over the parts to ``path``; links are relative to ``home``. Raises OSError."""
    book, whole = Book(path, home, cached), plan.division.whole
    heads = headlines(whole)
    front = Page(book)
    write_account(book, whole, heads, (ISSUES, FILING))
    _write_figures(book, plan)
    write_issues(book, plan)
    write_filing(book, plan)
    for listing in plan.summary.listings:
        write_listing(book, listing)
    if plan.parameters:
        write_parameters(book, plan)
    write_cover(front, Behind(plan, heads, None, None, None, None, book.names[1:]))
    book.mark()
    book.close()


def over_draft(plan: OverPlan) -> Draft:
    """What an engine needs to compute it."""
    book = Draft()
    _write_figures(book, plan)
    if plan.parameters:
        write_parameters(book, plan)
    return book


def _write_figures(book: Book, plan: OverPlan) -> None:
    write_parts(book, plan)
    write_totals(book, plan)
    if plan.departments:
        write_departments(book, plan)
    if plan.eliminated.lines:
        write_eliminations(book, plan)


def write_parts(book: Book, plan: OverPlan) -> None:
    """Write the sheet 分册."""
    sheet = book.sheet(PARTS, "分册", plan.told, by_rows=True)
    write_headings(sheet, plan, PART_HEADINGS)
    for name in plan.columns:
        sheet.text(4, plan.count_column(name), f"{name}\n填报单位数", book.head())
        column = plan.count_column(name) - 1
        sheet.raw.set_column(column, column, None, None, {"hidden": True})
    for number in range(len(plan.written)):
        _part(sheet, plan, number)
    sheet.raw.set_column(2, 3, 9)
    sheet.raw.set_column(4, 4, 26)


def _part(sheet: Sheet, plan: OverPlan, number: int) -> None:
    """Write one part: how many units, its totals, and hidden what the totals of everyone need."""
    book, row = sheet.book, plan.member_row(number)
    member, part = plan.summary.members[number], plan.written[number].summary
    sheet.text(row, 1, member.unit.code, book.boxed())
    sheet.text(row, 2, member.unit.name, book.boxed(indent=min(member.level, 15)))
    sheet.number(row, 3, sum(map(reports, part.members)), book.boxed(align="center"))
    sheet.number(row, 4, plan.part_counted(number), book.boxed(align="center"))
    style = book.boxed(font_color=LINK_COLOUR, underline=1)
    path = plan.written[number].path
    sheet.link((row, 5), (str(path), ""), path.name, style)
    totals = part.nodes[0].totals
    for name, column in plan.columns.items():
        style = book.boxed(num_format=number_format(column.field), align="right")
        at = plan.column_of(name, UNIT_HEADINGS)
        if name in plan.summary.recomputed:
            sheet.row_formula(row, at, plan.rate_of_totals(name, UNIT_HEADINGS), style)
        else:
            sheet.number(row, at, totals[name].value if name in totals else None, style)
    for rate, name in plan.inputs:
        at = plan.input_column(rate, name, UNIT_HEADINGS)
        sheet.number(row, at, plan.part_input(number, rate, name))
    for name in plan.columns:
        sheet.number(row, plan.count_column(name), plan.part_units(number, name))
