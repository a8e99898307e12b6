"""``xltools report refresh``: a report edited by hand takes the figures its workbook has now."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import click

from xltools import console
from xltools.commands.base import (
    CLEAN,
    FOUND,
    Command,
    force_option,
    format_option,
    guard,
    out_option,
    refuse_overwrite,
    same_file,
    standard_option,
)
from xltools.core.errors import InputError, StandardError, UsageError
from xltools.core.merging.whose import Whose, altered, is_known, is_same_unit, is_same_year
from xltools.whole import lock_of

if TYPE_CHECKING:
    from xltools.writers.bound.store import Store
    from xltools.writers.refresh.refresh import Refreshed

#: What a refreshed report is called when nobody says.
_REFRESHED = "-刷新"
_NUMBERED = re.compile(rf"(.*{_REFRESHED})(\d*)")


@click.command(
    cls=Command,
    short_help="工作簿改动后，更新报告里的数，保留手改的文字。",
    help="工作簿改动后，把改过的报告更新到现在的数：没有手改过的数换成工作簿的，手写的文字一个不丢。\n"
    "工作簿新增的段落和表格行插到相应的位置；两边都改了同一处的，保留文中的，列为冲突，请逐条核对。\n"
    "报告须是本程序由工作簿写的（可以在 Word、WPS、LibreOffice 里改过）。修订和批注保留。\n"
    "不写 -o，另存为“原名-刷新.docx”；-o 与原文件相同时，先备份为“原文件名.bak”。\n"
    "--check 只说会改什么，不写文件。\n"
    "退出码：0 已写出，或没有要改的；1 加 --check 时有要改的；2 没能做完。",
)
@click.argument("report", type=click.Path(path_type=Path), metavar="报告", help="要刷新的自评报告（.docx）。")
@click.option(
    "--workbook",
    required=True,
    type=click.Path(path_type=Path),
    metavar="工作簿",
    help="单位的自评工作簿，数取自它。",
)
@out_option("写到哪里；不写则为“原名-刷新.docx”。")
@click.option("--check", "only_check", is_flag=True, help="只说会改什么，不写文件。")
@click.option(
    "--same-unit", is_flag=True, help="单位名称和预算编码都改了，或评价年度改了，但确实是这份报告的单位时用。"
)
@standard_option
@format_option("text", "json")
@force_option
@click.pass_context
def refresh(  # noqa: PLR0913  # a parameter an option
    ctx: click.Context,
    report: Path,
    workbook: Path,
    out: Path | None,
    standard: str | None,
    form: str,
    *,
    only_check: bool,
    same_unit: bool,
    force: bool,
) -> None:
    """Refresh the report, or say what would change."""
    from xltools.commands.report_refresh_json import json_of
    from xltools.commands.report_refresh_text import lines

    if not report.is_file():
        raise UsageError(f"找不到报告“{report}”", fix="核对文件的名称和位置；一次刷新一份报告")
    target = None if only_check else _target(report, workbook, out, force=force)
    _need_saved(report, target)
    result, name = _refreshed(report, workbook, standard, same=same_unit)
    writes = target is not None and (result.changed or (out is not None and not same_file(report, target)))
    backup = _write(report, target, result.content) if writes and target is not None else ""
    written = target if writes else None
    if form == "json":
        console.show_json(json_of(result, report, workbook, name, written))
    else:
        console.show(lines(result, only_check=only_check))
        if written is not None:
            console.show([console.line(f"√ 已写出 {written}{backup}", "通过")])
    ctx.exit(FOUND if only_check and result.changed else CLEAN)


def _target(report: Path, workbook: Path, out: Path | None, *, force: bool) -> Path:
    """Where to write; stops before anything is done in vain or written over."""
    target = out or report.with_name(f"{_next_name(report.stem)}.docx")
    if target.suffix.lower() != ".docx":
        raise UsageError(
            f"刷新后的报告要以 .docx 结尾，写的是“{target.name}”",
            fix=f"改为 -o {target.with_suffix('.docx')}",
        )
    guard([target], [workbook])
    if not same_file(report, target):
        refuse_overwrite(target, force=force)
    return target


def _need_saved(report: Path, target: Path | None) -> None:
    """UsageError where a report would be written under an open editor; else a word on what is not saved."""
    if not lock_of(report):
        return
    if target is not None and same_file(report, target):
        raise UsageError(
            f"“{report.name}”正在 Word、WPS 或 LibreOffice 里打开，没有刷新",
            fix="保存并关闭它再刷新；确实没有打开的，删去它旁边的锁文件（名称以“~$”或“.~”开头）",
        )
    console.note(f"注意：“{report.name}”像是正在打开，还没有保存的改动不会带进来", "核实")


def _next_name(stem: str) -> str:
    """甲 -> 甲-刷新 -> 甲-刷新2 -> 甲-刷新3."""
    again = _NUMBERED.fullmatch(stem)
    return f"{again[1]}{int(again[2] or 1) + 1}" if again else stem + _REFRESHED


def _refreshed(report: Path, workbook: Path, standard: str | None, *, same: bool) -> tuple[Refreshed, str]:
    """The refreshed report, and the name of the standard it now follows."""
    from xltools.commands.reports import template_of
    from xltools.proofreading import checked_workbook
    from xltools.readers.word.file import bytes_of
    from xltools.runner import load_standard
    from xltools.workers import alone
    from xltools.writers.document import render_report, whose
    from xltools.writers.refresh.refresh import refreshed

    content = bytes_of(report)
    before = alone(report, _store, content, str(report))
    checked = checked_workbook(workbook, standard)
    name = standard or checked.standard
    template = template_of(name)
    if template is None:
        raise StandardError(
            f"规范“{name}”没有报告模板 自评报告.docx，不能刷新",
            fix="把模板放进该规范的文件夹，或用 --standard 换一个规范",
        )
    chosen = load_standard(name)
    record = checked.record
    assert record is not None  # noqa: S101  # checked_workbook saw to it
    if chosen.name != before.standard:
        _need_asked(report, before.standard, chosen.name, standard)
    _need_same(report, before.whose, whose(record), same=same)
    if checked.count("错误"):
        console.note(
            f"注意：工作簿有 {checked.count('错误')} 条错误，报告里的数可能不对；用 xltools check 查看",
            "核实",
        )
    fresh = render_report(record, chosen, template)
    return alone(report, refreshed, content, str(report), fresh), chosen.name


def _store(content: bytes, path: str) -> Store:
    """What a report remembers of its generation."""
    from xltools.writers.refresh.opened import open_generated

    return open_generated(content, path).store


def _need_asked(report: Path, before: str, now: str, asked: str | None) -> None:
    """InputError where a report would follow another standard, unless that one was ``asked`` for."""
    if not asked:
        raise InputError(
            f"“{report.name}”是按规范“{before}”写的，工作簿是“{now}”的表，没有刷新",
            fix="换成这份报告的工作簿；确要改用另一个规范，写明 --standard",
            code="other-standard",
        )
    console.note(f"注意：这份报告是按规范“{before}”写的，现在按“{now}”刷新", "核实")


def _need_same(report: Path, before: Whose, now: Whose, *, same: bool) -> None:
    """InputError where the report is of another unit or year: its figures must not get in unnoticed.

    ``same``: somebody said that it is the same report.
    """
    if not is_known(before):
        console.note("注意：报告里没有记下是哪个单位的，没有核对它与工作簿是不是同一个单位", "核实")
    if is_same_unit(before, now) and is_same_year(before, now):
        for change in altered(before, now):
            console.note(f"注意：{change}", "核实")
        return
    if not same:
        raise InputError(
            f"“{report.name}”是{before.named}的报告，工作簿是{now.named}的，没有刷新",
            fix="换成这份报告的工作簿；单位改了名、年度改了而确是同一份报告的，加 --same-unit",
            code="other-unit",
        )
    console.note(f"注意：报告原是{before.named}的，现在用{now.named}的数刷新", "核实")


def _write(report: Path, out: Path, content: bytes) -> str:
    """Write; a word on the copy that was kept, where the report itself was written."""
    from xltools.commands.backup import with_backup
    from xltools.whole import put

    copy = with_backup(report) if same_file(report, out) else None
    put(content, out)
    return f"，原件备份为 {copy.name}" if copy else ""
