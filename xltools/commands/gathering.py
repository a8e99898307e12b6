"""What ``run`` and ``consolidate`` share: check a folder of workbooks and sum them up."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from xltools import console
from xltools.commands.base import CLEAN, FAILED, guard, make_folder, same_file
from xltools.core.consolidation.roster import Roster
from xltools.core.errors import InputError, XltoolsError
from xltools.core.model import Checked
from xltools.core.names import OUTPUT_NAMES, STANDARD_NAME
from xltools.core.standard import Standard
from xltools.pool.outcome import ENDED

if TYPE_CHECKING:
    from xltools.commands.recording import Recording
    from xltools.core.consolidation.summary import Summary

#: The sheets of a summary workbook that has lost the name by which it says what it is.
_SUMMARY_SHEETS = {"汇总表", "单位对照表"}


@dataclass(frozen=True)
class Gathered:
    """All files of a folder, checked, and their summary; None when no unit's workbook could be read.

    ``units`` are those that are no attached form of a unit.
    """

    checked: tuple[Checked, ...]
    units: tuple[Checked, ...]
    standard: Standard | None
    summary: Summary | None
    mixed: bool = False

    @property
    def exit_code(self) -> int:
        """2 when a file could not be read or is of another standard: then the summary is not of everyone."""
        return FAILED if self.mixed or any(each.error for each in self.checked) else CLEAN


def gather(
    folder: Path,
    standard: str | None,
    roster: Path | None,
    jobs: int,
    *,
    outputs: Sequence[Path],
    record: Recording | None = None,
) -> Gathered:
    """Check all workbooks under the folder and consolidate them; ``outputs`` is what will be written.

    Each file is put on ``record`` as soon as it is checked, and at the end what became of it.
    """
    from xltools.core.consolidation.consolidate import consolidate
    from xltools.readers.roster import read_roster
    from xltools.runner import ROSTER, check_files, load_standard

    if roster is None and (folder / ROSTER).is_file():
        roster = folder / ROSTER
    files = _inputs(folder, roster, outputs)
    known = read_roster(roster) if roster else None
    results = console.progress(check_files(files, standard, jobs=jobs), len(files), "校验")
    results = without_summaries(results)
    checked = tuple(record.watch(results, known) if record else results)
    others = attached_standards(checked)
    attached = tuple(each for each in checked if each.standard in others)
    units = tuple(each for each in checked if each.standard not in others)
    name = standard or _common_standard(units, known)
    if name is None or name in others:
        if record:
            record.finish(())
        return Gathered(checked, units, None, None)
    chosen = load_standard(name)
    summary = consolidate(chosen, units, known)
    if record:
        record.finish(summary.submissions)
    foreign = frozenset(each.path for each in summary.submissions if each.state == "规范不符")
    units = tuple(_marked(units, summary, foreign))
    if attached:
        summary = _with_attached(summary, others, attached, units)
    return Gathered((*attached, *units), units, chosen, summary, mixed=bool(foreign))


def _with_attached(
    summary: Summary, others: Mapping[str, Standard], attached: Sequence[Checked], units: Sequence[Checked]
) -> Summary:
    """The summary with a list of the attached forms, and what was found in them."""
    from xltools.core.attachments.listing import listings
    from xltools.core.consolidation.summary import Issue

    said = ((each, each.record) for each in attached if each.record)
    issues = (Issue(r.code, r.name, each.path, finding) for each, r in said for finding in each.findings)
    listed = listings(summary.standard, others, attached, units)
    return replace(summary, issues=(*summary.issues, *issues), listings=listed)


def attached_standards(checked: Iterable[Checked]) -> Mapping[str, Standard]:
    """The standards of those files that are no unit's report but forms attached to one, by name."""
    from xltools.runner import load_standard

    found = {}
    for name in sorted({each.standard for each in checked} - {""}):
        try:
            standard = load_standard(name)
        except XltoolsError:  # the check of its files has told of it
            continue
        if not standard.of_units:
            found[name] = standard
    return found


