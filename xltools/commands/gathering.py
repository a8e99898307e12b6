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
from xltools.core.model import Checked, Finding
from xltools.core.names import OUTPUT_NAMES, STANDARD_NAME
from xltools.core.standard import Standard
from xltools.pool.outcome import ENDED

if TYPE_CHECKING:
    from xltools.commands.recording import Recording
    from xltools.core.consolidation.extract import Extract
    from xltools.core.consolidation.summary import Summary
    from xltools.workers import Workers

#: The sheets of a summary workbook that has lost the name by which it says what it is.
_SUMMARY_SHEETS = {"汇总表", "单位对照表"}


@dataclass(frozen=True)
class Gathered:
    """All files of a folder, checked, and their summary; None when no unit's workbook could be read.

    ``units`` are those that are no attached form of a unit; ``checked`` are the whole checks of all files, in
    the same order, where they were asked for.
    """

    files: tuple[Extract, ...]
    units: tuple[Extract, ...]
    standard: Standard | None
    summary: Summary | None
    mixed: bool = False
    checked: tuple[Checked, ...] = ()

    @property
    def exit_code(self) -> int:
        """2 when a file could not be read or is of another standard: then the summary is not of everyone."""
        return FAILED if self.mixed or any(each.error for each in self.files) else CLEAN

    @property
    def checked_now(self) -> tuple[Checked, ...]:
        """The whole checks of the files that no later submission has replaced."""
        told = self.summary.submissions if self.summary else ()
        replaced = {each.path for each in told if each.state == "旧版"}
        return tuple(each for each in self.checked if each.path not in replaced)

    @property
    def checked_units(self) -> tuple[Checked, ...]:
        """Those of them that are in :attr:`units`."""
        wanted = {each.path for each in self.units}
        return tuple(each for each in self.checked_now if each.path in wanted)


@dataclass(frozen=True)
class Wanted:
    """What a command needs of each file beside its extract: every filled cell, the whole check."""

    cells: bool = False
    whole: bool = False


def gather(
    folder: Path,
    standard: str | None,
    roster: Path | None,
    workers: Workers,
    *,
    outputs: Sequence[Path],
    record: Recording | None = None,
    wanted: Wanted = Wanted(),  # frozen
) -> Gathered:
    """Check all workbooks under the folder and consolidate them; ``outputs`` is what will be written.

    Each file is put on ``record`` as soon as it is checked, and at the end what became of it. What is on
    record already is not read again, unless the whole checks are wanted.
    """
    from xltools.commands.addresses import inputs_at
    from xltools.extracting import taking
    from xltools.fetching import Named, fetching
    from xltools.readers.remote import is_address
    from xltools.readers.roster import read_roster
    from xltools.runner import ROSTER, examine
    from xltools.workers import alone

    then = taking(standard, cells=wanted.cells, recorded=record is not None, whole=wanted.whole)
    known = record.remembered if record and not wanted.whole else None
    if is_address(folder):
        files, listed = inputs_at(folder, roster, outputs)
        workers, then, known = fetching(workers), Named(then), None
    else:
        if roster is None and (folder / ROSTER).is_file():
            roster = folder / ROSTER
        files = _inputs(folder, roster, outputs)
        listed = alone(roster, read_roster, roster) if roster else None
    results = console.progress(examine(files, standard, then, workers, known=known), len(files), "校验")
    results = (each for each in results if not _is_result(each.extract))
    extracts, whole = [], []
    for each in record.watch(results, listed) if record else results:
        extracts.append(each.extract)
        whole.extend([each.checked] if each.checked else [])
    gathered = _gathered(extracts, standard, listed, record)
    return replace(gathered, checked=_whole(whole, gathered)) if wanted.whole else gathered


def _gathered(
    files: Sequence[Extract], standard: str | None, roster: Roster | None, record: Recording | None
) -> Gathered:
    """Consolidate what was extracted."""
    from xltools.core.consolidation.consolidate import consolidate
    from xltools.runner import load_standard

    others = attached_standards(each.standard for each in files)
    attached = tuple(each for each in files if each.standard in others)
    units = tuple(each for each in files if each.standard not in others)
    name = standard or _common_standard(units, roster)
    if name is None or name in others:
        if record:
            record.finish(())
        return Gathered(tuple(files), units, None, None)
    chosen = load_standard(name)
    summary = consolidate(chosen, units, roster, record.came() if record else None)
    if record:
        record.finish(summary.submissions)
    foreign = {each.path: each.finding for each in summary.submissions if each.state == "规范不符"}
    units = tuple(_marked(each, foreign.get(each.path)) for each in units)
    if attached:
        summary = _with_attached(summary, others, attached, units)
    return Gathered((*attached, *units), units, chosen, summary, mixed=bool(foreign))


