"""A finding as a letter lists it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import PurePath

from xltools.core.model import Finding
from xltools.core.overview.overview import Found
from xltools.core.standard import Standard

#: The names of what a row of a list of problems holds.
ISSUE = ("序号", "级别", "编号", "名称", "位置", "问题", "处理", "依据", "文件")

_STOPS = "。；;，, "


def issue(number: int, found: Found, standards: Mapping[str, Standard]) -> Mapping[str, object]:
    """The finding as a row; texts end without a full stop, for a template sets its own."""
    finding = found.finding
    standard = standards.get(found.checked.standard)
    rule = standard.rule.get(finding.rule) if standard else None
    level = finding.level if finding.outcome == "不通过" else finding.outcome
    name = rule.name if rule else ""
    texts = (_without_name(finding.message, name), finding.fix, finding.basis)
    message, fix, basis = (text.rstrip(_STOPS) for text in texts)
    file = PurePath(found.checked.path).name
    row = (str(number), level, finding.rule, name, where(finding), message, fix, basis, file)
    return dict(zip(ISSUE, row, strict=True))


def _without_name(message: str, name: str) -> str:
    """The message without the rule's name before it: a letter names the rule itself."""
    rest = message.removeprefix(name)
    return rest[1:].lstrip() if name and rest != message and rest[:1] in (":", "：") else message


def where(finding: Finding) -> str:
    """Where the first thing to correct stands: a cell, words of a report, or the file as a whole."""
    if finding.spot is not None:
        return str(finding.spot)
    return str(finding.places[0]) if finding.places else "整份材料"
