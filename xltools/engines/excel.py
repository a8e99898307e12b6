"""Microsoft Excel itself, through xlwings: it opens a copy, computes everything and saves it.

Needs Windows or macOS, Excel and the package xlwings (only its open-source part is used). It could not be
tried where it was written: there is no Excel on Linux. So as little as possible is asked of it, and what it
saved is read as any other workbook.
"""

from __future__ import annotations

import sys
import tempfile
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path, PurePath
from typing import Any

from xltools.core.errors import EngineRefused, UsageError

NAME = "excel"

_SYSTEMS = frozenset({"win32", "darwin"})
_NO_MACROS = 3  # msoAutomationSecurityForceDisable
_FIX = "在装有 Excel 的 Windows 或 macOS 上运行，或改用 --engine auto"


def need_excel() -> None:
    """UsageError where there can be no Excel, or xlwings is not installed."""
    if sys.platform not in _SYSTEMS:
        raise UsageError("这台电脑的系统上没有 Excel，不能用 --engine excel", fix=_FIX)
    if find_spec("xlwings") is None:
        raise UsageError("没有安装 xlwings，不能用 --engine excel", fix="运行 python -m pip install xlwings")


def saved_by_excel(content: bytes, path: str) -> bytes:
    """The workbook as Excel saves it after computing every formula; macros are off, links are not followed.

    ``path`` tells the ending. UsageError as :func:`need_excel`, EngineRefused where Excel does not finish.
    """
    need_excel()
    with tempfile.TemporaryDirectory(prefix="xltools-", ignore_cleanup_errors=True) as folder:
        file = Path(folder, f"book{PurePath(path).suffix.lower()}")
        file.write_bytes(content)
        saved = Path(folder, f"saved{file.suffix}")
        try:
            _recalculate(file, saved)
            return saved.read_bytes()
        except Exception as error:  # whatever the other program raises, through COM or Apple events
            raise EngineRefused(f"Excel 没有算完：{error}", fix="关闭 Excel 的所有对话框后重试") from error


def _recalculate(file: Path, saved: Path) -> None:
    xlwings: Any = import_module("xlwings")
    with xlwings.App(visible=False, add_book=False) as app:
        app.display_alerts = False
        if sys.platform == "win32":
            app.api.AutomationSecurity = _NO_MACROS
        book = app.books.open(str(file), update_links=False)
        if sys.platform == "win32":
            app.api.CalculateFullRebuild()
        app.calculate()
        book.save(str(saved))
        book.close()
