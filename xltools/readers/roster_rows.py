"""A row of a roster's sheet: its cells as text, code or day; what is doubtful in one is a finding at it."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from xltools.core.consolidation.rules import COMPLETE, Kind
from xltools.core.model import ErrorValue, Finding, Level, Sheet, Value, Workbook
from xltools.core.refs import Place

_DATE = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:0{1,2}:00(?::00)?)?|(\d{4})(\d{2})(\d{2})")
_EPOCH = {False: dt.date(1899, 12, 30), True: dt.date(1904, 1, 1)}

#: The days that Excel can write: beyond them a number is none.
_LAST_DAY = 2_958_466

#: What a number format shows a day with, once what it shows literally is taken out.
_DAY = re.compile(r"[yd]", re.IGNORECASE)
_LITERAL = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]')


def text_of(value: Value) -> str:
    """A cell as text: plain signs, no spaces, a whole number without ``.0``."""
    return "".join(unicodedata.normalize("NFKC", _shown(value)).split())


def _shown(value: Value) -> str:
    """A cell as it stands there; nothing for an error."""
    if value is None or isinstance(value, ErrorValue):
        return ""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return str(value)


class Rows:
    """The rows under the headings of a sheet; ``columns`` are those of the headings we know.

    What is doubtful in a cell goes to ``faults``; a cell is never read otherwise than it looks in silence.
    """

    def __init__(
        self, workbook: Workbook, sheet: Sheet, head: int, columns: Mapping[str, int], faults: list[Finding]
    ) -> None:
        self.workbook = workbook
        self.sheet = sheet
        self.head = head
        self.columns = columns
        self.faults = faults

    def numbers(self) -> Iterator[int]:
        """The rows in which anything stands under the headings that we read."""
        rows = range(self.head + 1, len(self.sheet.values) + 1)
        return (row for row in rows if any(self._filled(row, heading) for heading in self.columns))

    def _filled(self, row: int, heading: str) -> bool:
        return bool(self.text(row, heading) or self._lost(row, heading))

    def _lost(self, row: int, heading: str) -> str:
        """Why a cell has no value although something stands in it."""
        value = self.value(row, heading)
        if isinstance(value, ErrorValue):
            return f"是错误值 {value}"
        lost = value is None and (row, self.columns[heading]) in self.sheet.formulas
        return "是公式，文件里没有存算出的值" if lost else ""

    def value(self, row: int, heading: str) -> Value:
        """What stands in a column; None for a column that is not there."""
        column = self.columns.get(heading)
        return self.sheet.value(row, column) if column else None

    def text(self, row: int, heading: str) -> str:
        """A cell as text."""
        return text_of(self.value(row, heading))

    def place(self, row: int, heading: str) -> Place:
        """Where a cell is."""
        return Place(self.sheet.name, row, self.columns[heading])

    def doubt(
        self,
        at: tuple[int, str],
        message: str,
        fix: str = "",
        *,
        kind: Kind = COMPLETE,
        level: Level = "核实",
    ) -> None:
        """Note what is wrong with the cell of a row and heading."""
        row, heading = at
        told = f"{self.sheet.name}表第{row}行{message}"
        fix = fix or f"改正“{heading}”列"
        place = self.place(row, heading)
        self.faults.append(Finding(kind.word, level, "不通过", told, (place,), basis="名册", fix=fix))

    def lost(self, row: int) -> None:
        """Note the cells of a row that have no value although something stands in them."""
        for heading in self.columns:
            why = self._lost(row, heading)
            if why:
                fix = f"“{heading}”列改填文字或数字（用 Excel 打开，复制后只粘贴数值）"
                self.doubt((row, heading), f"的{heading}{why}，按空白读", fix, level="错误")

    def code(self, row: int, heading: str) -> str:
        """A code as text; zeros that only a number format such as 000000 shows are kept.

        A code written with spaces or full-width signs is read without them, and said.
        """
        value = self.value(row, heading)
        text = text_of(value)
        if isinstance(value, str) and value != text and text:
            what = f"的{heading}“{value}”含空格、换行或全角字符，按“{text}”读"
            self.doubt((row, heading), what, f"“{heading}”列改为半角、不留空格", level="提示")
        shown = isinstance(value, int | float) and set(self._format(row, heading)) == {"0"}
        return text.zfill(len(self._format(row, heading))) if shown else text

    def bare(self, row: int, heading: str) -> bool:
        """Whether a code is a plain number, that cannot show zeros in front."""
        number = isinstance(self.value(row, heading), int | float)
        return number and set(self._format(row, heading)) != {"0"}

    def day(self, row: int, heading: str) -> dt.date | None:
        """A day; None for a blank, and, said, for what is no day.

        A number is one only where its format shows a day: 2023 is no day of the year 1905.
        """
        value = self.value(row, heading)
        if not text_of(value):
            return None
        day = self._serial(row, heading, value) or _written(text_of(value))
        if day is None:
            told = "是数字，不是日期格式" if isinstance(value, int | float) else "不是日期"
            what = f"的{heading}“{text_of(value)}”{told}，没有采用"
            self.doubt((row, heading), what, f"“{heading}”列填日期，例：2023-04-25")
        return day

    def _serial(self, row: int, heading: str, value: Value) -> dt.date | None:
        if isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value < _LAST_DAY:
            return None
        if not _DAY.search(_LITERAL.sub("", self._format(row, heading))):
            return None
        return _EPOCH[self.workbook.date1904] + dt.timedelta(days=int(value))

    def _format(self, row: int, heading: str) -> str:
        index = self.sheet.style(row, self.columns[heading])
        return self.workbook.formats[index].number if index < len(self.workbook.formats) else ""

    def merged(self) -> None:
        """Note cells under our headings that are merged downwards: only the first row has what they show."""
        for area in self.sheet.merges:
            inside = (h for h, c in self.columns.items() if area.first_column <= c <= area.last_column)
            heading = next(inside, None)
            if heading and self.head < area.first_row < area.last_row:
                below = area.last_row - area.first_row
                what = f"的{heading}与下面 {below} 行合并，下面各行按格里存的读（多为空白）"
                self.doubt((area.first_row, heading), what, "取消合并，逐行填写")


def _written(text: str) -> dt.date | None:
    """A day written as text."""
    match = _DATE.fullmatch(text)
    try:
        return dt.date(*(int(part) for part in match.groups() if part)) if match else None
    except ValueError:
        return None


def shortened_codes(codes: Sequence[tuple[str, str, bool]]) -> Iterator[int]:
    """Yield the positions of codes that look as if a spreadsheet took the zeros in front of them.

    ``codes`` are (code, parent, whether it is a plain number). A plain number is doubted that has fewer
    digits than most codes under the same parent have, unless other codes begin with it (906, 906001).
    """
    lengths: dict[str, Counter[int]] = {}
    for code, parent, _ in codes:
        if code.isdigit():
            lengths.setdefault(parent, Counter())[len(code)] += 1
    usual = {parent: max(count, key=lambda each: (count[each], each)) for parent, count in lengths.items()}
    starts = {code[:end] for code, _, _ in codes for end in range(1, len(code))}
    for position, (code, parent, bare) in enumerate(codes):
        if bare and code.isdigit() and len(code) < usual[parent] and code not in starts:
            yield position
