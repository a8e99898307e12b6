"""One cause, one 错误: what merely follows from another finding says so, and nothing else is quietened."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.form.books import Checked, check, fill
from tests.samples.planted import planted
from xltools.core.causes.laid import follows_from, own_words
from xltools.core.check import conclude, prepare, verdict
from xltools.core.model import Finding, Workbook
from xltools.core.standard import Standard
from xltools.readers.xlsx import read_bytes
from xltools.writers.form import form_bytes

from .altered import standard
from .forms import FIELDS, tiny

FORMULAS = {"编号": "R086", "比较": "公式", "左式": None, "右式": None, "提示语": "{名}的公式被改"}
FORM = {"编号": "R085", "比较": "版式", "左式": None, "右式": None, "提示语": "{左}"}
TYPES = {"编号": "R045", "比较": "类型", "左式": None, "右式": None, "提示语": "{名}:{左}"}
REQUIRED = {"编号": "R087", "比较": "必填", "左式": None, "右式": None, "提示语": "{名}未填"}
TOTAL = {"左式": "=合计", "右式": "=SUM(甲,乙)", "标注单元格": "合计"}


def altered(standard: Standard, values: Mapping[str, Any], changes: Mapping[str, Any]) -> Workbook:
    """The filled form with cells (sheet, address) then typed over, whatever stood there."""
    import io

    book = openpyxl.load_workbook(io.BytesIO(form_bytes(standard, values, {})))
    for where, content in changes.items():
        sheet, cell = where.split("!")
        book[sheet][cell] = content
    out = io.BytesIO()
    book.save(out)
    return read_bytes(out.getvalue(), "改过.xlsx")


def cell(standard: Standard, name: str) -> str:
    """The address of a field in the form."""
    from xltools.core.layout import lay_out

    return str(lay_out(standard).cells[name].place)


def by_rule(checked: Checked) -> dict[str, Finding]:
    """Each finding by its rule; every rule at most once."""
    found = {finding.rule: finding for finding in checked.findings}
    assert len(found) == len(checked.findings)
    return found


def test_a_total_typed_over_is_one_fault() -> None:
    """The formula finding stands; the sums it breaks are 提示 that name it, with their sides as before."""
    found = by_rule(check(planted({"支出合计_上年决算": 7650001}), standard()))
    assert found.keys() == {"R031", "R034", "R035", "R086"}
    cause = found.pop("R086")
    assert (cause.level, cause.cause) == ("错误", "")
    for finding in found.values():
        assert (finding.level, finding.outcome) == ("提示", "不通过")
        assert finding.cause == "R086 自评表!G41"
        assert finding.message.endswith("（由 R086 自评表!G41 引起，改正后即消除）")
        assert own_words(finding) == finding.message.removesuffix("（由 R086 自评表!G41 引起，改正后即消除）")
        assert follows_from(finding, cause)
        assert finding.difference in (1, -1)


def test_what_does_not_vanish_stands_by_itself() -> None:
    """A right total typed over explains nothing; a fault elsewhere stays an 错误 beside it."""
    edits = {"支出合计_上年决算": 7650000, "人员经费_决算": 4280001.30}
    found = by_rule(check(planted(edits), standard()))
    assert {rule: (finding.level, finding.cause) for rule, finding in found.items()} == {
        "R032": ("错误", ""),
        "R086": ("错误", ""),
    }


def test_each_consequence_goes_to_its_own_cause() -> None:
    """Of two totals typed over, each breaks its own sum."""
    one = {**TOTAL, "编号": "R001"}
    other = {**TOTAL, "编号": "R002", "左式": "=总数", "右式": "=SUM(丙)", "标注单元格": "总数"}
    fields = (*FIELDS, {**FIELDS[4], "字段名": "总数", "公式": '=IF(COUNT(丙)=0,"",SUM(丙))'})
    form = tiny(one, other, FORMULAS, fields=fields)
    book = altered(form, {"甲": 1, "乙": 2, "丙": 4}, {cell(form, "合计"): 9, cell(form, "总数"): 9})
    causes = {finding.rule: finding.cause for finding in check(book, form).findings}
    assert causes == {
        "R001": f"R086 {cell(form, '合计')}",
        "R002": f"R086 {cell(form, '总数')}",
        "R086": "",
    }


def test_what_two_alterations_break_together_names_both() -> None:
    """Where putting one back is not enough, the finding says that both must be."""
    both = {"左式": "=合计", "右式": "=总数", "标注单元格": "合计"}
    fields = (*FIELDS, {**FIELDS[4], "字段名": "总数", "公式": '=IF(COUNT(丙)=0,"",SUM(丙))'})
    form = tiny(both, FORMULAS, fields=fields)
    book = altered(form, {"甲": 1, "乙": 2, "丙": 3}, {cell(form, "合计"): 8, cell(form, "总数"): 9})
    (finding,) = check(book, form).of("R001")
    assert finding.cause == f"R086 {cell(form, '合计')}、R086 {cell(form, '总数')}"
    assert finding.message.endswith("一并改正后即消除）")


@pytest.mark.parametrize("count", [4, 6])
def test_many_alterations_are_told_apart_by_what_the_findings_look_at(count: int) -> None:
    """With many cells altered, a consequence still goes to the one that it looks at."""
    names = [f"和{n}" for n in range(count)]
    fields = (*FIELDS, *({**FIELDS[4], "字段名": name, "公式": "=SUM(甲,乙)"} for name in names))
    rules = [
        {"编号": f"R{n:03}", "左式": f"={name}", "右式": "=SUM(甲,乙)", "标注单元格": name}
        for n, name in enumerate(names, 1)
    ]
    form = tiny(*rules, FORMULAS, fields=fields)
    book = altered(form, {"甲": 1, "乙": 2}, {cell(form, name): 10 + n for n, name in enumerate(names)})
    checked = check(book, form)
    assert [finding.cause for finding in checked.findings if finding.rule != "R086"] == [
        f"R086 {cell(form, name)}" for name in names
    ]


def test_a_given_value_altered_is_one_fault() -> None:
    """A score's points typed over break the totals: both follow from the one finding about the form."""
    edits = {"预算编制合理性_分值": 5.01, "预算编制合理性_自评得分": 5.01}
    found = by_rule(check(planted(edits), standard()))
    assert (found["R085"].level, found["R085"].cause) == ("错误", "")
    assert {rule: f.cause for rule, f in found.items() if f.cause} == dict.fromkeys(
        ("R001", "R002"), f"R085 {cell(standard(), '预算编制合理性_分值')}"
    )


