"""The colours of marks: shades that no palette offers, so that they are known again."""

from __future__ import annotations

from xltools.core.returned.item import Item

ERROR, QUERY, HINT, UNJUDGED, ANSWERED = "FFC2BC", "FFD36E", "C4E1F7", "D8CCEA", "CDEBC5"
#: Strongest first: the strongest finding at a cell gives it its colour.
COLOURS = (ERROR, QUERY, UNJUDGED, HINT, ANSWERED)
MARKS = frozenset(COLOURS)

_LEVELS = {"错误": ERROR, "核实": QUERY, "提示": HINT}


def colour_of(item: Item) -> str:
    """The colour for a finding; "" where it needs no mark: accepted or gone."""
    if item.status in ("已认可", "已消除"):
        return ""
    if item.status == "已说明":
        return ANSWERED
    return UNJUDGED if item.finding.outcome in ("未判", "规则异常") else _LEVELS[item.finding.level]


def strongest(colours: list[str]) -> str:
    """The colour that wins at one cell."""
    return min(colours, key=COLOURS.index)
