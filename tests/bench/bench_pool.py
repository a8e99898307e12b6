"""What checking many workbooks in processes costs, beside others merely parsing the same files in as many.

Run: python tests/bench/bench_pool.py [份数] [进程数]. All contenders take turns on the same copies (a sample
with other figures in each) in this run; times are elapsed, medians of the rounds, start and end of all
processes included. Memory is what the driver alone held at its most, each count in a fresh process.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from copies import make_copies

from xltools.runner import check_files

SAMPLE = Path(__file__).parents[2] / "workbooks" / "湛江2022" / "湛江市公共资源交易中心(示例).xlsx"
ROUNDS = 3


def main(count: int, jobs: int) -> None:
    """Print seconds and ratios."""
    with tempfile.TemporaryDirectory() as folder:
        paths = make_copies(SAMPLE, count, Path(folder))
        contenders: dict[str, Callable[[Sequence[Path]], int]] = {
            f"calamine + ProcessPoolExecutor({jobs}) 只读值": partial(parse_all, jobs=jobs),
            f"xltools 校验，{jobs} 个进程": partial(check_all, jobs=jobs),
            "xltools 校验，1 个进程": partial(check_all, jobs=1),
        }
        taken: dict[str, list[float]] = {name: [] for name in contenders}
        for _ in range(ROUNDS):
            for name, run in contenders.items():
                start = time.perf_counter()
                assert run(paths) == count
                taken[name].append(time.perf_counter() - start)
        report({name: statistics.median(each) for name, each in taken.items()}, count)
        for part in (count // 4, count // 2, count):
            print(f"  校验 {part} 份，主进程最多占用 {driver_memory(Path(folder), part, jobs):.0f} MB")


def check_all(paths: Sequence[Path], jobs: int) -> int:
    """Every file checked, nothing kept; how many could be."""
    return sum(each.error is None for each in check_files(paths, jobs=jobs))


def parse_all(paths: Sequence[Path], jobs: int) -> int:
    """All values of all files; how many files."""
    with ProcessPoolExecutor(jobs) as pool:
        return sum(pool.map(parse, paths, chunksize=25))


def parse(path: Path) -> int:
    """All values of all sheets, thrown away."""
    from python_calamine import CalamineWorkbook

    book = CalamineWorkbook.from_path(str(path))
    for name in book.sheet_names:
        book.get_sheet_by_name(name).to_python()
    return 1


def report(times: dict[str, float], count: int) -> None:
    """Seconds, milliseconds a file, and ratios to the first line."""
    floor = next(iter(times.values()))
    print(f"{count} 份，{ROUNDS} 轮的中位数（经过的时间）")
    for name, each in times.items():
        a_file = each * 1000 / count
        print(f"  {name:<40} {each:7.2f} 秒  每份 {a_file:6.1f} ms  是第一行的 {each / floor:5.2f} 倍")


def driver_memory(folder: Path, count: int, jobs: int) -> float:
    """The most megabytes the driver of a check in processes held; 0 where the platform does not tell."""
    code = f"from bench_pool import peak; print(peak({str(folder)!r}, {count}, {jobs}))"
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=Path(__file__).parent)  # noqa: S603
    return float(done.stdout)


def peak(folder: str, count: int, jobs: int) -> float:
    """Check some files of the folder; the most megabytes this process had in memory."""
    check_all(sorted(Path(folder).glob("*.xlsx"))[:count], jobs)
    try:
        import resource
    except ImportError:
        return 0
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most / (1 << 20 if sys.platform == "darwin" else 1 << 10)


if __name__ == "__main__":
    main(*(int(sys.argv[n]) if len(sys.argv) > n else usual for n, usual in ((1, 400), (2, 2))))
