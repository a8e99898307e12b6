"""A standard's formulas by their text: those no engine can parse, those only a slow engine may compute."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from xltools.core.expressions import expand_row
from xltools.core.lint.fault import Fault
from xltools.core.lint.formulas import Written, written
from xltools.core.refs import column_letters
from xltools.core.standard import Parameter, Standard
from xltools.engines.grammar import FormulaSyntaxError, Node, parse
from xltools.engines.guard import doubts

#: Functions that look a value up in one list and take the answer from another, or the place from it.
_LOOK_UP = frozenset({"LOOKUP", "MATCH"})


def formula_faults(standard: Standard) -> Iterator[Fault]:
    """What is wrong with the text of any formula, each fault told once."""
    lists = {p.name.upper(): p for p in standard.parameters if len(p.values) > 1}
    ranges = frozenset((*lists, *_columns(standard)))
    told: set[tuple[str, int, str, str]] = set()
    for each in written(standard):
        for fault in _faults(each, lists, ranges):
            key = (fault.sheet, fault.index, fault.column, fault.what)
            if key not in told:
                told.add(key)
                yield fault


def _columns(standard: Standard) -> Iterator[str]:
    """The names of whole columns, in capitals."""
    for table in standard.tables:
        yield from (f"{table}_{column.name}".upper() for column in standard.columns(table))


def _faults(each: Written, lists: dict[str, Parameter], ranges: frozenset[str]) -> Iterator[Fault]:
    text = _as_asked(each.text)
    try:
        tree = parse(text)
    except FormulaSyntaxError:
        what = (
            "不以“=”开头"
            if not each.text.startswith("=")
            else f"“{each.text}”不成公式（括号、逗号、引号要成对）"
        )
        why, fix = "算不出来，靠它的规则都成为“规则异常”", "在 Excel 里试一遍，改正后再填"
        yield Fault(each.sheet, each.index, each.item, each.column, what, why, fix, fatal=True)
        return
    if not each.computed:
        return
    for reason in doubts(text, ranges):
        why, fix = "内置引擎不能可靠计算，只能靠 LibreOffice，没有装的电脑上成为“未判”", "换一种写法"
        yield Fault(each.sheet, each.index, each.item, each.column, reason, why, fix)
    for what in _lists(tree, lists):
        why, fix = "有的值查不到，或查到错的一档", "在“参数”里改正"
        yield Fault(each.sheet, each.index, each.item, each.column, what, why, fix)


def _as_asked(text: str) -> str:
    """The formula with cells in place of [@列]."""
    columns: dict[str, str] = {}
    return expand_row(text, lambda column: columns.setdefault(column, f"{column_letters(len(columns) + 1)}2"))


def _lists(tree: Node, lists: dict[str, Parameter]) -> Iterator[str]:
    """Lists of parameters used together that do not fit each other."""
    for node in tree.walk():
        if node.kind == "call" and node.text in _LOOK_UP:
            used = [lists[c.text.upper()] for c in node.children[1:] if c.text.upper() in lists]
            yield from _lengths(used)
            exact = node.text == "MATCH" and len(node.children) == 3 and node.children[2].value == 0
            if used and not exact and list(used[0].values) != sorted(used[0].values, key=_order):
                yield f"“{used[0].name}”没有从小到大排列"
        if node.kind == "call" and node.text == "SUMPRODUCT":
            yield from _bands(node, lists)


def _order(value: object) -> tuple[bool, object]:
    return isinstance(value, str), value


def _lengths(used: list[Parameter]) -> Iterator[str]:
    for one, other in combinations(used, 2):
        if len(one.values) != len(other.values):
            yield f"“{one.name}”有{len(one.values)}个值，“{other.name}”有{len(other.values)}个，应一样多"


def _bands(call: Node, lists: dict[str, Parameter]) -> Iterator[str]:
    """Bands counted by (x>=下限)*(x<上限): each must begin where the one below it ends."""
    edges: dict[str, Parameter] = {}
    for node in call.walk():
        if node.kind == "operator" and node.text in (">=", ">", "<", "<=") and len(node.children) == 2:
            name = node.children[1].text.upper()
            if name in lists:
                edges[node.text[0]] = lists[name]
    if len(edges) < 2:
        return
    low, high = edges[">"], edges["<"]
    yield from _lengths([low, high])
    for start, end in zip(low.values[1:], high.values, strict=False):
        if start != end:
            kind = "有空档" if _order(start) > _order(end) else "重叠"
            yield f"“{low.name}”的{start}与“{high.name}”的{end}之间{kind}"
