"""Rules as live Excel formulas: what the 校验 sheet and the 校验 column of a table show without xltools.

A formula answers √ (holds), × (does not), 未判 (data missing) or — (does not apply).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal

from xltools.core.amounts import decimals
from xltools.core.common_fields import CURRENCY_FIELD
from xltools.core.expressions import columns_in, names_in
from xltools.core.instances import Instance
from xltools.core.rounding import ROUNDED, parts_of
from xltools.core.standard import EACH_ROW, Rule, Standard

#: The rounded parts of a rule, each with half a unit in its last place; once for each way its sides may be.
Ways = tuple[Mapping[str, Decimal], ...]

#: The most cells that a call of COUNT takes.
_ARGUMENTS = 255

HOLDS, FAILS, UNJUDGED, NOT_ASKED = "√", "×", "未判", "—"


def body(formula: str) -> str:
    """A formula without its equals sign."""
    return formula.removeprefix("=")


def condition(rule: Rule, left: str, right: str, parts: Ways = ()) -> str:
    """The comparison as a formula that is TRUE where the rule holds; the sides have no equals sign."""
    apart, back = f"({left})-({right})", f"({right})-({left})"
    match rule.compare:
        case "=" if _tolerant(rule, parts):
            return _within(rule, f"ABS({apart})", right, parts)
        case "=":
            return f"({left})=({right})"
        case "<>" if _tolerant(rule, parts):
            return f"NOT({_within(rule, f'ABS({apart})', right, parts)})"
        case "<>":
            return f"({left})<>({right})"
        case "<=":
            return _within(rule, apart, right, parts)
        case ">=":
            return _within(rule, back, right, parts)
        case "<":
            return f"NOT({_within(rule, back, right, parts)})"
        case ">":
            return f"NOT({_within(rule, apart, right, parts)})"
        case "绝对值<=":
            return _within(rule, f"ABS({left})-({right})", right, parts)
        case "同填":
            return f"{_filled(left)}={_filled(right)}"
        case "互斥":
            return f"NOT(AND({_filled(left)},{_filled(right)}))"
        case _:
            return right or left


def _tolerant(rule: Rule, parts: Ways) -> bool:
    return rule.tolerance is not None or rule.relative_tolerance is not None or bool(parts)


def _within(rule: Rule, difference: str, right: str, parts: Ways) -> str:
    """Whether a difference is within the tolerance; rounded, for 100.01-100 is above 0.01 in a double."""
    tolerance = rule.tolerance or Decimal(0)
    finest = max(map(decimals, (tolerance, *(half for way in parts for half in way.values()))))
    digits = finest + 2 if tolerance or parts else 6
    if not rule.relative_tolerance and not parts:
        return f"ROUND({difference},{digits})<={tolerance:f}"
    wider = f"{tolerance:f}"
    if rule.relative_tolerance:
        wider = f"MAX({wider},ABS({right})*{rule.relative_tolerance:f})"
    return f"ROUND({difference}-{wider}{_slack(rule, parts)},{digits})<=0"


def _slack(rule: Rule, parts: Ways) -> str:
    """What the rounding of the parts takes off: half a unit for each that is a number but 0."""
    ways = list(dict.fromkeys(map(_halves, parts)))
    counts = f"MAX({','.join(ways)})" if len(ways) > 1 else "".join(ways)
    if rule.rounding == ROUNDED and counts:
        counts = f'IF({CURRENCY_FIELD}="{ROUNDED}",{counts},0)'
    return f"-({counts})" if counts else ""


def _halves(parts: Mapping[str, Decimal]) -> str:
    """Half a unit for each part that may have been rounded, as a sum."""
    by_half: dict[Decimal, list[str]] = {}
    for part, half in parts.items():
        by_half.setdefault(half, []).append(part)
    return "+".join(
        f"(COUNT({','.join(some)}){''.join(f'-COUNTIF({part},0)' for part in some)})*{half:f}"
        for half, group in by_half.items()
        for some in (group[start : start + _ARGUMENTS] for start in range(0, len(group), _ARGUMENTS))
    )


def _parts(standard: Standard, instance: Instance) -> Ways:
    """The rounded parts of a rule; none where the form cannot declare the unit they were rounded to."""
    if instance.rule.rounding == ROUNDED and CURRENCY_FIELD not in standard.by_cell_name:
        return ()
    return parts_of(standard, instance)


def _filled(side: str) -> str:
    """Whether a side is neither blank nor 0."""
    return f'AND(({side})<>"",({side})<>0)'


def missing(standard: Standard, instance: Instance) -> str:
    """A formula that is TRUE where the rule lacks data by its 缺失值策略; "FALSE" when it never does.

    The columns of a rule asked of rows stay as [@列].
    """
    if instance.rule.missing == "按0":
        return "FALSE"
    sides = [_needed(standard, formula) for formula in (instance.left, instance.right)]
    if instance.rule.missing == "全缺未判":
        tests = [f"AND({','.join(map(_blank, side))})" for side in sides if side]
    else:
        tests = [_blank(name) for name in dict.fromkeys(name for side in sides for name in side)]
    return f"OR({','.join(tests)})" if tests else "FALSE"


def side(standard: Standard, rule: Rule, formula: str) -> str:
    """A side as the sheet shows it: nothing where its data is missing (a blank is no 0) or it is an error."""
    value = f'IFERROR({body(formula)},"")'
    tests = ",".join(map(_blank, _needed(standard, formula)))
    if rule.missing == "按0" or not tests:
        return f"={value}"
    lacks = f"{'AND' if rule.missing == '全缺未判' else 'OR'}({tests})"
    return f'=IF({lacks},"",{value})'


def _needed(standard: Standard, formula: str) -> list[str]:
    """The single cells a side is made of."""
    names = [name for name in names_in(formula) if not _is_list(standard, name)]
    return [*names, *(f"[@{column}]" for column in columns_in(formula))]


def _blank(name: str) -> str:
    return f'{name}=""'


def _lacking(rule: Rule) -> str:
    """What a rule answers that lacks data."""
    return FAILS if rule.missing == "缺即错" else UNJUDGED


def _is_list(standard: Standard, name: str) -> bool:
    """Whether a name is a parameter or a whole column: never missing as one value."""
    return name in standard.parameter or any(
        name == f"{field.block}_{field.name}" for field in standard.fields if field.measures == (EACH_ROW,)
    )


def state(standard: Standard, instance: Instance, left: str, right: str) -> str:
    """The result formula of a rule asked once; ``left`` and ``right`` are the cells that hold its sides."""
    holds = condition(instance.rule, left, right, _parts(standard, instance))
    result = f'IF({holds},"{HOLDS}","{FAILS}")'
    lacks = missing(standard, instance)
    if lacks != "FALSE":
        result = f'IF({lacks},"{_lacking(instance.rule)}",{result})'
    return f'=IFERROR({_where(instance, result, NOT_ASKED, UNJUDGED)},"{UNJUDGED}")'


def _where(instance: Instance, result: str, otherwise: str, unjudged: str) -> str:
    """``result`` where every condition holds, ``otherwise`` where one does not, even beside an error.

    AND is an error where any part is one; a part that is FALSE settles the matter all the same.
    """
    conditions = tuple(map(body, instance.conditions))
    if not conditions:
        return result
    if len(conditions) == 1:
        return f'IF({conditions[0]},{result},"{otherwise}")'
    product = "*".join(f"IFERROR(IF({part},1,0),2)" for part in conditions)
    return f'CHOOSE(MIN({product},2)+1,"{otherwise}",{result},"{unjudged}")'


def row_state(standard: Standard, asked: Iterable[Instance], key: str) -> str:
    """One formula for all rules asked of a row: √, or the failing rules; "" where its key cell is blank.

    Columns stay as [@列]; the caller puts the row's addresses in. A row that always counts has no ``key``.
    """
    pieces = "".join(f"&{_row_piece(standard, instance)}" for instance in asked)
    result = f'SUBSTITUTE("{HOLDS}"{pieces},"{HOLDS} ","")'
    return f'=IF({key}="","",{result})' if key else f"={result}"


def _row_piece(standard: Standard, instance: Instance) -> str:
    """What one rule adds to a row's result: nothing, " ×R003" or " 未判R003"."""
    rule = instance.rule
    holds = condition(rule, body(instance.left), body(instance.right), _parts(standard, instance))
    piece = f'IF({holds},""," {FAILS}{rule.number}")'
    lacks = missing(standard, instance)
    if lacks != "FALSE":
        piece = f'IF({lacks}," {_lacking(rule)}{rule.number}",{piece})'
    unjudged = f" {UNJUDGED}{rule.number}"
    return f'IFERROR({_where(instance, piece, "", unjudged)},"{unjudged}")'
