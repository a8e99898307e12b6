"""Processes are begun when there is something to do, and not before."""

from __future__ import annotations

import os
import subprocess
import sys

from tests.form.books import ROOT


def test_nothing_to_do_begins_nothing() -> None:
    """Where all files are known no process is started, and what would start them is not even imported."""
    code = (
        "import sys\n"
        "from xltools.workers import processes\n"
        "with processes(4, 9) as run:\n"
        "    pass\n"
        "assert 'pebble' not in sys.modules\n"
    )
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=environment, check=False)  # noqa: S603
    assert done.returncode == 0
