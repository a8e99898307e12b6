"""Kinds of fault, made from the standard itself: what is wrong, where, and what the check must say there.

A kind holds for every field, formula, rule or sheet it fits; a plant is one of them at one place.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from xltools.core.expressions import names_in, rename
from xltools.core.layout import Cell, Layout, lay_out
from xltools.core.locating.headings import words
from xltools.core.model import ErrorValue, Record, Value, Workbook
from xltools.core.refs import Place, parse_area
from xltools.core.standard import Field, Standard

from .draft import Draft

Edit = Callable[[Draft], None]


@dataclass(frozen=True)
class Plant:
    """One fault at one place: how to plant it, and the word (比较) or number of the rule that must tell.

    ``place`` is the cell the finding must name (None: it need name none); ``also`` are the rules that rightly
    tell as well, because the same edit breaks what they are about.
    """

    at: str
    place: Place | None
    edit: Edit
    rule: str
    also: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Kind:
    """A kind of fault and everywhere it can be planted."""

    name: str
    plants: tuple[Plant, ...]


@dataclass(frozen=True)
class Ground:
    """The clean workbook everything is planted in."""

    workbook: Workbook
    standard: Standard
    record: Record

    @property
    def layout(self) -> Layout:
        """The form."""
        return lay_out(self.standard)

    def inputs(self, fits: Callable[[Field], bool]) -> Iterator[tuple[str, Field, Place, Value]]:
        """Every filled input cell of such a field: its name, field, place, and what stands there."""
        for name, cell in self.layout.cells.items():
            datum = self.record.data[name]
            if cell.is_input and fits(cell.field) and not datum.blank:
                yield name, cell.field, datum.place, datum.raw
        for table, rows in self.record.tables.items():
            columns = {column.name: column for column in self.standard.columns(table)}
            for row in rows if not self.layout.tables[table].stems else ():
                for column, datum in row.items():
                    field = columns[column]
                    if not field.formula and fits(field) and not datum.blank:
                        yield f"{table}.{column}@{datum.place.cell}", field, datum.place, datum.raw

    def formulas(self) -> Iterator[tuple[str, Cell, Place, str]]:
        """Every formula cell of a field: its name, cell of the form, place, and formula."""
        for name, cell in self.layout.cells.items():
            place = self.record.data[name].place
            sheet = self.workbook.sheet(place.sheet)
            if cell.formula and sheet is not None and (place.row, place.column) in sheet.formulas:
                yield name, cell, place, sheet.formulas[place.row, place.column]


def put(place: Place, value: Value) -> Edit:
    """Type a value into a cell."""
    return lambda draft: draft.put(place, value)


def put_formula(place: Place, formula: str) -> Edit:
    """Type a formula into a cell."""
    return lambda draft: draft.put_formula(place, formula)


def _typed(
    ground: Ground, name: str, fits: Callable[[Field], bool], value: Value, rule: str = "类型"
) -> Kind:
    """A value of the wrong sort in every field of a sort."""
    plants = (Plant(at, place, put(place, value), rule) for at, _, place, _ in ground.inputs(fits))
    return Kind(name, tuple(plants))


def _rewritten(
    ground: Ground, name: str, fits: Callable[[Field], bool], write: Callable[[Value], Value], rule: str
) -> Kind:
    """The same figure written in another way, in every field of a sort."""
    plants = (
        Plant(at, place, put(place, write(raw)), rule)
        for at, _, place, raw in ground.inputs(fits)
        if isinstance(raw, int | float) and not isinstance(raw, bool)
    )
    return Kind(name, tuple(plants))


def kinds_of_values(ground: Ground) -> Iterator[Kind]:
    """What does not belong into a field of its type, and what was typed in another way than asked."""
    of = lambda *kinds: lambda field: field.kind in kinds  # noqa: E731
    numeric = lambda field: field.numeric  # noqa: E731
    money = of("金额")
    for label, value in (
        ("约数", "约200万"),
        ("汉字数字", "贰佰万"),
        ("文字", "见附件"),
        ("分组错", "1,20"),
        ("两个小数点", "1.234.5"),
        ("NULL", "NULL"),
        ("问号", "?"),
        ("错误值", ErrorValue("#N/A")),
        ("真假值", True),
    ):
        yield _typed(ground, f"数字栏填{label}", numeric, value)
    yield _typed(ground, "整数栏填小数", of("整数"), 2.5)
    nonnegative = lambda field: field.numeric and field.allowed.startswith(">=0")  # noqa: E731
    yield _typed(ground, "不能为负的填负数", nonnegative, -1)
    yield _typed(ground, "金额三位小数", money, 1.234)
    yield _typed(ground, "日期栏填文字", of("日期"), "去年底")
    yield _typed(ground, "日期栏填不存在的日期", of("日期"), "2022.13.01")
    yield _typed(ground, "日期栏填错误值", of("日期"), ErrorValue("#VALUE!"))
    yield _typed(ground, "选项以外", of("选项", "是否"), "别的")
    yield _typed(ground, "文字栏是错误值", of("文本"), ErrorValue("#REF!"))
    for label, write in (
        ("千分位", lambda raw: f"{raw:,}"),
        ("全角数字", lambda raw: _wide(f"{raw}")),
        ("前后空格", lambda raw: f" {raw} "),
        ("不间断空格", lambda raw: f"\u00a0{raw}"),
        ("全角空格", lambda raw: f"\u3000{raw}"),
        ("零宽字符", lambda raw: f"\u200b{raw}"),
        ("前撇号", lambda raw: f"'{raw}"),
        ("文本数字", lambda raw: f"{raw}"),
    ):
        yield _rewritten(ground, f"数字写成{label}", numeric, write, "类型")
    yield _rewritten(ground, "金额带元", money, lambda raw: f"{raw}元", "类型")
    yield _rewritten(ground, "金额带￥", money, lambda raw: f"￥{raw}", "类型")
    yield _rewritten(ground, "金额写成万元", money, lambda raw: f"{_exact(raw) / 10000}万元", "类型")
    for label, pattern in (
        ("2022.12.31", "%Y.%m.%d"),
        ("2022-12-31", "%Y-%m-%d"),
        ("2022/12/31", "%Y/%m/%d"),
        ("2022年12月31日", "%Y年%m月%d日"),
        ("20221231", "%Y%m%d"),
    ):
        yield _rewritten(ground, f"日期写成{label}", of("日期"), lambda raw, p=pattern: _day(raw, p), "录入")
    zero = [
        (at, place)
        for at, field, place, raw in ground.inputs(numeric)
        if raw == 0 and not field.required and field.numeric
    ]
    for word in ("—", "-", "/", "无"):
        plants = tuple(Plant(at, place, put(place, word), "录入") for at, place in zero)
        yield Kind(f"没有的写成“{word}”", plants)


def _exact(raw: Value) -> Decimal:
    return Decimal(str(raw))


def _wide(text: str) -> str:
    """The same text in full-width characters."""
    return "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in text)


def _day(serial: Value, pattern: str) -> str:
    assert isinstance(serial, int | float)
    return (dt.date(1899, 12, 30) + dt.timedelta(days=int(serial))).strftime(pattern)


def kinds_of_blanks(ground: Ground) -> Iterator[Kind]:
    """Required cells that were left empty."""
    layout, record = ground.layout, ground.record
    for label, blank in (("留空", None), ("只有空格", " "), ("只有全角空格", "\u3000")):
        plants = tuple(
            Plant(name, record.data[name].place, put(record.data[name].place, blank), "必填")
            for name, cell in layout.cells.items()
            if cell.is_input and cell.field.is_required(cell.measure)
        )
        yield Kind(f"必填的{label}", plants)


def kinds_of_formulas(ground: Ground) -> Iterator[Kind]:
    """What happens to the form's formulas."""
    cells = list(ground.formulas())
    filled = [
        (name, cell, place, text)
        for name, cell, place, text in cells
        if isinstance(ground.workbook.value(place), int | float)
    ]

    def kind(label: str, make: Callable[[Place, str], Edit | None], of=cells, rule: str = "公式") -> Kind:
        made = ((name, place, make(place, text)) for name, _, place, text in of)
        return Kind(label, tuple(Plant(n, p, edit, rule) for n, p, edit in made if edit is not None))

    value = ground.workbook.value
    yield kind("公式被同值覆盖", lambda p, _: put(p, value(p)), filled)
    yield kind("公式被别的数覆盖", lambda p, _: put(p, value(p) + 100), filled)  # type: ignore[operator]
    yield kind("公式被零覆盖", lambda p, _: put(p, 0), filled)
    yield kind("公式被文字覆盖", lambda p, _: put(p, "已核"))
    yield kind("公式被清空", lambda p, _: put(p, None))
    yield kind("公式加了常数", lambda p, text: put_formula(p, f"={text.removeprefix('=')}+100"), filled)
    yield kind("公式少了一项", lambda p, text: _edit(p, _without_one(text)))
    yield kind("公式引用挪了一行", lambda p, text: _edit(p, _shifted(text)))
    yield kind("公式成了#REF!", lambda p, _: put_formula(p, "=#REF!+1"))
    yield kind("公式引用外部文件", lambda p, _: put_formula(p, "=[1]Sheet1!A1"), rule="外部链接")
    yield kind("公式引用自己", lambda p, _: put_formula(p, f"={p.cell}+1"), rule="循环引用")


