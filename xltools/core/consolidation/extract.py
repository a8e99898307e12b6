"""What a summary keeps of one checked file: its figures, packed, and its findings, until they are asked for.

A whole check of a file is a hundred thousand bytes, an extract a few thousand: it is made where the file was
checked, and a round of 50,000 files fits into the memory of one machine.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import lru_cache
from hashlib import sha256

from xltools.core.attachments.attached import Form
from xltools.core.common_fields import GRADE_FIELD, SCOPE_FIELD, SCORE_COLUMN, TOTAL_FIELD
from xltools.core.consolidation.cells import packed_cells
from xltools.core.consolidation.details import Details, pack, unpack
from xltools.core.consolidation.figure import Figures
from xltools.core.consolidation.figures import SUMMED, declared_unit, figures_of, not_a_number
from xltools.core.model import Checked, Datum, Finding, Record, Source, Typed, Verdict
from xltools.core.refs import Place
from xltools.core.scores.score import Score, ScoreTotal
from xltools.core.standard import Aggregate, Standard


@dataclass(frozen=True, slots=True)
class Own:
    """The scores a unit gave itself: by indicator name, their total, and the grade it wrote."""

    by_indicator: Figures
    total: Decimal | None
    grade: str


@dataclass(frozen=True, slots=True)
class Extract:
    """One checked file, as far as a summary, its lists and a ledger want it.

    ``read``: whether there was a record; what the cover says is blank without one. ``figures`` are what
    can be added up (求和、最大、计数) in each field's own unit, ``rates`` the unit's own 重算 numbers,
    ``own`` its scores, None where the standard has none. ``unread`` names what cannot be counted.
    ``alike`` is equal for files that report the same, "" for one that reports nothing. ``form`` is what rules
    take of an attached form. ``packed`` holds the findings and what else is only looked at once.
    """

    path: str
    sha256: str
    standard: str
    engine: str
    verdict: Verdict
    error: tuple[str, str, str] | None
    read: bool
    code: str
    name: str
    year: int | None
    scope: str
    yuan: Decimal | None
    figures: Figures
    rates: Figures
    own: Own | None
    unread: frozenset[str]
    totals: tuple[ScoreTotal, ...]
    counts: Mapping[str, int]
    alike: str
    form: Form | None = None
    packed: bytes = field(default=b"", repr=False)
    cells: bytes = field(default=b"", repr=False)
    """Every filled cell, packed, where that was asked for."""
    shard: str = ""
    """Where the cells stand instead, in a file written where this one was checked."""

    @property
    def source(self) -> Source:
        """The file, as its figures name it."""
        return Source(self.path, self.sha256)

    @property
    def found(self) -> int:
        """How many findings in all."""
        return sum(self.counts.values())

    def count(self, key: str) -> int:
        """How many findings: by level for failures, or by outcome for 未判 and 规则异常."""
        return self.counts.get(key, 0)

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What the check found."""
        return unpack(self.packed).findings

    @property
    def problems(self) -> tuple[Finding, ...]:
        """What kept figures out of the totals."""
        return unpack(self.packed).problems

    @property
    def compared(self) -> tuple[Score, ...]:
        """The scores to look at: own and reference differ, or an exemption counts."""
        return unpack(self.packed).compared


def extract(
    standard: Standard | None, checked: Checked, form: Form | None = None, *, cells: bool = False
) -> Extract:
    """The extract of a checked file. ``standard`` is the one it was checked by; None where there was none.

    ``cells``: with every filled cell.
    """
    record = checked.record
    source = Source(checked.path, checked.sha256)
    taken = _taken(standard, record) if record and standard and standard.of_units else _nothing(source)
    scores = checked.scores
    compared = scores.noteworthy if scores else ()
    return Extract(
        path=checked.path,
        sha256=checked.sha256,
        standard=record.standard if record else checked.standard,
        engine=checked.engine,
        verdict=checked.verdict,
        error=checked.error,
        read=record is not None,
        code=record.code if record else "",
        name=record.name if record else "",
        year=record.year if record else None,
        scope=record.text(SCOPE_FIELD) if record else "",
        yuan=declared_unit(standard, record) if record and standard else None,
        figures=taken.figures,
        rates=taken.rates,
        own=taken.own,
        unread=taken.unread,
        totals=scores.totals if scores else (),
        counts=_counts(checked.findings),
        alike=_alike(record),
        form=form,
        packed=pack(Details(checked.findings, taken.problems, compared)),
        cells=packed_cells(standard, record) if cells and standard and record else b"",
    )


