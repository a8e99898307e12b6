"""What checking, writing and refreshing one report cost, beside what others merely do with the same file.

Run: python tests/bench/bench_report.py [遍数]. Checking stands beside python-docx merely opening the report,
writing beside docxtpl merely rendering the same template. Times are medians of processor time of one run.
"""

from __future__ import annotations

import io
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from docx import Document
from docxtpl import DocxTemplate

from xltools.core.model import Checked
from xltools.core.narrative.context import context
from xltools.core.prose.checked import check_report
from xltools.core.standard import Standard
from xltools.engines import choose
from xltools.engines.soffice import convert
from xltools.readers.prose import read_prose_bytes
from xltools.resources import REPORT, standard_folder
from xltools.runner import check_file, load_standard
from xltools.writers.document import render_report
from xltools.writers.report_template import sandbox

SAMPLE = Path(__file__).parents[2] / "workbooks" / "湛江2022" / "湛江市政务服务数据管理局本级.xlsx"
SEED = Path(__file__).parents[1] / "prose" / "seed.txt"
#: How many reports are converted in one go.
_BATCH = 6


def main(rounds: int) -> None:
    """Print milliseconds a report, and ratios."""
    standard = load_standard("湛江2022")
    checked = check_file(SAMPLE, standard.name, choose("auto"))
    assert checked.record is not None
    template = standard_folder(standard.name) / REPORT
    content = render_report(checked.record, standard, template)
    record = checked.record
    for name, report in (("公开的 2022 年报告", published()), ("由工作簿写的报告", content)):
        print(f"{name}({len(read_prose_bytes(report, '报告.docx').passages)} 段)")
        measured(checking(report, standard, checked), rounds)
    measured(
        {
            "docxtpl 填模板": lambda: rendered(template, dict(context(record, standard))),
            "xltools 写报告": lambda: render_report(record, standard, template),
        },
        rounds,
    )
    measured_pdf(content)


def published() -> bytes:
    """The published report as a Word document, a paragraph a line."""
    document = Document()
    for line in SEED.read_text(encoding="utf-8").splitlines():
        document.add_paragraph(line)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def checking(report: bytes, standard: Standard, checked: Checked) -> dict[str, Callable[[], object]]:
    """Reading and checking a report, beside python-docx merely opening it."""
    narrative = read_prose_bytes(report, "报告.docx")
    return {
        "python-docx 打开报告": lambda: Document(io.BytesIO(report)),
        "xltools 读并校验(对照工作簿)": lambda: check_report(
            read_prose_bytes(report, "报告.docx"), standard, checked
        ),
        "  其中:读": lambda: read_prose_bytes(report, "报告.docx"),
        "  其中:校验，不对照工作簿": lambda: check_report(narrative, standard, None),
    }


def measured(contenders: dict[str, Callable[[], object]], rounds: int) -> None:
    """Run the contenders in turn; the first is what the others are compared with."""
    taken: dict[str, list[float]] = {name: [] for name in contenders}
    for turn in range(rounds + 1):
        for name, run in contenders.items():
            start = time.process_time()
            run()
            if turn:
                taken[name].append((time.process_time() - start) * 1000)
    base = next(iter(contenders))
    floor = statistics.median(taken[base])
    print(f"每份毫秒(处理器时间),{rounds} 遍的中位数")
    for name, each in taken.items():
        middle = statistics.median(each)
        print(f"  {name:<28} {middle:8.2f} ms   是 {base} 的 {middle / floor:5.2f} 倍")


def rendered(template: Path, names: dict[str, object]) -> bytes:
    """The template filled by docxtpl alone; charts are no names of its own."""
    document = DocxTemplate(template)
    environment = sandbox()
    document.render(names, environment, autoescape=True)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def measured_pdf(content: bytes) -> None:
    """Several reports in one LibreOffice, beside one at a time; elapsed time."""
    with tempfile.TemporaryDirectory() as place:
        files = [Path(place) / f"{number}.docx" for number in range(_BATCH)]
        for file in files:
            file.write_bytes(content)
        start = time.perf_counter()
        for file in files[:2]:
            convert([file], "pdf", Path(place))
        single = (time.perf_counter() - start) / 2
        start = time.perf_counter()
        convert(files, "pdf", Path(place))
        batch = (time.perf_counter() - start) / _BATCH
    print(f"转 PDF:逐份 {single:.2f} 秒一份，一次 {_BATCH} 份 {batch:.2f} 秒一份，快 {single / batch:.1f} 倍")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 20)
