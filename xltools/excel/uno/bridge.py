"""The bridge to LibreOffice's own Python: requests and answers as lines, one conversation a process."""

from __future__ import annotations

import json
import threading
from typing import IO, Any

#: The numbers under which a program says no, and is gone, as Windows' programs do.
_REFUSED, _GONE, _WITHIN = -2146827284, -2147023174, -2147352567


class UnoError(Exception):
    """What LibreOffice raises, told apart as what Excel raises is: by a number, with its own words beside."""

    def __init__(self, number: int, within: int, words: str) -> None:
        super().__init__(words)
        self.hresult = number
        self.excepinfo = (0, "LibreOffice", words, None, 0, within)


def gone(words: str) -> UnoError:
    """LibreOffice, or the workbook, is not there any more."""
    return UnoError(_GONE, 0, words)


def _failed(kind: str, words: str) -> UnoError:
    if kind == "gone":
        return gone(words)
    return UnoError(_WITHIN, _REFUSED if kind == "refused" else 0, words)


class Bridge:
    """A pair of streams of bytes whose other end answers as :mod:`xltools_office.loop` says."""

    def __init__(self, answers: IO[bytes], requests: IO[bytes]) -> None:
        self._answers = answers
        self._requests = requests
        self._turn = threading.Lock()
        self.calls = 0

    def call(self, name: str, *given: Any) -> Any:
        """Ask for one call and wait for its answer; UnoError where it was not done."""
        request = json.dumps([name, given], ensure_ascii=True).encode()
        with self._turn:
            self.calls += 1
            try:
                self._requests.write(request + b"\n")
                self._requests.flush()
                line = self._answers.readline()
            except (OSError, ValueError) as error:
                raise gone("与 LibreOffice 的连接断了") from error
        if not line:
            raise gone("与 LibreOffice 的连接断了")
        answer = json.loads(line)
        if "failed" in answer:
            raise _failed(str(answer["failed"]), str(answer["words"]))
        return answer["done"]

    def close(self) -> None:
        """Hang up: the other end stops answering."""
        for stream in (self._requests, self._answers):
            try:
                stream.close()
            except OSError:
                continue
