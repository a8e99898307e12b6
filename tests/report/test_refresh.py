"""Reports edited by hand, refreshed: no hand-written word is lost, every figure left alone is current."""

from __future__ import annotations

import io
import re
import zipfile
from collections import Counter
from dataclasses import replace
from decimal import Decimal
from functools import cache
from itertools import pairwise
from pathlib import Path

import pytest
from docx import Document
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from tests.proofs.findings import at
from xltools.core.errors import InputError
from xltools.engines.libreoffice import LibreOffice
from xltools.engines.soffice import convert
from xltools.writers.bound.controls import controls, key_of, shown
from xltools.writers.bound.spots import chart_digest
from xltools.writers.bound.store import parse_store, store_xml
from xltools.writers.document import render_report
from xltools.writers.proofs import proofed
from xltools.writers.refresh.opened import open_generated
from xltools.writers.refresh.refresh import Refreshed, refreshed

from . import words
from .edits import Hand, run, with_part
from .records import (
    SAMPLES,
    TEMPLATE,
    WORDS,
    deductions,
    record,
    sample,
    sample_report,
    seed_values,
    standard,
    template,
)

#: States of the workbook; words only a state has carry 新 and a sign.
STATES = (
    {},
    deductions(),
    {"支出合计_决算": Decimal("20000000.5"), "三公经费合计_决算": Decimal(50000), "评价等级": "良"},
    deductions()
    | {
        "存在问题": "1.预算执行进度有待加快。\n2.绩效（新甲）指标的设置有待细化。\n3.资产管理有待加强。",
        "主要职能": WORDS["主要职能"] + "\n5.完成（新乙）任务。",
        "收入合计_决算": Decimal("19563574.40"),
    },
    {
        "存在问题": "预算执行（新丙）偏慢。",
        "机构设置": "本单位（新丁）设三个科室。",
        "支出完成率": Decimal(50),
    },
)
NEWS = ("（新甲）", "（新乙）", "（新丙）", "（新丁）")


@cache
def report(state: int) -> bytes:
    """The report of a state of the workbook."""
    return render_report(record(seed_values() | STATES[state]), standard(), TEMPLATE)


def keyed(content: bytes) -> list[tuple[str, str]]:
    """(key, text) of every control of a report's body."""
    opened = open_generated(content, "报告.docx")
    return [(key_of(c, opened.store) or "", shown(c)) for c in controls(opened.body)]


def values(content: bytes) -> dict[str, str]:
    return {entry.key: entry.value for entry in open_generated(content, "报告.docx").store.entries}


def told(result: Refreshed, *kinds: str) -> str:
    """All texts told of the kinds."""
    return "\n".join(
        f"{t.base}|{t.mine}|{t.theirs}" for t in (*result.figures, *result.words) if t.kind in kinds
    )


