"""Figures of a report are held against the cells they clearly speak of, and against no other."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.core.altered import standard
from tests.form.books import SICHUAN
from tests.prose.beside import checked, clean, filled, found, linked, narrative, said, seed
from xltools.core.prose.beside.links import links
from xltools.core.prose.checked import check_report
from xltools.core.prose.passage import Narrative, Passage
from xltools.core.prose.read import Read
from xltools.readers.xlsx import read

BESIDE = ("R060", "R061", "R065")


def test_money_people_rates_dates_and_scores_are_linked() -> None:
    """Label, alias, measure and unit lead to the one cell, in 元 and 万元, before and behind the figure."""
    text = """评价年度：2022年度
填报日期：2023年4月26日
2022年收入合计8205000.50元，人员经费428.00万元，财政下达预算数830万元。
我中心事业编制28名，年末在职人员26人，支出完成率为98.86%。
“三公”经费预算数42000元，公务接待费支出4120元。
公用经费年初预算80万元，调整预算85万元，决算84.20万元。
我中心年度评价得分为99.36分，其中支出完成率得5.93分，预算执行情况39.86分。"""
    expected = {
        "2022年": "评价年度",
        "2023年4月26日": "填报日期",
        "8205000.50元": "收入合计_决算",
        "428.00万元": "人员经费_决算",
        "830万元": "财政下达预算数",
        "28名": "事业编制数",
        "26人": "年末在职人数",
        "98.86%": "支出完成率",
        "42000元": "三公经费合计_年初预算",
        "4120元": "公务接待费_决算",
        "80万元": "公用经费_年初预算",
        "85万元": "公用经费_调整预算",
        "84.20万元": "公用经费_决算",
        "99.36分": "自评总分",
    }
    made = linked(text, clean())
    assert {figure: made.get(figure) for figure in expected} == expected
    assert {"5.93分", "39.86分"} <= made.keys()
    assert said(text, clean(), *BESIDE) == []


def test_operands_and_results_of_formulas_are_linked() -> None:
    """A formula in words says what each number of the formula in figures is."""
    text = "支出完成率=部门（单位）年度实际支出/财政下达预算数×100%=19563574.39/58210400×100%=33.61%"
    assert linked(text, seed()) == {
        "19563574.39": "支出合计_决算",
        "58210400": "财政下达预算数",
        "33.61%": "支出完成率",
    }


@pytest.mark.parametrize(
    ("text", "rule", "words"),
    [
        ("2022年基本支出512.3万元。", "R060", "512.3万元"),
        ("事业编制29名。", "R060", "29名"),
        ("填报日期：2023年4月27日", "R060", "2023年4月27日"),
        ("评价年度：2021年度", "R060", "2021年"),
        ("支出完成率为98.68%。", "R060", "98.68%"),
        ("2021年收入8205000.50元。", "R060", "2021年"),
        ("公用经费年初预算80万元，决算84.30万元。", "R060", "84.30万元"),
        ("年初结余8215000.51元。", "R060", ""),
        ("另有一笔4280000.80元已支付。", "R060", "4280000.80元"),
        ("收入合计8205000.50万元。", "R065", "8205000.50万元"),
        ("我中心年度评价得分为98.36分。", "R061", "98.36分"),
        ("评价等级为“良”。", "R061", "良"),
        ("支出完成率得5.83分。", "R061", "5.83分"),
        ("预算编制情况19分。", "R061", "19分"),
    ],
)
def test_what_differs_is_found_at_the_exact_words(text: str, rule: str, words: str) -> None:
    """One finding, at the figure that is wrong; a figure of no cell is none."""
    expected = [(rule, words)] if words else []
    assert said(text, clean(), *BESIDE) == expected


def test_a_finding_says_what_the_workbook_has_and_where() -> None:
    """The message names the field, both figures in one unit, the cell and the difference."""
    (finding,) = (f for f in found("2022年基本支出512.3万元。", clean()) if f.rule == "R060")
    assert finding.message == (
        "“基本支出（决算）”报告写512.3万元，工作簿自评表!F34为512.20005万元，差0.09995万元"
    )
    assert (finding.left, finding.right) == (Decimal(5123000), Decimal("5122000.5"))
    assert (finding.level, finding.field) == ("错误", "基本支出_决算")


@pytest.mark.parametrize(
    "text",
    [
        "2021年收入750.3万元，基本支出512.3万元，项目支出227.9万元。",
        "其中，信息化项目支出120万元，设备项目支出30万元。",
        "基本支出比上年增加30万元，项目支出较上年减少12万元。",
        "2022年收入821万元，支出约820万元，年末结转结余5万元。",
        "“三公”经费预算4.2万元，实际支出3.54万元，节约0.66万元。",
        "截至2023年3月，在职人员27人。核定编制28名，其中管理岗编制5名。",
        "支出完成率不低于95%，达到平均水平95%，支出完成率≥95%，支出完成率95%以上为优秀。",
        "按照评分标准，支出完成率≥100%得6分，每低1%扣0.1分。",
        "年初预算800万元，调整后预算830万元。项目支出预算安排315万元。",
        "湛江市财政局2022年基本支出5000万元，项目支出3000万元。",
        "总分100分，自评得分99.36分，90分以上为优。",
        "上年度自评得分95分，同类单位平均得分93分，该项目预算执行率为90%。",
        "某项目自评得分98分，一级指标自评得分19分。",
        "采购金额50万元以上的项目3个，盘活存量资金50万元。",
        "基本支出分别为500万元和510万元，人员经费分别增长2%、3%。",
        "预计2023年基本支出530万元，项目支出320万元。",
        "2023年预算收入850万元。确保支出完成率达到100%。",
    ],
)
def test_figures_of_other_things_are_left_alone(text: str) -> None:
    """Other years, units, projects, differences, limits, shares and rounded figures accuse nobody."""
    assert said(text, clean(), *BESIDE) == []


def test_a_subordinate_units_figures_are_its_own() -> None:
    """A sentence that names a subordinate unit is not about the unit itself."""
    text = "湛江市公共资源交易中心2022年基本支出512.20万元，其中人员经费428万元。"
    assert said(text, seed(), *BESIDE) == []


def test_a_workbook_in_ten_thousands_is_compared_in_yuan() -> None:
    """Amounts of a 万元 workbook are right to its own last place, in either unit; the tenth is wrong."""
    book = checked(read(SICHUAN), "四川")
    text = "基本支出915.26万元，项目支出5955000元，支出合计15107600元。"
    made = Read(narrative(text), standard("四川"), book)
    assert [link.cell.name for link in links(made)] == ["基本支出_决算", "项目支出_决算", "支出合计_决算"]
    wrong = check_report(narrative("基本支出915.36万元。"), standard("四川"), book).findings
    assert [f.spot.text for f in wrong if f.rule == "R060" and f.spot] == ["915.36万元"]


def _table(*rows: tuple[str, ...], before: str = "单位：元") -> Narrative:
    passages = [Passage(1, before)]
    for row, cells in enumerate(rows, 1):
        for column, text in enumerate(cells, 1):
            passages.append(Passage(len(passages) + 1, text, cell=(1, row, column)))
    return Narrative("表.docx", "0" * 64, tuple(passages))


def test_figures_in_tables_are_called_by_row_and_column() -> None:
    """A cell is held against the field of its row in the measure of its column, in the table's unit."""
    rows = (("项目", "年初预算", "2022年决算"), ("基本支出", "500", "512.30"), ("项目支出", "300", "308.30"))
    findings = check_report(_table(*rows, before="单位：万元"), standard(), clean()).findings
    assert [(f.rule, f.spot.text) for f in findings if f.spot and f.rule in BESIDE] == [("R060", "512.30")]


