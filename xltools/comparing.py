"""Submitted files against published ones: which belong together, each pair read and compared."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from xltools.core.compare.difference import Comparison, Pair, Told
from xltools.core.compare.fields import Fields
from xltools.core.compare.report import Document, compare_reports
from xltools.core.compare.workbooks import compare_workbooks
from xltools.core.consolidation.roster import plain
from xltools.core.errors import InputError, UsageError, XltoolsError
from xltools.core.layout import lay_out
from xltools.core.locating.locate import locate
from xltools.core.model import Workbook
from xltools.core.names import COMPARISON_NAME
from xltools.readers.document import ENDINGS as REPORTS
from xltools.readers.document import read_document_bytes
from xltools.readers.evidence_folder import without_evidence
from xltools.readers.said import said
from xltools.readers.xlsx import content_of, read_bytes
from xltools.runner import load_standard, standard_of
from xltools.workers import processes

if TYPE_CHECKING:
    from xltools.pool.outcome import Problem

WORKBOOKS = (".xlsx", ".xlsm")
#: Files of these kinds cannot be compared; they are named, so that none is passed over in silence.
_OTHERS = (".xls", ".xlsb", ".et", ".ods", ".doc", ".wps", ".pdf", ".ofd")

#: Hands on the pairs as they are compared, given how many there will be.
Watch = Callable[[Iterable[Pair], int], Iterable[Pair]]

_SAME_KIND = "工作簿对工作簿（.xlsx、.xlsm），报告对报告（.docx、.txt）。"
_SAVE_AS = "请用 Excel、Word 或 WPS 另存为 .xlsx 或 .docx 后再比较。"


@dataclass(frozen=True, eq=False)
class _File:
    """A file to be compared: its path, what it is called in its folder, and the standard asked for."""

    path: Path
    name: str
    standard: str | None

    @cached_property
    def content(self) -> bytes:
        """The bytes; InputError when they cannot be read."""
        return content_of(self.path)

    @cached_property
    def sha256(self) -> str:
        """The hash of the bytes."""
        return hashlib.sha256(self.content).hexdigest()

    @property
    def kind(self) -> str:
        """The kind of file: a workbook, a report, or another ending."""
        ending = self.path.suffix.lower()
        return "工作簿" if ending in WORKBOOKS else "报告" if ending in REPORTS else ending

    @cached_property
    def workbook(self) -> Workbook:
        """The workbook read; XltoolsError where it is none."""
        return read_bytes(self.content, str(self.path))

    @cached_property
    def document(self) -> Document:
        """The report read; XltoolsError where it is none."""
        return read_document_bytes(self.content, str(self.path))

    @property
    def opened(self) -> Workbook | Document:
        """The file as what it is; XltoolsError where it cannot be compared."""
        if self.kind in ("工作簿", "报告"):
            return self.workbook if self.kind == "工作簿" else self.document
        message = f"“{self.path.name}”是 {self.kind or '没有扩展名的'} 文件，不能逐处比较。"
        raise InputError(message, fix=_SAVE_AS, code="foreign-kind")

    @cached_property
    def fields(self) -> Fields | None:
        """The fields of a workbook that follows a standard; None where it follows none."""
        # A standard that cannot be used is told of by other commands: cells can be compared without.
        with suppress(XltoolsError):
            name = self.standard or standard_of(self.workbook)
            standard = load_standard(name)
            return Fields(self.workbook, standard, locate(self.workbook, standard, lay_out(standard)))
        return None

    def keys(self) -> Iterator[tuple[str, ...]]:
        """By what a file may find its counterpart, the surest first."""
        yield self.kind, self.name.casefold(), self.sha256
        fields = self.fields if self.kind == "工作簿" else None
        said = (
            (fields.standard.name, plain(fields.unit_code), plain(fields.unit_name))
            if fields
            else ("", "", "")
        )
        yield ("编码", said[0], said[1]) if said[1] else ()
        yield ("名称", said[0], said[2]) if said[2] else ()
        yield self.kind, self.sha256
        yield from self.names()

    def names(self) -> Iterator[tuple[str, ...]]:
        """The keys that need no reading: where the file stands in its folder, and its name alone."""
        yield self.kind, plain(str(Path(self.name).with_suffix(""))).casefold(), "位置"
        yield self.kind, plain(self.path.stem).casefold(), "文件名"


def _silent(work: Iterable[Pair], _total: int) -> Iterable[Pair]:
    return work


def compare_paths(
    submitted: Path, published: Path, standard: str | None = None, watch: Watch = _silent
) -> Comparison:
    """Compare two files or two folders; ``watch`` hands on the pairs of folders, and may tell how far it is.

    UsageError where one is missing or they are not of a kind. A file that cannot be read is an error of its
    pair and stops no other.
    """
    for path in (submitted, published):
        if not path.exists():
            raise UsageError(f"找不到“{path}”", fix="核对文件或文件夹的名称和位置")
    if standard is not None:
        load_standard(standard)
    if submitted.is_dir() != published.is_dir():
        raise UsageError("一边是文件，一边是文件夹，不能比较", fix="给出两个文件，或两个文件夹")
    if not submitted.is_dir():
        pair = _File(submitted, submitted.name, standard), _File(published, published.name, standard)
        with processes(1, 1) as run:
            return Comparison(tuple(run(_compare, *((each,) for each in pair), instead=_lost)))
    return _folders(_files(submitted, standard), _files(published, standard), watch)


def _files(folder: Path, standard: str | None) -> list[_File]:
    """The files of a folder that can be compared or should be; InputError where there is none."""
    kinds = (*WORKBOOKS, *REPORTS, *_OTHERS)
    everything = (path for path in sorted(folder.rglob("*")) if not path.name.startswith(("~$", ".")))
    chosen = (path for path in everything if path.suffix.lower() in kinds and path.is_file())
    named = ((path, path.relative_to(folder).as_posix()) for path in without_evidence(chosen, folder))
    files = [_File(path, name, standard) for path, name in named if not _is_comparison(path)]
    if not files:
        raise InputError(f"文件夹“{folder}”里没有工作簿或报告", fix="核对文件夹", code="no-workbook")
    return files


def _is_comparison(path: Path) -> bool:
    """Whether a file is a comparison that was written here earlier."""
    told = said(path) if path.suffix.lower() in WORKBOOKS else None
    return told is not None and COMPARISON_NAME in told.names


def _folders(left: Sequence[_File], right: Sequence[_File], watch: Watch) -> Comparison:
    """The files of two folders in pairs, those left over told; no more than one pair is held in memory."""
    partners = _partners(left, right)
    taken = {id(file) for file in partners.values()}
    with processes(1, len(partners)) as run:
        ours = [replace(f) for f in left if id(f) in partners]
        theirs = [replace(partners[id(f)]) for f in left if id(f) in partners]
        pairs = tuple(watch(run(_compare, ours, theirs, instead=_lost), len(partners)))
    alone = [str(file.path) for file in left if id(file) not in partners]
    return Comparison(pairs, tuple(alone), tuple(str(f.path) for f in right if id(f) not in taken))


def _lost(problem: Problem, left: _File, right: _File) -> Pair:
    """A pair whose comparison failed, was ended, or ended its process."""
    pair = Pair(str(left.path), str(right.path))
    return replace(pair, error=(f"{left.path}、{right.path}", problem.message, problem.fix))


def _partners(left: Sequence[_File], right: Sequence[_File]) -> Mapping[int, _File]:
    """Each file's counterpart; a key counts where one file on either side has it."""
    files = (*left, *right)
    with processes(1, len(files)) as run:
        found_keys = run(_keys, files, instead=lambda _, file: [(), (), (), (), *file.names()])
        keys = {id(file): each for file, each in zip(files, found_keys, strict=True)}
    found: dict[int, _File] = {}
    steps = max(len(each) for each in keys.values())
    for step in range(steps):
        taken = {id(file) for file in found.values()}
        ours = _once((f, keys[id(f)][step]) for f in left if id(f) not in found)
        theirs = _once((f, keys[id(f)][step]) for f in right if id(f) not in taken)
        found |= {id(file): theirs[key] for key, file in ours.items() if key in theirs}
    return found


