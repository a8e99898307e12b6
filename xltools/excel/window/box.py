"""One macro started from a button of a workbook: a bar when it takes long, then what came of it."""

from __future__ import annotations

import tkinter as tk
from tkinter import messagebox, ttk

from xltools.excel.macros import Macro
from xltools.excel.window.dialogs import ask
from xltools.excel.window.job import Press, begin
from xltools.excel.window.look import look
from xltools.excel.window.mailbox import Ended, Letter, Progress, Question

_TICK, _PATIENCE = 100, 1500
_WIDE = 24


class Box:
    """The bar with its stop; hidden at first, since most clicks are done at once."""

    def __init__(self, root: tk.Tk, macro: Macro, press: Press) -> None:
        self.root = root
        self.succeeded = False
        self._title = macro.label
        looks = look(root)
        root.withdraw()
        root.title(macro.label)
        root.attributes("-topmost", True)  # noqa: FBT003  # Tk's way
        frame = ttk.Frame(root, padding=looks.line)
        frame.pack(fill="both", expand=True)
        self._status = ttk.Label(frame, text=f"{macro.label}……", width=_WIDE)
        self._bar = ttk.Progressbar(frame, mode="indeterminate", length=looks.line * _WIDE // 2)
        self._stop = ttk.Button(frame, text="停止", command=self.stop)
        for part in (self._status, self._bar, self._stop):
            part.pack(pady=looks.line // 4)
        self._bar.start()
        self._mailbox = begin(press, macro.name)
        self._showing = root.after(_PATIENCE, root.deiconify)
        root.protocol("WM_DELETE_WINDOW", self.stop)
        root.after(_TICK, self._listen)

    def stop(self) -> None:
        """Ask the macro to stop; it does so at its next step."""
        self._mailbox.stopped.set()
        self._status.configure(text="正在停下来……")
        self._stop.configure(state="disabled")

    def _listen(self) -> None:
        while not self._mailbox.letters.empty():
            letter = self._mailbox.letters.get()
            if isinstance(letter, Ended):
                self._end(letter)
                return
            self._take(letter)
        self.root.after(_TICK, self._listen)

    def _take(self, letter: Letter) -> None:
        if isinstance(letter, Question):
            letter.answer.put(ask(self.root, letter))
        elif isinstance(letter, Progress) and not self._mailbox.stopped.is_set():
            self._status.configure(text=letter.what)
            if letter.total:
                self._bar.stop()
                self._bar.configure(mode="determinate", maximum=letter.total, value=letter.done)

    def _end(self, letter: Ended) -> None:
        self.root.after_cancel(self._showing)
        self._bar.stop()
        self.root.withdraw()
        self.succeeded = letter.done is not None
        if letter.done is None or not letter.done.quiet:
            self._say(letter)
        self.root.destroy()

    def _say(self, letter: Ended) -> None:
        show = messagebox.showwarning if letter.kind == "警告" else messagebox.showinfo
        show(self._title, letter.text, parent=self.root)
