"""Comments (批注): the part that holds them and their marks in the text; those of staff stay."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from lxml import etree

from xltools.core.prose.proposal import AUTHOR
from xltools.readers.word.names import attribute, child, kind
from xltools.readers.word.sight import Sight
from xltools.writers.patch.draft import Draft
from xltools.writers.proofs.elements import ID, MAIN, W, made, parent_of, put_after, say, take_out

_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.comments+xml"
_INITIALS = "核"
MARKS = ("commentRangeStart", "commentRangeEnd", "commentReference")
_EMPTY = f'<w:comments xmlns:w="{MAIN}"/>'.encode()
#: Half-points: the size of comments in Word's own style for them.
_SIZE = "18"


class Comments:
    """The comments of a document being marked; ``styles`` are the ids of styles by their names."""

    def __init__(self, draft: Draft, main: str, styles: dict[str, str]) -> None:
        self._draft, self._main, self._styles = draft, main, styles

    @property
    def part(self) -> str | None:
        """The name of the part that holds comments."""
        part = self._draft.related(self._main, "comments")
        return part if part is not None and part in self._draft else None

    def root(self) -> etree._Element | None:
        """The tree of that part."""
        return None if self.part is None else self._draft.tree(self.part)

    def take_back(self, texts: Sequence[etree._Element]) -> Counter[str]:
        """Take our comments away, but those that staff have answered: what these say, how often."""
        root = self.root()
        if root is None:
            return Counter()
        ours = [each for each in root if kind(each) == "comment" and each.get(f"{W}author") == AUTHOR]
        answered = self._answered()
        kept = [each for each in ours if answered & set(_paragraph_ids(each))]
        gone = [each for each in ours if each not in kept]
        numbers = {each.get(ID) for each in gone}
        for each in gone:
            take_out(each)
        for text in texts:
            _unmark(text, numbers)
        return Counter(text_of(each) for each in kept)

    def tidy(self) -> None:
        """Drop the part when nothing is left in it that anybody else could miss."""
        part, root = self.part, self.root()
        kinds = {each.kind for each in self._draft.relations(self._main).values()}
        if part is None or root is None or len(root) or "commentsExtended" in kinds:
            return
        if part in self._draft.package and not len(self._original(part)):
            return
        self._draft.unrelate(self._main, part)
        self._draft.remove(part)

    def add(self, number: str, lines: Sequence[str], units: Sequence[etree._Element]) -> None:
        """A comment of these lines on what stretches from the first to the last of the units."""
        self._mark(number, units)
        part = self.part
        if part is None:
            folder = self._main.rpartition("/")[0]
            part = self._draft.free(f"{folder}/comments%d.xml")
            if f"{folder}/comments.xml" not in self._draft:
                part = f"{folder}/comments.xml"
            self._draft.add(part, _EMPTY, _TYPE)
            self._draft.relate(self._main, "comments", part)
        root = self._draft.tree(part)
        comment = etree.SubElement(root, f"{W}comment")
        for key, value in (("id", number), ("author", AUTHOR), ("initials", _INITIALS)):
            comment.set(W + key, value)
        for at, line in enumerate(lines):
            self._paragraph(comment, line, first=at == 0)

    def _mark(self, number: str, units: Sequence[etree._Element]) -> None:
        first, last = units[0], units[-1]
        first.addprevious(made(first, "commentRangeStart", {"id": number}))
        end, run = made(last, "commentRangeEnd", {"id": number}), made(last, "r")
        put_after(last, end)
        put_after(end, run)
        self._styled(run, "annotation reference")
        run.append(made(run, "commentReference", {"id": number}))

    def _paragraph(self, comment: etree._Element, line: str, *, first: bool) -> None:
        paragraph = etree.SubElement(comment, f"{W}p")
        properties = etree.SubElement(paragraph, f"{W}pPr")
        if "annotation text" in self._styles:
            properties.append(made(comment, "pStyle", {"val": self._styles["annotation text"]}))
        # Body text of official papers is indented and wide apart: not so in a comment.
        properties.append(made(comment, "spacing", {"line": "240", "lineRule": "auto"}))
        properties.append(made(comment, "ind", {"firstLine": "0", "firstLineChars": "0"}))
        properties.append(made(comment, "jc", {"val": "left"}))
        if first:
            mark = etree.SubElement(paragraph, f"{W}r")
            self._styled(mark, "annotation reference")
            etree.SubElement(mark, f"{W}annotationRef")
        run = etree.SubElement(paragraph, f"{W}r")
        look = etree.SubElement(run, f"{W}rPr")
        for name in ("sz", "szCs"):
            look.append(made(comment, name, {"val": _SIZE}))
        say(run, line)

    def _styled(self, run: etree._Element, name: str) -> None:
        if name in self._styles:
            look = etree.SubElement(run, f"{W}rPr")
            look.append(made(run, "rStyle", {"val": self._styles[name]}))

    def _answered(self) -> set[str]:
        """The ids of paragraphs whose comments somebody has replied to."""
        part = self._draft.related(self._main, "commentsExtended")
        if part is None or part not in self._draft:
            return set()
        return {
            parent
            for each in self._draft.tree(part)
            if (parent := attribute(each, "paraIdParent")) is not None
        }

    def _original(self, part: str) -> etree._Element:
        return self._draft.package.xml(part, "comments")


def text_of(comment: etree._Element) -> str:
    """What a comment says, a line a paragraph."""
    sight = Sight()
    paragraphs = comment.iterchildren(f"{W}p")
    return "\n".join("".join(text for _, text in sight.pieces(each)) for each in paragraphs)


def _paragraph_ids(comment: etree._Element) -> Iterator[str]:
    for paragraph in comment.iterchildren(f"{W}p"):
        for key, value in paragraph.attrib.items():
            if str(key).endswith("}paraId"):
                yield str(value)


def _unmark(text: etree._Element, numbers: set[str | None]) -> None:
    """Take the marks of comments out of a part's text."""
    for mark in [each for each in text.iter() if kind(each) in MARKS and each.get(ID) in numbers]:
        run = parent_of(mark)
        take_out(mark)
        left = [each for each in run if each is not child(run, "rPr")]
        if kind(mark) == "commentReference" and kind(run) == "r" and not left:
            take_out(run)