def test_a_parameter_altered_is_one_fault() -> None:
    """A grade's limit typed over in the workbook gives a wrong grade, which follows from that."""
    parameters = ({"名称": "线", "值": "90、80", "类型": "比率"},)
    fields = (*FIELDS, {**FIELDS[4], "字段名": "过线", "公式": "=IF(甲>=MAX(线),1,0)"})
    rule = {"左式": "=过线", "右式": "=IF(甲>=MAX(线),1,0)", "标注单元格": "过线"}
    form = tiny(rule, FORM, fields=fields, parameters=parameters)
    names = {name.name: name.text for name in fill(form, {"甲": 90}).names}
    sheet, _, area = names["线"].replace("$", "").replace("'", "").partition("!")
    book = altered(form, {"甲": 90}, {f"{sheet}!{area.split(':')[0]}": 95})
    found = by_rule(check(book, form))
    assert (found["R001"].level, found["R001"].cause) == ("提示", f"R085 {sheet}!{area.split(':')[0]}")


def test_a_text_over_a_formula_is_one_fault() -> None:
    """The cell's own wrong type and all that was left unjudged follow from the formula that is gone."""
    form = tiny(TOTAL, TYPES, FORMULAS)
    book = altered(form, {"甲": 1, "乙": 2}, {cell(form, "合计"): "见附件"})
    found = by_rule(check(book, form))
    label = f"R086 {cell(form, '合计')}"
    assert {rule: (f.level, f.outcome, f.cause) for rule, f in found.items()} == {
        "R001": ("错误", "未判", label),
        "R045": ("提示", "不通过", label),
        "R086": ("错误", "不通过", ""),
    }


