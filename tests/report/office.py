"""LibreOffice and poppler for tests that look at what a reader would see; skipped where they are absent."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

needs_libreoffice = pytest.mark.skipif(
    not (shutil.which("soffice") and shutil.which("pdftotext")), reason="LibreOffice 或 poppler 不在"
)


def converted(source: Path, form: str) -> Path:
    """The file as LibreOffice saves it in another form, in a folder of its own."""
    folder = source.parent / f"转成{form}"
    profile = f"-env:UserInstallation={(source.parent / 'profile').as_uri()}"
    command = ["soffice", profile, "--headless", "--convert-to", form, "--outdir", str(folder), str(source)]
    subprocess.run(command, check=True, capture_output=True, timeout=180)  # noqa: S603
    return folder / f"{source.stem}.{form}"


def words_with_boxes(pdf: Path, page: int) -> str:
    """Poppler's XML of a page: each word with its box, in points."""
    command = ["pdftotext", "-bbox", "-f", str(page), "-l", str(page), str(pdf), "-"]
    return subprocess.run(command, check=True, capture_output=True, timeout=60).stdout.decode()  # noqa: S603
