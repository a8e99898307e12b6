"""The page on paper: printed by the browser to PDF, and read there."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.page.made import UNITS, fault, file, many, summed, written
from tests.page.screen import Screen

needs_pdftotext = pytest.mark.skipif(shutil.which("pdftotext") is None, reason="没有 pdftotext，不能读 PDF")


@needs_pdftotext
def test_printed_page(screen: Screen, city_page: Path, tmp_path: Path) -> None:
    """On A4: headlines, charts, map, table with every unit, closed branches open; no filters, no buttons."""
    screen.open(city_page)
    screen.all("#close-all")[0].click()
    text = screen.printed(tmp_path / "页.pdf")
    plain = re.sub(r"\s", "", text)
    for name in UNITS:
        # On the map the long name is broken into two lines, with its neighbour between them.
        assert plain.count(name.replace(" ", "")) >= (1 if name == UNITS[4] else 2), name
    assert all(
        word in plain for word in ("一、摘要", "应报", "失分最多的指标", "报送状态图", "单位表", "自评总分")
    )
    assert not any(word in plain for word in ("清除筛选", "全部展开", "下一页", "查找"))
    command = ["pdfinfo", tmp_path / "页.pdf"]
    size = subprocess.run(command, capture_output=True, check=True).stdout.decode()  # noqa: S603
    assert re.search(r"Page size:\s+84[12]\S* x 59[456]", size)
    assert screen.tiles() == []


@needs_pdftotext
def test_printed_pages_have_all_units(screen: Screen, tmp_path: Path) -> None:
    """The table on paper is not cut at the 50 of the screen; a filter in force is printed with it."""
    screen.open(written(many(120), tmp_path))
    screen.choose("verdict", "不通过")
    text = screen.printed(tmp_path / "页.pdf")
    printed = set(re.findall(r"示例单位(\d{5})", text))
    assert printed == {f"{number:05d}" for number in range(1, 120, 2)}
    assert "筛选：结论：不通过" in text


@needs_pdftotext
def test_printed_unit(screen: Screen, tmp_path: Path) -> None:
    """With a unit's window open that unit is printed, all its findings, and nothing else."""
    found = tuple(fault(message=f"这是第{number}条。", left=None) for number in range(70))
    screen.open(written(summed([file("1", "示例甲", findings=found), file("2", "示例乙")]), tmp_path))
    screen.detail("示例甲")
    text = screen.printed(tmp_path / "页.pdf")
    assert {int(number) for number in re.findall(r"这是第(\d+)条", text)} == set(range(70))
    assert "示例乙" not in text
    assert "摘要" not in text
    assert len(screen.all("#detail .finding")) == 50
