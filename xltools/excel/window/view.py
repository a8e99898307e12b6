"""The window itself."""

from __future__ import annotations

import tkinter as tk
from collections.abc import Sequence
from pathlib import Path
from tkinter import ttk

from xltools.excel.macros import Macro
from xltools.excel.window.dialogs import ask, open_file
from xltools.excel.window.job import Press, begin
from xltools.excel.window.look import look
from xltools.excel.window.mailbox import Ended, Letter, Mailbox, Progress, Question

TITLE = "绩效自评"
_READY = "先在 Excel 或 WPS 里打开自评工作簿，再点按钮。"
_WORKING = "正在进行：{}……"
_STOPPING = "正在停下来……"
_TICK = 100
_COLUMNS, _WIDE, _HIGH = 2, 26, 9


class Window:
    """Buttons, a box for what is said, a bar, and stop; only one macro runs at a time."""

    def __init__(self, root: tk.Tk, macros: Sequence[Macro], press: Press) -> None:
        self.root = root
        self.macros = macros
        self._press = press
        self._mailbox: Mailbox | None = None
        self._file: Path | None = None
        self._look = look(root)
        root.title(TITLE)
        root.resizable(width=True, height=True)
        frame = ttk.Frame(root, padding=self._look.line // 2)
        frame.pack(fill="both", expand=True)
        frame.columnconfigure(tuple(range(_COLUMNS)), weight=1, uniform="buttons")
        self.buttons = self._add_buttons(frame)
        self._add_rest(frame, 1 + -(-len(macros) // _COLUMNS))
        self.tell(_READY)
        root.update_idletasks()
        root.minsize(root.winfo_reqwidth(), root.winfo_reqheight())

    def _add_buttons(self, frame: ttk.Frame) -> dict[str, ttk.Button]:
        gap = self._look.line // 5
        made = {}
        for number, macro in enumerate(self.macros):
            button = ttk.Button(frame, text=macro.label, style="Macro.TButton")
            button.configure(command=lambda name=macro.name: self.start(name))  # type: ignore[misc]
            button.bind("<Enter>", lambda _event, macro=macro: self._hint(macro))  # type: ignore[misc]
            span = _COLUMNS if number == 0 and len(self.macros) % _COLUMNS else 1
            place = number + _COLUMNS - 1 if number and len(self.macros) % _COLUMNS else number
            row, column = divmod(place, _COLUMNS)
            button.grid(row=row, column=column, columnspan=span, sticky="ew", padx=gap, pady=gap)
            made[macro.name] = button
        return made

    def _add_rest(self, frame: ttk.Frame, row: int) -> None:
        """The line of status, the box, the bar, and what stands below."""
        gap = self._look.line // 5
        self.status = ttk.Label(frame, text="", wraplength=self._look.text.measure("汉") * (_WIDE - 1))
        self.box = tk.Text(
            frame, width=_WIDE * 2, height=_HIGH, font=self._look.text, wrap="char", relief="solid", bd=1
        )
        self.bar = ttk.Progressbar(frame)
        below = ttk.Frame(frame)
        self.stop = ttk.Button(below, text="停止", command=self._stop, state="disabled")
        self.open = ttk.Button(below, text="打开结果", command=self._open, state="disabled")
        self._above = tk.BooleanVar(self.root, value=True)
        above = tk.Checkbutton(
            below, text="总在最前", font=self._look.text, variable=self._above, command=self._keep_above
        )
        for number, part in enumerate((self.status, self.box, self.bar, below)):
            part.grid(row=row + number, column=0, columnspan=_COLUMNS, sticky="nsew", padx=gap, pady=gap)
        frame.rowconfigure(row + 1, weight=1)
        self.stop.pack(side="left")
        self.open.pack(side="left", padx=gap)
        above.pack(side="right")
        self._keep_above()

    def start(self, name: str) -> None:
        """Run the macro of that name, unless one is running."""
        if self._mailbox is not None:
            return
        self._enable(running=True)
        label = next(macro.label for macro in self.macros if macro.name == name)
        self.status.configure(text=_WORKING.format(label))
        self.bar.configure(mode="indeterminate")
        self.bar.start()
        self._mailbox = begin(self._press, name)
        self._listen()

    def _listen(self) -> None:
        """Take what has come from the macro, and look again soon."""
        mailbox = self._mailbox
        while mailbox is not None and not mailbox.letters.empty():
            self._take(mailbox.letters.get())
            mailbox = self._mailbox
        if mailbox is not None:
            self.root.after(_TICK, self._listen)

    def _take(self, letter: Letter) -> None:
        if isinstance(letter, Progress):
            self._progress(letter)
        elif isinstance(letter, Question):
            letter.answer.put(ask(self.root, letter))
        else:
            self._end(letter)

    def _progress(self, letter: Progress) -> None:
        if self._mailbox is not None and self._mailbox.stopped.is_set():
            return
        share = f"（{letter.done}/{letter.total}）" if letter.total else ""
        self.status.configure(text=f"{letter.what}{share}")
        if letter.total:
            self.bar.stop()
            self.bar.configure(mode="determinate", maximum=letter.total, value=letter.done)

    def _end(self, letter: Ended) -> None:
        self._mailbox = None
        self._file = letter.done.file if letter.done else None
        self.bar.stop()
        self.bar.configure(mode="determinate", value=0)
        self._enable(running=False)
        self.status.configure(text=letter.done.status if letter.done else "没有做成")
        self.tell(letter.text, alarm=letter.kind == "警告")

    def _enable(self, *, running: bool) -> None:
        for button in self.buttons.values():
            button.configure(state="disabled" if running else "normal")
        self.stop.configure(state="normal" if running else "disabled")
        self.open.configure(state="normal" if self._file and not running else "disabled")

    def tell(self, text: str, *, alarm: bool = False) -> None:
        """Show a text in the box; it can be copied, not changed."""
        self.box.configure(state="normal", foreground="#C00000" if alarm else "black")
        self.box.replace("1.0", "end", text)
        self.box.configure(state="disabled")

    def _hint(self, macro: Macro) -> None:
        if self._mailbox is None:
            self.status.configure(text=macro.about)

    def _stop(self) -> None:
        if self._mailbox is not None:
            self._mailbox.stopped.set()
            self.status.configure(text=_STOPPING)
            self.stop.configure(state="disabled")

    def _open(self) -> None:
        if self._file is not None:
            open_file(self._file)

    def _keep_above(self) -> None:
        self.root.attributes("-topmost", self._above.get())
