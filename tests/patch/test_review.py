"""In which order findings go back, and what a note says: short, in order, known again, cut out cleanly."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from tests.patch.marked import UNIT, item
from xltools.core.model import Checked
from xltools.core.refs import Place
from xltools.core.returned.notes import END, START, note, numbers, ours, span
from xltools.core.returned.review import review
from xltools.core.standard import Standard
from xltools.runner import check_files, load_standard


def _checked() -> tuple[Checked, Standard]:
    (checked,) = check_files([UNIT])
    return checked, load_standard(checked.standard)


def test_what_asks_most_comes_first() -> None:
    """错误, 核实, what could not be checked, 提示; within these by sheet of the form, row, column."""
    checked, standard = _checked()
    told = review(checked, standard)
    ranks = [
        2 if each.finding.outcome == "未判" else {"错误": 0, "核实": 1, "提示": 3}[each.finding.level]
        for each in told.items
    ]
    assert ranks == sorted(ranks)
    assert set(ranks) == {0, 1, 2, 3}
    sheets = list(dict.fromkeys(block.sheet for block in standard.blocks))
    places = [
        (rank, sheets.index(place.sheet), place.row, place.column)
        for rank, each in zip(ranks, told.items, strict=True)
        for place in each.finding.places[:1]
    ]
    assert places == sorted(places)
    assert (told.unit, told.verdict) == ("湛江市政务服务数据管理局本级", "不通过")


def test_the_order_of_the_check_does_not_matter() -> None:
    """The same findings in another order give the same review: the file is the same byte for byte."""
    checked, standard = _checked()
    turned = replace(checked, findings=tuple(reversed(checked.findings)))
    assert review(turned, standard) == review(checked, standard)


def test_many_findings_at_a_cell_stay_readable() -> None:
    """Beyond four only their number is told; a very long message is cut; all lines are named."""
    lines = [(number, item(Place("表", 1, 1), message="很长" * 500)) for number in range(1, 8)]
    text = note(lines, "审核结果")
    assert text.count("【错误】") == 4
    assert "另有 3 条，详见工作表“审核结果”序号 1、2、3、4、5、6、7" in text
    assert len(text) < 2000
    assert numbers(text) == (1, 2, 3, 4, 5, 6, 7)


WORDS = st.text(st.sampled_from("甲乙 1\n，。序号"), max_size=20)


@given(before=WORDS, after=WORDS, count=st.integers(1, 9))
def test_our_words_are_cut_out_of_anybodys(before: str, after: str, count: int) -> None:
    """Whatever stands before and behind, exactly that is left, but for the line breaks in between."""
    mine = note([(number, item(Place("表", 1, 1))) for number in range(1, count + 1)], "审核结果")
    text = (f"{before}\n" if before else "") + mine + (f"\n{after}" if after else "")
    start, end = span(text)
    assert (text[:start] + text[end:]).replace("\n", "") == (before + after).replace("\n", "")
    assert mine in ours(text)
    assert numbers(text) == tuple(range(1, count + 1))


def test_a_note_that_lost_its_last_line_is_still_known() -> None:
    """Somebody deleted our last line: ours ends with the line that names the sheet, a reply stays."""
    text = note([(3, item(Place("表", 1, 1)))], "审核结果").replace(END, "").rstrip() + "\n单位回复"
    start, end = span(text)
    assert text.startswith(START)
    assert (text[:start] + text[end:]).strip() == "单位回复"
