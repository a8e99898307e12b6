"""审核意见反馈函: what one unit has to correct, to explain and to supply."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import PurePath

from xltools.core.letters.issue import ISSUE, issue
from xltools.core.letters.sender import Sender, said_or_blank
from xltools.core.narrative.context import Counters
from xltools.core.overview.counts import ASKING, kind_of
from xltools.core.overview.overview import Overview, UnitView
from xltools.core.overview.years import year_of

#: What may stand after a dot in a letter's template.
ROW_NAMES = frozenset(ISSUE)

#: Name of a list of problems -> the kind of findings it holds.
_LISTS: Mapping[str, str] = {"错误问题": "错误", "核实问题": "核实", "未判问题": "未判", "提示问题": "提示"}


def asks(unit: UnitView) -> bool:
    """Whether a unit has anything to correct, explain or supply: only then it is written to."""
    return any(unit.counts[kind] for kind in ASKING)


def reply_names(unit: UnitView, overview: Overview, sender: Sender) -> Mapping[str, object]:
    """Every name a 反馈函 template may use.

    Problems are numbered through all lists: 错误问题, 核实问题, 未判问题; 需处理问题 holds these three,
    提示问题 what needs no answer. Counts are whole numbers; what nobody said is marked to be filled in.
    """
    lists: dict[str, object] = {}
    asked: list[Mapping[str, object]] = []
    for name, kind in _LISTS.items():
        own = [each for each in unit.found if kind_of(each.finding) == kind]
        rows = tuple(issue(len(asked) + n, each, overview.standards) for n, each in enumerate(own, 1))
        lists[name] = rows
        if kind in ASKING:
            asked.extend(rows)
    counts = {f"{kind}数": count for kind, count in unit.counts.items()}
    standards = dict.fromkeys(each.standard for each in unit.files if each.standard)
    return {
        "单位名称": unit.name,
        "单位编码": unit.code,
        "评价年度": said_or_blank("评价年度", year_of(unit.files)),
        "规范": "、".join(standards),
        "结论": unit.verdict,
        "文件": tuple(PurePath(each.path).name for each in unit.files),
        "问题数": len(asked),
        "需处理问题": tuple(asked),
        **counts,
        **lists,
        **sender.names(),
        **Counters().names(),
    }
