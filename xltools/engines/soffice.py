"""One headless LibreOffice for many files, with a profile of its own that is thrown away afterwards."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from functools import lru_cache
from html import escape
from pathlib import Path
from typing import Any

from xltools.core.errors import EngineRefused
from xltools.engines import fonts

_USUAL = {
    "win32": (
        r"C:\Program Files\LibreOffice\program\soffice.com",
        r"C:\Program Files (x86)\LibreOffice\program\soffice.com",
    ),
    "darwin": ("/Applications/LibreOffice.app/Contents/MacOS/soffice",),
}

_INSTALL = "安装 LibreOffice,或改用装有它的电脑"

#: An address where nobody listens: the port that throws everything away.
_NOWHERE, _PORT = "127.0.0.1", "9"

#: Always recalculate, run no macro, follow no link, ask nothing; whatever is fetched all the same is asked of
#: a proxy that is not there (a picture that a sheet only links to is, when it is saved as another format).
#: "Never" is 1 among Calc's ways to update links, and 0 among Writer's, where 2 is "always".
_SETTINGS = (
    ("Office.Calc/Formula/Load", "OOXMLRecalcMode", "0"),
    ("Office.Calc/Formula/Load", "ODFRecalcMode", "0"),
    ("Office.Calc/Content/Update", "Link", "1"),
    ("Office.Writer/Content/Update", "Link", "0"),
    ("Office.Common/Security/Scripting", "MacroSecurityLevel", "3"),
    ("Office.Common/Security/Scripting", "DisableMacrosExecution", "true"),
    ("Office.Common/Security/Scripting", "DisableActiveContent", "true"),
    ("Office.Common/Security/Scripting", "BlockUntrustedRefererLinks", "true"),
    ("Inet/Settings", "ooInetProxyType", "1"),
    ("Inet/Settings", "ooInetNoProxy", ""),
    *(("Inet/Settings", f"ooInet{kind}ProxyName", _NOWHERE) for kind in ("HTTP", "HTTPS", "FTP")),
    *(("Inet/Settings", f"ooInet{kind}ProxyPort", _PORT) for kind in ("HTTP", "HTTPS", "FTP")),
)

_HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema" '
    'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">\n'
)


@lru_cache(maxsize=1)
def find() -> Path | None:
    """Find the soffice program: on PATH, or where installers usually put it; None when there is none."""
    for name in ("soffice", "libreoffice"):
        if found := shutil.which(name):
            return Path(found)
    return next((path for path in map(Path, _USUAL.get(sys.platform, ())) if path.is_file()), None)


def convert(files: Sequence[Path], to: str, out: Path, *, timeout: float = 180) -> list[Path]:
    """Convert ``files`` into folder ``out``; returns the new files, in the order of ``files``.

    ``to`` is LibreOffice's target, an extension with an optional filter (``pdf``, or
    ``xlsx:Calc MS Excel 2007 XML``). Two files of one stem would overwrite each other. In a PDF look-alikes
    stand for missing fonts (see :mod:`xltools.engines.fonts`). ``timeout``: seconds, for all files together.
    Raises EngineRefused when there is no LibreOffice, it takes too long, or a file was not converted.
    """
    program = find()
    if program is None:
        raise EngineRefused("没有找到 LibreOffice", fix=_INSTALL)
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="xltools-soffice-", ignore_cleanup_errors=True) as folder:
        profile = Path(folder, "profile")
        _write_settings(profile)
        command = [str(program), "--headless", "--norestore", "--nolockcheck", "--nodefault", "--nologo"]
        command += [f"-env:UserInstallation={profile.as_uri()}", "--convert-to", to, "--outdir", str(out)]
        looks = fonts.environment(Path(folder)) if to.startswith("pdf") else {}
        told = run([*command, *map(str, files)], {**os.environ, **looks}, timeout)
    made = [out / f"{file.stem}.{to.partition(':')[0]}" for file in files]
    if missing := [file.name for file, new in zip(files, made, strict=True) if not new.is_file()]:
        names = "、".join(missing[:3])
        raise EngineRefused(
            f"LibreOffice 没有转换出 {names}:{told.strip()[-300:]}", fix="用 Excel 打开检查该文件"
        )
    return made


def _write_settings(profile: Path) -> None:
    items = "".join(
        f'<item oor:path="/org.openoffice.{escape(path)}"><prop oor:name="{name}" oor:op="fuse">'
        f"<value>{value}</value></prop></item>\n"
        for path, name, value in _SETTINGS
    )
    user = profile / "user"
    user.mkdir(parents=True)
    (user / "registrymodifications.xcu").write_text(f"{_HEAD}{items}</oor:items>\n", encoding="utf-8")


def run(command: Sequence[str], environment: dict[str, str], timeout: float) -> str:
    """Return what the program printed; on a timeout it is ended with every process it started."""
    with subprocess.Popen(  # noqa: S603 - the program found above, files as arguments
        command,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        start_new_session=True,
    ) as process:
        try:
            return process.communicate(timeout=timeout)[0]
        except subprocess.TimeoutExpired:
            end(process)
            raise EngineRefused(
                f"LibreOffice 超过 {timeout:g} 秒没有完成", fix="关闭其他程序后重试,或分批处理"
            ) from None
        except BaseException:  # this process is told to end: LibreOffice must not outlive it
            end(process)
            raise


def end(process: subprocess.Popen[Any]) -> None:
    """End the program and its children (soffice is a script that starts soffice.bin)."""
    if sys.platform == "win32":
        tree = ["taskkill", "/F", "/T", "/PID", str(process.pid)]
        subprocess.run(tree, capture_output=True, check=False)  # noqa: S603
    else:
        import signal

        os.killpg(process.pid, signal.SIGKILL)
    process.communicate()
