"""A finding's words: the rule's message with the values at failure put in, as staff write them."""

from __future__ import annotations

from decimal import Decimal

from xltools.core.amounts import grouped
from xltools.core.expressions import names_in
from xltools.core.instances import Instance
from xltools.core.model import Datum, ErrorValue, Record, Row, Typed
from xltools.core.questions import Asked, row_of
from xltools.core.record import to_date

#: What a table's row is called: the first of these columns that it has and that is filled.
ROW_LABELS = ("三级指标", "项目名称", "一级指标", "材料名称")

#: A sentence quotes no more signs than this of what a cell holds.
LONGEST = 80

Shown = Decimal | str | None


def shown(value: object, record: Record, instance: Instance) -> Shown:
    """A side as people read it: a date where either side is a date cell, TRUE as 是."""
    if isinstance(value, ErrorValue):
        return value.code
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, Decimal) and _about_dates(instance, record):
        date = to_date(float(value))
        return value if date is None else date.isoformat()
    return value if isinstance(value, Decimal | str) else None


def _about_dates(instance: Instance, record: Record) -> bool:
    """Whether a side is nothing but a date cell."""
    for formula in (instance.left, instance.right):
        names = names_in(formula)
        if len(names) == 1 and formula == f"={names[0]}":
            datum = record.data.get(names[0])
            if datum is not None and hasattr(datum.value, "isoformat"):
                return True
    return False


def message_of(asked: Asked, record: Record, left: Shown, right: Shown, difference: Decimal | None) -> str:
    """The rule's message with {左} {右} {差} {行} {项} {名} {附表} put in."""
    slots = {
        "{左}": text_of(left),
        "{右}": text_of(right),
        "{差}": text_of(abs(difference) if difference is not None else None),
        "{行}": row_label(row_of(asked, record)),
        "{项}": asked.instance.item,
        "{名}": asked.instance.rule.name,
        "{附表}": asked.files or "无",
    }
    message = asked.instance.rule.message
    for slot, text in slots.items():
        message = message.replace(slot, text)
    return message


def content(value: Typed) -> str:
    """A value as its cell shows it: TRUE, #DIV/0!, 2023-04-25; "" for nothing."""
    if value is None:
        return ""
    if isinstance(value, ErrorValue):
        return value.code
    return str(value).upper() if isinstance(value, bool) else str(value)


def inner(text: str) -> str:
    """A text that will stand in quotes: a very long one cut, its own quotes single ones."""
    return single(cut(text))


def single(text: str) -> str:
    """A text, however long, with single quotes for its own."""
    return text.replace("“", "‘").replace("”", "’")


def cut(text: str) -> str:
    """What a sentence quotes of a text: its beginning, and how long it is where that is not all."""
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…共{len(text)}字"


def text_of(value: Shown) -> str:
    """A value in a sentence: a number grouped by thousands, a missing one as 空白."""
    if isinstance(value, Decimal):
        return grouped(value)
    return cut(value) if value else "空白"


def row_label(row: Row | None) -> str:
    """What a table's row is called, or where it stands."""
    if row is None:
        return ""
    for column in ROW_LABELS:
        if column in row and not row[column].blank:
            return inner(str(row[column].value))
    first = next(iter(row.values()))
    return f"第{first.place.row}行"


def mark_of(asked: Asked, record: Record) -> Datum | None:
    """The datum a finding is about: the first marked cell."""
    row = row_of(asked, record)
    for mark in asked.instance.marks:
        column = mark.removeprefix("[@").removesuffix("]")
        if row is not None and column in row:
            return row[column]
        if mark in record.data:
            return record.data[mark]
    return None
