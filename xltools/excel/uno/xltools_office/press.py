"""One press of a button: the program runs beside LibreOffice and is answered in a thread of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

from . import books, desk, speech
from .loop import serve
from .office import Office, is_workbook

TITLE = "自评校验"
_NO_WINDOW = 0x08000000

#: The press that is under way; only one is at a time.
_running: list[_Press] = []


def press(context: Any, name: str) -> None:
    """Start the program for that button; while one runs, ask whether it is to be stopped."""
    office = Office(context)
    document = office.desktop.CurrentComponent
    uid = document.RuntimeUID if document is not None and is_workbook(document) else ""
    if _running:
        asked = f"“{_running[0].label}”还在进行。要停止吗？"
        if speech.box(office, uid, asked, TITLE, asks=True):
            for each in _running:
                each.desk.stopped = True
        return
    desk.give_back()
    if uid:
        books.settle(office, uid)
    place = json.loads(Path(__file__).with_name("program.json").read_text("utf-8"))
    begun = _Press(context, uid, place["labels"].get(name, name))
    _running.append(begun)
    begun.greet()
    command = [*place["command"], name]
    threading.Thread(target=begun.run, args=(command,), name="xltools", daemon=True).start()


class _Press:
    def __init__(self, context: Any, uid: str, label: str) -> None:
        self.label = label
        self.desk = desk.Desk(context)
        self._office = Office(context, uid, self.desk)

    def greet(self) -> None:
        """Say at once that the click was heard: the program takes a moment to start."""
        if self._office.pinned:
            speech.status(self._office, self._office.pinned, f"{self.label}……", 0, 0)

    def run(self, command: list[str]) -> None:
        """The whole of it; whatever happens, the next button works again, and the person is told."""
        said = ""
        told: list[dict[str, Any]] = []

        def tell(_office: Office, ended: dict[str, Any]) -> None:
            told.append(ended)

        try:
            said = self._converse(command, tell)
        except OSError as error:
            said = "没能启动 xltools：%s。" % (error.strerror or error)
        finally:
            _running.remove(self)
        if told:
            self.desk.show(self._office, told[0])
            return
        words = said or "程序没有做完就结束了。"
        fix = "请关闭 LibreOffice，重新运行 xltools addin install --libreoffice，再打开试一次。"
        self.desk.show(self._office, {"text": f"{words}\n{fix}", "title": self.label, "kind": "警告"})

    def _converse(self, command: list[str], tell: Any) -> str:
        """Answer the program until it ends; the last line of what it complained of."""
        flags: Any = {"creationflags": _NO_WINDOW} if sys.platform == "win32" else {}
        process = subprocess.Popen(  # what the installation wrote down  # noqa: S603  # a program found, or made, above
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=_environment(),
            **flags,
        )
        complaints: list[bytes] = []
        listener = threading.Thread(target=complaints.extend, args=(process.stderr,), daemon=True)
        listener.start()
        try:
            more = {**self.desk.calls, "tell": tell}
            serve(self._office, process.stdout, process.stdin, more)
        except OSError:
            complaints.append("与程序的连接断了".encode())
        finally:
            if process.stdin is not None:
                process.stdin.close()
            process.wait()
            listener.join(1)
        lines = [line.decode("utf-8", "replace").strip() for line in complaints]
        return next((line for line in reversed(lines) if line), "")


def _environment() -> dict[str, str]:
    """LibreOffice's, without what it set for its own Python."""
    inside = str(Path(os.path.realpath(sys.executable)).parent)
    program = {inside, *(each for each in sys.path if each.rstrip(os.sep).endswith("program"))}
    kept = dict(os.environ)
    kept.pop("PYTHONHOME", None)
    places = [each for each in kept.pop("PYTHONPATH", "").split(os.pathsep) if each]
    places = [each for each in places if not any(each.startswith(folder) for folder in program)]
    if places:
        kept["PYTHONPATH"] = os.pathsep.join(places)
    return dict(kept, PYTHONUTF8="1")
