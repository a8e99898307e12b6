"""Which cell of the workbook each figure of a report speaks of; where that is not clear, none."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from decimal import Decimal
from functools import lru_cache

from xltools.core.amounts import CURRENCY_UNITS
from xltools.core.expressions import names_in
from xltools.core.model import Datum, Record
from xltools.core.prose.asked import rule_of
from xltools.core.prose.figure import Figure
from xltools.core.prose.linked import Candidate, Link, chosen
from xltools.core.prose.own_names import names_of
from xltools.core.prose.read import Read
from xltools.core.prose.rows import RowTerms
from xltools.core.prose.tabled import heads_of
from xltools.core.prose.terms import Term, Terms, linkable
from xltools.core.prose.units import is_count
from xltools.core.standard import Field, Rule

#: The checks whose rules name the words links go by.
AMOUNTS, NAMES = "文中数额", "文中名称"

_DELIMITER = re.compile(r"[，。；,;、：:\n！？!?≤≥<>=]|其中")
_TRAILING = re.compile(r"[(（][^()（）]*[)）][\s:：]*$")
#: Where two or more are told at once, the order of words does not say which figure is whose.
_RESPECTIVELY = re.compile("分别|各为|依次")
#: An amount without a unit is told from a count by its size.
_AMOUNT = Decimal(1000)


def links(read: Read) -> tuple[Link, ...]:
    """The figures of a report that clearly speak of one cell, with that cell and its value."""
    return _links(read)


def contradicted(read: Read) -> frozenset[Figure]:
    """The linked figures that are not what the workbook has."""
    limit = approximately(read)
    return frozenset(link.figure for link in links(read) if not link.agrees(limit))


def approximately(read: Read) -> Decimal:
    """How far, as a part of it, a figure said to be about (约) some number may be from it."""
    rule = rule_of(read.standard, AMOUNTS)
    limits = [value for value in read.listed(rule.right if rule else "") if isinstance(value, Decimal)]
    return limits[0] if limits else Decimal(0)


@lru_cache(maxsize=4)
def _links(read: Read) -> tuple[Link, ...]:
    rule = rule_of(read.standard, AMOUNTS)
    if read.record is None or rule is None:
        return ()
    finder = _Finder(read, read.record, rule)
    return tuple(link for figure in read.figures if (link := finder.link(figure)))


class _Finder:
    """Finds the cell of one figure after the other."""

    def __init__(self, read: Read, record: Record, rule: Rule) -> None:
        self.read, self.record = read, record
        before, after, measures, default = (read.words(f"={name}") for name in names_in(rule.left))
        self.terms = Terms(linkable(read.standard), before, after, measures)
        self.default = default
        self.rows = RowTerms(read.standard, record, self.terms)
        stops = [value for value in read.listed(rule.right) if isinstance(value, str)]
        self.stops = re.compile("|".join(map(re.escape, stops)) or r"(?!)")
        self.names = names_of(read, rule_of(read.standard, NAMES))
        self.money = CURRENCY_UNITS.get(record.text("金额单位"), Decimal(1))
        self.heads = heads_of(read)
        self.about = approximately(read)

    def link(self, figure: Figure) -> Link | None:
        """The link of a figure, or None."""
        if figure.kind not in ("数", "日期") or figure.role == "常数":
            return None
        text = self.read.texts[figure.passage]
        sentence = text[figure.sentence[0] : figure.start]
        if self.names.speaks_of_below(sentence):
            return None
        year = self._year(figure)
        for label in self._labels(figure, text):
            found = self._candidates(figure, label, sentence, year)
            if found:
                return chosen(figure, found, self.about)
        return None

    def _labels(self, figure: Figure, text: str) -> Iterator[str]:
        """What the words may call a figure, the surest first."""
        head = self.heads.get(figure)
        if head is not None:
            yield from head
            return
        if figure.role in ("代入", "结果"):
            yield figure.label
            return
        clause = self._clause(figure, text)
        if _RESPECTIVELY.search(clause) or self.stops.search(clause):
            return
        yield clause
        if figure.label and not self.stops.search(figure.label):
            yield figure.label
        if figure.noun:
            yield figure.noun

    def _clause(self, figure: Figure, text: str) -> str:
        """The words before a figure, back to a sign that parts or to the figure before."""
        figures = self.read.figures_by_passage[figure.passage]
        start = max((f.end for f in figures if f.end <= figure.start), default=0)
        words = text[max(start, figure.sentence[0]) : figure.start].rstrip("：: \u3000\t")
        words = _TRAILING.sub("", words) or words
        ends = [match.end() for match in _DELIMITER.finditer(words)]
        return self.names.without((words[ends[-1] :] if ends else words).strip())

    def _year(self, figure: Figure) -> int | None:
        """The year the words before a figure name last, within its passage; None for none."""
        years = [
            f.date[0]
            for f in self.read.figures_by_passage[figure.passage]
            if f.kind == "日期" and f.date and f.date[0] and f.end <= figure.start
        ]
        return years[-1] if years else None

    def _candidates(
        self, figure: Figure, label: str, sentence: str, year: int | None
    ) -> tuple[Candidate, ...]:
        """The filled cells that a figure so called may speak of."""
        rows = self.rows.of(sentence, label)
        found = [
            self._candidate(figure, field, datum.field, called, datum, strong=True)
            for called, field, datum in rows
        ]
        for term in self.terms.of(label) if not found else ():
            found += self._cells(figure, term, sentence, year)
        return tuple(candidate for candidate in found if candidate)

    def _cells(
        self, figure: Figure, term: Term, sentence: str, year: int | None
    ) -> Iterator[Candidate | None]:
        """The cells of a term: those of the measures its words, its sentence or nothing name."""
        field = term.field
        current = year is None or year == self.record.year
        if not field.measures:
            datum = self.record.data.get(field.name)
            dated = figure.kind == "日期"
            strong = term.strong and (current or dated)
            yield self._candidate(figure, field, field.name, field.label, datum, strong=strong)
            return
        told = term.measures or self.terms.measures_in(sentence)
        told = tuple(each for each in told if each in field.measures)
        certain = bool(term.measures) or not told
        for measure in told or self.default:
            name = f"{field.name}_{measure}"
            datum = self.record.data.get(name)
            strong = term.strong and certain and current
            called = f"{field.label}（{measure}）"
            yield self._candidate(figure, field, name, called, datum, strong=strong)

    def _candidate(
        self, figure: Figure, field: Field, name: str, called: str, datum: Datum | None, *, strong: bool
    ) -> Candidate | None:
        """A cell with its value in base units; None where it is blank or its unit is not the figure's."""
        if datum is None or datum.blank or not datum.readable:
            return None
        if isinstance(datum.value, dt.date):
            if figure.kind != "日期":
                return None
            return Candidate(name, field, called, datum, datum.value, Decimal(0), strong)
        number = datum.number
        if number is None or not _fits(figure, field):
            return None
        scale = self.money if field.kind == "金额" else Decimal(1)
        slack = Decimal(0)
        if scale != 1:
            places = max(field.decimals or 0, -int(number.as_tuple().exponent))
            slack = scale * Decimal(5).scaleb(-places - 1)
        return Candidate(name, field, called, datum, number * scale, slack, strong)


def _fits(figure: Figure, field: Field) -> bool:
    """Whether a figure's unit is one the field's value can be written in."""
    if figure.kind == "日期":
        return field.unit == "年"
    if field.kind == "金额":
        large = abs(figure.value or 0) >= _AMOUNT or figure.role in ("代入", "结果")
        return figure.unit == "元" or (not figure.unit and large)
    if field.kind == "比率":
        return figure.unit == "%"
    if field.unit == "分":
        return figure.unit == "分"
    return field.unit != "年" and (not figure.unit or figure.unit == field.unit or is_count(figure.unit))
