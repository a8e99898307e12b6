"""What a report repeats of the workbook's texts carries the same figures."""

from __future__ import annotations

import pytest

from tests.prose.beside import TEXT, filled, found, said, seed
from xltools.core.model import Checked

SHORT = {"单位名称": "示例单位", "金额单位": "元", "评价年度": 2022}
TOLD = "在全市各镇和行政村共部署2311台自助机，基层群众可办理高频服务事项177项。"


def _book(*texts: str) -> Checked:
    return filled({**SHORT, "主要职能": "\n".join(texts)})


def test_the_published_report_and_its_workbook_agree() -> None:
    """No text of the workbook differs in a figure."""
    assert said(TEXT, seed(), "R144") == []


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("我市153个事项", "我市158个事项", "158"),
        ("2311台", "2331台", "2331"),
        ("41.31万个", "41.37万个", "41.37"),
        ("98.20%", "98.25%", "98.25"),
        ("3月31日：业务", "3月21日：业务", "21"),
        ("设5个职能科室", "设6个职能科室", "6"),
        ("2021年湛江市一体化", "2020年湛江市一体化", "2020"),
        ("〔2023〕3号", "〔2023〕8号", "8"),
    ],
)
def test_a_changed_digit_is_found_at_the_number(old: str, new: str, words: str) -> None:
    """Also in figures no field holds: counts, dates, names of projects, numbers of documents."""
    assert old in TEXT
    assert ("R144", words) in said(TEXT.replace(old, new), seed(), "R144")


def test_the_message_quotes_both_texts_and_the_cell() -> None:
    """Staff see what the report writes, what the workbook does, and where."""
    (finding,) = (f for f in found(TOLD.replace("177", "171"), _book(TOLD)) if f.rule == "R144")
    words = "基层群众可办理高频服务事项{}项"
    assert finding.message == f"报告写“{words.format(171)}”，工作簿文字材料!C4写“{words.format(177)}”"


def test_words_edited_elsewhere_in_the_sentence() -> None:
    """The number is known by what stands around it."""
    text = "我单位在全市各镇和行政村一共部署了2311台自助机，基层群众可办理高频服务事项171项，群众满意。"
    assert said(text, _book(TOLD), "R144") == [("R144", "171")]


@pytest.mark.parametrize(
    "text",
    [
        TOLD,
        "在全市各镇和行政村共部署2,311台自助机，基层群众可办理高频服务事项177项。",
        "全县共部署15台自助机，办理事项20项。",
        "在全市各镇和行政村共部署２３１１台自助机，基层群众可办理高频服务事项１７７项。",
        f"{TOLD}\n{TOLD.replace('2311', '2300')}",
    ],
)
def test_the_same_figures_and_other_sentences_are_left_alone(text: str) -> None:
    """Thousands' commas, full-width digits, other sentences, and one of two alike that is right."""
    assert said(text, _book(TOLD), "R144") == []


def test_rounded_figures_are_the_same() -> None:
    """A report may round what the workbook's text has in full."""
    told = "全市行政许可事项办理时限压缩率为95.47%。"
    assert said("全市行政许可事项办理时限压缩率为95.5%。", _book(told), "R144") == []
    assert said("全市行政许可事项办理时限压缩率为95.7%。", _book(told), "R144") == [("R144", "95.7")]


def test_sentences_alike_in_the_workbook_are_ambiguous() -> None:
    """Where the workbook says it of two things, the report may mean a third."""
    told = ("完成信息系统建设任务3个并通过验收。", "完成信息系统建设任务5个并通过验收。")
    assert said("完成信息系统建设任务4个并通过验收。", _book(*told), "R144") == []


def test_the_same_of_another_year_is_another_thing() -> None:
    """A sentence with another year and other figures is no copy; with another year alone it is a slip."""
    told = "截至2022年底共有在职人员19人，离退休人员1人。"
    assert said("截至2021年底共有在职人员18人，离退休人员1人。", _book(told), "R144") == []
    assert said("截至2021年底共有在职人员19人，离退休人员1人。", _book(told), "R144") == [("R144", "2021")]


def test_numbers_of_lists_are_not_compared() -> None:
    """A list may begin elsewhere."""
    told = "3.组织开展全市政务服务培训12场次。"
    assert said("5.组织开展全市政务服务培训12场次。", _book(told), "R144") == []
    assert said("5.组织开展全市政务服务培训13场次。", _book(told), "R144") == [("R144", "13")]


def test_another_document_of_the_same_office_is_no_mistake() -> None:
    """Where the workbook's own document is named too, the others are others."""
    text = TEXT.replace("（湛财绩〔2023〕3号）", "（湛财绩〔2023〕3号）和湛财绩〔2022〕15号文")
    assert said(text, seed(), "R144") == []
