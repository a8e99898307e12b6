"""A record with the seed report's figures, built by hand; every indicator has a row. No person is named."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from functools import cache
from pathlib import Path

from xltools import runner
from xltools.core.model import Datum, Record, Row, Source, Typed
from xltools.core.refs import Place
from xltools.core.standard import Standard
from xltools.readers.standard import read_standard
from xltools.writers.document import render_report

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "templates" / "湛江2022"
TEMPLATE = FOLDER / "自评报告.docx"
STANDARDS = ("四川", "湛江2022")

#: The filled workbooks that come with the program, each under its standard.
SAMPLES = tuple(
    path
    for name in STANDARDS
    for path in sorted((ROOT / "workbooks" / name).glob("*.xlsx"))
    if path.stem != "名册"
)
PLACE = Place("自评表", 1, 1)

#: The figures of the published 2022 report.
FIGURES: Mapping[str, str] = {
    "评价年度": "2022",
    "行政编制数": "19",
    "编制数": "19",
    "年末在职人数": "19",
    "离退休人数": "1",
    "一般公共预算财政拨款_决算": "18807267.11",
    "政府性基金_决算": "756307.28",
    "收入合计_决算": "19563574.39",
    "年初财政拨款结转和结余_决算": "0",
    "基本支出_决算": "5678716.64",
    "项目支出_决算": "13884857.75",
    "支出合计_决算": "19563574.39",
    "年末结转和结余_决算": "0",
    "年末财政拨款结转和结余_决算": "0",
    "国库集中支付结转结余存量资金额_决算": "0",
    "财政下达预算数": "58210400",
    "支出完成率": "33.61",
    "结余结转率": "0",
    "三公经费合计_年初预算": "40000",
    "三公经费合计_决算": "17133.56",
    "采购计划金额": "68854763",
    "实际采购金额": "68854763",
    "采购执行率": "100",
    "绩效目标计划数": "12",
    "绩效目标完成数": "12",
    "自评总分": "100",
}

WORDS: Mapping[str, str] = {
    "单位名称": "湛江市政务服务数据管理局本级",
    "单位简称": "湛江市政务服务数据管理局",
    "部门名称": "湛江市政务服务数据管理局",
    "金额单位": "元",
    "通知名称": "湛江市财政局关于开展2023年市级财政资金绩效自评工作的通知",
    "通知文号": "湛财绩〔2023〕3号",
    "评价等级": "优",
    "支出差异原因": "2022年下半年市财政局的政府性资金冻结，影响我局资金的使用及支付，不作为扣分项。",
    "主要职能": "1.组织起草全市政务服务和政务信息化相关政策类文件并组织实施。\n"
    "2.统筹推进全市“数字政府”改革建设，拟订建设规划和年度建设计划并组织实施。"
    "负责“数字政府”平台建设运维资金管理工作。\n"
    "3.负责对市级政务信息化项目建设实施集约化管理，负责市财政资金建设的政务信息系统项目立项审批，"
    "加强宏观管理和统筹协调。\n"
    "4.完成市委、市政府和省人民政府办公厅、省政务服务数据管理局交办的其他任务。",
    "机构设置": "湛江市政务服务数据管理局成立于2019年1月，是市政府工作部门，为正处级，设5个职能科室："
    "办公室、规划与监管科、政务服务科、数据管理科、审批管理与改革科。市政务服务数据管理局行政编制19名。"
    "2022年底财政供养在职人员19人，离退休人数为1人。",
    "重点工作任务": "1.聚焦大数据，稳步推进数字政府建设。\n2.聚焦惠民众，推动政务服务提质增效。\n"
    "3.聚焦深改革，持续整治提升营商环境。\n4.聚焦慧治理，加快部署智慧城市建设。",
    "整体绩效目标": "1.坚持党建引领，强化队伍建设，锤炼一支讲政治、有担当的政数铁军。\n"
    "2.坚持人民至上，强化数字赋能，促进数字政府建设与数字经济、数字社会协调发展。\n"
    "3.坚持系统观念，强化基础建设。\n4.坚持依法行政，强化法治建设，加快打造更高水平数字法治政府。",
    "评价小组": "组长：党组书记、局长\n副组长：党组成员、副局长\n"
    "成员：总工程师，办公室主任，规划与监管科科长，政务服务科科长，数据管理科科长\n"
    "领导小组办公室设在局办公室，负责局整体支出自我绩效评价具体工作。",
    "自评过程": "收到市财政局通知后，市政务服务数据管理局领导高度重视，成立绩效评价工作领导小组。"
    "3月20日-3月31日：业务负责科室提交财政项目支出绩效自评报告和绩效评价评分表等相关材料交办公室审核。"
    "4月3日-4月21日：集中检查阶段。各有关科室和下属单位开展项目绩效集中检查。",
    "报送情况": "按时按质在4月30日前完成自评材料的报送工作，并对所报送自评材料真实性、完整性、一致性、"
    "规范性负责。",
    "公开一致情况": "市政务服务数据管理局所报送的自评报告、数据表、评分表"
    "与公开的自评报告、数据表、评分表一致。",
    "自评结果综述": "2022年，我局各科室积极履职，强化管理，较好的完成了年度工作目标。"
    "通过加强预算收支管理，不断建立健全内部管理制度，梳理内部管理流程，部门整体支出管理水平得到提升。",
    "存在问题": "1.预算执行进度有待加快。\n2.绩效指标的量化程度有待提高。",
    "改进措施": "1.加强项目前期准备，按月通报支出进度。\n2.细化绩效指标，提高可量化指标比例。",
}

#: What the unit wrote about some indicators; the others get a sentence that names the indicator.
ANALYSES: Mapping[str, str] = {
    "预算编制规范性": "按要求做实做细部门项目库工作，及时储备市级部门项目。\n"
    "项目支出预算按要求细化到具体用款单位和具体执行项目。",
    "资金下达合法性": "我局无一般性转移支付和专项转移支付，并按规定在接到市财政局批复的部门预算后，"
    "15日内向各下属单位批复预算。",
    "社会经济环境效益": "一是服务发展大局。我市153个事项在省外城市可办，省外881个事项在我市可办。"
    "二是深化服务便民。推进政务服务“就近可办”，实现1107项事项“市内通办”。",
}


@cache
def standard(name: str = "湛江2022") -> Standard:
    """A standard; default: the one of the seed's report."""
    return read_standard(ROOT / "templates" / name)


