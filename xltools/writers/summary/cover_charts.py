"""Native charts of the cover: bars beside the table whose cells they show."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from xltools.writers.summary.cover_page import COVER, LINE, WIDTH, Page

#: Pixels of a column of the page, and of a point of height.
_COLUMN = WIDTH * 7 + 5
_POINT = 4 / 3
_FONT = "宋体"
_GRID = "#D9D9D9"
BLUE, GREY = "#5B84B1", "#A6A6A6"


@dataclass(frozen=True, slots=True)
class Series:
    """Bars: their name, the column of the page with the figures, and a colour, or one for each bar."""

    name: str
    column: int
    colour: str = BLUE
    colours: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Bars:
    """A chart over the lines of a table: headings in row ``above``, the words in column ``labels``.

    It covers the page's columns ``first`` to ``last`` beside the table. ``most`` is the end of its axis.
    """

    above: int
    lines: int
    labels: int
    series: tuple[Series, ...]
    first: int
    last: int
    shown: str = "#,##0"
    most: float | None = None


def insert_bars(page: Page, bars: Bars) -> None:
    """Insert the chart at the height of its table, the first line on top as there."""
    chart = page.book.book.add_chart({"type": "bar"})
    font = {"name": _FONT, "size": 8}
    for each in bars.series:
        chart.add_series(
            {
                "name": each.name,
                "categories": [
                    COVER,
                    bars.above,
                    bars.labels - 1,
                    bars.above + bars.lines - 1,
                    bars.labels - 1,
                ],
                "values": [COVER, bars.above, each.column - 1, bars.above + bars.lines - 1, each.column - 1],
                "fill": {"color": each.colour},
                "points": [{"fill": {"color": colour}} for colour in each.colours] or None,
                "data_labels": {"value": len(bars.series) == 1, "num_format": bars.shown, "font": font},
                "gap": 45,
            }
        )
    chart.set_title({"none": True})
    axis = {"visible": False, "major_gridlines": {"visible": False}, "min": 0}
    chart.set_x_axis(axis | ({"max": bars.most} if bars.most is not None else {}))
    chart.set_y_axis(
        {
            "reverse": True,
            "num_font": font,
            "line": {"color": _GRID},
            "major_tick_mark": "none",
            "interval_unit": 1,
        }
    )
    many = len(bars.series) > 1
    chart.set_legend({"position": "top", "font": font} if many else {"none": True})
    chart.set_chartarea({"border": {"none": True}, "fill": {"none": True}})
    chart.set_size(
        {
            "width": int((bars.last - bars.first + 1) * _COLUMN) - 8,
            "height": int((bars.lines + 1) * LINE * _POINT),
        }
    )
    where = {"x_offset": 6, "y_offset": 0, "object_position": 1, "description": bars.series[0].name}
    page.sheet.raw.insert_chart(bars.above - 1, bars.first - 1, chart, where)
