"""One asked rule and its answers -> nothing (it holds), or a Finding.

Three-valued: a rule that lacks data is 未判, a rule that cannot run is 规则异常; neither is ever a pass.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from xltools.core.amounts import within
from xltools.core.causes.sources import Sources
from xltools.core.expressions import columns_in, names_in
from xltools.core.messages import mark_of, message_of, shown
from xltools.core.model import Datum, ErrorValue, Finding, Level, Outcome, Record, Row, Value
from xltools.core.questions import Asked, row_of
from xltools.core.refs import Place
from xltools.core.rounding import slack
from xltools.core.sides import Side, answer_of, side_of
from xltools.core.standard import Rule

#: Errors that come of the rule's own text; all others come of data.
_RULE_FAULTS = frozenset({"#NAME?", "#REF!", "#SYNTAX!", "#N/IMPL!"})


def judge(asked: Asked, sources: Sources, answers: Sequence[Value]) -> Finding | None:
    """The finding of one asked rule; None when it holds or does not apply."""
    record, instance = sources.record, asked.instance
    if asked.unknown:
        return _finding(asked, record, "未判", _not_found(asked, sources))
    applies, doubt = _applies(asked, sources, answers) if asked.conditions else (True, None)
    if not applies:
        return doubt
    if asked.lacking:
        return _finding(asked, record, "未判", asked.lacking)
    left = side_of(asked, record, answer_of(answers, asked.left), instance.left)
    right = side_of(asked, record, answer_of(answers, asked.right), instance.right)
    if unreadable := _unreadable(left, right):
        return _unread(asked, sources, unreadable)
    lacking = _lacking(instance.rule, left, right)
    if lacking and instance.rule.missing == "缺即错":
        return _failed(asked, record, left, right)
    if lacking:
        return _lacks(asked, sources, _names(lacking, sources), lacking)
    return _compare(asked, sources, left, right)


def _applies(asked: Asked, sources: Sources, answers: Sequence[Value]) -> tuple[bool, Finding | None]:
    """Whether every condition holds; where not, the finding that says why that cannot be told.

    None where one is certainly false, whatever the others are: the rule does not apply.
    """
    record = sources.record
    told = [answer_of(answers, at) for at in asked.conditions]
    if sources.sound and not any(isinstance(value, ErrorValue) for value in told):
        return all(told), None
    sides = [side_of(asked, record, *pair) for pair in zip(told, asked.instance.conditions, strict=True)]
    if any(not side.value and not _unreadable(side) for side in sides):
        return False, None
    for side in sides:
        if unreadable := _unreadable(side):
            return False, _unread(asked, sources, unreadable)
        if isinstance(side.value, ErrorValue):
            return False, _stuck(asked, record, side.value, side.data)
    return True, None


def _unreadable(*sides: Side) -> tuple[Datum, ...]:
    """The cells that hold something else than their field's type, or rest on such a cell."""
    return tuple(d for side in sides for d in (*side.data, *side.columns) if not d.readable)


def _unread(asked: Asked, sources: Sources, unreadable: Sequence[Datum]) -> Finding:
    """A rule that rests on cells nobody can read: those themselves, not what is computed from them."""
    roots = sources.roots(unreadable, lambda datum: not datum.readable)
    return _finding(asked, sources.record, "未判", f"{_names(roots, sources)}不能识别", (*roots, *unreadable))


def _lacks(asked: Asked, sources: Sources, lacking: str, blank: Sequence[Datum]) -> Finding:
    """A rule that lacks data: what is blank, and the blank inputs behind it where it is computed."""
    roots = sources.roots(blank, lambda datum: datum.blank)
    behind = tuple(datum for datum in roots if datum not in blank)
    computed = any(map(sources.behind, behind))
    what = f"{_names(behind, sources)}{'算不出' if computed else '未填'}"
    reason = f"缺少{lacking}" + (f"（{what}）" if behind else "")
    return _finding(asked, sources.record, "未判", reason, (*roots, *blank))


def _names(data: Sequence[Datum], sources: Sources) -> str:
    """What is lacking, the first few as people call them."""
    names = list(dict.fromkeys(map(sources.label, data)))
    return "、".join(names[:4]) + (f"等{len(names)}项" if len(names) > 4 else "")


def _not_found(asked: Asked, sources: Sources) -> str:
    """What the workbook does not have any more."""
    names = dict.fromkeys(sources.called(name, asked.instance.table) for name in asked.unknown)
    return f"工作簿里找不到{'、'.join(names)}"


def not_judged(asked: Asked, record: Record) -> Finding:
    """What an asked rule comes to when no engine could be trusted with the workbook."""
    return _finding(asked, record, "未判", "需在 Excel 中重算")


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


def _compare(asked: Asked, sources: Sources, left: Side, right: Side) -> Finding | None:
    record, rule = sources.record, asked.instance.rule
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
        blank = [datum for datum in (*left.data, *right.data) if datum.blank]
        return _lacks(asked, sources, _empty_side(asked, sources, left), blank or left.data or right.data)
    tolerance: Decimal | None = None
    if isinstance(left.value, Decimal) and isinstance(right.value, Decimal):
        rounded = slack(sources.standard, asked.instance, record, row_of(asked, record))
        tolerance = tolerance_of(rule, right.value) + rounded + asked.slack
        holds = _holds(rule, left.value, right.value, tolerance)
    elif rule.compare in ("=", "<>"):
        holds = (left.value == right.value) is (rule.compare == "=")
    else:
        return _finding(asked, record, "未判", "两边不都是数字", (*left.data, *right.data))
    return None if holds else _failed(asked, record, left, right, tolerance)


def _empty_side(asked: Asked, sources: Sources, left: Side) -> str:
    """What the side that came out empty is made of."""
    formula = asked.instance.left if left.value in (None, "") else asked.instance.right
    return "、".join(dict.fromkeys(map(sources.called, names_in(formula)[:4]))) or "数据"


def _filled(side: Side) -> bool:
    return side.value not in (None, "", Decimal(0))


def tolerance_of(rule: Rule, right: Decimal) -> Decimal:
    """The tolerance of a rule: absolute, or relative to the right side, whichever is wider."""
    relative = abs(right) * rule.relative_tolerance if rule.relative_tolerance else Decimal(0)
    return max(rule.tolerance or Decimal(0), relative)


def _tolerant(rule: Rule) -> bool:
    """Whether a rule names a tolerance of any kind."""
    return rule.tolerance is not None or rule.relative_tolerance is not None or bool(rule.rounding)


def _holds(rule: Rule, left: Decimal, right: Decimal, tolerance: Decimal) -> bool:
    """The comparison of two numbers, always within a tolerance."""
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


def _failed(
    asked: Asked, record: Record, left: Side, right: Side, tolerance: Decimal | None = None
) -> Finding:
    """A rule that does not hold, with both sides and the whole tolerance between two numbers."""
    rule = asked.instance.rule
    mark = mark_of(asked, record)
    a = None if _bare_blank(left) else shown(left.value, record, asked.instance)
    b = None if _bare_blank(right) else shown(right.value, record, asked.instance)
    if rule.compare == "真":
        a, b = str(mark.value) if mark and not mark.blank else None, None
    difference = None
    if isinstance(a, Decimal) and isinstance(b, Decimal) and rule.compare != "<>":
        difference = _difference(rule, a, b)
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
        tolerance=tolerance if _tolerant(rule) and rule.compare != "<>" else None,
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
