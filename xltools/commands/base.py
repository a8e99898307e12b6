"""What all commands share: lazy groups, Chinese help that wraps by cells, options, exit codes."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping
from importlib import import_module
from pathlib import Path
from typing import Any, TypeVar

import click

from xltools import console, messages
from xltools.core.errors import OutputError, UsageError
from xltools.whole import is_database, refuse_ledger, refuse_open

# Before any command is declared: click takes some of its words when a parameter is made.
messages.install()

F = TypeVar("F", bound=Callable[..., Any])

#: What units hand in ends so, whatever the file holds.
_NO_LEDGERS = (".xlsx", ".xlsm", ".xls", ".xlsb", ".et", ".ods", ".doc", ".docx", ".wps", ".pdf")

#: Exit codes of every command.
CLEAN, FOUND, FAILED = 0, 1, 2


class Formatter(click.HelpFormatter):
    """Help measured in cells, so that Chinese wraps where the terminal ends; a line break stays one."""

    def write_text(self, text: str) -> None:
        """Write each line of the text as a paragraph of its own."""
        indent = " " * self.current_indent
        for paragraph in text.splitlines():
            self.write(console.wrap(paragraph.strip(), self.width, first=indent, rest=indent) + "\n")

    def write_dl(self, rows: Iterable[tuple[str, str]], col_max: int = 26, col_spacing: int = 2) -> None:
        """Write terms and their meanings in two columns."""
        rows = list(rows)
        column = min(max((console.cells(term) for term, _ in rows), default=0), col_max) + col_spacing
        lead = " " * (self.current_indent + column)
        for term, meaning in rows:
            first = " " * self.current_indent + term
            if console.cells(term) > column - col_spacing and meaning:
                self.write(first + "\n")
                first = ""
            first += " " * (len(lead) - console.cells(first))
            self.write(console.wrap(meaning, self.width, first=first, rest=lead) + "\n")


class Context(click.Context):
    """A context that formats its help with :class:`Formatter`."""

    formatter_class = Formatter


class _Told(click.Command):
    """A command whose help may find no room where it is printed, and says so."""

    def make_context(self, *args: Any, **kwargs: Any) -> click.Context:
        """Take the arguments; help is printed meanwhile."""
        with console.printing():
            return super().make_context(*args, **kwargs)


class Command(_Told):
    """A command with Chinese help."""

    context_class = Context

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("options_metavar", "[选项]")
        super().__init__(*args, **kwargs)


class Group(_Told, click.Group):
    """A group with Chinese help, its commands in the order they were declared."""

    context_class = Context
    command_class = Command

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("options_metavar", "[选项]")
        kwargs.setdefault("subcommand_metavar", "命令 [参数]...")
        super().__init__(*args, **kwargs)

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002  # click's signature
        """Names in order of declaration."""
        return list(self.commands)


class LazyGroup(Group):
    """A group whose commands are imported when they are asked for.

    ``places`` maps a command's name to ``package.module:attribute``.
    """

    def __init__(self, *args: Any, places: Mapping[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.places = places

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002  # click's signature
        """Names in order, nothing imported."""
        return list(self.places)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """Import the command of that name."""
        if cmd_name not in self.places:
            return None
        module, _, attribute = self.places[cmd_name].partition(":")
        command: click.Command = getattr(import_module(module), attribute)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command; a mistyped one gets suggestions, which click takes from loaded commands only."""
        try:
            return super().resolve_command(ctx, args)
        except click.NoSuchCommand as error:
            names = self.list_commands(ctx)
            raise click.NoSuchCommand(error.command_name, possibilities=names, ctx=ctx) from None


def standard_option(command: F) -> F:
    """``--standard NAME``; None when not given: a workbook names its own."""
    return click.option(
        "--standard",
        metavar="规范",
        envvar="XLTOOLS_STANDARD",
        show_envvar=True,
        help="规范的名称或文件夹;不写则按工作簿里写的规范。",
    )(command)


def chosen_standard_option(command: F) -> F:
    """``--standard NAME`` for commands that have no workbook to ask."""
    return click.option(
        "--standard",
        metavar="规范",
        envvar="XLTOOLS_STANDARD",
        show_envvar=True,
        help="规范的名称或文件夹;不写就用默认规范。",
    )(command)


def standard_argument(command: F) -> F:
    """``[NAME]`` for commands about a standard; None when not given."""
    return click.argument(
        "name",
        required=False,
        envvar="XLTOOLS_STANDARD",
        metavar="[规范]",
        help="不写就用默认规范(说明页写明“默认规范”的)。",
    )(command)


def jobs_option(command: F) -> F:
    """``--jobs N``; 0 means one a processor."""
    return click.option(
        "--jobs",
        type=click.IntRange(min=0),
        default=1,
        show_default=True,
        metavar="数目",
        callback=lambda _ctx, _param, value: value or os.cpu_count() or 1,
        help="同时校验几个文件;0 为处理器个数。",
    )(command)