@pytest.mark.parametrize(
    ("change", "level"), [({"试行": "是"}, "错误"), ({"级别": "核实"}, "错误"), ({}, "提示")]
)
def test_nothing_is_let_pass_by_naming_a_weaker_cause(change: Mapping[str, str], level: str) -> None:
    """Where the finding about the form only warns, the sum it breaks is as wrong as ever."""
    form = tiny(TOTAL, {**FORMULAS, **change})
    book = altered(form, {"甲": 1, "乙": 2}, {cell(form, "合计"): 9})
    checked = check(book, form)
    (finding,) = checked.of("R001")
    assert (finding.level, finding.cause) == (level, f"R086 {cell(form, '合计')}")
    assert verdict(checked.findings) == "不通过"


def test_without_a_second_answer_nothing_is_laid_to_anything() -> None:
    """Where no engine answers for the form put back, every finding stands by itself."""
    form = tiny(TOTAL, FORMULAS)
    book = altered(form, {"甲": 1, "乙": 2}, {cell(form, "合计"): 9})
    first = check(book, form)
    prepared = prepare(book, form)
    _, findings = conclude(prepared, first.cells, first.answers, again=lambda _: None)
    assert [(f.rule, f.level, f.cause) for f in findings] == [("R001", "错误", ""), ("R086", "错误", "")]


BALANCE = {"左式": "=SUM(甲,乙)", "右式": "=丙", "标注单元格": "合计"}
CARRIED = {"左式": "=丙", "右式": "=合计", "标注单元格": "丙"}


def test_one_difference_asked_twice_is_said_once() -> None:
    """Of two sums over the same cells, the one whose cell can be typed into speaks."""
    found = by_rule(check(fill(tiny(BALANCE, CARRIED), {"甲": 1, "乙": 2, "丙": 5}), tiny(BALANCE, CARRIED)))
    form = tiny(BALANCE, CARRIED)
    assert (found["R002"].level, found["R002"].cause) == ("错误", "")
    assert (found["R001"].level, found["R001"].cause) == ("提示", f"R002 {cell(form, '丙')}")
    assert "同一差额" in found["R001"].message


@pytest.mark.parametrize(
    ("second", "values"),
    [
        ({"左式": "=支出_预算", "右式": "=支出_决算"}, {"支出_预算": 7, "支出_决算": 9}),
        ({"左式": "=SUM(甲,支出_预算)", "右式": "=支出_决算"}, {"支出_预算": 5, "支出_决算": 4}),
        ({"左式": "=SUM(甲,乙,支出_预算)", "右式": "=支出_决算"}, {"支出_预算": 1, "支出_决算": 6}),
    ],
    ids=["no cell shared", "one cell shared, out the other way", "two cells shared and others on both sides"],
)
def test_two_mistakes_of_one_size_stay_two(second: Mapping[str, str], values: Mapping[str, int]) -> None:
    """The same difference between other cells is another mistake."""
    form = tiny(BALANCE, second)
    found = by_rule(check(fill(form, {"甲": 1, "乙": 2, "丙": 5, **values}), form))
    assert {rule: (f.level, abs(f.difference or 0)) for rule, f in found.items()} == {
        "R001": ("错误", 2),
        "R002": ("错误", 2),
    }


SHARED = {"左式": "=SUM(甲,支出_预算)", "右式": "=支出_决算", "标注单元格": "甲"}


def levels(form: Standard, values: Mapping[str, Any]) -> dict[str, str]:
    """The level of each failed rule."""
    return {rule: f.level for rule, f in by_rule(check(fill(form, values), form)).items()}


def test_two_sums_out_by_one_amount_for_one_cell_are_one_fault() -> None:
    """Less of 甲 would mend both: the rule that marks 甲 speaks, and the other names the cell."""
    form = tiny(BALANCE, SHARED)
    values = {"甲": 4, "乙": 2, "丙": 4, "支出_预算": 1, "支出_决算": 3}
    found = by_rule(check(fill(form, values), form))
    assert (found["R002"].level, found["R002"].cause) == ("错误", "")
    assert found["R001"].cause == f"R002 {cell(form, '甲')}"
    assert found["R001"].message.endswith(f"同一差额，都涉及 {cell(form, '甲')}，先核对该格）")


