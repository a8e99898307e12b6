"""生成自评报告: the report in Word, of the figures on the screen, beside the workbook."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from xltools.core.errors import StandardError
from xltools.core.model import Checked, Record
from xltools.excel.checked import check_open
from xltools.excel.done import STOPPED, Done
from xltools.excel.files import free, safe
from xltools.excel.reading import opened
from xltools.excel.talk import Talk
from xltools.resources import REPORT, standard_folder
from xltools.runner import load_standard


def run(book: Any, talk: Talk) -> Done:
    """Check and write; a report that is there is never written over."""
    if not talk.progress(0, 3, "读取工作簿"):
        return STOPPED
    now = opened(book)
    if not talk.progress(1, 3, "校验"):
        return STOPPED
    checked = check_open(now.workbook)
    if not talk.progress(2, 3, "写报告"):
        return STOPPED
    content, record = rendered(checked)
    wanted = Path(now.workbook.path).with_name(f"{safe(record.name)}-自评报告.docx")
    out = free(wanted, content)
    talk.progress(3, 3, "完成")
    lines = [f"已写出自评报告：{out}"]
    if out != wanted:
        lines.append(f"“{wanted.name}”已经有了，没有改动；要把新的数更新进去，用“刷新报告”。")
    lines.extend(faults(checked))
    lines.append("下一步：用 Word 或 WPS 打开，补写标出的文字部分。")
    return Done("\n".join(lines), f"已写出 {out.name}", "警告" if checked.count("错误") else "消息", file=out)


def rendered(checked: Checked) -> tuple[bytes, Record]:
    """The report's bytes, and the record they are of; StandardError where the form has no report."""
    from xltools.writers.document import render_report

    template = standard_folder(checked.standard) / REPORT
    if not template.is_file() or checked.record is None:
        raise StandardError(f"规范“{checked.standard}”没有自评报告，没有写", fix="打开单位的自评工作簿再点")
    return render_report(checked.record, load_standard(checked.standard), template), checked.record


def faults(checked: Checked) -> list[str]:
    """A word on the errors that the figures still hold."""
    errors = checked.count("错误")
    return [f"注意：工作簿还有 {errors} 条错误，报告里的数可能不对；点“校验本表”查看。"] if errors else []
