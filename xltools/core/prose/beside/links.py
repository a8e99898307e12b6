"""Which cell of the workbook each figure of a report speaks of; where that is not clear, none."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from functools import lru_cache

from xltools.core.model import Record
from xltools.core.prose.beside.asked import rule_of
from xltools.core.prose.beside.cells import Cells
from xltools.core.prose.beside.linked import NEAR, SURE, Candidate, Link, chosen, in_any_scale
from xltools.core.prose.beside.own_names import NAMES, names_of, subjects
from xltools.core.prose.beside.phrases import any_of
from xltools.core.prose.beside.rows import RowTerms
from xltools.core.prose.beside.scopes import Scopes
from xltools.core.prose.beside.tabled import Head, heads_of
from xltools.core.prose.beside.terms import Terms, linkable
from xltools.core.prose.figure import Figure
from xltools.core.prose.read import Read
from xltools.core.prose.vocabulary import word_lists
from xltools.core.standard import Rule

#: The check whose rule names the words links go by.
AMOUNTS = "文中数额"

_DELIMITER = re.compile(r"[，。；,;、：:\n！？!?≤≥<>=]|其中")
_TRAILING = re.compile(r"[(（][^()（）]*[)）][\s:：]*$")
#: Before a figure, these make it a limit.
_LIMITS = ("≥", "≤", ">", "<")
#: Where two or more are told at once, the order of words does not say which figure is whose.
_RESPECTIVELY = re.compile("分别|各为|依次")
#: A part of the year, and what leads back to the whole of it: 截至6月底, 1—9月, 上半年; 全年, 12月.
_MONTH = r"(?<!\d)(?:[1-9]|1[01])\s?月"
_PART_YEAR = re.compile(
    rf"[上下]半年|[一二三四1-4前]个?季度|{_MONTH}[份底末]|[-—~～－至到]{_MONTH}|截[至止]\S{{0,7}}?{_MONTH}"
)
_WHOLE_YEAR = re.compile(r"全年|年度|年末|年底|12\s?月")
#: Behind it stand the parts of an amount before it.
_PARTS = "其中"
#: Words further back in an endless sentence are of something else.
_REACH, _FIGURES = 600, 40


def links(read: Read) -> tuple[Link, ...]:
    """The figures of a report that clearly speak of one cell, with that cell and its value."""
    return _links(read)


@lru_cache(maxsize=4)
def contradicted(read: Read) -> frozenset[Figure]:
    """The linked figures that are not what the workbook has."""
    limit = approximately(read)
    wrong = {(each.figure.passage, each.figure.start) for each in links(read) if not each.agrees(limit)}
    return frozenset(figure for figure in read.figures if (figure.passage, figure.start) in wrong)


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
        self.read = read
        words = word_lists(read, rule.left, 7)
        before, after, measures, default, partial, others, endings = words
        terms = Terms(linkable(read.standard), before, after, measures)
        rows = RowTerms(read.standard, record, terms)
        self.cells = Cells(record, terms, rows, default, partial)
        self.stops = any_of(value for value in read.listed(rule.right) if isinstance(value, str))
        self.names = names_of(read, rule_of(read.standard, NAMES))
        self.scopes = Scopes(terms, self.names, others, endings)
        self.subject = subjects(read)
        self.heads = heads_of(read, record.year)
        self.about = approximately(read)
        self.last: Link | None = None
        self.linked: dict[Figure, Candidate] = {}
        self.years: dict[int, tuple[list[int], list[int]]] = {}

    def link(self, figure: Figure) -> Link | None:
        """The link of a figure, or None."""
        if figure.kind not in ("数", "日期") or figure.role == "常数":
            return None
        head = self.heads.get((figure.passage, figure.start))
        found = self._in_table(figure, head) if head else self._in_text(figure)
        if found or figure.kind == "数":
            self.last = found
        if found:
            self.linked[figure] = found.cell
        return found

    def _in_table(self, figure: Figure, head: Head) -> Link | None:
        """The link of a figure alone in its cell; of one without a unit by what agrees in any."""
        for scaled in head.scaled(figure):
            known = scaled is figure or scaled.unit != "元" or head.scale is not None
            for words, surest in head.words:
                found = self.cells.of(scaled, words, "", None, None)
                most = min(surest, SURE if known else NEAR)
                found = tuple(replace(c, claim=min(c.claim, most)) for c in found)
                if found and (link := chosen(scaled, found, self.about)):
                    return link
        return None

    def _in_text(self, figure: Figure) -> Link | None:
        text = self.read.texts[figure.passage]
        sentence = text[max(figure.sentence[0], figure.start - _REACH) : figure.start]
        if self.names.speaks_of_below(sentence) or self._of_another(sentence) or _of_part_year(sentence):
            return None
        if sentence.rstrip()[-1:] in _LIMITS or self.stops.match(text, figure.end):
            return None
        year = self._year(figure)
        last = self.last.figure if self.last else None
        follows = last and (last.passage, last.sentence) == (figure.passage, figure.sentence)
        before = self.last.cell if self.last and follows else None
        for label in self._labels(figure, text):
            if found := self.cells.of(figure, label, sentence, year, before):
                found = tuple(self._weighed(candidate, figure, sentence) for candidate in found)
                return in_any_scale(figure, found, self.about)
        return None

    def _weighed(self, candidate: Candidate, figure: Figure, sentence: str) -> Candidate:
        """A cell, less surely meant where the words before the figure are about something else."""
        block, text = candidate.field.block, self.read.texts[figure.passage]
        if self._of_other_whole(figure, sentence, block) or self.scopes.limited(text, figure.start, block):
            return replace(candidate, claim=min(candidate.claim, NEAR))
        return candidate

    def _of_other_whole(self, figure: Figure, sentence: str, block: str) -> bool:
        """Whether a figure is a part (其中) of an amount of another block, or of a project."""
        led = figure.start - len(sentence) + sentence.rfind(_PARTS)
        if _PARTS not in sentence:
            return False
        wholes = [f for f in self._before(figure) if f.end <= led and f.sentence == figure.sentence]
        wholes = [f for f in wholes if f.kind == "数" and f.unit == figure.unit]
        cells = (self.linked[whole] for whole in wholes if whole in self.linked)
        return bool(wholes) and all(cell.field.block != block for cell in cells)

    def _before(self, figure: Figure) -> tuple[Figure, ...]:
        """The figures shortly before one in its passage."""
        figures = self.read.figures_by_passage[figure.passage]
        place = bisect_left(figures, figure.start, key=lambda each: each.start)
        return figures[max(0, place - _FIGURES) : place]

    def _of_another(self, sentence: str) -> bool:
        """Whether a sentence is about a unit that is not the report's own."""
        subjects = (match[1] for match in self.subject.finditer(sentence))
        return bool(self.names.own) and any(not self.names.is_own(name) for name in subjects)

    def _labels(self, figure: Figure, text: str) -> Iterator[str]:
        """What the words may call a figure, the surest first."""
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
        start = max((f.end for f in self._before(figure) if f.end <= figure.start), default=0)
        words = text[max(start, figure.sentence[0], figure.start - _REACH) : figure.start].rstrip(
            "：: \u3000\t"
        )
        words = _TRAILING.sub("", words) or words
        ends = [match.end() for match in _DELIMITER.finditer(words)]
        return self.names.without((words[ends[-1] :] if ends else words).strip())

    def _year(self, figure: Figure) -> int | None:
        """The year the words before a figure name last, within its passage; None for none."""
        if figure.passage not in self.years:
            dates = [f for f in self.read.figures_by_passage[figure.passage] if f.kind == "日期"]
            dated = [(f.end, f.date[0]) for f in dates if f.date and f.date[0]]
            self.years[figure.passage] = [end for end, _ in dated], [year for _, year in dated]
        ends, years = self.years[figure.passage]
        place = bisect_right(ends, figure.start)
        return years[place - 1] if place else None


def _of_part_year(sentence: str) -> bool:
    """Whether the words before a figure say last that it is of less than a year."""
    last = max((match.end() for match in _PART_YEAR.finditer(sentence)), default=0)
    return bool(last) and not _WHOLE_YEAR.search(sentence, last)
