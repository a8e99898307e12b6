"""Why a reference score is what it is, in words that staff can follow, built from the indicator's data."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from xltools.core.amounts import decimals, grouped, round_half_up
from xltools.core.scores.score import Score
from xltools.core.standard import Indicator

NO_FORMULA = "没有公式，由评价小组评定"
NOT_COMPUTED = "没有算出"

_AT_MOST = ("≤", "<", "＜", "<=")
_AT_LEAST = ("≥", ">", "＞", ">=")


def worked_out(score: Score, indicator: Indicator) -> str:
    """How the score follows from the actual value: ``支出完成率 33.61%，目标 100%，按比例得 2.02 分``."""
    if score.floor is not None and score.reference is not None:
        band = f"本档 {grouped(score.floor)} 至 {grouped(score.reference)} 分"
        return f"{score.name}“{score.actual}”，{band}"
    return f"{_facts(score)}，{_result(score, indicator)}"


def _facts(score: Score) -> str:
    """The actual value and its target."""
    actual = "" if score.actual is None else f" {_quantity(score.actual, score.unit)}"
    if score.target in (None, ""):
        return f"{score.name}{actual}"
    word = "目标不超过" if score.symbol in _AT_MOST else "目标"
    return f"{score.name}{actual}，{word} {_quantity(score.target, score.unit)}"


def _result(score: Score, indicator: Indicator) -> str:
    """What the standard makes of them."""
    got = score.reference if score.reference is not None else Decimal(0)
    gap = _gap(score)
    if got == score.points:
        met = gap is not None and gap <= 0
        return f"{'达到目标，' if met else '按评分标准'}得满分 {grouped(got)} 分"
    if _in_proportion(score):
        return f"按比例得 {grouped(got)} 分"
    if gap is None or gap <= 0:
        return f"按评分标准得 {grouped(got)} 分{_standard(indicator)}"
    way = "高出" if score.symbol in _AT_MOST else "低了" if score.symbol in _AT_LEAST else "相差"
    unit = " 个百分点" if score.unit == "%" else f" {score.unit}" if score.unit else ""
    lost = grouped(score.points - got)
    return f"{way} {grouped(gap)}{unit}，扣 {lost} 分，得 {grouped(got)} 分{_standard(indicator)}"


def _gap(score: Score) -> Decimal | None:
    """How far the actual value is on the wrong side of its target; None where that cannot be said."""
    if not isinstance(score.actual, Decimal) or not isinstance(score.target, Decimal):
        return None
    over = score.actual - score.target
    return over if score.symbol in _AT_MOST else -over if score.symbol in _AT_LEAST else abs(over)


def _in_proportion(score: Score) -> bool:
    """Whether the reference score is actual over target times points."""
    actual, target, got = score.actual, score.target, score.reference
    if not (isinstance(actual, Decimal) and isinstance(target, Decimal)) or got is None or not target:
        return False
    return score.symbol in _AT_LEAST and round_half_up(actual / target * score.points, decimals(got)) == got


def _standard(indicator: Indicator) -> str:
    text = str(indicator.texts.get("评分标准") or "")
    return f"（评分标准：{text.rstrip('。')}）" if text else ""


def _quantity(value: Decimal | str, unit: str) -> str:
    if isinstance(value, str):
        return f"“{value}”"
    return f"{grouped(value)}{unit if unit == '%' else f' {unit}' if unit else ''}"


def compared(score: Score) -> str:
    """The own score beside it: ``自评 6 分，多 3.98 分``."""
    if score.own is None:
        return "自评得分没有填，或不是数字"
    own = f"自评 {grouped(score.own)} 分"
    if score.difference is None:
        return own
    if score.state == "一致":
        return f"{own}，在本档以内" if score.floor is not None else f"{own}，一致"
    return f"{own}，{'多' if score.difference > 0 else '少'} {grouped(abs(score.difference))} 分"


def both_ways(score: Score, said: str) -> str:
    """The reference score with and without the exemption ``said``: its amount and document."""
    return f"{_facts(score)}，不计豁免 {_points(score.without)}，计豁免（{said}）{_points(score.reference)}"


def _points(score: Decimal | None) -> str:
    return NOT_COMPUTED if score is None else f"{grouped(score)} 分"


def not_exempt(missing: Sequence[str], unfit: str, *, claimed: bool) -> str:
    """Why no exemption counts: what is missing of one half filled, or of one that was only spoken of.

    ``unfit`` says of an amount why it is none (``财政冻结或收回额为 0``); "" where there is none to speak of.
    """
    lack = "缺少" if claimed else "没有填"
    parts = [unfit] if unfit else []
    parts += [f"{lack}{'、'.join(missing)}"] if missing else []
    return f"{'，'.join(parts)}，{'豁免没有计入' if claimed else '不能计豁免'}"


def eats_up(said: str, label: str, whole: Decimal, unit: str) -> str:
    """An exemption of as much as the amount it would be taken from, or more."""
    return f"豁免（{said}）不小于{label} {grouped(whole)} {unit}，豁免不能计入，请核对金额"


def lacking(labels: Sequence[str]) -> str:
    """Nothing was computed because these cells are blank."""
    return f"缺少{'、'.join(labels)}，{NOT_COMPUTED}"
