"""名册.xlsx -> Roster: the sheets 名册 and 抵销 (may be absent), their columns found by their headings."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Iterator, Mapping
from pathlib import Path

from xltools.core.amounts import exact
from xltools.core.consolidation.elimination import Elimination
from xltools.core.consolidation.roster import UNIT_KINDS, Roster, Unit, UnitKind, build_roster, fault
from xltools.core.consolidation.rules import COMPLETE, TOTALS
from xltools.core.errors import InputError
from xltools.core.model import Finding, Sheet, Source, Value, Workbook
from xltools.core.refs import Place
from xltools.readers.xlsx import read

SHEET = "名册"
ELIMINATIONS = "抵销"
HEADINGS = ("编码", "名称", "上级编码", "类型", "应报", "截止日期")
ELIMINATION_HEADINGS = ("上级编码", "单位", "对方单位", "字段", "金额")
NOTE = "说明"

#: The row of headings is looked for in this many rows, under titles.
_TOP_ROWS = 20

_EXPECTED = {"是": True, "√": True, "1": True, "否": False, "×": False, "0": False}
_DATE = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?")
_EPOCH = {False: dt.date(1899, 12, 30), True: dt.date(1904, 1, 1)}


def read_roster(path: str | Path) -> Roster:
    """Read the roster at ``path``.

    Raises InputError, in Chinese, when the file cannot be read or has no sheet 名册 with the headings;
    what is wrong in a row is in :attr:`Roster.faults`.
    """
    workbook = read(path)
    file = Path(path).name
    sheet = workbook.sheet(SHEET)
    if sheet is None:
        names = "、".join(each.name for each in workbook.sheets)
        message = f"“{file}”里没有工作表“{SHEET}”(现有:{names})。"
        raise InputError(message, fix=f"把单位名册所在的工作表改名为“{SHEET}”。", code="roster")
    faults: list[Finding] = []
    rows = _Rows(workbook, sheet, _headings(sheet, file, HEADINGS), HEADINGS, faults)
    units = [rows.unit(number) for number in rows.numbers()]
    return build_roster(units, faults, _eliminations(workbook, file, faults))


def _eliminations(workbook: Workbook, file: str, faults: list[Finding]) -> list[Elimination]:
    """The lines of the sheet 抵销; one whose amount is no number is a fault."""
    sheet = workbook.sheet(ELIMINATIONS)
    if sheet is None:
        return []
    headings = _headings(sheet, file, ELIMINATION_HEADINGS)
    rows = _Rows(workbook, sheet, headings, ELIMINATION_HEADINGS, faults)
    lines = (rows.elimination(number) for number in rows.numbers())
    return [line for line in lines if line is not None]


def _headings(sheet: Sheet, file: str, wanted: tuple[str, ...]) -> tuple[int, Mapping[str, int]]:
    """The row of the headings, and the column of each."""
    best: dict[str, int] = {}
    for row, cells in enumerate(sheet.values[:_TOP_ROWS], 1):
        columns: dict[str, int] = {}
        for column, value in enumerate(cells, 1):
            columns.setdefault(_text(value), column)
        if all(heading in columns for heading in wanted):
            return row, columns
        best = max(best, columns, key=lambda each: sum(heading in each for heading in wanted))
    missing = "、".join(heading for heading in wanted if heading not in best)
    message = f"“{file}”的工作表“{sheet.name}”缺少列:{missing}。"
    fix = f"表头应在前 {_TOP_ROWS} 行内的同一行,有:{' '.join(wanted)}(“{NOTE}”可有可无)。"
    raise InputError(message, fix=fix, code="roster")


def _text(value: Value) -> str:
    """A cell as text: plain signs, no spaces, a whole number without ``.0``."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return "".join(unicodedata.normalize("NFKC", str(value)).split())


