"""What the person sees and answers while the program runs: always in LibreOffice's main thread."""

from __future__ import annotations

import threading
from typing import Any

import uno
import unohelper
from com.sun.star.awt import XCallback

from . import speech
from .office import Office

#: Seconds for which a line stays in the status bar.
_STAYS = 20
_OPEN = "要现在打开吗？"

#: Whose words stand in the status bar.
_told: list[Office] = []


def give_back(office: Office | None = None) -> None:
    """Let the status bar show the program's own words again."""
    for each in [told for told in _told if office in (None, told)]:
        _told.remove(each)
        _quietly(each.thaw)


class Desk:
    """Progress, questions, and what came of it; ``stopped`` once the person wants it."""

    def __init__(self, context: Any) -> None:
        self._context = context
        self.stopped = False
        self.calls = {"progress": self._progress, "ask_folder": self._folder, "ask_file": self._file}

    def _progress(self, office: Office, done: int, total: int, what: str) -> bool:
        if office.pinned:
            speech.status(office, office.pinned, what, done, total)
        return not self.stopped

    def _folder(self, office: Office, title: str) -> str | None:
        return self._main(lambda: _picked(office.service("com.sun.star.ui.dialogs.FolderPicker"), title))

    def _file(self, office: Office, title: str, endings: list[str]) -> str | None:
        def pick() -> str | None:
            picker = office.service("com.sun.star.ui.dialogs.FilePicker")
            picker.appendFilter("文件", ";".join("*" + ending for ending in endings))
            return _picked(picker, title)

        return self._main(pick)

    def _main(self, work: Any) -> Any:
        """Do it in the main thread, and wait for what comes of it."""
        done = threading.Event()
        found: list[Any] = []

        def doing() -> None:
            try:
                found.append(work())
            finally:
                done.set()

        _in_main_thread(self._context, doing)
        done.wait()
        return found[0] if found else None

    def show(self, office: Office, ended: dict[str, Any]) -> None:
        """Tell how it ended: in the status bar where that is enough, else in a box."""
        if ended.get("quiet"):
            speech.status(office, office.pinned, ended["status"], 0, 0)
            _told.append(office)
            later = threading.Timer(_STAYS, give_back, (office,))
            later.daemon = True
            later.start()
            return
        office.thaw()
        self._main(lambda: _box(office, ended))


def _box(office: Office, ended: dict[str, Any]) -> None:
    file = ended.get("file")
    mode = "critical" if ended.get("kind") == "警告" else "info"
    if not file:
        speech.box(office, office.pinned, ended["text"], ended["title"], mode)
        return
    text = ended["text"] + "\n\n" + _OPEN
    if speech.box(office, office.pinned, text, ended["title"], mode, asks=True):
        shell = office.service("com.sun.star.system.SystemShellExecute")
        shell.execute(uno.systemPathToFileUrl(file), "", 0)


def _picked(picker: Any, title: str) -> str | None:
    picker.setTitle(title)
    if not picker.execute():
        return None
    chosen = picker.getDirectory() if hasattr(picker, "getDirectory") else picker.getFiles()[0]
    return uno.fileUrlToSystemPath(chosen)


def _quietly(work: Any) -> None:
    try:
        work()
    except Exception:  # UNO's are of no common kind  # noqa: BLE001  # UNO's are of no common kind
        return


class _Callback(unohelper.Base, XCallback):
    def __init__(self, work: Any) -> None:
        self._work = work

    def notify(self, _data: Any) -> None:
        self._work()


def _in_main_thread(context: Any, work: Any) -> None:
    runner = context.ServiceManager.createInstanceWithContext("com.sun.star.awt.AsyncCallback", context)
    runner.addCallback(_Callback(work), None)
