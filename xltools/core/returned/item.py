"""One line of 审核结果: a finding, and what was answered to it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from xltools.core.model import Finding, Verdict

#: What a reviewer said of an explanation.
Opinion = Literal["", "认可", "退回"]

#: Where a finding stands between the unit and the reviewer.
Status = Literal[
    "待改正",
    "待说明",
    "供参考",
    "未判",
    "规则异常",
    "已说明",
    "已认可",
    "说明退回",
    "说明不合要求",
    "数据已变",
    "已消除",
]


@dataclass(frozen=True, slots=True)
class Item:
    """A finding as it goes back to the unit.

    ``name`` is the rule's short name, ``key`` identifies the finding and its figures to the next check;
    ``answer`` and ``opinion`` are what stands in the cells for people, ``earlier`` what was answered to it
    when its figures were others. A finding that is gone but was answered is kept with 已消除.
    """

    finding: Finding
    status: Status
    key: str
    name: str = ""
    answer: str = ""
    opinion: Opinion = ""
    earlier: str = ""


@dataclass(frozen=True, slots=True)
class Review:
    """All that goes back to one unit: who it is, what the check concluded, and each finding."""

    unit: str
    standard: str
    verdict: Verdict
    items: tuple[Item, ...]
