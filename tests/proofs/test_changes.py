"""Safe repairs are tracked changes: Accept makes them, Reject gives back the text."""

from __future__ import annotations

import pytest
from lxml import etree

from tests.proofs.findings import at, on
from tests.proofs.looked import comments, lines, looks, part, unlawful
from tests.prose.made import W, document, field, p, r, sdt
from xltools.core.prose.spot import Spot
from xltools.writers.proofs import proofed

STAFF = 'w:id="900" w:author="示例"'


def test_a_repair() -> None:
    """The wrong words are struck out, the right ones stand behind them in the same look."""
    content = document(p(r("完成率") + r("=100%=1", "<w:b/>") + r("。")))
    out = proofed(content, [at(content, "=1。", "=100%。")])
    assert lines(out, accept=True) == ["完成率=100%=100%。"]
    assert lines(out, accept=False) == ["完成率=100%=1。"]
    assert looks(out) == looks(content)
    new = next(part(out).iter(f"{{{W}}}ins"))
    assert [etree.QName(each).localname for each in new[0][0]] == ["b"]
    assert not unlawful(out)


@pytest.mark.parametrize(
    ("start", "end", "repair", "accepted"),
    [
        (0, 0, "（", "（支出100元"),
        (2, 2, "共", "支出共100元"),
        (6, 6, "。", "支出100元。"),
        (0, 2, "", "100元"),
        (0, 6, "收入\t200\n元", "收入\t200\n元"),
        (2, 5, "&<>", "支出&<>元"),
    ],
)
def test_kinds_of_repairs(start: int, end: int, repair: str, accepted: str) -> None:
    """Words are put in, taken out or replaced."""
    text = "支出100元"
    content = document(p(r("支出1") + r("00元")))
    out = proofed(content, [on(Spot(1, start, end, text[start:end], repair))])
    assert lines(out, accept=True) == [accepted]
    assert lines(out, accept=False) == [text]
    assert not unlawful(out)
    assert proofed(out, [on(Spot(1, start, end, text[start:end], repair))]) == out


@pytest.mark.parametrize(
    "run",
    [
        '<w:r><w:footnoteReference w:id="2"/><w:t>支出100元</w:t></w:r>',
        '<w:r><w:t>支出100元</w:t><w:footnoteReference w:id="2"/></w:r>',
        "<w:r><w:lastRenderedPageBreak/><w:t>支出1</w:t></w:r><w:r><w:t>00元</w:t><w:drawing/></w:r>",
    ],
)
def test_what_stands_beside_the_words(run: str) -> None:
    """Marks and pictures in the same run are no part of what is struck out."""
    content = document(p(run))
    out = proofed(content, [at(content, "支出100元", "支出200元")])
    assert lines(out, accept=True) == ["支出200元"]
    for struck in part(out).iter(f"{{{W}}}del"):
        assert {etree.QName(each).localname for each in struck.iter()} <= {"del", "r", "delText"}
    assert not unlawful(out)


def test_a_look_that_is_tracked() -> None:
    """What staff changed in the look stays theirs; the new words have the look, not its history."""
    look = f"<w:b/><w:rPrChange {STAFF}><w:rPr/></w:rPrChange>"
    content = document(p(r("共100元，完", look)))
    out = proofed(content, [at(content, "100", "200")])
    new = next(part(out).iter(f"{{{W}}}ins"))
    assert [etree.QName(each).localname for each in new[0][0]] == ["b"]
    assert len(list(part(out).iter(f"{{{W}}}rPrChange"))) == 3
    assert not unlawful(out)


def test_ids_without_room_above() -> None:
    """Where staff's ids leave no room above them, free ones below are taken."""
    staff = '<w:ins w:id="{}" w:author="示例"><w:r><w:t>{}</w:t></w:r></w:ins>'.format
    content = document(p(staff(2**31 - 1, "甲") + staff(1, "乙") + r("100和200")))
    out = proofed(content, [at(content, "100", "101"), at(content, "200", "201")])
    assert lines(out, accept=True) == ["甲乙101和201"]
    numbers = [int(each.get(f"{{{W}}}id", "")) for each in part(out).iter(f"{{{W}}}ins", f"{{{W}}}del")]
    assert sorted(numbers) == [0, 1, 2, 3, 4, 2**31 - 1]


