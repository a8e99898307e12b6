"""Fields, parameters and the outline: words that mean nothing, nobody uses, or two things share."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from xltools.core.entry.window import own_days
from xltools.core.expressions import names_in
from xltools.core.guess import guess
from xltools.core.lint.fault import Fault
from xltools.core.lint.formulas import written
from xltools.core.standard import Field, Standard

_RANGE = re.compile(r"-?\d+(?:\.\d+)?~-?\d+(?:\.\d+)?|(?:>=|<=|>|<)-?\d+(?:\.\d+)?")


def field_faults(standard: Standard) -> Iterator[Fault]:
    """What is wrong with single fields, then aliases that lead to two."""
    for index, field in enumerate(standard.fields):
        for column, what, why, fix in _faults(field):
            yield Fault("字段", index, field.name, column, what, why, fix)
    yield from _aliases(standard)


def _faults(field: Field) -> Iterator[tuple[str, str, str, str]]:
    """(column, what, why, fix) of one field."""
    measures = () if field.each_row else field.measures
    for word in sorted(field.required - {"是", *measures}):
        yield "必填", f"“{word}”不是“是”，也不是列口径{guess(word, measures)}", "这一格不会按必填检查", "改正"
    if field.kind == "选项" and not field.choices:
        yield "取值范围", "选项没有写可选的值", "没有下拉框，什么都能填", "用顿号分开写上可选的值"
    if field.numeric and field.allowed and not _RANGE.fullmatch(field.allowed):
        yield "取值范围", f"“{field.allowed}”读不懂", "超出范围也不会报", "写成 >=0 或 0~100"
    if field.kind == "日期" and field.allowed and own_days(field) is None:
        what = "只按评价年度的范围查日期"
        yield "取值范围", f"“{field.allowed}”读不懂", what, "写成 2023-01-01~2023-12-31，或清空"
    if field.kind == "金额" and _RANGE.fullmatch(field.allowed) and not admits_an_amount(field.allowed):
        yield "取值范围", f"“{field.allowed}”里没有0，也没有正数", "照实填的金额都会报", "写成 >=0，或清空"
    if not field.numeric and field.aggregate in ("求和", "最大"):
        yield "汇总方式", f"{field.kind}不能{field.aggregate}", "汇总得不出数", "改为不汇总或计数"
    if field.kind == "比率" and field.aggregate == "求和":
        yield "汇总方式", "比率不能求和", "汇总的率没有意义", "改为重算，由合计的分子分母算"


def admits_an_amount(allowed: str) -> bool:
    """Whether 0 or any positive number is in a range."""
    number = Decimal(re.findall(r"-?\d+(?:\.\d+)?", allowed)[-1])
    if allowed.startswith("<") and not allowed.startswith("<="):
        return number > 0
    return allowed.startswith(">") or number >= 0


def _aliases(standard: Standard) -> Iterator[Fault]:
    """A word the report uses must lead to one field."""
    owner: dict[str, str] = {}
    for field in standard.items:
        owner.setdefault(field.label, field.name)
    for index, field in enumerate(standard.fields):
        for alias in () if field.each_row else field.aliases:
            other = owner.setdefault(alias, field.name)
            if other != field.name:
                what = f"别名“{alias}”也指“{other}”"
                why, fix = "报告里的这个词不知道对哪个数", "只留一处"
                yield Fault("字段", index, field.name, "别名", what, why, fix)


def unused_parameters(standard: Standard) -> Iterator[Fault]:
    """Parameters no formula names: changing them would change nothing."""
    used = {name for each in written(standard) for name in names_in(each.text)}
    for index, parameter in enumerate(standard.parameters):
        if parameter.name not in used:
            what, why = "没有公式用到", "改了它，什么也不会变"
            yield Fault("参数", index, parameter.name, "名称", what, why, "删去，或在公式里用它", "提示")


def outline_faults(standard: Standard) -> Iterator[Fault]:
    """Chapters of one title under one parent."""
    path: list[str] = []
    seen: set[tuple[str, ...]] = set()
    for index, chapter in enumerate(standard.outline):
        path = [*path[: chapter.level - 1], chapter.title]
        if tuple(path) in seen:
            why, fix = "对报告时不知道是哪一章", "改名或删去"
            yield Fault("报告", index, chapter.title, "标题", "同一章里标题重复", why, fix)
        seen.add(tuple(path))
