"""The written report: its figures, outline, hostile words, faults of its template."""

from __future__ import annotations

import io
import re
import zipfile
from decimal import Decimal
from pathlib import Path

import pytest
from docx import Document

from xltools.core.errors import OutputError, StandardError
from xltools.core.narrative.context import context
from xltools.core.narrative.wording import FILTERS, Figure
from xltools.writers.document import render_report, write_report
from xltools.writers.template_lint import lint_report

from . import words
from .records import TEMPLATE, WORDS, deductions, record, seed_values, standard

_NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")


def render(values=None, template: Path = TEMPLATE, **tables) -> bytes:
    return render_report(record(values, **tables), standard(), template)


@pytest.fixture(scope="module")
def seed() -> bytes:
    """The report of the seed's record."""
    return render()


def small(tmp_path: Path, *lines: str) -> Path:
    """A template of a few paragraphs."""
    document = Document()
    for line in lines:
        document.add_paragraph(line)
    path = tmp_path / "小模板.docx"
    document.save(path)
    return path


def figures_of(rec) -> list[Figure]:
    """Every figure a report of this record may show."""
    known = context(rec, standard())
    values = [value for value in known.values() if isinstance(value, Figure)]
    for group in known["指标分组"]:
        values += [group["分值"], group["自评得分"]]
    return values + [item["扣分"] for item in known["指标"]]


def explained(rec) -> set[str]:
    """Every number a report of this record may show, as written."""
    allowed: set[str] = set()
    for figure in figures_of(rec):
        if not figure.blank:
            forms = [str(figure), *(str(FILTERS[name](figure)) for name in ("元", "万元", "百分比", "分"))]
            allowed.update(number for form in forms for number in _NUMBER.findall(form))
    return allowed


def fixed_words() -> set[str]:
    """Numbers of the template's own words: outside its tags."""
    with zipfile.ZipFile(TEMPLATE) as archive:
        plain = re.sub(r"\{\{.*?\}\}|\{%.*?%\}", " ", words.whole(TEMPLATE.read_bytes()))
        assert archive.testzip() is None
    return set(_NUMBER.findall(plain))


@pytest.mark.parametrize("changed", [{}, deductions()], ids=["满分", "扣分"])
def test_every_number_is_the_records(changed) -> None:
    rec = record(seed_values() | changed)
    lines = words.paragraphs(render_report(rec, standard(), TEMPLATE))
    counters = re.compile(r"^(?:\d+\.(?!\d)|（\d+）|\d+）)")
    shown = {number for line in lines for number in _NUMBER.findall(counters.sub("", line))}
    counted = {str(len(context(rec, standard())["扣分指标"]))}
    assert shown - explained(rec) - fixed_words() <= counted


def test_the_seeds_figures_stand_in_their_sentences(seed: bytes) -> None:
    text = words.whole(seed)
    for expected in (
        "收入数为19563574.39元，支出数为19563574.39元，其中基本支出5678716.64元，项目支出13884857.75元",
        "×100%=19563574.39/58210400×100%=33.61%",
        "×100%=0/(0+18807267.11+756307.28)×100%=0%",
        "×100%=68854763/68854763×100%=100%",
        "“三公”经费实际支出数17133.56元≤“三公”经费预算数40000元",
        "评价得分为100分（满分100分），评价等级为“优”",
        "各项指标均未扣分。",
        "填报日期：2023年4月25日",
    ):
        assert expected in text
    assert re.findall("【.*?】", text) == ["【待填:项目表】"]


def test_deductions_stand_with_their_reasons() -> None:
    text = words.whole(render(seed_values() | deductions()))
    assert "扣分指标共2项" in text
    assert (
        "2.支出完成率：分值6分，自评得分4.02分，扣1.98分。扣分理由：下半年政府性资金冻结，支出进度未达目标。"
        in text
    )
    assert "均未扣分" not in text


def test_spending_over_budget_is_not_written_as_within() -> None:
    text = words.whole(render(seed_values() | {"三公经费合计_决算": Decimal(50000)}))
    assert "实际支出数50000元＞“三公”经费预算数40000元" in text


def test_what_the_unit_wrote_itself_is_not_said_twice() -> None:
    typed = {
        "支出完成率_分析说明": f"与下达预算数有差额，因为{WORDS['支出差异原因']}",
        "国库集中支付结转结余存量资金_分析说明": "我局无存量资金。",
        "支出完成率_自评得分": Decimal("4.02"),
        "支出完成率_扣分理由": "未达目标，扣1.98分",
    }
    text = words.whole(render(seed_values() | typed))
    assert "差额的原因是" not in text
    assert "我单位无国库集中支付" not in text
    assert "1.支出完成率：分值6分，自评得分4.02分。扣分理由：未达目标，扣1.98分。" in text


