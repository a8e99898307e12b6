"""On a cluster, as in a local pool, one item never spoils another's outcome, and no lost host loses any."""

from __future__ import annotations

import os
import sys
import time
import tracemalloc
from collections.abc import Iterator
from pathlib import Path
from subprocess import Popen

import pytest

pytest.importorskip("distributed", reason="没有安装 xltools[cluster]")

from tests.cluster import tasks
from tests.cluster.hosts import Hosts, cluster, kill
from tests.cluster.tasks import QUICK, Slow
from tests.pool.tasks import Deed, blank, do, killer, unpicklable
from xltools.core.errors import UsageError, XltoolsError
from xltools.pool import cluster_pass
from xltools.pool.cluster import Agreement, Cluster
from xltools.pool.outcome import Outcome

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="这里的故障是 POSIX 信号造成的")

#: Where what happens among 400.
FAULTS = {10: "raise", 60: "exit", 110: "segfault", 160: "hang", 210: "eat", 260: "killed"}


@pytest.fixture(scope="module")
def hosts(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hosts]:
    """Two workers for all tests that leave them alive."""
    with cluster(tmp_path_factory.mktemp("集群")) as started:
        yield started


@pytest.mark.parametrize("ordered", [True, False])
def test_exactly_the_faulty_are_reported(hosts: Hosts, tmp_path: Path, *, ordered: bool) -> None:
    """400 items, six faults: five are told with their kind, the one killed once succeeds, all others once."""
    mark = tmp_path / "谁"
    deeds = [Deed(number, FAULTS.get(number, ""), mark) for number in range(400)]
    killing = killer(mark)
    with Cluster(hosts.address, QUICK) as joined:
        found = list(joined.map(do, deeds, ordered=ordered))
    killing.join()
    assert sorted(each.item.number for each in found) == list(range(400))
    problems = {each.item.how: each.problem.kind for each in found if each.problem}
    expected = {"raise": "出错", "exit": "崩溃", "segfault": "崩溃", "hang": "超时", "eat": "内存"}
    assert problems == expected
    assert all(each.value == each.item.number * 2 for each in found if each.item.how not in expected)
    assert not ordered or [each.item for each in found] == deeds


def test_several_passes_and_one_that_is_left(hosts: Hosts) -> None:
    """A pass is left in the middle: the next ones on the same cluster have their own outcomes only."""
    with Cluster(hosts.address, QUICK) as joined:
        left = joined.map(do, map(Deed, range(1000)))
        assert next(left).value == 0
        left.close()
        for begin in (500, 900):
            found = joined.map(do, map(Deed, range(begin, begin + 40)))
            assert [each.value for each in found] == list(range(2 * begin, 2 * begin + 80, 2))
        assert list(joined.map(do, [])) == []


def test_what_cannot_be_sent_is_this_items_failure(hosts: Hosts) -> None:
    """Values that do not survive pickling have a problem each; the others have their values."""
    with Cluster(hosts.address, QUICK) as joined:
        found = list(joined.map(unpicklable, range(9)))
    assert [each.item for each in found if each.problem] == [0, 3, 6]
    assert [each.value for each in found if not each.problem] == [1, 2, 4, 5, 7, 8]


def test_guarded_processes_are_kept_and_ended(hosts: Hosts) -> None:
    """One process a worker serves the whole run, and none is left when the run is over."""
    with Cluster(hosts.address, QUICK) as joined:
        found = {each.value for each in joined.map(tasks.where, range(300))}
    guards, workers = {guard for guard, _ in found}, {worker for _, worker in found}
    assert len(guards) == len(workers) <= 2
    latest = time.monotonic() + 10
    while any(map(_lives, guards)):
        assert time.monotonic() < latest
        time.sleep(0.05)
    assert all(map(_lives, workers))


def test_memory_does_not_grow_with_the_items(hosts: Hosts) -> None:
    """Of 6,000 values of 20 KB, read one by one, the driver never holds a tenth."""
    with Cluster(hosts.address, QUICK) as joined:
        tracemalloc.start()
        try:
            assert sum(len(each.value or b"") for each in joined.map(blank, range(6000))) == 6000 * 20_000
            assert tracemalloc.get_traced_memory()[1] < 6000 * 20_000 / 10
        finally:
            tracemalloc.stop()


