"""The add-in for Excel: a tab in the ribbon, whatever workbook is open."""

from __future__ import annotations

from xltools.core.errors import UsageError
from xltools.excel.addin.environment import Environment
from xltools.excel.addin.planned import Planned, program_note
from xltools.excel.macros import MACROS
from xltools.writers.vba.book import addin

NAME = "xltools.xlam"


def files(env: Environment) -> tuple[Planned, ...]:
    """The add-in in XLSTART, which Excel trusts and opens when it starts; UsageError without Windows."""
    if env.start is None:
        raise UsageError("--xlam 只能用在 Windows 的 Excel 上", fix="改用 --launcher 或 --libreoffice")
    content = addin(tuple(MACROS.values()))
    return (program_note(env), Planned(env.start / NAME, content, "Excel 的“绩效自评工具”选项卡"))
