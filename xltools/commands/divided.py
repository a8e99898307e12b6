"""汇总.xlsx of any number of units: one workbook, or one over workbooks of its parts (分册) beside it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from xltools.commands.base import make_folder
from xltools.commands.kept import Kept, distinct
from xltools.console import Line, line
from xltools.core.consolidation.summary import Summary

if TYPE_CHECKING:
    from xltools.core.consolidation.division import Division
    from xltools.core.consolidation.outliers import Outliers
    from xltools.core.consolidation.roster import Unit

#: So many units a workbook: 17 MB, computed in 10 s and written in 14 s of one core, with 300 MB of memory;
#: the widest sheet then has a million cells. Excel's own limits (1,048,576 rows, 65,530 links a sheet) are
#: some 13 times as far off.
MOST_UNITS = 5_000


@dataclass(frozen=True)
class Written:
    """The workbook that was asked for, those of its parts, and what is left of an earlier run.

    ``kept`` are parts that somebody changed, with what was written beside them; ``left`` are those that are
    no longer a part and were changed, so that they still lie there.
    """

    path: Path
    parts: tuple[Path, ...] = ()
    limit: int = MOST_UNITS
    kept: tuple[tuple[Path, Path], ...] = ()
    left: tuple[Path, ...] = ()


def split_option(function: Any) -> Any:
    """The option ``--split``."""
    return click.option(
        "--split",
        type=click.IntRange(min=1),
        metavar="家数",
        default=MOST_UNITS,
        show_default=True,
        help="一个汇总工作簿最多放多少家单位；超过时按名册的上下级分成几册，另有一册总的。",
    )(function)


def folder_of(path: Path) -> Path:
    """Where the parts of a summary workbook lie."""
    return path.with_name(f"{path.stem}分册")


def write_divided(summary: Summary, path: Path, limit: int) -> Written:
    """Write the summary to ``path``; with more units than ``limit``, its parts into a folder beside it.

    Parts of an earlier run that are wanted no more are deleted, unless somebody changed them. Raises as
    summarise does.
    """
    from xltools.core.consolidation.division import Division, divide
    from xltools.core.consolidation.outliers import outliers
    from xltools.engines import choose
    from xltools.summarise import summarise, summarise_over
    from xltools.writers.summary.over import WrittenPart

    parts = divide(summary, limit)
    if not parts:
        summarise(summary, path, choose("auto"))
        return Written(path, left=tuple(_clear(Kept.of(folder_of(path)), frozenset())))
    division, kept = Division(summary, parts), Kept.of(folder_of(path))
    make_folder(kept.folder)
    engine, apart = choose("auto"), outliers(summary)
    summaries = [division.summary(number) for number in range(len(parts))]
    names = [f"{name}.xlsx" for name in distinct((p.name, p.unit.code if p.unit else "") for p in parts)]
    written, changed = [], []
    for number, (name, part) in enumerate(zip(names, summaries, strict=True)):
        target = kept.free(name, names)
        if target.name != name:
            changed.append((kept.folder / name, target))
        which = f"第 {number + 1} 册（共 {len(parts)} 册）：{parts[number].name}"
        told = f"本册是“{path.name}”的{which}。名次是本册内的。"
        rated = summarise(part, target, engine, told=told, apart=_of(apart, division, number))
        kept.wrote(target)
        written.append(WrittenPart(part, target, rated))
    files = tuple(each.path for each in written)
    left = tuple(_clear(kept, frozenset(file.name for file in files)))
    summarise_over(division, written, path, engine, told=_told(summary, parts, limit))
    return Written(path, files, limit, tuple(changed), left)


def lines(written: Written) -> Iterator[Line]:
    """What to say of it on the console: that it was divided, and what an earlier run left."""
    if written.parts:
        folder = written.parts[0].parent
        count = f"单位超过 {written.limit} 家，汇总分成 {len(written.parts)} 册，在 {folder}"
        yield line(f"{count}；{written.path.name} 是总的一册", "标题")
    for changed, new in written.kept:
        yield line(f"分册 {changed.name} 有人改过，没有覆盖；新写的是 {new.name}", "核实")
    for path in written.left:
        yield line(f"分册 {path.name} 是以前写的，这次不再需要，有人改过，没有删去", "核实")


def _told(summary: Summary, parts: Sequence[object], limit: int) -> str:
    from xltools.core.consolidation.division import reports

    how = "按名册的上下级" if summary.roster else "按编码顺序"
    return (
        f"共 {sum(map(reports, summary.members))} 家，一册最多 {limit} 家，{how}分成 {len(parts)} 册"
        "（见“分册”页）："
        "各单位的数、得分、问题在各册，这里由各册相加，只列不属于任何一册的文件和问题。"
    )


def _of(apart: Outliers, division: Division, number: int) -> Outliers:
    """What stands apart among all units, as far as it is of one part."""
    from xltools.core.consolidation.outliers import Outliers

    def inside(unit: Unit | None) -> bool:
        return unit is None or division.units.get(unit) == number

    return Outliers(
        tuple(each for each in apart.found if inside(each.member.unit)),
        tuple(each for each in apart.unjudged if inside(each.member.unit if each.member else None)),
    )


def _clear(kept: Kept, wanted: frozenset[str]) -> Iterator[Path]:
    """Delete the parts of an earlier run that are not ``wanted``; yield those that cannot be."""
    for name in sorted(kept.hashes.keys() - wanted):
        if not kept.remove(kept.folder / name):
            yield kept.folder / name
    kept.save()
