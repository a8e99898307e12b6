"""``xltools report preview``: reports as PDF, to see how they look without Word."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import click

from xltools import console
from xltools.commands.base import (
    CLEAN,
    FAILED,
    Command,
    force_option,
    guard,
    make_folder,
    out_option,
    refuse_overwrite,
)
from xltools.core.errors import EngineRefused, InputError, OutputError, UsageError, XltoolsError
from xltools.whole import put

_SAVE_AS = "用 Word 或 WPS 打开（有密码的先去掉密码），另存为“Word 文档（*.docx）”后再试"

#: Reasons that saving the file anew would not cure.
_ELSEWHERE = ("not-found", "no-access", "empty")


class Job(NamedTuple):
    """A report, the PDF to write, the copy that LibreOffice is given, and the fonts of its Chinese text."""

    report: Path
    pdf: Path
    copy: Path
    fonts: frozenset[str]


@click.command(
    "preview",
    cls=Command,
    short_help="把报告转成 PDF，看版面。",
    help="把报告（.docx）转成 PDF，用来看版面；需要 LibreOffice，不需要 Word。报告本身不改动。\n"
    "本机没有的公文字体（仿宋_GB2312、方正小标宋简体等）只在 PDF 里换成相近的，换了哪些会说明。\n"
    "正式印发请用 Word 或 WPS。\n"
    "一份转不成，其余照转。退出码：0 全部转成；2 有没转成的。",
)
@click.argument(
    "paths",
    nargs=-1,
    required=True,
    type=click.Path(path_type=Path),
    metavar="报告...",
    help="报告（.docx），或放报告的文件夹。",
)
@out_option(
    "写到哪个文件夹；只有一份报告时也可以是 .pdf 文件名。不写则放在报告旁边。", metavar="文件夹或文件"
)
@force_option
@click.pass_context
def preview(ctx: click.Context, paths: tuple[Path, ...], out: Path | None, *, force: bool) -> None:
    """Convert the reports in one run of LibreOffice; those that fail are told, the others go on."""
    from xltools.engines import fonts, soffice

    reports = list(_reports(paths))
    targets = _targets(reports, out)
    if soffice.find() is None:
        raise EngineRefused(
            "没有找到 LibreOffice，不能转成 PDF", fix="安装 LibreOffice，或用 Word、WPS 打开报告另存为 PDF"
        )
    with tempfile.TemporaryDirectory(prefix="xltools-preview-", ignore_cleanup_errors=True) as folder:
        jobs = _jobs(reports, targets, Path(folder), force=force)
        failed = len(reports) - len(jobs)
        for text, style in fonts.told(frozenset().union(*(job.fonts for job in jobs)), fonts.installed()):
            console.note(text, style)
        for job, made in _converted(jobs, Path(folder, "pdf")):
            try:
                if isinstance(made, XltoolsError):
                    raise made
                put(made, job.pdf)
                console.show([console.line(f"√ 已写 {job.pdf}")])
            except XltoolsError as error:
                failed += 1
                _tell(job.report, error)
    ctx.exit(FAILED if failed else CLEAN)


def _reports(paths: Sequence[Path]) -> Iterator[Path]:
    """The files, each once; of a folder the .docx in it, at any depth, without Word's lock files."""
    found: dict[Path, None] = {}
    for path in paths:
        if path.is_dir():
            inside = sorted(each for each in path.rglob("*.docx") if not each.name.startswith("~$"))
            if not inside:
                raise InputError(f"{path} 里没有报告（.docx）", fix="检查文件夹")
            found |= dict.fromkeys(inside)
        else:
            found[path] = None
    return iter(found)


def _targets(reports: Sequence[Path], out: Path | None) -> list[Path]:
    """The PDF of each report."""
    if out is None:
        return [report.with_suffix(".pdf") for report in reports]
    if out.suffix.lower() == ".pdf" and not out.is_dir():
        if len(reports) > 1:
            raise UsageError(f"有 {len(reports)} 份报告，不能都写成 {out}", fix="-o 写一个文件夹")
        make_folder(out.parent)
        return [out]
    make_folder(out)
    return [out / f"{report.stem}.pdf" for report in reports]


def _jobs(reports: Sequence[Path], targets: Sequence[Path], folder: Path, *, force: bool) -> list[Job]:
    """The reports that can be converted, copied into ``folder``; the others are told."""
    jobs: list[Job] = []
    for number, (report, pdf) in enumerate(zip(reports, targets, strict=True), 1):
        try:
            if pdf in (job.pdf for job in jobs):
                fix = "同名的报告分几次转，用 -o 写到不同的文件夹"
                raise OutputError(f"另一份报告也要写成 {pdf}", fix=fix)
            jobs.append(_prepared(report, pdf, folder / f"{number}.docx", force=force))
        except XltoolsError as error:
            _tell(report, error)
    return jobs


def _prepared(report: Path, pdf: Path, copy: Path, *, force: bool) -> Job:
    """A copy of a report that was looked into; why there is no use in converting it, as an error."""
    from xltools.workers import alone

    if report.name.startswith("~$"):
        raise InputError("这是 Word 打开文件时生成的临时文件", fix="选不带“~$”的那个文件")
    if report.suffix.lower() != ".docx":
        raise InputError("不是 .docx 文档", fix=_SAVE_AS)
    guard([pdf], [report])
    refuse_overwrite(pdf, force=force)
    try:
        fonts = alone(report, _fonts, report)
        shutil.copyfile(report, copy)
        return Job(report, pdf, copy, fonts)
    except InputError as error:
        fix = error.fix if error.code in _ELSEWHERE else _SAVE_AS
        raise InputError(error.message, fix=fix, code=error.code) from error
    except OSError as error:
        raise InputError(f"无法读取：{console.reason(error)}", fix="关闭正在使用它的程序后再试") from error


def _fonts(report: Path) -> frozenset[str]:
    """The fonts of a report's Chinese text; InputError where it cannot be read as a report."""
    from xltools.readers.document import read_document
    from xltools.readers.document_fonts import chinese_fonts

    read_document(report)
    return chinese_fonts(report)


def _converted(jobs: Sequence[Job], folder: Path) -> Iterator[tuple[Job, bytes | XltoolsError]]:
    """Each job with its PDF, or why there is none.

    One run for all; those it did not finish get a run each, so that a document on which LibreOffice ends or
    hangs does not take the others with it.
    """
    from xltools.engines.soffice import convert

    if not jobs:
        return
    try:
        convert([job.copy for job in jobs], "pdf", folder, timeout=120 + 10 * len(jobs))
        alone = False
    except EngineRefused:
        alone = True
    for job in jobs:
        made = folder / f"{job.copy.stem}.pdf"
        refused: EngineRefused | None = None
        if alone and not _whole(made):
            made.unlink(missing_ok=True)
            try:
                convert([job.copy], "pdf", folder, timeout=120)
            except EngineRefused as error:
                message = error.message.replace(job.copy.name, job.report.name)
                refused = EngineRefused(message, fix="用 Word 或 WPS 打开检查该文件")
        yield job, refused or made.read_bytes()


def _whole(pdf: Path) -> bool:
    """Whether a PDF is there and was written to its end."""
    return pdf.is_file() and b"%%EOF" in pdf.read_bytes()[-64:]


def _tell(report: Path, error: XltoolsError) -> None:
    """Say which one has no PDF, why, and what to do."""
    console.note(f"{report}：没有转成 PDF。{error.message.rstrip('。')}。处理：{error.fix}", "错误")
