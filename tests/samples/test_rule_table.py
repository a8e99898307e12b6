"""Every rule of 湛江2022 finds the fault it is for, planted in the clean sample, and finds nothing else."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest

from tests.core.altered import standard
from tests.form.books import CLEAN, check, disagreements, live
from xltools.core.attachments.forms import tied
from xltools.core.layout import lay_out
from xltools.core.refs import Place
from xltools.readers.xlsx import read, read_bytes

from .planted import clean, planted, rebuilt

#: rule, what is changed, the cell it must name first, and the findings that follow of themselves.
#: A follow-up without an outcome fails too (typing over a sum breaks the sum, R086; …).
FAULTS: list[tuple[str, Mapping[str, Any], str, str]] = [
    ("R001", {"预算编制合理性_分值": 5.01, "预算编制合理性_自评得分": 5.01}, "自评总分", "R002 R085"),
    ("R002", {"预算编制情况_分值": 21}, "预算编制情况_分值", "R085"),
    ("R003", {"财务合规性_自评得分": 3.5}, "财务合规性_自评得分", ""),
    ("R004", {"项目监管_自评得分": 3.5}, "项目监管_扣分理由", ""),
    ("R005", {"财务合规性_扣分理由": "凭证装订不齐"}, "财务合规性_自评得分", ""),
    ("R006", {"预算编制情况_自评得分": 19}, "预算编制情况_自评得分", "R086"),
    ("R007", {"自评总分": 99}, "自评总分", "R086"),
    ("R008", {"财务合规性_自评得分": 2.955, "财务合规性_扣分理由": "扣分"}, "财务合规性_自评得分", ""),
    ("R009", {"评价等级": "良"}, "评价等级", "R086"),
    ("R010", {"自评总分": 101.5}, "自评总分", "R007 R086"),
    (
        "R011",
        {"绩效目标完成率_自评得分": 3, "绩效目标完成率_扣分理由": "扣分"},
        "绩效目标完成率_自评得分",
        "",
    ),
    ("R012", {"公用经费控制_自评得分": 1, "公用经费控制_扣分理由": "扣分"}, "公用经费控制_自评得分", ""),
    (
        "R013",
        {"项目指标.0.指标性质": "等于", "项目指标.0.目标值": 0, "项目指标.0.实际值": 1},
        "项目指标.0.得分",
        "",
    ),
    ("R014", {"社会经济环境效益_实际值": "部分达成"}, "社会经济环境效益_自评得分", ""),
    (
        "R015",
        {
            "其他收入_决算": 2600000,
            "经营支出_决算": 2600000,
            "支出完成率_自评得分": 6,
            "支出完成率_扣分理由": None,
        },
        "支出完成率_偏差原因",
        "",
    ),
    ("R016", {"项目指标.0.二级指标": "成本指标"}, "项目指标.0.目标符号", ""),
    ("R017", {"项目监管_三级指标": "财务合规性"}, "财务合规性_三级指标", "R085"),
    ("R018", {"项目指标.0.三级指标": "资金支付及时率"}, "项目指标.0.三级指标", ""),
    ("R019", {"项目指标.2.目标值": 95}, "项目指标.2.口径来源", ""),
    ("R020", {"问卷有效份数": 0, "满意份数": 0}, "问卷有效份数", "R011未判"),
    ("R021", {"自评总分": 100}, "自评总分", "R007 R086"),
    ("R022", {"项目表.0.执行率分值": 20, "项目表.0.执行率得分": 19.6}, "项目表.0.执行率分值", ""),
    ("R023", {"项目指标.0.分值": 25, "项目指标.0.得分": 25}, "项目表.0.项目名称", ""),
    ("R024", {"项目表.0.其他资金": 1}, "项目表.0.全年预算数", ""),
    ("R025", {"项目表.0.执行率": 90}, "项目表.0.执行率", "R086"),
    ("R026", {"项目表.0.执行率得分": 5}, "项目表.0.执行率得分", ""),
    (
        "R027",
        {
            "项目表.0.全年执行数": 2010000,
            "项目表.0.执行率得分": 10,
            "项目表.1.全年执行数": 1073000,
            "项目表.1.执行率得分": 9.33,
        },
        "项目表.0.执行率",
        "",
    ),
    (
        "R028",
        {
            "项目表.2.项目名称": "新",
            "项目表.2.全年预算数": 100,
            "项目表.2.全年执行数": 0,
            "项目计划数": 3,
            "项目完成数": 3,
        },
        "项目表.2.未完成原因",
        "",
    ),
    ("R029", {"项目表.0.调整说明": None}, "项目表.0.调整说明", ""),
    (
        "R030",
        {
            "项目表.2.项目名称": "新",
            "项目表.2.全年预算数": 0,
            "项目表.2.全年执行数": 0,
            "项目表.2.项目自评得分": 100,
            "项目计划数": 3,
            "项目完成数": 3,
        },
        "项目表.2.项目自评得分",
        "",
    ),
    ("R031", {"支出合计_上年决算": 7650001}, "支出合计_上年决算", "R034 R035 R086"),
    ("R032", {"人员经费_决算": 4280000.32}, "基本支出_决算", ""),
    ("R033", {"收入合计_上年决算": 7650001}, "收入合计_上年决算", "R034 R035 R086"),
    ("R034", {"年末结转和结余_年初预算": 5}, "收入总计_年初预算", "R059"),
    ("R035", {"年末结转和结余_决算": 50001}, "年末结转和结余_决算", "R034"),
    ("R036", {"预算调整数": 300001}, "支出合计_调整预算", ""),
    ("R037", {"公务接待费_决算": 4121}, "三公经费合计_决算", ""),
    ("R038", {"接待批次": 0}, "接待批次", ""),
    ("R039", {"公务用车保有量": 0}, "公务用车保有量", ""),
    (
        "R040",
        {
            "实际采购金额": 1500000.02,
            "货物采购金额": 300000.02,
            "政府采购执行率_自评得分": 3,
            "政府采购执行率_扣分理由": None,
        },
        "实际采购金额",
        "",
    ),
    ("R041", {"货物采购金额": 265001}, "实际采购金额", ""),
    ("R042", {"年末在职人数": 29}, "年末在职人数", ""),
    ("R043", {"在用固定资产": 12600001}, "在用固定资产", ""),
    ("R044", {"绩效目标完成数": 13}, "绩效目标完成数", ""),
    ("R045", {"会议费_决算": "6,500元"}, "会议费_决算", ""),
    ("R046", {"金额单位": None}, "金额单位", "R087"),
    (
        "R047",
        {
            "一般公共预算财政拨款_上年决算": 7650,
            "基本支出_上年决算": 4790,
            "人员经费_上年决算": 4000,
            "公用经费_上年决算": 790,
            "项目支出_上年决算": 2860,
        },
        "支出合计_决算",
        "",
    ),
    ("R048", {"支出完成率_实际值": 90, "支出完成率_自评得分": 5.4}, "支出完成率_实际值", "R086"),
    ("R049", {"结余结转率_实际值": 1}, "结余结转率_实际值", "R086"),
    ("R050", {"政府采购执行率_实际值": 97.65}, "政府采购执行率_实际值", "R086"),
    ("R051", {"三公经费合计_调整预算": 35000, "公车运行费_调整预算": 29000}, "三公经费控制_自评得分", ""),
    ("R052", {"支出完成率_自评得分": 6, "支出完成率_扣分理由": None}, "支出完成率_自评得分", ""),
    (
        "R053",
        {
            "实际采购金额": 8650000.02,
            "采购计划金额": 8650000.02,
            "服务采购金额": 8385000.02,
            "政府采购执行率_自评得分": 3,
            "政府采购执行率_扣分理由": None,
        },
        "实际采购金额",
        "",
    ),
    ("R054", {"当年采购支付额": 3083000.02}, "实际采购金额", ""),
    ("R055", {"财政下达预算数": 10300000, "支出完成率_自评得分": 4.78}, "预决算差异率", ""),
    ("R056", {"公开决算支出合计": 8205000}, "公开决算支出合计", ""),
    ("R057", {"项目计划数": 3, "项目完成数": 3}, "项目计划数", ""),
    ("R058", {"项目表.1.全年执行数": 1123001}, "项目支出_决算", ""),
    ("R059", {"收入总计_年初预算": 1}, "收入总计_年初预算", "R086"),
    ("R073", {"截止日期": date(2023, 4, 25), "自评报送日": date(2023, 4, 25)}, "填报日期", ""),
    ("R074", {"填报日期": date(2023, 4, 22)}, "填报日期", ""),
    ("R075", {"填报日期": date(2022, 12, 31)}, "填报日期", "R074"),
    ("R076", {"报送情况": "自评材料已按时完成报送"}, "报送情况", ""),
    ("R077", {"批复下属日": date(2022, 3, 10)}, "批复下属日", ""),
    (
        "R078",
        {
            "预算公开日": date(2022, 4, 1),
            "预决算信息公开_自评得分": 2.5,
            "预决算信息公开_扣分理由": "预算公开逾期",
        },
        "预算公开日",
        "",
    ),
    ("R079", {"填报日期": date(2023, 4, 29), "汇总结束日": date(2023, 4, 30)}, "填报日期", ""),
    ("R080", {"通知文号": "湛财绩〔2022〕3号"}, "通知文号", ""),
    ("R085", {"财务合规性_指标类型": "定性"}, "财务合规性_指标类型", ""),
    ("R086", {"编制数": 28}, "编制数", ""),
    ("R087", {"单位名称": None}, "单位名称", ""),
    ("R089", {"离退休人数": 4}, "离退休人数", ""),
    (
        "R090",
        {"财政下达预算数": 10000000, "支出差异原因": None, "支出完成率_自评得分": 4.92},
        "支出差异原因",
        "",
    ),
    (
        "R091",
        {"组织与报送及时性_自评得分": 1, "组织与报送及时性_扣分理由": "扣分"},
        "组织与报送及时性_自评得分",
        "",
    ),
    ("R092", {"金额单位": "万元"}, "支出合计_决算", ""),
    ("R093", {"评价年度": 2021}, "评价年度", "R080"),
    ("R094", {"单位性质": "其他　"}, "单位性质", ""),
    ("R096", {"编制数": "=D7+1"}, "编制数", "R042未判"),
    ("R099", {"填报日期": "=TODAY()"}, "填报日期", "R073 R074"),
    ("R102", {"财务合规性_佐证序号": None, "佐证材料.5.对应指标": None}, "财务合规性_佐证序号", ""),
    ("R114", {"可量化指标数": 8}, "绩效指标明确性_自评得分", ""),
    (
        "R115",
        {
            "冻结收回额": 50000,
            "冻结收回文号": "示例文号〔2022〕1号",
            "支出完成率_自评得分": 6,
            "支出完成率_扣分理由": None,
        },
        "支出完成率_自评得分",
        "",
    ),
    ("R116", {"冻结收回额": 8300000}, "冻结收回额", ""),
    ("R117", {"社会经济环境效益_实际值": "较好"}, "社会经济环境效益_实际值", ""),
    ("R118", {"项目指标.0.得分": 30.5}, "项目指标.0.得分", ""),
    ("R119", {"项目指标.0.实际值": 40}, "项目指标.0.得分", ""),
    ("R120", {"项目指标.0.指标性质": "反向", "项目指标.0.目标符号": "≤"}, "项目指标.0.得分", ""),
    ("R121", {"项目指标.0.实际值": "52次"}, "项目指标.0.实际值", ""),
    (
        "R122",
        {"项目指标.4.项目名称": "另一项目（示例）", "项目指标.4.三级指标": "培训次数"},
        "项目指标.4.项目名称",
        "",
    ),
    (
        "R123",
        {
            "决算公开日": date(2022, 10, 1),
            "预决算信息公开_自评得分": 2.5,
            "预决算信息公开_扣分理由": "决算公开逾期",
        },
        "决算公开日",
        "",
    ),
    ("R124", {"预算公开日": date(2022, 2, 17)}, "预算公开日", ""),
    ("R125", {"满意份数": 201}, "满意份数", ""),
    ("R126", {"按期办结数": 37}, "按期办结数", ""),
    ("R127", {"可量化指标数": 21}, "可量化指标数", ""),
    ("R128", {"跨年合同金额": 1465000.02}, "跨年合同金额", ""),
    ("R129", {"授予中小企业金额": 1465000.02}, "授予中小企业金额", ""),
]

#: Changes that come up to the limit of a rule and no further.
ALLOWED: list[tuple[str, Mapping[str, Any]]] = [
    ("R032 差0.01", {"人员经费_决算": 4280000.31}),
    ("R032 差-0.01", {"人员经费_决算": 4280000.29}),
    ("R041 差0.01", {"货物采购金额": 265000.01}),
    ("R054 差0.01", {"当年采购支付额": 3083000.01}),
    ("R058 差0.01", {"项目表.1.全年执行数": 1123000.01}),
    ("R036 差0.01", {"预算调整数": 300000.01}),
    ("R014 达成的下限", {"社会经济环境效益_自评得分": 7.2}),
    ("R015 不到1.3倍", {
        "其他收入_决算": 2584000, "经营支出_决算": 2584000,
        "支出完成率_自评得分": 6, "支出完成率_扣分理由": None,
    }),
    ("R019 94%", {"项目指标.2.目标值": 94}),
    ("R042 满编", {"年末在职人数": 28}),
    ("R043 全部在用", {"在用固定资产": 12600000}),
    ("R051 等于预算", {"三公经费合计_调整预算": 35370.4, "公车运行费_调整预算": 29370.4}),
    ("R053 等于可用", {
        "实际采购金额": 8650000, "采购计划金额": 8650000, "服务采购金额": 8385000,
        "政府采购执行率_自评得分": 3, "政府采购执行率_扣分理由": None,
    }),
    ("R055 -20.00%", {"财政下达预算数": 10256250.63, "支出完成率_自评得分": 4.8}),
    ("R073 当日", {"截止日期": date(2023, 4, 27)}),
    ("R074 首日", {"填报日期": date(2023, 4, 23)}),
    ("R074 末日", {"填报日期": date(2023, 4, 28)}),
    ("R076 报送当日", {"报送情况": "自评材料已按时完成报送", "填报日期": date(2023, 4, 27)}),
    ("R077 15日", {"批复下属日": date(2022, 3, 5)}),
    ("R078 20日", {"预算公开日": date(2022, 3, 10)}),
    ("R123 20日", {"决算公开日": date(2022, 9, 19)}),
    ("R124 当日", {"预算公开日": date(2022, 2, 18), "决算公开日": date(2022, 8, 30)}),
    ("R125 都满意", {"满意份数": 200}),
    ("R127 都可量化", {"可量化指标数": 20}),
    ("R128 差0.01", {"跨年合同金额": 1465000.01}),
    ("R129 全给中小企业", {"授予中小企业金额": 1465000}),
    ("R116 差一点", {"冻结收回额": 8299999.99}),
    ("R117 有空格", {"社会经济环境效益_实际值": " 达成　"}),
    ("R114 低于上限", {"绩效指标明确性_自评得分": 3, "绩效指标明确性_扣分理由": "两个指标没有目标值"}),
    ("R119 按比例", {
        "项目指标.0.实际值": 40, "项目指标.0.得分": 25, "项目表.0.项目自评得分": 94.8,
    }),
    ("R090 90.00%", {"财政下达预算数": 9116667.22, "支出差异原因": None, "支出完成率_自评得分": 5.4}),
]  # fmt: skip

#: What the 校验 sheet cannot know of itself: names and formulas changed, values not recomputed.
NOT_LIVE = {"R085", "R086", "R088", "R094", "R096", "R099", "R102"}

#: What cells cannot plant, besides what ties a workbook to its project forms (test_projects.py): R088 below;
#: R100 and R101 are about files (test_evidence_samples.py); what is
#: linked, hidden, set or merged is planted in tests/core/test_integrity.py, what was moved in test_moved.py,
#: what is answered in test_explanations_worth.py; R081 to R084 and R113 are about many units
#: (tests/consolidate).
ELSEWHERE = {
    *("R081", "R082", "R083", "R084", "R088", "R095", "R097", "R098"),
    *("R100", "R101", "R103", "R104", "R112", "R113", "R130", "R131"),
}


def place(name: str) -> Place:
    """A cell of the form by its field name, or ``table.row.column``."""
    layout = lay_out(standard())
    if "." not in name:
        return layout.cells[name].place
    table_name, row, column = name.split(".")
    table = layout.tables[table_name]
    return Place(table.block.sheet, table.first_row + int(row), table.columns[column])


def test_the_clean_sample_has_no_finding() -> None:
    """Nothing fails or is left unjudged, in the sample and in its figures typed into a form of today."""
    assert clean().findings == ()
    again = check(read_bytes(rebuilt(), "重填.xlsx"), standard())
    assert again.findings == ()
    now = {name: datum.value for name, datum in again.record.data.items()}
    assert now == {name: datum.value for name, datum in clean().record.data.items()}


@pytest.mark.parametrize(("rule", "edits", "cell", "follow"), FAULTS, ids=[fault[0] for fault in FAULTS])
def test_a_planted_fault_is_found(rule: str, edits: Mapping[str, Any], cell: str, follow: str) -> None:
    """The rule fails at its cell; nothing else is said but what follows of itself; the 校验 sheet agrees."""
    book = planted(edits)
    checked = check(book, standard())
    found = checked.of(rule)
    assert found, checked.findings
    assert {finding.outcome for finding in found} == {"不通过"}
    assert found[0].places[0] == place(cell)
    follows = {(name[:4], name[4:] or "不通过") for name in follow.split()}
    assert checked.rules == {(rule, "不通过"), *follows}
    errors = {f.rule for f in checked.findings if (f.level, f.outcome, f.cause) == ("错误", "不通过", "")}
    assert len(errors) <= 1, "一个原因只报一个错误"
    assert "{" not in found[0].message
    assert disagreements(book, checked) == []
    if rule not in NOT_LIVE:
        shown = {value for (number, _), value in live(book, checked.cells).items() if number == rule}
        assert "×" in shown


@pytest.mark.parametrize("edits", [edits for _, edits in ALLOWED], ids=[name for name, _ in ALLOWED])
def test_what_is_allowed_is_not_found(edits: Mapping[str, Any]) -> None:
    """A value at the very limit of a rule is no fault, to the check and to the 校验 sheet."""
    book = planted(edits)
    checked = check(book, standard())
    assert checked.findings == ()
    assert disagreements(book, checked) == []


def test_every_rule_in_force_has_its_fault() -> None:
    """The table above is whole: no enabled rule is without a planted fault; those of reports have pages."""
    enabled = {rule.number for rule in standard().rules if rule.enabled}
    assert {fault[0] for fault in FAULTS} | ELSEWHERE | tied(standard()) == enabled


def test_a_value_not_recomputed_is_found() -> None:
    """R088: a saved value that its formula does not give is named; the right one is judged by."""
    content = stale("自评表", "D7", b"28", b"27")
    checked = check(read_bytes(content, "未重算.xlsx"), standard())
    (finding,) = checked.findings
    assert (finding.rule, str(finding.places[0])) == ("R088", "自评表!D7")
    assert (finding.left, finding.right, finding.difference) == (27, 28, -1)
    assert checked.record.number("编制数") == 28


def test_a_row_value_not_recomputed_is_found() -> None:
    """R088 looks at the rows of 明细 tables too."""
    content = stale("项目表", "I5", b"98", b"97")
    (finding,) = check(read_bytes(content, "未重算.xlsx"), standard()).findings
    assert (finding.rule, str(finding.places[0])) == ("R088", "项目表!I5")


def stale(sheet: str, cell: str, saved: bytes, changed: bytes) -> bytes:
    """The clean sample with the saved value of one formula cell changed in its XML."""
    import io
    import zipfile

    names = [each.name for each in read(CLEAN).sheets]
    part = f"xl/worksheets/sheet{names.index(sheet) + 1}.xml"
    pattern = re.compile(rb'(<c r="%s"[^>]*><f>[^<]*</f><v>)%s(</v>)' % (cell.encode(), re.escape(saved)))
    out = io.BytesIO()
    with zipfile.ZipFile(CLEAN) as old, zipfile.ZipFile(out, "w") as new:
        for info in old.infolist():
            content = old.read(info)
            if info.filename == part:
                content, count = pattern.subn(rb"\g<1>" + changed + rb"\g<2>", content)
                assert count == 1
            new.writestr(info, content)
    return out.getvalue()