def _whole(checked: Sequence[Checked], gathered: Gathered) -> tuple[Checked, ...]:
    """The whole checks in the order of the files, with what was found by consolidating them."""
    by_path = {each.path: each for each in checked}
    pairs = ((file, by_path[file.path]) for file in gathered.files)
    return tuple(
        replace(each, findings=file.findings, verdict=file.verdict)
        if file.found > len(each.findings)
        else each
        for file, each in pairs
    )


def _with_attached(
    summary: Summary,
    others: Mapping[str, Standard],
    attached: Sequence[Extract],
    units: Sequence[Extract],
) -> Summary:
    """The summary with a list of the attached forms, and what was found in them."""
    from xltools.core.attachments.listing import listings
    from xltools.core.consolidation.issue import Filed

    issues = summary.issues.also([Filed(each.code, each.name, each) for each in attached if each.read])
    forms = ((each.form, each.verdict) for each in attached if each.form)
    known = ((each.code, each.name) for each in units if each.read)
    return replace(summary, issues=issues, listings=listings(summary.standard, others, forms, known))


def attached_standards(names: Iterable[str]) -> Mapping[str, Standard]:
    """The standards of those files that are no unit's report but forms attached to one, by name."""
    from xltools.runner import load_standard

    found = {}
    for name in sorted({*names} - {""}):
        try:
            standard = load_standard(name)
        except XltoolsError:  # the check of its files has told of it
            continue
        if not standard.of_units:
            found[name] = standard
    return found


def write_summary(gathered: Gathered, path: Path, split: int) -> None:
    """Write the summary workbook; that of more units than ``split`` in parts, and say so."""
    from xltools.commands.divided import lines, write_divided

    if gathered.summary is None:
        what = "没有单位的工作簿" if not gathered.units else "没有一个能读取的工作簿"
        console.note(f"{what},没有写 {path}", "核实")
        return
    make_folder(path.parent)
    console.show(lines(write_divided(gathered.summary, path, split)))


def without_rewritten(files: Sequence[Path], outputs: Sequence[Path]) -> list[Path]:
    """The files without earlier results that are written anew."""
    ours = {file for file in files for out in outputs if same_file(file, out) and is_output(file)}
    return [file for file in files if file not in ours]


def without_summaries(results: Iterable[Checked], *, named: Sequence[Path] = ()) -> Iterator[Checked]:
    """Leave out results of xltools that lie among the units' workbooks; one ``named`` outright stays."""
    kept = {str(path) for path in named}
    for checked in results:
        record = checked.record
        nameless = record is not None and not record.name
        if checked.path in kept or not _passed_over(checked.path, checked.error, nameless=nameless):
            yield checked


def _is_result(file: Extract) -> bool:
    return _passed_over(file.path, file.error, nameless=file.read and not file.name)


def _passed_over(path: str, error: tuple[str, str, str] | None, *, nameless: bool) -> bool:
    """Whether a file is a result of xltools, which is then said.

    Read with a standard it was not made for, a summary names no unit. What ended its reader is not opened.
    """
    doubtful = error[0] not in ENDED if error else nameless
    if not doubtful or not is_output(Path(path)):
        return False
    console.note(f"已跳过 {path}：是 xltools 写的结果，不是单位的工作簿")
    return True


def is_output(path: Path) -> bool:
    """Whether a file says that it is a workbook of results of xltools: a summary, or findings."""
    from xltools.readers.said import said

    told = said(path)
    if told is None:
        return False
    by_sheets = STANDARD_NAME not in told.names and told.sheets >= _SUMMARY_SHEETS
    return by_sheets or not OUTPUT_NAMES.isdisjoint(told.names)


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


def _common_standard(files: Sequence[Extract], roster: Roster | None) -> str | None:
    """The standard most workbooks name; of equals the one with more units of the roster, then by name."""
    read = [each for each in files if each.read]
    count = Counter(each.standard for each in read)
    listed = Counter(each.standard for each in read if roster and roster.find(each.code, each.name))
    ranked = sorted(count, key=lambda name: (-count[name], -listed[name], name))
    if len(ranked) > 1:
        told = "、".join(f"{name}({count[name]} 个)" for name in ranked)
        console.note(f"这些工作簿用了不同的规范:{told};按“{ranked[0]}”汇总,其余未计入", "核实")
    return ranked[0] if ranked else None


def _marked(file: Extract, finding: Finding | None) -> Extract:
    """A file, of another standard with the finding of the consolidation that says so."""
    from xltools.core.consolidation.extract import refused

    if finding is None:
        return file
    return refused(file, replace(finding, message=f"规范不符,{finding.message}"))
