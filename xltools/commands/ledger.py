"""``xltools ledger``: who has handed in and who has not, and what each unit handed in over time."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING

import click

from xltools import console
from xltools.commands.base import Group, format_option, guard, out_option
from xltools.core.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xltools.core.consolidation.roster import Roster

_ledger = click.option(
    "--ledger",
    type=click.Path(path_type=Path),
    metavar="文件",
    default="台账.db",
    show_default=True,
    help="报送台账。",
)


@click.group(
    cls=Group,
    short_help="报送台账：谁报了、谁没报、改了什么。",
    help="报送台账：谁报了、谁没报、谁迟报、谁被退回，每次报送改了什么。\n"
    "台账由 consolidate 和 run 加 --ledger 台账.db 记下：同一份文件再记一次不会重复，旧的报送一直留着。\n"
    "台账是一个文件，放在本机硬盘上，不要放在网络盘；别人正在汇总时也可以查。",
)
def ledger() -> None:
    """Hold the commands about the ledger together."""


@ledger.command(
    short_help="应报、实报、未报、迟报、退回、通过，按单位。",
    help="列出每个单位：报了没有、结论、哪天报的、截止日期、报过几次、退回过几次、附了几份附表；按部门小计。\n"
    "有名册的按名册的上下级列出，未报的也在内；没有名册的只列报过的单位，不知道应报多少。\n"
    "退回：结论为不通过；待核实：有要说明的，或有没能判断的；迟报：第一次报送晚于名册的截止日期。\n"
    "哪天报的只有台账知道（--received，不写则为记入那天），不看文件的时间。\n"
    "退出码：0 列出了；2 没有台账，或台账、名册读不了。",
)
@_ledger
@click.option(
    "--roster",
    type=click.Path(path_type=Path),
    metavar="文件",
    help="单位名册；不写则用台账旁边的，或最近汇总的文件夹里的 名册.xlsx（没有也可以）。",
)
@click.option("--year", type=int, metavar="年度", help="评价年度；不写则为报得最多的年度。")
@format_option("text", "json", "xlsx")
@out_option("把结果写进文件，不显示；xlsx 必须写明文件。")
def status(ledger: Path, roster: Path | None, year: int | None, form: str, out: Path | None) -> None:
    """Show where each unit stands, or write it to a file."""
    from xltools.commands import ledger_json, ledger_text
    from xltools.core.ledger.status import status as of
    from xltools.ledger import read
    from xltools.ledger.opened import reading

    if form == "xlsx" and out is None:
        raise UsageError("xlsx 不能显示在屏幕上，要写进文件", fix="加 -o，例：-o 报送情况.xlsx")
    if out:
        guard([out], [ledger, *([roster] if roster else [])])
    with reading(ledger) as connection:
        years = read.years(connection)
        chosen = year if year is not None else next(iter(years), 0)
        entries, forms = read.entries(connection, chosen), read.forms(connection, chosen)
        folders = (ledger.parent, Path(read.last_folder(connection)))
    today = dt.date.today()  # noqa: DTZ011  # the office's own day is meant
    found = of(entries, _roster(roster, folders), chosen, today, forms)
    if form == "xlsx" and out:
        from xltools.whole import put
        from xltools.writers.standing import standing_book

        put(standing_book(found, out.parent), out)
    elif form == "json":
        pieces = ledger_json.status_pieces(found)
        console.write_file(out, pieces) if out else console.show_json(pieces)
    else:
        lines = ledger_text.status_lines(found, [each for each in years if each != chosen])
        console.write_lines(out, lines) if out else console.show(lines)
    if out:
        console.note(f"结果已写入 {out}")


def _roster(roster: Path | None, folders: Sequence[Path]) -> Roster | None:
    """The roster asked for, or the first that lies in one of the folders."""
    from xltools.readers.roster import read_roster
    from xltools.runner import ROSTER
    from xltools.workers import alone

    there = (folder / ROSTER for folder in folders if (folder / ROSTER).is_file())
    chosen = roster or next(there, None)
    if chosen is None:
        return None
    known = alone(chosen, read_roster, chosen)
    for fault in known.faults:
        console.note(f"名册：{fault.message}", "核实")
    return known


@ledger.command(
    short_help="一个单位的历次报送。",
    help="列出一个单位历次报送的文件：日期、结论、各级问题的个数；与上一次相比消除了、新增了、仍有哪些问题，\n"
    "哪些数改了；核实说明和审核意见的前后变化。单位写预算编码或名称，名称可以只写一部分。\n"
    "退出码：0 列出了；2 没有台账、台账读不了，或者没有这个单位。",
)
@click.argument("unit", metavar="单位", help="预算编码，或单位名称（可以只写一部分）。")
@_ledger
@format_option("text", "json")
def history(unit: str, ledger: Path, form: str) -> None:
    """Print all that a unit handed in."""
    from xltools.commands import ledger_json, ledger_text
    from xltools.ledger import read
    from xltools.ledger.opened import reading

    with reading(ledger) as connection:
        code, name = _meant(unit, read.units(connection, unit))
        years = read.turns(connection, code, name)
    if form == "json":
        console.show_json(ledger_json.history_pieces(code, name, years))
    else:
        console.show(ledger_text.history_lines(code, name, years))


def _meant(asked: str, found: list[tuple[str, str]]) -> tuple[str, str]:
    """The one unit that is meant; UsageError where there is none, or several."""
    if not found:
        raise UsageError(
            f"台账里没有单位“{asked}”", fix="核对编码或名称；报过的单位用 xltools ledger status 查看"
        )
    codes = {code or name for code, name in found}
    if len(codes) > 1:
        few = "、".join(f"{name}（{code or '无编码'}）" for code, name in found[:10])
        more = f"等 {len(found)} 个" if len(found) > 10 else ""
        raise UsageError(f"“{asked}”可以指几个单位：{few}{more}", fix="写预算编码，或者名称写全")
    return found[-1]
