"""Faults that staff can make in a report template, planted one at a time: each is told at its paragraph."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from docx import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.report.records import ROOT, SAMPLES, STANDARDS, sample_report, standard, template
from xltools.core.errors import StandardError
from xltools.core.narrative.context import context, row_names
from xltools.core.narrative.lint import TemplateFault
from xltools.core.narrative.tags import tags_of
from xltools.core.narrative.trial import trials
from xltools.writers.report_template import ReportTemplate
from xltools.writers.template_lint import lint_report

#: What is typed, a paragraph each; the number of the paragraph at fault; words of the finding.
PLANTED = [
    (["好", "{{ 财政下达预算 }}"], 2, "没有名为“财政下达预算”", "最接近的名称是“财政下达预算数”"),
    (["{{ 财政下达预算数|万 }}"], 1, "没有名为“万”的写法", "“万元”"),
    (["{{ 五() }}"], 1, "没有名为“五”的字段或函数", ""),
    (["{% if 自评总分 is 空 %}甲{% endif %}"], 1, "没有名为“空”的判断", ""),
    (["{% for 项 in 指标 %}{{ 项.扣分理 }}{% endfor %}"], 1, "没有名为“扣分理”的列", "“扣分理由”"),
    (["{% for 项 in 指标 %}{{ loop.lst }}{% endfor %}"], 1, "没有名为“lst”的列", "“last”"),
    (["{% if 1 > 2 %}", "{{ 支出完成律 }}", "{% endif %}"], 2, "没有名为“支出完成律”", "“支出完成率”"),
    (["{% for 项 in 指标 %}{% endfor %}", "{{ 项.名称 }}"], 2, "“项”只在它自己的 for 里才有", "endfor"),
    (["{%p for 段 in 指标 %}", "{%p else %}", "{{ 段 }}", "{%p endfor %}"], 3, "“段”只在", "else"),
    (["甲", "｛｛ 单位名称 ｝｝"], 2, "全角符号“｛｝”", "半角"),
    (["{{ 财政下达预算数｜元 }}"], 1, "全角符号“｜”", "半角"),
    (["{{ 单位名称 ｝}"], 1, "全角符号“｝”", "半角"),
    (["{％ if 自评总分 ％}甲{% endif %}"], 1, "全角符号“％”", "半角"),
    (["{% set 甲 ＝ 1 %}{{ 甲 }}"], 1, "全角符号“＝”", "半角"),
    (["{{ 指标。名称 }}"], 1, "全角符号“。”", "半角"),
    (["{%p if 单位名称 == '5%' %}", "{%p endif %}"], 1, "里面不能有“%”", "百分数"),
    (["甲{% if 自评总分 %}乙", "丙"], 1, "没有结束，缺 endif", "{% endif %}"),
    (["甲", "{%p for 项 in 指标 %}", "乙"], 2, "没有结束，缺 endfor", "{%p endfor %}"),
    (["{%p for 项 in 指标 %}", "{%p if 1 %}", "{%p endfor %}"], 2, "缺 endif", ""),
    (["甲", "乙{% endif %}"], 2, "是多余的", "删掉"),
    (["甲{% else %}"], 1, "不在 if 或 for 里面", ""),
    (["{% fro 项 in 指标 %}"], 1, "“fro”不能用", "“for”"),
    (["{% p if 1 %}"], 1, "“p”不能用", "不要空格"),
    (["{% include '别处' %}"], 1, "“include”不能用", ""),
    (["甲", "{{ 单位", "名称 }}"], 2, "跨了段落", "回车"),
    (["{{ 单位名称"], 1, "没有写完，后面缺 }}", ""),
    (["{{ 单位名称 和 {{ 评价年度 }}"], 1, "前一个没有写完", ""),
    (["单位名称 }}"], 1, "“}}”前面没有", ""),
    (["{ { 单位名称 } }"], 1, "中间有空格", ""),
    (["{{ 单位名称 评价年度 }}"], 1, "写法不对", "{{ 字段名|元 }}"),
    (["{{ }}"], 1, "写法不对", ""),
    (["{{ 单位名称？ }}"], 1, "里的“？”不能用", ""),
    (["甲", '图见 {{ 图表(指标, "名称", "分值") }}'], 2, "图表要独占一段", "别的段落"),
    (['{{ 图表(指标, "名称", "自评得份") }}'], 1, "列“自评得份”不在表里", "“自评得分”"),
    (['{{ 图表(指标租, "名称", "分值") }}'], 1, "没有名为“指标租”", "“指标”"),
    (['{{ 图表(单位名称, "名称", "分值") }}'], 1, "第一项不是表", "指标分组"),
    (['{{ 图表(指标, "名称") }}'], 1, "没有写要画哪些列", ""),
    (['{{ 图表(指标, "名称", "分值", 高=7) }}'], 1, "高“7”不能用", "毫米"),
    (['{{ 图表(指标, "名称", "分值", 宽=70) }}'], 1, "“宽=”不认识", "高"),
    (['{{ 图表(指标, "名称", "分值", 单位="角") }}'], 1, "单位“角”不认识", "万元"),
    (["{{ 单位名称|safe }}"], 1, "没有名为“safe”的写法", ""),
    (["{{ 指标.__class__ }}"], 1, "没有名为“__class__”", ""),
    (["{%p if 1 %}甲", "{%p endif %}"], 1, "所在的段里还有别的字", "独占一段"),
    (["{%tr for 项 in 指标 %}", "{%tr endfor %}"], 1, "只能写在表格里", ""),
    (["甲", "{%p if 1 / 0 %}", "{%p endif %}"], 2, "用空白的工作簿试写", ""),
    (["甲", "{{ 1 / 0 }}"], 2, "试写报告没有写成", ""),
    (["甲", "{% if 自评总分 > 0 %}{{ 1 / 0 }}{% endif %}"], 2, "用各项都填了的工作簿试写", ""),
]


def written(folder: Path, lines: list[str]) -> Path:
    """A template of these paragraphs."""
    document = Document()
    for line in lines:
        document.add_paragraph(line)
    path = folder / "模板.docx"
    document.save(path)
    return path


def found(path: Path) -> list[TemplateFault]:
    """What is found under the standard of the seed's report."""
    return lint_report(path, standard())


