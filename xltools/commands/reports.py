"""Reports from records: one file a unit, with a PDF beside it when asked for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from xltools import console
from xltools.commands.base import make_folder, safe_name
from xltools.core.errors import XltoolsError
from xltools.core.model import Checked, Record
from xltools.core.standard import Standard


@dataclass(frozen=True)
class Reports:
    """The reports written, and how many units did not get one."""

    written: tuple[Path, ...] = ()
    failed: int = 0


def template_of(name: str) -> Path | None:
    """The report template of a standard; None where it has none."""
    from xltools.resources import REPORT, standard_folder

    path = standard_folder(name) / REPORT
    return path if path.is_file() else None


def write_reports(checked: Iterable[Checked], standard: Standard, name: str, folder: Path) -> Reports:
    """Write a report for each file that could be read; one that fails is told and the others go on."""
    from xltools.writers.document import write_report

    template = template_of(name)
    if template is None:
        console.note(f"规范“{standard.name}”没有报告模板 自评报告.docx,没有写报告", "核实")
        return Reports()
    make_folder(folder)
    records = [each.record for each in checked if each.record is not None]
    written, failed = [], 0
    named = zip(records, file_names(records), strict=True)
    for record, file_name in console.progress(named, len(records), "写报告"):
        path = folder / f"{file_name}.docx"
        try:
            write_report(record, standard, template, path)
            written.append(path)
        except XltoolsError as error:
            failed += 1
            console.note(f"{record.name}:报告没有写成。{error.message} 处理:{error.fix}", "错误")
    return Reports(tuple(written), failed)


def file_names(records: Sequence[Record]) -> Iterator[str]:
    """A file name a record: the unit's name; where two share one, the code and a number are added."""
    used: set[str] = set()
    for record in records:
        name = safe_name(record.name)
        if name in used:
            name = safe_name(f"{record.name}-{record.code}")
        plain, number = name, 2
        while name in used:
            name, number = f"{plain}-{number}", number + 1
        used.add(name)
        yield name


def make_pdfs(files: Sequence[Path], folder: Path) -> None:
    """Convert reports into the folder."""
    from xltools.engines.soffice import convert

    if files:
        convert(files, "pdf", folder)
