"""Of two hosts one is lost in the middle of the work: nothing is lost, nothing is doubled."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

pytest.importorskip("distributed", reason="没有安装 xltools[cluster]")

from tests.bench.copies import make_copies
from tests.cluster.two_hosts import consolidate, lose, why_not
from xltools.cli import execute

SAMPLE = Path(__file__).parents[2] / "workbooks/湛江2022/湛江市公共资源交易中心(示例).xlsx"

#: Tiny items, and workbooks.
COUNT, COPIES = 900, 160


@pytest.mark.parametrize("how", ["kill", "unplug"])
def test_a_host_is_lost(tmp_path: Path, how: str) -> None:
    """Killed with all its processes, or its cable unplugged: each of 900 outcomes comes once, in order."""
    if reason := why_not():
        pytest.skip(f"没有试两台主机：{reason}")
    told = lose(how, COUNT, tmp_path)
    assert (told["lost"], told["doubled"], told["wrong"], told["in_order"]) == (0, 0, 0, True)
    # Both hosts had work, and what the lost one had in hand was worked on again.
    assert told["hosts_at_work"] == 4
    assert told["worked_on_again"]


def test_a_summary_survives_a_host(tmp_path: Path) -> None:
    """The summary of 160 workbooks is, byte for byte, one machine's, a host killed in the middle."""
    if reason := why_not():
        pytest.skip(f"没有试两台主机：{reason}")
    files = tmp_path / "报送"
    files.mkdir()
    make_copies(SAMPLE, COPIES, files)
    alone, together = tmp_path / "一台.xlsx", tmp_path / "两台.xlsx"
    asked = ["consolidate", str(files), "-o", str(alone), "--ledger", str(tmp_path / "一台.db")]
    assert execute([*asked, "--jobs", "4"]) == 0
    consolidate("kill", files, together, tmp_path)
    assert together.read_bytes() == alone.read_bytes()
    with closing(sqlite3.connect(tmp_path / "台账.db")) as ledger:
        found = ledger.execute("SELECT count(*), count(DISTINCT sha256) FROM submission").fetchone()
        assert found == (COPIES, COPIES)