@pytest.mark.parametrize(("lines", "number", "what", "fix"), PLANTED, ids=range(len(PLANTED)))
def test_a_fault_is_told_at_its_paragraph(
    tmp_path: Path, lines: list[str], number: int, what: str, fix: str
) -> None:
    """Level, paragraph, words of the paragraph, what is wrong and what to do; no fault elsewhere."""
    faults = found(written(tmp_path, lines))
    told = [fault for fault in faults if what in fault.what and fix in fault.fix]
    assert told, faults
    assert told[0].level == "错误"
    assert told[0].paragraph.place == f"第 {number} 段"
    assert told[0].paragraph.text == lines[number - 1]


@pytest.mark.parametrize("name", STANDARDS)
def test_the_standards_own_templates_are_clean(name: str) -> None:
    """Nothing is found in a template that comes with the program, and its samples' reports are written."""
    assert lint_report(template(name), standard(name)) == []
    own = [path for path in SAMPLES if path.parent.name == name]
    assert own
    for path in own:
        assert sample_report(path)


@pytest.mark.parametrize("name", STANDARDS)
@pytest.mark.parametrize("row", [0, 1])
def test_a_fault_planted_in_the_real_template(tmp_path: Path, name: str, row: int) -> None:
    """A misspelt field is found in the middle of the real template, in its body and in a table's cell."""
    document = Document(template(name))
    places = ["第 5 段", "表 1 第 1 行第 1 格"]
    plants = [document.paragraphs[4], document.tables[0].rows[0].cells[0].paragraphs[0]]
    plants[row].add_run("{{ 评价年份 }}")
    path = tmp_path / "改过.docx"
    document.save(path)
    (fault,) = lint_report(path, standard(name))
    assert fault.paragraph.place == places[row]
    assert "评价年份" in fault.what
    assert fault.fix == "最接近的名称是“评价年度”"


