"""``xltools standard test``: each rule's page runs as a test of the rule."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from xltools import console
from xltools.commands.base import CLEAN, FAILED, FOUND, Command, the_standard
from xltools.core.errors import UsageError

if TYPE_CHECKING:
    from xltools.authoring.pages import Tried
    from xltools.core.standard import Standard


@click.command(
    cls=Command,
    short_help="用规则页里的例子检验规则。",
    help="""把规则页（规范文件夹的“规则”里，一条规则一页）的例子填进空白表，照常校验，看规则该通过的通过、该报的报。
写了编号就只检验这几条。每条启用的规则都要有一页；写法见规范文件夹旁边的“规则页写法”。
退出码：0 都相符；1 有不符或缺页；2 有的页读不懂。""",
)
@click.argument(
    "names",
    nargs=-1,
    metavar="[规范] [编号]...",
    help="规范的名称或文件夹，不写就用默认规范；后面写规则编号，不写就是全部。",
)
@click.option("--write", is_flag=True, help="不检验，只按规则表更新各页的页首（不动手写的部分）。")
@click.pass_context
def test(ctx: click.Context, names: tuple[str, ...], write: bool) -> None:  # noqa: FBT001  # click's
    """Try the pages of a standard."""
    from xltools.authoring.pages import try_pages
    from xltools.engines import choose
    from xltools.resources import page_texts, rule_pages, standard_folder
    from xltools.runner import load_standard

    name, numbers = split_names(names)
    folder = standard_folder(name)
    standard = load_standard(name)
    numbers = tuple(known_rule(standard, number) for number in numbers)
    if write:
        _write_heads(standard, rule_pages(folder))
        return
    tried = []
    for each in try_pages(standard, page_texts(folder), choose(), numbers):
        console.show(_lines(each))
        tried.append(each)
    console.show([console.line(_summary(standard.name, tried), "标题")])
    ctx.exit(_code(tried))


def split_names(names: Sequence[str]) -> tuple[str, tuple[str, ...]]:
    """A standard, where the first word is the name or folder of one, and rule numbers."""
    from xltools.resources import standard_folder

    first, *rest = names or [""]
    if not first or _is_number(first):
        return the_standard(os.environ.get("XLTOOLS_STANDARD")), tuple(names)
    standard_folder(first)
    return first, tuple(rest)


def _is_number(word: str) -> bool:
    """Whether a word is written like a rule's number: R053."""
    return word[:1] in "Rr" and word[1:].isdigit()


def known_rule(standard: Standard, number: str) -> str:
    """The number as the standard writes it (r53, 53 and 053 are R053).

    UsageError names another standard that has it, or the nearest ones of this.
    """
    from difflib import get_close_matches

    exact = {rule.number.upper(): rule.number for rule in standard.every_rule}
    number = number.strip()
    if (full := _in_full(number)) in exact:
        return exact[full]
    if others := _standards_with(full, standard.name):
        where = "、".join(f"“{name}”" for name in others)
        raise UsageError(
            f"规范“{standard.name}”没有编号为“{number}”的规则，规范{where}有",
            fix=f"写明规范：--standard {others[0]}（standard test 写在编号前面）",
        )
    named = [f"{rule.number} {rule.name}" for rule in standard.every_rule if number and number in rule.name]
    near = named or [
        f"{standard.rule[exact[n]].number} {standard.rule[exact[n]].name}"
        for n in get_close_matches(number.upper(), list(exact), 3, 0.5)
    ]
    hint = (
        f"是不是：{'；'.join(near[:5])}"
        if near
        else f"用 xltools standard rules --standard {standard.name} 看全部规则"
    )
    raise UsageError(f"规范“{standard.name}”没有编号为“{number}”的规则", fix=hint)


def _in_full(number: str) -> str:
    """A number as rule tables write it: a capital R and three digits at least."""
    digits = number.upper().removeprefix("R")
    return f"R{int(digits):03}" if digits.isdecimal() else number.upper()


def _standards_with(number: str, besides: str) -> list[str]:
    """The other standards with a rule of that number."""
    from xltools.core.errors import StandardError
    from xltools.resources import standards
    from xltools.runner import load_standard

    found = []
    for name in standards():
        try:
            rules = load_standard(name).rule if name != besides else {}
        except StandardError:  # one that cannot be read has no rule to tell of
            continue
        if number in rules:
            found.append(name)
    return found


def _write_heads(standard: Standard, pages: Mapping[str, Path]) -> None:
    """Give each page the head its rule now has."""
    from xltools.core.rule_page import with_head

    written = 0
    for number, path in pages.items():
        rule = standard.rule.get(number)
        if rule is None:
            continue
        old = path.read_text("utf-8")
        new = with_head(old, rule)
        if new != old:
            console.write_file(path, [new])
            written += 1
    console.show([console.line(f"√ 规范“{standard.name}”：{len(pages)} 页，更新页首 {written} 页", "通过")])


def _lines(tried: Tried) -> Iterator[console.Line]:
    """A page's result: one line when it passed, one more a problem when not."""
    if tried.problems:
        yield console.line(f"× {tried.number} {tried.name}", "错误")
        yield from (console.line(problem, indent=4) for problem in tried.problems)
    elif tried.tests:
        yield console.line(f"— {tried.number} {tried.name}（由程序测试：{'、'.join(tried.tests)}）", "次要")
    else:
        yield console.line(f"√ {tried.number} {tried.name}（{tried.cases}例）", "通过")


def _summary(name: str, tried: Sequence[Tried]) -> str:
    wrong = sum(bool(each.problems) for each in tried)
    cases = sum(each.cases for each in tried)
    program = sum(bool(each.tests) and not each.problems for each in tried)
    return f"规范“{name}”：{len(tried)} 页，{cases} 例；不符 {wrong} 页，由程序测试 {program} 页"


def _code(tried: Sequence[Tried]) -> int:
    if any(each.unreadable for each in tried):
        return FAILED
    return FOUND if any(each.problems for each in tried) else CLEAN
