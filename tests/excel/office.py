"""A LibreOffice of a test's own: its own home and profile, started, waited for, and surely ended."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, TypeVar

import pytest

from xltools.engines import soffice
from xltools.excel.uno import joining

T = TypeVar("T")

ROOT = Path(__file__).parents[2]
PATIENCE = 60


def needed(*programs: str) -> None:
    """Skip where LibreOffice, its Python, or one of these programs is missing."""
    if soffice.find() is None:
        pytest.skip("no LibreOffice here")
    if joining.office_python() is None:
        pytest.skip("no Python with uno here (python3-uno)")
    missing = [each for each in programs if shutil.which(each) is None]
    if missing:
        pytest.skip(f"not here: {' '.join(missing)}")


def until(what: str, look: Callable[[], T | None], seconds: float = PATIENCE) -> T:
    """Look again and again until there is something; the test fails with ``what`` after so many seconds."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        found = look()
        if found:
            return found
        time.sleep(0.1)
    pytest.fail(f"waited {seconds:g} s in vain: {what}")


@contextmanager
def process(
    command: list[str], environment: Mapping[str, str], **given: Any
) -> Iterator[subprocess.Popen[bytes]]:
    """A program that is ended with all it started."""
    started = subprocess.Popen(  # noqa: S603
        command,
        env=dict(environment),
        stdin=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
        **{"stdout": subprocess.DEVNULL, **given},
    )
    try:
        yield started
    finally:
        with suppress(ProcessLookupError):
            soffice.end(started)


def environment(home: Path, **more: str) -> dict[str, str]:
    """What LibreOffice is started with: a home of its own, and where the program is found."""
    kept = {name: value for name, value in joining.environment().items() if not name.startswith("XDG_")}
    path = os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH", "")]))
    return {
        **kept,
        "HOME": str(home),
        "PYTHONPATH": path,
        "LANG": "C.UTF-8",
        **more,
    }


@contextmanager
def hidden(home: Path) -> Iterator[Any]:
    """The ``xlwings.App`` of a LibreOffice without a window."""
    from xltools.excel.uno.engine import app_over

    pipe = f"xltools-test-{os.getpid()}-{time.monotonic_ns()}"
    command = [str(soffice.find()), "--headless", "--norestore", "--nologo", "--nodefault"]
    with process([*command, f"--accept=pipe,name={pipe};urp"], environment(home)):
        bridge = joining.join(pipe, seconds=PATIENCE)
        assert bridge is not None, "LibreOffice does not answer"
        try:
            yield app_over(bridge)
        finally:
            bridge.close()
