"""``--values``: the units' figures as a table for analysts, a row a cell."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from xltools import console
from xltools.commands.base import same_file
from xltools.commands.gathering import Gathered
from xltools.core.errors import UsageError
from xltools.whole import whole

F = TypeVar("F", bound=Callable[..., Any])


def values_option(command: F) -> F:
    """The option --values."""
    return click.option(
        "--values",
        type=click.Path(path_type=Path),
        metavar="文件",
        help="另把各单位填的数逐格列成表，供分析（.csv、.parquet、.xlsx）；每个数注明文件和单元格。",
    )(command)


def ready(values: Path | None, others: tuple[Path, ...]) -> None:
    """Stop before the work where the table could not be written; UsageError says why."""
    from xltools.writers.values import writer_of

    if values is None:
        return
    writer_of(values.suffix.lower())
    if any(same_file(values, other) for other in others):
        raise UsageError(f"--values 和另一个输出是同一个文件：{values}", fix="给 --values 换一个文件名")


def write_values(gathered: Gathered, path: Path | None) -> list[tuple[str, Path]]:
    """Write the table, whole or not at all, where one is asked for; what was written, and where.

    OutputError, in Chinese, where the place cannot be written.
    """
    from xltools.core.consolidation.values import values
    from xltools.writers import values as writers

    if path is None:
        return []
    if gathered.summary is None:
        console.note(f"没有能汇总的工作簿，没有写 {path}", "核实")
        return []
    with whole(path) as part:
        count, sheets = writers.write_values(values(gathered.summary), part, path.suffix.lower())
    if sheets > 1:
        console.note(f"{path.name} 共 {count:,} 行，Excel 一页放不下，分成了 {sheets} 页", "核实")
    return [(f"数据 {count:,} 行", path)]
