"""One file as the ledger keeps it (报送): whose it is, what the check said, what it reports."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import PurePath

from xltools.core.amounts import exact
from xltools.core.consolidation.roster import plain
from xltools.core.model import Checked, Datum, Finding, Level, Outcome, Record, Typed, Verdict
from xltools.core.returned.answer import Answer


@dataclass(frozen=True, slots=True)
class File:
    """A file as it was found: ``content`` is its sha256, ``modified`` its time stamp in nanoseconds.

    The time stamp is a hint only: copying and unpacking set it at will.
    """

    path: str
    content: str
    size: int
    modified: int


@dataclass(frozen=True, slots=True)
class Owner:
    """Whose a file is: by the roster where it lists the unit, else as the file says. ``year`` 0: not said."""

    code: str
    name: str
    year: int

    @property
    def known(self) -> bool:
        """Whether anybody can tell whose the file is."""
        return bool(self.code or self.name)


@dataclass(frozen=True, slots=True)
class Told:
    """One finding as kept: its first cell, both sides as exact texts ("" where it has none)."""

    rule: str
    level: Level
    outcome: Outcome
    sheet: str
    cell: str
    field: str
    message: str
    left: str
    right: str

    @property
    def key(self) -> str:
        """How it is counted: by level where it fails, else by outcome."""
        return self.level if self.outcome == "不通过" else self.outcome


@dataclass(frozen=True, slots=True)
class Said:
    """What a unit (``text``) and the reviewer (``opinion``) wrote to one finding."""

    rule: str
    sheet: str
    cell: str
    field: str
    text: str
    opinion: str


@dataclass(frozen=True, slots=True)
class Handed:
    """One file handed in and checked. ``rules`` is the version of the rules it was checked by.

    ``figures`` are the filled cells: their name, or table, row and column -> exact text. ``attached`` tells
    a form attached to a unit's workbook. ``error`` says why a file could not be read.
    """

    file: File
    owner: Owner
    standard: str
    rules: str
    verdict: Verdict
    attached: bool = False
    findings: tuple[Told, ...] = ()
    said: tuple[Said, ...] = ()
    figures: Mapping[str, str] = field(default_factory=dict)
    error: str = ""

    @property
    def key(self) -> str:
        """What makes it one submission: its content, wherever it lies.

        Two equal files are two all the same where nobody can tell whose they are, and attached forms are by
        their names.
        """
        if not self.owner.known:
            return self.nameless
        return f"{self.file.content}|{self._file_name}" if self.attached else self.file.content

    @property
    def nameless(self) -> str:
        """Its key as long as nobody can tell whose it is."""
        return f"{self.file.content}|{self.file.path}"

    @property
    def _file_name(self) -> str:
        return PurePath(self.file.path).name

    @property
    def series(self) -> str:
        """Of files with one series each later one replaces those before: a unit's reports for a year.

        Of attached forms a unit has several, so there the file's name belongs to it.
        """
        if not self.owner.known:
            return f"文件|{self.file.path}"
        who = f"编码|{self.owner.code}" if self.owner.code else f"名称|{plain(self.owner.name)}"
        unit = f"{who}|{self.owner.year}"
        return f"附表|{self.standard}|{self._file_name}|{unit}" if self.attached else unit


def handed(checked: Checked, file: File, owner: Owner, rules: str, *, attached: bool = False) -> Handed:
    """A checked file as the ledger keeps it."""
    return Handed(
        file=file,
        owner=owner,
        standard=checked.standard,
        rules=rules,
        verdict=checked.verdict,
        attached=attached,
        findings=tuple(_told(finding) for finding in checked.findings),
        said=tuple(_said(answer) for answer in checked.answers if answer.said),
        figures=dict(_figures(checked.record)) if checked.record else {},
        error=checked.error[1] if checked.error else "",
    )


def _told(finding: Finding) -> Told:
    first = finding.places[0] if finding.places else None
    return Told(
        finding.rule,
        finding.level,
        finding.outcome,
        first.sheet if first else "",
        first.cell if first else "",
        finding.field or "",
        finding.message,
        _text(finding.left),
        _text(finding.right),
    )


def _said(answer: Answer) -> Said:
    target = answer.target
    where = (target.sheet, target.cell) if target else ("", "")
    return Said(answer.rule, *where, answer.field, answer.text.strip(), answer.opinion.strip())


def _figures(record: Record) -> Iterator[tuple[str, str]]:
    """Yield what is filled; a table's cell that is a field too stands there once, under its own name."""
    seen = {datum.place for datum in record.data.values()}
    for name, datum in record.data.items():
        yield from _filled(name, datum)
    for table, rows in record.tables.items():
        for number, row in enumerate(rows, 1):
            for column, datum in row.items():
                if datum.place not in seen:
                    yield from _filled(f"{table} 第{number}行 {column}", datum)


def _filled(name: str, datum: Datum) -> Sequence[tuple[str, str]]:
    return () if datum.blank else ((name, _text(datum.value)),)


def _text(value: Typed | float) -> str:
    """A value as exact text; equal numbers have equal texts."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, float):
        value = exact(value)
    if isinstance(value, Decimal):
        return f"{value.normalize():f}" if value.is_finite() else str(value)
    return str(value)