def refused(each: Extract, finding: Finding) -> Extract:
    """The same file, not passed because of one more finding."""
    details = unpack(each.packed)
    findings = (*details.findings, finding)
    packed = pack(replace(details, findings=findings))
    return replace(each, verdict="不通过", counts=_counts(findings), packed=packed)


@dataclass(frozen=True, slots=True)
class _Taken:
    """What can be taken out of a record for totals and rankings."""

    figures: Figures
    rates: Figures
    own: Own | None = None
    unread: frozenset[str] = frozenset()
    problems: tuple[Finding, ...] = ()


def _nothing(source: Source) -> _Taken:
    none = Figures((), {}, source)
    return _Taken(none, none)


def _taken(standard: Standard, record: Record) -> _Taken:
    found, faults = figures_of(standard, record)
    unread = frozenset(each.field for each in faults if each.field)
    faults.extend(_unread_scores(standard, record))
    numbers = {name: (figure.value, figure.place) for name, figure in found.items()}
    figures = Figures(names_of(standard, SUMMED), numbers, record.source)
    return _Taken(figures, _own_rates(standard, record), _own_scores(standard, record), unread, tuple(faults))


@lru_cache(maxsize=64)
def names_of(standard: Standard, kinds: tuple[Aggregate, ...]) -> tuple[str, ...]:
    """The cells of these kinds, in the order of the form."""
    return tuple(name for name, (item, _) in standard.by_cell_name.items() if item.aggregate in kinds)


def score_names(standard: Standard) -> tuple[str, ...]:
    """The indicators by name, in their order."""
    return tuple(indicator.name for indicator in standard.indicators)


def _own_rates(standard: Standard, record: Record) -> Figures:
    """The 重算 numbers as the unit's own workbook has them."""
    names = names_of(standard, ("重算",))
    return Figures(names, dict(_numbers(names, record)), record.source)


def _own_scores(standard: Standard, record: Record) -> Own | None:
    """The scores a record gives itself; None when the standard has no score sheet."""
    if not standard.indicators:
        return None
    cells = {f"{name}_{SCORE_COLUMN}": name for name in score_names(standard)}
    found = {cells[cell]: number for cell, number in _numbers(cells, record)}
    scores = Figures(score_names(standard), found, record.source)
    total = sum((value for value, _ in found.values()), Decimal(0)) if found else None
    return Own(scores, record.number(TOTAL_FIELD) if total is None else total, record.text(GRADE_FIELD))


def _numbers(names: Iterable[str], record: Record) -> Iterator[tuple[str, tuple[Decimal, Place]]]:
    """Yield those cells that hold a number somebody can read."""
    for name in names:
        datum = record.data.get(name)
        if datum and datum.readable and datum.number is not None:
            yield name, (datum.number, datum.place)


def _unread_scores(standard: Standard, record: Record) -> Iterator[Finding]:
    """Yield a finding for each score that is there and cannot be counted."""
    for indicator in standard.indicators:
        datum = record.data.get(f"{indicator.name}_{SCORE_COLUMN}")
        if datum and (not datum.readable or (not datum.blank and datum.number is None)):
            yield not_a_number(standard, f"{indicator.third}{SCORE_COLUMN}", datum)


def _counts(findings: Iterable[Finding]) -> Mapping[str, int]:
    """Findings by how they are counted: by level for failures, else by outcome."""
    return dict(Counter(each.level if each.outcome == "不通过" else each.outcome for each in findings))


def _alike(record: Record | None) -> str:
    """A digest of all that a record says, without where it stands; "" when it says nothing."""
    if record is None:
        return ""
    cells = _said(record.data)
    tables = [(name, [_said(row) for row in rows]) for name, rows in sorted(record.tables.items()) if rows]
    if not cells and not tables:
        return ""
    told = repr((record.code, record.name, record.year, cells, tables))
    return sha256(told.encode("utf-8", "surrogatepass")).hexdigest()


def _said(data: Mapping[str, Datum]) -> list[tuple[object, ...]]:
    """What is filled, each with its type: True is not 1, but 1.50 is 1.5."""
    return sorted(
        (name, *_plain(datum.value), datum.readable) for name, datum in data.items() if not datum.blank
    )


def _plain(value: Typed) -> tuple[str, str]:
    """(type, text): equal for equal values."""
    if isinstance(value, int | Decimal) and not isinstance(value, bool):
        text = f"{value:f}" if isinstance(value, Decimal) else str(value)
        return "数", text.rstrip("0").rstrip(".") if "." in text else text
    return type(value).__name__, str(value)
