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
    return colour_for(item.finding.level, item.status)


def colour_for(level: str, status: str) -> str:
    """The colour for a line of 审核结果 by its words; "" where it needs no mark."""
    if status in ("已认可", "已消除"):
        return ""
    if status == "已说明":
        return ANSWERED
    return UNJUDGED if status in ("未判", "规则异常") else _LEVELS.get(level, HINT)


def strongest(colours: list[str]) -> str:
    """The colour that wins at one cell."""
    return min(colours, key=COLOURS.index)
