"""``xltools consolidate``: one summary workbook of all units."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import click

from xltools import console
from xltools.commands.base import Command, jobs_option, out_option, standard_option
from xltools.commands.clusters import Hosts, cluster_options
from xltools.commands.divided import split_option
from xltools.commands.gathering import Wanted, gather, write_summary
from xltools.commands.page import html_option, ready_page, write_page
from xltools.commands.recording import ledger_options, recording
from xltools.commands.shards import ready_shards, shards_option, write_shards
from xltools.commands.values import ready, values_option, write_values


@click.command(
    cls=Command,
    short_help="把各单位的工作簿汇总成一个。",
    help="把文件夹里各单位的工作簿汇总成一个 .xlsx,每个数都能追到单位的单元格。\n"
    "退出码:0 汇总了;2 有文件读不了(其余照常汇总)或没能做完。单位的问题用 check 查。",
)
@click.argument(
    "folder", type=click.Path(path_type=Path), metavar="文件夹", help="各单位报来的工作簿所在的文件夹。"
)
@click.option(
    "--roster",
    type=click.Path(path_type=Path),
    metavar="文件",
    help="单位名册;不写则用文件夹里的 名册.xlsx(没有也可以)。",
)
@out_option("汇总写到哪里。", default="汇总.xlsx")
@standard_option
@ledger_options
@values_option
@html_option
@split_option
@jobs_option
@cluster_options
@shards_option
@click.pass_context
def consolidate(  # noqa: PLR0913  # a parameter an option
    ctx: click.Context,
    folder: Path,
    roster: Path | None,
    out: Path,
    standard: str | None,
    *,
    ledger: Path | None,
    received: dt.date | None,
    values: Path | None,
    html: Path | None,
    split: int,
    jobs: int,
    hosts: Hosts,
    shards: Path | None,
) -> None:
    """Check, add up, and write the summary."""
    from xltools.commands import run_text

    ready(values, (out,))
    ready_page(html, (out, values, ledger))
    outputs = [out, *(path for path in (values, html) if path)]
    wanted = Wanted(cells=values is not None or shards is not None)
    ready_shards(shards)
    # One table of all is written here, and wants the cells here.
    far = None if values else shards
    workers = hosts.workers(jobs, standard, folder, far)
    with recording(ledger, folder, received, standard, cells=wanted.cells, outputs=outputs) as record:
        gathered = gather(folder, standard, roster, workers, outputs=outputs, record=record, wanted=wanted)
    write_summary(gathered, out, split)
    told = [("汇总", out), *write_page(gathered, html, out), *write_values(gathered, values)]
    told.extend(write_shards(gathered, shards))
    told.extend([("台账", ledger)] if ledger else [])
    console.show(run_text.overview(gathered.files))
    if gathered.summary:
        console.show(run_text.submissions(gathered.summary, dated=ledger is not None))
        console.show(run_text.outputs(told))
    ctx.exit(gathered.exit_code)