def test_items_are_drawn_as_room_is_made(hosts: Hosts) -> None:
    """With the first item late, no more are drawn than may wait for it."""
    drawn = 0

    def items() -> Iterator[Deed]:
        nonlocal drawn
        for number in range(4000):
            drawn += 1
            yield Deed(number, "" if number else "hang")

    with Cluster(hosts.address, tasks.Limits(seconds=3)) as joined:
        found = joined.map(do, items())
        first = next(found)
        assert first.problem
        assert drawn <= cluster_pass._AHEAD + (2 * cluster_pass._AT_HAND + 1) * cluster_pass.BATCH
        assert sum(1 for _ in found) == 3999


def test_values_are_gathered_on_their_host(hosts: Hosts) -> None:
    """What gathers the values of a batch sees those that have one; where it fails, nobody has a value."""
    deeds = [Deed(number, "raise" if number == 5 else "") for number in range(40)]
    with Cluster(hosts.address, QUICK, gather=tasks.total) as joined:
        found = list(joined.map(do, deeds))
    assert [each.item.number for each in found if each.problem] == [5]
    assert [each.value[0] for each in found if each.value] == [2 * n for n in range(40) if n != 5]
    assert len({each.value[1] for each in found if each.value}) > 1
    with Cluster(hosts.address, QUICK, gather=tasks.broken) as joined:
        assert all("磁盘满了" in each.problem.message for each in joined.map(do, map(Deed, range(9))))


def test_another_version_is_refused(hosts: Hosts) -> None:
    """A host whose rules are others than the driver's stops the run before any result is handed on."""
    for version_of, fine in ((tasks.same, True), (tasks.other, False)):
        with Cluster(hosts.address, QUICK, agreement=Agreement(version_of)) as joined:
            found = joined.map(do, map(Deed, range(50)))
            if fine:
                assert len(list(found)) == 50
                continue
            with pytest.raises(XltoolsError, match="不是同一版本") as caught:
                next(found)
            assert caught.value.code == "cluster-version"
            assert "xltools" in caught.value.fix


def test_a_host_without_the_function_is_refused(hosts: Hosts) -> None:
    """A function that hosts cannot import means that another program is there."""
    module = type(sys)("只有这里有")
    module.here = type("here", (), {"__module__": "只有这里有", "__qualname__": "here"})  # type: ignore[attr-defined]
    sys.modules["只有这里有"] = module
    try:
        with Cluster(hosts.address, QUICK) as joined, pytest.raises(XltoolsError, match="不是同一版本"):
            list(joined.map(module.here, range(3)))
    finally:
        del sys.modules["只有这里有"]


def test_a_host_that_does_not_see_the_files_is_refused(hosts: Hosts, tmp_path: Path) -> None:
    """Files that a host must see are looked for before anything is read; relative ones in our folder."""
    (tmp_path / "甲.txt").write_text("甲", encoding="utf-8")
    with Cluster(hosts.address, QUICK, agreement=Agreement(sees=(tmp_path / "乙.txt",))) as joined:
        with pytest.raises(XltoolsError, match=r"看不到文件.*乙\.txt") as caught:
            list(joined.map(tasks.name, [tmp_path / "甲.txt"]))
        assert "共享文件夹" in caught.value.fix


