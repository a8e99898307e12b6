"""Rules as live Excel formulas: what the 校验 sheet and the 校验 column of a table show without xltools.

A formula answers √ (holds), × (does not), 未判 (data missing) or — (does not apply).
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from xltools.core.expressions import columns_in
from xltools.core.instances import Instance
from xltools.core.standard import EACH_ROW, Rule, Standard

HOLDS, FAILS, UNJUDGED, NOT_ASKED = "√", "×", "未判", "—"


def body(formula: str) -> str:
    """A formula without its equals sign."""
    return formula.removeprefix("=")


def condition(rule: Rule, left: str, right: str) -> str:
    """The comparison as a formula that is TRUE where the rule holds; the sides have no equals sign."""
    tolerance = rule.tolerance or Decimal(0)
    match rule.compare:
        case "=" if rule.tolerance is not None:
            return f"ABS(({left})-({right}))<={tolerance}"
        case "=":
            return f"({left})=({right})"
        case "<>" if rule.tolerance is not None:
            return f"ABS(({left})-({right}))>{tolerance}"
        case "<>":
            return f"({left})<>({right})"
        case "<=":
            return f"({left})-({right})<={tolerance}"
        case ">=":
            return f"({right})-({left})<={tolerance}"
        case "<":
            return f"({right})-({left})>{tolerance}"
        case ">":
            return f"({left})-({right})>{tolerance}"
        case "绝对值<=":
            return f"ABS({left})-({right})<={tolerance}"
        case "同填":
            return f"(N({left})<>0)=(N({right})<>0)"
        case "互斥":
            return f"NOT(AND(N({left})<>0,N({right})<>0))"
        case _:
            return right or left


def missing(standard: Standard, instance: Instance, cells: Iterable[str] = ()) -> str:
    """A formula that is TRUE where the rule lacks data by its 缺失值策略; "FALSE" when it never does.

    ``cells``: the addresses of the row's own columns, for a rule asked of rows.
    """
    if instance.rule.missing == "按0":
        return "FALSE"
    if instance.rule.missing == "全缺未判":
        return _all_missing(standard, instance)
    blanks = [*(name for side in instance.names for name in side if not _is_list(standard, name)), *cells]
    return _any_blank(dict.fromkeys(blanks))


def _all_missing(standard: Standard, instance: Instance) -> str:
    """TRUE where everything a side needs is blank; a side of parameters only needs nothing."""
    sides = []
    for side in instance.names:
        blanks = [name for name in side if not _is_list(standard, name)]
        if blanks:
            sides.append(f"AND({','.join(map(_blank, blanks))})")
    return f"OR({','.join(sides)})" if sides else "FALSE"


def _any_blank(names: Iterable[str]) -> str:
    tests = [_blank(name) for name in names]
    return f"OR({','.join(tests)})" if tests else "FALSE"


def _blank(name: str) -> str:
    return f'{name}=""'


def _is_list(standard: Standard, name: str) -> bool:
    """Whether a name is a parameter or a whole column: never missing as one value."""
    return name in standard.parameter or any(
        name == f"{field.block}_{field.name}" for field in standard.fields if field.measures == (EACH_ROW,)
    )


def state(standard: Standard, instance: Instance, left: str, right: str) -> str:
    """The result formula of a rule asked once; ``left`` and ``right`` are the cells that hold its sides."""
    holds = condition(instance.rule, left, right)
    result = f'IF({holds},"{HOLDS}","{FAILS}")'
    lacks = missing(standard, instance)
    if lacks != "FALSE":
        result = f'IF({lacks},"{UNJUDGED}",{result})'
    if instance.precondition:
        result = f'IF({body(instance.precondition)},{result},"{NOT_ASKED}")'
    return f'=IFERROR({result},"{UNJUDGED}")'


def row_state(standard: Standard, asked: Iterable[Instance], key: str) -> str:
    """One formula for all rules asked of a row: √, or the failing rules; "" where its key cell is blank.

    Columns stay as [@列]; the caller puts the row's addresses in.
    """
    pieces = "".join(f"&{_row_piece(standard, instance)}" for instance in asked)
    return f'=IF({key}="","",SUBSTITUTE("{HOLDS}"{pieces},"{HOLDS} ",""))'


def _row_piece(standard: Standard, instance: Instance) -> str:
    """What one rule adds to a row's result: nothing, " ×R003" or " 未判R003"."""
    rule = instance.rule
    columns = dict.fromkeys((*columns_in(instance.left), *columns_in(instance.right)))
    cells = [f"[@{column}]" for column in columns]
    piece = f'IF({condition(rule, body(instance.left), body(instance.right))},""," {FAILS}{rule.number}")'
    lacks = missing(standard, instance, cells if rule.missing == "任一缺未判" else ())
    if lacks != "FALSE":
        piece = f'IF({lacks}," {UNJUDGED}{rule.number}",{piece})'
    if instance.precondition:
        piece = f'IF({body(instance.precondition)},{piece},"")'
    return f'IFERROR({piece}," {UNJUDGED}{rule.number}")'