def parts(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def check(hand: Hand, result: Refreshed, base: bytes, edited: bytes, fresh: bytes) -> None:
    """What must hold of every refreshed report; ``base`` is the report as it was generated last."""
    whole, before = words.whole(result.content), words.whole(edited)
    for mark in hand.marks:
        assert whole.count(mark) == before.count(mark), mark
    current = values(fresh)
    for key, text in keyed(result.content):
        assert text in (current.get(key, text), *hand.figures, ""), key
    kept = told(result, "手改", "冲突", "不再写")
    for number in hand.figures:
        assert number in whole
        assert number in kept
    everything = whole + told(result, "冲突", "已删", "手删")
    for new in NEWS:
        if new in words.whole(fresh) and new not in words.whole(base):
            assert new in everything
    again = refreshed(result.content, "报告.docx", fresh)
    assert again.content == result.content
    assert not again.changed
    opened = open_generated(result.content, "报告.docx")
    assert opened.store.blocks == open_generated(fresh, "报告.docx").store.blocks
    ids = [each.get(f"{words.W}val") for each in opened.body.iter(f"{words.W}id")]
    assert len(ids) == len(set(ids))
    assert all(cell.find(f"{words.W}p") is not None for cell in opened.body.iter(f"{words.W}tc"))
    stored = {entry.key: entry.value for entry in opened.store.entries}
    for control in controls(opened.body):
        if control.find(f".//{words.W}dataBinding") is not None and shown(control):
            assert stored[key_of(control, opened.store)] == shown(control)


@settings(max_examples=12, deadline=None)
@given(
    st.integers(0, 2**32),
    st.integers(0, len(STATES) - 1),
    st.integers(0, len(STATES) - 1),
    st.integers(0, len(STATES) - 1),
    st.integers(1, 12),
)
def test_no_hand_written_word_is_lost_and_every_other_figure_is_current(seed, first, second, third, count):
    hand = Hand(report(first), seed)
    hand.edit(count)
    edited = hand.content()
    result = refreshed(edited, "报告.docx", report(second))
    check(hand, result, report(first), edited, report(second))
    later = refreshed(result.content, "报告.docx", report(third))
    check(hand, later, report(second), result.content, report(third))


@settings(max_examples=5, deadline=None)
@given(st.integers(0, 2**32), st.integers(0, len(STATES) - 1), st.integers(0, len(STATES) - 1))
def test_beside_paragraphs_of_ones_own_the_report_is_as_generated_now(seed, first, second):
    hand = Hand(report(first), seed)
    for _ in range(4):
        hand.add_paragraph()
    result = refreshed(hand.content(), "报告.docx", report(second))
    left = [line for line in words.paragraphs(result.content) if not any(m in line for m in hand.marks)]
    assert left == words.paragraphs(report(second))
    assert dict(keyed(result.content)) == dict(keyed(report(second)))


def test_only_what_changed_is_other_than_before() -> None:
    """Every part but the document, the store and the chart keeps its bytes."""
    result = refreshed(report(0), "报告.docx", report(1))
    before, after = parts(report(0)), parts(result.content)
    assert list(before) == list(after)
    changed = {name for name in before if before[name] != after[name]}
    assert changed <= {
        "word/document.xml",
        "customXml/item1.xml",
        "word/charts/chart1.xml",
        "word/embeddings/Microsoft_Excel_Sheet1.xlsx",
    }
    assert {"word/document.xml", "customXml/item1.xml"} <= changed
    assert result.charts == 1
    assert chart_digest(after["word/charts/chart1.xml"]) == chart_digest(
        parts(report(1))["word/charts/chart1.xml"]
    )


def test_nothing_changes_where_nothing_changed() -> None:
    result = refreshed(report(0), "报告.docx", report(0))
    assert result.content == report(0)
    assert not result.changed
    assert not result.figures
    assert not result.words


def test_a_chart_staff_changed_stays() -> None:
    name = "word/charts/chart1.xml"
    before, cache, rest = parts(report(0))[name].partition(b"</c:formatCode>")
    own = before + cache + re.sub(rb"<c:v>[\d.]+</c:v>", b"<c:v>4.9</c:v>", rest, count=1)
    result = refreshed(with_part(report(0), name, own), "报告.docx", report(1))
    assert parts(result.content)[name] == own
    assert any(each.kind == "冲突" and each.mine == "[图]" for each in result.words)


def test_a_chart_that_is_new_comes_with_its_workbook(tmp_path: Path) -> None:
    """A template that drew no chart now draws one."""
    document = Document(TEMPLATE)
    drawn = next(paragraph for paragraph in document.paragraphs if "图表(" in paragraph.text)
    drawn._p.getparent().remove(drawn._p)
    document.save(tmp_path / "模板.docx")
    first = render_report(record(), standard(), tmp_path / "模板.docx")
    result = refreshed(first, "报告.docx", report(1))
    before, after, fresh = parts(first), parts(result.content), parts(report(1))
    new = {name for name in after if name not in before}
    charts = [name for name in new if name.startswith("word/charts/chart")]
    (book,) = (name for name in new if name.endswith(".xlsx"))
    assert not any(name.startswith("word/charts/") for name in before)
    assert [chart_digest(after[name]) for name in charts] == [chart_digest(fresh["word/charts/chart1.xml"])]
    assert after[book] == fresh["word/embeddings/Microsoft_Excel_Sheet1.xlsx"]
    assert refreshed(result.content, "报告.docx", report(1)).content == result.content
    later = refreshed(result.content, "报告.docx", report(0))
    assert later.charts == 1
    path = tmp_path / "报告.docx"
    path.write_bytes(result.content)
    assert len(Document(path).inline_shapes) == 1


def test_a_figure_changed_in_one_place_stays_there_and_the_others_are_current() -> None:
    hand = Hand(report(0), 1)
    key = "三公经费合计_决算|元"
    found = [c for c in controls(hand.root) if key_of(c, open_generated(report(0), "").store) == key]
    total = next(k for k, n in Counter(k for k, _ in keyed(report(0))).items() if n > 1 and k.endswith("|分"))
    assert found
    places = [c for c in controls(hand.root) if key_of(c, open_generated(report(0), "").store) == total]
    next(places[0].iter(f"{words.W}t")).text = "88.88"
    result = refreshed(hand.content(), "报告.docx", report(1))
    texts = [text for each, text in keyed(result.content) if each == total]
    assert texts[0] == "88.88"
    assert [each.elsewhere for each in result.figures if each.mine == "88.88"] == [True]
    assert set(texts[1:]) == {values(report(1))[total]}
    assert values(result.content)[total] == values(report(1))[total]
    first = next(c for c in controls(open_generated(result.content, "").body) if shown(c) == "88.88")
    assert first.find(f".//{words.W}dataBinding") is None


def test_tracked_changes_and_comments_stay() -> None:
    hand = Hand(report(0), 5)
    hand.insert_tracked()
    hand.delete_tracked()
    hand.comment()
    gone = "".join(hand.root.itertext(f"{words.W}delText"))
    result = refreshed(hand.content(), "报告.docx", report(1))
    root = words.part(result.content)
    assert "".join(root.itertext(f"{words.W}delText")) == gone
    for name in ("ins", "del", "commentRangeStart", "commentRangeEnd"):
        assert len(list(root.iter(f"{words.W}{name}"))) == 1


@pytest.mark.parametrize("name", ["bookmark", "commentRange"])
def test_marks_that_reach_beyond_what_goes_stay_paired(name: str) -> None:
    """Bookmarks and comments that begin or end in a paragraph no longer generated keep both their ends."""
    hand = Hand(report(3), 0)
    mine = [p for p in hand.body.findall(f"{words.W}p") if len(words.text(p)) > 5]
    numbers = {str(number) for number in range(3000, 3000 + len(mine) - 1)}
    for number, (one, other) in enumerate(pairwise(mine), 3000):
        for side, near in (("Start", one), ("End", other)):
            mark = etree.SubElement(near, f"{words.W}{name}{side}", {f"{words.W}id": str(number)})
            mark.set(f"{words.W}name", f"b{number}")
    if name == "commentRange":
        for number in range(3000, 3000 + len(mine) - 1):
            start = next(
                e for e in hand.root.iter(f"{words.W}{name}Start") if e.get(f"{words.W}id") == str(number)
            )
            mine[0].append(start)
    result = refreshed(hand.content(), "报告.docx", report(0))
    assert any(each.kind == "删去" for each in result.words)
    root = words.part(result.content)
    for side in ("Start", "End"):
        left = [each.get(f"{words.W}id") for each in root.iter(f"{words.W}{name}{side}")]
        assert sorted(each for each in left if each in numbers) == sorted(numbers)
    assert refreshed(result.content, "报告.docx", report(0)).content == result.content


@pytest.mark.parametrize("state", [1, 2, 3])
def test_a_marked_copy_is_refreshed_under_its_marks(state: int) -> None:
    """Comments and proposals stay on words that are still there; taken back, the figures are current."""
    spots = (("收入数", "收入合计"), ("支出数为", None), ("元，其中", "元；其中"))
    marked = proofed(report(0), [at(report(0), *each) for each in spots])
    result = refreshed(marked, "报告-批注稿.docx", report(state))
    root = words.part(result.content)
    assert len(list(root.iter(f"{words.W}commentReference"))) == len(spots)
    assert len(list(root.iter(f"{words.W}ins"))) == 2
    assert refreshed(result.content, "报告-批注稿.docx", report(state)).content == result.content
    line = next(line for line in words.paragraphs(report(state)) if "收入数为" in line)
    assert line in words.paragraphs(proofed(result.content, []))


def test_a_report_of_another_program_is_refused(tmp_path: Path) -> None:
    Document().save(tmp_path / "别的.docx")
    other = (tmp_path / "别的.docx").read_bytes()
    with pytest.raises(InputError, match="不能刷新"):
        refreshed(other, "别的.docx", report(0))
    store = parts(report(0))["customXml/item1.xml"]
    old = store_xml(replace(parse_store(store), blocks=()))
    with pytest.raises(InputError, match="不能刷新"):
        refreshed(with_part(report(0), "customXml/item1.xml", old), "旧.docx", report(0))


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"%PDF-1.4", b"\xd0\xcf\x11\xe0"])
def test_what_is_no_document_is_refused(content) -> None:
    with pytest.raises(InputError):
        refreshed(content, "报告.docx", report(0))


