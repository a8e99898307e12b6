"""``--cluster`` and ``--cluster-tls``: the work is done on the hosts of a cluster."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any, TypeVar

import click

from xltools.commands.base import make_folder
from xltools.core.errors import UsageError
from xltools.workers import Workers, local

F = TypeVar("F", bound=Callable[..., Any])


@dataclass(frozen=True)
class Hosts:
    """The cluster that is asked for; none without an ``address``."""

    address: str = ""
    tls: Path | None = None

    def workers(self, jobs: int, standard: str | None, folder: Path, shards: Path | None = None) -> Workers:
        """Who works on the files of a folder: the cluster, or ``jobs`` processes here.

        A cluster's hosts write the cells of the files to ``shards`` themselves. UsageError where both are
        asked for.
        """
        _refuse_both(click.get_current_context(), self)
        if not self.address:
            return local(jobs)
        from xltools.clustered import clustered
        from xltools.readers.remote import is_address
        from xltools.sharding import Sharding

        # A mount point is there on every host; what is mounted there may not be.
        sees = [] if is_address(folder) else [folder, *islice(folder.rglob("*.xls[xm]"), 1)]
        if shards and not is_address(shards):
            make_folder(shards)
            sees.append(shards)
        gather = Sharding(shards.absolute() if shards in sees else shards) if shards else None
        return clustered(self.address, standard, tls=self.tls, sees=sees, gather=gather)


def cluster_options(command: F) -> F:
    """``--cluster ADDRESS`` and ``--cluster-tls FOLDER``, given to the command as ``hosts``."""

    def gather(ctx: click.Context, param: click.Parameter, value: Any) -> Any:
        hosts = ctx.params.get("hosts") or Hosts()
        address = value if param.name == "cluster" else hosts.address
        tls = value if param.name == "cluster_tls" else hosts.tls
        ctx.params["hosts"] = Hosts(address or "", tls)

    tls = click.option(
        "--cluster-tls",
        type=click.Path(path_type=Path),
        metavar="文件夹",
        envvar="XLTOOLS_CLUSTER_TLS",
        expose_value=False,
        callback=gather,
        help="集群地址是 tls:// 时的证书文件夹（ca.pem、cert.pem、key.pem）；不写则按 dask 自己的设置。",
    )
    address = click.option(
        "--cluster",
        metavar="地址",
        expose_value=False,
        callback=gather,
        help="由集群的各台主机来校验，例：tcp://10.0.0.5:8786（dask scheduler 的地址）；代替 --jobs。",
    )
    return address(tls(command))


def _refuse_both(ctx: click.Context, hosts: Hosts) -> None:
    """UsageError where both processes here and a cluster are asked for, or certificates without a cluster."""
    source = click.core.ParameterSource.COMMANDLINE
    if hosts.address and ctx.get_parameter_source("jobs") is source:
        raise UsageError("写了 --cluster，又写了 --jobs", fix="两个只写一个：--jobs 是本机，--cluster 是集群")
    if hosts.tls and not hosts.address and ctx.get_parameter_source("cluster_tls") is source:
        raise UsageError("写了 --cluster-tls，没有写 --cluster", fix="加上 --cluster tls://…")
