"""The result of a comparison as JSON. Keys are never renamed."""

from __future__ import annotations

from typing import Any

from xltools.commands.check_json import dumps
from xltools.core.compare.difference import Comparison, Difference, Pair

VERSION = 1


def document(comparison: Comparison) -> str:
    """The whole document."""
    pairs = ",\n".join(dumps(pair_object(pair)) for pair in comparison.pairs)
    return (
        f'{{"version": {VERSION}, "agrees": {dumps(comparison.agrees)}, "pairs": [\n{pairs}\n],\n'
        f'"only_submitted": {dumps(comparison.only_submitted)},\n'
        f'"only_published": {dumps(comparison.only_published)}}}\n'
    )


def pair_object(pair: Pair) -> dict[str, Any]:
    """One pair of files; ``sha256`` are those of both, "" where a file could not be read."""
    return {
        "submitted": pair.submitted,
        "published": pair.published,
        "sha256": pair.sha256,
        "standard": pair.standard or None,
        "identical": pair.identical,
        "same_content": pair.same_content,
        "counts": {
            "比较": pair.told.compared,
            "一致": pair.agreed,
            "不同": pair.count("不同"),
            "无法比较": pair.count("无法比较"),
            "提示": pair.count("提示"),
        },
        "notes": pair.told.notes,
        "differences": [difference_object(each) for each in pair.told.differences],
        "error": dict(zip(("file", "message", "fix"), pair.error, strict=True)) if pair.error else None,
    }


def difference_object(difference: Difference) -> dict[str, Any]:
    """One difference; in a report ``sheet`` is 正文 or 表格2, and ``cell`` 第3段 or 第2行第4格."""
    left, right = difference.left, difference.right
    return {
        "kind": difference.kind,
        "weight": difference.weight,
        "sheet": left.part if left else None,
        "cell": (left.at or None) if left else None,
        "published_sheet": right.part if right else None,
        "published_cell": (right.at or None) if right else None,
        "field": difference.field or None,
        "label": difference.label or None,
        "submitted": difference.submitted,
        "published": difference.published,
        "difference": difference.difference,
        "unit": difference.unit or None,
        "note": difference.note,
    }
