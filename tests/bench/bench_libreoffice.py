"""Benchmark in LibreOffice: from the click to the marks, and cell by cell against in bulk over UNO.

``python -m tests.bench.bench_libreoffice``. A real click needs Xvfb, openbox and xdotool; without them only
the rest is measured. Ratios of what was measured side by side in one run.
"""

from __future__ import annotations

import shutil
import statistics
import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from tests.excel.books import Quiet, beside
from tests.excel.office import hidden, until
from tests.excel.screen import PROGRAMS, window
from tests.form.books import SEED
from xltools.core.returned import layout
from xltools.excel.fills import paint
from xltools.excel.macros import MACROS
from xltools.readers.live import read_live, sheets_of
from xltools.runner import check_files

_RUNS = 5
_CELLS = [(row, column) for row in range(1, 61) for column in range(1, 11)]
_YELLOW = (255, 211, 110)


def main() -> None:
    """Print everything."""
    with TemporaryDirectory() as folder, hidden(Path(folder)) as program:
        book = program.books.open(beside(Path(folder)))
        _steps(book)
        _bulk(book)
    if all(map(shutil.which, PROGRAMS)):
        with TemporaryDirectory() as folder:
            _click(Path(folder))


def _steps(book: Any) -> None:
    """Where the time goes on the seed's workbook, beside the check of the file."""
    steps: dict[str, Callable[[], Any]] = {
        "校验文件": lambda: list(check_files([SEED])),
        "读取": lambda: read_live(book, book.app, sheets_of(book)),
        "校验本表": lambda: MACROS["check"].run(book, Quiet()),
        "清除标记": lambda: MACROS["clear"].run(book, Quiet()),
    }
    spent: dict[str, list[float]] = {name: [] for name in steps}
    counts = {}
    for _ in range(_RUNS):
        for name, step in steps.items():
            calls = book.app.api.calls
            spent[name].append(_measured(step))
            counts[name] = book.app.api.calls - calls
    for name, times in spent.items():
        ratio = statistics.median(times) / statistics.median(spent["校验文件"])
        print(f"{name}：{statistics.median(times) * 1000:6.0f} 毫秒，{ratio:.1f} 倍，{counts[name]} 次调用")


def _bulk(book: Any) -> None:
    """600 cells read, written and coloured one by one, against at once."""
    sheet = book.sheets.add()
    area = sheet.range("A1:J60")
    values = [[row * 0.5] * 10 for row in range(60)]
    pairs: dict[str, tuple[Callable[[], Any], Callable[[], Any]]] = {
        "读值": (lambda: [sheet.range(at).raw_value for at in _CELLS], lambda: area.raw_value),
        "写值": (lambda: [_put(sheet, at) for at in _CELLS], lambda: setattr(area, "raw_value", values)),
        "填色": (
            lambda: [paint(sheet, [at], _YELLOW) for at in _CELLS],
            lambda: paint(sheet, _CELLS, _YELLOW),
        ),
    }
    for name, (single, bulk) in pairs.items():
        slow, fast = _measured(single), statistics.median(_measured(bulk) for _ in range(_RUNS))
        told = f"逐格 {slow * 1000:.0f} 毫秒，成批 {fast * 1000:.1f} 毫秒"
        print(f"600 格{name}：{told}，{slow / fast:.0f} 倍")


def _put(sheet: Any, at: tuple[int, int]) -> None:
    sheet.range(at).raw_value = at[0] * 0.5


def _click(folder: Path) -> None:
    """The mouse on the button in the window, until the sheet 审核结果 is in front with all its lines."""
    home, pictures = folder / "home", folder / "pictures"
    home.mkdir()
    pictures.mkdir()
    spent = []
    with window(home, beside(folder), pictures) as seen:
        for _ in range(_RUNS):
            begun = time.perf_counter()
            seen.press("校验本表")
            until("marks", lambda: layout.TITLE in seen.book.sheets)
            seen.idle()
            spent.append(time.perf_counter() - begun)
            seen.answer("校验完成")
            seen.press("清除标记")
            seen.answer("标记已清除")
    print(f"窗口里从点击到标好：{statistics.median(spent):.1f} 秒（{min(spent):.1f}—{max(spent):.1f}）")


def _measured(work: Callable[[], Any]) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


if __name__ == "__main__":
    main()
