"""Every finding is a comment on its very words, wherever these stand, and nothing else changes."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace

import docx
import pytest

from tests.counted import calls
from tests.proofs.findings import NAMES, at, on
from tests.proofs.looked import commented, comments, lines, looks, parts, unlawful
from tests.prose.made import box, document, field, math, p, r, ruby, sdt, table
from xltools.core.prose.spot import Spot
from xltools.readers.prose import read_prose_bytes
from xltools.writers.proofs import proofed

STAFF = 'w:id="900" w:author="示例"'
WORDS = "支出100万元"

PLACES = {
    "whole run": r(WORDS),
    "in a run": r(f"全年{WORDS}，按期"),
    "across runs": r("全年支", "<w:b/>") + r("出1", "<w:i/>") + r("00万元。"),
    "with blanks": r("　　前 ") + r(f" {WORDS} "),
    "in a control": sdt(r(f"全年{WORDS}。")),
    "out of a control": r("全年支") + sdt(r("出100") + sdt(r("万"))) + r("元。"),
    "in a link": f'<w:hyperlink w:anchor="a">{r("全年" + WORDS)}</w:hyperlink>',
    "into a link": r("全年支出") + f'<w:hyperlink w:anchor="a">{r("100万元，")}</w:hyperlink>',
    "in an insertion": f"<w:ins {STAFF}>{r('全年' + WORDS + '。')}</w:ins>",
    "over a deletion": r("支出")
    + f"<w:del {STAFF}><w:r><w:delText>90</w:delText></w:r></w:del>"
    + r("100万元"),
    "in the result of a field": field(" REF x ", r(f"全年{WORDS}。")) + r("后"),
    "in a smart tag": f'<w:smartTag w:element="x">{r("全年" + WORDS)}</w:smartTag>',
    "beside a bookmark": r("支出") + '<w:bookmarkStart w:id="3" w:name="b"/>' + r("100万元"),
    "behind a mark in one run": '<w:r><w:footnoteReference w:id="2"/><w:t>支出100万元。</w:t></w:r>',
    "with a tab before": f"<w:r><w:rPr><w:b/></w:rPr><w:tab/><w:t>{WORDS}</w:t><w:br/><w:t>后</w:t></w:r>",
    "over hidden text": r("支出") + r("藏", "<w:vanish/>") + r("100万元"),
    "with a tracked look": r(f"全年{WORDS}。", f"<w:b/><w:rPrChange {STAFF}><w:rPr/></w:rPrChange>"),
    "among comments": f"<w:r><w:t>支<!-- 注 -->出100万元</w:t></w:r><?x y?>{r('。')}",
}


@pytest.mark.parametrize("inner", PLACES.values(), ids=PLACES.keys())
@pytest.mark.parametrize("around", ["{}", "cell", "control"])
def test_the_very_words(inner: str, around: str) -> None:
    """The comment stands on the finding's words; every character keeps its look, the text stays."""
    body = {"{}": p(inner), "cell": table((p("甲"), p(inner))), "control": sdt(p(inner))}[around]
    content = document(p("标题") + body + p(f"别处{WORDS[1:]}"))
    words = WORDS if "藏" not in inner else "支出100万元"
    out = proofed(content, [at(content, words)], names=NAMES)
    (number,) = comments(out)
    assert commented(out)[number].replace("藏", "") == WORDS
    assert looks(out) == looks(content)
    assert not unlawful(out)
    assert read_prose_bytes(out, "a.docx").passages == read_prose_bytes(content, "a.docx").passages


BINDING = '<w:dataBinding w:xpath="/x" w:storeItemID="{0}"/><w:text/>'
WHOLE = {
    "bound control": (sdt(r("19,563"), BINDING), "563", "19,563"),
    "list to choose from": (sdt(r("一般预算"), "<w:dropDownList/>"), "一般", "一般预算"),
    "simple field": (f'<w:fldSimple w:instr="DATE">{r("2023年")}</w:fldSimple>', "2023", "2023年"),
    "formula": (f"<m:oMath>{math('1+1=3')}</m:oMath>", "3", ""),
    "ruby": (ruby("yin", "音乐"), "音", "yin音乐"),
}  # fmt: skip


@pytest.mark.parametrize(("inner", "words", "marked"), WHOLE.values(), ids=WHOLE.keys())
def test_what_must_stay_whole(inner: str, words: str, marked: str) -> None:
    """What Word fills in itself gets its comment around it; the words are in the comment; no change."""
    content = document(p(r("前") + inner + r("后")))
    out = proofed(content, [at(content, words, "改")], names=NAMES)
    ((number, text),) = comments(out).items()
    assert commented(out)[number] == marked
    assert f"原文：“{words}”" in text
    assert "建议：改为“改”。" in text
    assert looks(out) == looks(content)
    assert b"<w:ins" not in parts(out)["word/document.xml"]
    assert not unlawful(out)


def test_text_boxes_and_notes() -> None:
    """A comment on words in a box stands on the paragraph it hangs on, on words in a note at its mark."""
    note = f'<w:footnote w:id="2">{p("注中90万元")}</w:footnote>'
    body = p(r("前") + box(p("框中80万元")) + r("后")) + p(
        r("正文") + '<w:r><w:footnoteReference w:id="2"/></w:r>'
    )
    content = document(body, footnotes=note)
    out = proofed(content, [at(content, "80万"), at(content, "90万", "91万")], names=NAMES)
    texts = list(comments(out).values())
    assert ["原文：“80万”" in texts[0], "原文：“90万”" in texts[1]] == [True, True]
    assert lines(out, accept=True, name="word/footnotes.xml") == ["注中91万元"]
    assert lines(out, accept=False, name="word/footnotes.xml") == ["注中90万元"]
    assert "80万" not in list(commented(out).values())[1]
    assert not unlawful(out)


