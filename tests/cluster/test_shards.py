"""Values in shards are those of ``--values``, each row once, whoever wrote them how often."""

from __future__ import annotations

import shutil
from decimal import Decimal
from pathlib import Path

import pytest

pytest.importorskip("distributed", reason="没有安装 xltools[cluster]")
pytest.importorskip("duckdb", reason="没有安装 xltools[cluster]")
pytest.importorskip("fsspec", reason="没有安装 xltools[cluster]")
pytest.importorskip("pyarrow", reason="没有安装 xltools[cluster]")

import fsspec
from pyarrow import parquet

from tests.bench.copies import make_copies
from tests.cluster.hosts import cluster
from xltools.cli import execute
from xltools.commands.shards import prove
from xltools.core.consolidation.consolidate import consolidate
from xltools.core.consolidation.summary import Summary
from xltools.core.errors import InputError, XltoolsError
from xltools.extracting import taking
from xltools.readers.shards import LIST, connected, sums
from xltools.runner import examine, load_standard
from xltools.sharding import Sharding
from xltools.workers import local
from xltools.writers.shards import write_list, write_shard

WORKBOOKS = Path(__file__).parents[2] / "workbooks/湛江2022"
SAMPLE = WORKBOOKS / "湛江市公共资源交易中心(示例).xlsx"
STANDARD = load_standard("湛江2022")


def _rows(path: Path) -> list[tuple[object, ...]]:
    """The rows of a folder of shards, or of one file of values."""
    if path.is_dir():
        with connected(path) as data:
            found = data.execute("SELECT * FROM 数据").fetchall()
            return sorted(map(str, found))
    return sorted(str(tuple(row.values())) for row in parquet.read_table(path).to_pylist())


def _summary(files: list[Path]) -> Summary:
    """A summary of files with their cells."""
    taken = examine(files, None, taking(cells=True), local(1))
    return consolidate(STANDARD, [each.extract for each in taken], None)


def test_the_rows_of_values(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With two workers of a cluster, or none, the rows are those of ``--values``: of units on the roster."""
    monkeypatch.chdir(tmp_path)
    folder = shutil.copytree(WORKBOOKS, tmp_path / "报送")
    make_copies(SAMPLE, 12, folder)
    assert execute(["consolidate", "报送", "--values", "值.parquet"]) == 0
    assert execute(["consolidate", "报送", "--shards", "一台"]) == 0
    with cluster(tmp_path) as hosts:
        assert execute(["consolidate", "报送", "--shards", "集群", "--cluster", hosts.address]) == 0
    expected = _rows(tmp_path / "值.parquet")
    assert len(expected) > 1000
    assert _rows(tmp_path / "一台") == expected
    assert _rows(tmp_path / "集群") == expected
    assert len(list((tmp_path / "集群").glob("*.parquet"))) > 2


def test_a_file_in_two_shards_counts_once(tmp_path: Path) -> None:
    """A batch worked on twice, in other company the second time, doubles nothing: sums are totals."""
    files = make_copies(SAMPLE, 6, tmp_path)
    summary = _summary(files)
    extracts = [each.file for each in summary.members if each.file]
    shards = tmp_path / "数据"
    first = write_shard(shards, extracts[:4])
    assert write_shard(shards, extracts[:4]) == first
    again = Sharding(shards)(list(examine(files[2:], None, taking(cells=True), local(1))))
    assert all(each.extract.shard and not each.extract.cells for each in again)
    kept = {each.extract.path: each.extract for each in again}
    together = consolidate(STANDARD, [kept.get(each.path, each) for each in extracts], None)
    assert write_list(together, shards) == 6
    prove(together, shards)
    found = sums(shards)
    totals = {name: total.value for name, total in summary.nodes[0].totals.items() if total.value}
    summed = [name for name in totals if STANDARD.by_cell_name[name][0].aggregate == "求和"]
    assert len(summed) > 20
    assert {name: found[name] for name in summed} == {name: totals[name] for name in summed}


def test_what_does_not_add_up_is_told(tmp_path: Path) -> None:
    """Where a shard is another's in its place, the summary is not written as if all were well."""
    summary = _summary(make_copies(SAMPLE, 4, tmp_path))
    shards = tmp_path / "数据"
    assert write_list(summary, shards) == 4
    prove(summary, shards)
    fewer = consolidate(STANDARD, [each.file for each in summary.members[:3] if each.file], None)
    write_list(fewer, shards)
    with pytest.raises(XltoolsError, match="自检未通过"):
        prove(summary, shards)


def test_at_an_address(tmp_path: Path) -> None:
    """Shards at an address are those in a folder."""
    summary = _summary(make_copies(SAMPLE, 3, tmp_path))
    write_list(summary, tmp_path / "数据")
    write_list(summary, Path("memory://数据"))
    here = {each.name for each in (tmp_path / "数据").iterdir()}
    assert {each.rpartition("/")[2] for each in fsspec.filesystem("memory").find("/数据")} == here
    assert LIST in here
    assert sums(Path("memory://数据")) == sums(tmp_path / "数据")
    assert all(isinstance(each, Decimal) for each in sums(tmp_path / "数据").values())


def test_nothing_to_ask(tmp_path: Path) -> None:
    """A list of nothing says that there is nothing."""
    write_list(consolidate(STANDARD, [], None), tmp_path)
    with pytest.raises(InputError, match="没有数据"):
        sums(tmp_path)


def test_a_place_that_cannot_be_written(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A file where the folder should be is refused before any work."""
    (tmp_path / "数据").touch()
    assert execute(["consolidate", str(WORKBOOKS), "--shards", str(tmp_path / "数据")]) == 2
    assert "要一个文件夹" in capsys.readouterr().err
