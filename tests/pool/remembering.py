"""A worker whose process keeps much of each item; in a module of its own, for it needs all of a check."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import pytest

from tests.form.books import CLEAN
from xltools import runner
from xltools.core.model import Workbook
from xltools.engines.formualizer import Formualizer
from xltools.opening import open_workbook
from xltools.runner import check_file


@lru_cache(maxsize=8)
def _remembered(megabytes: int) -> bytes:
    """So much that a process keeps for later."""
    return bytes(megabytes << 20)


def remember_and_check(megabytes: int) -> str:
    """The verdict on a clean file, in a process that keeps so much of it."""

    def read(file: Path) -> Workbook:
        _remembered(megabytes)
        return open_workbook(file)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(runner, "open_workbook", read)
        return check_file(CLEAN, None, Formualizer()).verdict
