"""Whatever a report is made of and wherever its findings are: words, changes and all else come out right."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import count

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.proofs.findings import NAMES, on
from tests.proofs.looked import commented, comments, lines, looks, parts, unlawful
from tests.prose.made import box, document, field, p, r, sdt, table
from xltools.core.model import Finding
from xltools.core.prose.spot import Spot
from xltools.readers.prose import read_prose_bytes
from xltools.writers.proofs import proofed

STAFF = 'w:id="#" w:author="示例"'
#: A second author's brackets around what is not ours to change, as the text shows them.
CLOSED = "⟨⟩"

_looks = st.sampled_from(["", "<w:b/>", '<w:rFonts w:hint="eastAsia"/><w:sz w:val="32"/>', "<w:i/><w:u/>"])
_text = st.text("支出，。 100%=（）　", min_size=1, max_size=8)
_run = st.builds(r, _text, _looks)
_whole = st.sampled_from(
    [
        "<w:r><w:tab/></w:r>",
        "<w:r><w:t>甲</w:t><w:tab/><w:t>乙</w:t><w:br/></w:r>",
        '<w:bookmarkStart w:id="#" w:name="b"/>',
        '<w:proofErr w:type="spellStart"/>',
        "<w:r><w:lastRenderedPageBreak/></w:r>",
        "\n   ",
    ]
)


def _insertion(inner: str) -> str:
    return f"<w:ins {STAFF}>{r('⟨')}{inner}{r('⟩')}</w:ins>"


def _deletion(text: str) -> str:
    return f"<w:del {STAFF}><w:r><w:delText>{text}</w:delText></w:r></w:del>"


def _around(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    many = st.lists(inner, min_size=1, max_size=3).map("".join)
    wraps: list[Callable[[str], str]] = [
        sdt,
        lambda x: f'<w:hyperlink w:anchor="a">{x}</w:hyperlink>',
        lambda x: f'<w:smartTag w:element="x">{x}</w:smartTag>',
        lambda x: field(" REF x ", r("⟨") + x + r("⟩")),
    ]
    return st.one_of([many.map(wrap) for wrap in wraps])


_inline = st.recursive(
    st.one_of(_run, _run, _whole, _text.map(_deletion), _run.map(_insertion)), _around, max_leaves=6
)
_paragraph = st.lists(_inline, max_size=6).map(lambda inner: p(f"<w:r/>{''.join(inner)}"))
_block = st.one_of(
    _paragraph,
    _paragraph,
    _paragraph.map(sdt),
    _paragraph.map(lambda x: table((x, p("格")), (p(""), x))),
    _paragraph.map(lambda x: p(f"<w:r/>{box(x)}")),
)


def _report(blocks: list[str]) -> bytes:
    """A report of blocks; what was tracked in it gets ids of its own."""
    numbers = count(800)
    return document(re.sub("#", lambda _: str(next(numbers)), "".join(blocks)) + p("末段"))


_reports = st.lists(_block, min_size=1, max_size=4).map(_report)


@st.composite
def _marked(draw: st.DrawFn) -> tuple[bytes, list[Finding]]:
    """A report and findings anywhere in it."""
    content = draw(_reports)
    passages = read_prose_bytes(content, "a.docx").passages
    found: list[Finding] = []
    for _ in range(draw(st.integers(1, 5))):
        passage = draw(st.sampled_from(passages))
        start = draw(st.integers(0, len(passage.text)))
        end = draw(st.integers(start, len(passage.text)))
        repair = draw(st.none() | st.text("改正、 9", max_size=4))
        found.append(on(Spot(passage.number, start, end, passage.text[start:end], repair)))
    return content, found


@settings(max_examples=200, deadline=None)
@given(_marked())
def test_any_report(case: tuple[bytes, list[Finding]]) -> None:
    """Commented are just the words; accepted and rejected read as they should; all else is as it was."""
    content, findings = case
    out = proofed(content, findings, names=NAMES)
    assert not unlawful(out)
    assert looks(out) == looks(content)
    assert lines(out, accept=False) == lines(content, accept=False)
    assert read_prose_bytes(out, "a.docx").passages == read_prose_bytes(content, "a.docx").passages
    assert proofed(out, findings, names=NAMES) == out
    _other_parts(content, out)
    order = sorted(findings, key=lambda x: (x.spot.paragraph, x.spot.start, -x.spot.end))
    texts, words = comments(out), commented(out)
    assert len(texts) == len(findings)
    for finding, number in zip(order, texts, strict=True):
        text = finding.spot.text
        assert not text or words[number] == text or f"原文：“{text}”" in texts[number]
    _repaired(content, out, order, list(texts.values()))


def _other_parts(content: bytes, out: bytes) -> None:
    before, after = parts(content), parts(out)
    ours = {"word/document.xml", "word/comments.xml", "[Content_Types].xml", "word/_rels/document.xml.rels"}
    assert {name: each for name, each in after.items() if name not in ours} == {
        name: each for name, each in before.items() if name not in ours
    }


def _repaired(content: bytes, out: bytes, order: list[Finding], texts: list[str]) -> None:
    """The repairs said to be made are made, no other; those that may be made are."""
    passages = {each.number: each.text for each in read_prose_bytes(content, "a.docx").passages}
    made: list[Spot] = []
    for finding, text in zip(order, texts, strict=True):
        spot = finding.spot
        assert spot is not None
        if "已在文中标出" in text:
            made += [spot] if spot not in made else []
        elif (
            spot.repair is not None
            and spot.text
            and "原文" not in text
            and not _closed(passages[spot.paragraph], spot)
        ):
            ends = [max(each.end, each.start + 1) for each in made if each.paragraph == spot.paragraph]
            assert any(spot.start < end for end in ends)
    for spot in sorted(made, key=lambda each: -each.start):
        text = passages[spot.paragraph]
        passages[spot.paragraph] = text[: spot.start] + (spot.repair or "") + text[spot.end :]
    accepted = [line for line in lines(out, accept=True, boxes=False) if line.strip()]
    assert accepted == [text for text in passages.values() if text.strip()]


def _closed(text: str, spot: Spot) -> bool:
    """Whether some of the words stand in somebody else's brackets."""
    depth = 0
    for at, sign in enumerate(text):
        depth += sign == CLOSED[0]
        if spot.start <= at < spot.end and depth:
            return True
        depth -= sign == CLOSED[1]
    return False
