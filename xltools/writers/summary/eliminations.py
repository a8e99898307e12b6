"""抵销: every line that totals are lessened by, with the cell of the roster it was read from."""

from __future__ import annotations

from pathlib import PurePath

from xltools.core.consolidation.elimination import Elimination
from xltools.core.consolidation.labels import titled
from xltools.core.refs import quote_sheet
from xltools.writers.summary.book import LINK_COLOUR, NOTE_COLOUR, Book, Sheet, height, number_format
from xltools.writers.summary.eliminated import COLUMNS, ELIMINATIONS
from xltools.writers.summary.plan import FIRST_ROW, Plan


def write_eliminations(book: Book, plan: Plan) -> None:
    """Write the sheet 抵销."""
    note = "各单位之间重复计入的数：从上级和再上级的合计中减去，单位自己的数不变。金额以元为单位。"
    sheet = book.sheet(ELIMINATIONS, "抵销", note)
    sheet.heads(FIRST_ROW - 1, tuple(COLUMNS))
    for column, width in enumerate(COLUMNS.values()):
        sheet.raw.set_column(column, column, width)
    for number, line in enumerate(plan.eliminated.lines):
        _line(sheet, plan, plan.eliminated.row(number), line)
    for rate, name in plan.eliminated_inputs:
        _hidden(sheet, plan, rate, name)
    sheet.raw.freeze_panes(FIRST_ROW - 1, 0)
    sheet.raw.repeat_rows(FIRST_ROW - 2)
    sheet.raw.fit_to_pages(1, 0)


def _line(sheet: Sheet, plan: Plan, row: int, line: Elimination) -> None:
    book, item = sheet.book, plan.columns[line.field].field
    units = (text for code in (line.parent, line.unit, line.other) for text in (code, _name(plan, code)))
    texts = [*units, line.field, titled(plan.standard, line.field)]
    for column, text in enumerate(texts, 1):
        sheet.text(row, column, text, book.boxed(text_wrap=True))
    wrapped = zip((*texts, "", line.note), COLUMNS.values(), strict=False)
    sheet.raw.set_row(row - 1, height(*wrapped))
    style = book.boxed(align="right", num_format=number_format(item))
    sheet.number(row, len(texts) + 1, line.amount, style)
    sheet.text(row, len(texts) + 2, line.note, book.boxed(text_wrap=True))
    source, place = line.source, line.place
    link = book.boxed(font_color=LINK_COLOUR, underline=1, text_wrap=True)
    path, where = source.path if source else "", f"{quote_sheet(place.sheet)}!{place.cell}" if place else ""
    sheet.link((row, len(texts) + 3), (path, where), f"{PurePath(path).name} {where}".strip(), link)
    sha256 = source.sha256 if source else ""
    sheet.text(row, len(texts) + 4, sha256, book.boxed(font_color=NOTE_COLOUR, align="fill"))


def _name(plan: Plan, code: str) -> str:
    return plan.unit_name(code) if code else "全部单位"


def _hidden(sheet: Sheet, plan: Plan, rate: str, name: str) -> None:
    """Write what is taken out of a rate's input: the line's amount where its unit is in the rate."""
    column = plan.eliminated.hidden(plan.eliminated_inputs[rate, name])
    amounts = plan.eliminated.amount_column
    sheet.text(FIRST_ROW - 1, column, f"{rate}\n{name}", sheet.book.head())
    sheet.raw.set_column(column - 1, column - 1, None, None, {"hidden": True})
    for number, line in enumerate(plan.eliminated.lines):
        if line.field != name:
            continue
        row = plan.eliminated.row(number)
        counted = plan.is_in(rate, name, line.unit)
        if isinstance(counted, str):
            sheet.formula(row, column, f"=IF({counted},{amounts}{row},0)")
        else:
            sheet.number(row, column, line.amount if counted else 0)
