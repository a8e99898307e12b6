"""Every rule of 项目支出自评 finds the fault it is for, planted in a clean form, and finds nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from typing import Any

import pytest

from tests.core.altered import standard
from tests.form.books import FAULTY_PROJECT, PROJECTS, check, disagreements, live
from xltools.core.layout import lay_out
from xltools.core.model import Workbook
from xltools.core.refs import Place
from xltools.readers.xlsx import read, read_bytes
from xltools.writers.form import form_bytes

NAME, TABLE = "项目支出自评", "绩效指标"

#: rule, what is changed (a cell by its name, or ``row.column`` of 绩效指标), the cell it must name first, and
#: the rules that fail along with it.
FAULTS: list[tuple[str, Mapping[str, Any], str, str]] = [
    ("R001", {"预算执行_分值": 9}, "总分值", "R022 R026 R086"),
    ("R003", {"0.得分": 20.5}, "0.得分", "R011"),
    ("R004", {"5.得分": 9}, "5.偏差原因", ""),
    ("R007", {"自评总分": 99}, "自评总分", "R086"),
    ("R008", {"5.得分": 9.955, "5.偏差原因": "协同不足"}, "5.得分", ""),
    ("R009", {"评价等级": "良"}, "评价等级", "R086"),
    ("R010", {"自评总分": 101.5}, "自评总分", "R007 R086"),
    ("R011", {"0.完成值": 40}, "0.得分", ""),
    ("R012", {"2.完成值": 5}, "2.得分", ""),
    ("R013", {"2.指标性质": "=", "2.指标值": 0}, "2.得分", ""),
    ("R014", {"5.完成值": "部分达成"}, "5.得分", ""),
    ("R015", {"0.完成值": 63}, "0.偏差原因", ""),
    ("R016", {"3.指标性质": "≥", "3.指标值": 196}, "3.指标性质", ""),
    ("R017", {"1.三级指标": "系统巡检次数"}, "0.三级指标", ""),
    ("R018", {"0.三级指标": "资金支付及时率"}, "0.三级指标", ""),
    ("R019", {"4.指标值": 95}, "4.口径来源", ""),
    ("R020", {"问卷有效份数": 0}, "问卷有效份数", ""),
    ("R021", {"执行率_得分": 10, "本年财政拨款_全年执行数": 200}, "自评总分", ""),
    ("R022", {"预算执行_分值": 10.5}, "预算执行_分值", "R001 R026 R086"),
    ("R023", {"0.分值": 25, "0.得分": 25, "1.一级指标": "效益指标", "1.二级指标": "社会效益指标",
              "1.口径来源": "系统日志统计", "4.分值": 15, "4.得分": 15}, "总分值", "R023"),
    ("R024", {"资金总额_年初预算数": 191}, "资金总额_年初预算数", "R086"),
    ("R025", {"预算_执行率": 97}, "预算_执行率", "R086"),
    ("R026", {"执行率_得分": 9.5}, "执行率_得分", ""),
    ("R027", {"本年财政拨款_全年执行数": 200.01, "执行率_得分": 10}, "资金总额_全年执行数", "R021"),
    ("R028", {"本年财政拨款_全年执行数": 179, "执行率_得分": 8.95}, "执行偏低原因", ""),
    ("R029", {"预算调整说明": "　"}, "预算调整说明", ""),
    ("R030", {"本年财政拨款_全年预算数": 0, "本年财政拨款_全年执行数": 0}, "执行率_得分", ""),
    ("R045", {"上年结转资金_年初预算数": -5}, "上年结转资金_年初预算数", ""),
    ("R046", {"金额单位": None}, "金额单位", "R087"),
    ("R075", {"填报日期": date(2022, 12, 31)}, "填报日期", ""),
    ("R086", {"总分值": 100}, "总分值", ""),
    ("R087", {"项目名称": None}, "项目名称", ""),
    ("R093", {"评价年度": 2021}, "评价年度", ""),
    ("R911", {"0.完成值": "52次"}, "0.完成值", ""),
    ("R912", {"0.指标值": "不少于48"}, "0.指标值", ""),
    ("R913", {"5.完成值": "基本达成"}, "5.完成值", ""),
    ("R914", {"5.完成情况": None}, "5.完成情况", ""),
    ("R915", {"0.偏差原因": "null"}, "0.三级指标", ""),
    ("R916", {"5.指标值": "系统稳定-可持续"}, "5.指标值", ""),
    ("R917", {"4.二级指标": "质量指标"}, "4.二级指标", ""),
    ("R918", {"3.指标值": -5}, "3.指标值", ""),
]  # fmt: skip

#: Changes that come up to the limit of a rule and no further.
ALLOWED: list[tuple[str, Mapping[str, Any]]] = [
    ("R014 达成的下限", {"5.得分": 8, "5.偏差原因": "部分功能延期"}),
    ("R014 部分达成的上限", {"5.完成值": "部分达成", "5.得分": 7.99, "5.偏差原因": "部分功能延期"}),
    ("R014 部分达成的下限", {"5.完成值": "部分达成", "5.得分": 6, "5.偏差原因": "部分功能延期"}),
    ("R014 未达成的上限", {"5.完成值": "未达成", "5.得分": 5.99, "5.偏差原因": "部分功能延期"}),
    ("R011 按比例", {"0.完成值": 40, "0.得分": 16.67, "0.偏差原因": "少巡检8次"}),
    ("R011 差0.01", {"0.完成值": 40, "0.得分": 16.66, "0.偏差原因": "少巡检8次"}),
    ("R012 超一成", {"2.完成值": 4.4, "2.得分": 9, "2.偏差原因": "一次故障较久"}),
    ("R012 恰好两倍", {"2.完成值": 8, "2.得分": 0, "2.偏差原因": "故障频繁"}),
    ("R013 为0", {"2.指标性质": "=", "2.指标值": 0, "2.完成值": 0}),
    ("R013 大于0", {"2.指标性质": "=", "2.指标值": 0, "2.完成值": 1, "2.得分": 0, "2.偏差原因": "中断一次"}),
    ("R015 不到1.3倍", {"0.完成值": 62}),
    ("R015 有原因", {"0.完成值": 63, "0.偏差原因": "增加了专项巡检"}),
    ("R019 94%", {"4.指标值": 94}),
    ("R019 有口径", {"4.指标值": 95, "4.口径来源": "进场项目数÷应进场项目数，交易系统统计"}),
    ("R027 100%", {"本年财政拨款_全年执行数": 200, "执行率_得分": 10, "0.得分": 19.99, "0.完成值": 47.98,
                   "0.偏差原因": "少一次"}),
    ("R028 90%", {"本年财政拨款_全年执行数": 180, "执行率_得分": 9}),
    ("R030 0分", {"本年财政拨款_全年预算数": 0, "本年财政拨款_全年执行数": 0, "执行率_得分": 0}),
]  # fmt: skip

#: What the 校验 sheet cannot know of itself, and what other tests plant in the same checks (samples, drift).
NOT_LIVE = {"R045", "R085", "R086", "R088"}
#: The 校验 sheet counts texts in number cells; that a number is out of its range only the cell itself says.
UNKNOWN_TO_THE_SHEET = {"R045"}
BUILT_IN_ELSEWHERE = {
    *("R085", "R088", "R094", "R095", "R096", "R097", "R098", "R099"),
    *("R103", "R104", "R112", "R130", "R131"),
}


@lru_cache(maxsize=1)
def inputs() -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """What is typed into the clean project form: cells by name, rows of 绩效指标."""
    record, layout = check(read(PROJECTS[0]), standard(NAME)).record, lay_out(standard(NAME))
    cells = {n: d.raw for n, d in record.data.items() if layout.cells[n].is_input and not d.blank}
    formulas = {column.name for column in standard(NAME).columns(TABLE) if column.formula}
    rows = [
        {n: d.raw for n, d in row.items() if n not in formulas and not d.blank}
        for row in record.tables[TABLE]
    ]
    return cells, rows


def planted(edits: Mapping[str, Any]) -> Workbook:
    """The clean form with these cells changed."""
    cells, rows = dict(inputs()[0]), [dict(row) for row in inputs()[1]]
    for name, value in edits.items():
        row, _, column = name.rpartition(".")
        if row:
            rows[int(row)][column] = value
        elif name in lay_out(standard(NAME)).cells:
            cells[name] = value
    return read_bytes(form_bytes(standard(NAME), cells, {TABLE: rows}), "改过.xlsx")


def place(name: str) -> Place:
    """A cell of the form by its field name, or ``row.column`` of 绩效指标."""
    layout = lay_out(standard(NAME))
    row, _, column = name.rpartition(".")
    if not row:
        return layout.cells[name].place
    table = layout.tables[TABLE]
    return Place(table.block.sheet, table.first_row + int(row), table.columns[column])


@pytest.mark.parametrize("path", PROJECTS, ids=[path.stem for path in PROJECTS])
def test_a_clean_project_has_no_finding(path) -> None:
    """Nothing fails or is left unjudged, in 万元 and in 元."""
    assert check(read(path), standard(NAME)).findings == ()


@pytest.mark.parametrize(("rule", "edits", "cell", "follow"), FAULTS, ids=[fault[0] for fault in FAULTS])
def test_a_planted_fault_is_found(rule: str, edits: Mapping[str, Any], cell: str, follow: str) -> None:
    """The rule fails at its cell; nothing else is said but what follows of itself; the 校验 sheet agrees."""
    book = planted(edits)
    checked = check(book, standard(NAME))
    found = checked.of(rule)
    assert found, checked.findings
    assert {finding.outcome for finding in found} == {"不通过"}
    assert found[0].places[0] == place(cell)
    follows = {(name[:4], name[4:] or "不通过") for name in follow.split()}
    assert checked.rules == {(rule, "不通过"), *follows}
    assert "{" not in found[0].message
    if rule not in UNKNOWN_TO_THE_SHEET:
        assert disagreements(book, checked) == []
    if rule not in NOT_LIVE:
        shown = {value for (number, _), value in live(book, checked.cells).items() if number == rule}
        assert "×" in shown


@pytest.mark.parametrize("edits", [edits for _, edits in ALLOWED], ids=[name for name, _ in ALLOWED])
def test_what_is_allowed_is_not_found(edits: Mapping[str, Any]) -> None:
    """A value at the very limit of a rule is no fault, to the check and to the 校验 sheet."""
    book = planted(edits)
    checked = check(book, standard(NAME))
    assert checked.findings == ()
    assert disagreements(book, checked) == []


def test_every_rule_in_force_has_its_fault() -> None:
    """The table above is whole; only checks shared with 湛江2022 have their faults in its tests alone."""
    enabled = {rule.number for rule in standard(NAME).rules if rule.enabled}
    assert {fault[0] for fault in FAULTS} | (BUILT_IN_ELSEWHERE & enabled) == enabled


def test_the_faulty_project_has_its_faults() -> None:
    """The handful of ordinary faults of the sample, each at its cell."""
    first = {f.rule: str(f.places[0]) for f in reversed(check(read(FAULTY_PROJECT), standard(NAME)).findings)}
    assert first.keys() == {
        *("R004", "R011", "R016", "R018", "R019", "R020", "R026", "R028", "R029", "R911", "R913", "R914"),
    }
    assert first["R911"] == str(place("2.完成值"))
    assert first["R026"] == str(place("执行率_得分"))
