"""What reaches the terminal: lines that know their colours and wrap by the cells they occupy.

stdout carries results, stderr the narration. Plain and unwrapped when piped. rich is imported only
when a progress bar is really drawn: it would double the time of a short command.
"""

from __future__ import annotations

import os
import re
import shutil
import sys
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import click

from xltools import reasons
from xltools.core.errors import OutputError
from xltools.core.filenames import readable
from xltools.whole import whole

T = TypeVar("T")

#: Styles by the word they mark; anything else is printed as it is.
STYLES: Mapping[str, Mapping[str, Any]] = {
    "错误": {"fg": "red"},
    "核实": {"fg": "yellow"},
    "提示": {"fg": "cyan"},
    "通过": {"fg": "green"},
    "标题": {"bold": True},
    "次要": {"dim": True},
}

#: Shorter work gets no bar: it would only flash.
LONG_WORK = 4

#: A line is one line, whatever a name in it holds.
_BREAKS = re.compile("[\t\n\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]+")
_CONTROLS = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_IN_JSON = re.compile("[\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")

# Half-width and full-width signs alike: units type both.
_OPENING = r"「“‘〔【《\[(\uff08"
_CLOSING = r",.。、;:?!」”’〕】》…\])\uff0c\uff1a\uff1b\uff1f\uff01\uff09"
_UNIT = re.compile(rf"\s+|[{_OPENING}]*(?:[!-~]+|[^\s!-~])[{_CLOSING}]*")


@dataclass(frozen=True, slots=True)
class Line:
    """One line of output: parts of (text, style), indented; its continuations stand ``hang`` further in."""

    parts: tuple[tuple[str, str], ...]
    indent: int = 0
    hang: int = 2

    @property
    def text(self) -> str:
        """The line without colours, indented."""
        return (" " * self.indent + "".join(plain(text) for text, _ in self.parts)).rstrip()


def plain(text: str) -> str:
    r"""The text without what moves a cursor, changes colours, clears a screen or turns the order of letters.

    Names come from other people's files. What is taken out stands as its number.

    >>> plain("甲\x1b[2J乙\n丙")
    '甲\\x1b[2J乙 丙'
    """
    text = _BREAKS.sub(" ", readable(text))
    return _CONTROLS.sub(lambda match: match[0].encode("unicode_escape").decode("ascii"), text)


def line(text: str = "", style: str = "", *, indent: int = 0, hang: int = 2) -> Line:
    """A line in one style."""
    return Line(((text, style),), indent, hang)


def cells(text: str) -> int:
    """How many columns of a terminal the text occupies: a Chinese character takes two."""
    return sum(_cell(character) for character in text)


def _cell(character: str) -> int:
    if unicodedata.combining(character):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def slices(text: str, first: int, rest: int) -> list[tuple[int, int]]:
    """Where to cut the text so that pieces fit ``first``, then ``rest`` cells.

    No piece starts with a comma or a closing bracket, and a word longer than a line stays whole, so
    that a path can be copied.
    """
    pieces: list[tuple[int, int]] = []
    start = used = 0
    room = first
    for unit in _UNIT.finditer(text):
        size = cells(unit[0])
        if used and used + size > room and not unit[0].isspace():
            pieces.append((start, unit.start()))
            start, used, room = unit.start(), 0, rest
        used += size
    return [*pieces, (start, len(text))]


def wrap(text: str, width: int, *, first: str = "", rest: str = "") -> str:
    """The text in lines of at most ``width`` cells, the first line after ``first``, others after ``rest``."""
    cuts = slices(text, width - cells(first), width - cells(rest))
    leads = [first, *[rest] * (len(cuts) - 1)]
    return "\n".join((lead + text[a:b]).rstrip() for lead, (a, b) in zip(leads, cuts, strict=True))


def fit(printed: Line, width: int | None) -> Iterator[Line]:
    """The line as it is, or as the lines that fit ``width`` cells."""
    if width is None:
        yield printed
        return
    text = "".join(part for part, _ in printed.parts)
    first = width - printed.indent
    for number, (start, end) in enumerate(slices(text, first, first - printed.hang)):
        indent = printed.indent + (printed.hang if number else 0)
        yield Line(tuple(_cut(printed.parts, start, end)), indent)


def _cut(parts: Sequence[tuple[str, str]], start: int, end: int) -> Iterator[tuple[str, str]]:
    """The parts between two offsets of their joined text."""
    offset = 0
    for text, style in parts:
        piece = text[max(0, start - offset) : max(0, end - offset)]
        if piece:
            yield piece, style
        offset += len(text)


