"""An open workbook checked as its file would be: by its standard, with the forms and evidence beside it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from xltools.core.attachments.attached import Form, Near, form_of
from xltools.core.errors import InputError
from xltools.core.model import Checked, Workbook
from xltools.engines import choose
from xltools.knowing import Fetch
from xltools.runner import check_file, examine, load_standard
from xltools.workers import local

#: By the code of an error: what to do where nobody types a command.
_FIXES = {"foreign-form": "打开用下发的空白表填的自评工作簿，再点一次；没有空白表的，向布置自评的部门要"}


def check_open(workbook: Workbook) -> Checked:
    """The check of a workbook as it stands on the screen; InputError where nothing can be said of it."""
    path = Path(workbook.path)
    (checked,) = examine([path], None, _whole, local(1), known=_Opened(path, workbook))
    if checked.error is not None:
        code, message, fix = checked.error
        raise InputError(message, fix=_FIXES.get(code, fix), code=code)
    return checked


def _whole(checked: Checked, _form: Form | None) -> Checked:
    return checked


@dataclass(frozen=True)
class _Opened:
    """Of all files, what is known of the one that is open: nothing of it is read again."""

    path: Path
    workbook: Workbook

    def said(self, path: Path) -> Fetch[str | None] | None:
        """What a file says it is stands in the file."""
        del path
        return None

    def heard(self, said: Mapping[Path, str | None]) -> None:
        """Nothing of it is kept."""

    def form(self, path: Path, standard: str, cells: Sequence[str]) -> Fetch[tuple[Form, Checked]] | None:
        """The open one as a form attached to a unit's workbook."""
        del standard

        def made() -> tuple[Form, Checked]:
            checked = self._checked(None)
            return form_of(checked, load_standard(checked.standard), cells), checked

        return made if path == self.path else None

    def unit(self, path: Path, standard: str | None, near: Near) -> Fetch[Checked] | None:
        """The open one as a unit's workbook."""
        del standard
        return (lambda: self._checked(near)) if path == self.path else None

    def _checked(self, near: Near | None) -> Checked:
        given: Any = {} if near is None else {"near": near}
        return check_file(self.path, None, choose("auto"), opened=self.workbook, **given)
