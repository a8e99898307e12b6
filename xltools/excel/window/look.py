"""How the window looks: sizes in points and lines of type, so that it fits screens at 100 % as at 200 %."""

from __future__ import annotations

import sys
import tkinter as tk
from dataclasses import dataclass
from tkinter import font, ttk

_FACES = ("Microsoft YaHei UI", "Microsoft YaHei", "Noto Sans CJK SC", "WenQuanYi Micro Hei", "SimSun")
_SIZE = 13
_BLUE, _LIGHT = "#2F5597", "#3F6FC0"


@dataclass(frozen=True, slots=True)
class Look:
    """The font, and the height of a line in pixels, of which all distances are parts."""

    text: font.Font
    line: int


def sharp() -> None:
    """Let Windows not blow up a small picture of the window: it is drawn at the screen's own size."""
    if sys.platform != "win32":
        return
    import ctypes

    try:
        getattr(ctypes, "windll").shcore.SetProcessDpiAwareness(1)  # noqa: B009  # only Windows has it
    except (AttributeError, OSError):
        return


def look(root: tk.Tk) -> Look:
    """Set the styles of the window's parts."""
    there = set(font.families(root))
    face = next((each for each in _FACES if each in there), font.nametofont("TkDefaultFont").actual("family"))
    text = font.Font(root, family=face, size=_SIZE)
    for name in ("TkDefaultFont", "TkTextFont", "TkMenuFont"):
        font.nametofont(name, root).configure(family=face, size=_SIZE)
    line = text.metrics("linespace")
    style = ttk.Style(root)
    style.theme_use("clam")
    style.configure("TButton", font=text, padding=(line // 2, line // 4))
    style.configure("Macro.TButton", foreground="white", background=_BLUE, borderwidth=0)
    style.map(
        "Macro.TButton",
        background=[("disabled", "#A6A6A6"), ("active", _LIGHT)],
        foreground=[("disabled", "#F2F2F2")],
    )
    style.configure("TLabel", font=text)
    style.configure("TProgressbar", background=_BLUE, thickness=line // 2)
    root.option_add("*Checkbutton.background", style.lookup("TFrame", "background"))
    return Look(text, line)