def test_repairs_at_one_place() -> None:
    """Of two things to be put in at one place the first is."""
    content = document(p("支出100元"))
    out = proofed(content, [on(Spot(1, 2, 2, "", "共")), on(Spot(1, 2, 2, "", "合计"))])
    assert lines(out, accept=True) == ["支出共100元"]


def test_words_put_in_behind_words_replaced() -> None:
    """What is put in stands behind what replaces the words before it, never in what is struck out."""
    content = document(p("支出100元"))
    for repair, accepted in (("200", "支出200万元"), ("", "支出万元")):
        out = proofed(content, [on(Spot(1, 2, 5, "100", repair)), on(Spot(1, 5, 5, "", "万"))])
        assert not unlawful(out)
        assert lines(out, accept=True) == [accepted]
        assert lines(out, accept=False) == ["支出100元"]
        assert lines(proofed(out, []), accept=True) == ["支出100元"]


def test_repairs_that_overlap() -> None:
    """Of repairs that overlap the first is made, an equal one with it; the others are said."""
    content = document(p("支出100元"))
    spots = [Spot(1, 2, 5, "100", "200"), Spot(1, 2, 5, "100", "200"), Spot(1, 4, 6, "0元", "万元")]
    out = proofed(content, [on(spot) for spot in spots])
    assert lines(out, accept=True) == ["支出200元"]
    assert ["已在文中标出" in text for text in comments(out).values()] == [True, True, False]


@pytest.mark.parametrize(
    "inner",
    [
        f"<w:ins {STAFF}>{r('支出100元')}</w:ins>",
        field(" REF x ", r("支出100元")),
        sdt(r("支出100元"), '<w:lock w:val="sdtContentLocked"/>'),
        sdt(p("支出100元"), "<w:dataBinding/><w:text/>"),
        "<w:r><w:t>支出10</w:t><w:drawing/><w:t>0元</w:t></w:r>",
    ],
)
def test_what_is_not_ours_to_repair(inner: str) -> None:
    """Where others decide what stands there, a repair is only said."""
    content = document(inner if "<w:p>" in inner else p(inner))
    out = proofed(content, [at(content, "100", "200")])
    assert lines(out, accept=True) == ["支出100元"]
    assert "建议：改为“200”。" in next(iter(comments(out).values()))
    assert not unlawful(out)


def test_a_report_open_for_comments_only() -> None:
    """Protected for comments it gets comments, no changes."""
    rule = '<w:documentProtection w:edit="comments" w:enforcement="1"/>'
    content = document(p("支出100元"), settings=rule)
    out = proofed(content, [at(content, "100", "200")])
    assert lines(out, accept=True) == ["支出100元"]
    assert len(comments(out)) == 1


def test_changes_of_staff_survive() -> None:
    """What staff inserted and struck out is still theirs, with their ids."""
    inner = r("支出") + f"<w:del {STAFF}><w:r><w:delText>90</w:delText></w:r></w:del>"
    inner += f"<w:ins {STAFF.replace('900', '901')}>{r('100')}</w:ins>" + r("元，共2项")
    content = document(p(inner))
    out = proofed(content, [at(content, "出100元"), at(content, "2", "3")])
    assert lines(out, accept=True) == ["支出100元，共3项"]
    root = part(out)
    assert [each.get(f"{{{W}}}author") for each in root.iter(f"{{{W}}}ins")] == ["示例", "绩效自评核查"]
    assert [each.get(f"{{{W}}}id") for each in root.iter(f"{{{W}}}del")] == ["900", "902"]
    assert not unlawful(out)
