"""A function mapped over items on the hosts of a dask cluster, with the promises of a local pool.

A host that is lost takes nothing with it: its items are worked on again elsewhere, and each outcome is
handed on once. Whoever reaches a scheduler can run programs on its hosts: without TLS only in a network of
one's own.
"""

from __future__ import annotations

import gc
import logging
import os
import pickle
import re
import time
import uuid
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Thread
from typing import Any, Self, TypeVar

from xltools.core.errors import UsageError, XltoolsError
from xltools.pool.cluster_pass import Pass
from xltools.pool.cluster_worker import Gather, Job, end_run
from xltools.pool.limits import Limits
from xltools.pool.outcome import Outcome

I = TypeVar("I")  # noqa: E741  # an item
V = TypeVar("V")

_ADDRESS = re.compile(r"(?:(?P<kind>tcp|tls)://)?(?P<place>\[[0-9a-fA-F:.]+\]:\d{1,5}|[^\s:/]+:\d{1,5})/?")

#: The files of a folder of TLS certificates.
CA, CERTIFICATE, KEY = "ca.pem", "cert.pem", "key.pem"

#: Seconds: to reach the scheduler, until the first worker is there or all may be gone, between two looks.
_REACH, _PATIENCE, _LOOK = 15.0, 60.0, 2.0

#: Seconds that hosts have to hear that a run is over.
_FAREWELL = 5.0

#: Dask keeps the last thousand messages it sent; here these are batches.
_FORGETFUL = {"distributed.admin.low-level-log-length": 10}

_INSTALL = '在每台机器上运行 python -m pip install "xltools[cluster]"'


@dataclass(frozen=True, slots=True)
class Agreement:
    """What the hosts must have in common with this one.

    ``version_of`` is a function, importable by name, that says which version is there. ``sees`` are files
    that every host must be able to see.
    """

    version_of: Callable[[], str] | None = None
    sees: tuple[Path, ...] = ()


class Cluster:
    """The hosts behind a scheduler's ``address`` (tcp://host:port, tls://host:port); a context manager.

    ``tls``: a folder with ca.pem, cert.pem and key.pem; without it dask's own settings hold. ``preload``:
    modules that guarded processes import once. ``gather`` is applied on its host to the values of a batch.
    UsageError for what is no address or where dask is not installed; XltoolsError where nobody answers.
    """

    def __init__(
        self,
        address: str,
        limits: Limits | None = None,
        preload: Sequence[str] = (),
        *,
        agreement: Agreement | None = None,
        tls: Path | None = None,
        gather: Gather | None = None,
        patience: float = _PATIENCE,
    ) -> None:
        agreement = agreement or Agreement()
        self.address = whole_address(address)
        self._patience = patience
        version_of = agreement.version_of
        self._job = Job(
            run=uuid.uuid4().hex,
            limits=limits or Limits(),
            preload=tuple(preload),
            version=version_of() if version_of else "",
            version_of=version_of,
            folder=str(Path.cwd()),
            sees=agreement.sees,
            gather=gather,
        )
        self.job = pickle.dumps(self._job)
        self.client = _client(self.address, tls)
        self._seen = self._looked = time.monotonic()
        self.threads = 0
        try:
            self._wait_for_workers()
        except BaseException:
            self._close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        # A host that does not answer is not waited for: what is left there ends by itself.
        end = Thread(target=self._end_run, daemon=True)
        end.start()
        end.join(_FAREWELL)
        self._close()

    def map(
        self, function: Callable[[I], V], items: Iterable[I], *, ordered: bool = True
    ) -> Iterator[Outcome[I, V]]:
        """The outcome of each item, once: in the items' order, or as they come.

        Items are taken as room is made. ``function`` is importable by its name on every host; it may be
        called more than once for an item. XltoolsError where the scheduler or all workers are lost, or where
        a host is of another version or does not see the files.
        """
        return Pass(self, function, items, ordered=ordered).outcomes()

    def watch(self) -> None:
        """Look, now and then, who is there.

        XltoolsError where the scheduler, or for long all workers, are gone.
        """
        if self.client.status != "running":
            raise self.lost()
        now = time.monotonic()
        if now - self._looked < _LOOK:
            return
        self._looked = now
        try:
            self.threads = sum(self.client.nthreads().values())
        except Exception as error:  # whatever dask raises where it is cut off
            raise self.lost() from error
        if self.threads:
            self._seen = now
        elif now - self._seen > self._patience:
            raise XltoolsError(
                f"集群 {self.address} 已有 {self._patience:g} 秒没有一个工作进程",
                fix=f"在各主机上启动 dask worker {self.address}，再运行一次；已记入台账的不必重做",
                code="cluster",
            )

    def lost(self) -> XltoolsError:
        """The error that says that the scheduler is gone."""
        return XltoolsError(
            f"和集群的调度进程断了联系（{self.address}）",
            fix="重新启动 dask scheduler 和各主机的 dask worker，再运行一次；已记入台账的不必重做",
            code="cluster",
        )

    def _end_run(self) -> None:
        with suppress(Exception):
            if self.client.status == "running":
                self.client.run(end_run, self._job.run, on_error="ignore")

    def _wait_for_workers(self) -> None:
        while not self.threads:
            self._looked = 0
            self.watch()
            if not self.threads:
                time.sleep(0.2)

    def _close(self) -> None:
        with suppress(Exception):
            self.client.close(timeout=2)


