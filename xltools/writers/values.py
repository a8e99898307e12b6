"""Tidy rows -> .csv, .parquet or .xlsx, a row at a time: memory does not grow with the number of rows.

The same rows give the same bytes.
"""

from __future__ import annotations

import csv
import datetime as dt
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from decimal import Context, Decimal
from itertools import chain, islice
from operator import attrgetter
from pathlib import Path
from typing import Any

from xltools.core.consolidation.values import ValueRow
from xltools.core.errors import UsageError
from xltools.core.names import VALUES_NAME
from xltools.writers.summary.book import HEAD_FILL, Book, writable

#: The columns, in the order of :class:`ValueRow`, and what each holds.
COLUMNS = {
    "unit_code": "单位编码",
    "unit_name": "单位名称",
    "parent_code": "上级编码；最上级为空",
    "level": "层级，最上级为 1",
    "year": "评价年度",
    "field": "字段名（规范“字段”页；明细表为 表_列）",
    "label": "项目",
    "measure": "列口径；没有的为空",
    "row": "表中的行：项目表第1行……，评分表为指标；不在表中的为空",
    "value": "数值；金额已按 unit 统一（万元已换算成元）",
    "value_text": "文字；应填数字而不能识别的内容，没有写明金额单位的金额，也在这里",
    "value_date": "日期",
    "unit": "计量单位",
    "sheet": "工作表",
    "cell": "单元格",
    "file": "文件",
    "sha256": "文件的 sha256",
}
_NOTES = (
    "每行是一个单位填了的一个单元格；空着的没有行。",
    "只有计入汇总的表：同一字段（求和）的 value 相加等于汇总（减抵销之前）。",
    "表样自带的文字（指标说明、评分标准等）不列。比率（重算）是各单位自己的，不能相加，也不能平均。",
)

#: Exact numbers in parquet: 38 digits, 18 of them after the point.
_PRECISION, _SCALE = 38, 18
_LARGEST = Decimal(10) ** (_PRECISION - _SCALE)
_LAST_DIGIT = Decimal(1).scaleb(-_SCALE)
_EXACT = Context(prec=_PRECISION)

#: So many rows are in memory at once.
_BATCH = 20_000

#: What Excel can hold on one sheet, its heading included.
MOST_ROWS = 1_048_576

SHEET = "数据"
ABOUT = "说明"

#: A row as the values of :data:`COLUMNS`.
_cells: Callable[[ValueRow], tuple[Any, ...]] = attrgetter(*COLUMNS)

#: Blanks and signs that are not seen: programs look past them for the beginning of a formula.
_UNSEEN = (
    "\\s\0-\x1f\x7f-\xa0\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202f"
    "\u2060-\u206f\u2800\u3164\ud800-\udfff\ufe00-\ufe0f\ufeff\uffa0\ufff9-\uffff\U000e0000-\U000e0fff"
)

#: A text that begins so would be taken for a formula, or a command (DDE), when a .csv is opened.
_FORMULA_LIKE = re.compile(f"[\t\r\n]|[{_UNSEEN}]*[=+\\-@|＝＋－＠｜﹦﹢﹣﹫]")


def write_values(rows: Iterable[ValueRow], path: Path, suffix: str) -> tuple[int, int]:
    """Write the rows to ``path`` as what ``suffix`` says; how many rows, on how many sheets.

    UsageError for another suffix, or where what it needs is not installed. Raises OSError.
    """
    return writer_of(suffix)(rows, path)


def writer_of(suffix: str) -> Callable[[Iterable[ValueRow], Path], tuple[int, int]]:
    """The writer for a suffix; UsageError where there is none, or it cannot work here."""
    if suffix == ".parquet":
        _pyarrow()
    writers = {".csv": _write_csv, ".parquet": _write_parquet, ".xlsx": write_xlsx}
    if suffix not in writers:
        message = f"数据不能写成“{suffix or '没有扩展名'}”的文件"
        raise UsageError(message, fix=f"文件名以 {'、'.join(writers)} 结尾")
    return writers[suffix]


