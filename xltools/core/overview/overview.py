"""Checked files -> what they come to: a value a unit, a value a rule. Pure: the words are made elsewhere."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import PurePath
from typing import Literal

from xltools.core.consolidation.roster import plain
from xltools.core.model import LEVELS, Checked, Finding, Level, Verdict
from xltools.core.overview.counts import badness, counted, crossed, kind_of
from xltools.core.standard import Standard

#: What is reviewed: units' workbooks, or the reports written about them.
Reviewed = Literal["工作簿", "报告"]

#: Worst first.
VERDICTS: tuple[Verdict, ...] = ("无法读取", "不通过", "需核实", "通过")


@dataclass(frozen=True, slots=True)
class Found:
    """A finding with the file it is of and whose that is; ``number`` counts from 1 over all files."""

    number: int
    unit: str
    checked: Checked
    finding: Finding


@dataclass(frozen=True, slots=True)
class UnitView:
    """One unit: its files, the worst of their verdicts, its findings.

    ``code`` and ``name`` are as its files say first; a file that says neither is a unit by its file name.
    """

    code: str
    name: str
    verdict: Verdict
    files: tuple[Checked, ...]
    found: tuple[Found, ...]
    counts: Mapping[str, int]

    @property
    def rules(self) -> Sequence[tuple[str, int]]:
        """Rules by how many findings they have, most first; consequences of others are not counted."""
        numbers = Counter(each.finding.rule for each in self.found if not each.finding.cause)
        return sorted(numbers.items(), key=lambda pair: (-pair[1], pair[0]))


@dataclass(frozen=True, slots=True)
class RuleView:
    """One rule of one standard and all its findings; ``units`` counts the units that have any.

    Where the standard is not known, the name is "" and level and basis are those of the findings.
    """

    standard: str
    number: str
    name: str
    level: Level
    basis: str
    found: tuple[Found, ...]
    counts: Mapping[str, int]

    @property
    def units(self) -> int:
        """How many units have such a finding."""
        return len({each.unit for each in self.found})

    @property
    def title(self) -> str:
        """Number and name, as people are told of the rule."""
        return f"{self.number} {self.name}".strip()


@dataclass(frozen=True)
class Overview:
    """What a number of checked files come to.

    ``units`` are sorted worst first; a file nobody could read is no unit's, it stands in ``unread``.
    ``refused`` are files that were read but not recomputed: their findings are counted as any others.
    ``reviewed`` is what the files are.
    """

    checked: tuple[Checked, ...]
    standards: Mapping[str, Standard]
    found: tuple[Found, ...]
    units: tuple[UnitView, ...]
    rules: tuple[RuleView, ...]
    reviewed: Reviewed = "工作簿"

    @cached_property
    def counts(self) -> Mapping[str, int]:
        """All findings by kind."""
        return counted(each.finding for each in self.found)

    @cached_property
    def crossed(self) -> Mapping[tuple[str, str], int]:
        """All findings by level and outcome."""
        return crossed(each.finding for each in self.found)

    @cached_property
    def verdicts(self) -> Mapping[Verdict, int]:
        """Files by verdict; one that could not be read counts as such whatever else is known of it."""
        verdicts = Counter(each.verdict for each in self.checked)
        return {verdict: verdicts[verdict] for verdict in VERDICTS}

    @cached_property
    def names(self) -> Mapping[str, str]:
        """What each unit is called, by the key its findings carry."""
        return {one.unit: unit.name for unit in self.units for one in unit.found}

    @property
    def unread(self) -> tuple[Checked, ...]:
        """Files of which nothing is known but why."""
        return tuple(each for each in self.checked if each.error and each.record is None)

    @property
    def refused(self) -> tuple[Checked, ...]:
        """Files that were read, but whose formulas nobody here can compute."""
        return tuple(each for each in self.checked if each.error and each.record is not None)

    def of(self, *kinds: str, level: Level | None = None) -> tuple[Found, ...]:
        """The findings of these kinds; of ``level`` only where one is given."""
        return tuple(
            each
            for each in self.found
            if kind_of(each.finding) in kinds and (level is None or each.finding.level == level)
        )


def overview(
    checked: Iterable[Checked], standards: Mapping[str, Standard], reviewed: Reviewed = "工作簿"
) -> Overview:
    """Sort what was found by unit and by rule; ``standards`` by name give the rules' names and bases.

    Files keep their order, and findings the order of their file.
    """
    checked = tuple(checked)
    keys = _keys(checked)
    found = tuple(_found(checked, keys))
    units = sorted(_units(checked, keys, found), key=_worst_first)
    rules = sorted(_rules(found, standards), key=lambda rule: (*badness(rule.counts), rule.number))
    return Overview(checked, standards, found, tuple(units), tuple(rules), reviewed)


def _found(checked: Sequence[Checked], keys: Sequence[str]) -> Iterator[Found]:
    number = 0
    for each, key in zip(checked, keys, strict=True):
        for finding in each.findings:
            number += 1
            yield Found(number, key, each, finding)


def _keys(checked: Sequence[Checked]) -> list[str]:
    """What tells one unit from another: its code; without one its name; without either the file's path.

    A file without a code belongs to the unit whose other file has that name, where there is only one.
    """
    records = [each.record for each in checked if each.record]
    codes: dict[str, set[str]] = {}
    for record in records:
        if record.code and record.name:
            codes.setdefault(plain(record.name), set()).add(record.code)
    return [_key(each, codes) for each in checked]


def _key(checked: Checked, codes: Mapping[str, set[str]]) -> str:
    record = checked.record
    if record is None or not (record.code or record.name):
        return f"文件 {checked.path}"
    known = codes.get(plain(record.name), set())
    if not record.code and len(known) != 1:
        return f"名称 {plain(record.name)}"
    return f"编码 {record.code or next(iter(known))}"


def _units(checked: Sequence[Checked], keys: Sequence[str], found: Sequence[Found]) -> Iterator[UnitView]:
    """A value a unit that has a file somebody could read."""
    files: dict[str, list[Checked]] = {}
    for each, key in zip(checked, keys, strict=True):
        if each.record is not None or each.error is None:
            files.setdefault(key, []).append(each)
    of_unit: dict[str, list[Found]] = {key: [] for key in files}
    for one in found:
        of_unit.setdefault(one.unit, []).append(one)
    for key, own in files.items():
        records = [each.record for each in own if each.record]
        code = next((record.code for record in records if record.code), "")
        name = next((record.name for record in records if record.name), "") or PurePath(own[0].path).stem
        verdict = min((each.verdict for each in own), key=VERDICTS.index)
        counts = counted(one.finding for one in of_unit[key])
        yield UnitView(code, name, verdict, tuple(own), tuple(of_unit[key]), counts)


def _worst_first(unit: UnitView) -> tuple[object, ...]:
    return VERDICTS.index(unit.verdict), badness(unit.counts), unit.code, unit.name


def _rules(found: Sequence[Found], standards: Mapping[str, Standard]) -> Iterator[RuleView]:
    """A value a rule that has a finding; the same number in another standard is another rule."""
    groups: dict[tuple[str, str], list[Found]] = {}
    for each in found:
        groups.setdefault((each.checked.standard, each.finding.rule), []).append(each)
    for (name, number), group in groups.items():
        standard = standards.get(name)
        rule = standard.rule.get(number) if standard else None
        strongest = max((each.finding.level for each in group), key=LEVELS.index)
        basis = next((each.finding.basis for each in group if each.finding.basis), "")
        yield RuleView(
            name,
            number,
            rule.name if rule else "",
            rule.level if rule else strongest,
            rule.basis if rule else basis,
            tuple(group),
            counted(each.finding for each in group),
        )
