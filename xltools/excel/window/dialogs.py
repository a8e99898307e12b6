"""What the window asks for, and opening what was written."""

from __future__ import annotations

import os
import subprocess
import sys
import tkinter as tk
from pathlib import Path
from shutil import which
from tkinter import filedialog

from xltools.excel.window.mailbox import Question


def ask(parent: tk.Tk, question: Question) -> Path | None:
    """Let a folder or a file be chosen; None where nobody chose one."""
    if question.endings is None:
        chosen = filedialog.askdirectory(parent=parent, title=question.title, mustexist=True)
    else:
        kinds = [("文件", tuple(f"*{ending}" for ending in question.endings))]
        chosen = filedialog.askopenfilename(parent=parent, title=question.title, filetypes=kinds)
    return Path(chosen) if chosen else None


def open_file(path: Path) -> None:
    """Open a file with the program it belongs to, and do not wait for it."""
    if sys.platform == "win32":
        os.startfile(path)  # noqa: S606
        return
    program = which("xdg-open")
    if program is not None:
        subprocess.Popen([program, str(path)])  # noqa: S603
