"""``xltools new``: a blank workbook for a unit."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from xltools import console
from xltools.commands.base import (
    Command,
    chosen_standard_option,
    force_option,
    guard,
    make_folder,
    out_option,
    refuse_overwrite,
    the_standard,
)
from xltools.commands.naming import safe_name
from xltools.core.errors import UsageError

if TYPE_CHECKING:
    from xltools.excel.macros import Macro


@click.command(
    cls=Command,
    short_help="给单位建一份空白的自评工作簿。",
    help="给单位建一份空白的自评工作簿,封面填好单位、编码和年度。已有的文件不会被覆盖。\n"
    "加 --macro 则带按钮：打开后在封面右边和“绩效自评”选项卡里点；电脑上要先运行过 xltools addin install。",
)
@click.option("--unit", required=True, metavar="名称", help="单位名称,与公章一致。")
@click.option("--code", default="", metavar="编码", help="预算编码,与名册一致。")
@click.option("--year", type=click.IntRange(2000, 2100), metavar="年度", help="评价年度;不写则按规范。")
@chosen_standard_option
@click.option("--macro", is_flag=True, help="带按钮的工作簿（.xlsm）。")
@out_option("写到哪里;不写则为“单位名称-自评工作簿.xlsx”，带按钮的为 .xlsm。")
@force_option
def new(  # a parameter an option
    unit: str,
    code: str,
    year: int | None,
    standard: str | None,
    out: Path | None,
    *,
    macro: bool,
    force: bool,
) -> None:
    """Build the form of the standard with the cover filled in."""
    from xltools.runner import load_standard
    from xltools.writers.form import build_form

    ending = ".xlsm" if macro else ".xlsx"
    out = out or Path(f"{safe_name(unit)}-自评工作簿{ending}")
    if (out.suffix.lower() == ".xlsm") != macro:
        kind = "带按钮的" if macro else "不带按钮的"
        raise UsageError(f"{kind}工作簿的扩展名是 {ending}：{out}", fix="改 -o，或加上、去掉 --macro")
    guard([out])
    refuse_overwrite(out, force=force)
    chosen = load_standard(the_standard(standard))
    make_folder(out.parent)
    build_form(chosen, out, unit=unit, code=code, year=year, buttons=_buttons() if macro else ())
    console.show([console.line(f"√ 已建立 {out}(规范:{chosen.name})")])


def _buttons() -> tuple[Macro, ...]:
    from xltools.excel.macros import MACROS

    return tuple(MACROS.values())
