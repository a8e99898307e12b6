"""审核情况说明: what the review of a whole batch came to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import PurePath

from xltools.core.letters.sender import Sender, said_or_blank
from xltools.core.narrative.context import Counters
from xltools.core.overview.counts import KINDS
from xltools.core.overview.overview import Overview, RuleView, UnitView
from xltools.core.overview.words import explained, units_of
from xltools.core.overview.years import year_of

#: What may stand after a dot in the template of a 审核情况说明.
ROW_NAMES = frozenset((*KINDS, "序号", "标题", "段落", "单位名称", "单位编码", "结论")) | frozenset(
    ("编号", "名称", "规范", "级别", "条数", "单位数", "文件", "原因", "处理")
)


def account_names(overview: Overview, sender: Sender) -> Mapping[str, object]:
    """Every name the template of a 审核情况说明 may use.

    章节 are the sections in words (标题, 段落); 各单位, 各规则 and 无法读取 are lists for tables; the counts
    serve those who write their own words: 错误数, 错误单位数 …, 通过文件数 ….
    """
    counts: dict[str, int] = {}
    for kind, count in overview.counts.items():
        counts[f"{kind}数"] = count
        counts[f"{kind}单位数"] = units_of(overview.of(kind))
    files = {f"{verdict}文件数": count for verdict, count in overview.verdicts.items()}
    sections = tuple({"标题": each.heading, "段落": each.paragraphs} for each in explained(overview))
    standards = tuple(dict.fromkeys(each.standard for each in overview.checked if each.record))
    return {
        "评价年度": said_or_blank("评价年度", year_of(overview.checked)),
        "规范": "、".join(standards),
        "单位数": len(overview.units),
        "文件数": len(overview.checked) - len(overview.unread),
        "问题数": len(overview.found),
        "章节": sections,
        "各单位": tuple(_unit(number, unit) for number, unit in enumerate(overview.units, 1)),
        "各规则": tuple(_rules(overview.rules, several=len(standards) > 1)),
        "无法读取": tuple(_unread(overview)),
        **counts,
        **files,
        **sender.names(),
        **Counters().names(),
    }


def _unit(number: int, unit: UnitView) -> Mapping[str, object]:
    said = {"序号": number, "单位名称": unit.name, "单位编码": unit.code, "结论": unit.verdict}
    return said | dict(unit.counts)


def _rules(rules: Iterable[RuleView], *, several: bool) -> Iterable[Mapping[str, object]]:
    """A row a rule, its findings by kind; the standard is named where several have rules of one number."""
    for number, rule in enumerate(rules, 1):
        yield dict(rule.counts) | {
            "序号": number,
            "编号": rule.number,
            "名称": rule.name,
            "规范": rule.standard if several else "",
            "级别": rule.level,
            "条数": len(rule.found),
            "单位数": rule.units,
        }


def _unread(overview: Overview) -> Iterable[Mapping[str, object]]:
    for number, each in enumerate(overview.unread, 1):
        _, message, fix = each.error or ("", "", "")
        file = PurePath(each.path).name
        yield {"序号": number, "文件": file, "原因": message, "处理": fix}
