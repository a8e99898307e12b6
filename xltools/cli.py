"""The command line: finds the command, and turns whatever happens into words and an exit code."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from contextlib import suppress
from tempfile import gettempdir

import click

from xltools import console
from xltools.commands.base import FAILED, LazyGroup
from xltools.core.errors import XltoolsError
from xltools.reasons import is_full, remedy

COMMANDS = {
    "run": "xltools.commands.run:run",
    "new": "xltools.commands.new:new",
    "check": "xltools.commands.check:check",
    "annotate": "xltools.commands.annotate:annotate",
    "recalc": "xltools.commands.recalc:recalc",
    "consolidate": "xltools.commands.consolidate:consolidate",
    "ledger": "xltools.commands.ledger:ledger",
    "report": "xltools.commands.report:report",
    "letters": "xltools.commands.letters:letters",
    "compare": "xltools.commands.compare:compare",
    "standard": "xltools.commands.standard:standard",
    "excel": "xltools.commands.excel:excel",
    "addin": "xltools.commands.addin:addin",
    "doctor": "xltools.commands.doctor:doctor",
}

HELP = """部门整体支出绩效自评:校验、汇总各单位的工作簿,写自评报告。
最常用:xltools run 文件夹
退出码:0 没有问题;1 有达到级别的问题;2 没能做完(用法、文件或规范有错)。"""


def _show_version(ctx: click.Context, _param: click.Parameter, asked: bool) -> None:  # noqa: FBT001  # click's
    if asked and not ctx.resilient_parsing:
        console.show([console.line(f"xltools {version()}")])
        ctx.exit()


def version() -> str:
    """The version installed."""
    from importlib.metadata import PackageNotFoundError
    from importlib.metadata import version as installed

    try:
        return installed("xltools")
    except PackageNotFoundError:
        return "(源码,未安装)"


@click.group(
    cls=LazyGroup,
    places=COMMANDS,
    help=HELP,
    context_settings={"help_option_names": ["-h", "--help"], "auto_envvar_prefix": "XLTOOLS"},
)
@click.option("--debug", is_flag=True, expose_value=False, help="程序内部出错时显示详细信息;可写在任何位置。")
@click.option(
    "--version",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_show_version,
    help="显示版本号。",
)
def cli() -> None:
    """Hold the commands together; each does its own work."""


def main() -> None:
    """Run the command line as a program."""
    if "--debug" not in sys.argv:
        # What libraries cannot finish while they are taken down has been told already.
        sys.unraisablehook = lambda _: None
    sys.exit(execute(sys.argv[1:]))


def execute(arguments: Sequence[str]) -> int:
    """Run one command line; every way it can end is an exit code, and a sentence where it failed."""
    console.prepare()
    debug = "--debug" in arguments
    arguments = [argument for argument in arguments if argument != "--debug"]
    try:
        return _run(arguments)
    except click.ClickException as error:
        # A name on the command line may hold what a terminal obeys; click prints it as it is.
        object.__setattr__(error, "message", console.plain(error.message))
        error.show()
    except (click.Abort, KeyboardInterrupt):
        console.note("已中断。")
    except Exception as error:  # noqa: BLE001  # whatever it is, people get a sentence
        if debug:
            import traceback

            traceback.print_exception(error)
        # Where nobody can be told, the exit code says it.
        with suppress(OSError, XltoolsError):
            _say(error)
    return FAILED


def _run(arguments: Sequence[str]) -> int:
    """Let click run the command. Commands end with ``ctx.exit``, whose code click returns."""
    try:
        code = cli.main(arguments, prog_name="xltools", standalone_mode=False, color=console.colour())
    except SystemExit:  # click's own answer to a closed pipe, with 1, which here means findings
        return FAILED
    return code if isinstance(code, int) else 0


def _say(error: Exception) -> None:
    """Say what went wrong and what to do."""
    if isinstance(error, XltoolsError):
        message, fix = error.message, error.fix
    elif isinstance(error, OSError) and is_full(error):
        where = error.filename or f"系统的临时文件夹（{gettempdir()}）"
        message, fix = f"不能写入 {where}：{console.reason(error)}", remedy(error)
    elif isinstance(error, OSError):
        message = f"{error.filename or '文件'}:{console.reason(error)}"
        fix = "检查路径和权限;文件正在 Excel 或 WPS 中打开时请先关闭"
    else:
        message = f"程序内部出错({type(error).__name__}:{error})"
        fix = "加 --debug 再运行一次,把显示的内容发给维护者"
    console.note(f"错误：{message}", "错误")
    if fix:
        console.note(f"处理：{fix}")
