"""``xltools standard lint``: faults of a standard, each with its sheet, row and column."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

import click

from xltools import console
from xltools.commands.base import CLEAN, FOUND, Command, standard_argument, the_standard
from xltools.core.errors import StandardError

if TYPE_CHECKING:
    from xltools.core.lint import Fault


@click.command(
    cls=Command,
    short_help="检查规范本身有没有写错。",
    help="""检查规范本身：公式里的名称有没有、公式成不成立、规则会不会永远不报或总是报、提示语能不能填上、
参数对不对得上；再把规则在空白表、填满的表、随意填的表和规则页的例子上各算一遍。
每一处写明工作表、行、列、为什么、怎么改；有“错误”的规范不能生成空白表。
退出码：0 没有问题（“提示”不算）；1 有问题；2 规范读不出来。""",
)
@standard_argument
@click.pass_context
def lint(ctx: click.Context, name: str | None) -> None:
    """Print the faults of a standard."""
    from xltools.authoring.lint import lint as find
    from xltools.engines import choose
    from xltools.readers.standard import filled_rows
    from xltools.resources import page_texts, standard_folder
    from xltools.runner import load_standard

    folder = standard_folder(the_standard(name))
    rows = filled_rows(folder)
    try:
        standard = load_standard(str(folder))
    except StandardError as error:
        console.show(_unbuilt(error))
        ctx.exit(FOUND)
    faults = sorted(find(standard, choose(), page_texts(folder)), key=lambda fault: _position(fault, rows))
    for fault in faults:
        console.show(_lines(fault, rows))
    console.show([_summary(standard.name, faults)])
    ctx.exit(FOUND if any(fault.level != "提示" for fault in faults) else CLEAN)


def _unbuilt(error: StandardError) -> Iterator[console.Line]:
    """The first thing that keeps the definition from being understood at all."""
    yield console.line(f"错误 {error.message}", "错误")
    yield console.line("为什么：这里读不懂，整套规范都不能用", indent=4)
    yield console.line(f"处理：{error.fix}；改好后再运行一次，看还有没有别的问题", indent=4)


def _position(fault: Fault, rows: Mapping[str, Sequence[int]]) -> tuple[int, int]:
    """The order of the sheets and rows of 规范.xlsx."""
    return list(rows).index(fault.sheet) if fault.sheet in rows else len(rows), fault.index


def _lines(fault: Fault, rows: Mapping[str, Sequence[int]]) -> Iterator[console.Line]:
    yield console.line(f"{fault.level} {fault.place(rows)}：{fault.what}", fault.level)
    yield console.line(f"为什么：{fault.why}", indent=4)
    yield console.line(f"处理：{fault.fix}", indent=4)


def _summary(name: str, faults: Sequence[Fault]) -> console.Line:
    wrong = sum(fault.level != "提示" for fault in faults)
    hints = len(faults) - wrong
    if not faults:
        return console.line(f"√ 规范“{name}”没有问题", "通过")
    return console.line(f"规范“{name}”：{wrong} 处问题，{hints} 处提示", "标题")
