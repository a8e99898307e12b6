"""Reviews made up by hand: findings where a test wants them, as the check would give them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal

from xltools.core.model import LEVELS, Finding, Outcome
from xltools.core.refs import Place
from xltools.core.returned.item import Item, Review, Status

#: Texts that an XML writer must not trip over.
_MESSAGES = (
    "本年支出合计（F12）应等于各项之和，差 0.50 元。",
    "=1+1 <b>不是</b> & “公式” ]]> \u3000尾",
    "第一行\n第二行\t制表 😀",
)
_STATUSES: Sequence[Status] = ("供参考", "待说明", "待改正", "已说明", "未判")


def review(places: Iterable[tuple[str, int, int]]) -> Review:
    """One finding at each (sheet, row, column), of changing level and text; one without a place."""
    items = [_item(number, (Place(*place),)) for number, place in enumerate(places)]
    return Review("某单位(示例)", "湛江2022", "不通过", (*items, _item(len(items), ())))


def _item(number: int, places: tuple[Place, ...]) -> Item:
    status = _STATUSES[number % len(_STATUSES)]
    outcome: Outcome = "未判" if status == "未判" else "不通过"
    finding = Finding(
        f"R{number % 90 + 1:03}",
        LEVELS[number % 3],
        outcome,
        _MESSAGES[number % len(_MESSAGES)],
        places,
        field="支出合计",
        left=Decimal("1000.50"),
        right="应为“1000”",
        difference=Decimal("0.50"),
        basis="示例依据",
        fix="请核对后改正。",
    )
    answer = "年中追加了预算（示例）。" if status == "已说明" else ""
    return Item(finding, status, f"K{number}", name="合计", answer=answer)
