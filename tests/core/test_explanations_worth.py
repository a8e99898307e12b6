"""What an explanation must be: words that say something, for each finding its own."""

from __future__ import annotations

import pytest

from tests.core.altered import NAMES, standard
from tests.core.answered import GOOD, WORTH, answer, book_of, doubting, of_rule, round_trip
from tests.core.answered import PARAMETERS as GIVEN
from tests.core.forms import tiny
from xltools.core.lint.names import unknown_names
from xltools.core.returned.items import items
from xltools.core.returned.worth import Measure, measure_of

ONE = doubting({})
BOOK = book_of(ONE, {"甲": 1.0, "乙": 2.0})
CELLS = {"甲": 1.0, "乙": 2.0, "丙": 5.0, "支出_预算": 11.0, "支出_决算": 24.0}
FOUR = doubting(
    *(
        {"左式": f"={one}", "右式": f"={other}", "标注单元格": one}
        for one, other in zip(CELLS, list(CELLS)[1:], strict=False)
    )
)
MANY = book_of(FOUR, CELLS)
EMPTY = (
    "无",
    "同上",
    "，。……",
    "见上。",
    "情况属实，已核实",
    "同 上",
    "不知",
    "１２３",
    "无\n无\n无\n无\n无\n无",
)


@pytest.mark.parametrize("text", EMPTY)
def test_words_that_say_nothing_settle_nothing(text: str) -> None:
    """Empty words, however put together, too short ones and mere signs leave the finding as it is."""
    result = round_trip(BOOK, ONE, {0: answer(text)})
    (finding,) = of_rule(result)
    assert (finding.outcome, result.verdict) == ("不通过", "需核实")
    assert finding.explanation == f"（说明不合要求，须重新说明）{text}"
    (told,) = of_rule(result, "R130")
    assert (told.level, told.outcome, [str(place) for place in told.places]) == (
        "核实",
        "不通过",
        ["审核结果!N5"],
    )
    assert [(line.status, line.answer) for line in items(result, ONE)] == [("说明不合要求", text)]


@pytest.mark.parametrize("text", [GOOD, "无此项支出已核减", "因项目延期了", "同上年一样按定额拨付"])
def test_words_that_say_something_are_an_explanation(text: str) -> None:
    """Words that merely begin like an empty one are none."""
    result = round_trip(BOOK, ONE, {0: answer(text)})
    assert [finding.outcome for finding in result.findings] == ["已说明"]


def test_blank_answers_are_told_once() -> None:
    """A workbook that came back with blanks: one 提示 with all cells, which alone fails nothing."""
    result = round_trip(MANY, FOUR, {1: answer(GOOD)})
    (told,) = of_rule(result, "R130")
    assert (told.level, [place.cell for place in told.places]) == ("提示", ["N5", "N7", "N8"])
    accepted = round_trip(MANY, FOUR, {index: answer(None, "认可") for index in range(4)})
    assert (of_rule(accepted, "R130"), accepted.verdict) == ([], "通过")


def test_a_workbook_that_was_never_sent_back_is_asked_for_no_answer() -> None:
    """Without the sheet nothing is said of explanations, and an error needs none."""
    errors = doubting({"级别": "错误"})
    assert of_rule(round_trip(book_of(errors, {"甲": 1.0, "乙": 2.0}), errors), "R130") == []


def test_an_opinion_that_is_no_choice_is_told_and_not_guessed() -> None:
    """同意 is neither 认可 nor 退回: told at its cell, the finding stands by its words, and it is kept."""
    result = round_trip(BOOK, ONE, {0: answer(None, "同意")})
    assert of_rule(result)[0].outcome == "不通过"
    told = of_rule(result, "R130")
    assert [(each.level, [place.cell for place in each.places]) for each in told] == [
        ("提示", ["N5"]),
        ("核实", ["O5"]),
    ]
    (line,) = items(result, ONE)
    assert (line.opinion, line.earlier) == ("", "（审核意见：同意）")
    explained = round_trip(BOOK, ONE, {0: answer(GOOD, "不同意")})
    assert (explained.findings[0].outcome, explained.verdict) == ("已说明", "需核实")


