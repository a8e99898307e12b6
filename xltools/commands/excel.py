"""``xltools excel``: the small window with the buttons, or one macro without it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from xltools import console
from xltools.commands.base import CLEAN, FAILED, Command
from xltools.core.errors import XltoolsError

if TYPE_CHECKING:
    from xltools.excel.attach import App

_APPS = ("auto", "excel", "wps", "libreoffice")


@click.command(
    cls=Command,
    short_help="打开小窗口，在打开的 Excel、WPS 里校验。",
    help="打开一个小窗口，里面是七个按钮：对 Excel、WPS 或 LibreOffice 里正打开的工作簿做校验、写报告等。\n"
    "不用宏，不改 Excel 的设置。加 --once 则不开窗口，只做一件事就结束，按钮里的宏就是这样调用的。",
)
@click.option(
    "--once",
    metavar="名称",
    help="只做一件事：check、next_issue、clear、recalc、report、refresh、consolidate。",
)
@click.option(
    "--app", type=click.Choice(_APPS), default="auto", show_default=True, help="连接哪个程序；auto 依次找。"
)
@click.pass_context
def excel(ctx: click.Context, *, once: str | None, app: App) -> None:
    """Open the window, or do one thing."""
    from xltools.excel.window.native import message

    terminal = console.is_heard()
    try:
        done = _done(once, app, terminal=terminal)
    except XltoolsError as error:
        if not terminal:
            message("绩效自评", f"{error.message}\n{error.fix}".strip())
        raise
    ctx.exit(CLEAN if done else FAILED)


def _done(name: str | None, app: App, *, terminal: bool) -> bool:
    from xltools.excel.window.once import once
    from xltools.excel.window.run import run

    if name is not None:
        return once(name, app, terminal=terminal)
    run(app)
    return True
