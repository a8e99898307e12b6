"""The figures of a text: what is one, what it is worth, what it is called and where it stands."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.prose.said import seed
from xltools.core.prose.figure import Figure
from xltools.core.prose.figures.figures import figures_of
from xltools.core.prose.normal import normal

_AMOUNTS = st.decimals(min_value=0, max_value=10**11, places=2)
_SCALES = {"": 1, "万": 10**4, "亿": 10**8, "千万": 10**7, "万亿": 10**12}
#: As formats: plain, with thousands commas, with full-width digits (w).
_STYLES = ["f", ",f", "wf", "w,f"]
_UNITS = ["元", "个", "人", "项", "平方米", "次", "%", "个百分点"]
_TEXT = st.text("基本支出共为元万亿千0123456789.,，。、()（）-%年月日号第一二三十百=×/+ 〔〕", max_size=40)


def figures(text: str) -> tuple[Figure, ...]:
    """The figures of one passage."""
    return figures_of([normal(text)])


def numbers(text: str) -> list[tuple[Decimal | None, str]]:
    """Value and unit of each number."""
    return [(one.value, one.unit) for one in figures(text) if one.kind == "数"]


@given(_AMOUNTS, st.sampled_from(sorted(_SCALES)), st.sampled_from(_UNITS), st.sampled_from(_STYLES))
def test_a_number_is_read_back(amount: Decimal, scale: str, unit: str, style: str) -> None:
    """A number with or without thousands commas, scale and full-width digits is worth what was written."""
    written = f"{amount:{style.strip('w')}}"
    if style.startswith("w"):
        written = written.translate(str.maketrans("0123456789.", "０１２３４５６７８９．"))
    (figure,) = figures(f"年度项目支出为{written}{scale}{unit}，按时完成。")
    assert (figure.value, figure.unit, figure.scale) == (amount * _SCALES[scale], unit, _SCALES[scale])
    assert (figure.places, figure.label, figure.approximate) == (2, "项目支出", False)
    assert figure.half_unit == Decimal("0.005") * _SCALES[scale]


@given(_TEXT)
def test_a_figure_is_where_it_says(text: str) -> None:
    """Every figure's words stand at its place, in its sentence, after the one before; nothing raises."""
    normalised = normal(text)
    end = 0
    for figure in figures_of([normalised]):
        assert figure.text == normalised[figure.start : figure.end]
        assert end <= figure.start < figure.end
        assert figure.sentence[0] <= figure.start
        end = figure.end


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("基本支出5678716.64元", "5678716.64", "元"),
        ("预算数 58,210,400 元", "58210400", "元"),
        ("累计建立“场所码”41.31万个", "413100", "个"),
        ("数据6.7亿条", "670000000", "条"),
        ("共有三千二百五十二万元", "32520000", "元"),
        ("设十五个科室", "15", "个"),
        ("下属事业单位两家", "2", "家"),
        ("差异率为-66.39%", "-66.39", "%"),
        ("变动率-12.5%", "-12.5", "%"),
        ("提高3.5个百分点", "3.5", "个百分点"),
        ("增幅5‰", "5", "‰"),
        ("百分之三十五的资金", "35", "%"),
        ("投资1亿2000万元", "120000000", "元"),
        ("发电5678.9万千瓦时", "56789000", "千瓦时"),
        ("补助100元/人", "100", "元/人"),
        ("高标准农田12.5万亩", "125000", "亩"),
        ("30个工作日内办结", "30", "个工作日"),
        ("金额￥1,234.56", "1234.56", "元"),
        ("工期90日", "90", "日"),
        ("支出18，807，267.11元", "18807267.11", "元"),
    ],
)
def test_numbers_of_reports(text: str, value: str, unit: str) -> None:
    """The styles reports write numbers in are each read as one number with its unit."""
    assert numbers(text) == [(Decimal(value), unit)]