def test_relative_paths_are_the_drivers(
    hosts: Hosts, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A relative path means, on every host, what it means here."""
    (tmp_path / "甲.txt").write_text("甲", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    with Cluster(hosts.address, QUICK, agreement=Agreement(sees=(Path("甲.txt"),))) as joined:
        assert [each.value for each in joined.map(tasks.name, [Path("甲.txt")])] == ["甲"]


def test_an_item_that_ends_its_worker_every_time(tmp_path: Path) -> None:
    """Of its batch it alone is 崩溃; all others have their values, in order."""
    with cluster(tmp_path) as own, Cluster(own.address, QUICK) as joined:
        found = list(joined.map(tasks.end_host, range(60)))
    assert [each.item for each in found] == list(range(60))
    assert {each.item: each.problem.kind for each in found if each.problem} == {37: "崩溃"}
    assert all(each.value == each.item * 2 for each in found if each.item != 37)


def test_a_worker_is_lost_in_the_middle(tmp_path: Path) -> None:
    """Worker and nanny killed with work at hand: every outcome once, in order, some worked on twice."""
    log = tmp_path / "次"
    log.mkdir()
    items = [Slow(number, log=log) for number in range(400)]
    with cluster(tmp_path) as own, Cluster(own.address, QUICK) as joined:
        found = []
        for each in joined.map(tasks.double, items):
            found.append(each)
            if len(found) == 150:
                kill(own.programs[-1])
    assert found == [Outcome(item, item.number * 2) for item in items]
    assert {*tasks.told(log)} == {*range(400)}


def test_a_worker_that_joins_late_has_work(tmp_path: Path) -> None:
    """A host started while a run goes on takes part in it."""
    with cluster(tmp_path, workers=1) as own, Cluster(own.address, QUICK) as joined:
        workers = set()
        for number, each in enumerate(joined.map(tasks.where, range(800), ordered=False)):
            workers.add(each.value[1])
            if number == 10:
                own.worker()
        assert len(workers) == 2


def test_the_scheduler_is_lost(tmp_path: Path) -> None:
    """What came before is handed on; then one sentence with the remedy."""
    found: list[int] = []
    with cluster(tmp_path) as own, Cluster(own.address, QUICK) as joined:
        passing = joined.map(tasks.double, map(Slow, range(1000)))
        with pytest.raises(XltoolsError, match="调度进程断了联系") as caught:
            _drain(passing, found, 100, own.programs[:1])
        assert found == list(range(0, 2 * len(found), 2))
        assert "台账" in caught.value.fix


def test_all_workers_are_lost(tmp_path: Path) -> None:
    """Nobody waits for ever for workers that do not come back; nor for such as never came."""
    with cluster(tmp_path) as own:
        with Cluster(own.address, QUICK, patience=3) as joined:
            passing = joined.map(tasks.double, map(Slow, range(1000)))
            with pytest.raises(XltoolsError, match="没有一个工作进程") as caught:
                _drain(passing, [], 60, own.programs[1:])
            assert f"dask worker {own.address}" in caught.value.fix
        with pytest.raises(XltoolsError, match="没有一个工作进程"):
            Cluster(own.address, QUICK, patience=0.5)


def _drain(
    passing: Iterator[Outcome[Slow, int]], found: list[int], at: int, victims: list[Popen[bytes]]
) -> None:
    """Take all outcomes; after so many the victims are killed."""
    for each in passing:
        found.append(each.value or 0)
        if len(found) == at:
            for victim in victims:
                kill(victim)


def test_a_worker_that_may_have_no_processes(tmp_path: Path) -> None:
    """A worker started without the setting that allows guarded processes is told of, with the setting."""
    settings = {"DASK_DISTRIBUTED__WORKER__DAEMON": "True"}
    with cluster(tmp_path, workers=1, environment=settings) as own, Cluster(own.address, QUICK) as joined:
        with pytest.raises(XltoolsError, match="不能启动进程") as caught:
            list(joined.map(do, map(Deed, range(9))))
        assert "DASK_DISTRIBUTED__WORKER__DAEMON=False" in caught.value.fix


def test_hosts_that_cannot_run_the_program() -> None:
    """What dask says where a scheduler or worker lacks xltools is told in one line, with what to install."""
    error = cluster_pass._foreign(RuntimeError("\nError during deserialization\nFor more information, see"))
    assert error.message == "集群的主机不能运行 xltools（RuntimeError：Error during deserialization）"
    assert error.code == "cluster-version"
    assert "调度的" in error.fix


@pytest.mark.parametrize("address", ["", "host", "http://host:1", "tcp://", "tcp://host", "tcp://a b:1"])
def test_what_is_no_address(address: str) -> None:
    """Is refused by name before anything is tried."""
    with pytest.raises(UsageError, match="不是集群的地址"):
        Cluster(address)


def test_nobody_listens(monkeypatch: pytest.MonkeyPatch) -> None:
    """A scheduler that is not there is told of, with what to look at."""
    from tests.cluster.hosts import free_port
    from xltools.pool import cluster as module

    monkeypatch.setattr(module, "_REACH", 1.0)
    with pytest.raises(XltoolsError, match="连不上集群") as caught:
        Cluster(f"127.0.0.1:{free_port()}")
    assert "dask scheduler" in caught.value.fix


def _lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True