def _keys(file: _File) -> list[tuple[str, ...]]:
    """All keys of a file, the last two those of its name; nothing that was read is kept."""
    try:
        return list(replace(file).keys())
    except XltoolsError:  # told of when its pair is compared
        return [(), (), (), (), *file.names()]


def _once(files: Iterable[tuple[_File, tuple[str, ...]]]) -> dict[tuple[str, ...], _File]:
    """The files by a key that no other file has."""
    by_key: dict[tuple[str, ...], list[_File]] = {}
    for file, key in files:
        if key:
            by_key.setdefault(key, []).append(file)
    return {key: found[0] for key, found in by_key.items() if len(found) == 1}


def _compare(left: _File, right: _File) -> Pair:
    """One pair; what can be said of either file that cannot be read is in the answer."""
    pair = Pair(str(left.path), str(right.path))
    for file in (left, right):
        error = _error(file)
        if error:
            return replace(pair, error=error)
    pair = replace(pair, sha256=(left.sha256, right.sha256))
    if left.sha256 == right.sha256:
        return replace(pair, identical=True)
    if left.kind != right.kind:
        message = f"“{left.path.name}”与“{right.path.name}”不是同一类文件，不能比较。"
        return replace(pair, error=(pair.published, message, _SAME_KIND))
    for file in (left, right):
        error = _error(file, opened=True)
        if error:
            return replace(pair, error=error)
    if left.kind == "报告":
        return replace(pair, told=compare_reports(left.document, right.document))
    fields = _fields(left, right)
    told = Told(notes=_told_of(left, right, fields)) + compare_workbooks(
        left.workbook, right.workbook, fields
    )
    return replace(pair, told=told, standard=fields[0].standard.name if fields else "")


def _error(file: _File, *, opened: bool = False) -> tuple[str, str, str] | None:
    """Why a file cannot be read, or (``opened``) cannot be opened as what it is; None where it can."""
    try:
        _ = file.opened if opened else file.content
    except XltoolsError as error:
        return str(file.path), error.message, error.fix
    return None


def _told_of(left: _File, right: _File, fields: tuple[Fields, Fields] | None) -> tuple[str, ...]:
    """What is to be said where the fields of a standard were looked for and not found in both files."""
    if fields or not (left.standard or left.fields or right.fields):
        return ()
    return ("两个文件不都是同一规范的表样，没有按项目比较，只按工作表和单元格比较",)


def _fields(left: _File, right: _File) -> tuple[Fields, Fields] | None:
    """The fields of both, where both follow one standard."""
    one, other = left.fields, right.fields
    if one is None or other is None or one.standard.name != other.standard.name:
        return None
    return one, other
