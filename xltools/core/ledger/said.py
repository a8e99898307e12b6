"""What is said of a unit besides its state: late, returned before, not owed, not counted, why missing."""

from __future__ import annotations

from collections.abc import Iterator

from xltools.core.ledger.status import Standing


def notes(standing: Standing) -> Iterator[str]:
    """Yield each as a few words."""
    unit, entry = standing.unit, standing.entry
    yield from _time(standing)
    if entry and entry.returned:
        yield f"退回过 {entry.returned} 次"
    if unit.reason:
        yield f"未报原因：{unit.reason}" if not entry else f"名册写着未报原因：{unit.reason}，却报了"
    if entry and not unit.expected:
        yield "名册不要求报"
    if entry and entry.state not in ("", "已报"):
        yield f"{entry.state}，见汇总的报送情况" if entry.state == "重复" else entry.state
    if standing.forms.failed:
        yield f"附表 {standing.forms.failed} 份不通过"
    if entry and entry.error:
        yield entry.error


def _time(standing: Standing) -> Iterator[str]:
    entry, stands = standing.entry, standing.lateness
    if stands.word == "迟报" and entry:
        yield f"迟报 {stands.days} 天（{entry.first} 初报）"
    elif stands.word == "逾期":
        yield f"已过截止日期 {stands.days} 天"
    elif stands.word == "未到期":
        yield "未到期"
