"""Attach to the LibreOffice that is running; nothing is ever started."""

from __future__ import annotations

import atexit
from functools import cache

from xltools.core.errors import UsageError
from xltools.excel.attach import ABSENT, Attached, attached_to
from xltools.excel.uno.bridge import Bridge
from xltools.excel.uno.joining import ask_to_listen, join, running

PROGRAM = "LibreOffice"
_PATIENCE = 10


def attached(book: str = "") -> Attached:
    """The workbook in front, or the one of that name; UsageError where LibreOffice is not running."""
    bridge = _bridge()
    front = bridge.call("active")
    if front:
        bridge.call("settle", front)
    return attached_over(bridge, book)


def attached_over(bridge: Bridge, book: str = "") -> Attached:
    """The same over a bridge that is there."""
    try:
        from xltools.excel.uno.engine import app_over
    except ImportError as error:
        fix = "运行 python -m pip install xlwings"
        raise UsageError("没有安装 xlwings，不能连接 LibreOffice", fix=fix, code=ABSENT) from error
    return attached_to(app_over(bridge), PROGRAM, book)


@cache
def _bridge() -> Bridge:
    """The one bridge of this process: several at a time have disturbed each other."""
    bridge = join()
    if bridge is None and running() and ask_to_listen():
        bridge = join(seconds=_PATIENCE)
    if bridge is None:
        raise UsageError("没有找到正在运行的 LibreOffice", fix="先用它打开自评工作簿，再点按钮", code=ABSENT)
    atexit.register(bridge.close)
    return bridge