@pytest.mark.parametrize(
    "text",
    [
        "RCEP湛江企业服务中心、“i湛江”、5G网络、A4纸、GB/T9704标准",
        "“一件事”一站式，一网统管，第一组长，一是落实",
        "①制定方案②组织实施，一、（一）",
        "联系电话：0759-3333333，手机13800138000，邮编：524000，编码：123001",
        "12345热线，2.0版，7×24小时",
        "按1：1配套，比例1:2，上午9:30",
        "三公经费，十四五规划，“三定”方案，十分重要",
        "“2345”工作法，“1+3+N”模式，完成2/3的任务",
        "东海路3号，身份证号440801199001011234",
    ],
)
def test_what_is_no_figure(text: str) -> None:
    """Names with digits, codes, telephone numbers, ratios and idioms count nothing."""
    assert not figures(text)


@pytest.mark.parametrize(
    "text",
    [
        "近3年", "50万元（含）以上", "约200家", "超3252万张", "18.1万多条", "100余个", "300+个", "95%以上",
        "10万元左右", "不少于20人", "十余期",
    ],
)  # fmt: skip
def test_a_rough_number_is_known_as_one(text: str) -> None:
    """约, 超, 余, 以上 and their like say that the number is no exact one."""
    (figure,) = figures(text)
    assert figure.approximate


@pytest.mark.parametrize(
    ("text", "values"), [("10-15%", [10, 15]), ("3至5个", [3, 5]), ("100~200万元", [10**6, 2 * 10**6])]
)
def test_a_range_is_two_rough_numbers_in_one_unit(text: str, values: list[int]) -> None:
    """The unit and scale that stand after the second count for the first."""
    low, high = figures(f"每年{text}")
    assert [low.value, high.value] == values
    assert low.unit == high.unit
    assert low.approximate
    assert high.approximate


@pytest.mark.parametrize(
    ("text", "dates"),
    [
        ("填报日期：2023年4月25日", [(2023, 4, 25)]),
        ("２０２３年４月", [(2023, 4, None)]),
        ("2022年度", [(2022, None, None)]),
        ("3月20日-3月31日", [(None, 3, 20), (None, 3, 31)]),
        ("4月20-28日", [(None, 4, None), (None, None, 20), (None, None, 28)]),
        ("2023-04-25、2023/4/25", [(2023, 4, 25), (2023, 4, 25)]),
        ("2020-2022年", [(2020, None, None), (2022, None, None)]),
        ("2019.1-2022.12", [(2019, 1, None), (2022, 12, None)]),
        ("1-12月", [(None, 1, None), (None, 12, None)]),
        ("二〇二三年四月二十五日", [(2023, 4, 25)]),
        ("2022年2月30日", [(2022, 2, 30)]),
        ("每月25日前", [(None, None, 25)]),
    ],
)
def test_dates(text: str, dates: list[tuple[int | None, int | None, int | None]]) -> None:
    """Dates and both ends of periods are dates, those that do not exist too."""
    assert [(one.kind, one.date) for one in figures(text)] == [("日期", date) for date in dates]


@pytest.mark.parametrize(
    ("text", "kind", "words"),
    [
        ("（湛财绩〔2023〕3号）", "文号", "〔2023〕3号"),
        ("粤府办（2022）15号", "文号", "(2022)15号"),
        ("1.组织起草", "序号", "1."),
        ("3、资金使用", "序号", "3、"),
        ("（1）保障措施", "序号", "(1)"),
        ("1）支出管理", "序号", "1)"),
        ("2.1项目概况", "序号", "2.1"),
        ("第1届大会", "序号", "第1"),
        ("详见附件3", "序号", "附件3"),
    ],
)
def test_what_numbers_things_is_no_quantity(text: str, kind: str, words: str) -> None:
    """Documents, items of lists, headings and ordinals are known as such."""
    (figure,) = figures(text)
    assert (figure.kind, figure.text) == (kind, words)


