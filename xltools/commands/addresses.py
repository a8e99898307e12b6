"""What a command takes from below an address (s3://…), in place of a folder."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from xltools import console
from xltools.commands.base import guard
from xltools.core.consolidation.roster import Roster
from xltools.core.errors import InputError


def inputs_at(folder: Path, roster: Path | None, outputs: Sequence[Path]) -> tuple[list[Path], Roster | None]:
    """The units' workbooks below an address, and the roster, from there where none is given.

    InputError where there are none; spreadsheets that are passed over as evidence are told of.
    """
    from xltools.fetching import listed, names, roster_at
    from xltools.readers.remote import address_of
    from xltools.readers.roster import read_roster
    from xltools.workers import alone

    guard(outputs, [roster] if roster else [])
    found = listed(folder)
    if found.evidence:
        told = f"{len(found.evidence)} 个表格在佐证材料的文件夹里，没有当作单位的工作簿"
        console.note(f"{told}：{names(found.evidence)}", "核实")
    if not found.workbooks:
        message = f"{address_of(folder)} 下面没有单位的工作簿"
        raise InputError(message, fix="核对网址；空白表用 xltools new 生成")
    if roster:
        return list(found.workbooks), alone(roster, read_roster, roster)
    return list(found.workbooks), roster_at(found.roster) if found.roster else None
