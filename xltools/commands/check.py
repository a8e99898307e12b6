"""``xltools check``: what is wrong in each workbook."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path

import click

from xltools import console
from xltools.commands.base import Command, format_option, guard, jobs_option, out_option, standard_option
from xltools.commands.gathering import without_rewritten, without_summaries
from xltools.commands.tally import NEVER, Tally
from xltools.core.errors import UsageError
from xltools.core.model import LEVELS, Checked

#: Files that are neither text nor JSON end so.
_OTHERS = (".xlsx", ".xlsm", ".xls", ".et", ".docx", ".doc", ".wps", ".pdf", ".db")


@click.command(
    cls=Command,
    short_help="校验工作簿,逐格指出问题。",
    help="校验工作簿,逐格指出问题。路径可以是文件或文件夹(逐级查找 .xlsx、.xlsm)。\n"
    "单位的工作簿和它的项目自评表一起给出时,先列项目自评表,再与单位的工作簿核对;\n"
    "只给工作簿的,同一文件夹和名称带“项目”的下一级文件夹里的项目自评表只读取、用来核对,不列出。\n"
    "未判(缺少数据)不等于通过;--fail-on 为核实或提示时,未判也算问题。\n"
    "--format xlsx 把许多文件的结果写成一本：审核情况说明、按单位、按规则、问题明细、现场数据。\n"
    "退出码:0 没有达到 --fail-on 级别的问题;1 有;2 有文件读不了或规则不能执行。",
)
@click.argument(
    "paths",
    nargs=-1,
    required=True,
    type=click.Path(path_type=Path),
    metavar="路径...",
    help="文件或文件夹。",
)
@format_option("text", "json", "xlsx")
@out_option("把结果写进文件，不显示；xlsx 必须写明文件。")
@standard_option
@click.option(
    "--fail-on",
    type=click.Choice((*reversed(LEVELS), NEVER)),
    default="错误",
    show_default=True,
    help="从哪一级起退出码为 1;never 为从不。",
)
@jobs_option
@click.pass_context
def check(  # noqa: PLR0917  # a parameter an option
    ctx: click.Context,
    paths: tuple[Path, ...],
    form: str,
    out: Path | None,
    standard: str | None,
    fail_on: str,
    jobs: int,
) -> None:
    """Check each file, show the results as they come, end with the exit code."""
    from xltools.commands import check_json, check_text
    from xltools.runner import check_files, workbooks_in

    if form == "xlsx" and out is None:
        raise UsageError("xlsx 不能显示在屏幕上，要写进文件", fix="加 -o，例：-o 审核情况.xlsx")
    files = workbooks_in(paths)
    if out:
        files = without_rewritten(files, [out])
        guard([out], files)
        _refuse_ending(out, form)
    tally = Tally()
    # A bar between the lines of a result would tear them.
    quiet = out is None and sys.stdout.isatty()
    results = console.progress(check_files(files, standard, jobs=jobs), len(files), "校验", quiet=quiet)
    results = without_summaries(results, named=paths)
    if form == "json":
        document = check_json.pieces(tally.watch(results), standard)
        console.write_file(out, document) if out else console.show_json(document)
    elif form == "xlsx" and out:
        _write_book(tally.watch(results), standard, out)
    else:
        lines = check_text.lines(tally.watch(results), tally)
        console.write_lines(out, lines) if out else console.show(lines)
    if out:
        console.show([check_text.summary(tally)], err=True)
        console.note(f"结果已写入 {out}")
    ctx.exit(tally.exit_code(fail_on))


def _refuse_ending(out: Path, form: str) -> None:
    """Stop before a file is written that no program opens, or that another kind of file was asked for."""
    ending = out.suffix.lower()
    others = {*_OTHERS} if form == "json" else {*_OTHERS, ".json"}
    if ending != ".xlsx" if form == "xlsx" else ending in others:
        fix = "改成一样的：text 写 .txt，json 写 .json，xlsx 写 .xlsx"
        raise UsageError(f"--format 是 {form}，“{out.name}”却以 {ending or '别的'} 结尾", fix=fix)


def _write_book(results: Iterable[Checked], standard: str | None, out: Path) -> None:
    """Write the findings of all files as one workbook."""
    from xltools.commands.standards import standards_of
    from xltools.whole import put
    from xltools.writers.findings import findings_book

    checked = tuple(results)
    put(findings_book(checked, standards_of(checked, standard), out.parent), out)