def test_a_strange_opinion_on_what_needs_none_fails_nothing() -> None:
    """On a 提示 it is told as one."""
    hints = doubting({"级别": "提示"})
    result = round_trip(book_of(hints, {"甲": 1.0, "乙": 2.0}), hints, {0: answer(None, "同意")})
    assert [told.level for told in of_rule(result, "R130")] == ["提示"]
    assert result.verdict == "通过"


def test_the_same_words_for_different_rules_settle_none() -> None:
    """Words put to as many rules as the parameter says are no explanation of any of them."""
    result = round_trip(MANY, FOUR, {index: answer(f"{GOOD}{'。' * index}") for index in range(3)})
    assert [finding.outcome for finding in result.findings[:4]] == ["不通过"] * 4
    (told,) = of_rule(result, "R131")
    assert (told.level, [place.cell for place in told.places]) == ("核实", ["N5", "N6", "N7"])
    assert [line.status for line in items(result, FOUR)] == ["说明不合要求"] * 3 + ["待说明"]


def test_fewer_rules_may_have_one_reason() -> None:
    """Up to the number of the parameter the same words are an explanation; those accepted are not counted."""
    two = round_trip(MANY, FOUR, {index: answer(GOOD) for index in range(2)})
    assert [finding.outcome for finding in two.findings[:2]] == ["已说明"] * 2
    typed = {0: answer(GOOD, "认可"), 1: answer(GOOD), 2: answer(GOOD)}
    accepted = round_trip(MANY, FOUR, typed)
    assert [finding.outcome for finding in accepted.findings[:3]] == ["已认可", "已说明", "已说明"]
    assert of_rule(accepted, "R131") == []


def test_the_same_words_for_many_rows_of_one_rule_are_lawful() -> None:
    """One rule that fails in many rows has one reason."""
    rows = doubting({"循环范围": "明细表", "左式": "=[@数]", "右式": "=乙", "标注单元格": "[@数]"})
    table = book_of(rows, {"乙": 1.0}, *({"名称": str(n), "数": float(n)} for n in range(2, 6)))
    result = round_trip(table, rows, {index: answer(GOOD) for index in range(4)})
    assert [finding.outcome for finding in result.findings] == ["已说明"] * 4


def test_without_the_rules_any_words_will_do() -> None:
    """A standard that does not ask still takes no blank and no mere signs for an answer."""
    plain = tiny({"级别": "核实", "标注单元格": "甲"})
    book = book_of(plain, {"甲": 1.0, "乙": 2.0})
    for text, outcome in (("无", "已说明"), ("。", "不通过"), (" ", "不通过")):
        assert round_trip(book, plain, {0: answer(text)}).findings[0].outcome == outcome


def test_the_words_and_numbers_are_parameters() -> None:
    """Another list, another length: another judgement."""
    words = [{**each, "值": "按文件执行" if each["名称"] == "空话说明" else each["值"]} for each in GIVEN]
    other = tiny({"级别": "核实", "标注单元格": "甲"}, WORTH, parameters=words)
    book = book_of(other, {"甲": 1.0, "乙": 2.0})
    outcomes = {
        text: of_rule(round_trip(book, other, {0: answer(text)}))[0].outcome
        for text in ("按文件执行。按文件执行", "情况属实，已核实")
    }
    assert outcomes == {"按文件执行。按文件执行": "不通过", "情况属实，已核实": "已说明"}


@pytest.mark.parametrize("name", NAMES)
def test_every_standard_says_what_an_explanation_is(name: str) -> None:
    """The three parameters stand in each standard, and its rules find them."""
    measure = measure_of(standard(name), 2022)
    assert measure.evasive("情况属实")
    assert measure.evasive("因改革")
    assert not measure.evasive(GOOD)
    assert measure.repeats == 3


def test_a_long_text_of_empty_words_is_measured_at_once() -> None:
    """A list that can be put together in many ways costs no time that grows with the ways."""
    assert Measure(("无", "无无", "无无无")).evasive("无" * 5000)
    assert not Measure(("无", "无无", "无无无")).evasive("无" * 5000 + "因")


def test_a_parameter_that_is_not_there_is_a_fault_of_the_standard() -> None:
    """A name misspelt in the rules about explanations would silently measure by nothing."""
    assert list(unknown_names(ONE)) == []
    lame = tiny({"级别": "核实", "标注单元格": "甲"}, WORTH, parameters=GIVEN[1:])
    assert ["空话说明" in fault.what for fault in unknown_names(lame)] == [True]
