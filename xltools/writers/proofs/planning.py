"""Which elements of a report each finding stands on: paragraphs found again by number, and cut."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from lxml import etree

from xltools.core.errors import PatchRefused
from xltools.core.model import Finding
from xltools.core.prose.spot import Spot
from xltools.readers.word.names import kind
from xltools.readers.word.sight import Sight
from xltools.readers.word.story import NOTES, Paragraph, Story
from xltools.writers.proofs.cutting import Cut, Words, host_of, runs_in_fields, unit_of
from xltools.writers.proofs.elements import ID, W

_NOTES = frozenset(NOTES.values())


@dataclass(frozen=True, slots=True)
class Planned:
    """A comment to be written on what ``units`` hold; ``exact`` if these are just the finding's words.

    ``changed``: whether the finding's repair will be in the text.
    """

    finding: Finding
    units: Sequence[etree._Element]
    exact: bool
    changed: bool = False


@dataclass(slots=True)
class Plan:
    """A report being planned; its runs are cut on the way.

    ``roots`` are the document and its notes; ``tracks`` whether changes may be proposed in it; ``ids`` are
    for whatever tracked changes are doubled by a cut.
    """

    file: str
    roots: Sequence[etree._Element]
    hidden: frozenset[str]
    tracks: bool
    ids: Iterator[str]
    repairs: list[tuple[Spot, Words]] = field(default_factory=list)
    _cuts: dict[int, Cut] = field(default_factory=dict)

    def of(self, findings: Sequence[Finding]) -> list[Planned]:
        """What stands where, in the order of the report; PatchRefused where the words are not there."""
        story = Story(Sight(self.hidden))
        said = [each for root in self.roots for each in story.of(root) if each.says]
        fields = {run for root in self.roots for run in runs_in_fields(root)}
        offsets: dict[int, list[int]] = defaultdict(list)
        for spot in filter(None, (each.spot for each in findings)):
            paragraph = said[spot.paragraph - 1] if 1 <= spot.paragraph <= len(said) else None
            if paragraph is None or not _fits(spot, paragraph):
                raise self._stranger(spot)
            if spot.paragraph not in self._cuts:
                element = paragraph.element
                cut = Cut(list(paragraph.pieces), element, host_of(element), self.ids, fields)
                self._cuts[spot.paragraph] = cut
            offsets[spot.paragraph] += _stretch(spot)
        for number, cut in self._cuts.items():
            cut.at(offsets[number])
        return [self._planned(each) for each in sorted(findings, key=_position)]

    def _planned(self, finding: Finding) -> Planned:
        spot = finding.spot
        if spot is None:
            return Planned(finding, self._title(), exact=True)
        cut = self._cuts[spot.paragraph]
        words = cut.words(*_stretch(spot))
        units: Sequence[etree._Element] = words.units
        exact = words.text == spot.text and cut.host is cut.paragraph
        note = next((each for each in cut.paragraph.iterancestors() if kind(each) in _NOTES), None)
        if note is not None:
            # Not every program shows comments in notes: it goes where the note is called.
            units, exact = self._reference(note) or self._title(), False
        return Planned(finding, units, exact, changed=self._repaired(spot, words))

    def _repaired(self, spot: Spot, words: Words) -> bool:
        """Whether a repair will be made; one that overlaps another is not, an equal one is made once."""
        if spot.repair is None or not self.tracks or not words.repairable:
            return False
        for other, _ in self.repairs:
            if other.paragraph == spot.paragraph and spot.start < max(other.end, other.start + 1):
                return (other.start, other.end, other.repair) == (spot.start, spot.end, spot.repair)
        self.repairs.append((spot, words))
        return True

    def _title(self) -> Sequence[etree._Element]:
        """What holds the first paragraph of the body that says something, or else an empty run."""
        story = Story(Sight(self.hidden))
        for paragraph in story.of(self.roots[0]):
            if paragraph.says:
                host = host_of(paragraph.element)
                return list(dict.fromkeys(unit_of(element, host)[0] for element, _ in paragraph.pieces))
        empty = next(self.roots[0].iter(f"{W}p"), None)
        if empty is None:
            fix = "请核对文件是不是自评报告。"
            raise PatchRefused(f"“{self.file}”里没有一个段落，没有地方加批注。", fix=fix)
        run = empty.find(f"{W}r")
        return [etree.SubElement(empty, f"{W}r") if run is None else run]

    def _reference(self, note: etree._Element) -> Sequence[etree._Element]:
        """What holds the mark in the body that calls a note."""
        for each in self.roots[0].iter(f"{W}{kind(note)}Reference"):
            host = next(each.iterancestors(f"{W}p"), None)
            if each.get(ID) == note.get(ID) and host is not None:
                return [unit_of(each, host_of(host))[0]]
        return []

    def _stranger(self, spot: Spot) -> PatchRefused:
        fix = "请对这份报告重新校验，再生成批注稿。"
        return PatchRefused(f"“{self.file}”里没有{spot}，校验结果不是这份报告的。", fix=fix)


def _fits(spot: Spot, paragraph: Paragraph) -> bool:
    text = paragraph.text
    return 0 <= spot.start <= spot.end <= len(text) and text[spot.start : spot.end] == spot.text


def _stretch(spot: Spot) -> tuple[int, int]:
    """The characters a comment stands on: one at least."""
    if spot.start < spot.end:
        return spot.start, spot.end
    return max(0, spot.start - 1), max(1, spot.start)


def _position(finding: Finding) -> tuple[int, int, int]:
    spot = finding.spot
    return (spot.paragraph, spot.start, -spot.end) if spot else (0, 0, 0)
