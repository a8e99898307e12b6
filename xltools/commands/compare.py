"""``xltools compare``: whether that was published which was submitted (公开一致)."""

from __future__ import annotations

from pathlib import Path

import click

from xltools import console
from xltools.commands.base import (
    CLEAN,
    FAILED,
    FOUND,
    Command,
    format_option,
    guard,
    out_option,
    standard_option,
)
from xltools.core.errors import UsageError


@click.command(
    cls=Command,
    short_help="公开稿与报送稿逐处比较（公开一致）。",
    help="公开稿与报送稿逐处比较：公开的应当就是报送的。\n"
    "两个工作簿（.xlsx、.xlsm）、两份报告（.docx、.txt），或两个文件夹："
    "文件夹里的文件按工作簿里的预算编码、单位名称对应，没有的按文件名对应，没有对应上的列出来。\n"
    "数字按数值比较（1234.5 与 1,234.50 元相同），全角半角、空格、换行不算不同；"
    "插入、删除的行列只算那几行几列；公式比较保存的结果，没有保存结果的是“无法比较”，不算一致。\n"
    "“提示”不算不同：四舍五入一致、单位不同而数值相符、只有标点不同。\n"
    "退出码：0 一致；1 有不同、无法比较或没有对应上的；2 有文件读不了。",
)
@click.argument("submitted", type=click.Path(path_type=Path), metavar="报送稿", help="报送的文件或文件夹。")
@click.argument("published", type=click.Path(path_type=Path), metavar="公开稿", help="公开的文件或文件夹。")
@format_option("text", "json", "xlsx")
@out_option("把结果写进文件，不显示；xlsx 格式必须写。")
@standard_option
@click.pass_context
def compare(
    ctx: click.Context, submitted: Path, published: Path, form: str, out: Path | None, standard: str | None
) -> None:
    """Compare, show or write what came of it, end with the exit code."""
    from xltools.commands import compare_json, compare_text
    from xltools.comparing import compare_paths

    if form == "xlsx" and out is None:
        raise UsageError("xlsx 格式要写进文件", fix="用 -o 给出文件名，例如 -o 公开一致.xlsx")
    if out:
        guard([out], [submitted, published])
    result = compare_paths(
        submitted, published, standard, lambda work, total: console.progress(work, total, "比较")
    )
    if out:
        guard([out], map(Path, result.files))
    if form == "xlsx" and out is not None:
        from xltools.whole import put
        from xltools.writers.comparison import comparison_book

        put(comparison_book(result, out.parent), out)
    elif form == "json":
        document = [compare_json.document(result)]
        console.write_file(out, document) if out else console.show_json(document)
    else:
        lines = compare_text.lines(result)
        console.write_lines(out, lines) if out else console.show(lines)
    if out:
        console.show([compare_text.summary(result)], err=True)
        console.note(f"结果已写入 {out}")
    ctx.exit(FAILED if result.failed else CLEAN if result.agrees else FOUND)
