"""The files of one unit sorted out: the one that counts, and what is said of each other one (多份)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from xltools.core.consolidation import rules
from xltools.core.consolidation.extract import Extract
from xltools.core.consolidation.roster import Unit
from xltools.core.consolidation.rules import ONCE, problem
from xltools.core.consolidation.summary import Submission
from xltools.core.consolidation.versions import Came, Choice, Doubt, Version, choose
from xltools.core.model import Finding
from xltools.core.standard import Standard

#: Why several different files of a unit leave open which counts, and what else can be done about it.
_WHY: Mapping[Doubt, tuple[str, str]] = {
    "无台账": (
        "内容不同",
        "；或者用台账（--ledger）分次汇总：先汇总先报的，再汇总后报的，后报的自动代替先报的",
    ),
    "同时": ("内容不同，是同一次收到的，台账也不知道哪份在后", ""),
    "口径": ("填报口径不同，不能互相代替", "；本级和部门汇总都要报的，名册里给本级另列编码"),
}

#: One file that does not count, and the finding that says so.
Aside = tuple[Submission, Finding]


def sort_out(
    standard: Standard, unit: Unit, files: Sequence[Extract], came: Mapping[str, Came]
) -> tuple[Extract | None, Sequence[Aside]]:
    """The file of a unit that counts (None: nobody can tell which), and all others with what is said of them.

    ``came`` is what a ledger knows, by the sha256 of the files; without a ledger it is empty.
    """
    by_version = {_version(file, came): file for file in files}
    choice = choose(by_version)
    counted = by_version[choice.counted] if choice.counted else None
    asides = [
        *_copies(standard, unit, choice, by_version),
        *_old(standard, unit, choice, by_version),
        *_open(standard, unit, choice, by_version),
    ]
    return counted, asides


def _version(file: Extract, came: Mapping[str, Came]) -> Version:
    return Version(file.path, file.alike or file.sha256, file.scope, came.get(file.sha256))


def _copies(
    standard: Standard, unit: Unit, choice: Choice, files: Mapping[Version, Extract]
) -> Iterator[Aside]:
    """Yield the files that say the same as the one that counts."""
    if choice.counted is None:
        return
    for each in choice.copies:
        counted, copy = files[choice.counted], files[each]
        alike = "内容相同" if copy.sha256 == counted.sha256 else "填报的内容全部相同(文件本身有差别)"
        note = f"与“{counted.path}”{alike},只计一份"
        finding = problem(standard, ONCE, note, "删去多余的一份", "提示")
        yield Submission("相同副本", unit, copy, note), finding


def _old(standard: Standard, unit: Unit, choice: Choice, files: Mapping[Version, Extract]) -> Iterator[Aside]:
    """Yield the files that were replaced: by which one and when, as far as that is known."""
    if choice.counted and choice.counted.came:
        by = f" {choice.counted.came.received} 又报的“{choice.counted.path}”"
    else:
        by = f"后来又报的 {len(choice.open)} 份"
    for each in choice.old:
        day = each.came.received if each.came else ""
        note = f"{day} 报送，已由{by}代替，不计入"
        finding = problem(standard, ONCE, f"旧版：{note}", "留着不影响汇总；不要的可以删去", "提示")
        yield Submission("旧版", unit, files[each], note), finding


def _open(
    standard: Standard, unit: Unit, choice: Choice, files: Mapping[Version, Extract]
) -> Iterator[Aside]:
    """Yield the files of which nobody can tell which counts."""
    if not choice.doubt:
        return
    why, besides = _WHY[choice.doubt]
    paths = "、".join(sorted(each.path for each in choice.open))
    doubled = rules.finding(standard, ONCE, 左=Decimal(len(choice.open)), 名=paths)
    doubled = replace(doubled, fix=f"{doubled.fix}{besides}")
    for each in sorted(choice.open, key=lambda version: version.path):
        note = f"共 {len(choice.open)} 份，{why}，都未计入"
        yield Submission("重复", unit, files[each], note), doubled
