"""What a summary workbook of many units costs, beside pandas writing the same figures into one sheet.

Run: python tests/bench/bench_summary.py [家数 …]. Each size is measured in a process of its own, which first
makes the units' extracts (不计). Times are wall seconds of one round; memory is the process's peak in MB.
Without pandas, which nothing else here needs, its loop is left out.
"""

from __future__ import annotations

import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from decimal import Decimal
from importlib.util import find_spec
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[2]))

from xltools.commands.divided import MOST_UNITS, write_divided
from xltools.core.consolidation.consolidate import consolidate
from xltools.core.consolidation.extract import Extract, extract
from xltools.core.consolidation.roster import Unit, build_roster
from xltools.core.layout import lay_out
from xltools.core.model import Checked, Datum, Finding, Record, Source
from xltools.core.refs import Place
from xltools.core.standard import Standard
from xltools.engines.formualizer import Formualizer
from xltools.engines.soffice import find
from xltools.readers.standard import read_standard
from xltools.summarise import computed
from xltools.writers.summary import Plan, write_summary

SIZES = (500, 2_000, 5_000, 20_000)

#: Units of a city, and of a department.
CITY, DEPARTMENT = 500, 10


def main(sizes: tuple[int, ...]) -> None:
    """Measure each size in a process of its own."""
    for size in sizes:
        subprocess.run([sys.executable, __file__, "--one", str(size)], check=True)  # noqa: S603


def one(size: int) -> None:
    """Print what one size costs."""
    standard = read_standard(Path(__file__).parents[2] / "templates" / "湛江2022")
    units = list(tree(size))
    files = list(extracts(standard, units))
    print(f"{size} 家，做好摘录后内存 {peak()} MB")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        summary = timed("合并", lambda: consolidate(standard, files, build_roster(units)))
        if size <= MOST_UNITS:
            plan, path = Plan(summary), folder / "汇总.xlsx"
            cells = timed("算公式并自检", lambda: computed(plan, Formualizer()))
            took = timed_seconds("写汇总", lambda: write_summary(plan, path, cells, folder))
            print(f"    {path.stat().st_size / 1e6:.1f} MB，{len(cells)} 个公式")
            beside(files, folder / "pandas.xlsx", took)
            opened(path, folder)
        else:
            timed("分册写汇总", lambda: write_divided(summary, folder / "汇总.xlsx", MOST_UNITS))


def beside(files: list[Extract], path: Path, took: float) -> None:
    """The same figures by the loop people write: frames, concat, to_excel."""
    if not find_spec("pandas"):
        print("    没有安装 pandas，不比它")
        return
    import pandas as pd

    def loop() -> None:
        frames = [pd.DataFrame([{k: float(v) for k, v in each.figures.numbers()}]) for each in files]
        pd.concat(frames).to_excel(path)

    plain = timed_seconds("pandas concat + to_excel（只有数，没有公式）", loop)
    print(f"    写汇总是它的 {took / plain:.2f} 倍")


def opened(path: Path, folder: Path) -> None:
    """How long LibreOffice takes from its start to the first sheet as text."""
    program = find()
    if program is None:
        return
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = [str(program), profile, "--headless", "--convert-to", "csv", "--outdir", str(folder)]

    def run() -> Any:
        return subprocess.run([*command, str(path)], check=True, capture_output=True)  # noqa: S603

    run()
    timed("LibreOffice 启动并打开", run)


def timed(what: str, run: Callable[[], Any]) -> Any:
    """Run and print the seconds; what it gave."""
    start = time.perf_counter()
    result = run()
    print(f"  {what:<24} {time.perf_counter() - start:7.1f} s   峰值 {peak()} MB", flush=True)
    return result


def timed_seconds(what: str, run: Callable[[], Any]) -> float:
    """Run and print the seconds; the seconds."""
    start = time.perf_counter()
    timed(what, run)
    return time.perf_counter() - start


def peak() -> int:
    """The most memory this process ever had, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def tree(size: int) -> Iterator[Unit]:
    """A province, cities, departments, units."""
    yield Unit("S", "示例省", "", "虚拟", expected=False)
    for number in range(size):
        city = f"S{number // CITY:03}"
        department = f"{city}{number % CITY // DEPARTMENT:03}"
        if number % CITY == 0:
            yield Unit(city, f"示例{city}市", "S", "虚拟", expected=False)
        if number % DEPARTMENT == 0:
            yield Unit(department, f"示例{department}局", city, "虚拟", expected=False)
        kind = "下属" if number % DEPARTMENT else "本级"
        yield Unit(f"U{number:06}", f"示例单位{number:06}", department, kind)


def extracts(standard: Standard, units: list[Unit]) -> Iterator[Extract]:
    """A filled file of every unit: all figures and scores, five findings."""
    chance = random.Random(1)  # noqa: S311  # no secret
    places = {name: cell.place for name, cell in lay_out(standard).cells.items()}
    kinds = {name: item.aggregate for name, (item, _) in standard.by_cell_name.items()}
    summed = [name for name, kind in kinds.items() if kind in ("求和", "最大", "计数")]
    found = Finding("R012", "核实", "不通过", "示例：两处不等，差 12.00 元", (Place("自评表", 35, 6),))
    for unit in units:
        if not unit.expected:
            continue
        cells: dict[str, Any] = {"金额单位": "元", "填报口径": "单位本级"}
        cells.update((name, Decimal(chance.randrange(10**9)) / 100) for name in summed)
        for each in standard.indicators:
            cells[f"{each.name}_自评得分"] = each.points - Decimal(chance.randrange(3)) / 2
        data = {
            key: Datum(key, value, places.get(key, Place("自评表", 1, 1)), None)
            for key, value in cells.items()
        }
        source = Source(f"/报送/{unit.code}.xlsx", unit.code * 8)
        record = Record(standard.name, source, unit.code, unit.name, 2022, data, {})
        yield extract(
            standard, Checked(source.path, source.sha256, standard.name, "", "通过", record, (found,) * 5)
        )


if __name__ == "__main__":
    if sys.argv[1:2] == ["--one"]:
        one(int(sys.argv[2]))
    else:
        main(tuple(map(int, sys.argv[1:])) or SIZES)