def _write_csv(rows: Iterable[ValueRow], path: Path) -> tuple[int, int]:
    """UTF-8 with a mark, so that Excel knows; a text that looks like a formula gets a ' in front."""
    count = 0
    with path.open("w", encoding="utf-8-sig", errors="backslashreplace", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(COLUMNS)
        for count, row in enumerate(rows, 1):  # noqa: B007  # how many there were
            writer.writerow([_csv_text(value) for value in _cells(row)])
    return count, 1


def _csv_text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return f"'{value}" if _FORMULA_LIKE.match(value) else value
    return f"{value:f}" if isinstance(value, Decimal) else str(value)


def _write_parquet(rows: Iterable[ValueRow], path: Path) -> tuple[int, int]:
    """Typed columns; a number that decimal128 cannot hold exactly has its exact text in ``value_text``."""
    pa, parquet = _pyarrow()
    types = {"level": pa.int32(), "year": pa.int32(), "value_date": pa.date32()}
    types["value"] = pa.decimal128(_PRECISION, _SCALE)
    meanings = {name: {"说明": meaning} for name, meaning in COLUMNS.items()}
    schema = pa.schema(
        [pa.field(name, types.get(name, pa.string()), metadata=meanings[name]) for name in COLUMNS]
    )
    count = 0
    with parquet.ParquetWriter(str(path), schema, compression="zstd") as writer:
        for batch in _batches(map(_fitted, rows)):
            columns = dict(zip(COLUMNS, map(list, zip(*batch, strict=True)), strict=True))
            writer.write_batch(pa.RecordBatch.from_pydict(columns, schema=schema))
            count += len(batch)
    return count, 1


def _batches(rows: Iterable[tuple[Any, ...]]) -> Iterator[list[tuple[Any, ...]]]:
    iterator = iter(rows)
    while batch := list(islice(iterator, _BATCH)):
        yield batch


def _fitted(row: ValueRow) -> tuple[Any, ...]:
    """A row as parquet holds it."""
    cells = dict(zip(COLUMNS, _cells(row), strict=True))
    cells.update({name: utf8(text) for name, text in cells.items() if isinstance(text, str)})
    if row.value is not None:
        small = abs(row.value) < _LARGEST
        fitted = row.value.quantize(_LAST_DIGIT, context=_EXACT) if small else None
        if fitted != row.value:
            cells["value"], cells["value_text"] = fitted, f"{row.value:f}"
    return tuple(cells.values())


def utf8(text: str) -> str:
    """A text as parquet holds it: without halves of surrogates (file names that are no text)."""
    return text.encode("utf-8", "backslashreplace").decode("utf-8")


def _pyarrow() -> tuple[Any, Any]:
    """The modules pyarrow and pyarrow.parquet; UsageError where they are not installed."""
    try:
        import pyarrow as pa
        from pyarrow import parquet
    except ImportError as error:
        message = "写 .parquet 要用 pyarrow，这里没有安装"
        fix = "运行 python -m pip install pyarrow（即 xltools[values]），或改写 .csv、.xlsx"
        raise UsageError(message, fix=fix) from error
    return pa, parquet


def write_xlsx(rows: Iterable[ValueRow], path: Path, most: int = MOST_ROWS) -> tuple[int, int]:
    """As many sheets (数据, 数据2 …) as rows need where one holds ``most``, and one that explains them."""
    book = Book(path, path.parent, {}, title="部门整体支出绩效自评数据", by_rows=True)
    formats = {
        "head": book.format(bold=True, bg_color=HEAD_FILL),
        "text": book.format(),
        "date": book.format(num_format="yyyy-mm-dd"),
    }
    iterator, sheets, count = iter(rows), 0, 0
    while True:
        first = next(iterator, None)
        if first is None and sheets:
            break
        sheets += 1
        sheet = _sheet(book, f"{SHEET}{sheets if sheets > 1 else ''}", formats)
        number = 0
        own = () if first is None else chain([first], islice(iterator, most - 2))
        for number, row in enumerate(own, 1):
            _write_row(sheet, number, row, formats)
        sheet.autofilter(0, 0, number, len(COLUMNS) - 1)
        count += number
    _write_about(book, formats, count, sheets, most)
    book.mark(VALUES_NAME)
    book.close()
    return count, sheets


def _sheet(book: Book, name: str, formats: Mapping[str, Any]) -> Any:
    sheet = book.book.add_worksheet(name)
    sheet.freeze_panes(1, 2)
    sheet.set_column(0, len(COLUMNS) - 1, 14)
    for column, heading in enumerate(COLUMNS):
        sheet.write_string(0, column, heading, formats["head"])
    return sheet


def _write_row(sheet: Any, number: int, row: ValueRow, formats: Mapping[str, Any]) -> None:
    for column, value in enumerate(_cells(row)):
        if isinstance(value, str) and value:
            sheet.write_string(number, column, writable(value), formats["text"])
        elif isinstance(value, dt.date):
            sheet.write_datetime(number, column, value, formats["date"])
        elif isinstance(value, Decimal | int):
            sheet.write_number(number, column, float(value), formats["text"])


def _write_about(book: Book, formats: Mapping[str, Any], count: int, sheets: int, most: int) -> None:
    """Write the sheet 说明: what each column holds, and that there is more than one sheet."""
    sheet = book.book.add_worksheet(ABOUT)
    sheet.set_column(0, 0, 14)
    sheet.set_column(1, 1, 100)
    told = [f"共 {count:,} 行。", *_NOTES]
    if sheets > 1:
        told.insert(1, f"Excel 一页只能有 {most:,} 行，分成了 {sheets} 页：从“{SHEET}”到“{SHEET}{sheets}”。")
    for number, text in enumerate(told):
        sheet.write_string(number, 0, text, formats["text"])
    for number, (name, meaning) in enumerate(COLUMNS.items(), len(told) + 1):
        sheet.write_string(number, 0, name, formats["head"])
        sheet.write_string(number, 1, meaning, formats["text"])
