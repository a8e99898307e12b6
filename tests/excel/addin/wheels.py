"""Folders of wheels: a tiny one made by hand, and the program's own with all it needs."""

from __future__ import annotations

import base64
import subprocess
import sys
import zipfile
from hashlib import sha256
from pathlib import Path

import pytest

from tests.form.books import ROOT


def tiny(folder: Path, version: str = "9.9") -> Path:
    """A wheel named xltools that needs nothing: what it does is say its version."""
    folder.mkdir(parents=True, exist_ok=True)
    info = f"xltools-{version}.dist-info"
    files = {
        "xltools/__init__.py": "",
        "xltools/__main__.py": f"print('xltools {version}')\n",
        f"{info}/METADATA": f"Metadata-Version: 2.1\nName: xltools\nVersion: {version}\n",
        f"{info}/WHEEL": "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    listed = "".join(f"{name},{_digest(text)},{len(text)}\n" for name, text in files.items())
    files[f"{info}/RECORD"] = f"{listed}{info}/RECORD,,\n"
    with zipfile.ZipFile(folder / f"xltools-{version}-py3-none-any.whl", "w") as wheel:
        for name, text in files.items():
            wheel.writestr(name, text)
    return folder


def _digest(text: str) -> str:
    digest = base64.urlsafe_b64encode(sha256(text.encode()).digest())
    return f"sha256={digest.decode().rstrip('=')}"


def real(folder: Path) -> Path:
    """The project's wheel and those it needs, as ``pip wheel`` makes them; skips where it cannot get them."""
    source = folder / "源"
    _copy(source)
    wheels = folder / "安装包"
    command = [sys.executable, "-m", "pip", "wheel", "-q", "-w", str(wheels), f"{source}[excel]"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=folder)  # noqa: S603
    if done.returncode:
        pytest.skip(f"pip wheel 没有做成安装包：{done.stderr.strip().splitlines()[-1]}")
    return wheels


def _copy(source: Path) -> None:
    """What the wheel is built of: building writes beside it, and the tree of the tests stays as it is."""
    from shutil import copytree, ignore_patterns

    source.mkdir()
    skipped = ignore_patterns("__pycache__", "*.egg-info", "build")
    for name in ("xltools", "templates"):
        copytree(ROOT / name, source / name, ignore=skipped)
    for name in ("setup.cfg", "pyproject.toml", "README.md"):
        (source / name).write_bytes((ROOT / name).read_bytes())