def write_summary(gathered: Gathered, path: Path) -> None:
    """Write the summary workbook."""
    from xltools.engines import choose
    from xltools.summarise import summarise

    if gathered.summary is None:
        what = "没有单位的工作簿" if not gathered.units else "没有一个能读取的工作簿"
        console.note(f"{what},没有写 {path}", "核实")
        return
    make_folder(path.parent)
    summarise(gathered.summary, path, choose("auto"))


def without_rewritten(files: Sequence[Path], outputs: Sequence[Path]) -> list[Path]:
    """The files without earlier results that are written anew."""
    ours = {file for file in files for out in outputs if same_file(file, out) and is_output(file)}
    return [file for file in files if file not in ours]


def without_summaries(results: Iterable[Checked], *, named: Sequence[Path] = ()) -> Iterator[Checked]:
    """Leave out results of xltools that lie among the units' workbooks; one ``named`` outright stays."""
    kept = {str(path) for path in named}
    for checked in results:
        record = checked.record
        # Read with a standard it was not made for, a summary names no unit.
        doubtful = checked.error is not None or (record is not None and not record.name)
        if checked.error and checked.error[0] in ENDED:
            doubtful = False
        if doubtful and checked.path not in kept and is_output(Path(checked.path)):
            console.note(f"已跳过 {checked.path}：是 xltools 写的结果，不是单位的工作簿")
            continue
        yield checked


def is_output(path: Path) -> bool:
    """Whether a file is a workbook of results of xltools: a summary, or findings."""
    from xltools.readers.xlsx import read

    try:
        workbook = read(path)
    except Exception:  # noqa: BLE001  # a file that cannot be read has been told of by the check
        return False
    names = {name.name for name in workbook.names}
    if names & OUTPUT_NAMES:
        return True
    return STANDARD_NAME not in names and {sheet.name for sheet in workbook.sheets} >= _SUMMARY_SHEETS


def _inputs(folder: Path, roster: Path | None, outputs: Sequence[Path]) -> list[Path]:
    """The units' workbooks under the folder, without the roster and a summary that is written anew.

    OutputError where an output would overwrite one of them.
    """
    from xltools.runner import workbooks_in

    found = workbooks_in([folder])
    guard(outputs, [roster] if roster else [])
    files = [file for file in found if roster is None or not same_file(file, roster)]
    files = without_rewritten(files, outputs)
    guard(outputs, files)
    if not files:
        raise InputError(f"{folder} 里没有单位的工作簿", fix="把各单位报来的 .xlsx 放进这个文件夹")
    return files


def _common_standard(checked: Sequence[Checked], roster: Roster | None) -> str | None:
    """The standard most workbooks name; of equals the one with more units of the roster, then by name."""
    read = [each for each in checked if each.record is not None]
    files = Counter(each.standard for each in read)
    listed = Counter(each.standard for each in read if roster and each.record and _lists(roster, each))
    ranked = sorted(files, key=lambda name: (-files[name], -listed[name], name))
    if len(ranked) > 1:
        told = "、".join(f"{name}({files[name]} 个)" for name in ranked)
        console.note(f"这些工作簿用了不同的规范:{told};按“{ranked[0]}”汇总,其余未计入", "核实")
    return ranked[0] if ranked else None


def _lists(roster: Roster, checked: Checked) -> bool:
    from xltools.core.consolidation.roster import plain

    record = checked.record
    return record is not None and (record.code in roster.by_code or plain(record.name) in roster.by_name)


def _marked(checked: Iterable[Checked], summary: Summary, others: frozenset[str]) -> Iterator[Checked]:
    """The files, those of another standard with the finding of the consolidation that says so."""
    found = {each.path: each.finding for each in summary.submissions if each.path in others}
    for each in checked:
        finding = found.get(each.path)
        if finding is None:
            yield each
        else:
            finding = replace(finding, message=f"规范不符,{finding.message}")
            yield replace(each, findings=(*each.findings, finding), verdict="不通过")
