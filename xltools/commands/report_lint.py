"""``xltools report lint``: faults of a report template, each with its paragraph."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from xltools import console
from xltools.commands.base import (
    CLEAN,
    FOUND,
    Command,
    chosen_standard_option,
    format_option,
    the_standard,
)
from xltools.commands.check_json import dumps
from xltools.commands.reports import template_of
from xltools.core.errors import StandardError
from xltools.core.names import DEFINITION

if TYPE_CHECKING:
    from xltools.core.narrative.lint import TemplateFault

_EXCERPT = 40


@click.command(
    cls=Command,
    short_help="检查报告模板有没有写错。",
    help="""检查报告模板（自评报告.docx）：标签里的字段、列、写法有没有，符号是不是全角，条件和循环有没有结束，标签有没有跨段；
再用空白的、填满的、全是 0 的数据各试写一份。每一处写明在第几段（空段也数，表格里的另数）、原文、怎么改。
模板在规范的文件夹里的，按那套规范检查；不写模板就检查规范自己的模板。
退出码：0 没有问题（“提示”不算）；1 有错误；2 模板或规范读不出来。""",
)
@click.argument(
    "template",
    required=False,
    type=click.Path(path_type=Path),
    metavar="[模板]",
    help="报告模板（.docx）；不写就用规范自己的。",
)
@chosen_standard_option
@format_option("text", "json")
@click.pass_context
def lint(ctx: click.Context, template: Path | None, standard: str | None, form: str) -> None:
    """Print the faults of a template."""
    from xltools.runner import load_standard
    from xltools.workers import alone
    from xltools.writers.template_lint import lint_report

    beside = template is not None and (template.parent / DEFINITION).is_file()
    name = str(template.parent) if template and beside and not standard else the_standard(standard)
    chosen = load_standard(name)
    path = template or template_of(name)
    if path is None:
        raise StandardError(
            f"规范“{chosen.name}”没有报告模板 自评报告.docx",
            fix="写明要检查的模板，或用 --standard 换一套规范",
        )
    faults = alone(path, lint_report, path, chosen)
    if form == "json":
        console.show_json(_json(path, chosen.name, faults))
    else:
        for fault in faults:
            console.show(_lines(fault))
        console.show([_summary(path, chosen.name, faults)])
    ctx.exit(FOUND if _errors(faults) else CLEAN)


def _errors(faults: Sequence[TemplateFault]) -> int:
    return sum(fault.level == "错误" for fault in faults)


def _lines(fault: TemplateFault) -> Iterator[console.Line]:
    text = fault.paragraph.text.strip()
    yield console.line(f"{fault.level} {fault.paragraph.place}：{fault.what}", fault.level)
    if text:
        yield console.line(f"原文：{text[:_EXCERPT]}{'…' if len(text) > _EXCERPT else ''}", indent=4)
    yield console.line(f"处理：{fault.fix}", indent=4)


def _summary(path: Path, standard: str, faults: Sequence[TemplateFault]) -> console.Line:
    if not faults:
        return console.line(f"√ 报告模板 {path} 没有问题（规范“{standard}”）", "通过")
    errors = _errors(faults)
    counted = f"{errors} 处错误，{len(faults) - errors} 处提示"
    again = "；改好后再检查一次" if errors else ""
    return console.line(f"报告模板 {path}（规范“{standard}”）：{counted}{again}", "标题")


def _json(path: Path, standard: str, faults: Sequence[TemplateFault]) -> Iterator[str]:
    """Keys are never renamed."""
    errors = _errors(faults)
    whole = {
        "version": 1,
        "standard": standard,
        "template": str(path),
        "counts": {"错误": errors, "提示": len(faults) - errors},
        "findings": [
            {
                "level": fault.level,
                "part": fault.paragraph.part,
                "place": fault.paragraph.place,
                "paragraph": fault.paragraph.number,
                "text": fault.paragraph.text,
                "message": fault.what,
                "fix": fault.fix,
            }
            for fault in faults
        ],
    }
    yield dumps(whole) + "\n"
