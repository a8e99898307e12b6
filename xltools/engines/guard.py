"""The guard: which formulas must not be trusted to formualizer 0.13.0, told from their text alone.

formualizer is silently wrong where scalar functions meet ranges, and says nothing of functions it
computes unlike Excel. So only what the conformance tests hold against LibreOffice and against values
worked out by hand is let through (:data:`SHAPES`); everything else is doubtful.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Literal

from xltools.core.refs import MAX_COLUMN, MAX_ROW
from xltools.engines.grammar import FormulaSyntaxError, Node, parse

#: What an expression gives: one value, an array constant (or a sum with one), a plain range, or an
#: array computed from a range, which only SUMPRODUCT and array formulas handle.
Shape = Literal["one", "constant", "range", "computed"]

#: The trusted functions by their parameters; those after * repeat. s: one value; r: a plain range too;
#: e: computed arrays too; c: a criterion; b: the branch of a condition.
_TABLE = """
*r    SUM COUNT COUNTA MIN MAX AVERAGE PRODUCT MEDIAN SUMSQ AND OR XOR CONCAT
*s    CONCATENATE
*e    SUMPRODUCT
*ss   IFS
*rc   COUNTIFS
r*rc  SUMIFS AVERAGEIFS MAXIFS MINIFS
rc    COUNTIF
rcr   SUMIF AVERAGEIF
sbb   IF
r     ROWS COLUMNS COUNTBLANK
rs    LARGE SMALL
rss   INDEX
srr   LOOKUP
srs   MATCH RANK
srss  VLOOKUP HLOOKUP
s*r   SUBTOTAL
ss*r  TEXTJOIN
ss*s  CHOOSE SWITCH
*     TODAY NOW PI NA TRUE FALSE
s     NOT ABS INT SIGN SQRT LEN TRIM UPPER LOWER YEAR MONTH DAY N T ROW COLUMN
s     ISNUMBER ISTEXT ISNONTEXT ISBLANK ISERROR ISERR ISNA ISLOGICAL
ss    ROUND ROUNDUP ROUNDDOWN TRUNC MOD POWER EXACT REPT EDATE EOMONTH WEEKDAY TEXT
ss    LEFT RIGHT IFERROR IFNA HYPERLINK
sss   MID DATE DATEDIF SEARCH FIND
ssss  SUBSTITUTE REPLACE
"""

#: The parameters of each trusted function: those in front, those repeated.
SHAPES: dict[str, tuple[str, str]] = {
    name: (line.split()[0].partition("*")[0], line.split()[0].partition("*")[2])
    for line in _TABLE.strip().splitlines()
    for name in line.split()[1:]
}

_NO_PARAMETERS = frozenset({"TODAY", "NOW", "PI", "NA", "TRUE", "FALSE", "ROW", "COLUMN"})
_AGGREGATES = frozenset({"SUM", "COUNT", "MIN", "MAX", "AVERAGE", "AND", "OR"})
_CRITERIA = frozenset(
    {"COUNTIF", "SUMIF", "AVERAGEIF", "COUNTIFS", "SUMIFS", "AVERAGEIFS", "MAXIFS", "MINIFS"}
)
#: Functions whose answer the blanks below the data cannot change.
_BLIND_TO_BLANKS = frozenset(
    {"SUM", "COUNT", "COUNTA", "MIN", "MAX", "AVERAGE", "SUMIF", "SUMIFS", "MATCH", "VLOOKUP", "HLOOKUP"}
)
_ORDER = frozenset({"<", ">", "<=", ">="})
_COMPARE = _ORDER | {"=", "<>"}
_ARITHMETIC = frozenset({"+", "-", "*", "/"})
_PLAIN_OPERATORS = _COMPARE | _ARITHMETIC | {"^", "&", "%"}
_FORMAT = re.compile(r"(?:#,##)?0+(?:\.0+)?(?:%|元|万元|分|项|个)?|(?:yyyy|mm?|dd?|[-/.年月日])+")
_CLOSE = re.compile(r"(?:<>|<=|>=|=|<|>)?#")


@lru_cache(maxsize=262_144)
def doubts(
    formula: str,
    range_names: frozenset[str] = frozenset(),
    doubtful_names: frozenset[str] = frozenset(),
    *,
    array: bool = False,
) -> tuple[str, ...]:
    """Why ``formula`` (with its ``=``) must not be trusted to formualizer; empty when it may be.

    ``range_names`` are the defined names that mean more than one cell, ``doubtful_names`` those whose
    own text cannot be trusted, both in upper case. ``array`` says that it is entered as an array
    formula (Ctrl+Shift+Enter). The reasons are in Chinese, without repetition.
    """
    try:
        tree = parse(formula)
    except FormulaSyntaxError:
        return ("公式无法解析",)
    guard = Guard(range_names, doubtful_names, array)
    shape = guard.shape(tree)
    if shape != "one":
        guard.reasons.append("一个单元格里得出一片区域(隐式交集或溢出)")
    return tuple(dict.fromkeys(guard.reasons))


@dataclass
class Guard:
    """Walks a formula's tree, noting its ``reasons`` to be doubted; see :func:`doubts` for the rest."""

    range_names: frozenset[str]
    doubtful_names: frozenset[str]
    array: bool
    reasons: list[str] = field(default_factory=list)

    def shape(self, node: Node) -> Shape:
        """What a node gives."""
        match node.kind:
            case "foreign":
                self.reasons.append(f"引用了外部文件、跨表区域或表格列：{node.text}")
            case "range":
                return "one" if node.single else "range"
            case "name":
                return self._name(node.text)
            case "array":
                return "constant"
            case "operator":
                return self._operator(node)
            case "call":
                return self._call(node)
        return "one"

    def _name(self, name: str) -> Shape:
        if "!" in name or name.upper() in self.doubtful_names:
            self.reasons.append(f"名称 {name} 不是固定的一处(表内名称、相对引用或可疑公式)")
        return "range" if name.upper() in self.range_names else "one"

    def _operator(self, node: Node) -> Shape:
        if node.text not in _PLAIN_OPERATORS:
            self.reasons.append(f"运算符“{node.text}”(联合、交叉、区域或 @、#)")
            return "one"
        if node.text in _ORDER and any(_is_text(child) for child in node.children):
            self.reasons.append("文字比大小(排序规则不同)")
        shapes = {self.shape(child) for child in node.children}
        if shapes & {"range", "computed"}:
            return "computed"
        return "constant" if "constant" in shapes else "one"

    def _call(self, node: Node) -> Shape:
        shapes = [self.shape(child) for child in node.children]
        if node.text not in SHAPES:
            return self.unknown(node)
        front, more = SHAPES[node.text]
        if (len(shapes) > len(front) and not more) or (not shapes and node.text not in _NO_PARAMETERS):
            self.reasons.append(f"{node.text} 的参数个数不对")
            return "one"
        repeated = (more * len(shapes))[: max(0, len(shapes) - len(front))]
        given = list(zip(front + repeated, shapes, strict=False))
        for want, shape in given:
            self._parameter(node.text, want, shape)
        self.reasons.extend(_special(node))
        if node.text == "INDEX" and _whole_line(node):
            return "range"
        return "computed" if self.spreads(node.text, given) else "one"

    def unknown(self, node: Node) -> Shape:
        """What a function gives that is none of the trusted ones."""
        self.reasons.append(f"函数 {node.text} 这里算不准")
        return "one"

    def lenient(self) -> bool:
        """Whether every function here may be given a computed array."""
        return False

    def spreads(self, function: str, given: Sequence[tuple[str, Shape]]) -> bool:
        """Whether a function gives an array for its parameters, each as it should be and as it is."""
        return function == "IF" and self.array and any(shape != "one" for _, shape in given)

    def _parameter(self, function: str, want: str, shape: Shape) -> None:
        if shape == "one" or want == "e" or (want == "r" and shape == "range") or self.lenient():
            return
        if want == "r" and function not in _CRITERIA and shape == "constant":
            return
        if self.array and (want == "b" or function == "IF" or (want == "r" and function in _AGGREGATES)):
            return
        what = "条件用了一组值" if want == "c" else "对一片区域逐格计算"
        self.reasons.append(f"{function} {what}")


