"""批注稿: a copy of each report with its findings as comments, written beside the results."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from hashlib import sha256
from pathlib import Path

from xltools import console
from xltools.commands.base import FAILED, make_folder, refuse_overwrite
from xltools.core.errors import InputError, UsageError, XltoolsError
from xltools.core.model import Checked

_WORD = ".docx"
_NO_COMMENTS = "用 Word 或 WPS 打开它，另存为 .docx 再校验；或用 -o 写 .txt、.json、.xlsx 结果"


@dataclass
class Proofs:
    """Which marked copy belongs to which report, and what came of writing them."""

    targets: Mapping[Path, Path]
    failed: list[Path] = field(default_factory=list)

    @property
    def outputs(self) -> tuple[Path, ...]:
        """Everything that may be written."""
        return tuple(self.targets.values())

    def watch(self, results: Iterable[Checked], names: Mapping[str, str]) -> Iterator[Checked]:
        """Hand on the results, and write the marked copy of each; one that fails stops no other.

        ``names`` are the rules' names by number.
        """
        for checked in results:
            yield checked
            if checked.error is None:
                self._write(checked, names)

    def _write(self, checked: Checked, names: Mapping[str, str]) -> None:
        report = Path(checked.path)
        try:
            _put(checked, self.targets[report], names)
        except XltoolsError as error:
            self.failed.append(report)
            console.note(f"没有写批注稿：{error.message}", "错误")
            if error.fix:
                console.note(f"处理：{error.fix}")
        else:
            console.note(f"√ 批注稿已写入 {self.targets[report]}")

    def exit_code(self, code: int) -> int:
        """What was found decides, unless a marked copy could not be written."""
        return FAILED if self.failed else code


def proofs_for(reports: Sequence[Path], out: Path | None, *, force: bool) -> Proofs | None:
    """The marked copies ``out`` asks for, a .docx or a folder of them; None where it asks for none.

    UsageError where they cannot be told apart or made, OutputError where one would be written over.
    """
    if out is None or not (out.suffix.lower() == _WORD or _is_folder(out)):
        return None
    targets = _in_folder(reports, out) if _is_folder(out) else {_only(reports, out): out}
    for target in targets.values():
        refuse_overwrite(target, force=force)
    return Proofs(targets)


def _is_folder(out: Path) -> bool:
    return out.is_dir() or (not out.suffix and not out.exists())


def _only(reports: Sequence[Path], out: Path) -> Path:
    """The one report a .docx is to be the marked copy of."""
    if len(reports) > 1:
        raise UsageError(
            f"有 {len(reports)} 份报告，“{out.name}”只能写一份批注稿",
            fix=f"用 -o 写一个文件夹，例：-o {out.with_suffix('')}",
        )
    if reports[0].suffix.lower() != _WORD:
        raise UsageError(f"“{reports[0].name}”不是 Word 文档，没有地方加批注", fix=_NO_COMMENTS)
    return reports[0]


def _in_folder(reports: Sequence[Path], folder: Path) -> dict[Path, Path]:
    """A name for each in the folder; two reports of one name get numbers."""
    from xltools.proofreading import PROOF

    targets: dict[Path, Path] = {}
    for report in reports:
        taken = {target.name.lower() for target in targets.values()}
        names = (
            f"{report.stem}{PROOF}{f'({n})' if n > 1 else ''}{_WORD}" for n in range(1, len(reports) + 2)
        )
        targets[report] = folder / next(name for name in names if name.lower() not in taken)
    return targets


def _put(checked: Checked, target: Path, names: Mapping[str, str]) -> None:
    """Write the marked copy of the very bytes that were checked."""
    from xltools.readers.word.file import bytes_of
    from xltools.whole import put
    from xltools.workers import alone
    from xltools.writers.proofs import proofed

    report = Path(checked.path)
    if report.suffix.lower() != _WORD:
        raise InputError(f"“{report.name}”不是 Word 文档，没有地方加批注", fix=_NO_COMMENTS)
    content = bytes_of(report)
    if sha256(content).hexdigest() != checked.sha256:
        raise InputError(f"“{report.name}”在校验之后有改动", fix="保存好报告，再运行一次")
    make_folder(target.parent)
    marked = alone(report, partial(proofed, names=names, path=str(report)), content, checked.findings)
    put(marked, target)