def table(headings: Sequence[str], rows: Sequence[Sequence[str]], *, numbers: frozenset[int]) -> list[Line]:
    """Columns aligned by cells, two spaces apart; the columns in ``numbers`` to the right."""
    everything = [headings, *rows]
    widths = [max(cells(row[column]) for row in everything) for column in range(len(headings))]
    lines = []
    for position, row in enumerate(everything):
        padded = []
        for column, text in enumerate(row):
            space = " " * (widths[column] - cells(text))
            padded.append(space + text if column in numbers else text + space)
        lines.append(line("  ".join(padded).rstrip(), "" if position else "标题"))
    return lines


def colour() -> bool | None:
    """Whether to colour: NO_COLOR and FORCE_COLOR decide; None lets the terminal decide."""
    if os.environ.get("NO_COLOR"):
        return False
    return True if os.environ.get("FORCE_COLOR") else None


def prepare() -> None:
    """Let a character the console does not have print as ? instead of ending the program.

    Where there is no console at all, what is printed goes nowhere.
    """
    if sys.stdout is None:
        sys.stdout = Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115  # to the end
    if sys.stderr is None:
        sys.stderr = Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115  # to the end
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="replace")


def is_heard() -> bool:
    """Whether anybody may read what is printed: started without a console, as by a button, nobody does."""
    return getattr(sys.stderr, "name", "") != os.devnull


def show(lines: Iterable[Line], *, err: bool = False) -> None:
    """Print lines, in colour and wrapped on a terminal."""
    stream = sys.stderr if err else sys.stdout
    width = shutil.get_terminal_size().columns if stream.isatty() else None
    for each in lines:
        shown = Line(tuple((plain(text), style) for text, style in each.parts), each.indent, each.hang)
        for piece in fit(shown, width):
            text = "".join(_styled(part, style) for part, style in piece.parts)
            with printing():
                click.echo((" " * piece.indent + text).rstrip(), file=stream, color=colour())


@contextmanager
def printing() -> Iterator[None]:
    """What is printed inside cannot be: OutputError says so. That its reader has gone is no such case."""
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as error:
        if error.filename is not None:
            raise
        fix = "腾出磁盘空间后再运行" if reasons.is_full(error) else "核对磁盘和网络"
        told = f"不能写入 标准输出（屏幕，或 > 后面的文件）：{reason(error)}"
        raise OutputError(told, fix=f"{fix}，或把结果写到别处") from error


def _styled(text: str, style: str) -> str:
    return click.style(text, **STYLES[style]) if style in STYLES else text


def note(message: str, style: str = "") -> None:
    """One line of narration."""
    show([line(message, style)], err=True)


def show_json(pieces: Iterable[str]) -> None:
    r"""Print JSON as UTF-8, whatever the console's encoding: that is what programs are promised.

    Half a surrogate (a file name that is no text) becomes \uXXXX, which every reader of JSON takes; so does
    what a terminal takes for a command.
    """
    with printing():
        sys.stdout.flush()
    for text in pieces:
        piece = _IN_JSON.sub(lambda match: f"\\u{ord(match[0]):04x}", text)
        with printing():
            sys.stdout.buffer.write(piece.encode("utf-8", "backslashreplace"))
    with printing():
        sys.stdout.buffer.flush()


#: Why the system refused, in Chinese.
reason = reasons.reason


def write_file(path: Path, pieces: Iterable[str]) -> None:
    """Write a UTF-8 text file that is either whole or as it was before."""
    with (
        whole(path) as part,
        part.open("w", encoding="utf-8", errors="backslashreplace", newline="\n") as stream,
    ):
        stream.writelines(pieces)


def write_lines(path: Path, lines: Iterable[Line]) -> None:
    """Write lines to a text file, without colours."""
    write_file(path, (printed.text + "\n" for printed in lines))


def progress(work: Iterable[T], total: int, label: str, *, quiet: bool = False) -> Iterator[T]:
    """Hand on what the work yields, with a bar on stderr while it is a terminal."""
    if quiet or total < LONG_WORK or not sys.stderr.isatty():
        yield from work
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, Task, TextColumn, TimeRemainingColumn
    from rich.text import Text

    class Rate(TextColumn):
        """How many are done a second; nothing before that is known."""

        def render(self, task: Task) -> Text:
            return Text(f"{task.speed:.1f} 个/秒" if task.speed else "", style="dim")

    # No spinner: its braille is not in GBK.
    named, remaining = TextColumn("{task.description}"), TimeRemainingColumn()
    columns = (named, BarColumn(), MofNCompleteColumn(), Rate(""), TextColumn("还需"), remaining)
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        yield from bar.track(work, total=total, description=label)
