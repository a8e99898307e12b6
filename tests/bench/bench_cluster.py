"""What a cluster costs beside a local pool: start-up, and an item with nothing to do.

Run: python tests/bench/bench_cluster.py [件数] [份数]. A pool, then a cluster (scheduler and workers on this
machine, as many as the pool has processes), medians of three rounds each. Workbooks are checked by both as
well: on one machine a cluster can only lose.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from itertools import repeat
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from tests.bench.copies import make_copies
from tests.cluster.hosts import cluster
from xltools.clustered import clustered
from xltools.extracting import taking
from xltools.pool.cluster import Cluster
from xltools.pool.guarded import Pool
from xltools.runner import examine
from xltools.workers import local

SAMPLE = Path(__file__).parents[2] / "workbooks" / "湛江2022" / "湛江市公共资源交易中心(示例).xlsx"
ROUNDS, JOBS = 3, 2


def main(items: int, books: int) -> None:
    """Print seconds and milliseconds."""
    with tempfile.TemporaryDirectory() as folder, cluster(Path(folder), workers=JOBS) as hosts:
        files = make_copies(SAMPLE, books, Path(folder))
        makers: dict[str, Callable[[], Pool | Cluster]] = {
            f"本机 {JOBS} 个进程": partial(Pool, JOBS),
            f"集群 {JOBS} 个工作进程": partial(Cluster, hosts.address),
        }
        workers = {"本机": local(JOBS), "集群": clustered(hosts.address, None)}
        with Cluster(hosts.address):
            pass  # the workers are there
        for name, make in makers.items():
            rounds = [_measured(make, items) for _ in range(ROUNDS)]
            start, each = (statistics.median(column) for column in zip(*rounds, strict=True))
            print(f"{name}：启动到第一件 {start:.2f} 秒，每件（什么也不做）{each * 1000:.3f} 毫秒")
        for name, who in workers.items():
            seconds = statistics.median(_checked(files, who) for _ in range(ROUNDS))
            print(f"{name}校验 {books} 份：{seconds:.1f} 秒，每份 {seconds / books * 1000:.1f} 毫秒")


def _measured(make: Callable[[], Pool | Cluster], items: int) -> tuple[float, float]:
    """Seconds to the first outcome, and seconds an item after that."""
    begun = time.perf_counter()
    with make() as pool:
        next(iter(pool.map(abs, [1])))
        started = time.perf_counter()
        assert sum(1 for _ in pool.map(abs, repeat(1, items))) == items
        return started - begun, (time.perf_counter() - started) / items


def _checked(files: list[Path], workers: object) -> float:
    begun = time.perf_counter()
    assert sum(1 for _ in examine(files, None, taking(), workers)) == len(files)  # type: ignore[arg-type]
    return time.perf_counter() - begun


if __name__ == "__main__":
    main(int(sys.argv[1]) if sys.argv[1:] else 5000, int(sys.argv[2]) if sys.argv[2:] else 400)
