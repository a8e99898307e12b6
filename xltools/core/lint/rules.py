"""Rules that can never fire, that always fire, or that do not do what their row says."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from xltools.core.comparisons import BUILT_IN
from xltools.core.expressions import columns_in, names_in, squeezed
from xltools.core.instances import instances, loop_of
from xltools.core.lint.fault import Fault
from xltools.core.lint.formulas import asked_rules, called
from xltools.core.standard import Field, Rule, Standard

#: Comparisons without numbers: no tolerance, no difference.
NOT_OF_NUMBERS = ("真", "同填", "互斥")

#: Kinds whose values come of a computation, so that equality needs a tolerance.
_ROUNDED = ("金额", "数值", "比率")

#: What a rule may ask for as an explanation.
_EXPLAIN = ("", "不需", "必填", "必填+附件")


def rule_faults(standard: Standard) -> Iterator[Fault]:
    """What is wrong with single rules, then with rules together."""
    for index, rule in enumerate(standard.rules):
        if rule.enabled:
            yield from _years(standard, index, rule)
    for index, rule in asked_rules(standard):
        yield from _constant(index, rule)
        yield from _loop(standard, index, rule)
        yield from _tolerance(standard, index, rule)
    yield from _twice(standard)


def _fault(index: int, rule: Rule, column: str, what: str, why: str, fix: str) -> Fault:
    return Fault("规则", index, called(rule), column, what, why, fix)


def years_of(standard: Standard, rule: Rule) -> bool:
    """Whether a rule is in force in the year the standard is for; one that names no year is for any."""
    told = str(standard.about.get("评价年度", ""))
    return rule.in_force(int(told) if told.isdigit() else None)


def _years(standard: Standard, index: int, rule: Rule) -> Iterator[Fault]:
    if rule.year_from and rule.year_to and rule.year_from > rule.year_to:
        what = f"年度起{rule.year_from}晚于年度止{rule.year_to}"
        yield _fault(index, rule, "年度起", what, "哪一年都不检查", "改正起止年度；不用的规则把“启用”改为否")
    elif not years_of(standard, rule):
        column = "年度起" if rule.year_from else "年度止"
        years = f"{rule.year_from}年起" if rule.year_from else f"{rule.year_to}年止"
        what = f"{years}检查，规范是{standard.about['评价年度']}年度的"
        yield _fault(index, rule, column, what, "这一年度从不检查", "改正起止年度；不用的规则把“启用”改为否")
    if rule.explain not in _EXPLAIN:
        what = f"“{rule.explain}”不是 {'、'.join(_EXPLAIN[1:])} 之一"
        yield _fault(index, rule, "说明要求", what, "不知道要不要单位写说明", "改为其中之一")


def _rests_on_cells(formula: str) -> bool:
    return bool(names_in(formula) or columns_in(formula))


def _constant(index: int, rule: Rule) -> Iterator[Fault]:
    """Sides that are equal by their text, and formulas without any cell."""
    for instance in instances(rule):
        left, right = squeezed(instance.left), squeezed(instance.right)
        if left and left == right:
            ends = "永远不报" if rule.compare in ("=", ">=", "<=") else "结果与填的数无关"
            yield _fault(index, rule, "右式", "左式和右式一样", ends, "改正其中一边")
            return
    if not any(_rests_on_cells(formula) for formula in (rule.left, rule.right)):
        yield _fault(index, rule, "左式", "两边都没有字段", "结果与填的数无关", "写上要检查的字段")
    for column, formula in (("前提条件", rule.precondition), ("适用单位", rule.applies)):
        if formula and not _rests_on_cells(formula):
            what = f"“{formula}”里没有字段"
            yield _fault(
                index, rule, column, what, "规则要么总是检查，要么从不检查", "写成看字段的条件，或者清空"
            )


def _loop(standard: Standard, index: int, rule: Rule) -> Iterator[Fault]:
    """Loops that ask nothing, or ask every time the same."""
    table, items = loop_of(rule)
    texts = (rule.precondition, rule.left, rule.right, rule.applies)
    if table and table in standard.tables:
        block = standard.tables[table]
        if not (standard.row_stems(block) or block.blank_rows):
            yield _fault(index, rule, "循环范围", f"表“{table}”没有行", "一次也不检查", "在表样里写空行数")
        of_rows = {each.name for each in standard.attachments if each.table == table}
        if not any(columns_in(text) or of_rows & set(names_in(text)) for text in texts):
            what = f"逐行检查表“{table}”，算式里却没有 [@列]"
            yield _fault(index, rule, "循环范围", what, "每一行问的都一样", "写上 [@列]，或者清空循环范围")
    has_item = any("{项}" in text for text in (*texts, *rule.marks))
    if items != ("",) and not has_item:
        yield _fault(
            index,
            rule,
            "循环范围",
            "逐项检查，算式里却没有 {项}",
            "每一项问的都一样",
            "写上 {项}，或者去掉“逐项”",
        )
    if items == ("",) and has_item:
        yield _fault(
            index,
            rule,
            "循环范围",
            "算式里有 {项}，循环范围却没有“逐项：”",
            "{项} 换不成字段名",
            "写上“逐项：…”",
        )
    if len(set(items)) < len(items) or (len(items) > 1 and "" in items):
        yield _fault(index, rule, "循环范围", "“逐项”里有重复或空着的项", "同一件事报两遍", "删去多余的项")


def _tolerance(standard: Standard, index: int, rule: Rule) -> Iterator[Fault]:
    given = rule.tolerance is not None or rule.relative_tolerance is not None
    yield from _absurd(index, rule)
    if given and rule.compare in NOT_OF_NUMBERS:
        yield _fault(index, rule, "绝对容差", f"比较“{rule.compare}”用不上容差", "容差不起作用", "清空容差")
    if given or rule.compare not in ("=", "<>"):
        return
    for instance in instances(rule):
        fields = (_bare(standard, instance.table, side) for side in (instance.left, instance.right))
        for field in fields:
            if field is not None and field.kind in _ROUNDED:
                what = f"“{field.label}”是{field.kind}，用“{rule.compare}”比较却没有容差"
                yield _fault(
                    index,
                    rule,
                    "绝对容差",
                    what,
                    "末位的舍入也会报错",
                    "写上容差，金额一般 0.01，得分一般 0.005",
                )
                return


def _absurd(index: int, rule: Rule) -> Iterator[Fault]:
    """Tolerances nothing, or everything, is within."""
    for column, value in (("绝对容差", rule.tolerance), ("相对容差", rule.relative_tolerance)):
        if value is not None and value < 0:
            why = "两边相等也会报，或者本该报的不报"
            yield _fault(index, rule, column, f"容差{value:f}小于0", why, "写不小于0的数")
    if rule.relative_tolerance is not None and rule.relative_tolerance >= 1:
        what = f"相对容差{rule.relative_tolerance:f}：差到右边的{rule.relative_tolerance:f}倍也不报"
        yield _fault(index, rule, "相对容差", what, "几乎什么都不报", "写比率，如 0.01 就是百分之一")


def _bare(standard: Standard, table: str, formula: str) -> Field | None:
    """The field a side is, where it is nothing but one cell."""
    names, columns = names_in(formula), columns_in(formula)
    if len(names) == 1 and formula.strip() == f"={names[0]}":
        found = standard.by_cell_name.get(names[0])
        return found[0] if found else None
    if len(columns) == 1 and formula.strip() == f"=[@{columns[0]}]":
        return next((field for field in standard.columns(table) if field.name == columns[0]), None)
    return None


def _twice(standard: Standard) -> Iterator[Fault]:
    """Rules that ask the same, and built-in checks switched on twice."""
    seen: dict[tuple[object, ...], list[Rule]] = defaultdict(list)
    for index, rule in enumerate(standard.rules):
        if not rule.enabled:
            continue
        built_in = rule.compare in BUILT_IN
        texts = (rule.loop, rule.applies, rule.precondition, rule.left, rule.right)
        key = (rule.compare, *(() if built_in else map(squeezed, texts)))
        others = [each for each in seen[key] if _overlap(each, rule)]
        if others:
            what = f"与 {called(others[0])} 检查的一样"
            yield _fault(index, rule, "比较", what, "同一个问题报两遍", "停用其中一条，或错开年度")
        seen[key].append(rule)


def _overlap(one: Rule, other: Rule) -> bool:
    """Whether two rules are ever in force in the same year."""
    first = max(one.year_from or 0, other.year_from or 0)
    return first <= min(one.year_to or 9999, other.year_to or 9999)