def test_another_template_is_a_change_like_any_other(tmp_path: Path) -> None:
    """A template edited meanwhile: its words come in, staff's stay."""
    document = Document(TEMPLATE)
    where = next(p for p in document.paragraphs if "自评结果" in p.text and "二()" in p.text)
    where.insert_paragraph_before("模板新加的一段（新戊）。", style=where.style)
    document.save(tmp_path / "模板.docx")
    fresh = render_report(record(), standard(), tmp_path / "模板.docx")
    hand = Hand(report(0), 3)
    hand.add_paragraph()
    result = refreshed(hand.content(), "报告.docx", fresh)
    whole = words.whole(result.content)
    assert "模板新加的一段（新戊）。" in whole
    assert all(mark in whole for mark in hand.marks)


@pytest.mark.skipif(not LibreOffice.available(), reason="needs LibreOffice: it saves the report once")
@pytest.mark.parametrize("seed", range(3))
def test_a_report_saved_by_libreoffice_is_refreshed(tmp_path: Path, seed: int) -> None:
    """LibreOffice drops the controls' tags and rewrites every part; edits are made before and after."""
    hand = Hand(report(0), seed)
    hand.edit(3)
    sent = tmp_path / "报告.docx"
    sent.write_bytes(hand.content())
    (tmp_path / "出").mkdir()
    convert([sent], "docx", tmp_path / "出")
    saved = (tmp_path / "出" / "报告.docx").read_bytes()
    assert not list(words.part(saved).iter(f"{words.W}tag"))
    later = Hand(saved, seed + 100)
    later.edit(4)
    marks = [mark for mark in {*hand.marks, *later.marks} if mark in words.whole(later.content())]
    numbers = {*hand.figures, *later.figures}
    result = refreshed(later.content(), "报告.docx", report(3))
    whole = words.whole(result.content)
    assert all(mark in whole for mark in marks)
    current = values(report(3))
    for key, text in keyed(result.content):
        assert text in (current.get(key, text), *numbers, ""), key
    assert refreshed(result.content, "报告.docx", report(3)).content == result.content


