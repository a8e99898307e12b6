"""From outside: join a LibreOffice that listens, and answer at the standard input and output."""

from __future__ import annotations

import os
import sys
import time
from typing import Any

import uno

from . import packages
from .loop import serve
from .office import Office

_PAUSE = 0.1
_MORE = {call.__name__: call for call in packages.CALLS}


def main(pipe: str, seconds: str) -> None:
    """Answer until the input ends; a line ``absent`` first where nobody listens, else ``ready``."""
    context = _resolve(pipe, float(seconds))
    answers = sys.stdout.buffer
    answers.write(b"ready\n" if context is not None else b"absent\n")
    answers.flush()
    if context is not None:
        office = Office(context)
        try:
            serve(office, sys.stdin.buffer, answers, _MORE)
        except Exception:  # UNO's are of no common kind  # noqa: BLE001  # UNO's are of no common kind
            answers.flush()
    # Taking the bridge down at the end has crashed some versions.
    os._exit(0)


def _resolve(pipe: str, seconds: float) -> Any:
    local = uno.getComponentContext()
    resolver = local.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", local)
    end = time.monotonic() + seconds
    while True:
        try:
            return resolver.resolve(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
        except Exception:  # UNO's are of no common kind  # noqa: BLE001  # UNO's are of no common kind
            if time.monotonic() > end:
                return None
            time.sleep(_PAUSE)
