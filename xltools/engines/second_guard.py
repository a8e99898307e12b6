"""What LibreOffice may be trusted with when its values are to be saved: it is not Excel either.

It has no truth values of its own, other dates before March 1900, other formats in TEXT, other names for a
number written as a text. What it adds to formualizer are arrays, references that are computed, and some
functions; whoever asks is told why a formula, or the cells it looks at, go beyond that.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from xltools.core.model import Value
from xltools.engines.grammar import FormulaSyntaxError, Node, parse
from xltools.engines.guard import Guard, Shape
from xltools.engines.hindsight import Look, Spot, number_like
from xltools.engines.scrutiny import Names

#: Functions whose values were the same as Excel's in every workbook they were compared on.
_MORE_NAMES = """
EXP LN LOG SIN COS TAN ASIN ACOS ATAN RADIANS DEGREES CEILING FLOOR EVEN ODD MROUND
HOUR MINUTE SECOND NPER PV PMT
"""
_MORE = frozenset(_MORE_NAMES.split())
#: … and those that take ranges, or give them.
_AGGREGATES = frozenset({"NPV", "IRR", "STDEV", "STDEVP", "VAR", "VARP", "MDETERM"})
_ARRAYS = frozenset({"TRANSPOSE", "MMULT", "MINVERSE", "OFFSET", "INDIRECT"})
#: Functions that tell a truth value from a number, which LibreOffice does not.
_TELLING = frozenset({"ISLOGICAL", "ISNUMBER", "ISNONTEXT", "N", "T"})
_DATES = frozenset({"YEAR", "MONTH", "DAY", "WEEKDAY", "EDATE", "EOMONTH", "DATEDIF", "DATE"})
#: The serial number of 1 March 1900: LibreOffice and Excel agree from here.
_AGREED = 61
#: Where a number written as a text is only a text, or is passed over.
_INDIFFERENT_NAMES = """
LEFT RIGHT MID LEN EXACT TRIM UPPER LOWER SUBSTITUTE REPLACE FIND SEARCH CONCATENATE CONCAT TEXTJOIN
SUM COUNT COUNTA MIN MAX AVERAGE MEDIAN SUBTOTAL LARGE SMALL ROWS COLUMNS ROW COLUMN INDEX OFFSET
IF IFERROR IFNA CHOOSE ISBLANK ISTEXT ISERROR ISERR ISNA COUNTBLANK & = <>
"""
_INDIFFERENT = frozenset(_INDIFFERENT_NAMES.split())


@dataclass
class _Second(Guard):
    """The guard, but for arrays: everything may be computed cell by cell in SUMPRODUCT and array formulas."""

    inside: list[Node] = field(default_factory=list)

    def lenient(self) -> bool:
        return self.array or bool(self.inside)

    def unknown(self, node: Node) -> Shape:
        shapes = [("s", self.shape(child)) for child in node.children]
        if node.text in _ARRAYS:
            return "range"
        if node.text in _AGGREGATES:
            return "one"
        if node.text not in _MORE:
            self.reasons.append(f"函数 {node.text} 在 LibreOffice 里可能与 Excel 不同")
        elif not self.lenient() and any(shape != "one" for _, shape in shapes):
            self.reasons.append(f"{node.text} 对一片区域逐格计算")
        return "computed" if self.spreads(node.text, shapes) else "one"

    def spreads(self, function: str, given: Sequence[tuple[str, Shape]]) -> bool:  # noqa: ARG002  # the guard's
        return self.lenient() and any(want not in "re" and shape != "one" for want, shape in given)

    def _call(self, node: Node) -> Shape:
        if node.text in _TELLING:
            self.reasons.append(f"{node.text} 在 LibreOffice 里分不清真假值和数字")
        if node.text != "SUMPRODUCT":
            return super()._call(node)
        self.inside.append(node)
        super()._call(node)
        self.inside.pop()
        return "one"


def text_doubts(formula: str, names: Names, *, array: bool) -> tuple[str, ...]:
    """Why LibreOffice must not be trusted with a formula, told from its text; ``array``: entered as one."""
    try:
        tree = parse(formula)
    except FormulaSyntaxError:
        return ("公式无法解析",)
    guard = _Second(names.ranges, names.dubious, array)
    shape = guard.shape(tree)
    if not array and shape != "one" and tree.text not in ("OFFSET", "INDIRECT"):
        guard.reasons.append("一个单元格里得出一片区域(隐式交集或溢出)")
    return tuple(dict.fromkeys(guard.reasons))


def one_value(formula: str, names: Names) -> bool:
    """Whether a formula, entered as an array formula, gives one value whatever its cells hold."""
    return _Second(names.ranges, names.dubious, array=True).shape(parse(formula)) == "one"


def value_doubts(formula: str, home: str, names: Names, look: Look) -> Iterator[str]:
    """Why not, told from the cells that the formula looks at; ``home``: its sheet."""
    tree = parse(formula)
    for node in tree.walk():
        spots = list(_spots(node, home, names))
        if spots and any(isinstance(value, bool) for value in _values(spots, look)):
            yield "用到的单元格里有真假值（LibreOffice 当作 1 和 0）"
        if node.kind == "call" and node.text in _DATES and _early(node, home, names, look):
            yield "日期早于 1900 年 3 月，或有空白（LibreOffice 的算法不同）"
        if node.kind in ("call", "operator") and node.text not in _INDIFFERENT:
            direct = (spot for child in node.children for spot in _spots(child, home, names))
            if any(value == "" or number_like(value) for value in _values(direct, look)):
                yield "文字形式的数字或空文字参加计算"


def _early(call: Node, home: str, names: Names, look: Look) -> bool:
    """Whether a date may lie before the two programs agree; for DATE by its year."""
    least = 1901 if call.text == "DATE" else _AGREED
    for argument in call.children[:1]:
        for node in argument.walk():
            if node.kind == "literal" and argument is node and not _from(node.value, least):
                return True
            for spot in _spots(node, home, names):
                _, (top, left, bottom, right) = spot
                seen = [value for value in look(spot) if value is not None]
                size = (bottom - top + 1) * (right - left + 1)
                if len(seen) < size or not all(_from(value, least) for value in seen):
                    return True
    return False


def _from(value: object, least: float) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and value >= least


def _values(spots: Iterable[Spot], look: Look) -> Iterator[Value]:
    return (value for spot in spots for value in look(spot))


def _spots(node: Node, home: str, names: Names) -> Iterator[Spot]:
    if node.box is not None:
        yield node.sheet or home, node.box
    elif node.kind == "name" and (found := names.resolve(node.text)):
        yield found
