"""``xltools addin``: put the buttons where staff find them, see whether they work, take them away again."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import click

from xltools import console
from xltools.commands.base import CLEAN, FAILED, Group
from xltools.core.errors import OutputError

if TYPE_CHECKING:
    from xltools.excel.addin.environment import Environment
    from xltools.excel.addin.installing import Step
    from xltools.excel.addin.looking import Seen
    from xltools.excel.addin.removing import Removed

F = TypeVar("F", bound=Callable[..., object])

_OPTIONS = {
    "launcher": "开始菜单和桌面上的“绩效自评”，打开小窗口；不用宏，默认装这个。",
    "xlam": "Excel 的加载宏，多一个“绩效自评工具”选项卡（仅 Windows）。",
    "libreoffice": "LibreOffice Calc 的工具栏和菜单。",
}
_AFTERWARDS = {
    "launcher": "打开自评工作簿，再从开始菜单打开“绩效自评”，点按钮",
    "xlam": "重新打开 Excel，在“绩效自评工具”选项卡里点按钮",
    "libreoffice": "重新打开 LibreOffice，在工具栏上点按钮",
}
_SIGNS = {"有": ("√ ", "通过"), "无": ("× ", "核实"), "不知道": ("? ", "提示")}


def _part_options(command: F) -> F:
    for name, text in reversed(_OPTIONS.items()):
        command = click.option(f"--{name}", is_flag=True, help=text)(command)
    return command


@click.group(
    cls=Group,
    short_help="把按钮装到开始菜单、Excel、LibreOffice 里。",
    help="把按钮装到开始菜单、Excel、LibreOffice 里，或者去掉。\n"
    "只写当前用户自己的文件夹，不需要管理员；装了什么都有记录，remove 照记录去掉。",
)
def addin() -> None:
    """Hold the four commands together."""


@addin.command(
    short_help="安装按钮。",
    help="安装按钮；不写选项就装快捷方式。先说明写哪些文件；已有的、别人改过的文件不覆盖。\n"
    "重复运行不会重复安装，程序更新以后再运行一次即可。",
)
@_part_options
@click.option(
    "--wheels",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    metavar="文件夹",
    help="从这个文件夹里的安装包，在自己的文件夹里另装一份 Python 环境；不联网。",
)
@click.option("--dry-run", is_flag=True, help="只说明会写哪些文件，什么都不写。")
def install(*, wheels: Path | None, dry_run: bool, **chosen: bool) -> None:
    """Say what goes where, and write it."""
    from xltools.excel.addin import environment, installing, portable, record
    from xltools.excel.addin.parts import files_of, registered

    env, version = environment.here(), _version()
    names = [name for name, wanted in chosen.items() if wanted] or ["launcher"]
    if wheels is not None:
        portable.check_wheels(wheels)
        env = env.with_python(portable.python_in(env))
    planned = files_of(env, names)
    before = record.load(env)
    steps = installing.steps(planned, before, lambda path: record.digest_of(Path(path)))
    _show_plan(env, steps, wheels)
    if dry_run:
        return
    clash = installing.clashes(steps)
    if clash is not None:
        raise clash
    if wheels is not None:
        console.note("正在安装 Python 环境，约需一分钟……")
        portable.install_python(env, wheels, version)
    installing.install(env, planned, version)
    registered(env, names, there=True)
    console.show([console.line(f"√ 已安装。{_AFTERWARDS[name]}", "通过") for name in names])


def _show_plan(env: Environment, steps: Iterable[Step], wheels: Path | None) -> None:
    from xltools.excel.addin.portable import folder

    lines = []
    if wheels is not None:
        lines.append(console.line(f"写入 {folder(env)}（Python 环境，安装包取自 {wheels}）"))
    lines += [console.line(f"{step.action} {step.planned.path}（{step.planned.about}）") for step in steps]
    console.show(lines)


@addin.command(short_help="列出装了什么。", help="列出装了什么、在哪里，有没有被改过。")
def status() -> None:
    """Show the record beside what lies on the disk."""
    from xltools.excel.addin import environment, looking, portable, record
    from xltools.excel.addin.parts import LABELS

    env = environment.here()
    parts = record.load(env).parts
    lines = []
    for name, label in LABELS.items():
        part = parts.get(name)
        if part is None:
            lines.append(console.line(f"— {label}：没有安装", "次要"))
            continue
        missing, changed = looking.changes(part)
        said = f"，少了 {missing} 个" if missing else ""
        said += f"，改过 {changed} 个" if changed else ""
        sign, style = _SIGNS["无" if missing or changed else "有"]
        head = f"{label}：{part.version}，{len(part.files)} 个文件{said}"
        lines.append(console.Line(((sign, style), (head, ""))))
        if name != "python":
            lines += [console.line(path, indent=4) for path in part.files]
        else:
            lines.append(console.line(str(portable.folder(env)), indent=4))
    console.show(lines)


@addin.command(
    short_help="检查按钮能不能用，说明缺什么。",
    help="检查 Python、Excel、WPS、LibreOffice、装过的部分、宏的权限；查不出来的标“?”，说明怎么查。\n"
    "退出码：0 必需的都有；2 缺少必需的。",
)
@click.pass_context
def doctor(ctx: click.Context) -> None:
    """Look at everything and say what is missing."""
    from xltools.excel.addin import environment, record
    from xltools.excel.addin.looking import look
    from xltools.excel.addin.registry import registry

    env = environment.here()
    seen = list(look(env, record.load(env), _version(), registry()))
    console.show(map(_line, seen))
    ctx.exit(FAILED if any(each.needed and each.state == "无" for each in seen) else CLEAN)


def _line(seen: Seen) -> console.Line:
    fix = f" 处理：{seen.fix}" if seen.fix else ""
    sign, style = _SIGNS[seen.state]
    return console.Line(
        ((sign, "错误" if seen.needed and seen.state == "无" else style), (seen.what + fix, ""))
    )


@addin.command(
    short_help="去掉安装的按钮。",
    help="照记录去掉安装的文件；不写选项就全部去掉，包括 --wheels 装的 Python 环境。\n"
    "有人改过的文件留着，并说明。退出码：0 都去掉了；2 有删不掉的。",
)
@_part_options
@click.option("--dry-run", is_flag=True, help="只说明会删哪些文件，什么都不删。")
@click.pass_context
def remove(ctx: click.Context, /, *, dry_run: bool, **chosen: bool) -> None:
    """Take away what the record says."""
    from xltools.excel.addin import environment, record, removing
    from xltools.excel.addin.parts import LABELS, registered

    env = environment.here()
    names = [name for name, wanted in chosen.items() if wanted] or list(LABELS)
    if dry_run:
        _show_removed(removing.removal(record.load(env), names))
        return
    registered(env, [name for name in names if name in record.load(env).parts], there=False)
    done = removing.remove(env, names)
    _show_removed(done)
    if any(each.fate == "删不掉" for each in done):
        raise OutputError("有文件删不掉", fix="关闭 Excel、WPS 和“绩效自评”窗口，再运行一次")
    ctx.exit(CLEAN)


#: More files than this are only counted: a Python environment has thousands.
_FEW = 50


def _show_removed(done: tuple[Removed, ...]) -> None:
    if not done:
        console.show([console.line("没有要去掉的。")])
    short = sum(each.fate == "删除" for each in done) > _FEW
    lines = []
    for each in done:
        if not (short and each.fate == "删除"):
            why = {"保留": "（有人改过）", "共用": "（其他部分还要用）"}.get(
                each.fate, f"（{each.why}）" if each.why else ""
            )
            lines.append(console.line(f"{each.fate} {each.path}{why}"))
    if short:
        lines.append(console.line(f"删除 {sum(each.fate == '删除' for each in done)} 个文件"))
    console.show(lines)


def _version() -> str:
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version("xltools")
    except PackageNotFoundError:
        return "源码"