def test_headers_footers_tables_and_properties_are_looked_into(tmp_path: Path) -> None:
    """Each place is named as its author finds it."""
    document = Document()
    document.sections[0].header.paragraphs[0].text = "{{ 甲甲 }}"
    document.sections[0].footer.paragraphs[0].text = "{{ 乙乙 }}"
    document.add_table(rows=2, cols=3).rows[1].cells[2].text = "{{ 丙丙 }}"
    document.core_properties.title = "{{ 丁丁 }}"
    path = tmp_path / "模板.docx"
    document.save(path)
    assert [fault.paragraph.place for fault in found(path)] == [
        "表 1 第 2 行第 3 格", "页眉第 1 段", "页脚第 1 段", "文件属性“标题”",
    ]  # fmt: skip


def test_a_loop_row_with_other_words_in_it(tmp_path: Path) -> None:
    """The row of a {%tr %} is taken away when the report is written: words in it would be lost."""
    document = Document()
    table = document.add_table(rows=3, cols=2)
    table.rows[0].cells[0].text = "{%tr for 项 in 指标 %}"
    table.rows[0].cells[1].text = "丢掉的字"
    table.rows[1].cells[0].text = "{{ 项.名称 }}"
    table.rows[2].cells[0].text = "{%tr endfor %}"
    path = tmp_path / "模板.docx"
    document.save(path)
    (fault,) = found(path)
    assert fault.paragraph.place == "表 1 第 1 行第 1 格"
    assert "所在的表格行里还有别的字" in fault.what


def test_text_boxes_and_tables_in_tables(tmp_path: Path) -> None:
    """What stands in a text box or an inner table is told at the paragraph or cell around it."""
    document = Document()
    box = "<w:txbxContent><w:p><w:r><w:t>{{ 甲甲 }}</w:t></w:r></w:p></w:txbxContent>"
    run = f"<w:r {nsdecls('w')}><w:pict>{box}</w:pict></w:r>"
    document.add_paragraph("外")._p.append(parse_xml(run))
    cell = document.add_table(rows=1, cols=2).rows[0].cells[1]
    cell.add_table(rows=1, cols=1).rows[0].cells[0].text = "{{ 乙乙 }}"
    path = tmp_path / "模板.docx"
    document.save(path)
    assert [fault.paragraph.place for fault in found(path)] == [
        "第 1 段的文本框", "表 1 第 1 行第 2 格第 2 段",
    ]  # fmt: skip


def test_a_loop_that_leaves_its_table(tmp_path: Path) -> None:
    """Tags that pair up but tear the table apart are found by the trial."""
    document = Document()
    document.add_table(rows=1, cols=1).rows[0].cells[0].text = "{% for 项 in 指标 %}甲"
    document.add_paragraph("丙{% endfor %}")
    path = tmp_path / "模板.docx"
    document.save(path)
    (fault,) = found(path)
    assert (fault.level, fault.paragraph.place) == ("错误", "全文")
    assert "标签跨了表格或段落" in fault.what


def test_a_tag_in_several_runs_is_one_tag(tmp_path: Path) -> None:
    """Word cuts a tag into runs; it is read whole."""
    document = Document()
    paragraph = document.add_paragraph("甲")
    for piece in ("{", "{ 单位", "名称 ", "}}"):
        paragraph.add_run(piece).bold = piece == "名称 "
    path = tmp_path / "模板.docx"
    document.save(path)
    assert found(path) == []


#: Lawful ways to write that must not be told.
LAWFUL = [
    ["{{ 单位名称 }}（公章）：“{{ 评价等级 }}”，完成 50％。"],
    ["{% set 甲 = 自评总分 %}", "{{ 甲 }}"],
    ["{% set 间 = namespace(和=0) %}{% set 间.和 = 1 %}{{ 间.和 }}"],
    ["{%p for 组 in 指标分组 %}", "{% for 类 in 组.二级 %}{{ 类.名称 }}{% endfor %}", "{%p endfor %}"],
    ["{{ 指标[0]['名称'] }}{# 注 #}{{ 指标|length }}"],
    ["{% if 评价等级 == '优（好）' %}是{% elif not 评价等级 %}空{% else %}否{% endif %}"],
    ["{% macro 写(数) %}{{ 数|元 }}{% endmacro %}{{ 写(财政下达预算数) }}"],
    ["{% if 单位名称 == '5%' %}甲{% endif %}"],
    ["集合 {甲} 和 }{ 都不是标签"],
]


