"""Marking a marked report: what we wrote before is taken back first, what staff wrote stays."""

from __future__ import annotations

import re

from lxml import etree

from tests.proofs.findings import at
from tests.proofs.looked import AUTHOR, commented, comments, lines, looks, part, parts, unlawful
from tests.prose.made import document, p, r
from tests.prose.rezipped import rezipped
from xltools.readers.prose import read_prose_bytes
from xltools.writers.proofs import proofed

CONTENT = document(p(r("支出1", "<w:b/>") + r("00元，共2项")) + "\n  " + p("满意度95%") + "\n")


def marked() -> bytes:
    return proofed(CONTENT, [at(CONTENT, "100", "200"), at(CONTENT, "共2项"), at(CONTENT, "95%")])


def canonical(content: bytes, name: str) -> bytes:
    return etree.tostring(part(content, name), method="c14n")


def test_twice_is_once() -> None:
    """The findings of the marked report are those of the report, and marking again gives the same bytes."""
    once = marked()
    assert read_prose_bytes(once, "a.docx").passages == read_prose_bytes(CONTENT, "a.docx").passages
    again = proofed(once, [at(once, "100", "200"), at(once, "共2项"), at(once, "95%")])
    assert again == once


def test_nothing_left() -> None:
    """With nothing found any more all we wrote is gone, the part and its relationship too."""
    clean = proofed(marked(), [])
    assert AUTHOR.encode() not in b"".join(parts(clean).values())
    assert parts(clean).keys() == parts(CONTENT).keys()
    assert looks(clean) == looks(CONTENT)
    for name in ("word/_rels/document.xml.rels", "[Content_Types].xml"):
        assert canonical(clean, name) == canonical(CONTENT, name)


def test_other_findings() -> None:
    """Only what is found now stands there."""
    out = proofed(marked(), [at(CONTENT, "满意度")])
    assert list(commented(out).values()) == ["满意度"]
    assert lines(out, accept=True) == lines(CONTENT, accept=True)
    assert not unlawful(out)


def test_an_accepted_change_is_text() -> None:
    """Once accepted a repair is what the report says."""

    def accept(text: str) -> str:
        return re.sub(r"<w:del .*?</w:del>|</?w:ins[^>]*>", "", text)

    accepted = rezipped(marked(), "word/document.xml", accept)
    assert read_prose_bytes(accepted, "a.docx").passages[0].text == "支出200元，共2项"
    out = proofed(accepted, [])
    assert lines(out, accept=False) == ["支出200元，共2项", "满意度95%"]


def test_answers_of_staff_keep_what_they_answer() -> None:
    """A comment of ours that somebody replied to stays, once; the reply stays with it."""
    spaces = 'xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml"'
    more = 'xmlns:w15="http://schemas.microsoft.com/office/word/2012/wordml"'

    def answer(text: str) -> str:
        text = text.replace("<w:p>", f'<w:p {spaces} w14:paraId="0A">', 1)
        reply = (
            f'<w:comment w:id="9" w:author="示例"><w:p {spaces} w14:paraId="0B">{r("已核")}</w:p></w:comment>'
        )
        return text.replace("</w:comments>", f"{reply}</w:comments>")

    extended = (
        f'<w15:commentsEx {more}><w15:commentEx w15:paraId="0B" w15:paraIdParent="0A"/></w15:commentsEx>'
    )
    relation = (
        '<Relationship Id="x" Type="http://schemas.microsoft.com/office/2011/relationships/commentsExtended" '
        'Target="commentsExtended.xml"/></Relationships>'
    )
    mark = '<w:commentRangeStart w:id="9"/><w:commentRangeEnd w:id="9"/>'
    mark += '<w:r><w:commentReference w:id="9"/></w:r></w:p>'
    once = rezipped(marked(), "word/comments.xml", answer, {"word/commentsExtended.xml": extended})
    once = rezipped(once, "word/_rels/document.xml.rels", lambda x: x.replace("</Relationships>", relation))
    once = rezipped(once, "word/document.xml", lambda x: x.replace("</w:p>", mark, 1))
    again = proofed(once, [at(once, "100", "200"), at(once, "95%")])
    assert comments(again, ours=False) == {"9": "已核"}
    assert sorted(commented(again)[number] for number in comments(again)) == ["100", "95%"]
    assert parts(again)["word/commentsExtended.xml"] == extended.encode()
    assert not unlawful(again)


def test_what_word_keeps_beside_comments() -> None:
    """Where other parts speak of the comments the part with them stays, though empty."""
    relation = (
        '<Relationship Id="x" Type="urn:x/commentsExtended" Target="commentsExtended.xml"/></Relationships>'
    )
    saved = rezipped(
        marked(), "word/_rels/document.xml.rels", lambda x: x.replace("</Relationships>", relation)
    )
    saved = rezipped(saved, "", str, {"word/commentsExtended.xml": "<x/>"})
    plain = proofed(saved, [])
    assert not comments(plain)
    assert parts(plain).keys() == parts(saved).keys()
