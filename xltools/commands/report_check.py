"""``xltools report check``: what is wrong in each report, said in its own words."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import click
from click.core import ParameterSource

from xltools import console
from xltools.commands.base import (
    Command,
    force_option,
    format_option,
    guard,
    out_option,
    the_standard,
)
from xltools.commands.proofs import proofs_for
from xltools.commands.tally import NEVER, Tally
from xltools.core.errors import UsageError
from xltools.core.model import LEVELS, Checked
from xltools.core.standard import Standard

#: The ending of an output -> the format it is in.
_BY_ENDING = {".json": "json", ".xlsx": "xlsx", ".txt": "text"}


@click.command(
    cls=Command,
    short_help="校验自评报告，逐处指出问题。",
    help="校验自评报告（.docx、.txt），逐处指出问题：第几段、原话、为什么、怎么改。"
    "路径可以是文件或文件夹（逐级查找）。\n"
    "加 --workbook 与单位的自评工作簿对照；不加，只查报告自己的算式、合计、日期、序号、用语，"
    "没有核对的列为“未判”，未判不等于通过。\n"
    "-o 写 .docx 得到批注稿：报告的副本，每个问题一条批注；几份报告的写文件夹，一份一个批注稿。"
    "写 .txt、.json、.xlsx 得到结果文件。\n"
    "退出码：0 没有达到 --fail-on 级别的问题；1 有；2 有文件读不了，或没能做完。",
)
@click.argument(
    "paths",
    nargs=-1,
    required=True,
    type=click.Path(path_type=Path),
    metavar="报告...",
    help="报告或文件夹。",
)
@click.option(
    "--workbook",
    type=click.Path(path_type=Path),
    metavar="工作簿",
    help="单位的自评工作簿，报告里的数与它核对。",
)
@click.option(
    "--standard",
    metavar="规范",
    envvar="XLTOOLS_STANDARD",
    show_envvar=True,
    help="规范的名称或文件夹；不写则按工作簿里写的规范，没有工作簿的用默认规范。",
)
@format_option("text", "json", "xlsx")
@click.option(
    "--fail-on",
    type=click.Choice((*reversed(LEVELS), NEVER)),
    default="错误",
    show_default=True,
    help="从哪一级起退出码为 1；never 为从不。",
)
@out_option("写到哪里：.docx 或文件夹是批注稿，.txt、.json、.xlsx 是结果。", metavar="文件")
@force_option
@click.pass_context
def check(  # noqa: PLR0913, PLR0917  # a parameter an option
    ctx: click.Context,
    paths: tuple[Path, ...],
    workbook: Path | None,
    standard: str | None,
    form: str,
    fail_on: str,
    out: Path | None,
    *,
    force: bool,
) -> None:
    """Check each report, show or write the results, end with the exit code."""
    from xltools.commands import check_text
    from xltools.proofreading import check_reports, checked_workbook, need_report_rules, reports_in

    given = ctx.get_parameter_source("form") is not ParameterSource.DEFAULT
    files = reports_in(paths)
    proofs = proofs_for(files, out, force=force)
    result = None if proofs else out
    form = _form(form, out, proofs=proofs is not None, given=given)
    inputs = [*files, *([workbook] if workbook else [])]
    guard([result] if result else proofs.outputs if proofs else [], inputs)
    beside = checked_workbook(workbook, standard) if workbook else None
    chosen = _standard(standard, beside)
    need_report_rules(chosen)
    _say_faults(beside, chosen)
    tally = Tally()
    results = console.progress(check_reports(files, chosen, beside), len(files), "校验")
    if proofs:
        results = proofs.watch(results, {number: rule.name for number, rule in chosen.rule.items()})
    results = tally.watch(results)
    if form == "text":
        _show_text(results, tally, beside, result)
    else:
        _show(results, chosen, form, result)
    if result:
        console.show([check_text.summary(tally)], err=True)
        console.note(f"结果已写入 {result}")
    code = tally.exit_code(fail_on)
    ctx.exit(proofs.exit_code(code) if proofs else code)


def _form(form: str, out: Path | None, *, proofs: bool, given: bool) -> str:
    """The format of the result: the one asked for, else the one the file's ending tells."""
    if out is None or proofs:
        if form == "xlsx":
            raise UsageError("xlsx 不能显示在屏幕上，要写进文件", fix="加 -o，例：-o 审核情况.xlsx")
        return form
    told = _BY_ENDING.get(out.suffix.lower())
    if not given:
        if told is None:
            raise UsageError(
                f"看不出“{out.name}”要写成什么",
                fix="批注稿以 .docx 结尾，结果以 .txt、.json 或 .xlsx 结尾，几份批注稿写一个文件夹",
            )
        return told
    if told not in (form, None):
        raise UsageError(
            f"--format 是 {form}，“{out.name}”却以 {out.suffix} 结尾", fix="改成一样的，或去掉 --format"
        )
    return form


def _standard(asked: str | None, workbook: Checked | None) -> Standard:
    """The standard asked for, else the workbook's, else the default one."""
    from xltools.runner import load_standard

    return load_standard(asked or (workbook.standard if workbook else the_standard(None)))


def _say_faults(workbook: Checked | None, standard: Standard) -> None:
    """Say how many errors the workbook itself has; what is asked of it for a report's sake is none."""
    own = {rule.number for rule in standard.rules}
    failed = [each for each in workbook.findings if each.outcome == "不通过"] if workbook else []
    errors = sum(each.level == "错误" and each.rule in own for each in failed)
    if errors:
        told = f"注意：工作簿有 {errors} 条错误，拿来核对的数可能不对；先用 xltools check 查清"
        console.note(told, "核实")


def _show_text(results: Iterable[Checked], tally: Tally, workbook: Checked | None, out: Path | None) -> None:
    from xltools.commands import report_check_text

    lines = report_check_text.lines(results, tally, workbook)
    console.write_lines(out, lines) if out else console.show(lines)


def _show(results: Iterable[Checked], standard: Standard, form: str, out: Path | None) -> None:
    """Show the results for programs, or write them."""
    from xltools.commands import check_json, report_check_json

    if form == "json":
        document = check_json.pieces(results, standard.name, report_check_json.file_object)
        console.write_file(out, document) if out else console.show_json(document)
    elif out:
        from xltools.whole import put
        from xltools.writers.findings import findings_book

        put(findings_book(results, {standard.name: standard}, out.parent, reviewed="报告"), out)
