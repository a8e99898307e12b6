"""Reference scores of the samples: the seed's, exemptions both ways, missing data, what nobody can alter."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from functools import lru_cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.consolidate.extracted import consolidate
from tests.core.altered import standard
from tests.form.books import CLEAN, FAULTY, SEED, SICHUAN
from xltools.checking import check_workbook
from xltools.commands.check_json import file_object
from xltools.commands.score_text import score_lines
from xltools.console import cells
from xltools.core.layout import lay_out
from xltools.core.model import Value, Workbook
from xltools.core.refs import Place, parse_cell
from xltools.core.scores.score import Scores
from xltools.core.standard import Standard
from xltools.engines import choose
from xltools.engines.auto import Auto
from xltools.readers.xlsx import read
from xltools.summarise import summarise

from .planted import planted
from .scored import sample, scores_of, the, typed

RATE = "支出完成率"


def text_of(book: Workbook, chosen: Standard | None = None) -> str:
    """What the check prints of a workbook's scores."""
    return "\n".join(line.text for line in score_lines(scores_of(book, chosen)))


def test_the_seed_is_told_what_its_completion_rate_is_worth() -> None:
    """33.61% of 6 points are 2.02, not 6; a freeze is only spoken of: its amount and number are missing."""
    score = the(scores_of(sample(SEED)), RATE)
    assert (score.points, score.actual, score.target) == (6, Decimal("33.61"), 100)
    assert (score.own, score.reference, score.difference) == (6, Decimal("2.02"), Decimal("3.98"))
    assert score.state == "不同"
    assert score.why.startswith("支出完成率 33.61%，目标 100%，按比例得 2.02 分；自评 6 分，多 3.98 分")
    assert "没有填财政冻结或收回额、财政冻结或收回文号" in score.why
    assert str(score.place) == "评分表!N10"


def test_the_seeds_totals_are_given_both_ways() -> None:
    """100 by itself; 96.02 with the one score that can be worked out and differs; both have their grade."""
    own, reference = scores_of(sample(SEED)).totals
    assert (own.basis, own.total, own.grade, own.counted) == ("自评", 100, "优", 28)
    assert (reference.basis, reference.total, reference.grade) == ("参考", Decimal("96.02"), "优")
    assert reference.own == 23


def test_missing_data_are_named_and_give_no_number() -> None:
    """Every reference of the seed that is not there says which cells are blank; none is 0."""
    missing = scores_of(sample(SEED)).of("没有算出")
    assert len(missing) == 13
    assert all(score.reference is None and score.difference is None for score in missing)
    assert all("缺少" in score.why and "没有算出" in score.why for score in missing)
    asset = the(scores_of(sample(SEED)), "固定资产利用率")
    assert asset.why.startswith(
        "缺少固定资产总额（原值）（自评表!D88）、实际在用固定资产总额（自评表!D89），没有算出"
    )


def test_where_there_is_no_formula_no_score_is_made_up() -> None:
    """What is judged by people stays with them."""
    scores = scores_of(sample(CLEAN)).of("没有公式")
    assert len(scores) == 10
    assert all(
        score.reference is None and score.why.startswith("没有公式，由评价小组评定") for score in scores
    )


def test_a_clean_workbook_agrees_with_every_formula() -> None:
    """Nothing to look at in the clean sample but one indicator that does not apply; the totals are one."""
    scores = scores_of(sample(CLEAN))
    assert scores.noteworthy == ()
    assert [score.name for score in scores.of("没有算出")] == ["资金下达合法性"]
    assert {total.total for total in scores.totals} == {Decimal("99.36")}


def test_another_standard_has_other_formulas() -> None:
    """四川 has four, and they all agree with its sample."""
    scores = scores_of(sample(SICHUAN), standard("四川"))
    assert [score.name for score in scores.of("一致")] == [
        "预算执行进度监控",
        "非税收入征收情况",
        "非税收入上缴情况",
        "社会公众满意度",
    ]
    assert text_of(sample(SICHUAN), standard("四川")) == "  评分对照：4 项有公式，自评与参考一致"


#: What a unit may write over: the reference, what it is computed from on the sheet, a threshold's copy.
TAMPERED: dict[str, dict[str, Value]] = {
    "参考得分": {"支出完成率_参考得分": 6},
    "分值": {"支出完成率_分值": 60},
    "目标值": {"支出完成率_目标值": 33},
    "实际值": {"支出完成率_实际值": 100},
    "计算公式": {"支出完成率": 100},
    "另一公式": {"支出完成率": "=100+0"},
    "评分公式": {"支出完成率_参考得分": "=6+0", "支出完成率_实际值": "=50+50"},
}


