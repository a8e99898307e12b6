"""The version of the rules: another definition or program is another version, nothing else is."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from xltools.readers import rules_version as module
from xltools.readers.rules_version import rules_version

TEMPLATES = Path(__file__).parents[2] / "templates"


def test_any_other_definition_is_another_version(tmp_path: Path) -> None:
    """A copy of a standard has its version wherever it lies; a byte or a standard more makes another."""
    real = TEMPLATES / "湛江2022"
    copy = tmp_path / "另一处"
    copy.mkdir()
    shutil.copy(real / "规范.xlsx", copy)
    version = rules_version([real])
    assert rules_version([copy]) == version
    assert len({version, rules_version([real, TEMPLATES / "四川"]), rules_version([])}) == 3
    with (copy / "规范.xlsx").open("ab") as file:
        file.write(b"x")
    assert rules_version([copy]) != version


def test_another_engine_is_another_version(monkeypatch: pytest.MonkeyPatch) -> None:
    """What computes belongs to the rules: another version of it may come to other results."""
    before = rules_version([])
    module._program.cache_clear()
    monkeypatch.setattr(module, "version", lambda _: "0")
    assert rules_version([]) != before
    module._program.cache_clear()