class _Rows:
    """Reads the rows under the headings; what is wrong in one goes to ``faults``."""

    def __init__(
        self,
        workbook: Workbook,
        sheet: Sheet,
        found: tuple[int, Mapping[str, int]],
        headings: tuple[str, ...],
        faults: list[Finding],
    ) -> None:
        self.workbook = workbook
        self.sheet = sheet
        self.head, self.columns = found
        self.headings = headings
        self.faults = faults

    def _texts(self, row: int) -> Iterator[str]:
        return (_text(self.sheet.value(row, self.columns[heading])) for heading in self.headings)

    def numbers(self) -> Iterator[int]:
        """The rows in which anything stands under the headings that we read."""
        rows = range(self.head + 1, len(self.sheet.values) + 1)
        return (row for row in rows if any(self._texts(row)))

    def unit(self, row: int) -> Unit:
        """The unit of a row."""
        _, name, _, kind, expected, _ = self._texts(row)
        kinds: dict[str, UnitKind] = {each: each for each in UNIT_KINDS}
        note = _text(self.sheet.value(row, self.columns[NOTE])) if NOTE in self.columns else ""
        place = Place(self.sheet.name, row, self.columns["编码"])
        code, parent = self._code(row, "编码"), self._code(row, "上级编码")
        known = kinds.get(kind, "下属")
        told = _EXPECTED.get(expected, known != "虚拟")
        unit = Unit(code, name, parent, known, told, self._date(row), note, place)
        if kind not in kinds:
            self._fault(unit, "类型", kind, f"应为{'、'.join(UNIT_KINDS)}之一,暂按“下属”")
        if expected and expected not in _EXPECTED:
            self._fault(unit, "应报", expected, f"应为“是”或“否”,暂按“{'是' if told else '否'}”")
        if unit.deadline is None and self.sheet.value(row, self.columns["截止日期"]) is not None:
            self._fault(unit, "截止日期", self._text_at(row, "截止日期"), "不是日期,例:2023-04-25")
        return unit

    def elimination(self, row: int) -> Elimination | None:
        """The line of a row; None, and a fault, where its amount is no number."""
        value = self.sheet.value(row, self.columns["金额"])
        place = Place(self.sheet.name, row, self.columns["金额"])
        if not isinstance(value, int | float) or isinstance(value, bool):
            told = f"填的是“{_text(value)}”，不是数字" if _text(value) else "是空的"
            message = f"{ELIMINATIONS}表第{row}行的金额{told}，没有抵销"
            kind, fix = TOTALS.word, "金额填数字，以元为单位"
            self.faults.append(Finding(kind, "错误", "不通过", message, (place,), basis="名册", fix=fix))
            return None
        parent, unit, other = (self._code(row, heading) for heading in ("上级编码", "单位", "对方单位"))
        note = self._text_at(row, NOTE) if NOTE in self.columns else ""
        source = Source(self.workbook.path, self.workbook.sha256)
        item = self._text_at(row, "字段")
        return Elimination(parent, unit, other, item, exact(value), note, source, place)

    def _text_at(self, row: int, heading: str) -> str:
        return _text(self.sheet.value(row, self.columns[heading]))

    def _code(self, row: int, heading: str) -> str:
        """A code as text; zeros that only a number format such as 000000 shows are kept."""
        value = self.sheet.value(row, self.columns[heading])
        text = _text(value)
        index = self.sheet.style(row, self.columns[heading])
        number = self.workbook.formats[index].number if index < len(self.workbook.formats) else ""
        shown = isinstance(value, int | float) and set(number) == {"0"}
        return text.zfill(len(number)) if shown else text

    def _date(self, row: int) -> dt.date | None:
        value = self.sheet.value(row, self.columns["截止日期"])
        if isinstance(value, int | float) and not isinstance(value, bool) and 0 < value < 2_958_466:
            return _EPOCH[self.workbook.date1904] + dt.timedelta(days=int(value))
        match = _DATE.match(_text(value))
        try:
            return dt.date(int(match[1]), int(match[2]), int(match[3])) if match else None
        except ValueError:
            return None

    def _fault(self, unit: Unit, heading: str, text: str, why: str) -> None:
        message = f"“{unit.name}”的{heading}“{text}”{why}"
        self.faults.append(fault(COMPLETE, message, unit, f"改正“{heading}”列", "核实"))
