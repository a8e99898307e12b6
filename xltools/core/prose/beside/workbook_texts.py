"""What the report repeats of the workbook's texts: the same words must carry the same figures (文中文字)."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from difflib import SequenceMatcher
from itertools import accumulate

from xltools.core.messages import inner
from xltools.core.model import Datum, Record
from xltools.core.prose.beside.links import contradicted
from xltools.core.prose.beside.masked import SLOT, Masked, masked
from xltools.core.prose.figure import Figure
from xltools.core.prose.found import Found
from xltools.core.prose.normal import normal
from xltools.core.prose.read import Read
from xltools.core.standard import Rule

_SENTENCE = re.compile(r"[^。；\n]+")
_CLAUSE = re.compile(r"[，。；：\n]")
_MARKER = re.compile(rf"[(（]?{SLOT}[)）.．、](?!{SLOT})")
_HAN = re.compile(r"[\u4e00-\u9fff]")
_DOCUMENT = re.compile(rf"[\u4e00-\u9fff]{{2,12}}[〔\[【(（]{SLOT}[〕\]】)）]第?{SLOT}号")

_YEARS = range(1990, 2100)
#: A sentence with fewer Chinese characters says too little to be recognised by them.
_TELLING = 8
#: How many signs before and after a figure make its surroundings.
_BEFORE, _AFTER = 8, 6
#: How much of a sentence is looked at on each side, and how alike two must be, to be the same one edited.
_AROUND, _ALIKE = 30, 0.8
#: How much of its clause is quoted on each side of a figure.
_QUOTED = 16

#: A text of the workbook, the index of a number in it, its cell.
_Entry = tuple[Masked, int, Datum]


@dataclass(frozen=True)
class _Told:
    """What the workbook's texts say: sentences, surroundings of figures, and documents, by their masks."""

    sentences: Mapping[str, tuple[_Entry, ...]]
    around: Mapping[str, tuple[_Entry, ...]]
    documents: Mapping[str, tuple[_Entry, ...]]


def differing_texts(read: Read, rule: Rule) -> Iterator[Found]:
    """Figures that differ from the workbook's in the same words; silent where that is unclear."""
    del rule
    if read.record is None:
        return
    told, report = _told(read.record), _Report(read)
    spoken: set[int] = set()
    seen: set[int] = set()
    for mask, entries in told.sentences.items():
        places = list(report.places(mask))
        spoken.update(slot + step for slot in places for step in range(mask.count(SLOT)))
        for slot, index, (text, first, datum) in _conflicts(report, places, mask, entries):
            if slot not in seen:
                seen.add(slot)
                yield from report.found(slot, text, first + index, datum)
    for slot, entry in _edited(report, told, spoken):
        yield from report.found(slot, *entry)
    yield from _documents(report, told)


class _Report:
    """The report's passages as one masked text."""

    def __init__(self, read: Read) -> None:
        self.read = read
        self.masked = masked("\n".join(read.texts))
        self.starts = (0, *accumulate(len(text) + 1 for text in read.texts))
        numbered = {(f.passage, f.start) for f in read.figures if f.kind == "序号"}
        self._left_out = numbered | {(f.passage, f.start) for f in contradicted(read)}
        self._figures = read.figures_by_passage

    def places(self, mask: str) -> Iterator[int]:
        """The index of the first number of every place where the report has these words."""
        at = self.masked.text.find(mask)
        while at >= 0:
            yield self.masked.first(at)
            at = self.masked.text.find(mask, at + 1)

    def words(self, slot: int, before: int, after: int) -> tuple[str, str]:
        """The masked words before and after a number."""
        return _words(self.masked, slot, before, after)

    def found(self, slot: int, text: Masked, index: int, datum: Datum) -> Iterator[Found]:
        """The finding at one number of the report, which the workbook has otherwise."""
        start, end = self.masked.numbers[slot]
        passage = bisect_right(self.starts, start) - 1
        start, end = start - self.starts[passage], end - self.starts[passage]
        if any((f.passage, f.start) in self._left_out for f in self._at(passage, start, end)):
            return
        ours = _quoted(self.read.texts[passage], start, end)
        theirs = _quoted(text.original, *text.numbers[index])
        yield Found(
            self.read.spot(passage, start, end),
            name=f"报告写“{ours}”，工作簿{datum.place}写“{theirs}”",
            left=self.masked.value(slot),
            right=text.value(index),
            difference=self.masked.value(slot) - text.value(index),
            field=datum.field,
        )

    def _at(self, passage: int, start: int, end: int) -> Iterable[Figure]:
        return (f for f in self._figures.get(passage, ()) if f.start < end and start < f.end)


def _quoted(text: str, start: int, end: int) -> str:
    """A number with the words next to it, within its sentence."""
    before = _CLAUSE.split(text[:start])[-1].strip()
    after = _CLAUSE.split(text[end:])[0].strip()
    ahead = f"…{before[-_QUOTED:]}" if len(before) > _QUOTED else before
    behind = f"{after[:_QUOTED]}…" if len(after) > _QUOTED else after
    return inner(f"{ahead}{text[start:end]}{behind}")