def out_option(help_text: str, *, metavar: str = "文件", default: str | None = None) -> Callable[[F], F]:
    """``-o PATH``."""
    return click.option(
        "-o",
        "--out",
        type=click.Path(path_type=Path),
        metavar=metavar,
        default=default,
        show_default=default is not None,
        help=help_text,
    )


#: What each output format is good for.
_FORMATS = {"text": "text 给人看", "json": "json 给程序用", "xlsx": "xlsx 是一本工作簿"}


def format_option(*formats: str) -> Callable[[F], F]:
    """``--format``, the first being the default."""
    return click.option(
        "--format",
        "form",
        type=click.Choice(formats),
        default=formats[0],
        show_default=True,
        help="输出格式：" + "，".join(word for form, word in _FORMATS.items() if form in formats) + "。",
    )


def pdf_option(command: F) -> F:
    """``--pdf``."""
    return click.option("--pdf", is_flag=True, help="报告另存一份 PDF(需要 LibreOffice)。")(command)


def force_option(command: F) -> F:
    """``--force``."""
    return click.option("--force", is_flag=True, help="文件已存在时覆盖。")(command)


def the_standard(name: str | None) -> str:
    """The standard asked for, or the only one there is, or the one that says it is the default."""
    from xltools.resources import standards
    from xltools.runner import load_standard

    if name:
        return name
    names = standards()
    chosen = names if len(names) == 1 else [each for each in names if load_standard(each).is_default]
    if len(chosen) == 1:
        return chosen[0]
    raise UsageError("没有指明规范", fix=f"用 --standard 指明,现有规范:{'、'.join(names) or '无'}")


def refuse_overwrite(path: Path, *, force: bool) -> None:
    """Stop before a file somebody may have worked on is lost."""
    if path.exists() and not force:
        raise OutputError(f"{path} 已存在,没有覆盖", fix="用 -o 换一个文件名,或加 --force 覆盖")


def guard(outputs: Iterable[Path], inputs: Iterable[Path] = (), *, building: bool = False) -> None:
    """Stop before an output overwrites an input or a ledger, or lands in a standard's folder.

    No option allows that.

    And before work is done whose output could not be written, as it is open elsewhere.

    ``building``: a standard's form may be written into its folder, its other files may not be touched.
    """
    inputs = list(inputs)
    for out in outputs:
        refuse_open(out)
        refuse_ledger(out)
        for each in inputs:
            if same_file(out, each):
                raise OutputError(f"{out} 是输入的文件({each}),没有写", fix="用 -o 换一个文件名")
        _refuse_standard(out, building=building)


def guard_ledger(ledger: Path, outputs: Iterable[Path]) -> None:
    """Stop before a ledger and another file become one, or it is made in a standard's folder."""
    refuse_open(ledger)
    fix = "给台账换一个文件名，例：--ledger 台账.db"
    if any(same_file(ledger, each) for each in outputs):
        raise OutputError(f"--ledger 和另一个输出是同一个文件：{ledger}", fix=fix)
    # SQLite would make a database of an empty file.
    if ledger.suffix.lower() in _NO_LEDGERS and ledger.exists() and not is_database(ledger):
        raise OutputError(f"{ledger} 已存在，不是台账，没有写", fix=fix)
    _refuse_standard(ledger)


def _refuse_standard(out: Path, *, building: bool = False) -> None:
    if _of_a_standard(out, building=building):
        raise OutputError(f"{out} 是规范文件夹里的文件,没有写", fix="用 -o 写到规范文件夹以外")


def same_file(one: Path, other: Path) -> bool:
    """Whether two paths lead to one file, through links or in other letters too."""
    try:
        return one.samefile(other)
    except OSError:
        return os.path.realpath(one) == os.path.realpath(other)


def _of_a_standard(path: Path, *, building: bool) -> bool:
    """Whether a path lies in a standard's folder, or is a link to what lies there."""
    from xltools.core.names import DEFINITION
    from xltools.resources import FORM, REPORT, template_folders

    whole = Path(os.path.realpath(path))
    inside = any((folder / DEFINITION).is_file() for folder in whole.parents)
    if inside and (not building or whole.name in (DEFINITION, REPORT)):
        return True
    if not path.exists():
        return False
    files = (file for folder in template_folders() for file in folder.glob("*/*"))
    return any(same_file(path, file) for file in files if not (building and file.name == FORM))


def make_folder(path: Path) -> None:
    """Make the folder, and those above it."""
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        message = f"不能建立文件夹 {path}:{console.reason(error)}"
        raise OutputError(message, fix="用 -o 换一个位置") from error


def need_libreoffice() -> None:
    """Stop early when a PDF is asked for and there is nothing to make it."""
    from xltools.engines.libreoffice import LibreOffice

    if not LibreOffice.available():
        raise UsageError("没有找到 LibreOffice,不能转成 PDF", fix="安装 LibreOffice,或去掉 --pdf")
