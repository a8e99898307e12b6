"""Eliminations (抵销): taken out of the totals they are counted twice in, said where they cannot be."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter

from tests.consolidate.extracted import consolidate
from xltools.core.consolidation.elimination import Elimination
from xltools.core.consolidation.roster import Unit, build_roster
from xltools.core.consolidation.summary import Summary
from xltools.core.errors import InputError
from xltools.core.model import Checked
from xltools.core.refs import Place
from xltools.core.standard import Standard
from xltools.engines.formualizer import Formualizer
from xltools.readers.roster import read_roster
from xltools.readers.xlsx import read
from xltools.summarise import summarise
from xltools.writers.summary import Plan

Make = Callable[..., Checked]

SPENT, GIVEN = "支出合计_决算", "财政下达预算数"

#: 900 above 906 (own office 906001, subordinate 906002) and 907.
UNITS = [
    Unit("900", "某系统", "", "虚拟", expected=False),
    Unit("906", "某局", "900", "虚拟", expected=False),
    Unit("906001", "某局(本级)", "906", "本级"),
    Unit("906002", "某中心", "906"),
    Unit("907", "某站", "900"),
    Unit("908", "旁边的单位"),
]


def line(
    parent: str = "906",
    unit: str = "906001",
    other: str = "906002",
    field: str = SPENT,
    amount: str = "30.01",
    note: str = "",
) -> Elimination:
    """What the office passed on to its subordinate, which spent it again."""
    return Elimination(parent, unit, other, field, Decimal(amount), note, place=Place("抵销", 2, 5))


def summed(standard: Standard, make: Make, *lines: Elimination) -> Summary:
    """The office spent 100, the subordinate 40, the others 7 and 5, and this list was handed in."""
    spent = {"906001": "100", "906002": "40", "907": "7", "908": "5"}
    files = [
        make(unit.code, name=unit.name, **{SPENT: Decimal(spent[unit.code]), GIVEN: Decimal(200)})
        for unit in UNITS
        if unit.code in spent
    ]
    return consolidate(standard, files, build_roster(UNITS, eliminations=lines))


def totals(summary: Summary, name: str = SPENT) -> dict[str, Decimal | None]:
    """The totals of a field, by the department's code; "" is everyone."""
    return {node.unit.code if node.unit else "": node.totals[name].value for node in summary.nodes}


def test_it_is_taken_out_at_its_department_and_above(standard: Standard, make: Make) -> None:
    """Both sides listed: 906, 900 and everyone are less by them, units and other fields are not."""
    back = line(unit="906002", other="906001", field=GIVEN)
    summary = summed(standard, make, line(), back)
    assert not summary.issues
    assert totals(summary) == {"": Decimal("121.99"), "900": Decimal("116.99"), "906": Decimal("109.99")}
    assert totals(summary, GIVEN)["906"] == Decimal("369.99")
    assert [member.value(SPENT) for member in summary.members if member.file] == [100, 40, 7, 5]
    nodes = {node.unit.code if node.unit else "": node for node in summary.nodes}
    assert [len(nodes[code].eliminations) for code in ("", "900", "906")] == [2, 2, 2]
    assert nodes["906"].totals[SPENT].eliminated == Decimal("30.01")