def test_a_figure_in_a_header_is_brought_up(tmp_path: Path) -> None:
    document = Document(TEMPLATE)
    document.sections[0].header.paragraphs[0].text = "得分{{ 自评总分|分 }}"
    document.save(tmp_path / "模板.docx")
    first, second = (
        render_report(record(seed_values() | STATES[n]), standard(), tmp_path / "模板.docx") for n in (0, 1)
    )
    after = refreshed(first, "报告.docx", second).content
    headers = [name for name in parts(after) if name.startswith("word/header")]
    assert any(words.text(words.part(after, name)) == "得分97.52" for name in headers)


def test_rows_of_a_list_come_in_and_take_nothing_of_their_neighbours() -> None:
    """A project above another: the reason and the figure staff wrote stay with their own project."""
    path = next(path for path in SAMPLES if path.parent.name == "四川")
    before = sample(path)
    rows = before.tables["项目表"]
    name = next(key for key, datum in rows[0].items() if isinstance(datum.value, str))
    added = {**rows[0], name: replace(rows[0][name], value="水利设施维修（新己）")}
    after = replace(before, tables={**before.tables, "项目表": (added, *rows)})
    hand = Hand(sample_report(path), 0)
    mine = next(row for row in hand.root.iter(f"{words.W}tr") if str(rows[1][name].value) in words.text(row))
    control = next(controls(mine))
    next(control.iter(f"{words.W}t")).text = "4321.09"
    mine.findall(f"{words.W}tc")[-1].find(f"{words.W}p").append(run("（手写原因）"))
    fresh = render_report(after, standard("四川"), template("四川"))
    result = refreshed(hand.content(), "报告.docx", fresh)
    found = next(rows for rows in words.tables(result.content) if "（新己）" in "".join(map(text_of, rows)))
    names = [text_of(row) for row in found]
    place = next(n for n, each in enumerate(names) if str(rows[1][name].value) in each)
    assert "4321.09" in names[place]
    assert "（手写原因）" in names[place]
    assert "（新己）" in names[place - 2]
    assert sum("4321.09" in each for each in names) == 1
    assert [each.mine for each in result.figures if each.kind == "手改"] == ["4321.09"]
    assert refreshed(result.content, "报告.docx", fresh).content == result.content


def text_of(row) -> str:
    return "│".join(map(words.text, row))
