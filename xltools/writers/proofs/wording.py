"""What a comment says of a finding."""

from __future__ import annotations

from collections.abc import Mapping

from xltools.core.model import Finding


def lines(finding: Finding, names: Mapping[str, str], *, exact: bool, changed: bool) -> tuple[str, ...]:
    """The lines of a comment; ``names`` are those of rules by number.

    ``exact``: whether the comment stands on the finding's very words; ``changed``: whether its repair is in
    the text as a tracked change.
    """
    head = " ".join(filter(None, (finding.level, finding.rule, names.get(finding.rule, ""))))
    found = [f"【{head}】{finding.message}"]
    if finding.spot and not exact and finding.spot.text:
        found.append(f"原文：“{finding.spot.text}”。")
    if finding.fix:
        found.append(f"处理：{finding.fix}")
    if finding.spot and finding.spot.repair is not None:
        told = f"改为“{finding.spot.repair}”" if finding.spot.repair else "删去"
        found.append(f"修订：{told}，已在文中标出，请接受或拒绝。" if changed else f"建议：{told}。")
    return tuple(found)
