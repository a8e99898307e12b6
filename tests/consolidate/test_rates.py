"""Rates over one set of units: a unit that lacks an input is in none of the rate's sums, and it is said."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from tests.consolidate.extracted import consolidate
from xltools.core.consolidation.rates import needed
from xltools.core.consolidation.roster import Roster, Unit, build_roster
from xltools.core.consolidation.summary import Summary
from xltools.core.model import Checked, Finding, Value
from xltools.core.names import SUMMARY_NAME
from xltools.core.standard import Standard
from xltools.engines.formualizer import Formualizer
from xltools.readers.xlsx import read
from xltools.summarise import summarise
from xltools.writers.summary import Plan
from xltools.writers.summary.plan import DEPARTMENT_HEADINGS, DEPARTMENTS

Make = Callable[..., Checked]


def found(summary: Summary, rule: str) -> list[Finding]:
    """The findings of a rule."""
    return [issue.finding for issue in summary.issues if issue.finding.rule == rule]


def shown(summary: Summary, tmp_path: Path, rate: str) -> Value:
    """The cached value of a rate on 汇总表; LibreOffice is asked elsewhere for the same formulas."""
    summarise(summary, tmp_path / "汇总.xlsx", Formualizer())
    return read(tmp_path / "汇总.xlsx").value(Plan(summary).places[rate])


def unread(file: Checked, name: str) -> Checked:
    """The same file, with one cell computed from what nobody could read."""
    assert file.record is not None
    data = dict(file.record.data)
    data[name] = replace(data[name], readable=False)
    return replace(file, record=replace(file.record, data=data))


def test_a_unit_without_an_input_is_in_neither_sum(
    standard: Standard, make: Make, roster: Roster, tmp_path: Path
) -> None:
    """30 + 40 of 100 + 100, not 30 + 40 + 90 of 200: in everyone and in the department; R084 names it."""
    files = [
        make("906001", name="甲", 支出合计_决算=Decimal(30), 财政下达预算数=Decimal(100)),
        make("906002", name="乙", 支出合计_决算=Decimal(90)),
        make("017", name="丙", 支出合计_决算=Decimal(40), 财政下达预算数=Decimal(100)),
    ]
    summary = consolidate(standard, files, roster)
    assert shown(summary, tmp_path, "支出完成率") == 35
    plan, book = Plan(summary), read(tmp_path / "汇总.xlsx")
    column = plan.column_of("支出完成率", DEPARTMENT_HEADINGS)
    assert [row[column - 1] for row in book.sheet(DEPARTMENTS).values[4:6]] == [35, 30]  # type: ignore[union-attr]
    assert book.value(plan.places["支出合计_决算"]) == 160  # the total itself is of all
    [finding] = found(summary, "R084")
    assert (finding.level, finding.field) == ("核实", "支出完成率")
    assert "湛江市某中心(缺财政下达预算数)" in finding.message
    assert "本级" not in finding.message


def test_no_unit_with_all_inputs_is_no_rate(standard: Standard, make: Make, tmp_path: Path) -> None:
    """One unit's spending over another's budget says nothing: blank, and the finding names both."""
    files = [make("1", 支出合计_决算=Decimal(30)), make("2", 财政下达预算数=Decimal(100))]
    summary = consolidate(standard, files, None)
    assert shown(summary, tmp_path, "支出完成率") in {None, ""}
    [finding] = found(summary, "R084")
    assert "单位1" in finding.message
    assert "单位2" in finding.message


def test_an_optional_input_may_be_blank(standard: Standard, make: Make, tmp_path: Path) -> None:
    """What stands only inside SUM, or in a COUNT asked not to be 0, keeps nobody out when blank."""
    whole = {"收入合计_决算": Decimal(100), "年末财政拨款结转和结余_决算": Decimal(10)}
    files = [
        make("1", **whole, 一般公共预算财政拨款_决算=Decimal(90), 年初财政拨款结转和结余_决算=Decimal(10)),
        make("2", **whole, 一般公共预算财政拨款_决算=Decimal(100)),
    ]
    summary = consolidate(standard, files, None)
    assert shown(summary, tmp_path, "结余结转率") == 10
    assert not found(summary, "R084")
    no_denominator = consolidate(standard, [*files, make("3", **whole)], None)
    assert shown(no_denominator, tmp_path, "结余结转率") == 10
    assert any("单位3" in finding.message for finding in found(no_denominator, "R084"))


@pytest.mark.parametrize(
    ("formula", "every", "some"),
    [
        ('=IF(COUNT(a,b)<2,"",a/b)', "ab", []),
        ("=a/SUM(b,c)", "a", ["bc"]),
        ("=SUM(b)/a", "ba", []),
        ('=IF(COUNT(a,b)*COUNT(c)=0,"",SUM(a,b)/c)', "c", ["ab"]),
        ("=SUM(a,b)/a", "a", []),
        ('=IF(b="SUM(c,d)",SUM(ROUND(a,2),b),0)', "ba", []),
    ],
)
def test_what_a_rate_needs(standard: Standard, formula: str, every: str, some: list[str]) -> None:
    """Bare names and those a COUNT asks all of are needed; of a SUM's one is enough."""
    summed = [name for name, (item, _) in standard.by_cell_name.items() if item.aggregate == "求和"]
    real = dict(zip("abcd", summed, strict=False))
    for letter, name in real.items():
        formula = formula.replace(f"({letter}", f"({name}").replace(f",{letter}", f",{name}")
        formula = formula.replace(f"/{letter}", f"/{name}").replace(f"={letter}/", f"={name}/")
    need = needed(standard, {"率": formula}, "率")
    assert need.every == tuple(real[letter] for letter in every)
    assert need.some == tuple(tuple(real[letter] for letter in group) for group in some)


