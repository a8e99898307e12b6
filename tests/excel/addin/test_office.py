"""LibreOffice opens the workbook with buttons: its modules are there, each button is bound to its macro."""

from __future__ import annotations

import io
import json
import shutil
import subprocess
import zipfile
from pathlib import Path

import openpyxl
import pytest

from tests.excel.addin.books import BUTTONS, buttoned
from tests.form.books import FAULTY, SEED
from xltools.engines import soffice
from xltools.writers.vba.book import addin
from xltools.writers.vba.source import MODULE, macro_name, macros

_OFFICE = soffice.find()
_SCRIPT = "vnd.sun.star.script:Xltools.{}.{}?language=Basic&location=document"
_PYTHONS = ("/usr/bin/python3", "python3")


def _python() -> str | None:
    """A Python that speaks to LibreOffice: the system's, since no environment of ours has ``uno``."""
    for name in _PYTHONS:
        found = shutil.which(name)
        if found is not None:
            done = subprocess.run([found, "-c", "import uno"], capture_output=True, check=False, env={})  # noqa: S603
            if not done.returncode:
                return found
    return None


def _as_workbook(content: bytes) -> bytes:
    """An add-in that says it is a workbook: LibreOffice knows no add-ins of Excel."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            part = old.read(name)
            new.writestr(name, part.replace(b"excel.addin.macroEnabled", b"excel.sheet.macroEnabled"))
    return out.getvalue()


def test_modules_and_buttons(tmp_path: Path) -> None:
    """It reads our source, and finds the macro of each button by itself."""
    python = _python()
    if _OFFICE is None or python is None:
        pytest.skip("没有 LibreOffice，或没有带 uno 的 Python")
    files = []
    for path in (SEED, FAULTY):
        files.append(tmp_path / f"{path.stem}.xlsm")
        files[-1].write_bytes(buttoned(path))
    files.append(tmp_path / "加载宏.xlsm")
    files[-1].write_bytes(_as_workbook(addin(BUTTONS)))
    helper = Path(__file__).with_name("in_office.py")
    command = [python, str(helper), str(_OFFICE), str(tmp_path), *map(str, files)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=180)  # noqa: S603
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    for each in found:
        assert macros(BUTTONS).split() == each["modules"][MODULE].split("VBASupport 1", 1)[1].split()
    bound = {button.label: _SCRIPT.format(MODULE, macro_name(button)) for button in BUTTONS}
    assert [each["shapes"] for each in found] == [bound, bound, {}]


def test_the_form_comes_through(tmp_path: Path) -> None:
    """Saved as .xlsx by LibreOffice, the workbook with buttons has every value of the one without."""
    if _OFFICE is None:
        pytest.skip("没有 LibreOffice")
    plain, ours = tmp_path / "无.xlsx", tmp_path / "有.xlsm"
    plain.write_bytes(FAULTY.read_bytes())
    ours.write_bytes(buttoned(FAULTY))
    made = soffice.convert([plain, ours], "xlsx:Calc MS Excel 2007 XML", tmp_path / "出", timeout=120)
    values = []
    for file in made:
        book = openpyxl.load_workbook(file, data_only=True)
        rows = {sheet.title: list(sheet.iter_rows(values_only=True)) for sheet in book}
        values.append(rows)
    assert values[0] == values[1]
