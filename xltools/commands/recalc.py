"""``xltools recalc``: every formula computed anew, and only the saved values changed."""

from __future__ import annotations

from pathlib import Path

import click

from xltools import console
from xltools.commands.base import (
    CLEAN,
    Command,
    force_option,
    format_option,
    guard,
    out_option,
    refuse_overwrite,
    same_file,
)
from xltools.core.errors import UsageError
from xltools.core.recalculated import Recalculated

ENGINES = ("auto", "formualizer", "libreoffice", "excel")


@click.command(
    cls=Command,
    short_help="重算工作簿的全部公式，说明哪些格变了。",
    help="重算任意工作簿（.xlsx、.xlsm）的全部公式，逐格说明保存的值和重算的值有什么不同。\n"
    "不能可靠计算的单元格（引用别的文件、循环引用、随时间变化的函数、随机数等）保留原值，列为“未重算”并写明原因。\n"
    "用 -o 写出时，只改公式单元格里保存的值，其余部分逐字节不变；不写 -o 只显示，不写文件。\n"
    "-o 与原文件相同时，先备份为“原文件名.bak”。\n"
    "退出码：0 已做完（不论有没有变化）；2 没能做完。",
)
@click.argument("file", type=click.Path(path_type=Path), metavar="文件", help="要重算的工作簿。")
@out_option("把重算后的工作簿写到这里；扩展名要与原文件相同。")
@click.option(
    "--engine",
    type=click.Choice(ENGINES),
    default="auto",
    show_default=True,
    help="计算引擎：auto 先用内置引擎，算不准的用 LibreOffice；excel 用本机装好的 Excel。",
)
@format_option("text", "json")
@force_option
@click.pass_context
def recalc(ctx: click.Context, file: Path, out: Path | None, engine: str, form: str, *, force: bool) -> None:
    """Recalculate the file, tell what changed, write where asked."""
    from xltools.commands import recalc_json, recalc_text
    from xltools.workers import alone

    if out is not None:
        _guard(file, out, force=force)
    result, before, after = alone(file, _recalculated, file, engine, out is not None)
    written = _write(file, out, before, after) if out is not None else None
    if form == "json":
        console.show_json(recalc_json.pieces(result))
    else:
        console.show(recalc_text.lines(result))
    if written:
        console.note(written)
    ctx.exit(CLEAN)


def _guard(file: Path, out: Path, *, force: bool) -> None:
    """Stop before anything is computed in vain."""
    if out.suffix.lower() != file.suffix.lower():
        raise UsageError(
            f"输出文件的扩展名是“{out.suffix}”，原文件是“{file.suffix}”",
            fix=f"用 -o 写一个以 {file.suffix} 结尾的文件名",
        )
    guard([out])
    if not same_file(file, out):
        refuse_overwrite(out, force=force)


def _recalculated(file: Path, engine: str, wanted: bool) -> tuple[Recalculated, bytes, bytes]:  # noqa: FBT001
    """What changed; where the workbook is ``wanted``, its bytes as they are and with the new values."""
    from xltools.readers.xlsx import read
    from xltools.recalculating import recalculate
    from xltools.writers.patch.cached import with_values

    workbook = read(file)
    result = recalculate(workbook, engine)
    if not wanted:
        return result, b"", b""
    return result, workbook.content, with_values(workbook.content, str(file), result.values)


def _write(file: Path, out: Path, before: bytes, after: bytes) -> str:
    """Write the workbook with its new values; a word on what was written."""
    from xltools.commands.backup import with_backup
    from xltools.whole import put

    if not same_file(file, out):
        put(after, out)
        return f"已写入 {out}"
    if after == before:
        return f"{out} 没有变化，没有写入"
    copy = with_backup(file)
    put(after, out)
    return f"已写入 {out}，原件备份为 {copy.name}"
