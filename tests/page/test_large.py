"""Very many units or findings: shown bit by bit, and what is not shown is said."""

from __future__ import annotations

from pathlib import Path

from tests.page.made import fault, file, summed, written
from tests.page.screen import Screen
from xltools.core.consolidation.roster import Unit, build_roster


def test_very_many_units_come_bit_by_bit(screen: Screen, many_page: Path) -> None:
    """Of 1,234 units the table shows 50 at a time, the map only open branches; search finds the last."""
    screen.open(many_page)
    assert len(screen.units()) == 50
    assert screen.tiles() == []
    screen.all("#pages button")[-1].click()
    assert screen.units()[-1] == "示例单位01233"
    assert len(screen.units()) == 1234 % 50
    screen.search("01233")
    assert screen.units() == ["示例单位01233"]
    assert len(screen.tiles()) == 1
    screen.clear()
    screen.sort("名次")
    assert screen.column(12)[:2] == ["1", "1"]


def test_one_branch_of_very_many(screen: Screen, tmp_path: Path) -> None:
    """Without a roster 700 units stand side by side: 300 tiles, then more when asked."""
    units = [file(f"{number:04d}", f"示例{number:04d}") for number in range(700)]
    screen.open(written(summed(units), tmp_path))
    assert len(screen.all("#tree .tile")) == 300
    (more,) = screen.all("#tree .more")
    assert more.text == "再显示 300 家（还有 400 家）"
    more.click()
    assert len(screen.all("#tree .tile")) == 600


def test_what_is_left_out_is_said(screen: Screen, tmp_path: Path) -> None:
    """Of 230 findings of one unit 200 are listed, 50 at a time; the other 30 are counted and sent for."""
    found = tuple(fault(message=f"第 {number} 条", left=None) for number in range(230))
    screen.open(written(summed([file("1", "甲", findings=found)]), tmp_path))
    text = screen.detail("甲")
    assert "问题（230 条）" in text
    assert "另有 30 条没有列在本页，请看 汇总.xlsx 的“问题清单”页" in text
    assert len(screen.all("#detail .finding")) == 50
    for _ in range(3):
        screen.all("#detail .more button")[0].click()
    assert len(screen.all("#detail .finding")) == 200
    assert screen.all("#detail .more") == []
    screen.close()
    assert "问题共 230 条" in screen.texts("#limits")[0]


def test_the_whole_city_is_one_department(screen: Screen, tmp_path: Path) -> None:
    """Very many units under one top: the top stands open, the rest is opened step by step or all at once.

    All at once draws no more than a screen can bear, and says so.
    """
    units = [Unit("0", "示例全市", kind="虚拟", expected=False)]
    for number in range(3300):
        if number % 300 == 0:
            units.append(Unit(f"D{number}", f"示例第{number}局", "0", "虚拟", expected=False))
        units.append(Unit(f"{number:05d}", f"示例{number:05d}", f"D{number // 300 * 300}"))
    screen.open(written(summed([file("00001", "示例00001")], build_roster(units)), tmp_path))
    assert len(screen.all("#tree .toggle")) == 12
    assert screen.all("#tree .tile") == []
    screen.all("#open-all")[0].click()
    assert len(screen.all("#tree .tile")) == 3000
    assert "状态图只画了 3,000 家" in screen.texts("#tree .notice")[0]