def test_a_column_nobody_knows_accuses_nothing() -> None:
    """A row's field alone is not what a column of another meaning holds."""
    rows = (("项目", "2021年决算", "比上年增减"), ("基本支出", "5132100.50", "5145300.50"))
    findings = check_report(_table(*rows), standard(), clean()).findings
    assert [f.rule for f in findings if f.rule in BESIDE] == []


def test_without_a_workbook_nothing_is_linked() -> None:
    """Links need a workbook."""
    assert links(Read(narrative("基本支出512.3万元。"), standard())) == ()


def test_a_blank_cell_is_linked_with_nothing() -> None:
    """What the unit did not fill is no 0 to differ from."""
    book = filled({"单位名称": "示例单位", "金额单位": "元", "评价年度": 2022})
    assert linked("基本支出512.3万元，离休人员3人。", book) == {}


@pytest.mark.parametrize(
    ("amount", "level"),
    [("1388.49万元", ""), ("1388.48万元", "提示"), ("1388.47万元", "错误"), ("13884857.74元", "错误")],
)
def test_an_amount_cut_off_instead_of_rounded_is_a_hint(amount: str, level: str) -> None:
    """13,884,857.75 元 is 1,388.49 万元; less than one unit of the last place off is no more than a hint."""
    findings = found(f"2022年项目支出{amount}。", seed())
    assert [f.level for f in findings if f.rule == "R060" and f.outcome == "不通过"] == [level] * bool(level)
