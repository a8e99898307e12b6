"""``--shards``: the units' figures as .parquet shards, written by whoever checks the files."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any, TypeVar

import click

from xltools import console
from xltools.commands.gathering import Gathered
from xltools.core.consolidation.summary import Summary
from xltools.core.errors import InputError, UsageError, XltoolsError

F = TypeVar("F", bound=Callable[..., Any])

#: A total may differ by so much: 18 decimals are kept.
_SLIGHT = Decimal("0.000001")


def shards_option(command: F) -> F:
    """The option --shards."""
    return click.option(
        "--shards",
        type=click.Path(path_type=Path),
        metavar="文件夹",
        help="同 --values，但分成许多 .parquet 写进文件夹（或网址），用集群时各主机直接写；家数很多时用。",
    )(command)


def ready_shards(shards: Path | None) -> None:
    """Stop before the work where shards could not be written; UsageError says why."""
    from xltools.readers.remote import is_address
    from xltools.writers.values import writer_of

    if shards is None:
        return
    writer_of(".parquet")
    if not is_address(shards) and shards.exists() and not shards.is_dir():
        raise UsageError(f"--shards 要一个文件夹：{shards} 是文件", fix="换一个文件夹")


def write_shards(gathered: Gathered, folder: Path | None) -> list[tuple[str, Path]]:
    """Write the shards that are not yet there and the list of what counts; what was written, and where.

    OutputError where it cannot be written; XltoolsError where the shards do not add up to the summary.
    """
    from xltools.writers.shards import write_list

    if folder is None:
        return []
    if gathered.summary is None:
        console.note(f"没有能汇总的工作簿，没有写 {folder}", "核实")
        return []
    count = write_list(gathered.summary, folder)
    prove(gathered.summary, folder)
    return [(f"数据 {count:,} 家", folder)]


def prove(summary: Summary, folder: Path) -> None:
    """Ask the shards for the summary's totals, where DuckDB is installed.

    XltoolsError with the code "internal" where they are others.
    """
    from xltools.readers.shards import sums

    try:
        found = sums(folder)
    except UsageError:
        console.note("没有安装 DuckDB，没有核对数据与汇总是否一致")
        return
    except InputError:
        found = {}
    for name, total in summary.nodes[0].totals.items():
        item, _ = summary.standard.by_cell_name[name]
        if item.aggregate != "求和" or total.value is None:
            continue
        expected = total.value + total.eliminated
        if abs(found.get(name, Decimal(0)) - expected) > _SLIGHT:
            message = f"自检未通过：数据中 {name} 合计 {found.get(name)}，汇总为 {expected}"
            raise XltoolsError(message, fix="这是程序的问题，请把这条信息交给维护人员", code="internal")
