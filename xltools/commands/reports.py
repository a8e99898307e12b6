"""Reports from records: one file a unit, with a PDF beside it when asked for."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from xltools import console
from xltools.commands.base import make_folder
from xltools.commands.kept import Kept, distinct
from xltools.core.errors import XltoolsError
from xltools.core.model import Checked, Record
from xltools.whole import put


@dataclass(frozen=True)
class Reports:
    """The reports written, and how many units did not get one.

    ``kept``: reports somebody changed, which were left as they are, each with what was written beside it.
    """

    written: tuple[Path, ...] = ()
    failed: int = 0
    kept: tuple[tuple[Path, Path], ...] = ()


def template_of(name: str) -> Path | None:
    """The report template of a standard; None where it has none."""
    from xltools.resources import REPORT, standard_folder

    path = standard_folder(name) / REPORT
    return path if path.is_file() else None


def write_reports(checked: Iterable[Checked], name: str | None, folder: Path) -> Reports:
    """Write a report for each file that could be read, by the standard of that name or the file's own.

    One that fails is told and the others go on; one that somebody changed is kept.
    """
    from xltools.runner import load_standard
    from xltools.writers.document import write_report

    read = [(name or each.standard, each.record) for each in checked if each.record is not None]
    templates = {standard: template_of(standard) for standard, _ in read}
    for standard, template in templates.items():
        if template is None:
            console.note(f"规范“{standard}”没有报告模板 自评报告.docx,没有写报告", "核实")
    records = [(standard, record) for standard, record in read if templates[standard]]
    if not records:
        return Reports()
    make_folder(folder)
    standards = {standard: load_standard(standard) for standard, _ in records}
    names = [f"{each}.docx" for each in file_names([record for _, record in records])]
    written: list[Path] = []
    kept: list[tuple[Path, Path]] = []
    failed = 0
    outputs = Kept.of(folder)
    try:
        work = zip(records, names, strict=True)
        for (standard, record), file_name in console.progress(work, len(records), "写报告"):
            path = outputs.free(file_name, names)
            template = templates[standard]
            assert template is not None  # noqa: S101  # left out above
            try:
                write_report(record, standards[standard], template, path)
            except XltoolsError as error:
                failed += 1
                console.note(f"{record.name}:报告没有写成。{error.message} 处理:{error.fix}", "错误")
                continue
            outputs.wrote(path)
            written.append(path)
            if path.name != file_name:
                kept.append((folder / file_name, path))
    finally:
        outputs.save()
    return Reports(tuple(written), failed, tuple(kept))


def file_names(records: Sequence[Record]) -> Iterator[str]:
    """A file name a record: the unit's name; where two share one, the code and a number are added."""
    return distinct((record.name, record.code) for record in records)


def make_pdfs(files: Sequence[Path], folder: Path) -> None:
    """Convert reports into the folder; each PDF is whole or as it was before."""
    from xltools.engines.soffice import convert

    if not files:
        return
    with tempfile.TemporaryDirectory(prefix="xltools-", ignore_cleanup_errors=True) as made:
        for pdf in convert(files, "pdf", Path(made)):
            put(pdf.read_bytes(), folder / pdf.name)