def test_at_a_higher_level_the_lower_total_is_whole(standard: Standard, make: Make) -> None:
    """Between 906001 and 907 only their common department 900 counts twice."""
    lines = (line("900", "906001", "907"), line("900", "907", "906001", amount="1"))
    summary = summed(standard, make, *lines, line("900", "907", "906001", GIVEN))
    assert totals(summary) == {"": Decimal("120.99"), "900": Decimal("115.99"), "906": Decimal(140)}


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        (line(parent="999"), "上级编码“999”不在名册中"),
        (line(unit="999"), "单位“999”不在名册中"),
        (line(unit=""), "没有写单位"),
        (line(other="999"), "对方单位“999”不在名册中"),
        (line(other="906001"), "是同一个"),
        (line(other="907"), "对方单位“907”不在上级“906”之下"),
        (line(field="没有这一项"), "字段“没有这一项”不在规范中"),
        (line(field="支出完成率"), "汇总方式为重算"),
        (line(amount="0"), "不是正数"),
        (line(amount="-3"), "不是正数"),
        (line(amount="100.01"), "大于单位所报的 100"),
        (line(field="固定资产原值"), "没有计入合计的“固定资产"),
        (line("", "908", "900", amount="5.01"), "大于单位所报的 5"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_cannot_be_right_is_said_and_not_taken_out(
    standard: Standard, make: Make, wrong: Elimination, told: str
) -> None:
    """Totals stay as without the line, and one finding of 汇总合计 says why, at the line's cell."""
    summary = summed(standard, make, wrong)
    (issue,) = summary.issues
    assert told in issue.finding.message
    assert "没有抵销" in issue.finding.message
    assert (issue.finding.rule, issue.finding.places) == ("R081", (Place("抵销", 2, 5),))
    assert totals(summary) == totals(summed(standard, make))
    assert not summary.nodes[0].eliminations


def test_no_more_is_taken_out_than_was_reported(standard: Standard, make: Make) -> None:
    """Two lines of 60 of a figure of 100: the second is refused, wherever in the tree it stands."""
    summary = summed(standard, make, line(amount="60"), line("900", other="907", amount="60"))
    assert totals(summary)["906"] == 80
    assert any("加上已抵销的 60大于" in issue.finding.message for issue in summary.issues)


def test_a_unit_without_a_file_is_nobody_to_eliminate_with(standard: Standard, make: Make) -> None:
    """Where the other side handed in nothing, nothing is counted twice: the line waits, and is doubted."""
    files = [make("906001", name="某局(本级)", **{SPENT: Decimal(100)})]
    summary = consolidate(standard, files, build_roster(UNITS, eliminations=[line()]))
    assert totals(summary)["906"] == 100
    (issue,) = [each for each in summary.issues if "对方单位" in each.finding.message]
    assert issue.finding.level == "核实"


def test_one_sided_and_doubled_lines_are_doubted(standard: Standard, make: Make) -> None:
    """Taken out, but to be explained: only one of two units' figures, and the same line twice."""
    summary = summed(standard, make, line())
    assert totals(summary)["906"] == Decimal("109.99")
    assert [issue.finding.level for issue in summary.issues] == ["核实"]
    assert "只抵销了“906001”一方" in summary.issues[0].finding.message
    back = line(unit="906002", other="906001", field=GIVEN)
    doubled = summed(standard, make, line(), line(), back, back)
    assert ["完全相同" in issue.finding.message for issue in doubled.issues] == [True, True]
    assert not summed(
        standard,
        make,
        line(),
        line(note="第二笔"),
        back,
        line(*("906", "906002", "906001"), GIVEN, note="二"),
    ).issues


def test_a_department_is_compared_with_the_sum_less_eliminations(standard: Standard, make: Make) -> None:
    """R081: own total = Σ units − eliminated; the difference is told with what was taken out."""
    lines = (line(), line(unit="906002", other="906001", field=GIVEN))
    units = [Unit("906", "某局"), *(unit for unit in UNITS if unit.parent == "906")]
    tree = build_roster(units, eliminations=lines)

    def found(total: str) -> list[str]:
        files = [
            make("906", name="某局", scope="部门汇总", **{SPENT: Decimal(total)}),
            make("906001", name="某局(本级)", **{SPENT: Decimal(100)}),
            make("906002", name="某中心", **{SPENT: Decimal(40)}),
        ]
        issues = consolidate(standard, files, tree).issues
        return [
            each.finding.message
            for each in issues
            if each.finding.field == SPENT and "部门汇总数" in each.finding.message
        ]

    assert found("109.99") == []
    (told,) = found("140")
    assert "已减去抵销的 30.01" in told


def test_the_field_may_be_called_as_people_call_it(standard: Standard, make: Make) -> None:
    """支出合计（决算） is the cell 支出合计_决算."""
    field, measure = standard.by_cell_name[SPENT]
    summary = summed(standard, make, line(field=f"{field.label}（{measure}）"))
    assert totals(summary)["906"] == Decimal("109.99")


HEADINGS = ["上级编码", "单位", "对方单位", "字段", "金额", "说明"]


def roster_file(folder: Path, *rows: list[object], heads: list[str] = HEADINGS) -> Path:
    """A roster workbook of :data:`UNITS` with this sheet 抵销."""
    path = folder / "名册.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet("名册")
        sheet.write_row(0, 0, ["编码", "名称", "上级编码", "类型", "应报", "截止日期"])
        for number, unit in enumerate(UNITS, 1):
            expected = "是" if unit.expected else "否"
            sheet.write_row(number, 0, [unit.code, unit.name, unit.parent, unit.kind, expected])
        sheet = book.add_worksheet("抵销")
        for number, row in enumerate([["单位间往来"], heads, *rows]):
            sheet.write_row(number, 0, row)
    return path


def test_the_list_is_read_from_the_roster(tmp_path: Path) -> None:
    """Codes are text though written as numbers, amounts exact; the line knows its file and cell."""
    path = roster_file(
        tmp_path,
        [906, 906001, "906002", SPENT, 30.01, "拨款"],
        [],
        [906, 1, 2, "甲", "3万", None],
        [906, 1, 2, "甲", True],
        [906, 1, 2, "甲"],
    )
    roster = read_roster(path)
    (found,) = roster.eliminations
    assert found == Elimination("906", "906001", "906002", SPENT, Decimal("30.01"), "拨款", found.source)
    assert found.place == Place("抵销", 3, 5)
    assert found.source is not None
    assert (found.source.path, len(found.source.sha256)) == (str(path), 64)
    first, second, third = roster.faults
    assert "第5行的金额填的是“3万”，不是数字" in first.message
    assert "第6行的金额填的是“True”，不是数字" in second.message
    assert "第7行的金额是空的" in third.message
    assert {fault.rule for fault in roster.faults} == {"汇总合计"}


def test_a_list_without_its_columns_is_refused(tmp_path: Path) -> None:
    """A sheet 抵销 that nobody can read is not passed over in silence."""
    with pytest.raises(InputError, match="“抵销”缺少列:字段、金额"):
        read_roster(roster_file(tmp_path, heads=["上级编码", "单位", "对方单位", "项目"]))


def test_the_workbook_subtracts_by_live_formulas(standard: Standard, make: Make, tmp_path: Path) -> None:
    """Totals and rates are less by sums over the sheet 抵销, with the exact values.

    A unit that is not in a rate takes nothing out of it.
    """
    lines = [
        line(note="=拨款"),
        line(unit="906002", other="906001", field=GIVEN),
        line("900", "907", "906001", SPENT, "2"),
        line("900", "906001", "907", SPENT, "2"),
    ]
    files = [
        make("906001", name="某局(本级)", **{SPENT: Decimal(100), GIVEN: Decimal(200)}),
        make("906002", name="某中心", **{SPENT: Decimal(40), GIVEN: Decimal(100)}),
        make("907", name="某站", **{SPENT: Decimal(7)}),
    ]
    summary = consolidate(standard, files, build_roster(UNITS, eliminations=lines))
    path = tmp_path / "汇总.xlsx"
    summarise(summary, path, Formualizer())
    book, plan = read(path), Plan(summary)
    for place, total in plan.expected_totals():
        value = book.value(place)
        assert (
            value in {None, ""} if total is None else abs(Decimal(str(value)) - total) < Decimal("0.005")
        ), place
    spent, given = Decimal(140) - Decimal("30.01") - 2, Decimal(300) - Decimal("30.01")
    assert book.value(plan.places[SPENT]) == float(spent + 7 - 2)
    assert book.value(plan.places["支出完成率"]) == round(float(spent / given * 100), 2)
    sheet = openpyxl.load_workbook(path)["抵销"]
    assert "SUMIF(抵销!" in openpyxl.load_workbook(path)["汇总表"][plan.places[SPENT].cell].value
    assert [row[8].value for row in sheet.iter_rows(min_row=5)] == [2, 2, 30.01, 30.01]
    assert sheet["J7"].value == "=拨款"
    assert sheet["J7"].data_type == "s"