def test_a_cell_that_another_sum_vouches_for_is_not_the_cause() -> None:
    """Mending 甲 would upset a third sum, which holds: the two are two mistakes."""
    values = {"甲": 4, "乙": 2, "丙": 4, "支出_预算": 1, "支出_决算": 3, "评价年度": 4}
    vouched = tiny(BALANCE, SHARED, {"左式": "=甲", "右式": "=评价年度"})
    assert levels(vouched, values) == {"R001": "错误", "R002": "错误"}


def test_a_cell_that_cannot_have_the_figure_is_not_the_cause() -> None:
    """甲 would have to be negative."""
    fields = tuple({**f, "取值范围": ">=0"} if f["字段名"] == "甲" else f for f in FIELDS)
    values = {"甲": 1, "乙": 2, "丙": 1, "支出_预算": 3, "支出_决算": 2}
    assert levels(tiny(BALANCE, SHARED, fields=fields), values) == {"R001": "错误", "R002": "错误"}
    assert levels(tiny(BALANCE, SHARED), values) == {"R001": "提示", "R002": "错误"}


def test_askings_of_one_rule_are_never_one_fault() -> None:
    """Two items of one rule out by one amount at one cell: each is said."""
    looped = {"循环范围": "逐项:预算、决算", "左式": "=SUM(甲,支出_{项})", "右式": "=乙", "标注单元格": "甲"}
    form = tiny(looped)
    checked = check(fill(form, {"甲": 3, "乙": 4, "支出_预算": 3, "支出_决算": 3}), form)
    assert [(f.level, f.cause) for f in checked.findings] == [("错误", "")] * 2


#: Cells of the clean sample that several sums look at.
PLANTED_IN = (
    "基本支出_决算", "项目支出_决算", "人员经费_决算", "年末结转和结余_决算", "三公经费合计_决算",
    "公务接待费_决算", "预算调整数", "货物采购金额", "公开决算支出合计", "一般公共预算财政拨款_决算",
    "项目表.0.全年执行数", "项目表.1.全年执行数",
)  # fmt: skip


def amounts() -> dict[str, float]:
    """What the clean sample has there."""
    from tests.samples.planted import clean

    record = clean().record
    total = float(record.number("支出合计_决算") or 0)
    found = {"公开决算支出合计": total}
    for name in PLANTED_IN:
        _, _, column = name.rpartition(".")
        row = record.tables["项目表"][int(name.split(".")[1])] if "." in name else None
        number = row[column].number if row else record.number(name)
        found.setdefault(name, float(number or 0))
    return found


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(st.sampled_from(PLANTED_IN), min_size=2, max_size=2, unique=True),
    st.sampled_from([1, -1]),
)
def test_two_mistakes_are_one_only_where_mending_one_cell_mends_them(names: list[str], sign: int) -> None:
    """Two cells out by 1000 the same or the other way: both are said, unless one cell mends all there is."""
    right = amounts()
    edits: dict[str, Any] = {"公开决算支出合计": right["公开决算支出合计"]}
    edits |= {name: right[name] + 1000 * way for name, way in zip(names, (1, sign), strict=True)}
    found = check(planted(edits), standard()).findings
    errors = [f for f in found if f.outcome == "不通过" and f.level == "错误"]
    shared = {f.message.split("都涉及 ")[1].split("，")[0] for f in found if "都涉及" in f.message}
    if len(errors) > 1 or not errors or not shared:
        return
    (where,) = shared
    places = {cell(standard(), name): name for name in PLANTED_IN if "." not in name}
    mended = [
        check(
            planted({**edits, places[where]: edits.get(places[where], right[places[where]]) + by}), standard()
        )
        for by in (1000, -1000)
    ]
    assert any(all(f.level != "错误" for f in each.findings if f.outcome == "不通过") for each in mended)


