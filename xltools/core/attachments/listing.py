"""What a summary lists of each attached form (附表, 取值“列示”): one line a form, amounts in 元."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from xltools.core.attachments.attached import Form
from xltools.core.attachments.forms import LISTED
from xltools.core.consolidation.roster import plain
from xltools.core.model import Verdict
from xltools.core.standard import Field, Standard


@dataclass(frozen=True, slots=True)
class Line:
    """One form: its values under the listing's columns (None: blank), and why some are not known."""

    form: Form
    verdict: Verdict
    values: tuple[Decimal | str | None, ...]
    note: str


@dataclass(frozen=True, slots=True)
class Listing:
    """All forms that follow one standard: columns with the field each shows, lines by unit and file."""

    standard: str
    columns: Mapping[str, Field]
    lines: tuple[Line, ...]


def listings(
    standard: Standard,
    others: Mapping[str, Standard],
    attached: Iterable[tuple[Form, Verdict]],
    units: Iterable[tuple[str, str]],
) -> tuple[Listing, ...]:
    """The listings that a standard wants; ``others`` are the standards of the forms, by name.

    ``attached`` are the forms with what their check says, ``units`` the (code, name) of those that handed in.
    A form whose unit is not among them is listed all the same, and said to be nobody's.
    """
    known = frozenset(word for code, name in units for word in (code, plain(name)))
    forms = sorted(attached, key=lambda pair: (pair[0].code, pair[0].path))
    found = []
    for name, other in others.items():
        wanted = [each for each in standard.attachments if each.taken == LISTED and each.standard == name]
        wanted = [each for each in wanted if each.field in other.by_cell_name]
        fields = {each.name: other.by_cell_name[each.field][0] for each in wanted}
        cells = [each.field for each in wanted]
        lines = [_line(form, verdict, cells, known) for form, verdict in forms if form.standard == name]
        if fields and lines:
            found.append(Listing(name, fields, tuple(lines)))
    return tuple(found)


def _line(form: Form, verdict: Verdict, cells: Sequence[str], known: frozenset[str]) -> Line:
    values: list[Decimal | str | None] = []
    doubts = [form.problem] if form.problem else []
    if not form.anonymous and not {form.code, plain(form.name)} & known:
        doubts.append("没有收到所属单位的工作簿，或预算编码不一致")
    for name in cells:
        entry = form.entries.get(name)
        if entry is None or entry.lacking:
            values.append(None)
            doubts += [f"{name}{entry.lacking}"] if entry and not form.problem else []
        elif entry.yuan is not None and isinstance(entry.value, Decimal):
            values.append(entry.value * entry.yuan)
        else:
            values.append(entry.value)
    return Line(form, verdict, tuple(values), "；".join(doubts))