def test_what_cannot_be_read_is_in_no_total_and_no_rate(
    standard: Standard, make: Make, tmp_path: Path
) -> None:
    """A cell computed from unreadable input adds nothing; the finding names field and cell."""
    whole = {"支出合计_决算": Decimal(30), "财政下达预算数": Decimal(100)}
    files = [make("1", **whole), unread(make("2", **whole), "支出合计_决算")]
    summary = consolidate(standard, files, None)
    assert summary.nodes[0].totals["支出合计_决算"].units == 1
    [finding] = found(summary, "R081")
    assert finding.field == "支出合计_决算"
    assert finding.places[0].cell in finding.message
    assert shown(summary, tmp_path, "支出完成率") == 30
    assert "单位2(本年支出合计(决算)不能识别)" in found(summary, "R084")[0].message


def test_an_optional_input_that_cannot_be_read_keeps_the_unit_out(
    standard: Standard, make: Make, tmp_path: Path
) -> None:
    """Blank is nothing; unreadable is something unknown: the rate is not computed without it."""
    whole = {"收入合计_决算": Decimal(100), "年末财政拨款结转和结余_决算": Decimal(10)}
    files = [
        make("1", **whole, 一般公共预算财政拨款_决算=Decimal(50)),
        make("2", **whole, 一般公共预算财政拨款_决算=Decimal(100), 年初财政拨款结转和结余_决算="约5万"),
    ]
    summary = consolidate(standard, files, None)
    assert shown(summary, tmp_path, "结余结转率") == 20


def test_a_score_that_cannot_be_read_is_reported(standard: Standard, make: Make) -> None:
    """It is not in the total, and not left out in silence."""
    names = [indicator.name for indicator in standard.indicators[:2]]
    file = make("1", scores=dict.fromkeys(names, Decimal(3)))
    summary = consolidate(standard, [unread(file, f"{names[0]}_自评得分")], None)
    assert summary.members[0].score is not None
    assert summary.members[0].score.total == 3
    assert [finding.field for finding in found(summary, "R081")] == [f"{names[0]}_自评得分"]


def test_the_count_of_units_is_told_for_each_measure(standard: Standard, make: Make, tmp_path: Path) -> None:
    """One number where all measures agree, else one for each."""
    files = [
        make("1", 支出合计_决算=Decimal(1), 支出合计_上年决算=Decimal(1), 财政下达预算数=Decimal(1)),
        make("2", 支出合计_决算=Decimal(1), 收入合计_决算=Decimal(1)),
    ]
    summary = consolidate(standard, files, None)
    summarise(summary, tmp_path / "汇总.xlsx", Formualizer())
    plan, book = Plan(summary), read(tmp_path / "汇总.xlsx")
    lines = {line.field.name: line for part in plan.parts for line in part.lines}
    line = lines["支出合计"]
    expected = {"决算": "2", "上年决算": "1"}
    wanted = "/".join(expected.get(name.removeprefix("支出合计_"), "0") for name in line.cells)
    place = plan.places["支出合计_决算"]
    assert book.value(replace(place, row=line.row, column=plan.last_measure + 1)) == wanted
    row = lines["财政下达预算数"].row
    assert book.value(replace(place, row=row, column=plan.last_measure + 1)) == 1