def test_money_frozen_is_said_whoever_gives_the_reason() -> None:
    typed = {
        "支出完成率_分析说明": WORDS["支出差异原因"],
        "冻结收回额": Decimal(5000),
        "冻结收回文号": "湛财〔2022〕1号",
    }
    assert "财政冻结或收回5000元（湛财〔2022〕1号）。" in words.whole(render(seed_values() | typed))


def test_no_words_are_asked_for_where_the_calculation_says_it() -> None:
    blank = {
        f"{stem}_分析说明": None for stem in ("结余结转率", "政府采购执行率", "三公经费控制", "项目监管")
    }
    text = words.whole(render(seed_values() | blank))
    assert re.findall("【.*?】", text) == ["【待填:项目表】", "【待填:项目监管_分析说明】"]


def test_lines_nobody_numbered_are_numbered() -> None:
    lines = words.paragraphs(render(seed_values() | {"主要职能": "甲项工作。\n乙项工作。"}))
    assert {"1.甲项工作。", "2.乙项工作。"} <= set(lines)
    assert "1.聚焦大数据，稳步推进数字政府建设。" in lines


def test_groups_of_indicators_are_headings(seed: bytes) -> None:
    firsts = dict.fromkeys(i.first for i in standard().indicators)
    assert [t for n, t in words.headings(seed) if n == 3] == [f"{n}.{t}" for n, t in enumerate(firsts, 1)]
    lines = words.paragraphs(seed)
    for indicator in standard().indicators:
        assert any(
            line.startswith(tuple("123456")) and f"）{indicator.third}（分值" in line for line in lines
        )


def test_table_has_every_indicator_and_merged_groups(seed: bytes) -> None:
    rows = words.table(seed)
    body = rows[1:-1]
    assert [words.text(row[2]) for row in body] == [i.third for i in standard().indicators]
    merges = [[cell.find(f".//{words.W}vMerge") for cell in row[:3]] for row in body]
    starts = [sum(m[column].get(f"{words.W}val") == "restart" for m in merges) for column in (0, 1)]
    pairs = {(i.first, i.second) for i in standard().indicators}
    assert starts == [len({first for first, _ in pairs}), len(pairs)]
    assert all(m[2] is None for m in merges)
    for row, marks in zip(body, merges, strict=True):
        for cell, mark in zip(row, marks[:2], strict=False):
            assert (words.text(cell) == "") == (mark.get(f"{words.W}val") is None)


def test_same_input_same_bytes(tmp_path: Path, seed: bytes) -> None:
    out = tmp_path / "报告.docx"
    write_report(record(), standard(), TEMPLATE, out)
    assert out.read_bytes() == seed
    assert [path.name for path in tmp_path.iterdir()] == ["报告.docx"]


def test_no_editors_name_and_no_clock_in_the_properties(seed: bytes) -> None:
    properties = Document(io.BytesIO(seed)).core_properties
    assert properties.title == "湛江市政务服务数据管理局本级2022年度部门整体支出绩效自评报告"
    assert properties.last_modified_by == ""
    assert properties.modified.year == 2000


HOSTILE = [
    "A&B<公司>",
    "{{ 财政下达预算数 }} {% if %} {# 注 #}",
    "{_{ x }_} {_% x %_}",
    "\"引号\" '单引号' “弯引号”",
    "😀 emoji 与 𠮷",
    "  前面两个空格",
    "甲\t乙",
    "&lt;w:p&gt; </w:t> <w:br/>",
    "长" * 20000,
]


@pytest.mark.parametrize("typed", HOSTILE, ids=range(len(HOSTILE)))
def test_words_survive(typed: str) -> None:
    content = render(seed_values() | {"机构设置": typed, "支出完成率_分析说明": f"{typed}\n下一段"})
    lines = words.paragraphs(content)
    assert lines.count(typed) == 2
    assert "下一段" in lines
    Document(io.BytesIO(content))


def test_line_breaks_in_a_name_and_characters_xml_cannot_hold() -> None:
    lines = words.paragraphs(render(seed_values() | {"单位名称": "甲\x00\x07局\ufdd0\ud800\r\n乙\v丙"}))
    assert "评价单位：甲局\n乙\n丙" in lines


