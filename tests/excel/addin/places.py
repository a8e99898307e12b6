"""Computers as values: Windows as it names its folders, and Windows laid out in a folder of this one."""

from __future__ import annotations

from pathlib import Path, PurePath, PureWindowsPath

from xltools.excel.addin.environment import Environment, on_linux, on_windows

#: Names that people have: Chinese, a space, an apostrophe, signs that shells read.
PEOPLE = ("zhang", "张三", "李 四", "O'Brien & 王", "a%PATH%b", "欧阳(示例)")


def windows(person: str, python: str = "", code_page: str = "cp936") -> Environment:
    """Windows, with its own paths: nothing can be written there from here."""
    home = PureWindowsPath("C:/Users", person)
    place = PureWindowsPath(python or home / "AppData/Local/Programs/Python/Python311/python.exe")
    roaming = home / "AppData/Roaming"
    return on_windows(home / "AppData/Local", roaming, place, code_page=code_page, desktop=home / "Desktop")


def windows_at(folder: Path, python: PurePath | None = None) -> Environment:
    """Windows' folders below one of this computer: what is written can be looked at."""
    home = folder / "张 三"
    desktop = home / "桌面"
    desktop.mkdir(parents=True)
    (home / "AppData" / "Local").mkdir(parents=True)
    (home / "AppData" / "Roaming").mkdir(parents=True)
    place = python or home / "AppData" / "Local" / "Python" / "python.exe"
    local, roaming = home / "AppData" / "Local", home / "AppData" / "Roaming"
    return on_windows(local, roaming, place, code_page="cp936", desktop=desktop)


def linux_at(folder: Path) -> Environment:
    """Linux with its data below that folder."""
    share = folder / "用户 甲" / ".local" / "share"
    share.mkdir(parents=True)
    return on_linux(share, folder / "用户 甲" / "bin" / "python")


def tree(folder: Path) -> dict[str, bytes | None]:
    """Every file and folder below one, with the files' bytes."""
    return {
        str(path.relative_to(folder)): path.read_bytes() if path.is_file() else None
        for path in sorted(folder.rglob("*"))
    }
