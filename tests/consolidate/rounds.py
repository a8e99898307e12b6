"""Whole rounds: folders of small real workbooks, the command as a process of its own, the summary read back.

A worker that opens a file does to itself what the file's name says (``DEEDS``), where no content is known
that would make it: a hook that every Python process of the round loads looks at what is opened.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import openpyxl

from tests.bench.copies import CODE, NAME, Mould, take_apart
from tests.form.books import CLEAN, ROOT

#: 单位对照表 and 汇总表: the heading of each field's column, its number and the column of its total.
FIELDS = {
    "基本支出_决算": ("基本支出\n决算 (元)", "D01", "决算"),
    "项目支出_决算": ("项目支出\n决算 (元)", "D02", "决算"),
    "财政下达预算数": ("财政下达预算数\n (元)", "D10", "年初预算"),
}

#: What is done by the worker that opens a file of that name.
RAISE, CRASH, KILLED, ONCE = "出错", "崩溃", "被杀", "被杀一次"

_HOOK = f"""
import multiprocessing, os, sys, time

def look(event, arguments):
    if event != "open" or not isinstance(arguments[0], str) or not arguments[0].endswith(".xlsx"):
        return
    if multiprocessing.parent_process() is None:
        return
    folder, name = os.path.dirname(__file__), os.path.basename(arguments[0])[:-5]
    if name == "规范":
        return
    with open(os.path.join(folder, "opened.log"), "a", encoding="utf-8") as log:
        log.write(name + "\\n")
    if name == {RAISE!r}:
        raise RuntimeError("坏")
    if name == {CRASH!r}:
        os.abort()
    if name == {KILLED!r} or (name == {ONCE!r} and not os.path.exists(os.path.join(folder, "once"))):
        if name == {ONCE!r}:
            open(os.path.join(folder, "once"), "w").close()
        with open(os.path.join(folder, str(os.getpid()) + ".victim"), "w"):
            time.sleep(3600)

sys.addaudithook(look)
"""


@cache
def mould() -> Mould:
    """Copies of the clean sample, each of a unit of its own."""
    return take_apart(CLEAN)


def fill(folder: Path, numbers: Iterable[int]) -> Path:
    """The workbooks of these units: ``00001.xlsx`` and so on."""
    folder.mkdir(parents=True, exist_ok=True)
    for number in numbers:
        (folder / f"{number:05d}.xlsx").write_bytes(mould().copy(number))
    return folder


@dataclass(frozen=True)
class Ended:
    """A command that ended: its exit code, what it printed, and the units' files its workers opened."""

    code: int
    out: str
    err: str
    opened: frozenset[str]


class Round:
    """Rounds of ``consolidate`` in one place, with limits for each file."""

    def __init__(self, place: Path, *, seconds: float = 300, megabytes: int = 2048) -> None:
        self.place = place
        self._hook = place / "hook"
        self._hook.mkdir(parents=True, exist_ok=True)
        (self._hook / "sitecustomize.py").write_text(_HOOK, encoding="utf-8")
        paths = os.pathsep.join((str(self._hook), str(ROOT), os.environ.get("PYTHONPATH", "")))
        limits = {"XLTOOLS_SECONDS": str(seconds), "XLTOOLS_MEMORY": str(megabytes)}
        self._environment = {**os.environ, "PYTHONUTF8": "1", "PYTHONPATH": paths, **limits}

    def start(
        self, folder: Path, out: str, *options: str, jobs: int = 4, **more: Any
    ) -> subprocess.Popen[str]:
        """The command, begun in a group of processes of its own."""
        (self._hook / "opened.log").unlink(missing_ok=True)
        command = [sys.executable, "-m", "xltools", "consolidate", str(folder), "-o", out, *options]
        return subprocess.Popen(  # noqa: S603
            [*command, "--jobs", str(jobs)],
            cwd=self.place,
            env=self._environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
            **more,
        )

    def end(self, process: subprocess.Popen[str]) -> Ended:
        """Wait for it; whoever waits to be killed meanwhile is killed."""
        over = threading.Event()
        killer = threading.Thread(target=self._kill, args=(over,))
        killer.start()
        try:
            out, err = process.communicate(timeout=600)
        finally:
            over.set()
            killer.join()
        log = self._hook / "opened.log"
        opened = log.read_text(encoding="utf-8").split() if log.exists() else []
        return Ended(process.returncode, out, err, frozenset(opened))

    def run(self, folder: Path, out: str, *options: str, jobs: int = 4, **more: Any) -> Ended:
        """The command from its beginning to its end."""
        with self.start(folder, out, *options, jobs=jobs, **more) as process:
            return self.end(process)

    def _kill(self, over: threading.Event) -> None:
        while not over.wait(0.02):
            for victim in self._hook.glob("*.victim"):
                victim.unlink()
                os.kill(int(victim.stem), signal.SIGKILL)


@dataclass(frozen=True)
class Read:
    """A summary as people read it: each unit's row, the totals, and (file, state, words) of each file."""

    units: list[tuple[str, dict[str, Decimal]]]
    totals: dict[str, Decimal]
    filed: list[tuple[str, str, str]]


def read_summary(path: Path) -> Read:
    """The summary workbook with its cached values."""
    book = openpyxl.load_workbook(path, data_only=True, read_only=True)
    try:
        units = [list(row) for row in book["单位对照表"].iter_rows(min_row=4, values_only=True)]
        totals = [list(row) for row in book["汇总表"].iter_rows(min_row=3, values_only=True)]
        filed = [list(row) for row in book["报送情况"].iter_rows(min_row=5, values_only=True)]
    finally:
        book.close()
    columns = {field: units[0].index(heading) for field, (heading, _, _) in FIELDS.items()}
    rows = {row[0]: row for row in totals}
    return Read(
        [
            (row[0], {name: _cents(row[at]) for name, at in columns.items() if row[at] is not None})
            for row in units[1:]
            if row[0]
        ],
        {name: _cents(rows[number][totals[0].index(head)]) for name, (_, number, head) in FIELDS.items()},
        [(row[14] or "", row[6], row[13] or "") for row in filed[1:] if row[6]],
    )


def _cents(value: object) -> Decimal:
    return Decimal(str(value)).quantize(Decimal("0.01"))


def write_roster(path: Path, numbers: Iterable[int]) -> None:
    """A roster of these units, all of which are to hand in."""
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.title = "名册"
    sheet.append(["编码", "名称", "上级编码", "类型", "应报", "截止日期"])
    for each in (mould().of(number) for number in numbers):
        sheet.append([each[CODE], each[NAME], None, "下属", "是", None])
    book.save(path)


def expected(numbers: Iterable[int]) -> tuple[list[tuple[str, dict[str, Decimal]]], dict[str, Decimal]]:
    """What a summary of these units must have: their rows, and the totals."""
    given = [mould().of(number) for number in sorted(numbers)]
    rows = [(each[CODE], {name: _cents(each[name]) for name in FIELDS}) for each in given]
    totals = {name: sum((row[name] for _, row in rows), Decimal(0)) for name in FIELDS}
    return rows, totals


def eventually(true: Callable[[], object], seconds: float = 120) -> bool:
    """Whether it comes true before one gives up."""
    latest = time.monotonic() + seconds
    while time.monotonic() < latest:
        if true():
            return True
        time.sleep(0.01)
    return False
