"""The Open XML SDK's validator: the schema of ECMA-376 with Microsoft's semantic rules, run by Node.js.

It is no Python package: ``npm install --no-package-lock`` in this folder fetches it. Where Node.js or the
package is missing the tests are skipped and say so; the project's CI installs both.
"""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Iterable, Mapping
from pathlib import Path

import pytest

_HERE = Path(__file__).parent
_PACKAGE = _HERE / "node_modules" / "@ooxml-tools" / "validate"
_SECONDS = 300


def faults_of(files: Iterable[Path]) -> Mapping[Path, list[str]]:
    """The faults of each file (.docx, .xlsx, .xlsm), none where it is valid; skips without the validator."""
    node = shutil.which("node")
    if node is None or not _PACKAGE.is_dir():
        pytest.skip("没有 Node.js 或验证程序：在 tests/schema 里运行 npm install --no-package-lock")
    paths = [str(file) for file in files]
    command = [node, str(_HERE / "validate.mjs"), *paths]
    done = subprocess.run(command, capture_output=True, text=True, timeout=_SECONDS, check=True)  # noqa: S603
    found = json.loads(done.stdout)
    return {Path(path): found[path] for path in paths}
