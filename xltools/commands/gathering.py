"""What ``run`` and ``consolidate`` share: check a folder of workbooks and sum them up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from xltools import console
from xltools.commands.base import CLEAN, FAILED, make_folder, unit_workbooks
from xltools.core.errors import UsageError
from xltools.core.model import Checked
from xltools.core.standard import Standard

if TYPE_CHECKING:
    from xltools.core.summary import Summary


@dataclass(frozen=True)
class Gathered:
    """All files of a folder, checked, and their summary; None when no file could be read."""

    checked: tuple[Checked, ...]
    standard: Standard | None
    summary: Summary | None

    @property
    def exit_code(self) -> int:
        """2 when a file could not be read: then the summary is not of everyone."""
        return FAILED if any(each.error for each in self.checked) else CLEAN


def gather(
    folder: Path, standard: str | None, roster: Path | None, jobs: int, beside: Sequence[Path] = ()
) -> Gathered:
    """Check all workbooks under the folder and consolidate them."""
    from xltools.core.consolidate import consolidate
    from xltools.readers.roster import read_roster
    from xltools.runner import ROSTER, check_files, load_standard

    if roster is None and (folder / ROSTER).is_file():
        roster = folder / ROSTER
    files = unit_workbooks(folder, beside=[*beside, roster] if roster else beside)
    known = read_roster(roster) if roster else None
    checked = tuple(console.progress(check_files(files, standard, jobs=jobs), len(files), "校验"))
    name = standard or _common_standard(checked)
    if name is None:
        return Gathered(checked, None, None)
    chosen = load_standard(name)
    return Gathered(checked, chosen, consolidate(chosen, checked, known))


def write_summary(gathered: Gathered, path: Path) -> None:
    """Write the summary workbook."""
    from xltools.engines import choose
    from xltools.summarise import summarise

    if gathered.summary is None:
        console.note(f"没有一个能读取的工作簿,没有写 {path}", "核实")
        return
    make_folder(path.parent)
    summarise(gathered.summary, path, choose("auto"))


def _common_standard(checked: Sequence[Checked]) -> str | None:
    """The standard the workbooks name; totals over two different forms would mean nothing."""
    names = sorted({each.standard for each in checked if each.record is not None})
    if len(names) > 1:
        fix = "用 --standard 指明一个规范,或把不同规范的工作簿分放在不同的文件夹"
        raise UsageError(f"这些工作簿用了不同的规范:{'、'.join(names)}", fix=fix)
    return names[0] if names else None
