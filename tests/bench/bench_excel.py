"""Benchmark: from the click to the marks, and cell by cell against in bulk.

``python -m tests.bench.bench_excel``. Ratios of what was measured side by side in one run. Under the
make-believe Excel what counts is the number of calls: a call to another process costs about as much whatever
it carries.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from tests.excel import fakecom
from tests.excel.books import ENGINES, Quiet, beside
from xltools.excel.fills import paint
from xltools.excel.macros import MACROS
from xltools.readers.live import read_live, sheets_of

_RUNS = 5
_CELLS = [(row, column) for row in range(1, 61) for column in range(1, 11)]
_YELLOW = (255, 211, 110)


def main() -> None:
    """Print everything."""
    with TemporaryDirectory() as folder:
        path = beside(Path(folder))
        for engine in ENGINES:
            _clicks(engine, path)
        for engine in ENGINES:
            _bulk(engine, path)


def _clicks(engine: str, path: Path) -> None:
    """A click on the seed's workbook, and where its time goes."""
    spent: dict[str, list[float]] = {"读取": [], "第一次校验": [], "第二次校验": [], "清除标记": []}
    counts = {}
    MACROS["check"].run(ENGINES[engine](path), Quiet())
    for _ in range(_RUNS):
        book = ENGINES[engine](path)
        steps: dict[str, Callable[[], Any]] = {
            "读取": lambda book=book: read_live(book, book.app, sheets_of(book)),
            "第一次校验": lambda book=book: MACROS["check"].run(book, Quiet()),
            "第二次校验": lambda book=book: MACROS["check"].run(book, Quiet()),
            "清除标记": lambda book=book: MACROS["clear"].run(book, Quiet()),
        }
        for name, step in steps.items():
            fakecom.CALLS.clear()
            begun = time.perf_counter()
            step()
            spent[name].append(time.perf_counter() - begun)
            counts[name] = sum(fakecom.CALLS.values())
    for name, times in spent.items():
        calls = f"，{counts[name]} 次调用" if counts[name] else ""
        print(f"{engine:9} {name}：{statistics.median(times) * 1000:6.0f} 毫秒{calls}")


def _bulk(engine: str, path: Path) -> None:
    """600 cells read and coloured one by one, against at once."""
    sheet = ENGINES[engine](path).sheets["自评表"]
    area = sheet.range("A1:J60")
    pairs = {
        "读值": (lambda: [sheet.range(at).raw_value for at in _CELLS], lambda: area.raw_value),
        "填色": (
            lambda: [paint(sheet, [at], _YELLOW) for at in _CELLS],
            lambda: paint(sheet, _CELLS, _YELLOW),
        ),
    }
    for name, (single, bulk) in pairs.items():
        slow, many = _measured(single)
        fast, few = _measured(bulk)
        calls = f"，调用 {many} 次对 {few} 次（{many / few:.0f} 倍）" if few else ""
        print(f"{engine:9} 600 格{name}：逐格是成批的 {slow / fast:.0f} 倍{calls}")


def _measured(work: Callable[[], Any]) -> tuple[float, int]:
    fakecom.CALLS.clear()
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun, sum(fakecom.CALLS.values())


if __name__ == "__main__":
    main()
