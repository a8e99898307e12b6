"""标识: what a finding is and a digest of its figures, so that an answer holds for just these figures."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Context, Decimal

from xltools.core.causes.laid import own_words
from xltools.core.messages import ROW_LABELS
from xltools.core.model import Datum, Finding, Record
from xltools.core.refs import Place

#: Digits that count: sums of doubles differ behind them from engine to engine, amounts do not.
_DIGITS = Context(prec=14)

_FIELD, _PLACE, _FIGURES, _CHECK = 6, 6, 12, 4


@dataclass(frozen=True, slots=True)
class Key:
    """A key taken apart: the rule, and digests of its field, its first cell and its figures."""

    rule: str
    field: str
    place: str
    figures: str

    def __str__(self) -> str:
        text = f"{self.rule}.{self.field}.{self.place}.{self.figures}"
        return f"{text}.{_digest(text, _CHECK)}"

    @property
    def moved(self) -> tuple[str, str, str]:
        """What stays when rows move."""
        return self.rule, self.field, self.figures

    @property
    def what(self) -> tuple[str, str, str]:
        """What stays when figures change."""
        return self.rule, self.field, self.place


def parse_key(text: str) -> Key | None:
    """A key from its text; None where it is lost or damaged."""
    parts = text.split(".")
    if len(parts) != len(("rule", "field", "place", "figures", "check")):
        return None
    key = Key(*parts[:-1])
    return key if str(key) == text else None


def keys_of(findings: Sequence[Finding], record: Record | None) -> list[Key]:
    """The key of each finding of one check; two findings that differ in their words alone have two keys."""
    values = {datum.place: datum for datum in _data(record)}
    rows = _row_labels(record)
    keys = [_key(finding, values, rows) for finding in findings]
    times = Counter(keys)
    return [
        key if times[key] == 1 else _key(finding, values, rows, words=True)
        for key, finding in zip(keys, findings, strict=True)
    ]


def _key(finding: Finding, values: dict[Place, Datum], rows: dict[Place, str], *, words: bool = False) -> Key:
    """``words``: the message counts as well, as it does wherever a finding has no sides."""
    first = finding.places[0] if finding.places else None
    sides = (finding.left, finding.right)
    figures = [
        *map(_figure, sides),
        rows.get(first, "") if first else "",
        *(_figure(values[place].value) if place in values else "" for place in finding.places),
    ]
    if words or sides == (None, None):
        figures.append(own_words(finding))
    return Key(
        finding.rule,
        _digest(finding.field or "", _FIELD),
        _digest(str(first or ""), _PLACE),
        _digest("\0".join(figures), _FIGURES),
    )


def _figure(value: object) -> str:
    """A value as its digest has it: its kind, and a number by the digits that count."""
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        return "" if value is None else f"{type(value).__name__}:{value}"
    number = _DIGITS.create_decimal(value)
    return f"{number.normalize():f}" if number.is_finite() else str(number)


def _data(record: Record | None) -> Iterable[Datum]:
    if record is None:
        return
    yield from record.data.values()
    for table in record.tables.values():
        for row in table:
            yield from row.values()


def _row_labels(record: Record | None) -> dict[Place, str]:
    """What each row of a table is called, by its cells; rows may move, their names go with them."""
    labels = {}
    for table in record.tables.values() if record else ():
        for row in table:
            named = [row[column] for column in ROW_LABELS if column in row] + list(row.values())
            label = next((str(each.value) for each in named if isinstance(each.value, str)), "")
            labels.update({datum.place: label for datum in row.values()})
    return labels


def _digest(text: str, length: int) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:length]
