"""A chart on its way through the template engine: hidden in the paragraph it will replace."""

from __future__ import annotations

import json
from decimal import Decimal

from xltools.core.narrative.chart import Chart, Series, chart
from xltools.core.narrative.reserved import unreserved
from xltools.writers.bound.marks import hidden, revealed
from xltools.writers.word_xml import printable

_START, _END = "\ufdd5", "\ufdd6"


def chart_mark(rows: object, label: str, *columns: str, **options: object) -> str:
    """What ``图表(…)`` writes into its paragraph; ChartError for what cannot be drawn."""
    drawn = chart(rows, label, columns, options)
    series = [[each.name, [None if v is None else str(v) for v in each.values]] for each in drawn.series]
    names = [unreserved(printable(name)) for name in drawn.categories]
    title = unreserved(printable(drawn.title))
    return _START + hidden(json.dumps([title, names, series, drawn.height])) + _END


def marked_chart(text: str) -> Chart | None:
    """The chart hidden in a paragraph's text."""
    if _START not in text:
        return None
    title, categories, series, height = json.loads(revealed(text.partition(_START)[2].partition(_END)[0]))
    columns = (
        Series(name, tuple(None if v is None else Decimal(v) for v in values)) for name, values in series
    )
    return Chart(title, tuple(categories), tuple(columns), height)
