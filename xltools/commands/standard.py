"""``xltools standard``: the forms, fields and rules as they stand in 规范.xlsx."""

from __future__ import annotations

from pathlib import Path

import click

from xltools import console
from xltools.commands.base import (
    Group,
    chosen_standard_option,
    format_option,
    guard,
    make_folder,
    out_option,
    standard_argument,
    the_standard,
)
from xltools.commands.standard_explain import explain
from xltools.commands.standard_lint import lint
from xltools.commands.standard_test import test


@click.group(
    cls=Group,
    short_help="规范:表样、字段、指标、规则。",
    help="规范:表样、字段、指标、规则。规范是文件夹,里面的 规范.xlsx 在 Excel 中修改。",
)
def standard() -> None:
    """Hold the commands about standards together."""


@standard.command("list", short_help="列出现有的规范。", help="列出现有的规范和适用范围。")
def list_() -> None:
    """Print a line a standard."""
    from xltools.resources import standards
    from xltools.runner import load_standard

    rows = []
    for name in standards():
        about = load_standard(name).about
        rows.append((name, about.get("评价年度", ""), about.get("适用", "")))
    console.show(console.table(("规范", "年度", "适用"), rows, numbers=frozenset()))


@standard.command(
    short_help="显示一个规范的全部内容。",
    help="按固定的顺序和格式显示一个规范的全部内容,便于逐行比较两个版本。",
)
@standard_argument
@out_option("写进文件(UTF-8),不显示。")
def show(name: str | None, out: Path | None) -> None:
    """Print every filled cell of the definition."""
    from xltools.commands.standard_text import whole
    from xltools.runner import load_standard

    if out:
        guard([out])
    lines = whole(load_standard(the_standard(name)))
    console.write_lines(out, lines) if out else console.show(lines)


@standard.command(short_help="列出字段和所在单元格。", help="列出空白表里每个有名称的单元格,以及明细表的列。")
@chosen_standard_option
@format_option("text", "json")
def fields(standard: str | None, form: str) -> None:
    """Print the fields of the form as it is built."""
    from xltools.commands.standard_json import fields_json
    from xltools.commands.standard_text import field_lines
    from xltools.runner import load_standard

    chosen = load_standard(the_standard(standard))
    if form == "json":
        console.show_json(fields_json(chosen))
    else:
        console.show(field_lines(chosen))


@standard.command(short_help="列出规则。", help="列出规则:编号、级别、公式、提示语和依据;停用的也列出。")
@chosen_standard_option
@format_option("text", "json")
def rules(standard: str | None, form: str) -> None:
    """Print the rules."""
    from xltools.commands.standard_json import rules_json
    from xltools.commands.standard_text import rule_lines
    from xltools.runner import load_standard

    chosen = load_standard(the_standard(standard))
    if form == "json":
        console.show_json(rules_json(chosen))
    else:
        console.show(rule_lines(chosen))


@standard.command(
    short_help="由规范生成空白的自评工作簿。",
    help="""由 规范.xlsx 生成空白的自评工作簿。改了规范以后都要重新生成，不要手改。
规范本身有错误的不生成，每一处都说明。""",
)
@standard_argument
@out_option("写到哪里;不写则写进规范的文件夹。")
def build(name: str | None, out: Path | None) -> None:
    """Build the blank form."""
    from xltools.authoring.lint import need_sound
    from xltools.core.names import DEFINITION
    from xltools.engines import choose
    from xltools.resources import FORM, REPORT, standard_folder
    from xltools.runner import load_standard
    from xltools.writers.form import build_form

    name = the_standard(name)
    folder = standard_folder(name)
    out = out or folder / FORM
    guard([out], [folder / DEFINITION, folder / REPORT], building=True)
    chosen = load_standard(name)
    need_sound(chosen, folder, choose("auto"))
    make_folder(out.parent)
    build_form(chosen, out)
    console.show([console.line(f"√ 已生成 {out}")])


standard.add_command(lint)
standard.add_command(explain)
standard.add_command(test)
