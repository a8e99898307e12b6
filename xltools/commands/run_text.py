"""What ``run`` prints at its end: who is in order and who is not, who is missing, where the outputs lie."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from xltools.commands.check_text import MARKS
from xltools.commands.tally import KEYS
from xltools.console import Line, line, table
from xltools.core.consolidation.extract import Extract
from xltools.core.consolidation.submissions import listed
from xltools.core.consolidation.summary import Summary

if TYPE_CHECKING:
    from xltools.commands.returns import Returns

HEADINGS = ("单位", "文件", "结论", *KEYS)


def overview(files: Sequence[Extract]) -> Iterator[Line]:
    """A row a file, in the order of the files."""
    rows = [_row(each) for each in files]
    yield from table(HEADINGS, rows, numbers=frozenset(range(3, len(HEADINGS))))
    for each in files:
        if each.error:
            _, message, fix = each.error
            yield line(f"{Path(each.path).name}:{message}{' 处理:' + fix if fix else ''}", "错误")


def _row(file: Extract) -> tuple[str, ...]:
    counts = ("" if file.error else str(file.count(key)) for key in KEYS)
    return (file.name or "—", Path(file.path).name, f"{MARKS[file.verdict]} {file.verdict}", *counts)


def submissions(summary: Summary, *, dated: bool) -> Iterator[Line]:
    """Who has not handed in, and what is not in the totals; ``dated``: a ledger knows when files came."""
    if summary.roster is not None:
        missing = [each for each in summary.submissions if each.state == "未报"]
        yield line(f"应报 {summary.expected} 家，实报 {summary.received} 家", "标题")
        if missing:
            excused = sum(bool(each.note) for each in missing)
            told = f"，其中有原因 {excused} 家" if excused else ""
            names = listed(f"{each.name}（{each.note}）" if each.note else each.name for each in missing)
            yield line(f"未报({len(missing)}家{told}):{names}", "核实")
        if not dated and any(unit.deadline for unit in summary.roster.units):
            yield line("没有用台账（--ledger），不知道各单位是哪天报的，没有判断迟报", "次要")
        late = [each for each in summary.submissions if each.state == "已报" and each.note]
        if late:
            yield line(
                f"迟报({len(late)}家):{listed(f'{each.name}（{each.note}）' for each in late)}", "核实"
            )
    for each in summary.submissions:
        if each.path and each.state not in ("已报", "无法读取"):
            reason = f"({each.note})" if each.note else ""
            style = "次要" if each.state in ("旧版", "相同副本") else "核实"
            yield line(f"未计入汇总：{Path(each.path).name} {each.state}{reason}", style)


def kept(reports: Sequence[tuple[Path, Path]]) -> Iterator[Line]:
    """Reports that somebody changed, and what was written beside them."""
    for changed, new in reports:
        yield line(f"报告 {changed.name} 有人改过,没有覆盖;新写的是 {new.name}", "核实")


def returned(returns: Returns) -> Iterator[Line]:
    """What of the 退回稿 is not as everybody expects: kept, replaced by a list, taken away, impossible."""
    for changed, new in returns.kept:
        yield line(f"退回稿 {changed.name} 有人填过或改过，没有覆盖；新写的是 {new.name}", "核实")
    for file, book, why in returns.beside:
        yield line(f"{file} 不能安全地加标注：{why} 问题另写成一本：{book.name}", "核实")
    for path in returns.gone:
        yield line(f"已删去旧退回稿 {path.name}：没有人改过，现在已不需要")
    for path in returns.stale:
        yield line(f"旧退回稿 {path.name} 现在已不需要；有人填过或改过，没有删去", "核实")
    if returns.unread:
        yield line(f"无法读取的 {returns.unread} 份文件不能加标注，没有退回稿；请按上面写的办法处理", "核实")


def outputs(places: Sequence[tuple[str, Path]]) -> Iterator[Line]:
    """Where the results lie."""
    yield line("结果：", "标题")
    for what, path in places:
        yield line(f"{what}  {path}", indent=2)