def template(name: str) -> Path:
    """A standard's report template."""
    return ROOT / "templates" / name / "自评报告.docx"


@cache
def sample(path: Path) -> Record:
    """What a workbook that comes with the program reports."""
    checked = next(iter(runner.check_files([path])))
    assert checked.record is not None
    return checked.record


@cache
def sample_report(path: Path) -> bytes:
    """The report of such a workbook."""
    name = path.parent.name
    return render_report(sample(path), standard(name), template(name))


def first_sample(name: str) -> bytes:
    """The report of a standard's first sample."""
    return sample_report(next(path for path in SAMPLES if path.parent.name == name))


def seed_values() -> dict[str, Typed]:
    """Every cell the unit filled, by name."""
    values: dict[str, Typed] = {name: Decimal(text) for name, text in FIGURES.items()}
    values |= {**WORDS, "填报日期": dt.date(2023, 4, 25), "评价年度": 2022}
    for indicator in standard().indicators:
        stem = indicator.name
        values[f"{stem}_分值"] = indicator.points
        values[f"{stem}_自评得分"] = indicator.points
        values[f"{stem}_分析说明"] = ANALYSES.get(
            stem, f"{indicator.third}方面，我局按规定执行，未发现存在问题。"
        )
    values |= {
        "支出完成率_实际值": Decimal("33.61"),
        "结余结转率_实际值": Decimal(0),
        "国库集中支付结转结余存量资金_实际值": Decimal(0),
        "政府采购执行率_实际值": Decimal(100),
        "绩效目标完成率_实际值": Decimal(100),
        "三公经费控制_实际值": Decimal("42.83"),
        "社会经济环境效益_实际值": "达成",
    }
    return values


def deductions() -> dict[str, Typed]:
    """Scores below the full points, with their reasons."""
    return {
        "支出完成率_自评得分": Decimal("4.02"),
        "支出完成率_扣分理由": "下半年政府性资金冻结，支出进度未达目标。",
        "绩效指标明确性_自评得分": Decimal("4.5"),
        "绩效指标明确性_扣分理由": "部分指标未量化",
        "自评总分": Decimal("97.52"),
    }


def record(values: Mapping[str, Typed] | None = None, **tables: tuple[Mapping[str, Typed], ...]) -> Record:
    """A record of these cells (default: the seed's) and table rows."""
    values = seed_values() if values is None else values
    data = {name: Datum(name, value, PLACE, None) for name, value in values.items()}
    rows: dict[str, tuple[Row, ...]] = {
        table: tuple({name: Datum(name, value, PLACE, None) for name, value in row.items()} for row in rows)
        for table, rows in tables.items()
    }
    return Record(
        "湛江2022", Source("测试.xlsx", "0" * 64), "001", str(values.get("单位名称", "")), 2022, data, rows
    )