def whole_address(address: str) -> str:
    """The address with its kind; UsageError for what is none."""
    found = _ADDRESS.fullmatch(address.strip())
    if not found:
        raise UsageError(
            f"不是集群的地址：{address}", fix="例：tcp://10.0.0.5:8786，加密的写 tls://10.0.0.5:8786"
        )
    return f"{found['kind'] or 'tcp'}://{found['place']}"


def _client(address: str, tls: Path | None) -> Any:
    """A dask client that is connected."""
    try:
        import dask
        from dask.distributed import Client
    except ImportError as error:
        raise UsageError("用集群要先安装 dask，这里没有安装", fix=_INSTALL) from error
    # What dask tells of lost comms, people are told in words of ours.
    logging.getLogger("distributed").setLevel(logging.CRITICAL)
    try:
        with dask.config.set(_FORGETFUL), _uncollected():
            return Client(address, timeout=_REACH, security=_security(tls), set_as_default=False)
    except UsageError:
        raise
    except (OSError, ValueError, TypeError, RuntimeError) as error:
        tried = "证书（ca.pem、cert.pem、key.pem）是否同一个 CA 签发、" if address.startswith("tls") else ""
        raise XltoolsError(
            f"连不上集群 {address}：{_words(error)}",
            fix=f"核对地址和端口、{tried}dask scheduler 是否已启动、是 tcp:// 还是 tls://、防火墙是否放行",
            code="cluster",
        ) from error


@contextmanager
def _uncollected() -> Iterator[None]:
    """No garbage is collected meanwhile, but right before.

    A client that could not connect closes itself when it is collected; in the midst of the start of another
    it would wait for a lock of that one, for ever.
    """
    gc.collect()
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def _words(error: Exception) -> str:
    return "没有应答" if isinstance(error, OSError) else f"{type(error).__name__}：{error}"


def _security(tls: Path | None) -> Any:
    """What dask encrypts with; None for dask's own settings."""
    from dask.distributed import Security

    if tls is None:
        return None
    missing = [name for name in (CA, CERTIFICATE, KEY) if not (tls / name).is_file()]
    if missing:
        raise UsageError(
            f"证书文件夹“{tls}”里没有 {'、'.join(missing)}",
            fix=f"放进 {CA}（签发者的证书）、{CERTIFICATE}（本机的证书）、{KEY}（私钥）",
        )
    ca, certificate, key = (os.fspath((tls / name).absolute()) for name in (CA, CERTIFICATE, KEY))
    return Security(tls_ca_file=ca, tls_client_cert=certificate, tls_client_key=key, require_encryption=True)
