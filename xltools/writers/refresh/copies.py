"""Copies of freshly generated paragraphs, tables and rows, made to fit into another document."""

from __future__ import annotations

from copy import deepcopy
from functools import cached_property
from itertools import count

from docx.oxml.ns import qn
from lxml import etree

from xltools.core.merging.pieces import Slot
from xltools.writers.bound.controls import controls, key_of, show, shown
from xltools.writers.refresh.charts import adopt
from xltools.writers.refresh.opened import Report

_RELATED = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
#: Marks whose numbers another document may have taken, and that nothing points at in a copy.
_POINTS = tuple(map(qn, ("w:bookmarkStart", "w:bookmarkEnd", "w:proofErr")))
_STYLES = tuple(map(qn, ("w:pStyle", "w:rStyle", "w:tblStyle")))
#: What a run may hold that lives in another part.
_OBJECTS = tuple(map(qn, ("w:drawing", "w:pict", "w:object", "w:footnoteReference", "w:endnoteReference")))


class Copies:
    """Copies out of a fresh report into one that was edited; ``slots`` are the controls that came along."""

    def __init__(self, mine: Report, fresh: Report) -> None:
        self._mine, self._fresh = mine, fresh
        self._ids = count(_greatest_id(mine) + 1)
        self.slots: list[tuple[etree._Element, Slot]] = []
        self.refused = 0
        """How many pictures or notes could not be copied."""

    def of(self, element: etree._Element) -> etree._Element | None:
        """A copy of a block or row; None where nothing of it can be copied."""
        copy = deepcopy(element)
        for each in list(copy.iter(*_POINTS)):
            _remove(each)
        for section in list(copy.iter(qn("w:sectPr"))):
            _remove(section)
        if not self._without_objects(copy):
            return None
        self._restyle(copy)
        for control in controls(copy):
            key = key_of(control, self._fresh.store)
            if key is not None:
                self._register(control, Slot(key, shown(control), shown(control)))
        return copy

    def control(self, slot: Slot, look: etree._Element | None) -> etree._Element | None:
        """A control for a figure, in the look given; None where the fresh report has none for it."""
        original = self._controls.get(slot.key)
        if original is None:
            return None
        copy = deepcopy(original)
        copy.tail = None
        for run in copy.iter(qn("w:r"), qn("w:sdtPr")):
            properties = run.find(qn("w:rPr"))
            if properties is not None:
                run.remove(properties)
            if look is not None:
                run.insert(0, deepcopy(look))
        show(copy, slot.text)
        self._register(copy, slot)
        return copy

    @cached_property
    def _controls(self) -> dict[str, etree._Element]:
        """The first control of each figure."""
        found: dict[str, etree._Element] = {}
        for control in controls(self._fresh.body):
            key = key_of(control, self._fresh.store)
            if key is not None:
                found.setdefault(key, control)
        return found

    def _register(self, control: etree._Element, slot: Slot) -> None:
        number = control.find(f"{qn('w:sdtPr')}/{qn('w:id')}")
        if number is not None:
            number.set(qn("w:val"), str(next(self._ids)))
        self.slots.append((control, slot))

    def _without_objects(self, copy: etree._Element) -> bool:
        """Bring charts along and take away what else lives in other parts; whether anything is left."""
        for link in list(copy.iter(qn("w:hyperlink"))):
            if link.get(f"{_RELATED}id") is not None:
                for child in list(link):
                    link.addprevious(child)
                _remove(link)
        objects = [each for each in copy.iter(*_OBJECTS) if not adopt(self._mine, each, self._fresh)]
        for each in objects:
            self.refused += 1
            _remove(each)
        return not objects or any(text.text for text in copy.iter(qn("w:t")))

    def _restyle(self, copy: etree._Element) -> None:
        """Name styles as the edited report names them; one it lacks, and foreign numbering, are let go."""
        for style in list(copy.iter(*_STYLES)):
            name = self._style_names.get(style.get(qn("w:val"), ""), "")
            own = self._own_styles.get(name)
            if own is None:
                _remove(style)
            else:
                style.set(qn("w:val"), own)
        if self._numbering(self._mine) != self._numbering(self._fresh):
            for numbering in list(copy.iter(qn("w:numPr"))):
                _remove(numbering)

    @cached_property
    def _style_names(self) -> dict[str, str]:
        return {index: name for name, index in _styles(self._fresh)}

    @cached_property
    def _own_styles(self) -> dict[str, str]:
        return dict(_styles(self._mine))

    @staticmethod
    def _numbering(report: Report) -> bytes | None:
        part = report.draft.related(report.main, "numbering")
        return None if part is None or part not in report.draft else report.draft.read(part)


def _greatest_id(report: Report) -> int:
    """The greatest id of a control."""
    numbers = (each.get(qn("w:val"), "") for root in report.roots for each in root.iter(qn("w:id")))
    return max((int(number) for number in numbers if number.isdecimal()), default=100000)


def _styles(report: Report) -> list[tuple[str, str]]:
    """(kind and name, id) of each style; names count in any case."""
    part = report.draft.related(report.main, "styles")
    if part is None or part not in report.draft:
        return []
    found = []
    for style in report.draft.tree(part).iter(qn("w:style")):
        name = style.find(qn("w:name"))
        word = "" if name is None else name.get(qn("w:val"), "").lower()
        found.append((f"{style.get(qn('w:type'))} {word}", style.get(qn("w:styleId"), "")))
    return found


def _remove(element: etree._Element) -> None:
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)
