"""A Python of the person's own with the program in it, from a folder of wheels: no network, no administrator.

It is a virtual environment: it needs the Python that made it to stay where it is.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path, PurePath

from xltools.core.errors import OutputError, UsageError
from xltools.excel.addin import record as records
from xltools.excel.addin.environment import Environment
from xltools.excel.addin.parts import PYTHON
from xltools.excel.addin.record import Part

_WHAT = "xltools[excel]"
_LAST_LINES = 3


def folder(env: Environment) -> PurePath:
    """Where that Python is put."""
    return env.data / "python"


def python_in(env: Environment) -> PurePath:
    """The Python that is to run the program: without a console on Windows."""
    inside = ("Scripts", "pythonw.exe") if env.windows else ("bin", "python")
    return folder(env).joinpath(*inside)


def check_wheels(wheels: Path) -> None:
    """UsageError where the folder holds no wheel of the program."""
    if not any(wheels.glob("xltools-*.whl")):
        fix = "在能上网的电脑上运行 pip download xltools[excel] -d 文件夹，把文件夹拷过来"
        raise UsageError(f"文件夹“{wheels}”里没有 xltools 的安装包（xltools-*.whl）", fix=fix)


def install_python(env: Environment, wheels: Path, version: str) -> None:
    """Make the Python, or bring the one there up to date, and record every file of it.

    OutputError where the folder is somebody else's, or a wheel is missing; a new folder is then taken away.
    """
    check_wheels(wheels)
    home, record = Path(folder(env)), records.load(env)
    known = PYTHON in record.parts
    if home.exists() and not known:
        raise OutputError(f"{home} 已存在，不是 xltools 装的，没有改动", fix="先移走或改名，再安装一次")
    fresh = not home.exists()
    made = records.missing(env, [home])
    try:
        if fresh:
            _run([sys.executable, "-m", "venv", str(home)])
        _run([str(_console_python(env)), *_pip(wheels)])
    except BaseException:
        if fresh:
            shutil.rmtree(home, ignore_errors=True)
            records.save(env, record)
        raise
    files, folders = _taken(home)
    records.save(env, record.with_part(PYTHON, Part(version, files)).with_folders([*made, *folders]))


def _pip(wheels: Path) -> list[str]:
    words = ["-m", "pip", "install", "--no-index", "--disable-pip-version-check", "--upgrade"]
    return [*words, "--find-links", str(wheels), _WHAT]


def _console_python(env: Environment) -> PurePath:
    python = python_in(env)
    return python.with_name("python.exe") if env.windows else python


def _run(command: list[str]) -> None:
    """Run a step; OutputError with the last lines it said where it failed."""
    done = subprocess.run(command, capture_output=True, text=True, errors="replace", check=False)  # noqa: S603
    if done.returncode:
        said = [line for line in (done.stdout + done.stderr).splitlines() if line.strip()][-_LAST_LINES:]
        fix = "补齐文件夹里的安装包（要与本机的 Python 版本和系统相符），再安装一次"
        raise OutputError(f"没有装成：{' '.join(said)}", fix=fix)


def _taken(home: Path) -> tuple[dict[str, str], list[str]]:
    """Every file below the folder with its digest, and every folder, for the record."""
    files, folders = {}, [str(home)]
    for path in home.rglob("*"):
        digest = records.digest_of(path)
        if digest is not None:
            files[str(path)] = digest
        elif path.is_dir():
            folders.append(str(path))
    return files, folders
