"""``xltools standard explain R053``: one rule and its page, for the terminal."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

import click

from xltools import console
from xltools.commands.base import Command, chosen_standard_option, the_standard
from xltools.console import Line, line

if TYPE_CHECKING:
    from xltools.core.rule_page import Case, Grid, Page
    from xltools.core.standard import Rule, Standard

#: A table wider than this is printed a row a paragraph.
_WIDTH = 76

_MARKS = {"应通过": ("√", "通过"), "应报": ("×", "错误"), "未判": ("—", "核实")}


@click.command(
    cls=Command,
    short_help="讲解一条规则：查什么、为什么、怎么改、例子。",
    help="讲解一条规则：查什么、为什么、怎么改、公式和依据，各举一个应通过和应报的例子。",
)
@click.argument("number", metavar="编号", help="规则的编号，规则表和问题清单里都有。")
@chosen_standard_option
def explain(number: str, standard: str | None) -> None:
    """Print a rule's page."""
    from xltools.commands.standard_test import known_rule
    from xltools.core.rule_page import parse_page
    from xltools.resources import rule_pages, standard_folder
    from xltools.runner import load_standard

    name = the_standard(standard)
    folder = standard_folder(name)
    chosen = load_standard(name)
    rule = chosen.rule[known_rule(chosen, number)]
    path = rule_pages(folder).get(rule.number)
    page = parse_page(rule.number, path.read_text("utf-8")) if path else None
    console.show(lines(chosen, rule, page))


def lines(standard: Standard, rule: Rule, page: Page | None) -> Iterator[Line]:
    """The rule as people read it: its words first, its formulas after, its examples last."""
    state = "" if rule.enabled else "（停用）"
    yield line(f"{rule.number} {rule.name}{state}", "标题")
    yield line(f"{rule.level} · {rule.category} · {standard.name}", "次要")
    if page is not None:
        for title, words in page.words.items():
            yield from _paragraph(title, words.splitlines())
    yield from _paragraph("规则", _formulas(rule))
    # A message that is nothing but {名} is worded by the check itself: the examples show it.
    yield from _paragraph("报出的话", [rule.message] if rule.message != "{名}" else [])
    if page is None:
        yield from _paragraph("改正指引", [rule.fix])
        yield line()
        yield line("这条规则还没有规则页，没有例子。" if rule.enabled else "停用的规则没有规则页。", "次要")
        return
    yield from _examples(page)


def _paragraph(title: str, texts: list[str]) -> Iterator[Line]:
    if not any(texts):
        return
    yield line()
    yield line(title, "标题")
    yield from (line(text, indent=2, hang=0) for text in texts if text)


def _formulas(rule: Rule) -> list[str]:
    """What the rule computes and by what, a line each."""
    named = (
        ("适用单位", rule.applies),
        ("循环范围", rule.loop),
        ("前提条件", rule.precondition),
        ("左式", rule.left),
        ("比较", rule.compare),
        ("右式", rule.right),
        ("绝对容差", rule.tolerance),
        ("相对容差", rule.relative_tolerance),
        ("舍入", rule.rounding),
        ("缺失值策略", rule.missing),
        ("标注单元格", "、".join(rule.marks)),
        ("说明要求", rule.explain),
        ("依据", rule.basis),
        ("报告用语", "、".join(rule.words)),
    )
    return [f"{word}：{text}" for word, text in named if text not in ("", None)]


def _examples(page: Page) -> Iterator[Line]:
    """The first case of each kind whole, the others by their titles."""
    shown: list[Case] = []
    for kind in _MARKS:
        shown += [case for case in page.cases if case.kind == kind][:1]
    for case in shown:
        yield from _case(case)
    others = [case for case in page.cases if case not in shown]
    if others:
        yield from _paragraph("其他例子", [f"{case.kind}：{case.title}" for case in others])
    if page.tests:
        yield from _paragraph("由程序测试", list(page.tests))


def _case(case: Case) -> Iterator[Line]:
    mark, style = _MARKS[case.kind]
    yield line()
    yield line(f"例：{case.title}（{case.kind}）", "标题")
    for grid in case.grids:
        yield from _grid(grid)
    if case.report:
        yield line("报告：", indent=2)
        yield from (line(paragraph, indent=4, hang=0) for paragraph in case.report)
    if not case.said:
        yield line(f"{mark} {'通过' if case.kind == '应通过' else case.kind}", style, indent=2)
    for cell, message in case.said:
        yield line(f"{mark} {cell}：{message or '缺数据，未判'}", style, indent=2)


def _grid(grid: Grid) -> Iterator[Line]:
    """A table, aligned where it fits."""
    rows = [tuple(text.strip("`") for text in row) for row in grid.rows]
    if grid.table:
        yield line(f"{grid.table}：", indent=2)
    heads = grid.headings if grid.table else ("字段", "值")
    table = console.table(heads, rows, numbers=frozenset())
    if all(console.cells(each.text) <= _WIDTH for each in table):
        yield from (replace(each, indent=4) for each in (table if grid.table else table[1:]))
        return
    for row in rows:
        filled = (f"{head} {text}" for head, text in zip(heads, row, strict=True) if text)
        yield line("；".join(filled), indent=4)
