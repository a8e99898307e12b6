"""How the text output shows what merely follows: folded under its cause, in one dim line each."""

from __future__ import annotations

from decimal import Decimal

from xltools.commands.check_text import file_lines
from xltools.core.model import Checked, Finding
from xltools.core.refs import Place

CAUSE = Finding("R086", "错误", "不通过", "合计的公式被改", (Place("表", 3, 6),), fix="恢复公式")
OTHER = Finding("R086", "错误", "不通过", "总计的公式被改", (Place("表", 33, 6),), fix="恢复公式")


def laid(rule: str, cause: str, outcome: str = "不通过", level: str = "提示") -> Finding:
    """A finding laid to a cause."""
    message = f"{rule}的话（由 {cause} 引起，改正后即消除）"
    return Finding(
        rule,
        level,  # type: ignore[arg-type]
        outcome,  # type: ignore[arg-type]
        message,
        (Place("表", 9, 9),),
        difference=Decimal(5),
        cause=cause,
    )


def shown(*findings: Finding) -> list[str]:
    """The lines about one file, without its first."""
    checked = Checked("甲.xlsx", "0" * 64, "测试", "formualizer", "不通过", None, findings)
    lines = [line.text.strip() for line in file_lines(checked)]
    return lines[1:]


def test_a_consequence_stands_under_its_cause() -> None:
    """Once, in its own words, without sides, basis and advice; F3 is not taken for F33."""
    lines = shown(CAUSE, OTHER, laid("R031", "R086 表!F3"), laid("R034", "R086 表!F33"))
    assert lines == [
        "错误 R086 表!F3  合计的公式被改",
        "随之：R031 表!I9  R031的话",
        "错误 R086 表!F33  总计的公式被改",
        "随之：R034 表!I9  R034的话",
        "处理：恢复公式",
    ]


def test_what_has_several_causes_stands_under_the_first() -> None:
    """It is said once."""
    both = laid("R034", "R086 表!F33、R086 表!F3等5处")
    assert [line for line in shown(CAUSE, OTHER, both) if "R034" in line] == ["随之：R034 表!I9  R034的话"]
    assert shown(CAUSE, OTHER, both).index("随之：R034 表!I9  R034的话") == 2


def test_a_consequence_that_is_stronger_than_its_cause_shows_its_level() -> None:
    """What still counts as an 错误 is called one."""
    lines = shown(CAUSE, laid("R034", "R086 表!F3", level="错误"))
    assert "随之 错误：R034 表!I9  R034的话" in lines


def test_what_was_left_unjudged_is_one_line() -> None:
    """The rules by number under the cause; still counted as unjudged, and no pass."""
    lines = shown(
        CAUSE,
        laid("R031", "R086 表!F3", "未判", "错误"),
        laid("R034", "R086 表!F3", "未判", "错误"),
        Finding("R040", "错误", "未判", "缺少乙", (Place("表", 1, 1),)),
    )
    assert lines == [
        "错误 R086 表!F3  合计的公式被改",
        "随之未判：R031、R034",
        "处理：恢复公式",
        "未判 3 条：缺少数据，不等于通过，其中 2 条由上面的问题引起",
        "R040 缺少乙",
    ]
