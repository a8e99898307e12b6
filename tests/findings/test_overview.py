"""审核情况说明: its figures are those of the findings, and it says what is to be done."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from hypothesis import given

from tests.findings.books import random_checked, real, standards
from xltools.core.model import Checked
from xltools.core.overview.counts import KINDS, kind_of
from xltools.core.overview.overview import Overview, overview
from xltools.core.overview.words import explained


def words(seen: Overview) -> dict[str, str]:
    """The sections by heading."""
    return {section.heading: "\n".join(section.paragraphs) for section in explained(seen)}


@pytest.fixture(scope="module")
def checked(tmp_path_factory) -> tuple[Checked, ...]:
    """The real files."""
    return real(tmp_path_factory.mktemp("审核"))


def test_said_of_real_files(checked):
    """Units, workbooks, the unreadable file with its reason, the main rules by name, and the next steps."""
    said = words(overview(checked, standards()))
    assert "共审核 3 个单位的 3 份工作簿；另有 1 份文件无法读取，未能审核" in said["总体情况"]
    assert re.search(r"R\d{3} \S+.* \d+ 条、\d+ 个单位", said["错误性问题"])
    assert said["无法读取的文件"].startswith("坏.xlsx：")
    assert "处理：" in said["无法读取的文件"]
    assert "重新报送" in said["下一步工作"]


def test_doubts_are_counted_by_what_was_answered(checked):
    """核实性问题: explained, accepted and open ones add up; a unit's second file is the same unit."""
    faulty = next(each for each in checked if "行政服务中心" in each.path)
    doubts = [f for f in faulty.findings if kind_of(f) == "核实"]
    told = replace(doubts[0], outcome="已说明", explanation="已核对合同")
    accepted = replace(doubts[1], outcome="已认可")
    files = [
        replace(faulty, findings=(told, accepted, *doubts[2:])),
        replace(faulty, path="另.xlsx", findings=()),
    ]
    said = words(overview(files, standards()))
    assert "共审核 1 个单位的 2 份工作簿" in said["总体情况"]
    wanted = f"核实性问题共 {len(doubts)} 条，涉及 1 个单位，其中已说明 1 条，已认可 1 条"
    assert f"{wanted}，尚待改正或说明 {len(doubts) - 2} 条" in said["核实性问题"]
    assert "认可或退回" in said["下一步工作"]


def test_nothing_found_is_said():
    """A clean file: no section of problems, and it may be summed up; nothing at all: no workbook."""
    assert words(overview([], {}))["下一步工作"] == "没有可以审核的工作簿。"


def test_clean_files_may_be_summed_up(checked):
    """A clean file gets no section of problems."""
    clean = [each for each in checked if not each.findings and each.record]
    assert clean
    said = words(overview(clean, standards()))
    assert list(said) == ["总体情况", "下一步工作"]
    assert said["下一步工作"] == "没有需要改正、核实或补充的事项，可以汇总。"


def test_unjudged_is_never_clean(checked):
    """A file with nothing but 未判 is not called clean, and says that this is no pass."""
    faulty = next(each for each in checked if each.findings)
    said = words(
        overview([replace(faulty, findings=(replace(faulty.findings[0], outcome="未判"),))], standards())
    )
    assert "不作通过处理" in said["未能判断的事项"]
    assert "可以汇总" not in said["下一步工作"]


@given(random_checked())
def test_views_hold_each_finding_once(checked):
    """Units and rules each partition the findings; the counts of the whole are their sums."""
    seen = overview(checked, {})
    numbers = list(range(1, sum(len(each.findings) for each in checked) + 1))
    assert sorted(one.number for unit in seen.units for one in unit.found) == numbers
    assert sorted(one.number for rule in seen.rules for one in rule.found) == numbers
    for kind in KINDS:
        assert seen.counts[kind] == sum(unit.counts[kind] for unit in seen.units)
        assert seen.counts[kind] == len(seen.of(kind))
    assert sum(seen.crossed.values()) == len(numbers)
    filed = [each.path for unit in seen.units for each in unit.files]
    assert sorted([*filed, *(each.path for each in seen.unread)]) == sorted(each.path for each in checked)


@given(random_checked())
def test_every_figure_said_is_counted(checked):
    """The counts in the first section are those of the findings."""
    seen = overview(checked, {})
    said = words(seen)["总体情况"]
    for kind in KINDS:
        assert f"{kind} {sum(kind_of(f) == kind for each in checked for f in each.findings)} 条" in said