def test_a_score_that_cannot_be_read_is_no_full_score() -> None:
    """A text where a score stands takes the sentence away that says nothing was lost."""
    text = words.whole(render(seed_values() | {"支出完成率_自评得分": "五分"}))
    assert "均未扣分" not in text
    assert "尚未自评或得分不能识别的指标1项：支出完成率。" in text


@pytest.mark.parametrize("score", ["5.9996", "5.99999999999"])
def test_a_deduction_that_would_be_written_as_0_is_none(score: str) -> None:
    """Points are shown to three decimals; no sentence says 扣0分."""
    text = words.whole(render(seed_values() | {"支出完成率_自评得分": Decimal(score)}))
    assert "扣0分" not in text
    assert "各项指标均未扣分。" in text


def test_rates_without_a_denominator_are_not_calculated() -> None:
    """A division by 0 is never written down."""
    nothing = dict.fromkeys(("财政下达预算数", "一般公共预算财政拨款_决算", "政府性基金_决算"), Decimal(0))
    blank = {"支出完成率": None, "结余结转率": None}
    text = words.whole(render(seed_values() | nothing | blank))
    assert "/0×" not in text
    assert "/(0+0+0)" not in text
    assert "财政下达预算数为0元，不计算支出完成率" in text
    assert "不计算结余结转率；年末财政拨款结转和结余0元。" in text


def test_a_sentence_is_not_taken_for_said_because_a_mark_names_its_field() -> None:
    """【待填:国库集中支付结转结余存量资金_分析说明】 is not the unit's own word on 存量资金."""
    text = words.whole(render(seed_values() | {"国库集中支付结转结余存量资金_分析说明": None}))
    assert "我单位无国库集中支付结转结余存量资金。" in text


@pytest.mark.parametrize(
    ("notice", "number"),
    [
        ("关于自评的通知", "示财〔2023〕1号"),
        ("《关于自评的通知》", "（示财〔2023〕1号）"),
        ("关于自评的通知。", "示财〔2023〕1号"),
    ],
)
def test_brackets_typed_with_a_name_are_not_doubled(notice: str, number: str) -> None:
    """Units type the notice with and without its own brackets."""
    text = words.whole(render(seed_values() | {"通知名称": notice, "通知文号": number}))
    assert "根据《关于自评的通知》（示财〔2023〕1号）要求" in text


def test_the_parts_of_the_annexed_tables_make_up_their_sums() -> None:
    """Rows few units have are there when they hold something, negative amounts too."""
    rare = ("上级补助收入", "经营收入", "附属单位上缴收入", "使用非财政拨款结余", "经营支出", "结余分配")
    values = {f"{name}_决算": Decimal(-1234 - n) for n, name in enumerate(rare)}
    text = words.whole(render(seed_values() | values))
    for n, name in enumerate(rare):
        assert f"{name}\n—\n—\n-{1234 + n}\n" in text
    assert "对附属单位补助支出\n" not in text
    assert "，经营支出-1238元，" in text


def test_blanks_are_marked_and_never_zero() -> None:
    text = words.whole(render({}))
    for name in (
        "财政下达预算数",
        "支出合计_决算",
        "三公经费合计_决算",
        "支出完成率_自评得分",
        "主要职能",
        "自评总分",
    ):
        assert f"【待填:{name}】" in text
    assert not re.search(r"(?<![\d.])0(?:元|分|%)", text)
    assert "均未扣分" not in text
    assert "没有政府采购" not in text
    assert "尚未自评或得分不能识别的指标28项" in text


