"""With tls:// only those whose certificates one authority signed can take part."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

pytest.importorskip("distributed", reason="没有安装 xltools[cluster]")

from tests.cluster.hosts import cluster
from tests.cluster.tasks import QUICK
from tests.pool.tasks import Deed, do
from xltools.core.errors import UsageError, XltoolsError
from xltools.pool import cluster as module
from xltools.pool.cluster import CA, CERTIFICATE, KEY, Cluster

pytestmark = pytest.mark.skipif(not shutil.which("openssl"), reason="没有 openssl，不能做证书")


def _openssl(*arguments: str, folder: Path) -> None:
    subprocess.run(["openssl", *arguments], cwd=folder, check=True, capture_output=True)  # noqa: S603, S607


def certificates(folder: Path) -> Path:
    """A folder with an authority's certificate, one that it signed, and the key to that."""
    folder.mkdir()
    new = ("req", "-newkey", "rsa:2048", "-nodes")
    _openssl(*new, "-x509", "-days", "2", "-subj", "/CN=CA", "-keyout", "ca.key", "-out", CA, folder=folder)
    _openssl(*new, "-subj", "/CN=xltools", "-keyout", KEY, "-out", "asked.csr", folder=folder)
    signing = ("-CA", CA, "-CAkey", "ca.key", "-CAcreateserial", "-days", "2")
    _openssl("x509", "-req", "-in", "asked.csr", *signing, "-out", CERTIFICATE, folder=folder)
    return folder


def test_only_with_the_right_certificate(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The right one works; another authority's, none, or no encryption at all is refused in words."""
    ours, others = certificates(tmp_path / "我们"), certificates(tmp_path / "别人")
    options = ("--tls-ca-file", str(ours / CA), "--tls-cert", str(ours / CERTIFICATE))
    options += ("--tls-key", str(ours / KEY))
    with cluster(tmp_path, workers=1, protocol="tls", options=options) as hosts:
        with Cluster(hosts.address, QUICK, tls=ours) as joined:
            found = [each.value for each in joined.map(do, map(Deed, range(60)))]
        assert found == list(range(0, 120, 2))
        monkeypatch.setattr(module, "_REACH", 2.0)
        with pytest.raises(XltoolsError, match="连不上集群 tls://") as caught:
            Cluster(hosts.address, QUICK, tls=others)
        assert "证书" in caught.value.fix
        with pytest.raises(XltoolsError, match="连不上集群 tls://"):
            Cluster(hosts.address, QUICK)
        with pytest.raises(XltoolsError, match="连不上集群 tcp://"):
            Cluster(hosts.address.replace("tls", "tcp"), QUICK)


def test_what_dask_is_set_to_holds(tmp_path: Path) -> None:
    """Without a folder of certificates those that dask is set to use are used."""
    import dask

    ours = certificates(tmp_path / "我们")
    options = ("--tls-ca-file", str(ours / CA), "--tls-cert", str(ours / CERTIFICATE))
    options += ("--tls-key", str(ours / KEY))
    keys = {"ca-file": CA, "client.cert": CERTIFICATE, "client.key": KEY}
    settings = {f"distributed.comm.tls.{key}": str(ours / name) for key, name in keys.items()}
    with (
        cluster(tmp_path, workers=1, protocol="tls", options=options) as hosts,
        dask.config.set(settings),
        Cluster(hosts.address, QUICK) as joined,
    ):
        assert [each.value for each in joined.map(do, map(Deed, range(5)))] == [0, 2, 4, 6, 8]


def test_a_folder_without_certificates(tmp_path: Path) -> None:
    """What is missing is named."""
    (tmp_path / CA).touch()
    with pytest.raises(UsageError, match=r"没有 cert\.pem、key\.pem"):
        Cluster("tls://127.0.0.1:1", tls=tmp_path)