def test_findings_without_words() -> None:
    """What is missing from the whole report is said at its title."""
    content = document(p("") + p(r("自评") + r("报告")) + p("正文"))
    out = proofed(content, [on(None)])
    assert list(commented(out).values()) == ["自评报告"]
    blank = document(p(""))
    assert list(comments(proofed(blank, [on(None)])).values()) == ["【错误 R062】算式算错了。处理：请重算。"]
    assert proofed(proofed(blank, [on(None)]), [on(None)]) == proofed(blank, [on(None)])


def test_the_text_of_a_comment() -> None:
    """Level, number and name of the rule, what is wrong, what to do."""
    content = document(p("共90万元"))
    out = docx.Document(io.BytesIO(proofed(content, [at(content, "90", "91", "提示")], names=NAMES)))
    (comment,) = out.comments
    assert (comment.author, comment.initials) == ("绩效自评核查", "核")
    assert comment.text == (
        "【提示 R062 文中算式】算式算错了。\n处理：请重算。\n修订：改为“91”，已在文中标出，请接受或拒绝。"
    )


def test_the_look_of_a_comment() -> None:
    """It takes Word's own styles for comments where the report has them, under whatever ids."""
    named = '<w:style w:type="{}" w:styleId="{}"><w:name w:val="annotation {}"/></w:style>'.format
    styles = named("paragraph", "a5", "text") + named("character", "a6", "reference")
    content = document(p("共90万元"), styles=styles)
    out = parts(proofed(content, [at(content, "90")]))
    assert out["word/comments.xml"].count(b'<w:pStyle w:val="a5"/>') == 2
    assert out["word/comments.xml"].count(b'<w:rStyle w:val="a6"/>') == 1
    assert out["word/document.xml"].count(b'<w:rStyle w:val="a6"/>') == 1


def test_signs_that_xml_cannot_hold() -> None:
    """A message may quote anything; what cannot be written is left out."""
    content = document(p("共90万元"))
    finding = replace(at(content, "90"), message="不是“\x01甲\ud800\ufffe\t乙”。")
    (text,) = comments(proofed(content, [finding])).values()
    assert text.startswith("【错误 R062】不是“甲\t乙”。")


def test_overlapping_findings() -> None:
    """Each finding has its own comment, on its own words, in the order of the report."""
    content = document(p("合计100万元，其中50万元") + p("完"))
    words = ["合计100万元，其中50万元", "合计100", "100万元", "00万元，其中", "50万元", "50万元", "完"]
    out = proofed(content, [at(content, each) for each in reversed(words)])
    found = commented(out)
    assert [found[number] for number in comments(out)] == words
    assert not unlawful(out)


def test_only_what_must_change_changes() -> None:
    """Other parts stay byte for byte; comments of staff stay with their marks, their ids go on."""
    theirs = f'<w:comment w:id="7" w:author="示例"><w:p>{r("请核对")}</w:p></w:comment>'
    mark = '<w:{} w:id="7"/>'.format
    inner = mark("commentRangeStart") + r("支出100万元") + mark("commentRangeEnd")
    inner += f"<w:r>{mark('commentReference')}</w:r>"
    extra = {"word/media/image1.png": b"\x89PNG", "customXml/item1.xml": b"<x/>"}
    for kept in ({}, {"comments": theirs}):
        content = document(p(inner if kept else r("支出100万元")), extra=extra, settings="<w:zoom/>", **kept)
        out = proofed(content, [at(content, "100")])
        before, after = parts(content), parts(out)
        changed = {name for name in after if before.get(name) != after[name]}
        new = {"[Content_Types].xml", "word/_rels/document.xml.rels"}
        assert changed == {"word/document.xml", "word/comments.xml"} | (set() if kept else new)
        assert list(after)[: len(before)] == list(before)
        assert comments(out, ours=False) == ({"7": "请核对"} if kept else {})
        assert list(comments(out)) == (["8"] if kept else ["0"])
        assert not unlawful(out)
        assert [each.text for each in docx.Document(io.BytesIO(out)).comments][-1].startswith("【错误 R062】")


def test_the_same_bytes() -> None:
    """Equal findings give equal bytes; none, the very bytes that came."""
    content = document(p("支出100万元"))
    finding = at(content, "100", "200")
    assert proofed(content, [finding]) == proofed(content, [finding])
    assert proofed(content, []) == content
    packed = io.BytesIO(document(p("支出100元"), comments=""))
    with zipfile.ZipFile(packed, "a") as archive:
        archive.comment = b"x"
    assert proofed(packed.getvalue(), []) == packed.getvalue()


def test_words_that_are_elsewhere() -> None:
    """A place beside a control in a paragraph of a text box hangs on the outermost paragraph."""
    content = document(p(r("前") + box(p(r("里") + sdt(r("10"), BINDING)) + p(box(p("最里20"))))))
    out = proofed(content, [at(content, "10"), at(content, "20"), on(Spot(1, 0, 1, "前"))])
    assert not unlawful(out)
    assert len(comments(out)) == 3


def test_a_paragraph_of_findings_takes_no_longer_for_each() -> None:
    """Of four times as many findings in one paragraph the work is some four times as much, not sixteen."""

    def told(many: int) -> int:
        content = document(p(r("支出100元、" * many)))
        found = [on(Spot(1, 7 * each, 7 * each + 6, "支出100元")) for each in range(many)]
        return calls(lambda: proofed(content, found, names=NAMES, path="报告.docx"))

    assert told(400) < 6 * told(100)