def test_cached_values_carry_no_binary_noise(standard: Standard, make: Make, tmp_path: Path) -> None:
    """The bytes say 0.3 where a sum of doubles says 0.30000000000000004."""
    cents = ("0.1", "0.2")
    files = [make(str(n), 财政下达预算数=Decimal(value)) for n, value in enumerate(cents)]
    assert sum(map(float, cents)) != 0.3
    summary = consolidate(standard, files, None)
    assert shown(summary, tmp_path, "财政下达预算数") == 0.3


def test_an_output_is_marked(standard: Standard, make: Make, tmp_path: Path) -> None:
    """A hidden name tells a summary workbook from a unit's file."""
    summarise(consolidate(standard, [make("1")], None), tmp_path / "汇总.xlsx", Formualizer())
    [name] = [name for name in read(tmp_path / "汇总.xlsx").names if name.name == SUMMARY_NAME]
    assert name.hidden
    assert name.text.lstrip("=") == '"1"'


@pytest.mark.parametrize(
    ("amounts", "doubted"), [((5, 6, 70000), ["2"]), ((5, 6, 700), []), ((5, 70000), [])]
)
def test_another_magnitude_than_the_peers_is_doubted(
    standard: Standard, make: Make, amounts: tuple[int, ...], doubted: list[str]
) -> None:
    """元 written as 万元 stands out among three units or more (R113), never among two."""
    files = [make(str(n), 支出合计_决算=Decimal(amount)) for n, amount in enumerate(amounts)]
    summary = consolidate(standard, files, None)
    assert [issue.code for issue in summary.issues if issue.finding.rule == "R113"] == doubted
    assert all(finding.level == "核实" for finding in found(summary, "R113"))


def test_without_the_parameter_no_magnitude_is_doubted(standard: Standard, make: Make) -> None:
    """The ratio is the standard's; nothing is assumed."""
    files = [make(str(n), 支出合计_决算=Decimal(amount)) for n, amount in enumerate((5, 6, 70000))]
    parameters = tuple(each for each in standard.parameters if each.name != "量级差倍数")
    assert not found(consolidate(replace(standard, parameters=parameters), files, None), "R113")


@pytest.mark.parametrize("kind", ["本级", "下属"])
def test_a_leaf_that_reports_for_a_department_is_doubted(standard: Standard, make: Make, kind: str) -> None:
    """Its figures may hold its sisters', which are added as well (R083)."""
    tree = build_roster(
        [Unit("9", "部门", kind="虚拟", expected=False), Unit("91", "甲", "9", kind), Unit("92", "乙", "9")]  # type: ignore[arg-type]
    )
    files = [make("91", name="甲", scope="部门汇总"), make("92", name="乙")]
    summary = consolidate(standard, files, tree)
    assert [(i.code, i.finding.rule, i.finding.level) for i in summary.issues] == [("91", "R083", "核实")]
    above = build_roster([Unit("9", "部门"), Unit("92", "乙", "9", expected=False)])
    assert not consolidate(standard, [make("9", name="部门", scope="部门汇总")], above).issues


def test_files_with_equal_figures_count_once(standard: Standard, make: Make) -> None:
    """Saved again, the bytes differ and the report is the same: one counts, and it is said why."""
    files = [make("1", path=f"{n}.xlsx", sha256=str(n), 财政下达预算数=Decimal(5)) for n in (1, 2)]
    summary = consolidate(standard, files, None)
    assert summary.nodes[0].totals["财政下达预算数"].value == 5
    assert [each.state for each in summary.submissions] == ["已报", "相同副本"]
    assert "文件本身有差别" in summary.submissions[1].note
    other = make("1", path="3.xlsx", sha256="3", 财政下达预算数=Decimal(5), 冻结收回额=Decimal(0))
    assert {each.state for each in consolidate(standard, [*files, other], None).submissions} == {"重复"}
