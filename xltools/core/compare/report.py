"""Two reports: paragraphs and tables aligned, their figures one by one, words added, missing or changed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from xltools.core.compare.align import align
from xltools.core.compare.difference import Difference, Spot, Told
from xltools.core.compare.grid import Grid
from xltools.core.compare.match import match
from xltools.core.compare.reading import read
from xltools.core.compare.sentences import changes, figures, key, shape
from xltools.core.compare.tables import compare_grids

#: The part of a report that is not in tables.
BODY = "正文"

#: Paragraphs less alike than this are two, not one that was changed.
_SAME = 0.4
#: How much of a paragraph is shown beside a figure of it.
_SENTENCE = 80


@dataclass(frozen=True, slots=True)
class Document:
    """A report as read: its paragraphs that say anything, with their numbers, and its tables cell by cell."""

    path: str
    sha256: str
    paragraphs: tuple[tuple[int, str], ...]
    tables: tuple[tuple[tuple[str, ...], ...], ...] = ()


def compare_reports(left: Document, right: Document) -> Told:
    """Compare two reports."""
    return _paragraphs(left.paragraphs, right.paragraphs) + _tables(left, right)


def _paragraphs(left: Sequence[tuple[int, str]], right: Sequence[tuple[int, str]]) -> Told:
    bags = [[_bigrams(text) for _, text in side] for side in (left, right)]

    def alike(i: int, j: int) -> float:
        one, other = bags[0][i], bags[1][j]
        share = 2 * (one & other).total() / (one.total() + other.total())
        return share if share >= _SAME else -1.0

    told = Told()
    for i, j in align([key(text) for _, text in left], [key(text) for _, text in right], alike):
        if i is not None and j is not None:
            told += _paragraph(left[i], right[j])
        elif i is not None:
            number, text = left[i]
            found = Difference("段落", "不同", _spot(number), None, text, "", note="这一段只在报送稿里")
            told += Told(1, (found,))
        elif j is not None:
            number, text = right[j]
            found = Difference("段落", "不同", None, _spot(number), "", text, note="这一段只在公开稿里")
            told += Told(1, (found,))
    return told


def _bigrams(text: str) -> Counter[str]:
    words = f"^{shape(text)}$"
    return Counter(words[n : n + 2] for n in range(len(words) - 1))


def _spot(number: int) -> Spot:
    return Spot(BODY, f"第{number}段")


def _paragraph(left: tuple[int, str], right: tuple[int, str]) -> Told:
    """A pair of paragraphs: each figure is a place, and the words are one, or each change of them is."""
    (number, text), (other_number, other_text) = left, right
    if key(text) == key(other_text):
        return Told(1 + figures(text))
    found = tuple(_changes(text, other_text, _spot(number), _spot(other_number)))
    words = sum(each.kind == "文字" for each in found)
    places = max(figures(text), figures(other_text))
    return Told(max(places + max(1, words), len(found)), found)


def _changes(text: str, other: str, at: Spot, other_at: Spot) -> Iterator[Difference]:
    for change in changes(text, other):
        verdict = change.verdict
        yield Difference(
            verdict.kind,
            verdict.weight,
            at,
            other_at,
            change.submitted,
            change.published,
            verdict.difference,
            verdict.unit,
            label=_sentence(text, change.submitted) if verdict.kind != "文字" else "",
            note=verdict.note,
        )


def _sentence(text: str, words: str) -> str:
    """The sentence in which a figure stands; the beginning of the paragraph where it is written otherwise."""
    sentence = next((each for each in text.split("。") if words in each), text).strip()
    if len(sentence) <= _SENTENCE:
        return sentence
    start = max(0, sentence.find(words) - _SENTENCE // 2)
    end = start + _SENTENCE
    return ("…" if start else "") + sentence[start:end] + ("…" if end < len(sentence) else "")


def _tables(left: Document, right: Document) -> Told:
    ours, theirs = _grids(left), _grids(right)
    told = Told()
    paired = match(ours, theirs, by_name=False)
    for one, other in paired:
        if one is not None and other is not None:
            told += compare_grids(one, other)
        elif one is not None:
            note = "这张表只在报送稿里"
            told += Told(1, (Difference("表格", "不同", Spot(one.name), None, one.name, "", note=note),))
        elif other is not None:
            note = "这张表只在公开稿里"
            told += Told(1, (Difference("表格", "不同", None, Spot(other.name), "", other.name, note=note),))
    return told


def _grids(document: Document) -> list[Grid]:
    return [
        Grid(f"表格{number}", [[read(text) for text in row] for row in table], of_report=True)
        for number, table in enumerate(document.tables, 1)
    ]
