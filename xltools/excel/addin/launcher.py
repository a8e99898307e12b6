"""The entry in the start menu that opens the small window: it needs no macros and no administrator.

On Windows it is a .cmd file and not a .lnk: a text that everybody can read, made without Windows' help.
"""

from __future__ import annotations

from pathlib import PurePath

from xltools.core.errors import UsageError
from xltools.excel.addin.environment import Environment
from xltools.excel.addin.planned import Planned, program_note

NAME = "绩效自评"


def files(env: Environment) -> tuple[Planned, ...]:
    """The entry in the menu, on Windows on the desktop too; UsageError where cmd cannot write its path."""
    if not env.windows:
        return (Planned(env.menu / "xltools.desktop", _desktop_entry(env.python), "开始菜单里的“绩效自评”"),)
    content = _command(env)
    shown = [Planned(env.menu / f"{NAME}.cmd", content, "开始菜单里的“绩效自评”")]
    if env.desktop is not None:
        shown.append(Planned(env.desktop / f"{NAME}.cmd", content, "桌面上的“绩效自评”"))
    return (program_note(env), *shown)


def _command(env: Environment) -> bytes:
    """A batch file in the code page of cmd; without a person's name in it wherever a variable can stand."""
    line = f'start "" "{_written(env.python, env)}" -P -m xltools excel'
    try:
        return f"@echo off\r\n{line}\r\n".encode(env.code_page)
    except (UnicodeEncodeError, LookupError) as error:
        fix = "用 --wheels 把 Python 装到自己的文件夹里，或把 Python 移到名称常用的文件夹"
        raise UsageError(f"Python 的路径里有命令行不认识的字：{env.python}", fix=fix) from error


def _written(path: PurePath, env: Environment) -> str:
    """A path as a batch file writes it."""
    for name, folder in env.variables.items():
        if path.is_relative_to(folder):
            return f"%{name}%\\" + str(path.relative_to(folder)).replace("%", "%%")
    return str(path).replace("%", "%%")


def _desktop_entry(python: PurePath) -> bytes:
    """A .desktop file by the rules of freedesktop.org."""
    lines = {
        "Type": "Application",
        "Name": NAME,
        "Comment": "校验打开的自评工作簿，写自评报告",
        "Exec": f"{_quoted(str(python))} -P -m xltools excel",
        "Icon": "x-office-spreadsheet",
        "Terminal": "false",
        "Categories": "Office;Spreadsheet;",
    }
    text = "\n".join(["[Desktop Entry]", *(f"{name}={value}" for name, value in lines.items()), ""])
    return text.encode("utf-8", "surrogateescape")


def _quoted(word: str) -> str:
    """A word of Exec: quoted, then escaped once more as every value is."""
    for sign in ("\\", '"', "`", "$"):
        word = word.replace(sign, f"\\{sign}")
    return '"' + word.replace("\\", "\\\\").replace("%", "%%") + '"'