@pytest.mark.parametrize("missing", ["任一缺未判", "全缺未判"])
def test_what_an_unreadable_cell_leaves_unjudged_says_so(missing: str) -> None:
    """Through the form's formulas too: the cell to mend is the one with the text, named once a rule."""
    rules: Sequence[Mapping[str, Any]] = (
        {"缺失值策略": missing},
        {"左式": "=合计", "右式": "=丙", "缺失值策略": missing},
    )
    form = tiny(*rules, TYPES)
    checked = check(fill(form, {"甲": "见附件", "乙": 2, "丙": 2}), form)
    label = f"R045 {cell(form, '甲')}"
    assert [(f.rule, f.outcome, f.cause) for f in checked.findings] == [
        ("R001", "未判", label),
        ("R002", "未判", label),
        ("R045", "不通过", ""),
    ]
    assert {str(f.places[0]) for f in checked.findings} == {cell(form, "甲")}
    assert verdict(checked.findings[:2]) == "需核实"


def required(*names: str) -> tuple[Mapping[str, Any], ...]:
    """The fields with some of them required."""
    return tuple({**field, "必填": "是" if field["字段名"] in names else ""} for field in FIELDS)


def test_what_a_missing_required_field_leaves_unjudged_says_so() -> None:
    """Only where every blank cell has a finding of its own; an optional blank beside it is another lack."""
    form = tiny({}, {"右式": "=丙"}, REQUIRED, fields=required("甲"))
    found = by_rule(check(fill(form, {"乙": 2}), form))
    label = f"R087 {cell(form, '甲')}"
    assert {rule: (f.outcome, f.cause) for rule, f in found.items()} == {
        "R001": ("未判", label),
        "R002": ("未判", ""),
        "R087": ("不通过", ""),
    }
    assert found["R001"].message.endswith(f"（由 {label} 引起，改正后再判）")


def test_a_blank_that_two_rules_demand_is_one_fault() -> None:
    """缺即错 on a required cell says again what 必填 says."""
    form = tiny({"缺失值策略": "缺即错"}, REQUIRED, fields=required("甲"))
    found = by_rule(check(fill(form, {"乙": 2}), form))
    assert (found["R001"].level, found["R001"].outcome) == ("提示", "不通过")
    assert found["R001"].cause == f"R087 {cell(form, '甲')}"
    assert verdict(tuple(found.values())) == "不通过"


def test_a_blank_reference_names_the_blank_inputs_behind_it() -> None:
    """A rule that lacks a computed figure names the cell to fill first, then the figure."""
    form = tiny({"左式": "=丙", "右式": "=合计"})
    (finding,) = check(fill(form, {"丙": 1}), form).findings
    assert finding.message == "测试规则:缺少合计（甲、乙未填）"
    assert list(map(str, finding.places)) == [cell(form, name) for name in ("甲", "乙", "合计")]


def test_a_field_that_is_gone_explains_what_was_not_judged() -> None:
    """A rule about a lost field follows from the finding that the field is lost."""
    from dataclasses import replace

    form = tiny({}, FORM)
    book = altered(form, {"甲": 1, "乙": 2}, {cell(form, "甲").replace("!D", "!B"): "别的"})
    names = tuple(name for name in book.names if name.name != "甲")
    checked = check(replace(book, names=names), form)
    (finding,) = checked.of("R001")
    assert finding.outcome == "未判"
    assert finding.cause.startswith("R085")


def test_all_cells_of_a_lost_row_are_told_by_one_finding() -> None:
    """A row that is gone has one 版式 finding; rules about any of its columns follow from it."""
    from dataclasses import replace

    rules = [{"左式": "=甲", "右式": f"=支出_{measure}"} for measure in ("预算", "决算")]
    form = tiny(*rules, FORM)
    book = altered(form, {"甲": 1}, {cell(form, "支出_预算").replace("!D", "!B"): "别的"})
    names = tuple(name for name in book.names if not name.name.startswith("支出_"))
    checked = check(replace(book, names=names), form)
    assert len(checked.of("R085")) == 1
    for rule, measure in (("R001", "预算"), ("R002", "决算")):
        (finding,) = checked.of(rule)
        assert (finding.outcome, finding.cause[:4]) == ("未判", "R085")
        assert f"工作簿里找不到支出({measure})" in finding.message


