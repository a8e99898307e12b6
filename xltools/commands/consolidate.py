"""``xltools consolidate``: one summary workbook of all units."""

from __future__ import annotations

from pathlib import Path

import click

from xltools import console
from xltools.commands.base import Command, jobs_option, out_option, standard_option
from xltools.commands.gathering import gather, write_summary


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
@jobs_option
@click.pass_context
def consolidate(  # a parameter an option
    ctx: click.Context, folder: Path, roster: Path | None, out: Path, standard: str | None, jobs: int
) -> None:
    """Check, add up, and write the summary."""
    from xltools.commands import run_text

    gathered = gather(folder, standard, roster, jobs, outputs=[out])
    write_summary(gathered, out)
    console.show(run_text.overview(gathered.checked))
    if gathered.summary:
        console.show(run_text.submissions(gathered.summary))
        console.show(run_text.outputs([("汇总", out)]))
    ctx.exit(gathered.exit_code)
