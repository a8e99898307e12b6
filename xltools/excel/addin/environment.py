"""Where things go on this computer: a value, so that Windows' paths can be worked out anywhere."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePath

from xltools.core.errors import UsageError


@dataclass(frozen=True, slots=True)
class Environment:
    """The folders of the person who is logged in; nothing outside them is ever written."""

    platform: str
    """``sys.platform``: win32, linux …"""
    data: PurePath
    """The program's own folder: %LOCALAPPDATA%\\xltools, ~/.local/share/xltools."""
    menu: PurePath
    """Where the start menu's (the desktop's) entries lie."""
    python: PurePath
    """The Python that runs the program; the one without a console where there is one."""
    desktop: PurePath | None = None
    """The desktop, on Windows; None elsewhere, or where nobody knows where it is."""
    start: PurePath | None = None
    """XLSTART: what lies here, Excel opens when it starts; None without Windows."""
    code_page: str = "utf-8"
    """How a .cmd file is encoded."""
    variables: Mapping[str, PurePath] = field(default_factory=dict)
    """Environment variables that hold a folder, by name."""

    @property
    def windows(self) -> bool:
        """Whether this is Windows."""
        return self.platform == "win32"

    def with_python(self, python: PurePath) -> Environment:
        """The same computer, the program run by another Python."""
        return replace(self, python=python)


def on_windows(
    local: PurePath, roaming: PurePath, python: PurePath, *, code_page: str, desktop: PurePath | None = None
) -> Environment:
    """Windows: %LOCALAPPDATA%, %APPDATA%, the python.exe in use, the code page of cmd (``cp936``)."""
    return Environment(
        platform="win32",
        data=local / "xltools",
        menu=roaming / "Microsoft" / "Windows" / "Start Menu" / "Programs",
        python=python.with_name("pythonw.exe"),
        desktop=desktop,
        start=roaming / "Microsoft" / "Excel" / "XLSTART",
        code_page=code_page,
        variables={"LOCALAPPDATA": local, "APPDATA": roaming},
    )


def on_linux(share: PurePath, python: PurePath) -> Environment:
    """Linux: the folder $XDG_DATA_HOME (~/.local/share)."""
    return Environment("linux", share / "xltools", share / "applications", python)


def here() -> Environment:
    """The computer it runs on; UsageError where that is neither Windows nor Linux."""
    python = Path(sys.executable)
    if sys.platform == "win32":
        local, roaming = (Path(os.environ[name]) for name in ("LOCALAPPDATA", "APPDATA"))
        return on_windows(local, roaming, python, code_page=_code_page(), desktop=_desktop())
    if sys.platform.startswith("linux"):
        own = os.environ.get("XDG_DATA_HOME", "")
        share = Path(own) if Path(own).is_absolute() else Path.home() / ".local" / "share"
        return on_linux(share, python)
    raise UsageError("xltools addin 只能在 Windows 和 Linux 上用", fix="在终端里运行 xltools excel，效果一样")


def _code_page() -> str:
    """The code page in which cmd reads files."""
    import ctypes

    dll = getattr(ctypes, "windll")  # noqa: B009  # only Windows has it
    return f"cp{dll.kernel32.GetOEMCP()}"


def _desktop() -> Path | None:
    """The desktop's folder, wherever it was moved to; None where it is not there."""
    winreg = __import__("winreg")
    place = r"Software\Microsoft\Windows\CurrentVersion\Explorer\User Shell Folders"
    try:
        with winreg.OpenKey(winreg.HKEY_CURRENT_USER, place) as key:
            found = Path(winreg.ExpandEnvironmentStrings(winreg.QueryValueEx(key, "Desktop")[0]))
    except OSError:
        return None
    return found if found.is_dir() else None
