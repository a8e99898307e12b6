"""What a full check of one workbook costs, beside what others need merely to read or load it.

Run: python tests/bench/bench_check.py [份数]. Every line is measured in this run, round by round in turn, on
the same copies (a sample with other figures in each); times are the medians of the rounds, in one process.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from copies import make_copies

from xltools import runner
from xltools.engines import choose
from xltools.engines.soffice import convert, find

SAMPLE = Path(__file__).parents[2] / "workbooks" / "湛江2022" / "湛江市公共资源交易中心(示例).xlsx"
ROUNDS = 5


def main(count: int) -> None:
    """Print milliseconds a workbook and ratios."""
    with tempfile.TemporaryDirectory() as folder:
        paths = make_copies(SAMPLE, count, Path(folder))
        engine = choose("auto")
        contenders: dict[str, Callable[[Sequence[Path]], object]] = {
            "xltools 全部校验(读、重算、全部规则)": lambda files: [
                runner.check_file(f, None, engine) for f in files
            ],
            "xltools 只读": lambda files: [runner.open_workbook(f) for f in files],
            "python-calamine 读值": read_with_calamine,
            "formualizer 载入": load_with_formualizer,
            "openpyxl 载入一次": load_with_openpyxl,
        }
        for run in contenders.values():
            run(paths[:1])
        times = measure(contenders, paths)
        if find():
            times["LibreOffice 转换(一个进程)"] = convert_all(paths[: min(20, count)], Path(folder))
        report(times, count)
        report_shell(paths[0])


def measure(
    contenders: dict[str, Callable[[Sequence[Path]], object]], paths: Sequence[Path]
) -> dict[str, float]:
    """Median CPU milliseconds a workbook of each contender, in rounds that take turns."""
    rounds: dict[str, list[float]] = {name: [] for name in contenders}
    for part in range(ROUNDS):
        files = paths[part::ROUNDS] or paths
        for name, run in contenders.items():
            start = time.process_time()
            run(files)
            rounds[name].append((time.process_time() - start) * 1000 / len(files))
    return {name: statistics.median(taken) for name, taken in rounds.items()}


def read_with_calamine(files: Sequence[Path]) -> None:
    """All values of all sheets."""
    from python_calamine import CalamineWorkbook

    for file in files:
        book = CalamineWorkbook.from_path(str(file))
        for name in book.sheet_names:
            book.get_sheet_by_name(name).to_python()


def load_with_formualizer(files: Sequence[Path]) -> None:
    """Loaded, nothing computed."""
    import formualizer

    for file in files:
        formualizer.load_workbook_bytes(file.read_bytes(), "eager_all")


def load_with_openpyxl(files: Sequence[Path]) -> None:
    """Loaded once, formulas without values."""
    import openpyxl

    for file in files:
        openpyxl.load_workbook(file)


def convert_all(files: Sequence[Path], folder: Path) -> float:
    """Wall milliseconds a workbook for LibreOffice to open, recompute and save."""
    start = time.perf_counter()
    convert(files, "xlsx", folder / "转换")
    return (time.perf_counter() - start) * 1000 / len(files)


def report(times: dict[str, float], count: int) -> None:
    """A table of milliseconds and ratios to the first line."""
    full = next(iter(times.values()))
    print(f"{count} 份,每份毫秒(处理器时间)与全部校验的倍数")
    for name, taken in times.items():
        print(f"  {name:<34} {taken:9.2f} ms   全部校验是它的 {full / taken:6.2f} 倍")
    floor = times["python-calamine 读值"] + times["formualizer 载入"]
    print(f"  全部校验 / (calamine 读值 + formualizer 载入) = {full / floor:.2f}(目标 <= 5)")


def report_shell(file: Path) -> None:
    """One check from the shell beside a bare python, both with their byte code ready, as installed."""
    bare = shell([sys.executable, "-c", "pass"], file.parent)
    check = shell([sys.executable, "-m", "xltools", "check", str(file)], file.parent)
    print(f"  命令行校验一份 {check:.0f} ms,空 python {bare:.0f} ms,{check / bare:.1f} 倍(目标 <= 12)")


def shell(command: list[str], folder: Path) -> float:
    """Median wall milliseconds of a command, seven times after a first; its byte code goes to ``folder``."""
    environment = {**os.environ, "PYTHONPYCACHEPREFIX": str(folder / "字节码")}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    taken = []
    for _ in range(8):
        start = time.perf_counter()
        subprocess.run(command, capture_output=True, check=False, env=environment)  # noqa: S603
        taken.append((time.perf_counter() - start) * 1000)
    return statistics.median(taken[1:])


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100)
