"""What a macro hands back: what to tell the person, and what was written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from xltools.excel.talk import Kind


@dataclass(frozen=True, slots=True)
class Done:
    """What came of a macro.

    ``text`` is the whole message, ``status`` its one line for a status bar. ``counts`` are how many findings
    of each kind there are, ``file`` what was written, for the front end to offer to open. ``quiet`` asks for
    the status bar (or the window's own line) instead of a message box.
    """

    text: str
    status: str
    kind: Kind = "消息"
    counts: Mapping[str, int] = field(default_factory=dict)
    file: Path | None = None
    stopped: bool = False
    quiet: bool = False


#: What comes of a macro that somebody stopped.
STOPPED = Done("已停止，工作簿没有改动。", "已停止", stopped=True)
