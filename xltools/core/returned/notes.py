"""What stands in the note (批注) of a marked cell: every finding at it, in few words."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from decimal import Decimal

from xltools.core.amounts import grouped
from xltools.core.returned.item import Item, Status

AUTHOR = "自评校验"

#: The lines our words stand between, by which they are known again, also behind a note of somebody else.
START = "──── 自评校验 ────"
END = "──── 校验完 ────"

#: How many findings a note tells in full, and how long each text in it may be.
_FULL = 4
_LONG = 300
_CELLS = 6
_NUMBERS = re.compile(r"序号 (\d+(?:、\d+)*)")
#: What staff did not know when they answered.
_NEWS: frozenset[Status] = frozenset(("已说明", "说明退回", "说明不合要求", "数据已变"))


def note(lines: Sequence[tuple[int, Item]], title: str) -> str:
    """The text for one cell: ``lines`` are its findings with their numbers on the sheet called ``title``."""
    parts = [START]
    for _, item in lines[:_FULL]:
        parts += _said(item)
    numbers = "、".join(str(number) for number, _ in lines)
    more = f"另有 {len(lines) - _FULL} 条，" if len(lines) > _FULL else ""
    parts += [f"{more}详见工作表“{title}”序号 {numbers}", END]
    return "\n".join(parts)


def numbers(text: str) -> tuple[int, ...]:
    """The line numbers that a note of ours names."""
    found = _NUMBERS.findall(ours(text))
    return tuple(int(each) for each in found[-1].split("、")) if found else ()


def ours(text: str) -> str:
    """Our part of a note; "" where there is none."""
    start, end = span(text)
    return text[start:end]


def without(text: str) -> str:
    """A note without our part of it."""
    start, end = span(text)
    return text[:start] + text[end:]


def span(text: str) -> tuple[int, int]:
    """From where to where our part of a note reaches, with its line breaks; (0, 0) where there is none.

    Where somebody deleted its last line it reaches to the line that names the sheet, or else one line far.
    """
    start = text.find(START)
    if start < 0:
        return 0, 0
    end = text.find(END, start)
    if end >= 0:
        end += len(END)
    else:
        last = _NUMBERS.search(text, start)
        line = text.find("\n", last.end() if last else start)
        end = len(text) if line < 0 else line
    if start and text[start - 1] == "\n":
        start -= 1
    elif text[end : end + 1] == "\n":
        end += 1
    return start, end


def lines_needed(text: str, cells: int) -> int:
    """How many lines a text takes in a box so many half-width characters wide."""
    return sum(max(1, -(-width(line) // cells)) for line in text.split("\n"))


def width(text: str) -> int:
    """The width of a text in half-width characters."""
    return sum(2 if unicodedata.east_asian_width(character) in "WFA" else 1 for character in text)


def _said(item: Item) -> Iterator[str]:
    finding = item.finding
    word = finding.outcome if finding.outcome in ("未判", "规则异常") else finding.level
    yield f"【{word}】{finding.rule} {item.name}".rstrip()
    yield _short(finding.message)
    sides = (("填报值", finding.left), ("对照值", finding.right), ("差额", finding.difference))
    known = [f"{name} {_value(value)}" for name, value in sides if value is not None and value != ""]
    if known:
        yield "，".join(known)
    if finding.fix:
        yield f"怎么改：{_short(finding.fix)}"
    if others := finding.places[1:]:
        more = f" 等 {len(others)} 格" if len(others) > _CELLS else ""
        yield f"相关单元格：{'、'.join(map(str, others[:_CELLS]))}{more}"
    if item.status in _NEWS:
        yield f"处理状态：{item.status}"


def _value(value: Decimal | str) -> str:
    return grouped(value) if isinstance(value, Decimal) else _short(value)


def _short(text: str) -> str:
    return text if len(text) <= _LONG else f"{text[: _LONG - 1]}…"
