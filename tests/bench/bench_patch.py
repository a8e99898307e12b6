"""What recalculating and annotating one workbook cost, beside openpyxl merely loading and saving it.

Run: python tests/bench/bench_patch.py [遍数]. All contenders are measured in this run, in turn, on the same
bytes: the sample with one amount changed, so that there is something to write. Times are medians.
"""

from __future__ import annotations

import io
import re
import statistics
import sys
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl

from xltools.core.returned.review import review
from xltools.engines import choose
from xltools.readers.xlsx import read_bytes
from xltools.recalculating import recalculate
from xltools.runner import check_file, load_standard
from xltools.writers.patch.cached import with_values
from xltools.writers.patch.marks import annotated

SAMPLE = Path(__file__).parents[2] / "workbooks" / "湛江2022" / "湛江市公共资源交易中心(示例).xlsx"


def main(rounds: int) -> None:
    """Print milliseconds a workbook and ratios to openpyxl."""
    content = stale(SAMPLE.read_bytes())
    contenders: dict[str, Callable[[], object]] = {
        "openpyxl 载入再保存": lambda: load_and_save(content),
        "xltools 重算并写出": lambda: recalc(content),
        "  其中:读": lambda: read_bytes(content, SAMPLE.name),
        "  其中:读、重算、比较": lambda: recalculate(read_bytes(content, SAMPLE.name)),
    }
    contenders["xltools 标注(已校验)"] = annotating(content)
    for run in contenders.values():
        run()
    taken: dict[str, list[float]] = {name: [] for name in contenders}
    for _ in range(rounds):
        for name, run in contenders.items():
            start = time.process_time()
            run()
            taken[name].append((time.process_time() - start) * 1000)
    floor = statistics.median(taken["openpyxl 载入再保存"])
    changed = len(recalculate(read_bytes(content, SAMPLE.name)).changed)
    print(f"每份毫秒(处理器时间),{rounds} 遍的中位数;变化 {changed} 格")
    for name, each in taken.items():
        middle = statistics.median(each)
        print(f"  {name:<24} {middle:8.2f} ms   是 openpyxl 载入再保存的 {middle / floor:5.2f} 倍")


def stale(content: bytes) -> bytes:
    """The workbook with its first amounts changed and nothing computed."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as archive,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as copy,
    ):
        for item in archive.infolist():
            data = archive.read(item)
            if item.filename.startswith("xl/worksheets/sheet"):
                data = re.sub(rb"<v>(\d{4,}\.\d+)</v></c>", rb"<v>\g<1>1</v></c>", data, count=3)
            copy.writestr(item, data)
    return out.getvalue()


def load_and_save(content: bytes) -> None:
    """What many programs do to change a value; the saved values are lost."""
    openpyxl.load_workbook(io.BytesIO(content)).save(io.BytesIO())


def recalc(content: bytes) -> bytes:
    """Read, recalculate, write the changed values."""
    result = recalculate(read_bytes(content, SAMPLE.name))
    return with_values(content, SAMPLE.name, result.values)


def annotating(content: bytes) -> Callable[[], object]:
    """Marking the faults of the workbook, which is checked beforehand."""
    checked = check_file(SAMPLE, None, choose("auto"))
    found = review(checked, load_standard(checked.standard))
    return lambda: annotated(content, SAMPLE.name, found)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 20)
