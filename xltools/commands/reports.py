"""Reports from records: one file a unit, with a PDF beside it when asked for."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from xltools import console
from xltools.commands.base import make_folder, safe_name
from xltools.commands.check_json import dumps
from xltools.core.errors import XltoolsError
from xltools.core.model import Checked, Record

#: What was written into a folder of reports: name -> sha256, to tell later what somebody has changed.
RECORD = ".xltools.json"


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
    hashes = _recorded(folder)
    try:
        work = zip(records, names, strict=True)
        for (standard, record), file_name in console.progress(work, len(records), "写报告"):
            path = _free(folder / file_name, hashes, names)
            template = templates[standard]
            assert template is not None  # noqa: S101  # left out above
            try:
                write_report(record, standards[standard], template, path)
            except XltoolsError as error:
                failed += 1
                console.note(f"{record.name}:报告没有写成。{error.message} 处理:{error.fix}", "错误")
                continue
            hashes[path.name] = _sha256(path)
            written.append(path)
            if path.name != file_name:
                kept.append((folder / file_name, path))
    finally:
        console.write_file(folder / RECORD, [dumps(dict(sorted(hashes.items()))), "\n"])
    return Reports(tuple(written), failed, tuple(kept))


def _recorded(folder: Path) -> dict[str, str]:
    """What was written into the folder before; nothing where that is not known."""
    try:
        known = json.loads((folder / RECORD).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return {str(name): str(value) for name, value in known.items()} if isinstance(known, dict) else {}


def _free(path: Path, hashes: Mapping[str, str], taken: Sequence[str]) -> Path:
    """The path, or one beside it where somebody has changed what lies there."""
    choice, number = path, 1
    while _changed(choice, hashes) or (number > 1 and choice.name in taken):
        choice = path.with_name(f"{path.stem}(新{number if number > 1 else ''}).docx")
        number += 1
    return choice


def _changed(path: Path, hashes: Mapping[str, str]) -> bool:
    """Whether a file lies there that is not, byte for byte, what was written."""
    try:
        return _sha256(path) != hashes.get(path.name)
    except FileNotFoundError:
        return False
    except OSError:
        return True


def _sha256(path: Path) -> str:
    return sha256(path.read_bytes()).hexdigest()


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