def _special(call: Node) -> Iterator[str]:
    """Say what is wrong with a trusted function in this use of it."""
    if check := _CHECKS.get(call.text):
        yield from check(call)
    if call.text not in _BLIND_TO_BLANKS and any(map(_endless, _own_ranges(call.children))):
        yield f"{call.text} 用了整列或整行"
    if call.text in _CRITERIA and any(
        isinstance(argument.value, str) and _CLOSE.match(argument.value) for argument in call.children
    ):
        yield f"{call.text} 统计错误值"


def _own_ranges(nodes: Sequence[Node]) -> Iterator[Node]:
    """The ranges a call looks at itself: its arguments, and what its operators combine."""
    for node in nodes:
        if node.kind == "range":
            yield node
        elif node.kind == "operator":
            yield from _own_ranges(node.children)


def _endless(node: Node) -> bool:
    """Whether a range is whole columns or rows: formualizer sees only the part that was ever filled."""
    size = _size(node)
    return size is not None and (size[0] >= MAX_ROW or size[1] >= MAX_COLUMN)


def _format(call: Node) -> Iterator[str]:
    pattern = call.children[1].value if len(call.children) > 1 else None
    if not (isinstance(pattern, str) and _FORMAT.fullmatch(pattern)):
        yield "TEXT 的这种格式这里算不准"


