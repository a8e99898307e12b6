"""``xltools letters``: what goes out on paper: a 反馈函 to each unit, a 审核情况说明 of the whole batch."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import partial, wraps
from pathlib import Path
from typing import Any, TypeVar, cast

import click

from xltools import console
from xltools.commands.base import (
    FAILED,
    Command,
    guard,
    jobs_option,
    make_folder,
    need_libreoffice,
    out_option,
    pdf_option,
    standard_option,
)
from xltools.commands.kept import Kept, distinct
from xltools.commands.standards import standards_of
from xltools.core.errors import XltoolsError
from xltools.core.letters import account, reply
from xltools.core.letters.sender import Sender
from xltools.core.model import Checked
from xltools.core.overview.overview import Overview, UnitView, overview
from xltools.resources import ACCOUNT, REPLY, letter_template

F = TypeVar("F", bound=Callable[..., Any])
Day = dt.date | None

#: What a letter to a unit is called after its name.
_ENDING = "-审核意见反馈函.docx"


@dataclass(frozen=True)
class Letters:
    """What became of the folder of letters.

    ``kept``: those somebody changed, each with what was written beside it; ``gone``: earlier ones nobody
    changed, of units that nothing is asked of any more; ``stale``: such ones that somebody changed.
    """

    written: tuple[Path, ...] = ()
    kept: tuple[tuple[Path, Path], ...] = ()
    gone: tuple[Path, ...] = ()
    stale: tuple[Path, ...] = ()
    failed: int = 0


def sender_options(command: F) -> F:
    """``--from --number --date --due``, handed over as one ``sender``."""

    @wraps(command)
    def with_sender(*args: Any, from_: str, number: str, date: Day, due: Day, **options: Any) -> Any:
        if date and due and due < date:
            raise click.UsageError(f"回复期限 {due} 早于发函日期 {date}；请改 --due 或 --date")
        return command(*args, sender=Sender(from_, number, date, due), **options)

    for option in (
        click.option("--due", callback=_date, metavar="日期", help="要求回复的期限，例：2023-05-15。"),
        click.option("--date", callback=_date, metavar="日期", help="发函日期，例：2023-05-06。"),
        click.option("--number", default="", metavar="文号", help="发文字号。"),
        click.option("--from", "from_", default="", metavar="单位", help="审核单位，署名用。"),
    ):
        with_sender = option(with_sender)
    return cast("F", with_sender)


def _date(_ctx: click.Context, _param: click.Parameter, value: str | None) -> Day:
    if not value:
        return None
    try:
        return dt.date.fromisoformat(value)
    except ValueError:
        raise click.BadParameter(f"“{value}”不是日期，例：2023-05-06") from None


@click.command(
    cls=Command,
    short_help="写审核意见反馈函和审核情况说明(Word)。",
    help="校验工作簿，给每个有问题的单位写一份审核意见反馈函，给全部单位写一份审核情况说明。\n"
    "没有写明的审核单位、日期、期限、文号，在函里标为【待填：…】，用 Word 补上。\n"
    "改过的函不会被覆盖：新写的另存为“…(新)”。模板在模板文件夹的“公文”里，规范文件夹里有同名模板的用它的。\n"
    "退出码：0 写好了；2 有文件读不了或没能写成。",
)
@click.argument(
    "paths",
    nargs=-1,
    required=True,
    type=click.Path(path_type=Path),
    metavar="文件或文件夹...",
    help="单位的工作簿，或放它们的文件夹（找到最里层）。",
)
@out_option("写到哪个文件夹。", metavar="文件夹", default="公文")
@sender_options
@standard_option
@pdf_option
@jobs_option
@click.pass_context
def letters(  # a parameter an option
    ctx: click.Context,
    paths: tuple[Path, ...],
    out: Path,
    sender: Sender,
    standard: str | None,
    *,
    pdf: bool,
    jobs: int,
) -> None:
    """Check the workbooks and write the letters; the exit code says whether it was done."""
    from xltools.commands.gathering import without_summaries
    from xltools.runner import check_files, workbooks_in

    if pdf:
        need_libreoffice()
    files = workbooks_in(list(paths))
    guard([out / ACCOUNT], files)
    results = console.progress(check_files(files, standard, jobs=jobs), len(files), "校验")
    checked = tuple(without_summaries(results, named=paths))
    done = write_letters(checked, standard, out, sender)
    if pdf:
        from xltools.commands.reports import make_pdfs

        make_pdfs(done.written, out)
    console.show(lines(done))
    console.show([console.line(f"√ 已写 {len(done.written)} 份到 {out}")])
    ctx.exit(FAILED if done.failed or any(each.error for each in checked) else 0)


def lines(done: Letters) -> Iterator[console.Line]:
    """What of the letters is not as everybody expects."""
    for changed, new in done.kept:
        yield console.line(f"{changed.name} 有人改过，没有覆盖；新写的是 {new.name}", "核实")
    for path in done.gone:
        yield console.line(f"已删去旧函 {path.name}：没有人改过，现在已不需要")
    for path in done.stale:
        yield console.line(f"旧函 {path.name} 现在已不需要；有人改过，没有删去", "核实")


def write_letters(checked: Sequence[Checked], standard: str | None, folder: Path, sender: Sender) -> Letters:
    """Write all letters into the folder; one that fails is told and the others go on."""
    seen = overview(checked, standards_of(checked, standard))
    if not seen.units:
        return Letters()
    make_folder(folder)
    names = list(distinct((unit.name, unit.code) for unit in seen.units))
    writer = _Writer(Kept.of(folder), frozenset(f"{name}{_ENDING}" for name in names))
    try:
        asked = [(u, n) for u, n in zip(seen.units, names, strict=True) if reply.asks(u)]
        for unit, name in console.progress(asked, len(asked), "写反馈函"):
            writer.write(f"{name}{_ENDING}", partial(_reply, unit, seen, standard, sender))
        writer.write(ACCOUNT, partial(_account, seen, standard, sender))
        gone, stale = writer.tidy()
    finally:
        writer.outputs.save()
    return Letters(tuple(writer.written), tuple(writer.kept), gone, stale, writer.failed)


def _reply(unit: UnitView, seen: Overview, standard: str | None, sender: Sender) -> bytes:
    from xltools.writers.letter import letter

    template = letter_template(REPLY, standard or _one_standard(unit.files))
    return letter(reply.reply_names(unit, seen, sender), reply.ROW_NAMES, template)


def _account(seen: Overview, standard: str | None, sender: Sender) -> bytes:
    from xltools.writers.letter import letter

    template = letter_template(ACCOUNT, standard or _one_standard(seen.checked))
    return letter(account.account_names(seen, sender), account.ROW_NAMES, template)


def _one_standard(checked: Sequence[Checked]) -> str | None:
    """The standard all files follow, whose own templates are taken; None where there are several."""
    names = {each.standard for each in checked if each.record}
    return names.pop() if len(names) == 1 else None


class _Writer:
    """Writes letters one by one and remembers what became of each."""

    def __init__(self, outputs: Kept, taken: Collection[str]) -> None:
        self.outputs = outputs
        self._taken = taken
        self._names: set[str] = set()
        self.written: list[Path] = []
        self.kept: list[tuple[Path, Path]] = []
        self.failed = 0

    def write(self, name: str, make: Callable[[], bytes]) -> None:
        """Write one where nobody's work lies; what went wrong is told."""
        from xltools.whole import put

        self._names.add(name)
        path = self.outputs.free(name, self._taken)
        try:
            put(make(), path)
        except XltoolsError as error:
            self.failed += 1
            console.note(f"{name} 没有写成。{error.message} 处理：{error.fix}", "错误")
            return
        self.outputs.wrote(path)
        self.written.append(path)
        if path.name != name:
            self.kept.append((self.outputs.folder / name, path))

    def tidy(self) -> tuple[tuple[Path, ...], tuple[Path, ...]]:
        """Take away earlier letters that are not needed any more, and name those somebody changed."""
        current = {path.name for path in self.written} | self._names
        old = [self.outputs.folder / name for name in sorted(self.outputs.hashes) if name not in current]
        there = [path for path in old if path.exists()]
        gone = [path for path in there if self.outputs.remove(path)]
        return tuple(gone), tuple(path for path in there if path not in gone)
