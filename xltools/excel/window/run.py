"""Open the window, where there is a screen to open it on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xltools.core.errors import UsageError
from xltools.excel.attach import App
from xltools.excel.macros import MACROS

if TYPE_CHECKING:
    import tkinter as tk

    from xltools.excel.done import Done
    from xltools.excel.talk import Talk
    from xltools.excel.window.job import Press


def run(app: App) -> None:
    """The window with all buttons, until somebody closes it; UsageError as :func:`screen`."""
    root = screen()
    from xltools.excel.window.view import Window

    Window(root, tuple(MACROS.values()), presser(app))
    root.mainloop()


def screen() -> tk.Tk:
    """The root of a window; UsageError where Python has no tkinter, or there is no screen."""
    try:
        import tkinter as tk

        from xltools.excel.window.look import sharp
    except ImportError as error:
        fix = "重新安装 Python 并勾选 tcl/tk（Linux 上安装 python3-tk），或在终端里用 xltools check"
        raise UsageError("这个 Python 没有 tkinter，开不了窗口", fix=fix) from error
    sharp()
    try:
        return tk.Tk(className="xltools")
    except tk.TclError as error:
        fix = "在有桌面的电脑上运行，或用 xltools check 文件、xltools excel --once check"
        raise UsageError("没有图形界面，开不了窗口", fix=fix) from error


def presser(app: App) -> Press:
    """What a button does: attach to the program, and run the macro on its active workbook."""

    def press(name: str, talk: Talk) -> Done:
        from xltools.excel.attach import attach
        from xltools.excel.troubles import spoken

        macro = MACROS[name]
        if not macro.needs_book:
            return macro.run(None, talk)
        with spoken("连接程序"):
            book = attach(app).book
        return macro.run(book, talk)

    return press
