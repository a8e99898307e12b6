"""Rule pages whose cases hold a report: how they are read, run and shown."""

from __future__ import annotations

import pytest

from tests.core.altered import standard
from xltools.authoring.pages import Tried, try_pages
from xltools.commands.standard_explain import lines
from xltools.core.errors import StandardError
from xltools.core.rule_page import head_of, parse_page
from xltools.engines import choose

WORDS = "## 查什么\n\n查。\n\n## 为什么\n\n因。\n\n## 怎么改\n\n改。\n\n"


def report(*paragraphs: str) -> str:
    """The part of a case that holds a report."""
    text = "\n".join(paragraphs)
    return f"### 报告\n\n```\n{text}\n```\n\n"


PASSES = "## 应通过：写得对\n\n" + report("一、基本情况", "", "本单位为机关。")
FAILS = "## 应报：留下占位\n\n" + report("一、基本情况", "XX单位为机关。") + "> “XX”：“XX”像是模板用语\n\n"


def page(body: str, rule: str = "R068") -> str:
    """A page of a rule with its head."""
    return head_of(standard().rule[rule]) + body


def tried(text: str, number: str = "R068") -> Tried:
    """The test of one page."""
    (result,) = try_pages(standard(), {number: text}, choose(), (number,))
    return result


def test_a_page_that_holds() -> None:
    """Both reports go through the whole check; nothing is typed into a form."""
    result = tried(page(WORDS + PASSES + FAILS))
    assert (result.problems, result.cases, result.unreadable) == ((), 2, False)


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("> “XX”：", "> “X”：", "应有而没有：“X”：“XX”像是模板用语"),
        ("像是模板用语", "是模板用语", "多出：“XX”：“XX”像是模板用语"),
        ("本单位为机关", "某单位为机关", "“应通过：写得对”多出“不通过”：“某单位”"),
        ("> “XX”：", "> 整篇报告：", "应有而没有：整篇报告：“XX”像是模板用语"),
    ],
)
def test_what_differs_is_told(old: str, new: str, told: str) -> None:
    """Other words, another message, a finding too many: each is a problem in words."""
    problems = tried(page((WORDS + PASSES + FAILS).replace(old, new))).problems
    assert any(told in problem for problem in problems), problems


def test_a_finding_about_the_whole_report() -> None:
    """It has no words of its own: 整篇报告."""
    cases = (
        "## 应通过：都有\n\n" + report("一、存在问题", "慢。", "二、改进措施", "快。"),
        "## 应报：都没有\n\n"
        + report("一、基本情况", "二、资金情况")
        + "> 整篇报告：报告缺少：“存在问题”、“改进措施”\n",
    )
    assert tried(page(WORDS + "".join(cases), "R069"), "R069").problems == ()


def test_a_report_beside_a_workbook() -> None:
    """A table of fields is the workbook; a case without one has none, which is 未判."""
    fields = "| 字段 | 值 |\n|---|---|\n| 年末在职人数 | 19 |\n\n"
    cases = (
        "## 应通过：一样\n\n" + fields + report("本单位年末在职人数19人。"),
        "## 应报：不一样\n\n" + fields + report("本单位年末在职人数18人。") + "> “18人”：……\n> ……\n\n",
        "## 未判：没有工作簿\n\n" + report("本单位年末在职人数18人。") + "> 整篇报告\n\n",
    )
    (problem,) = tried(page(WORDS + "".join(cases), "R060"), "R060").problems
    assert problem.startswith("“应报：不一样”应有而没有：“18人”：……"), "报了，话不同"


def test_a_rule_of_reports_needs_reports() -> None:
    """A case without one would pass whatever the rule does."""
    form = "## 应通过：空白表\n\n什么也不填。\n\n"
    assert "例子都要有“### 报告”" in tried(page(WORDS + form + FAILS)).problems[0]


def test_what_a_report_holds_is_no_markup() -> None:
    """Bars, quotes and headings inside the fence are the report's; a colon in the words parts nothing."""
    body = WORDS + PASSES + "## 应报：例\n\n" + report("| 甲 |", "> 乙", "### 丙") + "> “甲：乙”：提示\n"
    case = parse_page("R068", page(body)).cases[1]
    assert case.report == ("| 甲 |", "> 乙", "### 丙")
    assert (case.grids, case.said) == ((), (("“甲：乙”", "提示"),))


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("```\n一、基本情况\nXX单位为机关。\n```", "一、基本情况", "下面要有一段报告"),
        ("```\n\n> “XX”", "\n> “XX”", "下面要有一段报告"),
        ("```\n一、基本情况\nXX单位为机关。\n```", "```\n\n```", "是空的"),
        (
            "### 报告\n\n```\n一、基本情况\nXX",
            "### 报告\n\n另有\n\n```\n一、基本情况\nXX",
            "下面要有一段报告",
        ),
    ],
)
def test_a_report_that_cannot_be_read_is_told_with_its_line(old: str, new: str, told: str) -> None:
    """No fence, one that never ends, nothing in it, words before it."""
    body = (WORDS + PASSES + FAILS).replace(old, new)
    with pytest.raises(StandardError, match=rf"规则页 R068\.md 第\d+行：“### 报告”{told}"):
        parse_page("R068", page(body))


def test_the_head_and_the_explanation_show_phrases() -> None:
    """What reports may not say stands in the head of the page and in ``explain``, with the report."""
    rule = standard().rule["R070"]
    assert f"| 报告用语 | {'、'.join(rule.words)} |" in head_of(rule)
    parsed = parse_page("R070", page(WORDS + PASSES + FAILS, "R070"))
    shown = [line.text.strip() for line in lines(standard(), rule, parsed)]
    assert any(line.startswith("报告用语：") for line in shown)
    assert shown[shown.index("报告：") + 1] == "一、基本情况"
    assert "× “XX”：“XX”像是模板用语" in shown
