"""What was answered in the returned workbook settles a finding, holds for its figures, and is never lost."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.core.answered import (
    GOOD,
    Row,
    again,
    answer,
    book_of,
    checked,
    doubting,
    of_rule,
    returned,
    round_trip,
)
from xltools.core.model import Checked, ErrorValue, Format, Value, Workbook
from xltools.core.refs import Area, Place
from xltools.core.returned import layout
from xltools.core.returned.answers import answers, without_results
from xltools.core.returned.item import Item
from xltools.core.returned.items import items

STANDARD = doubting({})
BOOK = book_of(STANDARD, {"甲": 1.0, "乙": 2.0, "丙": 5.0})
OTHER = book_of(STANDARD, {"甲": 1.5, "乙": 2.0, "丙": 5.0})
#: Rows of a table, each compared with a cell.
ROWS = doubting({"循环范围": "明细表", "左式": "=[@数]", "右式": "=乙", "标注单元格": "[@数]"})
TABLE = ({"名称": "一", "数": 7.0}, {"名称": "二", "数": 8.0}, {"名称": "三", "数": 9.0})


def lines(book: Workbook = BOOK) -> tuple[Item, ...]:
    """The lines that go back for a workbook."""
    return items(checked(book, STANDARD), STANDARD)


def only(result: Checked) -> Item:
    """The one line of a result."""
    (line,) = items(result, STANDARD)
    return line


def test_an_explanation_settles_a_finding_that_is_to_be_explained() -> None:
    """核实 with an answer is 已说明, the words beside it, and the workbook passes."""
    before = checked(BOOK, STANDARD)
    assert (before.verdict, before.findings[0].outcome) == ("需核实", "不通过")
    result = round_trip(BOOK, STANDARD, {0: answer(GOOD)})
    (finding,) = result.findings
    assert (finding.outcome, finding.explanation, result.verdict) == ("已说明", GOOD, "通过")
    assert (result.count("核实"), result.count("已说明")) == (0, 1)
    assert (only(result).status, only(result).answer) == ("已说明", GOOD)


def test_words_are_kept_as_typed() -> None:
    """Blanks, line breaks and quotes of an answer are handed on."""
    text = "  第一行：因“改革”划转\n第二行=1+1 "
    assert round_trip(BOOK, STANDARD, {0: answer(text)}).findings[0].explanation == text


@pytest.mark.parametrize(("value", "words"), [(20230425.0, "20230425"), (0.5, "0.5"), (1234567.0, "1234567")])
def test_a_number_typed_is_an_answer(value: Value, words: str) -> None:
    """A number in the cell for words is read as it is written."""
    result = round_trip(BOOK, STANDARD, {0: answer(value)})
    assert result.answers[0].text == words


def test_a_date_typed_is_read_as_a_date() -> None:
    """Excel turns 2023-4-25 into a serial number; the answer says the date."""
    book = returned(BOOK, lines(), {0: answer(45041.0)})
    sheet = book.sheets[-1]
    column = layout.COLUMNS.index(layout.ANSWER)
    styles = [()] * layout.HEAD_ROW + [(0,) * column + (1,)]
    dated = replace(sheet, styles=tuple(styles))
    formats = (Format(), Format('[Red]yyyy"年"m"月"d"日"'))
    (found,) = answers(replace(book, sheets=(*book.sheets[:-1], dated), formats=formats))
    assert found.text == "2023-04-25"
    red = replace(book, sheets=(*book.sheets[:-1], dated), formats=(Format(), Format("[Red]0.00")))
    assert answers(red)[0].text == "45041"


def test_changed_figures_reopen_the_finding() -> None:
    """The same finding with another figure must be explained anew, the earlier words kept."""
    result = round_trip(BOOK, STANDARD, {0: answer(GOOD, "认可")}, OTHER)
    (finding,) = of_rule(result)
    assert finding.outcome == "不通过"
    assert finding.explanation == f"（数据已变，须重新说明）原说明：{GOOD}（审核意见：认可）"
    assert result.verdict == "需核实"
    line = only(result)
    assert (line.status, line.answer, line.opinion) == ("数据已变", "", "")
    assert GOOD in line.earlier


def test_earlier_words_stay_until_there_are_new_ones() -> None:
    """A reopened finding sent back again says the same; a new answer settles it and keeps the old one."""
    changed = round_trip(BOOK, STANDARD, {0: answer(GOOD)}, OTHER)
    sent = again(OTHER, STANDARD, changed)
    assert of_rule(sent) == of_rule(changed)
    assert items(sent, STANDARD) == items(changed, STANDARD)
    new = returned(OTHER, items(changed, STANDARD), {0: answer("补报的两人是年底调入的")})
    settled = checked(new, STANDARD)
    assert (settled.findings[0].outcome, settled.findings[0].explanation) == (
        "已说明",
        "补报的两人是年底调入的",
    )
    assert GOOD in only(settled).earlier


def test_a_reviewer_accepts() -> None:
    """认可 makes it 已认可, with or without words, even with words that say nothing."""
    for text in (GOOD, None, "同上"):
        result = round_trip(BOOK, STANDARD, {0: answer(text, " 认可 ")})
        (finding,) = result.findings
        assert (finding.outcome, finding.explanation, result.verdict) == ("已认可", text, "通过")
        assert only(result).opinion == "认可"


def test_a_reviewer_sends_back() -> None:
    """退回 leaves it failed, says so, and the words go to the earlier ones; a new answer settles it."""
    result = round_trip(BOOK, STANDARD, {0: answer(GOOD, "退回")})
    (finding,) = result.findings
    assert finding.outcome == "不通过"
    assert finding.explanation == f"（审核退回，须重新说明）原说明：{GOOD}"
    line = only(result)
    assert (line.status, line.answer, line.opinion) == ("说明退回", "", "")
    sent = again(BOOK, STANDARD, result)
    assert of_rule(sent) == of_rule(result)
    assert items(sent, STANDARD) == (line,)
    new = returned(BOOK, (line,), {0: answer("附上编办文件，调入五人")})
    assert checked(new, STANDARD).findings[0].outcome == "已说明"


def test_an_error_is_never_explained_away() -> None:
    """错误 stays, its words beside it; 认可 has no effect and is told."""
    standard = doubting({"级别": "错误"})
    book = book_of(standard, {"甲": 1.0, "乙": 2.0})
    for opinion in (None, "认可", "退回"):
        result = round_trip(book, standard, {0: answer(GOOD, opinion)})
        (finding,) = of_rule(result)
        assert (finding.outcome, finding.explanation, result.verdict) == ("不通过", GOOD, "不通过")
        told = [each.message for each in of_rule(result, "R130")]
        assert len(told) == (opinion == "认可")
        assert all("不起作用" in message for message in told)
        (line,) = items(result, standard)
        assert (line.status, line.answer, line.opinion) == ("待改正", GOOD, opinion or "")
        assert items(again(book, standard, result), standard) == (line,)


def test_what_could_not_be_judged_is_no_pass_by_an_answer() -> None:
    """未判 stays 未判 whatever is written beside it."""
    book = book_of(STANDARD, {"甲": 1.0})
    assert checked(book, STANDARD).findings[0].outcome == "未判"
    result = round_trip(book, STANDARD, {0: answer(GOOD, "认可")})
    assert (of_rule(result)[0].outcome, of_rule(result)[0].explanation) == ("未判", GOOD)
    assert (result.verdict, only(result).status) == ("需核实", "未判")
    assert "不起作用" in of_rule(result, "R130")[0].message


def test_rows_may_be_sorted_filtered_and_inserted() -> None:
    """An answer is found by its key, wherever its row stands on the sheet."""
    table = book_of(ROWS, {"乙": 1.0}, *TABLE)
    sent = items(checked(table, ROWS), ROWS)
    typed = {index: answer(f"第{index}项划转的人员较多") for index in range(3)}

    def shuffled(rows: list[Row]) -> list[Row]:
        return [[], rows[2], [None, "小计"], rows[0], rows[1]]

    result = checked(returned(table, sent, typed, shuffled), ROWS)
    assert [finding.explanation for finding in result.findings] == [
        f"第{index}项划转的人员较多" for index in range(3)
    ]


def test_columns_may_be_moved() -> None:
    """The columns are known by their headings."""
    book = returned(BOOK, lines(), {0: answer(GOOD)})
    sheet = book.sheets[-1]
    turned = replace(sheet, name="反馈", values=tuple((None, *reversed(row)) for row in sheet.values))
    result = checked(replace(book, sheets=(turned, *book.sheets[:-1])), STANDARD)
    assert [finding.outcome for finding in result.findings] == ["已说明"]
    assert result.answers[0].place == Place("反馈", 5, 6)


def test_a_finding_that_moved_keeps_its_answer() -> None:
    """A table's rows sorted otherwise: each row's finding has its own answer still."""
    sent = items(checked(book_of(ROWS, {"乙": 1.0}, *TABLE), ROWS), ROWS)
    typed = {index: answer(f"第{index}项划转的人员较多") for index in range(3)}
    moved = book_of(ROWS, {"乙": 1.0}, TABLE[2], TABLE[0], TABLE[1])
    result = checked(returned(moved, sent, typed), ROWS)
    assert [(finding.left, finding.explanation) for finding in result.findings] == [
        (9, "第2项划转的人员较多"),
        (7, "第0项划转的人员较多"),
        (8, "第1项划转的人员较多"),
    ]


def test_rows_of_one_figure_that_change_places_keep_their_answers_apart() -> None:
    """Two rows with the same figures are told apart by their names."""
    first, second = {"名称": "一", "数": 7.0}, {"名称": "二", "数": 7.0}
    sent = items(checked(book_of(ROWS, {"乙": 1.0}, first, second), ROWS), ROWS)
    turned = book_of(ROWS, {"乙": 1.0}, second, first)
    result = checked(returned(turned, sent, {0: answer("第一项划转的人员较多")}), ROWS)
    assert [finding.explanation for finding in of_rule(result)] == [None, "第一项划转的人员较多"]


@pytest.mark.parametrize("key", [None, "", "R001.aaaaaa.bbbbbb.cccccccccccc.0000", 5.0])
def test_a_lost_key_is_made_good_by_rule_and_cell(key: Value) -> None:
    """Without its key a row holds for the finding it words, and lapses where the figures are others."""
    typed = {0: {**answer(GOOD), layout.KEY.label: key}}
    assert round_trip(BOOK, STANDARD, typed).findings[0].outcome == "已说明"
    changed = round_trip(BOOK, STANDARD, typed, OTHER)
    assert changed.findings[0].outcome == "不通过"
    assert GOOD in (changed.findings[0].explanation or "")


def test_a_row_that_answers_nothing_known_is_kept() -> None:
    """Words in a row that lost all it said of its finding stay at the end."""
    blank = dict.fromkeys((layout.KEY.label, layout.RULE.label, layout.CELL.label))
    result = round_trip(BOOK, STANDARD, {0: {**answer(GOOD), **blank}})
    assert of_rule(result)[0].outcome == "不通过"
    assert [line.answer for line in items(result, STANDARD) if line.status == "已消除"] == [GOOD]


def test_an_answered_finding_that_is_gone_stays_last() -> None:
    """已消除 keeps what staff typed, through being sent again; a finding that comes back has its answer."""
    mended = book_of(STANDARD, {"甲": 2.0, "乙": 2.0, "丙": 5.0})
    result = round_trip(BOOK, STANDARD, {0: answer(GOOD, "认可")}, mended)
    assert (result.findings, result.verdict) == ((), "通过")
    line = only(result)
    assert (line.status, line.answer, line.opinion, line.finding.rule) == ("已消除", GOOD, "认可", "R001")
    sent = again(mended, STANDARD, result)
    assert items(sent, STANDARD) == (line,)
    back = checked(returned(BOOK, items(sent, STANDARD)), STANDARD)
    assert back.findings[0].outcome == "已认可"


def test_an_unanswered_finding_that_is_gone_leaves_no_line() -> None:
    """Only what somebody typed is worth keeping."""
    mended = book_of(STANDARD, {"甲": 2.0, "乙": 2.0})
    assert items(round_trip(BOOK, STANDARD, {}, mended), STANDARD) == ()


def test_a_row_copied_has_both_its_words() -> None:
    """Two rows of one finding: both texts count, contradicting opinions are told and not followed."""
    book = returned(BOOK, lines(), {0: answer(GOOD, "认可")}, lambda rows: [rows[0], list(rows[0])])
    sheet = book.sheets[-1]
    grid = [list(row) for row in sheet.values]
    at = {column.label: index for index, column in enumerate(layout.COLUMNS)}
    grid[-1][at[layout.ANSWER.label]] = "另附文件一份备查"
    same = replace(sheet, values=tuple(map(tuple, grid)))
    result = checked(replace(book, sheets=(*book.sheets[:-1], same)), STANDARD)
    assert result.findings[0].explanation == f"{GOOD}；另附文件一份备查"
    assert result.findings[0].outcome == "已认可"
    grid[-1][at[layout.OPINION.label]] = "退回"
    torn = replace(sheet, values=tuple(map(tuple, grid)))
    result = checked(replace(book, sheets=(*book.sheets[:-1], torn)), STANDARD)
    assert of_rule(result)[0].outcome == "已说明"
    assert "又写了" in of_rule(result, "R130")[0].message
    assert result.verdict == "需核实"


def test_words_over_merged_rows_are_those_of_each_row() -> None:
    """Staff who answer several rows at once merge the cells."""
    table = book_of(ROWS, {"乙": 1.0}, *TABLE)
    book = returned(table, items(checked(table, ROWS), ROWS), {0: answer(GOOD)})
    column = layout.COLUMNS.index(layout.ANSWER) + 1
    merged = replace(book.sheets[-1], merges=(Area(layout.TITLE, 5, column, 6, column),))
    result = checked(replace(book, sheets=(*book.sheets[:-1], merged)), ROWS)
    assert [finding.explanation for finding in of_rule(result)] == [GOOD, GOOD, None]


def test_words_taken_for_a_formula_are_words() -> None:
    """=见附件 is what was typed, whatever a spreadsheet makes of it."""
    book = returned(BOOK, lines(), {0: answer(ErrorValue("#NAME?"))})
    column = layout.COLUMNS.index(layout.ANSWER) + 1
    typed = replace(book.sheets[-1], formulas={(5, column): "=见编办文件第三条"})
    result = checked(replace(book, sheets=(*book.sheets[:-1], typed)), STANDARD)
    assert result.findings[0].explanation == "=见编办文件第三条"


def test_the_sheet_is_none_of_the_form() -> None:
    """Whatever it is called: without it the workbook is the one that was sent in."""
    book = returned(BOOK, lines(), {0: answer(GOOD)})
    assert without_results(book) == BOOK
    assert without_results(BOOK) is BOOK
    plain = checked(BOOK, STANDARD)
    unanswered = checked(returned(BOOK, lines()), STANDARD)
    assert [f for f in unanswered.findings if f.rule != "R130"] == list(plain.findings)


def test_lines_say_where_each_finding_stands() -> None:
    """待改正, 待说明, 供参考, 未判: by level and outcome; what is told of answers is no line."""
    cells = {"甲": 1.0, "乙": 2.0, "支出_预算": 5.0, "支出_决算": 11.0}
    warns = {"级别": "提示", "左式": "=支出_决算", "标注单元格": "支出_决算"}
    doubts = {"左式": "=支出_预算", "标注单元格": "支出_预算"}
    standard = doubting({"级别": "错误"}, doubts, warns, {"右式": "=丙"})
    result = round_trip(book_of(standard, cells), standard)
    assert [line.status for line in items(result, standard)] == ["待改正", "待说明", "供参考", "未判"]
    assert of_rule(result, "R130") != []