@pytest.mark.parametrize("edits", TAMPERED.values(), ids=TAMPERED)
def test_a_unit_cannot_alter_its_reference_score(edits: dict[str, Value]) -> None:
    """The authority's formulas, points and targets count, whatever the workbook has in those cells."""
    scores = scores_of(typed(sample(SEED), edits))
    score = the(scores, RATE)
    assert (score.points, score.actual, score.target) == (6, Decimal("33.61"), 100)
    assert (score.reference, score.difference) == (Decimal("2.02"), Decimal("3.98"))
    assert [total.total for total in scores.totals] == [100, Decimal("96.02")]


def test_a_threshold_changed_in_the_workbook_changes_no_reference_score() -> None:
    """The days within which to publish are the standard's: 40 days in the workbook's copy excuse nobody."""
    late = {"预算公开日": 44650, "预决算信息公开_自评得分": 3}
    (name,) = (name for name in sample(CLEAN).names if name.name == "公开天数")
    honest = the(scores_of(typed(sample(CLEAN), late)), "预决算信息公开")
    assert (honest.actual, honest.reference, honest.difference) == (1, Decimal("2.5"), Decimal("0.5"))
    book = typed(sample(CLEAN), late)
    sheet, cell = name.text.rsplit("!", 1)
    book = retyped(book, sheet.strip("'"), cell, 400)
    assert the(scores_of(book), "预决算信息公开").reference == Decimal("2.5")


def retyped(book: Workbook, sheet: str, cell: str, value: Value) -> Workbook:
    """The workbook with one cell typed over, by its address."""
    at = parse_cell(cell)
    assert at is not None
    row, column = at
    sheets = []
    for old in book.sheets:
        rows = [list(cells) for cells in old.values]
        if old.name == sheet:
            rows[row - 1][column - 1] = value
        sheets.append(replace(old, values=tuple(map(tuple, rows))))
    return replace(book, sheets=tuple(sheets))


# --- exemptions ---

#: 19,563,574.39 of (58,210,400 - 20,000,000) are 51.2%, and 51.2% of 6 points.
FROZEN = {"冻结收回额": 20_000_000, "冻结收回文号": "示例财〔2022〕1号"}


def test_an_exemption_with_amount_and_number_counts_and_both_ways_are_shown() -> None:
    """Without 2.02, with 3.07: each with its total, and the document's number is said."""
    scores = scores_of(typed(sample(SEED), FROZEN))
    score = the(scores, RATE)
    assert (score.without, score.reference) == (Decimal("2.02"), Decimal("3.07"))
    assert score.difference == Decimal("2.93")
    said = "不计豁免 2.02 分，计豁免（财政冻结或收回额 20,000,000 元，示例财〔2022〕1号）3.07 分"
    assert said in score.why
    totals = {total.basis: (total.total, total.grade) for total in scores.totals}
    assert totals == {
        "自评": (100, "优"),
        "参考": (Decimal("97.07"), "优"),
        "不计豁免": (Decimal("96.02"), "优"),
    }
    printed = text_of(typed(sample(SEED), FROZEN))
    assert "不计豁免  参考" in printed
    assert "不计豁免 96.02 分" in printed


def test_an_exemption_is_shown_though_the_scores_agree() -> None:
    """A reader must see that the score rests on it."""
    book = typed(sample(SEED), {**FROZEN, "支出完成率_自评得分": 3.07})
    score = the(scores_of(book), RATE)
    assert score.state == "一致"
    assert score in scores_of(book).noteworthy


@pytest.mark.parametrize(
    ("left_out", "blank", "said"),
    [
        ("冻结收回文号", None, "缺少财政冻结或收回文号"),
        ("冻结收回文号", "  ", "缺少财政冻结或收回文号"),
        ("冻结收回文号", "无", "缺少财政冻结或收回文号"),
        ("冻结收回额", None, "缺少财政冻结或收回额"),
        ("冻结收回额", 0, "财政冻结或收回额为 0"),
        ("冻结收回额", -5, "财政冻结或收回额为负数"),
        ("冻结收回额", "约两千万", "财政冻结或收回额填的“约两千万”不能识别"),
    ],
)
def test_half_an_exemption_does_not_count(left_out: str, blank: Value, said: str) -> None:
    """An amount without a number, or a number without an amount, changes nothing, and what lacks is named."""
    score = the(scores_of(typed(sample(SEED), {**FROZEN, left_out: blank})), RATE)
    assert (score.reference, score.without) == (Decimal("2.02"), None)
    assert f"{said}，豁免没有计入" in score.why


def test_half_an_exemption_is_told_though_the_scores_agree() -> None:
    """What was filled in for nothing is to be seen beside a score that needs none of it."""
    edits = {"冻结收回额": 20_000_000, "支出完成率_自评得分": 2.02}
    scores = scores_of(typed(sample(SEED), edits))
    score = the(scores, RATE)
    assert (score.state, score.vain) == ("一致", True)
    assert score in scores.noteworthy
    assert "缺少财政冻结或收回文号，豁免没有计入" in score.why


