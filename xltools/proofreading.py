"""Reports in, checked reports out: each read and checked, beside its unit's workbook where one is given."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from xltools.core.errors import InputError, StandardError, XltoolsError
from xltools.core.evidence import FOLDER
from xltools.core.model import Checked
from xltools.core.prose.beside.claims import asked
from xltools.core.prose.checked import check_report
from xltools.core.prose.passage import Narrative
from xltools.core.standard import Standard
from xltools.readers.prose import read_prose
from xltools.runner import WORKBOOKS, check_files, files_in, workbooks_in
from xltools.workers import processes

if TYPE_CHECKING:
    from xltools.pool.outcome import Problem

#: What a marked copy of a report has at the end of its name.
PROOF = "-批注稿"

_ENDINGS = (".docx", ".txt")
#: Endings of reports that cannot be read: named, so that no report is passed over in silence.
_OTHER_ENDINGS = (".doc", ".wps")


def reports_in(paths: Sequence[Path]) -> list[Path]:
    """The reports among files and folders (any depth), sorted, each once; marked copies are none.

    A file named outright is taken whatever its ending. UsageError for a path that is not there, InputError
    where a folder holds no report.
    """
    return files_in(paths, _reports_under, _no_report)


def _no_report(folder: Path) -> InputError:
    message = f"文件夹“{folder}”里没有报告（.docx、.txt）"
    return InputError(message, fix="核对文件夹；由工作簿写报告用 xltools report new", code="no-report")


def _reports_under(folder: Path) -> Iterator[Path]:
    return (file for file in sorted(folder.rglob("*")) if _is_report(file, folder))


def _is_report(file: Path, root: Path) -> bool:
    """Whether a file below ``root`` is a report: no lock file, no marked copy, none of a unit's evidence."""
    hidden = file.name.startswith(("~$", ".~", ".xltools-"))
    evidence = any(FOLDER in part for part in file.relative_to(root).parts[:-1])
    known = file.suffix.lower() in (*_ENDINGS, *_OTHER_ENDINGS)
    return known and not hidden and not evidence and PROOF not in file.stem and file.is_file()


def checked_workbook(path: Path, standard: str | None) -> Checked:
    """The check of the workbook that reports are held against; InputError where it cannot be used."""
    files = workbooks_in([path])
    if len(files) != 1:
        raise InputError(f"“{path}”里有 {len(files)} 个工作簿，不知道用哪一个", fix="写明一个工作簿文件")
    checked = next(iter(check_files(files, standard, widen=asked)))
    if checked.error is not None or checked.record is None:
        code, message, fix = checked.error or ("unreadable", "读不了", "")
        raise InputError(f"对照的工作簿“{path}”不能用：{message}", fix=fix, code=code)
    return checked


def need_report_rules(standard: Standard) -> None:
    """StandardError where a standard asks nothing of reports: no report would ever be found at fault."""
    if not any(rule.enabled for rule in standard.report_rules):
        raise StandardError(
            f"规范“{standard.name}”没有报告规则，不能校验报告",
            fix="用 --standard 换一个规范；要加报告规则，写在 规范.xlsx 的“文表”里",
        )


def check_reports(
    paths: Sequence[Path], standard: Standard, workbook: Checked | None = None
) -> Iterator[Checked]:
    """Check each report; one that cannot be read is a Checked with 无法读取 and stops no other."""
    one = partial(_check_report, standard=standard, workbook=workbook)
    with processes(1, len(paths)) as run:
        yield from run(one, paths, instead=partial(_lost, standard))


def _lost(standard: Standard, problem: Problem, path: Path) -> Checked:
    """A report whose check failed, was ended, or ended its process."""
    return Checked(str(path), "", standard.name, "", "无法读取", error=problem.told)


def _read(path: Path) -> Narrative:
    """A report that says something; InputError for what has no text to check, which must not look passed."""
    if path.suffix.lower() in WORKBOOKS:
        fix = "要与它核对，写 --workbook；要校验它，用 xltools check"
        raise InputError(f"“{path.name}”是工作簿，不是报告", fix=fix, code="foreign-kind")
    narrative = read_prose(path)
    if not narrative.passages:
        fix = "扫描件、图片里的文字读不出来，给出能编辑的报告"
        raise InputError(f"“{path.name}”里没有文字，没有校验", fix=fix, code="no-text")
    return narrative


def _check_report(path: Path, standard: Standard, workbook: Checked | None) -> Checked:
    try:
        return check_report(_read(path), standard, workbook)
    except XltoolsError as error:
        problem = (error.code, error.message, error.fix)
    return Checked(str(path), "", standard.name, "", "无法读取", error=problem)
