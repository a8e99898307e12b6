"""One 退回稿 made: the very bytes that were checked, marked; or, where they cannot be, a list of findings."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from xltools.commands.standards import standards_of
from xltools.core.errors import InputError, PatchRefused, XltoolsError
from xltools.core.model import Checked
from xltools.readers.xlsx import content_of

if TYPE_CHECKING:
    from xltools.pool.outcome import Problem

#: What a workbook of findings is called that goes beside a workbook that cannot be marked.
BESIDE = "-审核结果"

ENDINGS = (".xlsx", ".xlsm")


@dataclass(frozen=True, slots=True)
class Made:
    """A 退回稿: its bytes, what its name ends with, and why it is only a list ("" where it is marked).

    ``problem`` says why there is none, and what to do.
    """

    content: bytes = b""
    ending: str = ""
    refused: str = ""
    problem: str = ""


def make(checked: Checked, standard: str | None, home: Path) -> Made:
    """The 退回稿 of a file, to lie in ``home``; ``standard`` is the one asked for on the command line.

    What can be said of a file that cannot be marked is in the answer: it keeps no other from its own.
    """
    try:
        return _made(checked, standard, home)
    except XltoolsError as error:
        return Made(problem=f"{error.message} 处理：{error.fix}")


def unmade(problem: Problem, *_: object) -> Made:
    """What stands for a 退回稿 whose making failed, was ended, or ended its process."""
    return Made(problem=f"{problem.message}。处理：{problem.fix}")


def _made(checked: Checked, standard: str | None, home: Path) -> Made:
    from xltools.core.returned.review import review
    from xltools.writers.findings import findings_book
    from xltools.writers.patch.marks import annotated

    content = _same_bytes(checked)
    standards = standards_of([checked], standard)
    suffix = Path(checked.path).suffix.lower()
    try:
        marked = annotated(content, checked.path, review(checked, standards[checked.standard]))
    except PatchRefused as refused:
        book = findings_book([checked], standards, home)
        return Made(book, f"{BESIDE}.xlsx", refused=refused.message)
    return Made(marked, suffix if suffix in ENDINGS else ENDINGS[0])


def _same_bytes(checked: Checked) -> bytes:
    """The bytes that were checked; InputError where the file is another by now."""
    content = content_of(checked.path)
    if sha256(content).hexdigest() != checked.sha256:
        raise InputError("原表在校验之后有改动。", fix="保存好原表，再运行一次")
    return content