def _edit(place: Place, formula: str | None) -> Edit | None:
    return None if formula is None else put_formula(place, formula)


def _without_one(formula: str) -> str | None:
    """The formula with the last part of its last SUM left out."""
    match = re.search(r"SUM\(([^()]*),[^,()]*\)(?!.*SUM\()", formula)
    return None if not match else formula[: match.start()] + f"SUM({match[1]})" + formula[match.end() :]


def _shifted(formula: str) -> str | None:
    """The formula with its last plain cell or name replaced by a cell far away."""
    names = names_in(formula)
    if not names:
        return None
    return rename(formula, lambda name: "$Z$99" if name == names[-1] else name)


def kinds_of_forms(ground: Ground) -> Iterator[Kind]:
    """What staff do to the form's own words: labels, headings, given values, parameters."""
    layout, record, workbook = ground.layout, ground.record, ground.workbook
    labels, seen = [], set()
    for name, cell in layout.cells.items():
        if not cell.table and cell.field not in seen:
            seen.add(cell.field)
            place = record.data[name].place
            column = next(c for c in range(1, place.column) if _says(workbook, place, c, cell.field.label))
            labels.append((name, place, Place(place.sheet, place.row, column)))
    yield Kind("项目名称改成别的", tuple(Plant(n, p, put(q, "别的项目"), "版式") for n, p, q in labels))
    yield Kind("项目名称清空", tuple(Plant(n, p, put(q, None), "版式") for n, p, q in labels))
    headings = [
        (f"{t.block.name}.{column}", t.area(column).first, Place(t.block.sheet, t.header_row, number))
        for t in layout.tables.values()
        for column, number in t.columns.items()
    ]
    yield Kind("表头改成别的", tuple(Plant(n, p, put(q, "别的列"), "版式") for n, p, q in headings))
    points = [
        (name, record.data[name].place, record.data[name].raw)
        for name, cell in layout.cells.items()
        if cell.table and cell.field.name == "分值" and cell.constant is not None
    ]
    more = (Plant(n, p, put(p, raw + 1), "版式") for n, p, raw in points if isinstance(raw, int | float))
    yield Kind("分值被改", tuple(more))
    areas = {name.name: name for name in workbook.names}
    plants = []
    for parameter in ground.standard.parameters:
        area = parse_area(areas[parameter.name].text)
        assert area is not None
        if isinstance(workbook.value(area.first), int | float):
            plants.append(Plant(parameter.name, area.first, put(area.first, 77), "版式"))
    yield Kind("参数被改", tuple(plants))


def _says(workbook: Workbook, place: Place, column: int, label: str) -> bool:
    sheet = workbook.sheet(place.sheet)
    return sheet is not None and words(sheet.value(place.row, column)) == words(label)
