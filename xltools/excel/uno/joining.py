"""Join the LibreOffice that is running, from outside: it is asked to listen, its own Python answers."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cache
from hashlib import sha256
from pathlib import Path

from xltools.core.errors import EngineRefused, UsageError
from xltools.engines import soffice
from xltools.excel.uno.bridge import Bridge, UnoError

_HERE = Path(__file__).parent
_START = (
    "import sys; sys.path.insert(0, sys.argv[1]); "
    "from xltools_office.connect import main; main(sys.argv[2], sys.argv[3])"
)
_PATIENCE, _HANDING_OVER, _START_TIME = 15, 6, 60
_SYSTEM = "/usr/bin"
_QUIETLY = ("--nologo", "--nodefault", "--norestore")


@cache
def office_python() -> Path | None:
    """The Python that knows ``uno``: LibreOffice's own, or on Linux the system's; None where none does."""
    program = soffice.find()
    if program is None:
        return None
    home = program.resolve().parent
    candidates = [home / "python.exe", home.parent / "Resources" / "python", home / "python"]
    candidates += [Path(_SYSTEM, "python3")] if sys.platform.startswith("linux") else []
    return next((each for each in candidates if each.is_file() and _knows_uno(each)), None)


def _knows_uno(python: Path) -> bool:
    command = [str(python), "-c", "import uno"]
    try:
        done = subprocess.run(  # a program found above  # noqa: S603  # a program found, or made, above
            command, capture_output=True, timeout=_PATIENCE, check=False, env=environment()
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0


def environment() -> dict[str, str]:
    """The variables of this process, without those for its own Python, which lead another one astray.

    The Python inside LibreOffice looks for its library beside the first ``python3`` of PATH; where that is
    one of a virtual environment, LibreOffice fails (``bad_alloc``). So the system's comes first.
    """
    ours = ("PYTHONPATH", "PYTHONHOME", "VIRTUAL_ENV", "PYTHONSAFEPATH")
    kept = {name: value for name, value in os.environ.items() if name not in ours}
    folders = [_SYSTEM] if sys.platform.startswith("linux") else []
    folders += [each for each in os.environ.get("PATH", "").split(os.pathsep) if not _is_ours(each)]
    return {**kept, "PATH": os.pathsep.join(folders)}


def _is_ours(folder: str) -> bool:
    return folder.startswith(sys.prefix) and folder != _SYSTEM


def pipe_name() -> str:
    """The pipe at which the person's LibreOffice listens for this program; nobody else can open it."""
    return f"xltools-{sha256(str(profile()).encode()).hexdigest()[:12]}"


def join(pipe: str = "", *, seconds: float = 0, python: Path | None = None) -> Bridge | None:
    """The bridge to a LibreOffice that listens at a pipe (the person's own); None where none does in time."""
    python = python or office_python()
    if python is None:
        fix = "安装 LibreOffice 的 Python 支持（Debian、Ubuntu：python3-uno）"
        raise UsageError("没有找到能连接 LibreOffice 的 Python", fix=fix)
    process = subprocess.Popen(  # a program found above  # noqa: S603  # a program found, or made, above
        [str(python), "-c", _START, str(_HERE), pipe or pipe_name(), str(seconds)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=environment(),
    )
    if process.stdin is None or process.stdout is None:
        raise AssertionError
    if process.stdout.readline().strip() != b"ready":
        process.stdin.close()
        process.stdout.close()
        process.wait()
        return None
    return Helper(process)


class Helper(Bridge):
    """A bridge whose other end is a process of ours, which ends with it."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        if process.stdin is None or process.stdout is None:
            raise AssertionError
        super().__init__(process.stdout, process.stdin)
        self._process = process

    def close(self) -> None:
        """Hang up and wait for its end."""
        super().close()
        try:
            self._process.wait(_PATIENCE)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()


def running() -> bool:
    """Whether this person's LibreOffice is open: its profile is locked then."""
    return (profile() / ".lock").exists()


def profile() -> Path:
    """Where a person's LibreOffice keeps its settings."""
    if sys.platform == "win32":
        return Path(os.environ["APPDATA"]) / "LibreOffice" / "4"
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support" / "LibreOffice" / "4"
    config = os.environ.get("XDG_CONFIG_HOME")
    return (Path(config) if config else Path.home() / ".config") / "libreoffice" / "4"


def ask_to_listen() -> bool:
    """Let the LibreOffice that is running open the pipe: a second start hands the wish over and ends.

    False where none was running after all: what was started then is ended again.
    """
    program = soffice.find()
    if program is None:
        return False
    try:
        soffice.run([str(program), *_QUIETLY, _listening()], environment(), _HANDING_OVER)
    except EngineRefused:
        return False
    return True


@contextmanager
def hidden() -> Iterator[Bridge]:
    """A LibreOffice that nobody sees, for a moment, with the person's own profile.

    UsageError where there is none, or it does not answer.
    """
    program = soffice.find()
    if program is None:
        raise UsageError("没有找到 LibreOffice", fix="安装 LibreOffice，再试一次")
    command = [str(program), "--headless", *_QUIETLY, _listening()]
    process = subprocess.Popen(  # the program found above  # noqa: S603  # a program found, or made, above
        command,
        env={**environment(), "SAL_USE_VCLPLUGIN": "svp"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        bridge = join(seconds=_START_TIME)
        if bridge is None:
            raise UsageError("LibreOffice 没有启动起来", fix="打开一次 LibreOffice 再关上，再试一次")
        try:
            yield bridge
        finally:
            with suppress(UnoError):
                bridge.call("leave")
            bridge.close()
        process.wait(_PATIENCE)
    except subprocess.TimeoutExpired:
        return
    finally:
        if process.poll() is None:
            soffice.end(process)


def _listening() -> str:
    return f"--accept=pipe,name={pipe_name()};urp"
