"""Where units stand (ledger status) -> .xlsx: a row a unit, a row a department, what is laid to nobody."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from io import BytesIO
from pathlib import Path, PurePath

from xltools.core.ledger.said import notes
from xltools.core.ledger.status import Entry, Standing, Status
from xltools.core.ledger.tally import Tally
from xltools.core.names import STATUS_NAME
from xltools.writers.summary.book import DOUBT_FILL, ERROR_FILL, GOOD_FILL, Book, Sheet, height
from xltools.writers.summary.listed import VERDICT_FILLS, columns, file_link, filled

UNITS, DEPARTMENTS, OTHERS = "报送情况", "按部门", "名册外"

_UNIT = {
    "编码": 14,
    "单位": 32,
    "层级": 6,
    "应报": 6,
    "状态": 9,
    "时限": 8,
    "迟报天数": 9,
    "初报日期": 11,
    "末次报送": 11,
    "截止日期": 11,
    "次数": 6,
    "退回次数": 9,
    "结论": 9,
    "错误": 6,
    "核实": 6,
    "未判": 6,
    "附表": 6,
    "说明": 34,
    "文件": 38,
}
_COUNTS = {
    "应报": "due",
    "实报": "received",
    "未报": "missing",
    "有原因": "excused",
    "迟报": "late",
    "逾期": "overdue",
    "退回": "returned",
    "待核实": "doubtful",
    "通过": "passed",
    "附表": "forms",
}
#: The counts that nobody knows without a roster.
_OF_ROSTER = ("应报", "未报", "有原因", "迟报", "逾期")
_DEPARTMENT = {"编码": 14, "部门": 36} | dict.fromkeys(_COUNTS, 9)
_OTHER = {"编码": 14, "单位": 32, "结论": 10, "报送日期": 11, "说明": 44, "文件": 32}

_STATES = {"未报": ERROR_FILL, "退回": ERROR_FILL, "待核实": DOUBT_FILL, "通过": GOOD_FILL}
_TIMES = {"迟报": DOUBT_FILL, "逾期": ERROR_FILL, "按期": GOOD_FILL}

#: So many columns are too small to read on A4.
_A3 = 8

#: The row of headings of each sheet.
_HEADS = 3


def standing_book(status: Status, home: Path) -> bytes:
    """The workbook; links are relative to ``home``, where it will lie. Equal statuses give equal bytes."""
    content = BytesIO()
    book = Book(content, home, {}, f"{status.year or ''}年度报送情况", by_rows=True)
    _units(book, status)
    if status.departments:
        _departments(book, status)
    if status.outside or status.nobody:
        _others(book, status)
    book.mark(STATUS_NAME)
    book.close()
    return content.getvalue()


def _units(book: Book, status: Status) -> None:
    note = f"截至 {status.day}：{_headline(status)}。附表为项目支出自评表等，次数含再报。"
    sheet = book.sheet(UNITS, f"{status.year or '未写'}年度报送情况", note)
    columns(sheet, _HEADS, _UNIT, len(status.standings))
    sheet.raw.freeze_panes(_HEADS, 2)
    sheet.raw.set_paper(_A3)
    for row, standing in enumerate(status.standings, _HEADS + 1):
        _unit(sheet, row, standing, known=status.due is not None)


def _headline(status: Status) -> str:
    """The counts in words; without a roster nobody knows what is due."""
    counts = _told(status.everyone, known=status.due is not None)
    told = "，".join(f"{word} {count} 家" for word, count in counts.items() if word != "附表")
    return told if status.due is not None else f"没有名册，不知道应报多少；{told}"


def _told(tally: Tally, *, known: bool) -> Mapping[str, int]:
    counts = {word: int(getattr(tally, name)) for word, name in _COUNTS.items()}
    return {word: count for word, count in counts.items() if known or word not in _OF_ROSTER}


def _unit(sheet: Sheet, row: int, standing: Standing, *, known: bool) -> None:
    """Write one unit."""
    book, unit, entry, stands = sheet.book, standing.unit, standing.entry, standing.lateness
    wrapped, said = book.boxed(text_wrap=True), "；".join(notes(standing))
    path = entry.path if entry else ""
    texts = {"单位": unit.name, "说明": said, "文件": PurePath(path).name}
    sheet.raw.set_row(row - 1, height(*((text, _UNIT[name]) for name, text in texts.items())))
    expected = ("是" if unit.expected else "否") if known else ""
    counts = entry.counts if entry else {}
    write = _writer(sheet, row)
    write(unit.code, book.boxed())
    write(unit.name, book.boxed(indent=min(standing.level, 15), text_wrap=True))
    write(standing.level + 1)
    write(expected)
    write(standing.state, filled(book, _STATES.get(standing.state, "")))
    write(stands.word, filled(book, _TIMES.get(stands.word, "")))
    write(stands.days or "")
    for day in (entry.first if entry else None, entry.last if entry else None, unit.deadline):
        write(day.isoformat() if day else "")
    write(entry.times if entry else "")
    write(entry.returned or "" if entry else "")
    write(entry.verdict if entry else "", filled(book, VERDICT_FILLS.get(entry.verdict, "") if entry else ""))
    for key in ("错误", "核实", "未判"):
        write(counts.get(key, 0) if entry else "")
    write(standing.forms.count or "")
    write(said, wrapped)
    file_link(sheet, (row, len(_UNIT)), path)


def _writer(sheet: Sheet, row: int) -> Callable[..., None]:
    """Write the cells of a row from the left: words and numbers in the middle unless a style is given."""
    at = iter(range(1, len(_UNIT) + 1))

    def write(value: str | int, style: object = None) -> None:
        style = style or sheet.book.boxed(align="center")
        if isinstance(value, int):
            sheet.number(row, next(at), value, style)
        else:
            sheet.text(row, next(at), value, style)

    return write


def _departments(book: Book, status: Status) -> None:
    """Write the counts of each department."""
    note = "每个部门的数含它自己和下属各级；未报含有原因的和逾期的，迟报在实报之内。"
    sheet = book.sheet(DEPARTMENTS, "按部门", note)
    columns(sheet, _HEADS, _DEPARTMENT, len(status.departments))
    sheet.raw.freeze_panes(_HEADS, 2)
    centred = book.boxed(align="center")
    for row, (standing, tally) in enumerate(status.departments, _HEADS + 1):
        sheet.text(row, 1, standing.unit.code, book.boxed())
        sheet.text(row, 2, standing.unit.name, book.boxed(indent=min(standing.level, 15), text_wrap=True))
        for column, (word, count) in enumerate(_told(tally, known=True).items(), 3):
            fill = {"未报": ERROR_FILL, "逾期": ERROR_FILL, "迟报": DOUBT_FILL}.get(word, "")
            sheet.number(row, column, count, filled(book, fill) if count else centred)


def _others(book: Book, status: Status) -> None:
    """Write what the roster does not list, and what nobody can lay to a unit."""
    others: Iterable[tuple[str, Sequence[Entry]]] = (
        ("名册里没有这个单位", status.outside),
        ("不知是哪个单位", status.nobody),
    )
    note = "名册里没有的单位和认不出是哪个单位的文件；都没有算进应报、实报。"
    sheet = book.sheet(OTHERS, "名册外", note)
    columns(sheet, _HEADS, _OTHER, len(status.outside) + len(status.nobody))
    told = ((why, entry) for why, entries in others for entry in entries)
    for row, (why, entry) in enumerate(told, _HEADS + 1):
        said = f"{why}：{entry.error}" if entry.error else why
        sheet.raw.set_row(
            row - 1, height((said, _OTHER["说明"]), (PurePath(entry.path).name, _OTHER["文件"]))
        )
        sheet.text(row, 1, entry.code, book.boxed())
        sheet.text(row, 2, entry.name, book.boxed(text_wrap=True))
        sheet.text(row, 3, entry.verdict, filled(book, VERDICT_FILLS.get(entry.verdict, "")))
        sheet.text(row, 4, entry.last.isoformat(), book.boxed(align="center"))
        sheet.text(row, 5, said, book.boxed(text_wrap=True))
        file_link(sheet, (row, 6), entry.path)
