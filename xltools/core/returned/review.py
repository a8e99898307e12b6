"""The review of one workbook: its findings in the order in which they go back to the unit."""

from __future__ import annotations

from xltools.core.model import Checked, Level
from xltools.core.returned.item import Item, Review
from xltools.core.returned.items import items
from xltools.core.standard import Standard

#: What asks most of the unit comes first; what could not be checked before what is merely good to know.
_LEVELS: dict[Level, int] = {"错误": 0, "核实": 1, "提示": 3}
_UNJUDGED, _GONE = 2, 4


def review(checked: Checked, standard: Standard) -> Review:
    """All findings of a check as they go back: 错误, 核实, 未判 and 规则异常, 提示, then what is gone.

    Within a level they follow the form: its sheets, then rows, then columns; those without a cell stand last.
    """
    order = {name: at for at, name in enumerate(dict.fromkeys(block.sheet for block in standard.blocks))}
    found = sorted(items(checked, standard), key=lambda item: _key(item, order))
    unit = checked.record.name if checked.record else ""
    return Review(unit, checked.standard, checked.verdict, tuple(found))


def _key(item: Item, order: dict[str, int]) -> tuple[int, int, str, int, int, str, str]:
    finding = item.finding
    if not finding.places:
        return _rank(item), len(order) + 1, "", 0, 0, finding.rule, finding.message
    place = finding.places[0]
    sheet = order.get(place.sheet, len(order))
    return _rank(item), sheet, place.sheet, place.row, place.column, finding.rule, finding.message


def _rank(item: Item) -> int:
    if item.status == "已消除":
        return _GONE
    return _UNJUDGED if item.finding.outcome in ("未判", "规则异常") else _LEVELS[item.finding.level]