@pytest.mark.parametrize(
    ("line", "words_of_fault"),
    [
        ("{{ 财政下达预算 }}", ("财政下达预算", "财政下达预算数")),
        ("{% if 1 > 2 %}{{ 支出完成律 }}{% endif %}", ("支出完成律", "支出完成率")),
        ("{% for 项 in 指标 %}{{ 项.扣分理由及 }}{% endfor %}", ("扣分理由及", "扣分理由")),
        ("{{ 财政下达预算数|万 }}", ("“万”", "万元")),
        ("甲{% if 财政下达预算数 %}乙", ("在“", "endif")),
        ("总额｛{ 财政下达预算数 }}", ("全角", "总额")),
        ("{{ 指标.__class__.__mro__ }}", ("报告模板", "")),
        ("{{ 1 / 0 }}", ("计算不成立", "在“{{ 1 / 0 }}”处")),
        ("{{ 支出合计_决算|int }}", ("没有名为“int”的写法", "在“{{ 支出合计_决算|int }}”处")),
        ("{{ 支出合计_决算|圆 }}", ("“圆”", "可用的有：元、万元")),
        ("{{ 指标 }}", ("一张表", "在“{{ 指标 }}”处", "{% for … %}")),
        ("{{ 指标[0] }}", ("一整行", "在“{{ 指标[0] }}”处")),
        ("{{ 指标|元 }}", ("一张表", "在“{{ 指标|元 }}”处")),
        ("{{ 主要职能|段落 }}", ("几段文字", "{% for … %}")),
        ("{{ 一 }}", ("函数", "写括号")),
        ("{{ 指标[999].名称 }}", ("没有第 1000 个", "在“{{ 指标[999].名称 }}”处")),
        ("{% macro 甲() %}{{ 甲() }}{% endmacro %}{{ 甲() }}", ("计算不成立", "macro")),
        ("{{ 9 ** 9 ** 9 }}", ("计算不成立", "9 ** 9")),
        ("{{ 'a' * 10 ** 10 }}", ("计算不成立", "10 ** 10")),
        ("{{ ['a'] * 9999999999 }}", ("计算不成立", "9999999999")),
        ("{%p if 1 %}{%p endif %}", ("“endif”多余", "")),
    ],
)
def test_faults_of_a_template_say_what_and_where(tmp_path: Path, line: str, words_of_fault) -> None:
    out = tmp_path / "报告.docx"
    with pytest.raises(StandardError) as caught:
        write_report(record(), standard(), small(tmp_path, "第一段", line), out)
    for expected in words_of_fault:
        assert expected in caught.value.message + caught.value.fix
    assert "小模板.docx" in caught.value.message
    assert not out.exists()


def test_the_examples_of_the_guide_can_be_written(tmp_path: Path) -> None:
    """Every tag the guide shows alone is one the engine writes, and a clean one by the examination."""
    guide = (TEMPLATE.parents[1] / "报告模板写法.md").read_text("utf-8")
    shown = [tag for tag in re.findall(r"`(\{\{ .*? \}\})`", guide) if not re.search("行|段|存在", tag)]
    assert len(shown) > 10
    path = small(tmp_path, *shown)
    assert not lint_report(path, standard())
    assert "19563574.39" in words.whole(render(template=path))


def test_a_branch_may_span_paragraphs(tmp_path: Path) -> None:
    template = small(tmp_path, "{% if 自评总分 %}甲", "乙", "丙{% endif %}")
    assert words.whole(render(template=template)).split() == ["甲", "乙", "丙"]


def test_a_loop_out_of_a_table_is_refused_and_loses_no_words(tmp_path: Path) -> None:
    document = Document()
    document.add_table(rows=1, cols=1).rows[0].cells[0].text = "{% for 项 in 指标 %}甲"
    document.add_paragraph("丙{% endfor %}")
    document.save(tmp_path / "跨表.docx")
    with pytest.raises(StandardError, match="跨了表格"):
        render(template=tmp_path / "跨表.docx")


@pytest.mark.parametrize("content", [None, b"", b"not a zip"])
def test_a_template_that_is_no_docx(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "坏.docx"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(StandardError, match="打不开"):
        render(template=path)


def test_a_place_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "是文件").write_bytes(b"x")
    with pytest.raises(OutputError, match="不能写入"):
        write_report(record(), standard(), TEMPLATE, tmp_path / "是文件" / "报告.docx")
    (tmp_path / "是文件夹.docx").mkdir()
    with pytest.raises(OutputError):
        write_report(record(), standard(), TEMPLATE, tmp_path / "是文件夹.docx")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["是文件", "是文件夹.docx"]


def test_the_filter_merges_only_what_it_marks(tmp_path: Path) -> None:
    document = Document()
    table = document.add_table(rows=4, cols=2)
    values = (
        ("主要职能", "存在问题"),
        ("主要职能", "存在问题"),
        ("改进措施", "存在问题"),
        ("存在问题", "改进措施"),
    )
    for row, cells in zip(table.rows, values, strict=True):
        for cell, text in zip(row.cells, cells, strict=True):
            cell.text = "{{ " + text + "|合并 }}"
    path = tmp_path / "表.docx"
    document.save(path)
    filled = {"主要职能": "甲", "改进措施": "乙", "存在问题": "子"}
    shown = [[words.text(cell) for cell in row] for row in words.table(render(filled, path))]
    assert shown == [["甲", "子"], ["", ""], ["乙", "子"], ["子", "乙"]]