def test_an_amount_of_nothing_is_not_called_missing() -> None:
    """0 typed where the own score is too high: it is 0, and only the document was not filled."""
    score = the(scores_of(typed(sample(SEED), {"冻结收回额": 0, "冻结收回文号": None})), RATE)
    assert score.why.endswith("财政冻结或收回额为 0，没有填财政冻结或收回文号，不能计豁免")


@pytest.mark.parametrize("amount", [58_210_400, 60_000_000])
def test_an_exemption_of_all_there_is_cannot_count(amount: int) -> None:
    """Nothing would remain to be measured by: the formula leaves it out, and the words say so."""
    score = the(scores_of(typed(sample(SEED), {**FROZEN, "冻结收回额": amount})), RATE)
    assert (score.reference, score.without, score.vain) == (Decimal("2.02"), None, True)
    assert "计豁免（" not in score.why
    assert "不小于财政下达预算数 58,210,400 元，豁免不能计入" in score.why


def test_no_exemption_is_spoken_of_where_none_is_needed() -> None:
    """A unit that claims none and gets what it asks hears nothing of exemptions."""
    assert "豁免" not in the(scores_of(sample(CLEAN)), RATE).why


def test_an_exemption_typed_as_a_formula_is_left_out_as_well() -> None:
    """The score without it is the one of a blank cell."""
    score = the(scores_of(typed(sample(SEED), {**FROZEN, "冻结收回额": "=10000000*2"})), RATE)
    assert (score.without, score.reference) == (Decimal("2.02"), Decimal("3.07"))


# --- what cannot be read ---


def test_an_unreadable_figure_gives_no_reference_and_names_its_cell() -> None:
    """SUM would pass over the text and give a score; the reference is not worked out instead."""
    score = the(scores_of(planted({"项目支出_决算": "约三百万"})), RATE)
    assert score.state == "没有算出"
    assert score.reference is None
    assert "项目支出（决算）（自评表!F37）" in score.why
    assert "约三百万" in score.why


def test_a_score_below_nothing_is_not_computed() -> None:
    """An amount below 0 would give a score below 0: none is given, and the amount is named."""
    score = the(scores_of(typed(sample(SEED), {"项目支出_决算": -60_000_000})), RATE)
    assert (score.state, score.reference) == ("没有算出", None)
    assert "得分不能是负数" in score.why
    assert "项目支出（决算）" in score.why


def test_only_the_divisor_that_is_nothing_is_named() -> None:
    """A budget of 0 keeps the rate from being computed; other amounts of 0 are innocent."""
    score = the(scores_of(typed(sample(SEED), {"财政下达预算数": 0, "冻结收回额": 0})), RATE)
    assert score.state == "没有算出"
    assert "财政下达预算数（自评表!" in score.why
    assert "为 0，不能作除数" in score.why
    assert "冻结" not in score.why


def test_a_mark_is_named_as_the_cell_shows_it() -> None:
    """TRUE, not True, and never None."""
    score = the(scores_of(typed(sample(SEED), {"财政下达预算数": True})), RATE)
    assert "填的“TRUE”不能识别" in score.why


def test_an_error_under_a_score_is_named() -> None:
    """The cell with the error, and no score."""
    score = the(scores_of(typed(sample(CLEAN), {"财政下达预算数": "=1/0"})), RATE)
    assert score.reference is None
    assert "自评表!D49" in score.why or "#DIV/0!" in score.why


def test_zero_targets_do_not_apply() -> None:
    """Nothing planned to be bought: there is no rate, no score, and the 0 is named."""
    score = the(scores_of(planted({"采购计划金额": 0, "实际采购金额": 0})), "政府采购执行率")
    assert score.state == "没有算出"
    assert "政府采购计划金额" in score.why
    assert "为 0" in score.why


# --- bands ---


@pytest.mark.parametrize(
    ("band", "low", "high", "own", "difference"),
    [
        ("达成", "7.2", "9", "8.5", "0"),
        ("部分达成", "5.4", "7.19", "8.5", "1.31"),
        ("未达成", "0", "5.39", "6", "0.61"),
        ("达成", "7.2", "9", "7", "-0.2"),
    ],
)
def test_a_band_has_two_ends(band: str, low: str, high: str, own: str, difference: str) -> None:
    """达成 80% and more of 9 points, 部分达成 60% to 80%, 未达成 less; the nearer end is the difference."""
    edits = {"社会经济环境效益_实际值": band, "社会经济环境效益_自评得分": float(own)}
    scores = scores_of(typed(sample(CLEAN), edits))
    score = the(scores, "社会经济环境效益")
    assert (score.floor, score.reference) == (Decimal(low), Decimal(high))
    assert score.difference == Decimal(difference)
    assert (score.state == "一致") == (score.difference == 0)
    assert f"本档 {low} 至 {high} 分" in score.why
    totals = {total.basis: total.total for total in scores.totals}
    assert totals["自评"] - totals["参考"] == Decimal(difference)


