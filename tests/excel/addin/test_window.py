"""The small window, on a screen of its own. What its macros do is another matter: here they are played."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

pytest.importorskip("_tkinter", reason="这个 Python 没有 tkinter")

import tkinter as tk
from tkinter import filedialog, messagebox

from tests.excel.addin.screens import needs_xvfb, screen
from tests.excel.books import ENGINES, beside
from tests.form.books import FAULTY
from xltools.core.errors import UsageError
from xltools.excel.done import Done
from xltools.excel.macros import MACROS
from xltools.excel.window.box import Box
from xltools.excel.window.run import screen as root_window
from xltools.excel.window.view import Window

pytestmark = needs_xvfb
_ALL = tuple(MACROS.values())
_DONE = Done("共 1 个问题。", "错误 1", "警告")
_PATIENCE = 30


@pytest.fixture(scope="session")
def display() -> Iterator[str]:
    """One screen for all tests of a process: Tk ends a process whose screen has gone."""
    with screen() as name:
        yield name


@pytest.fixture
def root(display: str, monkeypatch) -> Iterator[tk.Tk]:
    """A root on it."""
    monkeypatch.setenv("DISPLAY", display)
    root = root_window()
    yield root
    try:
        root.destroy()
    except tk.TclError:
        return


@pytest.fixture
def said(monkeypatch) -> list[str]:
    """What message boxes say; they are played, since nobody is there to close them."""
    texts: list[str] = []

    def show(title: str, text: str, **_options: object) -> None:
        texts.append(f"{title} {text}")

    for kind in ("showinfo", "showwarning"):
        monkeypatch.setattr(messagebox, kind, show)
    return texts


def _press(_name: str, _talk: object) -> Done:
    return _DONE


def _wait(root: tk.Tk, until: Callable[[], bool]) -> None:
    """Let the window live until something holds; a window that never gets there fails the test."""
    end = time.monotonic() + _PATIENCE
    while not until():
        assert time.monotonic() < end
        root.update()
        time.sleep(0.01)


def _text(window: Window) -> str:
    return window.box.get("1.0", "end").strip()


def _states(window: Window) -> set[str]:
    return {str(button.cget("state")) for button in window.buttons.values()}


def test_a_click_from_beginning_to_end(root: tk.Tk) -> None:
    """Each button runs its macro; meanwhile none can be pressed; then what came of it is shown."""
    pressed: list[str] = []
    go = threading.Event()

    def press(name, talk):
        pressed.append(name)
        go.wait(_PATIENCE)
        return _DONE

    window = Window(root, _ALL, press)
    assert [button.cget("text") for button in window.buttons.values()] == [macro.label for macro in _ALL]
    for name, button in window.buttons.items():
        go.clear()
        button.invoke()
        assert _states(window) == {"disabled"}
        assert MACROS[name].label in window.status.cget("text")
        button.invoke()
        go.set()
        _wait(root, lambda: _states(window) == {"normal"})
        assert (_text(window), window.status.cget("text")) == (_DONE.text, _DONE.status)
    assert pressed == list(MACROS)


def test_progress_and_stop(root: tk.Tk) -> None:
    """The line and the bar say how far it is; stop reaches the macro, and it ends."""

    def press(name, talk):
        for done in range(10_000):
            if not talk.progress(done, 10_000, "正在算"):
                return Done("已停止。", "已停止", stopped=True)
            time.sleep(0.01)
        return _DONE

    window = Window(root, _ALL, press)
    window.buttons["recalc"].invoke()
    _wait(root, lambda: "正在算（" in window.status.cget("text"))
    assert float(str(window.bar.cget("maximum"))) == 10_000
    window.stop.invoke()
    assert "停" in window.status.cget("text")
    _wait(root, lambda: _states(window) == {"normal"})
    assert _text(window) == "已停止。"


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (UsageError("没有打开的工作簿", fix="先打开自评工作簿"), ["没有打开的工作簿", "先打开自评工作簿"]),
        (RuntimeError("坏了"), ["程序内部出错", "坏了", "日志"]),
    ],
)
def test_what_fails_is_said(root: tk.Tk, error: Exception, words: list[str]) -> None:
    """An error is words in the box, with what to do; the buttons can be pressed again."""

    def press(name, talk):
        raise error

    window = Window(root, _ALL, press)
    window.buttons["check"].invoke()
    _wait(root, lambda: _states(window) == {"normal"})
    assert all(word in _text(window) for word in words)
    assert "Traceback" not in _text(window)


@pytest.mark.parametrize(("chosen", "told"), [("/数据/报送", "/数据/报送"), ("", "None")])
def test_a_macro_can_ask(root: tk.Tk, monkeypatch, chosen: str, told: str) -> None:
    """It gets the folder, or None where the dialog was closed. The dialogs themselves are played."""
    monkeypatch.setattr(filedialog, "askdirectory", lambda **_options: chosen)
    monkeypatch.setattr(filedialog, "askopenfilename", lambda **options: f"{options['filetypes'][0][1]}")

    def press(name, talk):
        folder, file = talk.ask_folder("选文件夹"), talk.ask_file("选报告", [".docx"])
        return Done(f"{folder} {file}", "好")

    window = Window(root, _ALL, press)
    window.buttons["consolidate"].invoke()
    _wait(root, lambda: _states(window) == {"normal"})
    assert _text(window) == f"{told} ('*.docx',)"


def test_the_result_can_be_opened(root: tk.Tk, monkeypatch, tmp_path: Path) -> None:
    """Only once there is one, and it is that file."""
    opened: list[Path] = []
    monkeypatch.setattr("xltools.excel.window.view.open_file", opened.append)
    results = iter([Done("写好了", "好", file=tmp_path / "报告.docx"), _DONE])
    window = Window(root, _ALL, lambda *_click: next(results))
    for state, count in (("normal", 1), ("disabled", 1)):
        window.buttons["report"].invoke()
        _wait(root, lambda: _states(window) == {"normal"})
        assert str(window.open.cget("state")) == state
        window.open.invoke()
        assert opened == [tmp_path / "报告.docx"] * count


_MEASURE = """
import json
from xltools.excel.macros import MACROS
from xltools.excel.window.run import screen
from xltools.excel.window.view import Window

