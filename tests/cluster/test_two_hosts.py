"""Of two hosts one is lost in the middle of the work: nothing is lost, nothing is doubled."""

from __future__ import annotations

from pathlib import Path

import pytest

pytest.importorskip("distributed", reason="没有安装 xltools[cluster]")

from tests.cluster.two_hosts import lose, why_not

COUNT = 900


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
