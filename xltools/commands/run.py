"""``xltools run``: the main job in one go: check, consolidate, write the reports."""

from __future__ import annotations

import datetime as dt
import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from xltools import console
from xltools.commands.base import (
    FAILED,
    Command,
    jobs_option,
    make_folder,
    need_libreoffice,
    out_option,
    pdf_option,
    standard_option,
)
from xltools.commands.clusters import Hosts, cluster_options
from xltools.commands.divided import split_option
from xltools.commands.gathering import Gathered, Wanted, gather, write_summary
from xltools.commands.page import html_option, ready_page, write_page
from xltools.commands.recording import ledger_options, recording
from xltools.commands.reports import Reports, make_pdfs, write_reports
from xltools.commands.values import ready, values_option, write_values
from xltools.core.errors import OutputError, UsageError
from xltools.core.names import OUTPUTS_RECORD

if TYPE_CHECKING:
    from xltools.commands.returns import Returns

#: The folders of 退回稿 and of letters among the outputs.
RETURNS = "退回稿"
LETTERS = "公文"


@click.command(
    cls=Command,
    short_help="一次做完：校验、汇总、写报告、写退回稿。",
    help="校验文件夹里所有单位的工作簿,汇总,给每个单位写自评报告，给有问题的单位写退回稿和反馈函。\n"
    "输出文件夹里有:汇总.xlsx、报告/单位名称.docx、退回稿/单位名称.xlsx、审核结果.json、审核结果.txt、\n"
    "公文/（审核情况说明.docx，各单位的审核意见反馈函.docx；署名、日期、期限待填，letters 命令可以写上）。\n"
    "退回稿是单位的原表加上标注、批注和“审核结果”页，可以直接发回；有错误、待核实、未判的才有。\n"
    "改过的报告、退回稿和公文不会被覆盖：新写的另存为“…(新)”；不再需要的旧退回稿、旧函，没改过的删去。\n"
    "文件夹里有 名册.xlsx 时,列出未报的单位。\n"
    "退出码:0 做完了(有问题的单位列在表中;用 check 取得按问题的退出码);2 有文件读不了或没能做完。",
)
@click.argument(
    "folder", type=click.Path(path_type=Path), metavar="文件夹", help="各单位报来的工作簿所在的文件夹。"
)
@out_option("输出文件夹。", metavar="文件夹", default="输出")
@standard_option
@pdf_option
@ledger_options
@values_option
@html_option
@split_option
@jobs_option
@cluster_options
@click.pass_context
def run(  # noqa: PLR0913  # a parameter an option
    ctx: click.Context,
    folder: Path,
    out: Path,
    standard: str | None,
    *,
    pdf: bool,
    ledger: Path | None,
    received: dt.date | None,
    values: Path | None,
    html: Path | None,
    split: int,
    jobs: int,
    hosts: Hosts,
) -> None:
    """Do the whole job; the exit code says whether it was done, not what was found."""
    from xltools.commands import run_text
    from xltools.commands.letters import lines, write_letters
    from xltools.commands.returns import write_returns
    from xltools.core.letters.sender import Sender
    from xltools.readers.remote import address_of, is_address

    if pdf:
        need_libreoffice()
    _refuse_returns(folder, out / RETURNS)
    ready(values, tuple(_outputs(out)))
    ready_page(html, (*_outputs(out), values, ledger))
    outputs = [*_outputs(out), *(path for path in (values, html) if path)]
    wanted = Wanted(cells=values is not None, whole=True)
    if is_address(folder):
        message = f"run 要写报告和退回稿，只能用文件夹：{address_of(folder)}"
        raise UsageError(message, fix="先把文件取到本机的文件夹；只汇总的，用 xltools consolidate 网址")
    workers = hosts.workers(jobs, standard, folder)
    with recording(ledger, folder, received, standard, cells=wanted.cells, outputs=outputs) as record:
        gathered = gather(folder, standard, None, workers, outputs=outputs, record=record, wanted=wanted)
    make_folder(out)
    _write_findings(gathered, standard, out)
    write_summary(gathered, out / "汇总.xlsx", split)
    extra = [*write_page(gathered, html, out / "汇总.xlsx"), *write_values(gathered, values)]
    reports = _write_reports(gathered, standard, out / "报告", pdf=pdf)
    returns = write_returns(gathered.checked_now, standard, out / RETURNS, jobs=jobs)
    letters = write_letters(gathered.checked_now, standard, out / LETTERS, Sender())
    console.show(run_text.overview(gathered.files))
    if gathered.summary:
        console.show(run_text.submissions(gathered.summary, dated=ledger is not None))
    console.show(run_text.kept(reports.kept))
    console.show(run_text.returned(returns))
    console.show(lines(letters))
    places = _places(gathered, reports, returns, out)
    places.extend(extra)
    if ledger:
        places.append(("台账", ledger))
    if letters.written:
        places.append((f"公文 {len(letters.written)} 份", out / LETTERS))
    console.show(run_text.outputs(places))
    ctx.exit(FAILED if reports.failed or returns.failed or letters.failed else gathered.exit_code)


def _refuse_returns(folder: Path, returns: Path) -> None:
    """Stop before 退回稿 that are asked for as inputs are overwritten by new ones."""
    if Path(os.path.realpath(folder)).is_relative_to(os.path.realpath(returns)):
        message = f"{folder} 是这次要写退回稿的地方，不能同时作为输入，没有写"
        raise OutputError(message, fix="用 -o 换一个输出文件夹")


def _write_findings(gathered: Gathered, standard: str | None, out: Path) -> None:
    """The findings, for programs and for people."""
    from xltools.commands import check_json, check_text
    from xltools.commands.tally import Tally

    name = standard or (gathered.standard.name if gathered.standard else None)
    console.write_file(out / "审核结果.json", check_json.pieces(gathered.checked, name))
    tally = Tally()
    console.write_lines(out / "审核结果.txt", check_text.lines(tally.watch(gathered.checked), tally))


def _write_reports(gathered: Gathered, standard: str | None, folder: Path, *, pdf: bool) -> Reports:
    """The reports of all units that could be read."""
    if gathered.standard is None:
        return Reports()
    reports = write_reports(gathered.checked_units, standard, folder)
    if pdf:
        make_pdfs(reports.written, folder)
    return reports


def _outputs(out: Path) -> list[Path]:
    """What is written, as far as it can be an input or a part of a standard."""
    names = ("汇总.xlsx", "审核结果.json", "审核结果.txt")
    records = (f"{folder}/{OUTPUTS_RECORD}" for folder in ("报告", RETURNS, LETTERS))
    return [out / name for name in (*names, *records)]


def _places(gathered: Gathered, reports: Reports, returns: Returns, out: Path) -> list[tuple[str, Path]]:
    places = [("审核结果", out / "审核结果.txt"), ("审核结果(程序用)", out / "审核结果.json")]
    if gathered.summary:
        places.insert(0, ("汇总", out / "汇总.xlsx"))
    if reports.written:
        places.append((f"报告 {len(reports.written)} 份", out / "报告"))
    if returns.written:
        places.append((f"退回稿 {len(returns.written)} 份", out / RETURNS))
    return places
