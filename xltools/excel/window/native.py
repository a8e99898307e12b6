"""A message box of Windows itself: for when there is no terminal, and no window can be made either."""

from __future__ import annotations

import sys

_WARNING, _IN_FRONT = 0x30, 0x10000


def message(title: str, text: str) -> None:
    """Show it and wait until it is closed; elsewhere than on Windows nothing can be shown."""
    if sys.platform == "win32":
        import ctypes

        dll = getattr(ctypes, "windll")  # noqa: B009  # only Windows has it
        dll.user32.MessageBoxW(0, text, title, _WARNING | _IN_FRONT)