def test_figures_beside_an_altered_label_wait_for_it() -> None:
    """Nobody knows what the figure is: the sums about it are 提示 until the label is right."""
    form = tiny({"左式": "=甲", "右式": "=支出_决算"}, {"左式": "=甲", "右式": "=乙"}, FORM)
    label = cell(form, "支出_决算").rpartition("!")[0] + "!B" + cell(form, "支出_决算").lstrip("表!DE")
    book = altered(form, {"甲": 1, "乙": 2, "支出_决算": 3}, {label: "别的"})
    found = by_rule(check(book, form))
    assert {rule: f.level for rule, f in found.items()} == {"R001": "提示", "R002": "错误", "R085": "错误"}
    assert found["R001"].cause.startswith("R085")


TOTALS = (
    "收入合计_决算",
    "收入总计_上年决算",
    "支出合计_决算",
    "支出合计_上年决算",
    "支出总计_年初预算",
    "三公经费合计_决算",
    "自评总分",
    "评价等级",
    "支出完成率_实际值",
)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.dictionaries(
        st.sampled_from(TOTALS), st.sampled_from([0, 1, 99, 7650001, "见附件"]), min_size=1, max_size=3
    )
)
def test_what_is_said_to_vanish_does_vanish(edits: dict[str, Any]) -> None:
    """Whatever totals are typed over: with the named cells put back, the findings laid to them are gone."""
    checked = check(planted(edits), standard())
    cells = {f"R086 {cell(standard(), name)}": name for name in edits}
    for label in {finding.cause for finding in checked.findings if "即消除" in finding.message}:
        left = {
            name: value
            for name, value in edits.items()
            if name not in {cells[one] for one in label.split("、")}
        }
        again = check(planted(left), standard()) if left else None
        still = {(f.rule, f.outcome, f.places[:1]) for f in again.findings} if again else set()
        laid = {(f.rule, f.outcome, f.places[:1]) for f in checked.findings if f.cause == label}
        assert not laid & still


def test_what_is_put_back_is_the_form_as_it_was() -> None:
    """The formula stands again without a saved value; no other cell is touched, nor the workbook given."""
    from xltools.core.causes.mended import restored
    from xltools.core.layout import lay_out

    before, book = planted({}), planted({"支出合计_上年决算": 7650001, "项目监管_分值": 99})
    places = [lay_out(standard()).cells[name].place for name in ("支出合计_上年决算", "项目监管_分值")]
    formula = next(s for s in before.sheets if s.name == places[0].sheet).formulas[
        places[0].row, places[0].column
    ]
    back = restored(book, {places[0]: formula, places[1]: before.value(places[1])})
    assert [sheet.formulas for sheet in back.sheets] == [sheet.formulas for sheet in before.sheets]
    assert back.value(places[0]) is None
    for old, new in zip(before.sheets, back.sheets, strict=True):
        cells = {(r, c) for r in range(1, len(old.values) + 1) for c in range(1, 25)} - {
            (places[0].row, places[0].column)
        }
        assert all(old.value(*at) == new.value(*at) for at in cells)
    assert book.value(places[0]) == 7650001


def test_a_cell_beyond_the_last_row_can_be_put_back() -> None:
    """A cell that was cleared at the end of its sheet has no place in the grid any more."""
    from xltools.core.causes.mended import restored
    from xltools.core.model import Sheet
    from xltools.core.refs import Place

    book = Workbook("甲.xlsx", "0" * 64, (Sheet("表", values=((1,),)),))
    back = restored(book, {Place("表", 3, 2): "=A1", Place("表", 2, 3): 5})
    assert back.sheets[0].values == ((1,), (None, None, 5), (None, None))
    assert back.sheets[0].formulas == {(3, 2): "=A1"}
