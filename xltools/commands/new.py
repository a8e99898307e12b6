"""``xltools new``: a blank workbook for a unit."""

from __future__ import annotations

from pathlib import Path

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
    safe_name,
    the_standard,
)


@click.command(
    cls=Command,
    short_help="给单位建一份空白的自评工作簿。",
    help="给单位建一份空白的自评工作簿,封面填好单位、编码和年度。已有的文件不会被覆盖。",
)
@click.option("--unit", required=True, metavar="名称", help="单位名称,与公章一致。")
@click.option("--code", default="", metavar="编码", help="预算编码,与名册一致。")
@click.option("--year", type=click.IntRange(2000, 2100), metavar="年度", help="评价年度;不写则按规范。")
@chosen_standard_option
@out_option("写到哪里;不写则为“单位名称-自评工作簿.xlsx”。")
@force_option
def new(  # a parameter an option
    unit: str, code: str, year: int | None, standard: str | None, out: Path | None, *, force: bool
) -> None:
    """Build the form of the standard with the cover filled in."""
    from xltools.runner import load_standard
    from xltools.writers.form import build_form

    out = out or Path(f"{safe_name(unit)}-自评工作簿.xlsx")
    guard([out])
    refuse_overwrite(out, force=force)
    chosen = load_standard(the_standard(standard))
    make_folder(out.parent)
    build_form(chosen, out, unit=unit, code=code, year=year)
    console.show([console.line(f"√ 已建立 {out}(规范:{chosen.name})")])
