"""One asked rule and its answers -> nothing (it holds), or a Finding.

Three-valued: a rule that lacks data is 未判, a rule that cannot run is 规则异常; neither is ever a pass.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from xltools.core.amounts import decimals, exact, round_half_up, within
from xltools.core.expressions import columns_in, names_in
from xltools.core.messages import mark_of, message_of, shown
from xltools.core.model import Datum, ErrorValue, Finding, Level, Outcome, Record, Row, Value
from xltools.core.questions import Asked, row_of
from xltools.core.refs import Place
from xltools.core.standard import Rule

#: Errors that come of the rule's own text; all others come of data.
_RULE_FAULTS = frozenset({"#NAME?", "#REF!", "#SYNTAX!", "#N/IMPL!"})

_PLACES = 6

#: A side's value: exact, or a text, or TRUE/FALSE, or an error, or nothing.
Answer = Decimal | str | bool | ErrorValue | None


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a comparison: its value, the single data it needs, and the columns it runs over."""

    value: Answer
    data: tuple[Datum, ...]
    columns: tuple[Datum, ...]


def judge(asked: Asked, record: Record, answers: Sequence[Value]) -> Finding | None:
    """The finding of one asked rule; None when it holds or does not apply."""
    if asked.unknown:
        return _finding(asked, record, "未判", f"工作簿里找不到{'、'.join(asked.unknown)}")
    instance = asked.instance
    before = _side(asked, record, _answer(answers, asked.precondition), instance.precondition)
    if unreadable := _unreadable(before):
        return _finding(asked, record, "未判", f"{_names(unreadable)}不能识别", unreadable)
    if isinstance(before.value, ErrorValue):
        return _stuck(asked, record, before.value, before.data)
    if asked.precondition >= 0 and not before.value:
        return None
    left = _side(asked, record, _answer(answers, asked.left), instance.left)
    right = _side(asked, record, _answer(answers, asked.right), instance.right)
    if unreadable := _unreadable(left, right):
        return _finding(asked, record, "未判", f"{_names(unreadable)}不能识别", unreadable)
    lacking = _lacking(instance.rule, left, right)
    if lacking and instance.rule.missing == "缺即错":
        return _failed(asked, record, left, right)
    if lacking:
        return _finding(asked, record, "未判", f"缺少{_names(lacking)}", lacking)
    return _compare(asked, record, left, right)


def _unreadable(*sides: Side) -> tuple[Datum, ...]:
    """The cells that hold something else than their field's type, or rest on such a cell."""
    return tuple(d for side in sides for d in (*side.data, *side.columns) if not d.readable)


def _names(data: Sequence[Datum]) -> str:
    """What is lacking, the first few by name."""
    names = list(dict.fromkeys(datum.field for datum in data))
    return "、".join(names[:4]) + (f"等{len(names)}项" if len(names) > 4 else "")


def not_judged(asked: Asked, record: Record) -> Finding:
    """What an asked rule comes to when no engine could be trusted with the workbook."""
    return _finding(asked, record, "未判", "需在 Excel 中重算")


def _answer(answers: Sequence[Value], position: int) -> Answer:
    value = None if position < 0 else answers[position]
    if isinstance(value, bool | str | ErrorValue) or value is None:
        return value
    return _settled(exact(value))


def _settled(number: Decimal) -> Decimal:
    """A computed number without the last-bit noise of doubles: six places are more than any field has."""
    return number if decimals(number) <= _PLACES else round_half_up(number, _PLACES).normalize() + 0


def _side(asked: Asked, record: Record, value: Answer, formula: str) -> Side:
    data = [record.data[name] for name in names_in(formula) if name in record.data]
    row = row_of(asked, record)
    if row is not None:
        data += [row[column] for column in columns_in(formula) if column in row]
    columns = tuple(datum for name in names_in(formula) for datum in _column(record, name))
    return Side(value, tuple(data), columns)


def _column(record: Record, name: str) -> Iterator[Datum]:
    """The cells of a table column named as a whole: 评分表_自评得分."""
    table, _, column = name.partition("_")
    for row in record.tables.get(table, ()):
        if column in row:
            yield row[column]


def _lacking(rule: Rule, left: Side, right: Side) -> tuple[Datum, ...]:
    """The data whose absence keeps the rule from being judged, by its 缺失值策略."""
    if rule.missing == "按0":
        return ()
    lacking: list[Datum] = []
    for side in (left, right):
        blank = [datum for datum in side.data if datum.blank]
        if blank and (rule.missing != "全缺未判" or len(blank) == len(side.data)):
            lacking += blank
    return tuple(dict.fromkeys(lacking))


def _compare(asked: Asked, record: Record, left: Side, right: Side) -> Finding | None:
    rule = asked.instance.rule
    for side in (left, right):
        if isinstance(side.value, ErrorValue):
            return _stuck(asked, record, side.value, side.data)
    if rule.compare == "真":
        truth = right.value if asked.right >= 0 else left.value
        return None if truth is True else _failed(asked, record, left, right)
    if rule.compare == "同填":
        return None if _filled(left) == _filled(right) else _failed(asked, record, left, right)
    if rule.compare == "互斥":
        return None if not (_filled(left) and _filled(right)) else _failed(asked, record, left, right)
    if any(side.value is None or side.value == "" for side in (left, right)):
        return _finding(asked, record, "未判", f"缺少{_empty_side(asked, left)}", left.data or right.data)
    if isinstance(left.value, Decimal) and isinstance(right.value, Decimal):
        holds = _holds(rule, left.value, right.value)
    elif rule.compare in ("=", "<>"):
        holds = (left.value == right.value) is (rule.compare == "=")
    else:
        return _finding(asked, record, "未判", "两边不都是数字", (*left.data, *right.data))
    return None if holds else _failed(asked, record, left, right)


