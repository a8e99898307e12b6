"""Who works on files: the hosts of a cluster, of the same version and with the same rules as here."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from xltools import resources
from xltools.attaching import Run
from xltools.core.errors import UsageError
from xltools.readers.rules_version import rules_version
from xltools.workers import PRELOADED, Workers, guarded

if TYPE_CHECKING:
    from xltools.pool.cluster_worker import Gather


def clustered(
    address: str,
    standard: str | None,
    *,
    tls: Path | None = None,
    sees: Sequence[Path] = (),
    gather: Gather | None = None,
) -> Workers:
    """The hosts behind a scheduler's address; ``sees`` are files that each of them must be able to see.

    UsageError at once for what is no address; XltoolsError where nobody answers.
    """
    from xltools.pool.cluster import whole_address

    if standard and Path(standard).is_dir():
        standard = str(Path(standard).absolute())
    return partial(_hosts, whole_address(address), standard, tls, tuple(sees), gather)


@contextmanager
def _hosts(
    address: str,
    standard: str | None,
    tls: Path | None,
    sees: tuple[Path, ...],
    gather: Gather | None,
    files: int,  # noqa: ARG001  # hosts are there however many files there are
) -> Iterator[Run]:
    from xltools.pool.cluster import Agreement, Cluster
    from xltools.pool.limits import Limits

    agreement = Agreement(partial(version, standard), sees)
    limits = Limits.of(os.environ)
    with Cluster(address, limits, PRELOADED, agreement=agreement, tls=tls, gather=gather) as cluster:
        yield partial(guarded, cluster)


def version(standard: str | None) -> str:
    """The version of the program with all standards there are, and the one that is asked for."""
    names = [*resources.standards(), *([standard] if standard else [])]
    try:
        return rules_version(resources.standard_folder(name) for name in dict.fromkeys(names))
    except UsageError:  # a folder of a standard that only some hosts have
        return ""
