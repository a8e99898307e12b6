"""A screen that nobody sees, with LibreOffice's real window on it, a mouse and a keyboard."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from xltools.engines import soffice
from xltools.excel.uno import joining

from .office import PATIENCE, environment, process, until

PROGRAMS = ("Xvfb", "openbox", "xdotool", "import")


@dataclass(frozen=True)
class Window:
    """LibreOffice's window: what a person does there, and what a person sees."""

    book: Any
    surroundings: dict[str, str]
    pipe: str
    pictures: Path

    def press(self, label: str) -> None:
        """Click on the button of that name in the toolbar."""
        _, _, x, y = until(f"a button “{label}”", lambda: self._named(label))
        self._do("xdotool", "mousemove", str(x), str(y), "click", "1")

    def write(self, text: str) -> None:
        """Type into the selected cell; nothing is confirmed."""
        self._do("xdotool", "type", text)

    def answer(self, *words: str, key: str = "Return") -> str:
        """Wait for a box that says this, close it, and wait until it is gone; what it said."""
        told = until(f"a box: {words}", lambda: self._box(words))
        self.picture(words[0])
        time.sleep(0.2)
        self._do("xdotool", "key", key)
        until("the box is closed", lambda: not self._box(words))
        return told

    def picture(self, name: str) -> Path:
        """Take a picture of the screen."""
        file = self.pictures / f"{len(list(self.pictures.iterdir())) + 1:02}-{name}.png"
        self._do("import", "-window", "root", str(file))
        return file

    def seen(self) -> list[list[Any]]:
        """Everything on the screen that has a name."""
        script = str(Path(__file__).with_name("accessible.py"))
        asked = [str(joining.office_python()), script, self.pipe]
        done = subprocess.run(
            asked, capture_output=True, env=joining.environment(), timeout=PATIENCE, check=False
        )
        import json

        return json.loads(done.stdout) if done.returncode == 0 else []

    def _named(self, label: str) -> list[Any] | None:
        return next((each for each in self.seen() if each[0] and each[1] == label and each[3] > 0), None)

    def _box(self, words: tuple[str, ...]) -> str | None:
        told = "\n".join(str(each[1]) for each in self.seen())
        return told if all(word in told for word in words) else None

    def _do(self, *command: str) -> None:
        subprocess.run(command, env=self.surroundings, timeout=PATIENCE, check=True, capture_output=True)


@contextmanager
def window(home: Path, file: Path, pictures: Path) -> Iterator[Window]:
    """The workbook open in a window, the toolbar installed as people install it."""
    from xltools.excel.uno.engine import app_over

    with _screen() as display:
        surroundings = environment(home, DISPLAY=display)
        added = subprocess.run(
            [sys.executable, "-m", "xltools", "addin", "install", "--libreoffice"],
            env=surroundings,
            capture_output=True,
            timeout=2 * PATIENCE,
            check=False,
        )
        assert added.returncode == 0, added.stderr.decode()
        pipe = f"xltools-test-{os.getpid()}-{time.monotonic_ns()}"
        command = [str(soffice.find()), "--norestore", "--nologo", "--calc", f"--accept=pipe,name={pipe};urp"]
        with process(["openbox"], surroundings), process([*command, str(file)], surroundings):
            bridge = joining.join(pipe, seconds=PATIENCE)
            assert bridge is not None, "LibreOffice does not answer"
            try:
                app = app_over(bridge)
                until("the workbook is open", lambda: len(app.books))
                seen = Window(app.books.active, surroundings, pipe, pictures)
                try:
                    yield seen
                finally:
                    seen.picture("最后")
            finally:
                bridge.close()


@contextmanager
def _screen() -> Iterator[str]:
    """An X server on the first number that is free."""
    reading, writing = os.pipe()
    command = ["Xvfb", "-displayfd", str(writing), "-screen", "0", "1400x900x24", "-nolisten", "tcp"]
    with process(command, os.environ, pass_fds=(writing,)), os.fdopen(reading) as told:
        os.close(writing)
        number = told.readline().strip()
        assert number, "no X server"
        yield f":{number}"