def test_a_list_number_may_stand_before_a_year() -> None:
    """2.2020年 is item 2 about 2020."""
    assert [(one.kind, one.text) for one in figures("2.2020年项目")] == [("序号", "2."), ("日期", "2020年")]


@pytest.mark.parametrize(
    ("text", "labels"),
    [
        (
            "2022年支出数是19563574.39元，其中基本支出5678716.64元，项目支出13884857.75元。",
            ["支出数", "基本支出", "项目支出"],
        ),
        ("“三公”经费实际支出数17133.56元≤三公经费预算数40000元", ["三公经费实际支出数", "三公经费预算数"]),
        ("2022年底结余结转资金为0元", ["结余结转资金"]),
        (
            "年末实有人数136人（其中：在职120人，离退休16人），编制143名。",
            ["年末实有人数", "在职", "离退休", "编制"],
        ),
        ("我局年度评价得分为100分", ["评价得分"]),
        ("办理时限压缩率（减时间）95.47%，即办率98.20%", ["办理时限压缩率", "即办率"]),
        ("2022年末结转和结余25.36万元，2022年初结转和结余18.00万元", ["年末结转和结余", "年初结转和结余"]),
        ("19名行政编制", ["行政编制"]),
        ("是市政府工作部门，为正处级，设5个职能科室", ["职能科室"]),
        ("3个一级指标、10个二级指标和25个三级指标", ["一级指标", "二级指标", "三级指标"]),
        ("三公经费：40000元", ["三公经费"]),
        ("收入100万元，支出90万元，合计190万元", ["收入", "支出", "合计"]),
        ("年初批复预算8个项目985万元", ["年初批复预算", ""]),
        ("占编制数143人的比率为95.10%", ["占编制数", "比率"]),
        ("接待25批次（不含陪同），共计支出4.99万元", ["接待", "支出"]),
        ("污水处理率由85.2%提高到95.47%", ["污水处理率", "提高"]),
        ("单价50万元（含）以上通用设备2台（套）", ["单价", "通用设备"]),
        ("教育支出和卫生支出分别为100万元、200万元", ["教育支出", "卫生支出"]),
        ("收入和支出分别为5万元、6万元", ["", ""]),
    ],
)
def test_labels(text: str, labels: list[str]) -> None:
    """A figure is called what the words nearest before it call it, else what is counted after it."""
    assert [one.label for one in figures(text) if one.kind == "数"] == labels


def test_a_cell_that_is_only_a_number_has_no_label() -> None:
    """Its neighbours in the table name it, not itself."""
    (figure,) = figures("5678716.64")
    assert (figure.value, figure.label, figure.sentence) == (Decimal("5678716.64"), "", (0, 10))


def test_parts_that_are_listed_are_one_sentence() -> None:
    """A semicolon ends a sentence, but not among parts, and 其中 goes on after a full stop."""
    listed = figures("支出100元。其中：基本支出60元；项目支出40元。结余0元。")
    assert [one.sentence for one in listed] == [(0, 26), (0, 26), (0, 26), (26, 31)]
    apart = figures("收入100元；支出90元。")
    assert [one.sentence for one in apart] == [(0, 7), (7, 13)]


def test_every_number_of_the_published_report() -> None:
    """Its quantities are all there, with nothing besides; scale, unit and roughness as written."""
    found = [one for one in figures_of([normal(text) for text in seed()]) if one.kind == "数"]
    assert len(found) == 50
    (cards,) = [one for one in found if one.text == "3252万张"]
    assert (cards.value, cards.unit, cards.approximate) == (32_520_000, "张", True)
    assert [one.text for one in found if one.role == "结果"] == ["33.61%", "0%", "100%", "1"]
    labels = [one.label for one in found if one.role == "结果"]
    assert labels == ["支出完成率", "结余结转率", "政府采购执行率", "绩效目标完成率"]
    put_in = [one.label for one in found if one.role == "代入" and one.label]
    assert put_in == ["部门年度实际支出", "财政下达预算数", "实际采购金额", "采购计划金额"]