# --- what is shown ---


def test_the_table_stands_in_eighty_columns() -> None:
    """Every row of figures fits, columns flush by the cells they take."""
    lines = text_of(typed(sample(SEED), FROZEN)).split("\n")
    head = next(line for line in lines if line.strip().startswith("指标"))
    row = next(line for line in lines if line.strip().startswith("支出完成率  "))
    assert cells(head) == cells(row)
    assert max(cells(head), cells(row)) <= 80


def test_json_has_every_indicator_and_both_totals() -> None:
    """What the check hands to programs: exact numbers, the reason, the cell of the own score."""
    checked = check_workbook(sample(SEED), standard(), choose())
    scores = file_object(checked)["scores"]
    assert len(scores["indicators"]) == 28
    (rate,) = (each for each in scores["indicators"] if each["name"] == RATE)
    assert (rate["own"], rate["reference"], rate["difference"]) == (6, Decimal("2.02"), Decimal("3.98"))
    assert (rate["number"], rate["sheet"], rate["cell"]) == ("A221", "评分表", "N10")
    assert [total["basis"] for total in scores["totals"]] == ["自评", "参考"]


def test_every_indicator_of_the_faulty_sample_is_explained() -> None:
    """A reason for each, and a difference in the total that is the sum of the differences."""
    scores = scores_of(sample(FAULTY))
    assert all(score.why for score in scores.indicators)
    differences = [s.difference for s in scores.indicators if s.difference is not None]
    own, reference = scores.totals
    assert own.total - reference.total == sum(differences, Decimal(0))


def test_the_summary_lists_what_differs_and_grades_both_totals(tmp_path: Path) -> None:
    """评分对照 has a row a difference, the greatest first; 得分表 both totals; all by live formulas."""
    checked = [check_workbook(sample(path), standard(), choose()) for path in (SEED, CLEAN, FAULTY)]
    path = tmp_path / "汇总.xlsx"
    summarise(consolidate(standard(), checked, None), path, choose())
    written = read(path)
    sheet = written.sheet("评分对照")
    assert sheet is not None
    rows = [row for row in sheet.values if row and str(row[0]).startswith("示例")]
    assert [(row[2], row[4], row[5], row[6]) for row in rows] == [
        (RATE, 6, 2.02, 3.98),
        ("“三公”经费控制", 3, 0, 3),
    ]
    assert "按比例得 2.02 分" in str(rows[0][8])
    scores = written.sheet("得分表")
    assert scores is not None
    (seed,) = (row for row in scores.values if row and row[0] == "示例001")
    assert seed[2:9] == (100, 100, "优", 1, 96.02, 3.98, "优")
    number = scores.values.index(seed) + 1
    assert {(number, 3), (number, 5), (number, 8), (number, 9)} <= scores.formulas.keys()


def test_a_unit_without_the_reference_column_has_its_references_all_the_same() -> None:
    """Names, heading and cells are gone: the standard's formulas are asked, not the workbook's."""
    names = tuple(name for name in sample(SEED).names if not name.name.endswith("参考得分"))
    blank = typed(sample(SEED), {f"{each.name}_参考得分": None for each in standard().indicators})
    table = lay_out(standard()).tables["评分表"]
    heading = Place("评分表", table.header_row, table.columns["参考得分"]).cell
    score = the(scores_of(replace(retyped(blank, "评分表", heading, None), names=names)), RATE)
    assert (score.actual, score.reference) == (Decimal("33.61"), Decimal("2.02"))


@settings(max_examples=8, deadline=None)
@given(order=st.permutations(range(5)))
def test_scores_do_not_depend_on_the_workbooks_before(order: list[int]) -> None:
    """Exempt, altered, clean and faulty ones in any order through one engine, as alone through a new one."""
    warm = Auto()
    books = _mixed()
    for number in order:
        assert check_workbook(books[number], standard(), warm).scores == _alone()[number]


@lru_cache(maxsize=1)
def _mixed() -> tuple[Workbook, ...]:
    seed = sample(SEED)
    altered = typed(seed, {**FROZEN, **TAMPERED["计算公式"]})
    return (seed, typed(seed, FROZEN), altered, sample(CLEAN), sample(FAULTY))


@lru_cache(maxsize=1)
def _alone() -> tuple[Scores | None, ...]:
    return tuple(check_workbook(book, standard(), Auto()).scores for book in _mixed())


def test_layout_knows_the_cells_the_tests_type_over() -> None:
    """The cells that units may try are there: else the tests above would prove nothing."""
    layout = lay_out(standard())
    assert {name for edits in TAMPERED.values() for name in edits} <= layout.cells.keys()
