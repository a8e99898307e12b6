"""名册.xlsx -> Roster: the sheets 名册 and 抵销 (may be absent), their columns found by their headings."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from xltools.core.amounts import exact
from xltools.core.consolidation.elimination import Elimination
from xltools.core.consolidation.roster import UNIT_KINDS, Roster, Unit, UnitKind, build_roster
from xltools.core.consolidation.rules import TOTALS
from xltools.core.errors import InputError
from xltools.core.model import Finding, Sheet, Source, Workbook
from xltools.readers.roster_rows import Rows, shortened_codes, text_of
from xltools.readers.xlsx import read

SHEET = "名册"
ELIMINATIONS = "抵销"
HEADINGS = ("编码", "名称", "上级编码", "类型", "应报", "截止日期")
ELIMINATION_HEADINGS = ("上级编码", "单位", "对方单位", "字段", "金额")
NOTE = "说明"
REASON = "未报原因"

#: The row of headings is looked for in this many rows, under titles.
_TOP_ROWS = 20

_EXPECTED = {"是": True, "√": True, "1": True, "否": False, "×": False, "0": False}
_KINDS: dict[str, UnitKind] = {each: each for each in UNIT_KINDS}


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
    rows = _rows(workbook, sheet, HEADINGS, faults)
    units = _units(rows)
    return build_roster(units, faults, _eliminations(workbook, faults))


def _eliminations(workbook: Workbook, faults: list[Finding]) -> list[Elimination]:
    """The lines of the sheet 抵销; one whose amount is no number is a fault."""
    sheet = workbook.sheet(ELIMINATIONS)
    if sheet is None:
        return []
    rows = _rows(workbook, sheet, ELIMINATION_HEADINGS, faults)
    lines = (_elimination(rows, number) for number in rows.numbers())
    return [line for line in lines if line is not None]


def _rows(workbook: Workbook, sheet: Sheet, wanted: tuple[str, ...], faults: list[Finding]) -> Rows:
    """The rows under the headings of a sheet."""
    head, found = _headings(sheet, Path(workbook.path).name, wanted)
    columns = {heading: found[heading] for heading in (*wanted, REASON, NOTE) if heading in found}
    rows = Rows(workbook, sheet, head, columns, faults)
    rows.merged()
    return rows


def _headings(sheet: Sheet, file: str, wanted: tuple[str, ...]) -> tuple[int, Mapping[str, int]]:
    """The row of the headings, and the column of each text in it."""
    best: dict[str, int] = {}
    for row, cells in enumerate(sheet.values[:_TOP_ROWS], 1):
        columns: dict[str, int] = {}
        for column, value in enumerate(cells, 1):
            columns.setdefault(text_of(value), column)
        if all(heading in columns for heading in wanted):
            return row, columns
        best = max(best, columns, key=lambda each: sum(heading in each for heading in wanted))
    missing = "、".join(heading for heading in wanted if heading not in best)
    message = f"“{file}”的工作表“{sheet.name}”缺少列:{missing}。"
    fix = f"表头应在前 {_TOP_ROWS} 行内的同一行,有:{' '.join(wanted)}(“{REASON}”“{NOTE}”可有可无)。"
    raise InputError(message, fix=fix, code="roster")


def _units(rows: Rows) -> list[Unit]:
    """The units of all rows, and doubts about codes that look as if zeros in front of them were lost."""
    numbers = list(rows.numbers())
    units = [_unit(rows, number) for number in numbers]
    codes = [(unit.code, unit.parent, rows.bare(n, "编码")) for n, unit in zip(numbers, units, strict=True)]
    for position in shortened_codes(codes):
        code, at = units[position].code, (numbers[position], "编码")
        what = f"的编码 {code} 是数字，位数比同级的编码少，前面的 0 可能丢了"
        rows.doubt(at, what, "“编码”列设为文本格式后重填，例：017")
    return units


def _unit(rows: Rows, row: int) -> Unit:
    """The unit of a row."""
    rows.lost(row)
    name, kind, expected = (rows.text(row, heading) for heading in ("名称", "类型", "应报"))
    known = _KINDS.get(kind, "下属")
    told = _EXPECTED.get(expected, known != "虚拟")
    if kind not in _KINDS:
        shown = f"“{kind}”" if kind else "是空的，"
        rows.doubt((row, "类型"), f"的类型{shown}应为{'、'.join(UNIT_KINDS)}之一，暂按“下属”")
    if expected and expected not in _EXPECTED:
        rows.doubt((row, "应报"), f"的应报“{expected}”应为“是”或“否”，暂按“{'是' if told else '否'}”")
    if not name:
        rows.doubt((row, "名称"), "没有名称", "补填名称")
    return Unit(
        code=rows.code(row, "编码"),
        name=name,
        parent=rows.code(row, "上级编码"),
        kind=known,
        expected=told,
        deadline=rows.day(row, "截止日期"),
        note=rows.text(row, NOTE),
        reason=rows.text(row, REASON),
        place=rows.place(row, "编码"),
    )


def _elimination(rows: Rows, row: int) -> Elimination | None:
    """The line of a row; None, and a fault, where its amount is no number."""
    value, place = rows.value(row, "金额"), rows.place(row, "金额")
    if not isinstance(value, int | float) or isinstance(value, bool):
        text = text_of(value)
        told = f"填的是“{text}”，不是数字" if text else "是空的"
        what, fix = f"的金额{told}，没有抵销", "金额填数字，以元为单位"
        rows.doubt((row, "金额"), what, fix, kind=TOTALS, level="错误")
        return None
    return Elimination(
        parent=rows.code(row, "上级编码"),
        unit=rows.code(row, "单位"),
        other=rows.code(row, "对方单位"),
        field=rows.text(row, "字段"),
        amount=exact(value),
        note=rows.text(row, NOTE),
        source=Source(rows.workbook.path, rows.workbook.sha256),
        place=place,
    )