root = screen()
window = Window(root, tuple(MACROS.values()), print)
root.update()
buttons = [*window.buttons.values(), window.stop, window.open]
sizes = [(each.winfo_width(), each.winfo_reqwidth(), each.winfo_height()) for each in buttons]
whole = root.winfo_width(), root.winfo_height(), root.winfo_screenwidth(), root.winfo_screenheight()
print(json.dumps([whole, sizes]))
"""


@pytest.mark.parametrize(("size", "dpi"), [("1366x768", 96), ("1920x1080", 144), ("2560x1440", 192)])
def test_it_fits_the_screen(size: str, dpi: int) -> None:
    """At 100, 150 and 200 %: all of it on the screen, no word cut off, buttons as high in inches."""
    with screen(size, dpi) as name:
        command = [sys.executable, "-c", _MEASURE]
        env = {**os.environ, "DISPLAY": name}
        done = subprocess.run(command, capture_output=True, text=True, check=True, env=env)  # noqa: S603
    (wide, high, all_wide, all_high), buttons = json.loads(done.stdout)
    assert (f"{all_wide}x{all_high}", wide <= all_wide, high <= all_high) == (size, True, True)
    for width, wanted, height in buttons:
        assert width >= wanted
        assert 0.3 < height / dpi < 0.6


@pytest.mark.parametrize(
    ("done", "told"),
    [
        (_DONE, ["校验本表 共 1 个问题。"]),
        (Done("第 2 个", "第 2 个", quiet=True), []),
        (None, ["校验本表 没有打开的工作簿\n先打开"]),
    ],
)
def test_one_click_of_a_workbook(root: tk.Tk, said: list[str], done: Done | None, told: list[str]) -> None:
    """What came of it is one message box, none where the macro asks for quiet."""

    def press(name, talk):
        if done is None:
            raise UsageError("没有打开的工作簿", fix="先打开")
        return done

    box = Box(root, MACROS["check"], press)
    root.mainloop()
    assert box.succeeded == (done is not None)
    assert said == told


def test_a_long_one_shows_itself_and_can_be_stopped(root: tk.Tk, said: list[str]) -> None:
    """After a moment there is a bar with stop."""

    def press(name, talk):
        while talk.progress(1, 3, "正在汇总"):
            time.sleep(0.01)
        return Done("已停止。", "已停止", stopped=True)

    box = Box(root, MACROS["consolidate"], press)
    root.update()
    assert not root.winfo_viewable()
    _wait(root, root.winfo_viewable)
    root.after(1, box.stop)
    root.mainloop()
    assert said == ["汇总下级单位 已停止。"]


_WITHOUT_TERMINAL = """
import sys
from tkinter import messagebox
from pathlib import Path

said = Path(sys.argv[1])
messagebox.showwarning = lambda title, text, **options: said.write_text(f"{title} {text}", "utf-8")
sys.stdout = sys.stderr = None
from xltools.cli import execute

sys.exit(execute(["excel", "--once", "check", "--app", "wps"]))
"""


def test_started_by_a_button_of_a_workbook(display: str, tmp_path: Path) -> None:
    """A program without a terminal, as pythonw is: the failure is a message box, and the exit code 2."""
    said = tmp_path / "话.txt"
    command = [sys.executable, "-c", _WITHOUT_TERMINAL, str(said)]
    env = {**os.environ, "DISPLAY": display, "XLTOOLS_HOME": str(tmp_path)}
    assert subprocess.run(command, check=False, env=env, timeout=_PATIENCE).returncode == 2  # noqa: S603
    assert said.read_text("utf-8").startswith("校验本表 ")
    assert "WPS" in said.read_text("utf-8")


def test_the_real_check(root: tk.Tk, tmp_path: Path) -> None:
    """The button of the window runs the macro itself on an open workbook: marks there, words here."""
    book = ENGINES["openpyxl"](beside(tmp_path, FAULTY))
    window = Window(root, _ALL, lambda name, talk: MACROS[name].run(book, talk))
    window.buttons["check"].invoke()
    _wait(root, lambda: _states(window) == {"normal"})
    assert "错误" in _text(window), _text(window)
    assert "审核结果" in [sheet.name for sheet in book.sheets]
    window.buttons["clear"].invoke()
    _wait(root, lambda: _states(window) == {"normal"})
    assert "审核结果" not in [sheet.name for sheet in book.sheets]
