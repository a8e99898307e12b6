"""汇总下级单位: a folder of workbooks summed up, in a process of its own that can be stopped at any time."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import IO, Any

from xltools.core.errors import InputError
from xltools.excel.done import STOPPED, Done
from xltools.excel.files import unused
from xltools.excel.talk import Talk
from xltools.runner import workbooks_in

_NAME = "汇总.xlsx"
#: How often a second it is looked whether it is done or to be stopped.
_LOOK = 0.2
#: Windows would open a black window.
_NO_WINDOW = 0x08000000
_LINES = 15


def run(book: Any, talk: Talk) -> Done:
    """Ask for the folder and sum it up as ``xltools consolidate`` does; the summary lies in the folder."""
    del book
    folder = talk.ask_folder("选择各单位报来的工作簿所在的文件夹")
    if folder is None:
        return Done("没有选文件夹，没有汇总。", "没有选文件夹", stopped=True)
    count = len(workbooks_in([folder]))
    out = unused(folder / _NAME)
    with tempfile.TemporaryFile() as said:
        code = _consolidate(folder, out, said, talk, f"汇总 {count} 个工作簿")
        said.seek(0)
        words = said.read().decode("utf-8", "replace").strip().splitlines()
    if code is None:
        return STOPPED
    if code not in (0, 2) or (code and not out.is_file()):
        raise InputError("没有汇总成：" + "\n".join(words[-_LINES:]), fix="按上面说的处理，再点一次")
    status = f"已汇总 {count} 个工作簿" if code == 0 else "已汇总，但有文件没有计入"
    before = [] if out.name == _NAME else [f"“{_NAME}”已经有了，没有改动。"]
    lines = [f"{status}：{out}", *before, *words[-_LINES:]]
    return Done("\n".join(lines), status, "消息" if code == 0 else "警告", file=out)


def _consolidate(folder: Path, out: Path, said: IO[bytes], talk: Talk, what: str) -> int | None:
    """The exit code; None where it was stopped. What it says goes into ``said``."""
    command = [sys.executable, "-m", "xltools", "consolidate", str(folder), "-o", str(out)]
    environment = {**os.environ, "PYTHONIOENCODING": "utf-8", "PYTHONUTF8": "1", "NO_COLOR": "1"}
    process = subprocess.Popen(  # noqa: S603  # this very program, with a folder that somebody chose
        command,
        stdin=subprocess.DEVNULL,
        stdout=said,
        stderr=subprocess.STDOUT,
        env=environment,
        creationflags=_NO_WINDOW if sys.platform == "win32" else 0,
    )
    try:
        while True:
            try:
                return process.wait(_LOOK)
            except subprocess.TimeoutExpired:
                if not talk.progress(0, 0, what):
                    return None
    finally:
        if process.poll() is None:
            process.kill()
            process.wait()