def _empty_side(asked: Asked, left: Side) -> str:
    """What the side that came out empty is made of."""
    formula = asked.instance.left if left.value in (None, "") else asked.instance.right
    return "、".join(names_in(formula)[:4]) or "数据"


def _filled(side: Side) -> bool:
    return side.value not in (None, "", Decimal(0))


def tolerance_of(rule: Rule, right: Decimal) -> Decimal:
    """The tolerance of a rule: absolute, or relative to the right side, whichever is wider."""
    relative = abs(right) * rule.relative_tolerance if rule.relative_tolerance else Decimal(0)
    return max(rule.tolerance or Decimal(0), relative)


def _tolerant(rule: Rule) -> bool:
    """Whether a rule names a tolerance of either kind."""
    return rule.tolerance is not None or rule.relative_tolerance is not None


def _holds(rule: Rule, left: Decimal, right: Decimal) -> bool:
    """The comparison of two numbers, always within the rule's tolerance."""
    tolerance = tolerance_of(rule, right)
    equal = within(left - right, tolerance)
    match rule.compare:
        case "=":
            return equal
        case "<>":
            return not equal
        case "<=":
            return left < right or equal
        case ">=":
            return left > right or equal
        case "<":
            return left < right and not equal
        case ">":
            return left > right and not equal
        case _:
            return abs(left) < right or within(abs(left) - right, tolerance)


def _stuck(asked: Asked, record: Record, error: ErrorValue, data: tuple[Datum, ...]) -> Finding:
    """A rule that gave an error: its own fault, or the data's."""
    if error.code in _RULE_FAULTS:
        instance = asked.instance
        formulas = ";".join(f for f in (instance.precondition, instance.left, instance.right) if f)
        reason = f"规则算式有误（{error.code}），请报告规范的维护人：{formulas}"
        return _finding(asked, record, "规则异常", reason)
    return _finding(asked, record, "未判", f"算不出结果({error.code})", data)


def level_of(rule: Rule) -> Level:
    """A rule's level; one on trial only warns."""
    return "提示" if rule.trial else rule.level


def _finding(
    asked: Asked, record: Record, outcome: Outcome, reason: str, data: Sequence[Datum] = ()
) -> Finding:
    """A rule that could not be judged, with the cells that keep it from being judged."""
    rule = asked.instance.rule
    item = f"({asked.instance.item})" if asked.instance.item else ""
    places = tuple(dict.fromkeys(datum.place for datum in data))
    return Finding(
        rule=rule.number,
        level=level_of(rule),
        outcome=outcome,
        message=f"{rule.name}{item}:{reason}",
        places=places or _places(asked, record),
        field=data[0].field if data else None,
        basis=rule.basis,
        fix=rule.fix,
    )


def _failed(asked: Asked, record: Record, left: Side, right: Side) -> Finding:
    """A rule that does not hold, with both sides."""
    rule = asked.instance.rule
    mark = mark_of(asked, record)
    a = None if _bare_blank(left) else shown(left.value, record, asked.instance)
    b = None if _bare_blank(right) else shown(right.value, record, asked.instance)
    if rule.compare == "真":
        a, b = str(mark.value) if mark and not mark.blank else None, None
    difference = _difference(rule, a, b) if isinstance(a, Decimal) and isinstance(b, Decimal) else None
    return Finding(
        rule=rule.number,
        level=level_of(rule),
        outcome="不通过",
        message=message_of(asked, record, a, b, difference),
        places=_places(asked, record),
        field=mark.field if mark else None,
        left=a,
        right=b,
        difference=difference,
        tolerance=tolerance_of(rule, b) if isinstance(b, Decimal) and _tolerant(rule) else None,
        basis=rule.basis,
        fix=rule.fix,
    )


def _bare_blank(side: Side) -> bool:
    """Whether a side is made of nothing but blanks: then there is no number to show, not even 0."""
    return bool(side.data) and not side.columns and all(datum.blank for datum in side.data)


def _difference(rule: Rule, left: Decimal, right: Decimal) -> Decimal:
    """Left minus right; for 绝对值<= what the size of the left exceeds the right by."""
    return abs(left) - right if rule.compare == "绝对值<=" else left - right


def _places(asked: Asked, record: Record) -> tuple[Place, ...]:
    """The cells to mark first, then every other cell the rule looked at."""
    instance, row = asked.instance, row_of(asked, record)
    places = [datum.place for datum in _marks(instance.marks, record, row)]
    for formula in (instance.left, instance.right):
        places += [record.data[name].place for name in names_in(formula) if name in record.data]
        if row is not None:
            places += [row[column].place for column in columns_in(formula) if column in row]
    return tuple(dict.fromkeys(places))


def _marks(marks: Sequence[str], record: Record, row: Row | None) -> Iterator[Datum]:
    for mark in marks:
        column = mark.removeprefix("[@").removesuffix("]")
        if row is not None and column in row:
            yield row[column]
        elif mark in record.data:
            yield record.data[mark]
