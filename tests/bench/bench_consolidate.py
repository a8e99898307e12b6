"""What a whole round costs, checked, consolidated and written, beside others who merely read the same files.

Run: python tests/bench/bench_consolidate.py [份数] [进程数] [份数 …], the last ones to measure the driver's
memory with. Everything is measured in this run on the same workbooks (copies of a sample, each of a unit of
its own); ours are processes of their own, from the shell's start to its end. Ratios count, not seconds: the
machine's load is printed. Without pandas, which nothing else here needs, its loop is left out.
"""

from __future__ import annotations

import os
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from functools import partial
from importlib.util import find_spec
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from bench_pool import parse_all
from copies import take_apart

ROOT = Path(__file__).parents[2]
SAMPLE = ROOT / "workbooks" / "湛江2022" / "湛江市公共资源交易中心(示例).xlsx"

#: Of so many files one is another in the next round.
ONE_IN = 100

#: The command with a summary that nobody writes, and what each part of it took, on stderr.
_PARTS = """
import sys, time
from xltools.cli import execute
from xltools.commands import consolidate, gathering, page
from xltools.core.consolidation import consolidate as core

taken = {}

def timed(name, function):
    def run(*arguments, **more):
        start = time.perf_counter()
        try:
            return function(*arguments, **more)
        finally:
            taken[name] = taken.get(name, 0) + time.perf_counter() - start
    return run

if __name__ == "__main__":
    core.consolidate = timed("consolidate", core.consolidate)
    consolidate.gather = timed("gather", consolidate.gather)
    write = timed("write", consolidate.write_summary)
    consolidate.write_summary = write if sys.argv[1] == "write" else lambda *_: None
    start = time.perf_counter()
    code = execute(sys.argv[2:])
    taken["all"] = time.perf_counter() - start
    try:
        status = open("/proc/self/status").read()
        taken["memory"] = int(status.split("VmHWM:")[1].split()[0]) / 1024
    except (OSError, IndexError):
        taken["memory"] = 0
    print(code, *(f"{name}={value}" for name, value in taken.items()), file=sys.stderr)
"""


def main(count: int, jobs: int, memory: Sequence[int]) -> None:
    """Print seconds, shares and ratios."""
    print(f"{platform.platform()}，{os.cpu_count()} 核，Python {platform.python_version()}；{load()}")
    with tempfile.TemporaryDirectory() as place:
        home = Path(place)
        folder = filled(home / "报送", count)
        ours = own_rounds(home, folder, count, jobs)
        cold = ours["第一次（台账是空的），写汇总"]["all"]
        others = measured(home, sorted(folder.iterdir()), jobs)
        print(f"{count} 份，{jobs} 个进程（经过的时间）")
        for name, parts in ours.items():
            print(
                f"  {name:<28} {parts['all']:8.2f} 秒  是第一次的 {parts['all'] / cold:7.1%}  {split(parts)}"
            )
        for name, taken in others.items():
            print(f"  {name:<44} {taken:8.2f} 秒  第一次是它的 {cold / taken:6.2f} 倍")
        print(f"  台账 {(home / '台账.db').stat().st_size / count / 1024:.1f} KB 一份；{load()}")
        for number in memory:
            driver_memory(home / f"内存{number}", number, jobs)


def load() -> str:
    """How busy the machine is."""
    return f"负载 {os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else "负载不详"


def filled(folder: Path, count: int) -> Path:
    """A folder of so many units' workbooks."""
    folder.mkdir()
    mould = take_apart(SAMPLE)
    for number in range(1, count + 1):
        (folder / f"{number:06d}.xlsx").write_bytes(mould.copy(number))
    return folder


def own_rounds(home: Path, folder: Path, count: int, jobs: int) -> dict[str, dict[str, float]]:
    """Rounds of ours with one ledger, one after another: what each part of them took."""
    found = {"没有台账，写汇总": consolidated(home, folder, jobs, ledger=False)}
    found["第一次（台账是空的），写汇总"] = consolidated(home, folder, jobs)
    found["再一次，什么都没变，写汇总"] = consolidated(home, folder, jobs)
    found["再一次，什么都没变，不写汇总"] = consolidated(home, folder, jobs, write=False)
    change(folder, count, 1)
    found["再一次，改了 1%，写汇总"] = consolidated(home, folder, jobs)
    change(folder, count, 2)
    found["再一次，改了 1%，不写汇总"] = consolidated(home, folder, jobs, write=False)
    return found


