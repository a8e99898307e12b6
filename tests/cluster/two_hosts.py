"""Two hosts and a driver on one machine, each in a network namespace of its own, to lose one in the middle.

By hand, as root on Linux:

    python tests/cluster/two_hosts.py [none|kill|unplug] [items]

starts a scheduler beside the driver and a dask worker with two threads on each host, maps over the items,
and when a third of them is there kills every process of the second host, or takes down its cable.
Prints one line of JSON: ``lost`` and ``doubled`` must be 0. :func:`why_not` says why it cannot be done here.
"""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from tests.cluster import tasks
from tests.cluster.hosts import ROOT, Hosts, kill, listening
from tests.cluster.tasks import QUICK, Slow

#: The driver and scheduler, and the two hosts: their addresses end in 1, 2, 3.
DRIVER, FIRST, SECOND = "driver", "first", "second"
_LAST = {DRIVER: 1, FIRST: 2, SECOND: 3}
_PORT = 8786


@dataclass(frozen=True)
class Network:
    """A bridge and namespaces on it; ``mark`` keeps the names of two runs apart."""

    mark: str

    def namespace(self, host: str) -> str:
        """The namespace of a host."""
        return f"xl{self.mark}-{host}"

    def cable(self, host: str) -> str:
        """The end at the bridge of a host's cable; an interface's name has 15 characters at most."""
        return f"xl{self.mark}{_LAST[host]}"

    @property
    def bridge(self) -> str:
        """What the cables are plugged into, in the driver's namespace."""
        return f"xl{self.mark}b"

    def address(self, host: str) -> str:
        """The address of a host: one from the block reserved for tests."""
        return f"198.18.77.{_LAST[host]}"

    def on(self, host: str) -> list[str]:
        """What makes a command run on a host."""
        return ["ip", "netns", "exec", self.namespace(host)]

    def build(self) -> None:
        """Make namespaces, bridge and cables."""
        driver = self.namespace(DRIVER)
        for host in _LAST:
            _ip("netns", "add", self.namespace(host))
            _ip("-n", self.namespace(host), "link", "set", "lo", "up")
        _ip("-n", driver, "link", "add", self.bridge, "type", "bridge")
        _ip("-n", driver, "addr", "add", f"{self.address(DRIVER)}/24", "dev", self.bridge)
        _ip("-n", driver, "link", "set", self.bridge, "up")
        for host in (FIRST, SECOND):
            near, far = self.cable(host), self.namespace(host)
            _ip("-n", driver, "link", "add", near, "type", "veth", "peer", "name", "eth0", "netns", far)
            _ip("-n", driver, "link", "set", near, "master", self.bridge, "up")
            _ip("-n", far, "addr", "add", f"{self.address(host)}/24", "dev", "eth0")
            _ip("-n", far, "link", "set", "eth0", "up")

    def unplug(self, host: str) -> None:
        """Take down a host's cable: nobody is told, packets just do not arrive."""
        _ip("-n", self.namespace(DRIVER), "link", "set", self.cable(host), "down")

    def remove(self) -> None:
        """Take all away, also what was half made."""
        for host in _LAST:
            subprocess.run(["ip", "netns", "del", self.namespace(host)], capture_output=True, check=False)  # noqa: S603, S607


def _ip(*arguments: str) -> None:
    done = subprocess.run(["ip", *arguments], capture_output=True, text=True, check=False)  # noqa: S603, S607
    if done.returncode:
        raise OSError(f"ip {' '.join(arguments)}：{done.stderr.strip()}")


def why_not() -> str:
    """Why two hosts cannot be made here; "" where they can."""
    if sys.platform != "linux":
        return "网络命名空间只有 Linux 有"
    if not shutil.which("ip"):
        return "没有 ip 命令（iproute2）"
    network = Network(f"{os.getpid() % 10000}t")
    try:
        network.build()
    except OSError as error:
        return f"不允许建网络命名空间（{error}）"
    finally:
        network.remove()
    return ""


@contextmanager
def two_hosts(folder: Path) -> Iterator[tuple[Network, Hosts]]:
    """A scheduler in the driver's namespace, a worker with two threads on each of two hosts."""
    network = Network(str(os.getpid() % 10000))
    hosts = Hosts(folder, host=network.address(DRIVER), port=_PORT)
    try:
        network.build()
        hosts.scheduler(network.on(DRIVER))
        for host in (FIRST, SECOND):
            hosts.worker(network.on(host), "--host", network.address(host), threads=2)
        yield network, hosts
    finally:
        hosts.end()
        network.remove()


