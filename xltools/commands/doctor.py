"""``xltools doctor``: what this computer has, and what to do about what it lacks."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import click

from xltools import console
from xltools.commands.base import CLEAN, FAILED, Command

#: Distributions the tool cannot do without.
NEEDED = (
    "click",
    "docxtpl",
    "formualizer",
    "lxml",
    "openpyxl",
    "pebble",
    "python-calamine",
    "python-docx",
    "rich",
    "XlsxWriter",
)

#: The faces of official documents (GB/T 9704): a report without them is laid out differently.
FONTS = ("方正小标宋简体", "仿宋_GB2312", "楷体_GB2312", "黑体", "宋体")


@dataclass(frozen=True)
class Finding:
    """One thing looked at: is it there, and if not, what to do; ``needed`` when nothing works without it."""

    what: str
    there: bool
    fix: str = ""
    needed: bool = True


@click.command(
    cls=Command,
    short_help="检查本机的环境,说明缺什么、怎么办。",
    help="检查本机的环境:Python、组件、LibreOffice、字体、规范、写入权限。\n"
    "退出码:0 必需的都有;2 缺少必需的。标“可选”的不影响校验和汇总。",
)
@click.pass_context
def doctor(ctx: click.Context) -> None:
    """Look at everything and say what is missing."""
    findings = [*_python(), *_office(), *_fonts(), *_standards(), _writable(Path.cwd())]
    console.show(map(_line, findings))
    missing = [finding for finding in findings if finding.needed and not finding.there]
    console.show([console.line(f"缺少必需的 {len(missing)} 项" if missing else "可以使用", "标题")])
    ctx.exit(FAILED if missing else CLEAN)


def _line(finding: Finding) -> console.Line:
    if finding.there:
        return console.Line((("√ ", "通过"), (finding.what, "")))
    optional = "" if finding.needed else "(可选)"
    style = "错误" if finding.needed else "核实"
    return console.Line((("× ", style), (f"{finding.what}{optional} 处理:{finding.fix}", "")))


def _python() -> Iterator[Finding]:
    """Python itself, and the packages it needs."""
    from importlib.metadata import PackageNotFoundError, version

    running = ".".join(map(str, sys.version_info[:3]))
    yield Finding(f"Python {running}", sys.version_info >= (3, 11), "安装 Python 3.11 或更高的版本")
    for name in NEEDED:
        try:
            yield Finding(f"{name} {version(name)}", there=True)
        except PackageNotFoundError:
            yield Finding(name, there=False, fix=f"运行 python -m pip install {name}")


def _office() -> Iterator[Finding]:
    """LibreOffice: the second engine, and the way to a PDF."""
    from xltools.engines.libreoffice import LibreOffice

    fix = "安装 LibreOffice;没有它不能转 PDF,少数公式须在 Excel 中重算"
    yield Finding("LibreOffice", LibreOffice.available(), fix, needed=False)


def _fonts() -> Iterator[Finding]:
    """The fonts of official documents."""
    installed = _installed_fonts()
    for name in FONTS:
        fix = "安装该字体;缺少时报告以相近字体显示,版面可能不同"
        yield Finding(f"字体 {name}", name in installed, fix, needed=False)


def _installed_fonts() -> str:
    """The names of all installed fonts as one text; empty where the system does not tell."""
    if sys.platform == "win32":
        import winreg

        place = r"SOFTWARE\Microsoft\Windows NT\CurrentVersion\Fonts"
        with winreg.OpenKey(winreg.HKEY_LOCAL_MACHINE, place) as key:
            return "\n".join(
                winreg.EnumValue(key, number)[0] for number in range(winreg.QueryInfoKey(key)[1])
            )
    import shutil
    import subprocess

    program = shutil.which("fc-list")
    if program is None:
        return ""
    listing = subprocess.run([program, ":", "family"], capture_output=True, check=False)  # noqa: S603
    return listing.stdout.decode(errors="replace")


def _standards() -> Iterator[Finding]:
    """Each standard, read as a check would read it."""
    from xltools.core.errors import XltoolsError
    from xltools.resources import ENVIRONMENT, standards
    from xltools.runner import load_standard

    names = standards()
    if not names:
        fix = f"重新安装 xltools,或用环境变量 {ENVIRONMENT} 指明规范所在的文件夹"
        yield Finding("规范", there=False, fix=fix)
    for name in names:
        try:
            found = load_standard(name)
        except XltoolsError as error:
            yield Finding(f"规范 {name}:{error.message}", there=False, fix=error.fix)
        else:
            enabled = sum(rule.enabled for rule in found.every_rule)
            yield Finding(f"规范 {name}({len(found.fields)} 个字段,启用 {enabled} 条规则)", there=True)


def _writable(folder: Path) -> Finding:
    """Whether results can be written where the command was called."""
    import tempfile

    try:
        with tempfile.TemporaryFile(dir=folder):
            there = True
    except OSError:
        there = False
    return Finding(f"当前文件夹可写:{folder}", there, "换一个有写入权限的文件夹再运行")
