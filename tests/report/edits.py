"""A report as staff would edit it: words, paragraphs, rows and figures changed by hand, at random."""

from __future__ import annotations

import io
import random
import zipfile
from collections.abc import Callable
from copy import deepcopy

from lxml import etree

from xltools.writers.bound.controls import controls

from .words import W, text

_MAIN = "word/document.xml"
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"


def run(words: str) -> etree._Element:
    """A run with these words."""
    element = etree.Element(f"{W}r")
    inner = etree.SubElement(element, f"{W}t")
    inner.text = words
    inner.set(_SPACE, "preserve")
    return element


def with_part(content: bytes, name: str, part: bytes) -> bytes:
    """The package with one part replaced."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w") as new:
        for entry in old.infolist():
            new.writestr(entry, part if entry.filename == name else old.read(entry))
    return out.getvalue()


class Hand:
    """Somebody's hand on a report.

    ``marks`` are words it wrote, ``figures`` texts it wrote over figures: each stands in the document.
    """

    def __init__(self, content: bytes, seed: int) -> None:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            self.root = etree.fromstring(archive.read(_MAIN))
        self._content = content
        self._rng = random.Random(seed)  # noqa: S311  # nothing secret
        self._written: list[str] = []
        self._numbers: list[str] = []

    @property
    def body(self) -> etree._Element:
        """The document's body."""
        return self.root[0]

    @property
    def marks(self) -> list[str]:
        """The words it wrote that still stand."""
        return [mark for mark in self._written if mark in text(self.root)]

    @property
    def figures(self) -> list[str]:
        """The figures it wrote that still stand."""
        return [each for each in self._numbers if any(text(c) == each for c in controls(self.root))]

    def content(self) -> bytes:
        """The edited report."""
        part = etree.tostring(self.root, xml_declaration=True, encoding="UTF-8", standalone=True)
        return with_part(self._content, _MAIN, part)

    def edit(self, count: int) -> None:
        """So many edits of any kind."""
        kinds: tuple[Callable[[], None], ...] = (
            self.insert,
            self.insert,
            self.cut,
            self.add_paragraph,
            self.add_paragraph,
            self.delete_paragraph,
            self.move_paragraph,
            self.retype,
            self.free_figure,
            self.delete_figure,
            self.edit_figure,
            self.edit_figure_everywhere,
            self.add_row,
            self.delete_row,
            self.edit_cell,
            self.insert_tracked,
            self.delete_tracked,
            self.comment,
        )
        for _ in range(count):
            self._rng.choice(kinds)()

    def _mark(self) -> str:
        self._written.append(f"（手{chr(0x4E00 + 300 + len(self._written))}改）")
        return self._written[-1]

    def _paragraph(self) -> etree._Element:
        """A paragraph with words outside tables and the table of contents."""
        fields = [p for p in self.body.findall(f"{W}p") if p.find(f".//{W}instrText") is None]
        return self._rng.choice(
            [p for p in fields if len(text(p)) > 8 and p.find(f".//{W}hyperlink") is None]
        )

    def _run(self, paragraph: etree._Element) -> etree._Element:
        return self._rng.choice(
            [r for r in paragraph.findall(f"{W}r") if r.find(f"{W}t") is not None]
            or [self._appended(paragraph)]
        )

    def _appended(self, paragraph: etree._Element) -> etree._Element:
        paragraph.append(run(self._mark()))
        return paragraph[-1]

    def insert(self) -> None:
        """Words inside a run."""
        inner = self._run(self._paragraph()).find(f"{W}t")
        at = self._rng.randint(0, len(inner.text or ""))
        inner.text = (inner.text or "")[:at] + self._mark() + (inner.text or "")[at:]

    def cut(self) -> None:
        """A few words less."""
        inner = self._run(self._paragraph()).find(f"{W}t")
        at = self._rng.randint(0, len(inner.text or ""))
        inner.text = (inner.text or "")[:at] + (inner.text or "")[at + self._rng.randint(1, 9) :]

    def add_paragraph(self) -> None:
        """A paragraph behind another, in its style."""
        near = self._paragraph()
        new = etree.Element(f"{W}p")
        if near.find(f"{W}pPr") is not None:
            new.append(deepcopy(near.find(f"{W}pPr")))
        new.append(run(f"{self._mark()}补充说明一段，共{self._rng.randint(2, 99)}项。"))
        near.addnext(new)

    def delete_paragraph(self) -> None:
        """A paragraph less."""
        self.body.remove(self._paragraph())

    def move_paragraph(self) -> None:
        """A paragraph at another place."""
        self._paragraph().addnext(self._paragraph())

    def retype(self) -> None:
        """The same words typed anew: no control is left, at times with a word more."""
        paragraph = self._paragraph()
        words = text(paragraph)
        for child in list(paragraph):
            if child.tag != f"{W}pPr":
                paragraph.remove(child)
        paragraph.append(run(words + (self._mark() if self._rng.random() < 0.5 else "")))

    def _control(self) -> etree._Element:
        return self._rng.choice(list(controls(self.root)))

    def free_figure(self) -> None:
        """A control taken away, its words left."""
        control = self._control()
        for child in list(control.find(f"{W}sdtContent")):
            control.addprevious(child)
        control.getparent().remove(control)

    def delete_figure(self) -> None:
        """A figure less."""
        control = self._control()
        control.getparent().remove(control)

    def _write(self, control: etree._Element, number: str) -> None:
        inner = list(control.iter(f"{W}t"))
        inner[0].text = number
        for other in inner[1:]:
            other.text = ""

    def _number(self) -> str:
        self._numbers.append(f"987{len(self._numbers)}.{self._rng.randint(10, 99)}")
        return self._numbers[-1]

    def edit_figure(self) -> None:
        """One place of a figure."""
        self._write(self._control(), self._number())

    def edit_figure_everywhere(self) -> None:
        """Every place of a figure, as Word does it."""
        chosen = self._control().find(f".//{W}dataBinding")
        number = self._number()
        for control in controls(self.root):
            binding = control.find(f".//{W}dataBinding")
            if chosen is not None and binding is not None and dict(binding.attrib) == dict(chosen.attrib):
                self._write(control, number)

    def _row(self) -> etree._Element:
        return self._rng.choice(list(self.body.iter(f"{W}tr")))

    def add_row(self) -> None:
        """A row of one's own behind another."""
        row = self._row()
        new = deepcopy(row)
        for cell in new.findall(f"{W}tc"):
            first, *others = cell.findall(f"{W}p")
            for other in others:
                cell.remove(other)
            for child in list(first):
                if child.tag != f"{W}pPr":
                    first.remove(child)
        new.find(f"{W}tc/{W}p").append(run(self._mark()))
        row.addnext(new)

    def delete_row(self) -> None:
        """A row less."""
        row = self._row()
        if len(row.getparent().findall(f"{W}tr")) > 2:
            row.getparent().remove(row)

    def edit_cell(self) -> None:
        """Words in a cell."""
        self._rng.choice(list(self._row().iter(f"{W}p"))).append(run(self._mark()))

    def insert_tracked(self) -> None:
        """A tracked insertion."""
        near = self._run(self._paragraph())
        inserted = etree.Element(f"{W}ins", {f"{W}id": "9001", f"{W}author": "示例"})
        inserted.append(run(self._mark()))
        near.addnext(inserted)

    def delete_tracked(self) -> None:
        """A tracked deletion of a run."""
        gone = self._run(self._paragraph())
        holder = etree.Element(f"{W}del", {f"{W}id": "9002", f"{W}author": "示例"})
        gone.addprevious(holder)
        holder.append(gone)
        for inner in gone.findall(f"{W}t"):
            inner.tag = f"{W}delText"

    def comment(self) -> None:
        """The marks of a comment around a run."""
        near = self._run(self._paragraph())
        near.addprevious(etree.Element(f"{W}commentRangeStart", {f"{W}id": "77"}))
        near.addnext(etree.Element(f"{W}commentRangeEnd", {f"{W}id": "77"}))
