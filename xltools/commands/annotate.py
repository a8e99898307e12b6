"""``xltools annotate``: a unit's own workbook with its findings marked in it, or the marks taken out."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

import click

from xltools import console
from xltools.commands.base import (
    CLEAN,
    FAILED,
    Command,
    force_option,
    guard,
    out_option,
    refuse_overwrite,
    same_file,
    standard_option,
)
from xltools.core.errors import InputError, PatchRefused, UsageError

if TYPE_CHECKING:
    from xltools.core.model import Checked
    from xltools.core.returned.item import Review

#: What a marked copy is called when nobody says.
_RETURNED = "-退回"


@click.command(
    cls=Command,
    short_help="把问题标在工作簿的副本里，退回单位。",
    help="校验一个工作簿，把问题标在它的副本里：有问题的格按级别填色、加批注，另加一页“审核结果”，\n"
    "每行链接到所在的格，单位在“核实说明”里写原因，审核人在“审核意见”里选认可或退回。\n"
    "其余内容（公式、图表、宏、控件、原有批注和格式）逐字节不变；再标一次先去掉旧标注，已写的说明保留。\n"
    "--clear 去掉标注，恢复原样。-o 与原文件相同时，先备份为“原文件名.bak”。\n"
    "不能保证无损的文件（有数字签名等）不标注，另写一本“-审核结果.xlsx”。\n"
    "退出码：0 已写出；2 没能做完。",
)
@click.argument("file", type=click.Path(path_type=Path), metavar="文件", help="要标注的工作簿。")
@out_option("写到哪里；扩展名要与内容相符，有宏的为 .xlsm。")
@click.option("--clear", is_flag=True, help="去掉标注，不校验。")
@standard_option
@force_option
@click.pass_context
def annotate(  # a parameter an option
    ctx: click.Context, file: Path, out: Path | None, standard: str | None, *, clear: bool, force: bool
) -> None:
    """Mark the file, or clear it; end with the exit code."""
    content = _read(file)
    target = _target(file, out, content, clear=clear, force=force)
    if clear:
        _clear(file, target, content)
        ctx.exit(CLEAN)
    ctx.exit(_mark(file, target, content, standard, force=force))


def _read(file: Path) -> bytes:
    from xltools.readers.xlsx import content_of

    if file.is_dir():
        raise UsageError(
            f"“{file}”是文件夹，一次标注一个文件", fix="写明文件；一批文件用 xltools run，退回稿在输出里"
        )
    if not file.exists():
        raise UsageError(f"找不到“{file}”", fix="核对文件的名称和位置")
    return content_of(file)


def _target(file: Path, out: Path | None, content: bytes, *, clear: bool, force: bool) -> Path:
    """Where to write; stops before anything is done in vain or written over."""
    from xltools.workers import alone
    from xltools.writers.patch.ending import ending_of

    ending = alone(file, ending_of, content, str(file)) or file.suffix
    if out is None:
        proposal = file.with_name(f"{file.stem}{'-原样' if clear else _RETURNED}{ending}")
        raise UsageError("没有写明写到哪里", fix=f"用 -o 写明，例如 -o {proposal}")
    if out.suffix.lower() != ending:
        why = "含有宏，" if ending == ".xlsm" else ""
        raise UsageError(
            f"“{file.name}”{why}输出文件要以 {ending} 结尾，写的是“{out.name}”",
            fix=f"改为 -o {out.with_suffix(ending)}；扩展名与内容不符的文件 Excel 打不开",
        )
    guard([out])
    if not same_file(file, out):
        refuse_overwrite(out, force=force)
    return out


def _clear(file: Path, out: Path, content: bytes) -> None:
    from xltools.workers import alone
    from xltools.writers.patch.clear import cleared

    plain = alone(file, cleared, content, str(file))
    if plain == content:
        console.show([console.line(f"{file} 里没有标注，内容没有变化")])
    if plain != content or not same_file(file, out):
        backup = _write(file, out, plain)
        console.show([console.line(f"√ 已写出 {out}{backup}")])


def _mark(file: Path, out: Path, content: bytes, standard: str | None, *, force: bool) -> int:
    """Check and mark; the exit code."""
    from xltools.core.returned.review import review
    from xltools.runner import check_files, load_standard
    from xltools.workers import alone

    (checked,) = check_files([file], standard)
    if checked.error is not None:
        _, message, fix = checked.error
        raise InputError(message, fix=fix)
    if sha256(content).hexdigest() != checked.sha256:
        raise InputError(
            f"“{file}”在校验时有改动，没有标注。", fix="保存好文件，关闭正在写它的程序，再运行一次。"
        )
    try:
        reviewed = review(checked, load_standard(standard or checked.standard))
        marked, title = alone(file, _marked, content, str(file), reviewed)
    except PatchRefused as refused:
        _beside(checked, out, refused, force=force)
        return FAILED
    backup = _write(file, out, marked)
    _tell(reviewed, out, title, backup)
    return CLEAN


def _marked(content: bytes, path: str, reviewed: Review) -> tuple[bytes, str]:
    """The marked workbook, and what its sheet of results is called."""
    from xltools.core.returned.layout import result_sheets
    from xltools.readers.xlsx import read_bytes
    from xltools.writers.patch.marks import annotated

    marked = annotated(content, path, reviewed)
    return marked, result_sheets(read_bytes(marked, path))[-1].name


def _write(file: Path, out: Path, content: bytes) -> str:
    """Write; a word on the copy that was kept, where the file itself was written."""
    from xltools.commands.backup import with_backup
    from xltools.whole import put

    copy = with_backup(file) if same_file(file, out) else None
    put(content, out)
    return f"，原件备份为 {copy.name}" if copy else ""


def _tell(reviewed: Review, out: Path, title: str, backup: str) -> None:
    from xltools.core.overview.counts import counted

    counts = counted(item.finding for item in reviewed.items if item.status != "已消除")
    told = "、".join(f"{kind} {count} 条" for kind, count in counts.items() if count)
    if not told:
        console.show(
            [
                console.line(f"√ 已写出 {out}{backup}"),
                console.line(f"没有问题，没有格要填色；最后加了一张工作表“{title}”", indent=2),
            ]
        )
        return
    console.show(
        [
            console.line(f"√ 已写出 {out}{backup}"),
            console.line(f"{told}；逐条列在最后一张工作表“{title}”，所在的格已填色并加批注", indent=2),
            console.line(
                f"下一步：发还单位，错误改正，核实改正或在“{title}”的“核实说明”写明原因，保存后报回再校验；"
                "去掉标注用 --clear",
                indent=2,
            ),
        ]
    )


def _beside(checked: Checked, out: Path, refused: PatchRefused, *, force: bool) -> None:
    """Write the findings as a workbook of their own, beside where the marked one would have been."""
    from xltools.commands.marking import BESIDE
    from xltools.commands.standards import standards_of
    from xltools.whole import put
    from xltools.writers.findings import findings_book

    console.note(f"没有标注：{refused.message}", "错误")
    console.note(f"处理：{refused.fix}")
    book = out.with_name(f"{out.stem}{BESIDE}.xlsx")
    guard([book], [Path(checked.path)])
    refuse_overwrite(book, force=force)
    put(findings_book([checked], standards_of([checked]), book.parent), book)
    console.note(f"问题另写在 {book}")