def change(folder: Path, count: int, time_of: int) -> None:
    """Put other figures into one of a hundred workbooks."""
    mould = take_apart(SAMPLE)
    for number in range(ONE_IN // 2, count + 1, ONE_IN):
        (folder / f"{number:06d}.xlsx").write_bytes(mould.copy(number + time_of * count, unit=number))


def consolidated(
    home: Path, folder: Path, jobs: int, *, ledger: bool = True, write: bool = True
) -> dict[str, float]:
    """Seconds of one round, by its parts, and the most megabytes its driver had."""
    script = home / "一轮.py"
    script.write_text(_PARTS, encoding="utf-8")
    options = ["--ledger", str(home / "台账.db")] if ledger else []
    command = [sys.executable, str(script), "write" if write else "-", "consolidate", str(folder)]
    command += ["-o", str(home / "汇总.xlsx"), "--jobs", str(jobs), *options]
    paths = os.pathsep.join((str(ROOT), os.environ.get("PYTHONPATH", "")))
    environment = {**os.environ, "PYTHONPATH": paths, "PYTHONUTF8": "1"}
    start = time.perf_counter()
    done = subprocess.run(command, capture_output=True, text=True, check=True, env=environment)  # noqa: S603
    taken = time.perf_counter() - start
    code, *parts = done.stderr.splitlines()[-1].split()
    if code != "0":
        raise RuntimeError(done.stderr)
    return {name: float(value) for name, _, value in (part.partition("=") for part in parts)} | {"all": taken}


def split(parts: dict[str, float]) -> str:
    """What a round's parts took."""
    checking = parts["gather"] - parts.get("consolidate", 0)
    adding, writing = parts.get("consolidate", 0), parts.get("write", 0)
    told = f"读、校验、记台账 {checking:.2f}，汇总 {adding:.2f}，写 {writing:.2f} 秒"
    return f"（{told}；主进程最多 {parts['memory']:.0f} MB）"


def measured(home: Path, paths: Sequence[Path], jobs: int) -> dict[str, float]:
    """Seconds of what others do with the same files."""
    contenders: dict[str, Callable[[], object]] = {
        f"calamine + ProcessPoolExecutor({jobs})，只读值": partial(parse_all, paths, jobs=jobs)
    }
    if find_spec("pandas"):
        for engine in ("calamine", "openpyxl"):
            name = f"pandas 逐份读一页、concat、to_excel（{engine}）"
            contenders[name] = partial(with_pandas, paths, engine, home / "合并.xlsx")
    else:
        print("没有安装 pandas，不比它")
    found = {}
    for name, run in contenders.items():
        start = time.perf_counter()
        run()
        found[name] = time.perf_counter() - start
    return found


def with_pandas(paths: Sequence[Path], engine: str, out: Path) -> None:
    """The loop people write: one sheet of each file, one below the other, into one workbook."""
    import pandas as pd

    sheets = (pd.read_excel(path, sheet_name="自评表", header=None, engine=engine) for path in paths)
    pd.concat(sheets, ignore_index=True).to_excel(out, index=False)


def driver_memory(home: Path, count: int, jobs: int) -> None:
    """Print the most megabytes a driver had over so many files, with and without writing the summary."""
    home.mkdir()
    folder = filled(home / "报送", count)
    bare = consolidated(home, folder, jobs, write=False)
    again = consolidated(home, folder, jobs, write=False)
    whole = consolidated(home, folder, jobs)
    told = f"{bare['memory']:.0f} MB（不写汇总），{again['memory']:.0f} MB（都在台账里，不写汇总）"
    print(f"  {count} 份：主进程最多 {told}，{whole['memory']:.0f} MB（写汇总，{whole['write']:.0f} 秒）")


if __name__ == "__main__":
    given = [int(each) for each in sys.argv[1:]]
    main(*(given[:2] + [200, 4][len(given[:2]) :]), memory=given[2:])
