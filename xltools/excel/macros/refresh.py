"""刷新报告: a report edited by hand takes the figures on the screen and keeps its words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from xltools.core.errors import InputError, UsageError, XltoolsError
from xltools.core.merging.whose import Whose, is_same_unit, is_same_year
from xltools.core.model import Record
from xltools.excel.checked import check_open
from xltools.excel.done import STOPPED, Done
from xltools.excel.files import free
from xltools.excel.macros.report import faults, rendered
from xltools.excel.reading import opened
from xltools.excel.talk import Talk

if TYPE_CHECKING:
    from xltools.writers.refresh.refresh import Refreshed

_REFRESHED = "-刷新"


def run(book: Any, talk: Talk) -> Done:
    """Refresh the newest report of this unit beside the workbook, or one that is chosen, into a new file."""
    if not talk.progress(0, 3, "读取工作簿"):
        return STOPPED
    now = opened(book)
    if not talk.progress(1, 3, "校验"):
        return STOPPED
    checked = check_open(now.workbook)
    content, record = rendered(checked)
    report = _found(Path(now.workbook.path).parent, record) or talk.ask_file(
        "选择要刷新的自评报告", (".docx",)
    )
    if report is None:
        raise UsageError("工作簿旁边没有本单位的自评报告", fix="先点“生成自评报告”，或把报告放到工作簿旁边")
    if not talk.progress(2, 3, f"刷新 {report.name}"):
        return STOPPED
    result = _refreshed(report, content, record)
    talk.progress(3, 3, "完成")
    if not result.changed:
        return Done(f"“{report.name}”里的数和文字与工作簿一致，没有要改的。", "报告没有要改的", file=report)
    stem = report.stem if _REFRESHED in report.stem else report.stem + _REFRESHED
    out = free(report.with_name(f"{stem}.docx"), result.content)
    lines = [f"已由“{report.name}”刷新，另存为：{out}", *_told(result), *faults(checked)]
    lines.append("原来的报告没有改动；在 Word 里还没有保存的改动不在内。")
    return Done("\n".join(lines), f"已写出 {out.name}", "警告" if _conflicts(result) else "消息", file=out)


def _found(folder: Path, record: Record) -> Path | None:
    """The newest report of this unit and year that was written by xltools."""
    return max(_reports(folder, record), key=lambda path: path.stat().st_mtime_ns, default=None)


def _reports(folder: Path, record: Record) -> Iterator[Path]:
    from xltools.writers.document import whose

    for path in sorted(folder.glob("*.docx")):
        if path.name.startswith(("~$", ".~")):
            continue
        try:
            before = _whose(path)
        except (XltoolsError, OSError):
            continue
        if is_same_unit(before, whose(record)) and is_same_year(before, whose(record)):
            yield path


def _whose(report: Path) -> Whose:
    from xltools.writers.refresh.opened import open_generated

    return open_generated(report.read_bytes(), str(report)).store.whose


def _refreshed(report: Path, content: bytes, record: Record) -> Refreshed:
    from xltools.writers.document import whose
    from xltools.writers.refresh.refresh import refreshed

    before, now = _whose(report), whose(record)
    if not (is_same_unit(before, now) and is_same_year(before, now)):
        raise InputError(
            f"“{report.name}”是{before.named}的报告，工作簿是{now.named}的，没有刷新",
            fix="换成这份报告的工作簿",
            code="other-unit",
        )
    return refreshed(report.read_bytes(), str(report), content)


def _told(result: Refreshed) -> list[str]:
    figures = Counter(each.kind for each in result.figures)
    words = Counter(each.kind for each in result.words)
    told = [
        f"更新了 {figures['更新']} 个数" if figures["更新"] else "",
        f"改写了 {words['更新']} 处文字" if words["更新"] else "",
        f"新增 {words['新增']} 段" if words["新增"] else "",
        f"保留手改的 {figures['手改']} 个数" if figures["手改"] else "",
        f"更新了 {result.charts} 幅图" if result.charts else "",
    ]
    lines = ["，".join(filter(None, told)) + "。"] if any(told) else []
    if figures["旧数"]:
        lines.append(f"文中手打的 {figures['旧数']} 个数还是旧的，没有动，请核对。")
    if conflicts := _conflicts(result):
        lines.append(f"有 {conflicts} 处两边都改了，保留文中的，请逐处核对。")
    return lines


def _conflicts(result: Refreshed) -> int:
    figures = sum(each.kind == "冲突" for each in result.figures)
    return figures + sum(each.kind == "冲突" for each in result.words)
