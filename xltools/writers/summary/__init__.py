"""Summary -> the summary workbook (汇总.xlsx): live formulas over the units' figures, links to files."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from xltools.core.consolidation.headlines import headlines
from xltools.core.consolidation.outliers import Outliers, asked, outliers
from xltools.core.model import Value
from xltools.core.refs import Place
from xltools.writers.summary.account import write_account
from xltools.writers.summary.attached import write_listing
from xltools.writers.summary.book import Book
from xltools.writers.summary.comparison import write_comparison
from xltools.writers.summary.cover import Behind, write_cover
from xltools.writers.summary.cover_page import Page
from xltools.writers.summary.draft import Draft
from xltools.writers.summary.eliminations import write_eliminations
from xltools.writers.summary.indicator_rates import RateTable, write_indicator_rates
from xltools.writers.summary.issues import FilingCells, IssueCells, write_filing, write_issues
from xltools.writers.summary.outlier_list import write_outliers
from xltools.writers.summary.plan import FILING, ISSUES, Plan
from xltools.writers.summary.ranking import Ranking, write_ranking
from xltools.writers.summary.scores import write_parameters, write_scores
from xltools.writers.summary.totals import write_totals
from xltools.writers.summary.trace import write_trace
from xltools.writers.summary.units import write_departments, write_units

__all__ = ["Plan", "draft", "write_summary"]


def write_summary(
    plan: Plan,
    path: Path,
    cached: Mapping[Place, Value],
    home: Path | None = None,
    apart: Outliers | None = None,
) -> None:
    """Write the summary workbook to ``path``.

    ``cached`` are the values that the formulas show until something recalculates them. Links are
    relative to ``home``, the folder where the workbook will stay (default: that of ``path``). ``apart`` is
    what stands apart, where that is known from more units than these. The same summary gives the same bytes.
    Raises OSError where the file cannot be written.
    """
    summary = plan.summary
    book = Book(path, home or path.parent, cached)
    heads = headlines(summary)
    front = Page(book)
    write_account(book, summary, heads, (ISSUES, FILING))
    _write_figures(book, plan)
    ranking = Ranking(plan) if plan.indicators else None
    rates = RateTable(plan) if plan.indicators else None
    if ranking and rates:
        write_ranking(book, ranking)
        write_indicator_rates(book, rates)
    if asked(summary.standard):
        write_outliers(book, summary.standard, outliers(summary) if apart is None else apart)
    write_issues(book, plan)
    write_filing(book, plan)
    for listing in summary.listings:
        write_listing(book, listing)
    write_trace(book, summary)
    if plan.parameters:
        write_parameters(book, plan)
    lists = FilingCells(plan), IssueCells(plan)
    write_cover(front, Behind(plan, heads, *lists, ranking, rates, book.names[1:]))
    book.mark()
    book.close()


def draft(plan: Plan, known: Mapping[Place, Value]) -> Draft:
    """Only the sheets that hold formulas and what they look at, for an engine to compute.

    A formula whose value is ``known`` already stands there as that value.
    """
    book = Draft(known)
    _write_figures(book, plan)
    if plan.parameters:
        write_parameters(book, plan)
    return book


def _write_figures(book: Book, plan: Plan) -> None:
    write_totals(book, plan)
    if plan.departments:
        write_departments(book, plan)
    write_units(book, plan)
    if plan.eliminated.lines:
        write_eliminations(book, plan)
    if plan.indicators:
        write_scores(book, plan)
        write_comparison(book, plan)
