"""What Windows' registry says; a function, so that any answers can stand in for it."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any

#: A key (HKCU\\Software\\…) and a value's name, "" for the default one; its text, None where it is not there.
Registry = Callable[[str, str], str | None]

_ROOTS = {"HKCU": "HKEY_CURRENT_USER", "HKCR": "HKEY_CLASSES_ROOT"}


def registry() -> Registry | None:
    """The registry of this computer; None where there is none."""
    return _read if sys.platform == "win32" else None


def _read(key: str, name: str) -> str | None:
    winreg: Any = __import__("winreg")
    root, _, path = key.partition("\\")
    try:
        with winreg.OpenKey(getattr(winreg, _ROOTS[root]), path) as opened:
            return str(winreg.QueryValueEx(opened, name)[0])
    except OSError:
        return None
