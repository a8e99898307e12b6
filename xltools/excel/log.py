"""The log of what the buttons did: a file in the user's own folder, for whoever is asked for help."""

from __future__ import annotations

import datetime as dt
import os
import sys
from contextlib import suppress
from pathlib import Path

#: A folder of the user's choice, looked at first.
ENVIRONMENT = "XLTOOLS_HOME"
NAME = "xltools.log"

#: A log that has grown so long becomes the old one.
_MOST_BYTES = 1 << 20


def log_file() -> Path:
    """Where the log is."""
    return _home() / NAME


def _home() -> Path:
    chosen = os.environ.get(ENVIRONMENT)
    if chosen:
        return Path(chosen)
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local") / "xltools"
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Logs" / "xltools"
    return Path(os.environ.get("XDG_STATE_HOME") or Path.home() / ".local" / "state") / "xltools"


def write(*lines: str) -> None:
    """Put lines under the time; a log that cannot be written stops nothing."""
    with suppress(OSError):
        path = log_file()
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.is_file() and path.stat().st_size > _MOST_BYTES:
            path.replace(path.with_suffix(".old.log"))
        now = dt.datetime.now().astimezone().isoformat(timespec="seconds")
        with path.open("a", encoding="utf-8") as file:
            file.writelines(f"{now}  {line}\n" for line in lines)
