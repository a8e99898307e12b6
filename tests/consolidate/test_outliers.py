"""Values that stand apart, each with its reason and figures; what cannot be judged is said, never passed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.consolidate.extracted import consolidate
from xltools.core.consolidation.outliers import Outliers, outliers
from xltools.core.consolidation.roster import Unit, build_roster
from xltools.core.consolidation.spread import spread_of
from xltools.core.model import Checked
from xltools.core.standard import Parameter, Standard
from xltools.engines.formualizer import Formualizer
from xltools.summarise import summarise

Make = Callable[..., Checked]

pytestmark = pytest.mark.filterwarnings("ignore:Generating overly large repr")

SPENT, LAST, RATE = "支出合计_决算", "支出合计_上年决算", "支出完成率"


def asking(standard: Standard, **entries: Sequence[str | Decimal]) -> Standard:
    """The standard with these entries of 词表 and the usual limits, and no others."""
    limits = {
        "异常值修正Z上限": [Decimal("3.5")],
        "异常值四分位倍数": [Decimal(3)],
        "异常值最少单位数": [Decimal(5)],
    }
    rows = (Parameter(name, tuple(values), "", "", "") for name, values in {**limits, **entries}.items())
    return replace(standard, vocabulary=tuple(rows))


def of(standard: Standard, make: Make, *units: dict[str, Decimal | str]) -> Outliers:
    """What stands apart of these units, which are called by their numbers."""
    files = [make(str(number), **values) for number, values in enumerate(units)]
    return outliers(consolidate(standard, files, None))


def spent(*values: int) -> list[dict[str, Decimal | str]]:
    """Units that spent so much."""
    return [{SPENT: Decimal(value)} for value in values]


def test_a_unit_apart_from_its_peers(standard: Standard, make: Make) -> None:
    """Figures, limits and reason are those of the textbook: median, MAD, quartiles as in Excel."""
    found = of(asking(standard, 异常值字段=[SPENT]), make, *spent(100, 101, 102, 103, 104, 105, 900))
    (one,) = found.found
    assert (one.member.unit.code, one.field, one.value, one.against) == ("6", SPENT, 900, "同类")
    assert (one.spread.middle, one.spread.deviation, one.spread.lower, one.spread.upper) == (
        103,
        2,
        Decimal("101.5"),
        Decimal("104.5"),
    )
    assert one.score == (900 - 103) * Decimal("0.6745") / 2
    assert one.spread.fences(Decimal(3)) == (Decimal("92.5"), Decimal("113.5"))
    assert (one.place.sheet, one.source.path) == ("自评表", "报送/6.xlsx")
    for told in ("900 元", "7 家下属单位的中位数为 103", "268.79", "3.5", "92.5 至 113.5", "3 倍"):
        assert told in one.reason
    assert not found.unjudged


def test_peers_are_of_one_kind(standard: Standard, make: Make) -> None:
    """An office (本级) that spends more than any subordinate does not stand apart from other offices."""
    asked = asking(standard, 异常值字段=[SPENT])
    amounts = {"本级": [9000, 9100, 9200, 9300, 9400], "下属": [10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20]}
    units = [
        (Unit(f"{kind}{number}", f"{kind}{number}", "", kind), amount)
        for kind, own in amounts.items()
        for number, amount in enumerate(own)
    ]
    files = [make(unit.code, name=unit.name, **{SPENT: Decimal(amount)}) for unit, amount in units]
    tree = build_roster([unit for unit, _ in units])
    assert outliers(consolidate(asked, files, tree)) == Outliers()
    everyone = [replace(unit, kind="下属") for unit, _ in units[4:]]
    mixed = outliers(consolidate(asked, files[4:], build_roster(everyone)))
    assert [one.member.unit.code for one in mixed.found] == ["本级4"]


@pytest.mark.parametrize("far", [1, 900])
def test_either_measure_is_enough(standard: Standard, make: Make, far: int) -> None:
    """Far below as far above, by the score alone or by the fences alone; the reason names only that one."""
    units = spent(100, 101, 102, 103, 104, 105, far)
    for limit, told, silent in (
        ("异常值四分位倍数", "修正Z值", "四分位界限"),
        ("异常值修正Z上限", "四分位界限", "修正Z值"),
    ):
        loose = {limit: [Decimal(10**6)]}
        (one,) = of(asking(standard, 异常值字段=[SPENT], **loose), make, *units).found
        assert one.value == far
        assert told in one.reason
        assert silent not in one.reason


def test_a_change_against_last_year(standard: Standard, make: Make) -> None:
    """All grew by some 10 %, one halved: that one stands apart, though its size is usual."""
    asked = asking(standard, 异常值上年字段=[f"{SPENT}={LAST}"])
    pairs = [(110, 100), (222, 200), (327, 300), (436, 400), (555, 500), (300, 600)]
    units = [{SPENT: Decimal(now), LAST: Decimal(last)} for now, last in pairs]
    found = of(asked, make, *units, {SPENT: Decimal(5), LAST: Decimal(0)}, {SPENT: Decimal(5)})
    (one,) = found.found
    assert (one.member.unit.code, one.value, one.last, one.measured) == ("5", 300, 600, -50)
    assert "比上年的 600 减 50%" in one.reason
    (unjudged,) = found.unjudged
    assert unjudged.member is not None
    assert (unjudged.member.unit.code, unjudged.why) == ("6", "上年为 0，不能算增减百分比")


def test_rates_are_compared_as_they_stand(standard: Standard, make: Make) -> None:
    """A rate (重算) is no sum: each unit's own is looked at."""
    asked = asking(standard, 异常值字段=[RATE])
    units = [{RATE: Decimal(value)} for value in (95, 96, 97, 98, 99, 12)]
    (one,) = of(asked, make, *units).found
    assert (one.member.unit.code, one.value) == ("5", 12)


