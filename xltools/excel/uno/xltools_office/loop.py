"""Requests in, answers out, a line of JSON each.

``[name, [given …]]`` asks for a call; the answer is ``{"done": value}``, or
``{"failed": kind, "words": why}`` with kind ``refused``, ``gone`` or ``error``.
"""

from __future__ import annotations

import json
from typing import Any

from . import books, cells, looks, speech
from .office import Gone, Office, Refused

CALLS = {call.__name__: call for module in (books, cells, looks, speech) for call in module.CALLS}


def serve(office: Office, requests: Any, answers: Any, more: dict[str, Any] | None = None) -> None:
    """Answer until there are no more requests (files of bytes); ``more``: further calls by name."""
    known = {**CALLS, **(more or {})}
    try:
        for line in requests:
            answer = json.dumps(_answer(office, known, line), ensure_ascii=True)
            answers.write(answer.encode() + b"\n")
            answers.flush()
    finally:
        office.thaw()


def _answer(office: Office, known: dict[str, Any], line: bytes) -> dict[str, Any]:
    try:
        name, given = json.loads(line.decode())
        return {"done": known[name](office, *given)}
    except Refused as error:
        return {"failed": "refused", "words": str(error)}
    except Gone as error:
        return {"failed": "gone", "words": str(error)}
    except Exception as error:  # UNO's are of no common kind  # noqa: BLE001  # UNO's are of no common kind
        kind = "gone" if type(error).__name__ == "DisposedException" else "error"
        return {"failed": kind, "words": f"{type(error).__name__}: {error}"}