@pytest.mark.parametrize("lines", LAWFUL, ids=range(len(LAWFUL)))
def test_lawful_ways_to_write_are_not_told(tmp_path: Path, lines: list[str]) -> None:
    """No finding, and a report is written."""
    assert found(written(tmp_path, lines)) == []


def test_curly_quotes_are_a_hint_for_they_work(tmp_path: Path) -> None:
    """Word turns quotes curly by itself; the program reads them as straight ones."""
    (fault,) = found(written(tmp_path, ["{% if 评价等级 == “优” %}甲{% endif %}"]))
    assert (fault.level, fault.paragraph.number) == ("提示", 1)
    assert "中文引号" in fault.what


PIECES = st.lists(
    st.sampled_from(
        ["{{ 单位名称 }}", "{{ 单位 }}", "{% if 自评总分 %}", "{% endif %}", "{%p if 1 %}", "{%p endif %}",
         "{% for 项 in 指标 %}", "{{ 项.名称 }}", "{% endfor %}", "{% else %}", "甲", "｛", "}}", "{{", "%}",
         "{% set 子 = 1 %}", "{{ 子 }}", "“", "|元"]
    ),
    max_size=4,
)  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(lines=st.lists(PIECES.map("".join), min_size=1, max_size=4))
def test_what_is_found_clean_can_be_written(
    tmp_path_factory: pytest.TempPathFactory, lines: list[str]
) -> None:
    """Whatever is typed, the examination ends; without a 错误 every kind of record gives a report."""
    path = written(tmp_path_factory.mktemp("模板"), lines)
    if any(fault.level == "错误" for fault in found(path)):
        return
    for _, record in trials(standard()):
        ReportTemplate.open(path).fill(context(record, standard()), row_names(standard()))


@given(st.text("{}%｛｝％#|\"' 甲p\n", max_size=30))
def test_reading_tags_never_fails(text: str) -> None:
    """Any heap of signs is read, and every tag's own words stand in the paragraph."""
    assert all(tag.raw in text for tag in tags_of(text).tags)


def test_what_is_no_docx(tmp_path: Path) -> None:
    """A file that cannot be opened is no template with faults."""
    path = tmp_path / "坏.docx"
    path.write_bytes(b"no zip")
    with pytest.raises(StandardError, match="打不开"):
        found(path)


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    """The command line in a process of its own."""
    command = [sys.executable, "-m", "xltools", "report", "lint", *arguments]
    return subprocess.run(command, capture_output=True, encoding="utf-8", cwd=ROOT, check=False)  # noqa: S603


def test_the_command_and_its_exit_codes(tmp_path: Path) -> None:
    """0 without faults, 1 with an error, 2 where there is nothing to examine."""
    assert run("--standard", "四川").returncode == 0
    path = written(tmp_path, ["甲", "{{ 单位名 }}"])
    shown = run(str(path), "--standard", "湛江2022")
    assert shown.returncode == 1
    assert "错误 第 2 段：" in shown.stdout
    assert "原文：{{ 单位名 }}" in shown.stdout
    assert "处理：最接近的名称是“单位名称”" in shown.stdout
    missing = run(str(tmp_path / "没有.docx"))
    assert missing.returncode == 2
    assert "Traceback" not in missing.stderr
    assert run("--standard", "项目支出自评").returncode == 2


def test_json(tmp_path: Path) -> None:
    """The same for machines."""
    path = written(tmp_path, ["甲", "{{ 单位名 }}"])
    told = json.loads(run(str(path), "--standard", "湛江2022", "--format", "json").stdout)
    assert told["counts"] == {"错误": 1, "提示": 0}
    (finding,) = told["findings"]
    assert (finding["part"], finding["paragraph"], finding["text"]) == ("正文", 2, "{{ 单位名 }}")
