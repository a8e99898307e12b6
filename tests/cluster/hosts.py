"""A dask cluster for tests: a scheduler and workers as processes of this machine, ended at the end."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

#: What every host is told: guarded processes are allowed, and who is silent for 15 seconds is gone.
SETTINGS = {
    "DASK_DISTRIBUTED__WORKER__DAEMON": "False",
    "DASK_DISTRIBUTED__SCHEDULER__WORKER_TTL": "15s",
    "DASK_DISTRIBUTED__COMM__TIMEOUTS__TCP": "15s",
    "DASK_DISTRIBUTED__COMM__TIMEOUTS__CONNECT": "10s",
}

#: Seconds a program has to begin to listen on a busy machine.
_PATIENCE = 60


@dataclass
class Hosts:
    """A scheduler and its workers; ``before`` is what puts a command on a host (``ip netns exec …``)."""

    folder: Path
    host: str = "127.0.0.1"
    protocol: str = "tcp"
    options: Sequence[str] = ()
    environment: Mapping[str, str] = field(default_factory=dict)
    programs: list[subprocess.Popen[bytes]] = field(default_factory=list)
    port: int = 0

    @property
    def address(self) -> str:
        """Where the scheduler listens."""
        return f"{self.protocol}://{self.host}:{self.port}"

    def scheduler(self, before: Sequence[str] = ()) -> subprocess.Popen[bytes]:
        """Start the scheduler."""
        self.port = self.port or free_port()
        where = ("--host", f"{self.protocol}://{self.host}", "--port", str(self.port))
        return self._dask("scheduler", *where, "--no-dashboard", before=before)

    def worker(self, before: Sequence[str] = (), *more: str, threads: int = 1) -> subprocess.Popen[bytes]:
        """Start a worker with its nanny."""
        size = ("--nworkers", "1", "--nthreads", str(threads), "--memory-limit", "0")
        where = ("--local-directory", str(self.folder), "--no-dashboard", "--protocol", self.protocol)
        return self._dask("worker", self.address, *size, *where, *more, before=before)

    def _dask(self, what: str, *arguments: str, before: Sequence[str]) -> subprocess.Popen[bytes]:
        command = [*before, sys.executable, "-m", "dask", what, *arguments, *self.options]
        environment = {**os.environ, **SETTINGS, "PYTHONPATH": str(ROOT), **self.environment}
        with (self.folder / f"{what}{len(self.programs)}.log").open("wb") as log:
            program = subprocess.Popen(  # noqa: S603  # our own command
                command,
                cwd=ROOT,
                env=environment,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        self.programs.append(program)
        return program

    def end(self) -> None:
        """End all, at once and for certain."""
        for program in self.programs:
            kill(program)


def kill(program: subprocess.Popen[bytes]) -> None:
    """End a program and all it started, as when a host's power goes."""
    with suppress(ProcessLookupError):
        os.killpg(program.pid, signal.SIGKILL)
    program.wait()


@contextmanager
def cluster(folder: Path, *, workers: int = 2, threads: int = 1, **settings: object) -> Iterator[Hosts]:
    """A cluster on this machine."""
    hosts = Hosts(folder, **settings)  # type: ignore[arg-type]
    try:
        hosts.scheduler()
        for _ in range(workers):
            hosts.worker(threads=threads)
        yield hosts
    finally:
        hosts.end()


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        port: int = listening.getsockname()[1]
        return port


def listening(host: str, port: int) -> None:
    """Wait until somebody listens there."""
    latest = time.monotonic() + _PATIENCE
    while time.monotonic() < latest:
        with suppress(OSError), socket.create_connection((host, port), timeout=1):
            return
        time.sleep(0.1)
    raise TimeoutError(f"{host}:{port}")