def lose(how: str, count: int, folder: Path) -> dict[str, object]:
    """Map over ``count`` items and lose the second host in the middle; what came of it."""
    with two_hosts(folder) as (network, hosts):
        command = [sys.executable, __file__, "drive", hosts.address, str(count), str(folder)]
        said = _driven(command, how, network, hosts, (folder / "三分之一").exists)
    return {"how": how, **json.loads(said.splitlines()[-1])}


def consolidate(how: str, files: Path, out: Path, folder: Path) -> None:
    """Consolidate a folder of workbooks on both hosts, and lose the second when a third is on record."""
    ledger = folder / "台账.db"
    third = len(list(files.rglob("*.xlsx"))) // 3
    with two_hosts(folder) as (network, hosts):
        command = [sys.executable, "-m", "xltools", "consolidate", str(files), "-o", str(out)]
        command += ["--cluster", hosts.address, "--ledger", str(ledger)]
        _driven(command, how, network, hosts, lambda: _recorded(ledger) >= third)


def _driven(command: list[str], how: str, network: Network, hosts: Hosts, begun: Callable[[], bool]) -> str:
    """What a driver says that loses a host when it has begun."""
    command, environment = [*network.on(DRIVER), *command], {**os.environ, "PYTHONPATH": str(ROOT)}
    driver = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True)  # noqa: S603
    try:
        while not begun():
            if driver.poll() is not None:
                raise RuntimeError("驱动进程提前结束")
            time.sleep(0.02)
        if how == "kill":
            kill(hosts.programs[2])
        elif how == "unplug":
            network.unplug(SECOND)
        return driver.communicate(timeout=120)[0]
    finally:
        driver.kill()
        driver.wait()
        if driver.stdout:
            driver.stdout.close()


def _recorded(ledger: Path) -> int:
    """How many submissions a ledger has."""
    if not ledger.exists():
        return 0
    with closing(sqlite3.connect(f"file:{ledger}?mode=ro", uri=True)) as connection:
        try:
            return int(connection.execute("SELECT count(*) FROM submission").fetchone()[0])
        except sqlite3.OperationalError:  # not yet made, or busy
            return 0


def drive(address: str, count: int, folder: Path) -> dict[str, object]:
    """Map over the items, as the driver; counts of what was handed on."""
    from xltools.pool.cluster import Cluster

    listening(*_place(address))
    log = folder / "次"
    log.mkdir()
    got: Counter[int] = Counter()
    wrong, order, longest = 0, [], 0.0
    begun = last = time.monotonic()
    with Cluster(address, QUICK) as joined:
        for number, each in enumerate(joined.map(tasks.double, (Slow(n, 0.02, log) for n in range(count)))):
            longest, last = max(longest, time.monotonic() - last), time.monotonic()
            got[each.item.number] += 1
            order.append(each.item.number)
            wrong += each.value != each.item.number * 2
            if number == count // 3:
                (folder / "三分之一").touch()
    worked = Counter(tasks.told(log))
    return {
        "items": count,
        "lost": len(set(range(count)) - set(got)),
        "doubled": sum(each - 1 for each in got.values()),
        "wrong": wrong,
        "in_order": order == sorted(order),
        "worked_on_again": sum(each - 1 for each in worked.values()),
        "hosts_at_work": len(list(log.iterdir())),
        "seconds": round(last - begun, 1),
        "longest_wait": round(longest, 1),
    }


def _place(address: str) -> tuple[str, int]:
    host, _, port = address.rpartition("://")[2].rpartition(":")
    return host, int(port)


def main(arguments: list[str]) -> None:
    """Run by hand, or as the driver within its namespace."""
    if arguments[:1] == ["drive"]:
        result = drive(arguments[1], int(arguments[2]), Path(arguments[3]))
    elif reason := why_not():
        sys.exit(f"这里不能试两台主机：{reason}")
    else:
        how = arguments[0] if arguments else "none"
        count = int(arguments[1]) if arguments[1:] else 1500
        with tempfile.TemporaryDirectory() as folder:
            result = lose(how, count, Path(folder))
    print(json.dumps(result, ensure_ascii=False))


if __name__ == "__main__":
    main(sys.argv[1:])