def _conflicts(
    report: _Report, places: Iterable[int], mask: str, entries: tuple[_Entry, ...]
) -> Iterator[tuple[int, int, _Entry]]:
    """(number of the report, which of the sentence's, the workbook's sentence) that differ.

    Several sentences of the workbook, or of the report, with these words are left alone as soon as one of
    the report is as the workbook has it: then the others may well be about something else. So is a
    sentence in which more than the year differs: it is told of another year.
    """
    count = mask.count(SLOT)
    values = {tuple(text.value(first + step) for step in range(count)) for text, first, _ in entries}
    written = [tuple(report.masked.value(slot + step) for step in range(count)) for slot in places]
    if len(values) != 1 or any(each in values for each in written):
        return
    right = next(iter(values))
    for slot, left in zip(places, written, strict=True):
        steps = [step for step in range(count) if _differ(left[step], right[step])]
        if len(steps) > 1 and any(left[step] in _YEARS and right[step] in _YEARS for step in steps):
            continue
        for step in steps:
            yield slot + step, step, entries[0]


def _differ(one: Decimal, other: Decimal) -> bool:
    """Whether neither number is the other one rounded."""
    places = (-int(one.as_tuple().exponent), -int(other.as_tuple().exponent))
    if places[0] == places[1]:
        return one != other
    return abs(one - other) > Decimal(5).scaleb(-min(places) - 1)


def _edited(report: _Report, told: _Told, spoken: set[int]) -> Iterator[tuple[int, _Entry]]:
    """Numbers that differ in the same surroundings, in sentences that staff edited elsewhere."""
    keys = {
        slot: _key(*report.words(slot, _BEFORE, _AFTER))
        for slot in range(len(report.masked.numbers))
        if slot not in spoken
    }
    often = Counter(keys.values())
    for slot, key in keys.items():
        entries = told.around.get(key, ())
        if often[key] > 1 or len({text.value(index) for text, index, _ in entries}) != 1:
            continue
        text, index, datum = entries[0]
        if not _differ(report.masked.value(slot), text.value(index)):
            continue
        ours = "".join(report.words(slot, _AROUND, _AROUND))
        if SequenceMatcher(None, ours, "".join(_words(text, index, _AROUND, _AROUND))).ratio() >= _ALIKE:
            yield slot, (text, index, datum)


def _documents(report: _Report, told: _Told) -> Iterator[Found]:
    """The number of a document the workbook names, where the report names one like it and never that one."""
    for mask, entries in told.documents.items():
        lead = mask.index(SLOT)
        places = [slot for slot in report.places(mask) if not _HAN.match(report.words(slot, lead + 1, 0)[0])]
        written = [[report.masked.value(slot + step) for step in (0, 1)] for slot in places]
        known = [[text.value(first), text.value(first + 1)] for text, first, _ in entries]
        if len(places) != 1 or len(known) != 1 or written[0] == known[0]:
            continue
        text, first, datum = entries[0]
        for step in (0, 1):
            if written[0][step] != known[0][step]:
                yield from report.found(places[0] + step, text, first + step, datum)


def _words(text: Masked, index: int, before: int, after: int) -> tuple[str, str]:
    """The masked words before and after a number, on its line."""
    at = text.slots[index]
    ahead = text.text[max(0, at - before) : at].rpartition("\n")[2]
    return ahead, text.text[at + 1 : at + 1 + after].partition("\n")[0]


def _key(before: str, after: str) -> str:
    """The surroundings of a number within its clause as a key; "" where they say too little."""
    key = f"{_CLAUSE.split(before)[-1]}{SLOT}{_CLAUSE.split(after)[0]}"
    return key if len(_HAN.findall(key)) >= _TELLING else ""


def _texts(record: Record) -> tuple[tuple[str, Datum], ...]:
    """Each different text of the workbook that holds a number, with its cell."""
    rows = (row for table in record.tables.values() for row in table)
    data = (datum for group in (record.data, *rows) for datum in group.values())
    texts = {d.value: d for d in data if isinstance(d.value, str) and any(map(str.isdigit, d.value))}
    return tuple(texts.items())


def _told(record: Record) -> _Told:
    """The workbook's texts, indexed."""
    sentences: dict[str, list[_Entry]] = defaultdict(list)
    around: dict[str, list[_Entry]] = defaultdict(list)
    documents: dict[str, list[_Entry]] = defaultdict(list)
    for value, datum in _texts(record):
        text = masked(normal(value))
        for match in _SENTENCE.finditer(text.text):
            marker = _MARKER.match(match[0])
            start = match.start() + (marker.end() if marker else 0)
            mask = text.text[start : match.end()]
            if SLOT in mask and len(_HAN.findall(mask)) >= _TELLING:
                sentences[mask].append((text, text.first(start), datum))
        for index in range(len(text.slots)):
            around[_key(*_words(text, index, _BEFORE, _AFTER))].append((text, index, datum))
        if _DOCUMENT.fullmatch(text.text):
            documents[text.text].append((text, 0, datum))
    around.pop("", None)
    return _Told(
        {mask: tuple(each) for mask, each in sentences.items()},
        {key: tuple(each) for key, each in around.items()},
        {mask: tuple(each) for mask, each in documents.items()},
    )
