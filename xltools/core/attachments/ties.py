"""What is asked of a workbook together with its attached forms: the rules of 附表's names, as questions.

A value taken of the forms stands in the question as it is; whatever keeps it from being known is said, and
the rule is then 未判.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from decimal import Decimal

from xltools.core.amounts import CURRENCY_UNITS, exact
from xltools.core.attachments.attached import Attached, Form, Given, Near, Owner, files, set_aside
from xltools.core.attachments.forms import by_name, names_of, tied
from xltools.core.common_fields import CURRENCY_FIELD
from xltools.core.expressions import names_in, rename
from xltools.core.instances import Instance, instances
from xltools.core.locating.locate import Located
from xltools.core.model import Workbook
from xltools.core.questions import Asked, Batch, worded
from xltools.core.record import Rows
from xltools.core.refs import Place
from xltools.core.standard import Standard

#: The one thing that can be told of forms of which none is the unit's own.
_STRAY = "归属不清"

#: What is asked in place of a condition about a value nobody knows.
_UNKNOWN = "=TRUE"


def with_ties(
    batch: Batch,
    workbook: Workbook,
    standard: Standard,
    located: Located,
    outlined: tuple[int | None, Rows],
    near: Near,
) -> Batch:
    """The batch, and after it what is asked about the forms near the workbook; without any, the batch itself.

    ``outlined`` are the year and the filled rows of the workbook.
    """
    if not near or not standard.attachments:
        return batch
    asking = _Asking(workbook, standard, located, outlined, near)
    texts = {text: position for position, text in enumerate(batch.texts)}
    asked = [*batch.asked, *(asking.of(texts))]
    return Batch(tuple(texts), tuple(asked))


class _Asking:
    """The questions about one workbook and the forms near it."""

    def __init__(
        self,
        workbook: Workbook,
        standard: Standard,
        located: Located,
        outlined: tuple[int | None, Rows],
        near: Near,
    ) -> None:
        self._workbook, self._standard, self._located = workbook, standard, located
        self._year, rows = outlined
        self._rows = dict(rows)
        yuan = CURRENCY_UNITS.get(self._text(CURRENCY_FIELD))
        if CURRENCY_FIELD not in standard.by_cell_name:
            yuan = Decimal(1)
        self._unit = Owner(self._text("预算编码"), self._text("单位名称"), self._year, yuan)
        forms = {each.standard for each in standard.attachments}
        self._attached = {name: Attached(self._unit, near, name) for name in forms}

    def of(self, texts: dict[str, int]) -> Iterator[Asked]:
        """Yield every asking, its questions added to ``texts``."""
        numbers = tied(self._standard)
        for rule in self._standard.rules:
            if rule.number not in numbers or not rule.in_force(self._year):
                continue
            for instance in filter(self._applies, instances(rule)):
                rows = self._rows.get(instance.table, ()) if instance.table else (-1,)
                for position, row in enumerate(rows):
                    yield self._asked(instance, position if instance.table else -1, row, texts)

    def _applies(self, instance: Instance) -> bool:
        """Whether there are forms that the rule is about."""
        for name in names_of(self._standard, instance):
            attachment = by_name(self._standard)[name]
            attached = self._attached[attachment.standard]
            if not (attached if attachment.taken == _STRAY else attached.forms or attached.unread):
                return False
        return True

    def _asked(self, instance: Instance, position: int, row: int, texts: dict[str, int]) -> Asked:
        names = names_of(self._standard, instance)
        given = {name: self._given(name, position) for name in names}
        formulas, unknown = worded(self._standard, self._located, _filled(instance, given), row)
        numbers = [texts.setdefault(text, len(texts)) if text else -1 for text in formulas]
        left, right, *conditions = numbers
        lacking = "；".join(dict.fromkeys(each.lacking for each in given.values() if each.lacking))
        return Asked(
            instance,
            position,
            tuple(conditions),
            left,
            right,
            unknown,
            lacking,
            self._files(given),
            sum((each.slack for each in given.values()), Decimal(0)),
            tuple((name, each.cells) for name, each in given.items() if each.cells),
        )

    def _files(self, given: Mapping[str, Given]) -> str:
        """The forms that the values are about, and those that were not counted."""
        told = files(_all_forms(given))
        aside = set_aside([form for each in given.values() for form in each.aside], self._unit)
        return f"{told or '无'}；未计入：{aside}" if aside else told

    def _given(self, name: str, position: int) -> Given:
        attachment = by_name(self._standard)[name]
        rows = self._rows.get(attachment.table, ())
        area = self._located.areas.get(f"{attachment.table}_{attachment.column}")
        keys = [self._at(Place(area.sheet, row, area.first_column)) for row in rows] if area else []
        attached = self._attached[attachment.standard]
        if attachment.table and area is None:
            return Given(None, f"工作簿里找不到{attachment.table}的{attachment.column}")
        return attached.about(attachment, keys, position if position >= 0 else None)

    def _text(self, name: str) -> str:
        place = self._located.cells.get(name)
        return "" if place is None else self._at(place)

    def _at(self, place: Place) -> str:
        value = self._workbook.value(place)
        if isinstance(value, int | float) and not isinstance(value, bool):
            return str(exact(value))
        return value.strip() if isinstance(value, str) else ""


def _filled(instance: Instance, given: Mapping[str, Given]) -> Instance:
    """An asking with the values in place of their names."""

    def put(formula: str) -> str:
        return rename(formula, lambda name: _literal(given[name]) if name in given else name)

    def condition(formula: str) -> str:
        unknown = any(given[name].lacking for name in names_in(formula) if name in given)
        return _UNKNOWN if unknown else put(formula)

    conditions = tuple(map(condition, instance.conditions))
    return replace(instance, left=put(instance.left), right=put(instance.right), conditions=conditions)


def _literal(given: Given) -> str:
    """A value as a formula writes it; an unknown one is an empty text, which equals nothing."""
    if given.lacking or given.value is None:
        return '""'
    if isinstance(given.value, Decimal):
        return f"{given.value:f}"
    return '"' + given.value.replace('"', '""') + '"'


def _all_forms(given: Mapping[str, Given]) -> tuple[Form, ...]:
    """The forms that any of the values is about, each once."""
    return tuple({form.path: form for each in given.values() for form in each.forms}.values())