def test_what_cannot_be_judged_is_said(standard: Standard, make: Make) -> None:
    """Too few units, more than half alike, an unknown field, a text: none of them looks like a pass."""
    asked = asking(standard, 异常值字段=[SPENT, "没有这一项", "单位名称"])
    few = of(asked, make, *spent(1, 2, 3, 900))
    assert not few.found
    assert [each.field for each in few.unjudged] == [SPENT, "没有这一项", "单位名称"]
    assert "只有 4 家" in few.unjudged[0].why
    alike = of(asking(standard, 异常值字段=[SPENT]), make, *spent(7, 7, 7, 7, 7, 900))
    assert not alike.found
    assert "没有离散程度" in alike.unjudged[0].why
    assert of(asking(standard, 异常值字段=[SPENT]), make, *spent(7, 7, 7, 7, 7)) == Outliers()
    text = of(asking(standard, 异常值字段=[SPENT]), make, *spent(1, 2, 3, 4, 5), {SPENT: "约5万"})
    assert [(each.member.unit.code if each.member else "") for each in text.unjudged] == ["5"]


def test_without_the_entries_nothing_is_said(standard: Standard, make: Make) -> None:
    """No field named, or one limit missing: silent, whatever the figures."""
    units = spent(1, 2, 3, 4, 5, 10**9)
    bare = replace(standard, vocabulary=())
    assert of(bare, make, *units) == Outliers()
    assert of(asking(bare), make, *units) == Outliers()
    asked = asking(bare, 异常值字段=[SPENT])
    assert of(asked, make, *units).found
    for name in ("异常值修正Z上限", "异常值四分位倍数", "异常值最少单位数"):
        rows = tuple(entry for entry in asked.vocabulary if entry.name != name)
        assert of(replace(asked, vocabulary=rows), make, *units) == Outliers()


@settings(deadline=None)
@given(
    near=st.lists(st.integers(1000, 1100), min_size=8, max_size=12, unique=True),
    far=st.sampled_from([10, 10**7]),
    data=st.data(),
)
def test_a_far_figure_is_found_in_any_order(
    standard: Standard, make: Make, near: list[int], far: int, data: st.DataObject
) -> None:
    """Ten thousand times the others' (万元 for 元), or a hundredth: found; the files' order is nothing."""
    asked = asking(standard, 异常值字段=[SPENT])
    files = [make(f"{number:02}", **{SPENT: Decimal(value)}) for number, value in enumerate([*near, far])]
    found = outliers(consolidate(asked, files, None))
    assert f"{len(near):02}" in {one.member.unit.code for one in found.found}
    assert outliers(consolidate(asked, data.draw(st.permutations(files)), None)) == found


@given(st.lists(st.integers(-(10**9), 10**9), min_size=2, max_size=30), st.integers(-(10**6), 10**6))
def test_a_score_does_not_depend_on_where_zero_is(numbers: list[int], shift: int) -> None:
    """Moved all alike, figures keep their scores and their places against the fences."""
    values = [Decimal(number) for number in numbers]
    here, there = spread_of(values), spread_of([value + shift for value in values])
    for value in values:
        assert here.score(value) == there.score(value + shift)
        low, high = here.fences(Decimal(3))
        assert tuple(each + shift for each in (low, high)) == there.fences(Decimal(3))


def test_the_sheet_tells_each_and_what_was_not_compared(
    standard: Standard, make: Make, tmp_path: Path
) -> None:
    """异常值 has the figures, the reason and a link to the cell; without the entries there is no sheet."""
    asked = asking(standard, 异常值字段=[SPENT, "没有这一项"], 异常值上年字段=[f"{SPENT}={LAST}"])
    files = [
        make(str(number), path=str(tmp_path / f"{number}.xlsx"), **{SPENT: Decimal(value)})
        for number, value in enumerate((100, 101, 102, 103, 104, 105, 900))
    ]
    bare = replace(standard, vocabulary=())
    for each in (asked, bare):
        summarise(consolidate(each, files, None), tmp_path / f"{id(each)}.xlsx", Formualizer())
    assert "异常值" not in openpyxl.load_workbook(tmp_path / f"{id(bare)}.xlsx").sheetnames
    sheet = openpyxl.load_workbook(tmp_path / f"{id(asked)}.xlsx")["异常值"]
    heads, one, other = list(sheet.iter_rows(min_row=3))
    found = {head.value: cell for head, cell in zip(heads, one, strict=True)}
    assert (found["编码"].value, found["数值"].value, found["中位数"].value) == ("6", 900, 103)
    assert found["修正Z值"].value == 268.79
    assert "超过 3.5" in found["原因"].value
    assert found["单元格"].hyperlink.target == "6.xlsx"
    assert found["单元格"].hyperlink.location == f"自评表!{found['单元格'].value}"
    told = {head.value: cell.value for head, cell in zip(heads, other, strict=True)}
    assert (told["项目"], told["数值"]) == ("没有这一项", None)
    assert told["原因"].startswith("未比较：")
