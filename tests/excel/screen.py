"""A screen that nobody sees, with LibreOffice's real window on it, a mouse and a keyboard."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from xltools.engines import soffice
from xltools.excel.macros import MACROS
from xltools.excel.uno import joining

from .office import PATIENCE, environment, process, until

PROGRAMS = ("Xvfb", "openbox", "xdotool", "import")


@dataclass
class Window:
    """LibreOffice's window: what a person does there, and what a person sees."""

    book: Any
    surroundings: dict[str, str]
    pipe: str
    pictures: Path

    def press(self, label: str) -> None:
        """Click on the button of that name in the toolbar."""
        x, y = self._places[label]
        self._do("xdotool", "mousemove", str(x), str(y), "click", "1")

    @cached_property
    def _places(self) -> dict[str, tuple[int, int]]:
        """Where the buttons are; the toolbar stays where it is."""
        last = list(MACROS.values())[-1].label

        def look() -> dict[str, tuple[int, int]]:
            found = {name: (x, y) for button, name, x, y in self._seen("all") if button and y > 0}
            return found if last in found else {}

        return until("the toolbar is there", look)

    def idle(self) -> None:
        """Wait until the program that a button started has ended."""
        until("the program has ended", lambda: not self._working())

    def _working(self) -> bool:
        home = f"HOME={self.surroundings['HOME']}".encode()
        for each in Path("/proc").glob("[0-9]*"):
            try:
                words = (each / "cmdline").read_bytes() + (each / "environ").read_bytes()
                if {b"xltools.excel.uno", home} <= set(words.split(b"\0")):
                    return True
            except OSError:  # it has just ended, or is somebody else's
                continue
        return False

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

    def _seen(self, what: str) -> list[Any]:
        script = str(Path(__file__).with_name("accessible.py"))
        done = subprocess.run(  # noqa: S603
            [str(joining.office_python()), script, self.pipe, what],
            capture_output=True,
            env=joining.environment(),
            timeout=PATIENCE,
            check=False,
        )
        return json.loads(done.stdout) if done.returncode == 0 else []

    def _box(self, words: tuple[str, ...]) -> str | None:
        told = "\n".join(str(each[1]) for each in self._seen("boxes"))
        return told if all(word in told for word in words) else None

    def _do(self, *command: str) -> None:
        subprocess.run(command, env=self.surroundings, timeout=PATIENCE, check=True, capture_output=True)  # noqa: S603


@contextmanager
def window(home: Path, file: Path, pictures: Path) -> Iterator[Window]:
    """The workbook open in a window, the toolbar installed as people install it."""
    from xltools.excel.uno.engine import app_over

    with _screen() as display:
        surroundings = environment(home, DISPLAY=display, SAL_USE_VCLPLUGIN="gen")
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
