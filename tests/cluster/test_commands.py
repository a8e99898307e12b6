"""``--cluster`` from the command line: what may be asked for together, and who may take part."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

pytest.importorskip("distributed", reason="没有安装 xltools[cluster]")

from tests.cluster.hosts import cluster
from xltools.cli import execute

ROOT = Path(__file__).parents[2]
WORKBOOKS = ROOT / "workbooks/湛江2022"


def test_another_version_on_a_host(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A host that has one standard more stops the command, and nothing is written."""
    own = tmp_path / "规范"
    shutil.copytree(ROOT / "templates/四川", own / "某省")
    out = tmp_path / "汇总.xlsx"
    with cluster(tmp_path, workers=1, environment={"XLTOOLS_TEMPLATES": str(own)}) as hosts:
        asked = ["consolidate", str(WORKBOOKS), "-o", str(out), "--cluster", hosts.address]
        assert execute(asked) == 2
    said = capsys.readouterr().err
    assert "不是同一版本" in said
    assert "处理：在每台机器" in said
    assert not out.exists()


def test_a_standard_in_a_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A standard named by its folder, relative to here, is found by hosts; ``run`` works there too."""
    shutil.copytree(ROOT / "templates/湛江2022", tmp_path / "我的规范")
    shutil.copytree(WORKBOOKS, tmp_path / "报送")
    monkeypatch.chdir(tmp_path)
    with cluster(tmp_path) as hosts:
        asked = ["consolidate", "报送", "--standard", "我的规范", "--cluster", hosts.address]
        assert execute([*asked, "-o", "集群.xlsx"]) == 0
        assert execute(["run", "报送", "--cluster", hosts.address]) == 0
    assert execute([*asked[:-2], "-o", "本机.xlsx"]) == 0
    assert Path("集群.xlsx").read_bytes() == Path("本机.xlsx").read_bytes()
    assert Path("输出/汇总.xlsx").is_file()


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--cluster", "tcp://127.0.0.1:1", "--jobs", "2"], "写了 --cluster，又写了 --jobs"),
        (["--cluster-tls", "证书"], "没有写 --cluster"),
        (["--cluster", "http://x"], "不是集群的地址"),
        (["--cluster", "tls://127.0.0.1:1", "--cluster-tls", "没有"], "没有 ca.pem"),
    ],
)
def test_what_is_refused(arguments: list[str], told: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Before anything is read, in words."""
    assert execute(["consolidate", str(WORKBOOKS), *arguments]) == 2
    assert told in capsys.readouterr().err


def test_without_dask(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """Where the extra is not installed, how to install it is said."""
    import sys

    monkeypatch.setitem(sys.modules, "dask", None)
    monkeypatch.setitem(sys.modules, "dask.distributed", None)
    assert execute(["consolidate", str(WORKBOOKS), "--cluster", "tcp://127.0.0.1:1"]) == 2
    said = capsys.readouterr().err
    assert "没有安装" in said
    assert 'pip install "xltools[cluster]"' in said