def _factors(call: Node) -> Iterator[str]:
    if any(child.kind == "operator" and child.text in _COMPARE for child in call.children):
        yield "SUMPRODUCT 直接用了条件(应写成 (条件)*1)"


def _indexes(call: Node) -> Iterator[str]:
    size = _size(call.children[0]) if len(call.children) == 2 else None
    if size is not None and min(size) > 1:
        yield "INDEX 在多行多列的区域里只给了一个序号"


def _lookup(call: Node) -> Iterator[str]:
    keys = call.children[:1]
    if call.text in {"LOOKUP", "MATCH"} and len(call.children) > 1:
        keys += call.children[1].children
    if _approximate(call) and any(map(_is_text, keys)):
        yield f"{call.text} 按文字近似查找(排序规则不同)"


def _whole_part(call: Node) -> Iterator[str]:
    operators = (node for node in call.walk() if node.kind == "operator" and len(node.children) == 2)
    if any(node.text in _ARITHMETIC for node in operators):
        yield f"{call.text} 直接取整一个算式(末位误差;先用 ROUND)"
    if call.text == "MOD" and not all(map(_is_whole, call.children[1:])):
        yield "MOD 的除数不是整数"


def _is_whole(node: Node) -> bool:
    return node.kind == "literal" and isinstance(node.value, float) and node.value.is_integer()


def _unit(call: Node) -> Iterator[str]:
    if len(call.children) < 3 or str(call.children[2].value).lower() not in {"y", "m", "d"}:
        yield "DATEDIF 的这种单位这里算不准"


def _sizes(call: Node) -> Iterator[str]:
    front = len(SHAPES[call.text][0])
    ranges = call.children[:front] + call.children[front::2]
    if len({_size(child) for child in ranges} - {None}) > 1:
        yield f"{call.text} 的各区域大小不同"


_CHECKS: dict[str, Callable[[Node], Iterator[str]]] = {
    "TEXT": _format,
    "SUMPRODUCT": _factors,
    "INDEX": _indexes,
    "DATEDIF": _unit,
    **dict.fromkeys(("LOOKUP", "MATCH", "VLOOKUP", "HLOOKUP"), _lookup),
    **dict.fromkeys(("INT", "TRUNC", "MOD"), _whole_part),
    **dict.fromkeys(("COUNTIFS", "SUMIFS", "AVERAGEIFS", "MAXIFS", "MINIFS"), _sizes),
}


def _is_text(node: Node) -> bool:
    return node.kind == "literal" and isinstance(node.value, str) and not node.value.startswith("#")


def _size(node: Node) -> tuple[int, int] | None:
    """Rows and columns of a reference; None for a name, whose size the text does not tell."""
    if node.box is None:
        return None
    top, left, bottom, right = node.box
    return bottom - top + 1, right - left + 1


def _whole_line(call: Node) -> bool:
    """Whether an INDEX may give a whole row or column: an index is 0 or left out."""
    return len(call.children) < 2 or any(map(_is_nothing, call.children[1:]))


def _approximate(call: Node) -> bool:
    if call.text == "LOOKUP":
        return True
    at = 2 if call.text == "MATCH" else 3
    return len(call.children) <= at or not _is_nothing(call.children[at])


def _is_nothing(node: Node) -> bool:
    """Whether an argument is left out between its commas, 0 or FALSE."""
    return node.kind == "blank" or (node.kind == "literal" and node.value in (0, False))
