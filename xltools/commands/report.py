"""``xltools report``: the narrative report in Word."""

from __future__ import annotations

from pathlib import Path

import click

from xltools import console
from xltools.commands.base import (
    Group,
    force_option,
    guard,
    make_folder,
    need_libreoffice,
    out_option,
    pdf_option,
    refuse_overwrite,
    standard_option,
)
from xltools.commands.naming import safe_name
from xltools.commands.report_check import check
from xltools.commands.report_lint import lint
from xltools.commands.report_preview import preview
from xltools.commands.report_refresh import refresh
from xltools.commands.reports import make_pdfs, template_of
from xltools.core.errors import InputError, StandardError
from xltools.core.model import Checked, Record
from xltools.core.standard import Standard


@click.group(cls=Group, short_help="自评报告(Word)。", help="自评报告(Word)。")
def report() -> None:
    """Hold the commands about reports together."""


@report.command(
    "new",
    short_help="由工作簿写自评报告。",
    help="由工作簿写自评报告,数字都取自工作簿。已有的报告不会被覆盖。\n"
    "工作簿有错误也能写,错误的条数会说明;报送前先用 check 查清。",
)
@click.argument("workbook", type=click.Path(path_type=Path), metavar="工作簿", help="单位的自评工作簿。")
@out_option("写到哪里;不写则为“单位名称-自评报告.docx”。")
@pdf_option
@standard_option
@force_option
def new(workbook: Path, out: Path | None, standard: str | None, *, pdf: bool, force: bool) -> None:
    """Fill the standard's template with the workbook's figures."""
    from xltools.runner import load_standard
    from xltools.writers.document import write_report

    if pdf:
        need_libreoffice()
    checked = _check(workbook, standard)
    record = _record(checked)
    name = standard or checked.standard
    template = template_of(name)
    if template is None:
        raise StandardError(f"规范“{name}”没有报告模板 自评报告.docx", fix=_way_out(load_standard(name)))
    out = out or Path(f"{safe_name(record.name)}-自评报告.docx")
    guard([out, out.with_suffix(".pdf")] if pdf else [out], [Path(checked.path)])
    refuse_overwrite(out, force=force)
    make_folder(out.parent)
    write_report(record, load_standard(name), template, out)
    if pdf:
        make_pdfs([out], out.parent)
    _say_faults(checked)
    console.show([console.line(f"√ 已写 {out}{'(另有 PDF)' if pdf else ''}")])


def _way_out(standard: Standard) -> str:
    """What to do where a standard has no template; one without chapters wants no report at all."""
    return "把模板放进该规范的文件夹" if standard.outline else "这种表不写文字报告;请给出单位的自评工作簿"


def _check(workbook: Path, standard: str | None) -> Checked:
    from xltools.runner import check_files, workbooks_in

    files = workbooks_in([workbook])
    if len(files) != 1:
        raise InputError(
            f"{workbook} 里有 {len(files)} 个工作簿", fix="写明一个工作簿;要给全部单位写报告请用 run"
        )
    return next(iter(check_files(files, standard)))


def _record(checked: Checked) -> Record:
    """What the unit reported; an error when the workbook could not be read."""
    if checked.record is not None and checked.error is None:
        return checked.record
    code, message, fix = checked.error or ("unreadable", f"{checked.path} 无法读取", "")
    raise InputError(message, fix=fix, code=code)


def _say_faults(checked: Checked) -> None:
    """Say how many errors the figures of the report still hold."""
    errors = checked.count("错误")
    if errors:
        console.note(f"注意:工作簿有 {errors} 条错误,报告里的数字可能不对;用 xltools check 查看", "核实")


report.add_command(check)
report.add_command(lint)
report.add_command(preview)
report.add_command(refresh)
