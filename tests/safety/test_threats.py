"""The table of threats names tests that are there."""

from __future__ import annotations

import re

from tests.form.books import ROOT

_TEST = re.compile(r"`(test_\w+)`")
_DEFINED = re.compile(r"^def (test_\w+)\(", re.MULTILINE)


def test_every_threat_has_a_test() -> None:
    """Each row of the tables names at least one test, and every test named is defined."""
    text = (ROOT / "docs" / "安全.md").read_text(encoding="utf-8")
    rows = [line for line in text.splitlines() if line.startswith("| ") and not line.startswith("| 威胁")]
    assert len(rows) >= 20
    defined = {
        name
        for path in (ROOT / "tests").rglob("test_*.py")
        for name in _DEFINED.findall(path.read_text(encoding="utf-8"))
    }
    for row in rows:
        named = _TEST.findall(row)
        assert named, row
        assert set(named) <= defined, row
