"""In-text formulas (R062) are worked out literally; right ones are never reported."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import assume, given, reject
from hypothesis import strategies as st

from tests.prose.said import faults, seed, told
from xltools.core.prose.formulas.arithmetic import value_of
from xltools.core.prose.formulas.expression import expression

_MONEY = st.decimals(min_value="0.01", max_value=10**8, places=2)
_SIGNS = st.sampled_from("+-×*÷/")
_PLACES = st.integers(min_value=0, max_value=4)


def rounded(value: Decimal, places: int) -> Decimal:
    """The value as people round it."""
    return value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)


@st.composite
def expressions(draw: st.DrawFn) -> str:
    """Up to four amounts with signs and brackets between them, written in many ways."""
    written = f"{draw(_MONEY):{draw(st.sampled_from(['', ',']))}}"
    for _ in range(draw(st.integers(min_value=1, max_value=3))):
        sign, amount = draw(_SIGNS), f"{draw(_MONEY):,}"
        opening, closing = draw(st.sampled_from(["（）", "()", "[]", "【】"]))
        written = draw(
            st.sampled_from(
                [
                    f"{written}{sign}{amount}",
                    f"{opening}{written}{closing}{sign}{amount}",
                    f"{amount} {sign} {opening}{written}{closing}",
                ]
            )
        )
    return written


def literal(written: str) -> Decimal:
    """What Python makes of it, as an independent reckoner."""
    table = str.maketrans("×÷（）【】[]", "*/()()()", ",")
    numbers, text = [], ""
    for piece in written.translate(table).replace(" ", ""):
        if piece.isdigit() or piece == ".":
            text += piece
        else:
            numbers += [f"Decimal('{text}')"] if text else []
            numbers.append(piece)
            text = ""
    numbers += [f"Decimal('{text}')"] if text else []
    try:
        return eval("".join(numbers), {"Decimal": Decimal})  # noqa: S307 - built of digits and signs above
    except ArithmeticError:
        reject()


@given(expressions(), _PLACES)
def test_a_right_formula_is_never_reported(written: str, places: int) -> None:
    """Whatever its signs and brackets, a formula with its value, rounded to any place, is right."""
    value = literal(written)
    assume(abs(value) < 10**20)
    assert told("R062", f"金额={written}={rounded(value, places)}元。") == []


@given(_MONEY, _MONEY, _PLACES, st.sampled_from(["×100%", "*100%", ""]))
def test_a_right_rate_is_never_reported(part: Decimal, whole: Decimal, places: int, times: str) -> None:
    """A share in percent, rounded to any place, is right."""
    rate = rounded(part / whole * 100, places)
    sentence = f"支出完成率=年度实际支出/下达预算数×100%={part}/{whole:,}{times}={rate}%，较好。"
    assert told("R062", sentence) == []


@given(_MONEY, _MONEY, _PLACES, st.integers(min_value=2, max_value=9**5), st.booleans().map(bool))
def test_a_wrong_rate_is_reported(part: Decimal, whole: Decimal, places: int, off: int, less: bool) -> None:  # noqa: FBT001
    """A result two or more units of its last place away is reported, at its own words."""
    right = rounded(part / whole * 100, places)
    wrong = right + Decimal(-off if less else off).scaleb(-places)
    assume(wrong > 0)
    assume(abs(wrong / 100 - part / whole * 100) > 1)
    assert told("R062", f"支出完成率={part}/{whole}×100%={wrong}%。") == [f"{wrong}%"]


@given(expressions())
def test_the_reader_of_expressions_agrees_with_python(written: str) -> None:
    """Signs bind and brackets group as everywhere."""
    wanted = literal(written)
    assert value_of(expression(written, 0, len(written))) == wanted


@given(st.text("得分支出率=×100%/÷+-.,（）()[]5678万元亿，。≈x ", max_size=60))
def test_any_words_are_borne(text: str) -> None:
    """Whatever stands around equals signs, each finding is about words that are there."""
    for finding in faults("R062", text):
        assert finding.spot
        assert finding.spot.text == text[finding.spot.start : finding.spot.end] != ""


def test_endless_formulas_are_borne() -> None:
    """Brackets without end and numbers without end are left alone."""
    assert told("R062", "A=" + "(" * 9999 + "1+1" + ")" * 9999 + "=3") == []
    assert told("R062", "A=" + "+".join("1" * 9999) + "=3") == []
    assert told("R062", "A=" + "9" * 9999 + "+1=3") == []
    assert told("R062", "=" * 9999) == []
    product = "×".join(["9" * 15] * 60)
    assert told("R062", f"A={product}=3") == ["3"]


def test_the_two_faulty_formulas_of_the_published_report() -> None:
    """The brackets that are missing and the 1 that should be 100% are found; the right formulas are not."""
    brackets, one = faults("R062", *seed())
    assert brackets.spot
    assert one.spot
    assert brackets.spot.text == "18,807,267.11+756,307.28"
    assert brackets.spot.repair == "（18,807,267.11+756,307.28）"
    assert (brackets.left, brackets.right) == (0, Decimal("756307.28"))
    assert "756307.28" in brackets.message
    assert "文字公式有4项，只代入3个数" in brackets.message
    assert (one.spot.text, one.spot.repair) == ("=1", "=100%")
    assert {brackets.level, one.level} == {"错误"}


@pytest.mark.parametrize(
    "text",
    [
        "支出完成率=部门(单位）年度实际支出/财政下达预算数×100%=19563574.39/58210400×100%=33.61%，原因是资金冻结。",
        "采购执行率=（实际采购金额/采购计划金额）*100%=68854763/68854763=100%。",
        "（25-20）/20×100%=25%",
        "100万元/200万元=50%",
        "80分+15分=95分",
        "1.5+2.3=3.8（万元）",
        "共1.5+2.3=3.8万元",
        "预算执行率=3,100.5万元÷3,252.67万元×100%≈95.32%，得分=95.32%×10=9.53分。",
        "执行率=3100.5/3252.67×100%=95.32%×10=9.53分",
        "综合得分=决策20分+过程19分+产出30分+效益28分=97分，等级为“优”。",
        "人员控制率=（136人/143人）×100%=95.1%，未超编。",
        "变动率=［（本年度预算数-上年度预算数）/上年度预算数］×100%=[(12.5-14.8)/14.8]×100%=-15.54%",
        "支出进度=19563574.39/58210400=0.3361=33.61%",
        "基本支出5678716.64元+项目支出13884857.75元=19563574.39元",
        "合计=1.2亿元+3000万元=1.5亿元",
        "执行率=1.2亿元/3.5亿元×100%=34.5%",
        "下降率=(20-25)/25×100%=20%",
        "得分=4/5×100=80分",
        "完成率=4/5×100=80%",
        "该项得分=3×100%=3分",
        "得分：90-100=10分；80-90=8分；80-60=6分",
        "90-100分=优，80-90分=良",
        "“1+1+N”体系，1+1>2，5+2=7天，24=白+黑",
        "单位成本=总成本÷数量=350万元÷7公里=50万元/公里",
        "按标准，本项得分=5×（33.61%/95%）=1.77分",
        "满意度=(150+45)/200×100%=97.5%（四舍五入）",
        "三公经费控制率=（实际支出数/预算安排数）×100%=17133.56÷40000×100%=42.83%。",
        "结余率=0/5821.04×100%=0",
        "https://example.org/a?b=1+2=4",
        "得分=权重×完成率=10×98.5%=9.85",
        "人均=公用经费/人数=1,250,000/125=10000元/人",
        "1）得分=1+2=3；（2）得分=3+4=7",
        "支出80万元为预算（50+30=80万元）的全部",
        "2022年=100/0.5",
        "固定资产利用率=实际在用固定资产总额/所有固定资产总额*100%=100%",
        "自评得分=20+18.5+约30=96分",
        "完成率=已完成的80%+在建的10%=95%",
        "得分=8-0.8×98.31=0",
        "得分=10×120%=10分",
        "得分=实际完成数/计划数×100%=95",
        "得分=5/5×100%=1",
        "面积=3.5公里×4米=14000平方米",
        "人均=861.46万元/52.3万人=16.47元/人，共计12期×50人=600人次",
        "综合得分=98×0.6+95×0.4=96.8分",
        "总支出=基本支出（567.87万元）+项目支出（1388.49万元）=1956.36万元",
        "总分100分=20+30+50，项目1=5+8，第1项=2+3，2023年=1+1",
    ],
)
def test_right_and_uncertain_formulas_are_left_alone(text: str) -> None:
    """What is right, what only looks like a formula, and what nobody can be sure of, is not reported."""
    assert told("R062", text) == []


@pytest.mark.parametrize(
    ("text", "words", "repair"),
    [
        ("支出完成率=19563574.39/58210400×100%=35.61%", "35.61%", None),
        ("采购执行率=68854763/68854763=101%", "101%", None),
        ("合计80分+15分=96分", "96分", None),
        ("1.5+2.3=3.9（万元）", "3.9", None),
        ("合计=1.2亿元+3000万元=1.6亿元", "1.6亿元", None),
        ("支出进度=19563574.39/58210400=0.3361=34.61%", "34.61%", None),
        ("总支出=基本支出（567.87万元）+项目支出（1388.49万元）=1966.36万元", "1966.36万元", None),
        ("共567.87+1388.49=1966.36万元", "1966.36万元", None),
        ("得分=10-（100%-95.5%）×10=9.35分", "9.35分", None),
        ("补助标准：每人500元×120人=63000元", "63000元", None),
        ("96.5分=20+18.5+30+27", "96.5分", None),
        ("变动率=(12.5-14.8)/14.8×100%=-15.84%", "-15.84%", None),
        ("增长率=25-20/20×100%=25%", "25-20", "（25-20）"),
        ("结余率=5/10+10×100%=25%", "10+10", "（10+10）"),
        ("完成率=10+20/30+30×100%=50%", "10+20/30+30", "（10+20）/（30+30）"),
        ("结余率=5/0+20=25%", "0+20", "（0+20）"),
        ("结余率=0/0×100%=0%", "0", None),
        ("完成率=（5+3）/（4-4）=0", "（4-4）", None),
        ("完成率=12/12×100%=1", "=1", "=100%"),
        ("完成率=11/12×100%=0.9167，", "=0.9167", "=91.67%"),
        ("完成率=11/12×100%=91.67", "=91.67", "=91.67%"),
        ("完成率=完成数/计划数×100%=0.95。", "=0.95", "=95%"),
        ("完成率=完成数/计划数×100%=5/5=1。", "=1", "=100%"),
        ("2022年完成率=2022年完成数/2022年度计划数×100%=1。", "=1", "=100%"),
        ("完成率=完成数/计划数×100%=95.5。", "=95.5", "=95.5%"),
    ],
)
def test_wrong_formulas_are_reported_at_the_shortest_words(text: str, words: str, repair: str | None) -> None:
    """The faulty sum, divisor or result is named; what can safely be put right is proposed."""
    (finding,) = faults("R062", text)
    assert finding.spot
    assert (finding.spot.text, finding.spot.repair) == (words, repair)
    assert finding.level == "错误"


@pytest.mark.parametrize(
    ("text", "level"),
    [
        ("支出进度=19563574.39/58210400=33.60%", "提示"),
        ("支出进度=10/30=33.4%", "核实"),
        ("变动率=(19563574.39-58210400)/58210400×100%=66.39%", "核实"),
        ("预算执行率=3100.5/3252.67*100%≈93.32%", "核实"),
        ("结转结余率=年末结余/（年初结余+收入数）×100%=5/20×100%=25%", "提示"),
    ],
)
def test_what_may_be_meant_is_reported_more_gently(text: str, level: str) -> None:
    """A figure cut off, a sign left out, a rough result and a term left out are no certain errors."""
    (finding,) = faults("R062", text)
    assert finding.level == level
