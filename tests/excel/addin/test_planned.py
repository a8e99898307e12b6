"""What would be written where, worked out without writing.

This shows that the paths and the bytes of Windows' files are as meant, for any person's name. It does not
show that Windows starts them: there was no Windows to try it on.
"""

from __future__ import annotations

import shlex
import shutil
import subprocess
from pathlib import Path, PurePosixPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.excel.addin.places import PEOPLE, windows
from xltools.core.errors import UsageError
from xltools.excel.addin.environment import on_linux
from xltools.excel.addin.parts import PARTS, files_of


def _files(env, part: str) -> dict[str, bytes]:
    return {str(each.path): each.content for each in files_of(env, [part])[part]}


@pytest.mark.parametrize("person", PEOPLE)
def test_windows_shortcut(person: str) -> None:
    """In the start menu and on the desktop; the batch file is ASCII, since variables stand for the name."""
    home = f"C:\\Users\\{person}"
    files = _files(windows(person), "launcher")
    menu = f"{home}\\AppData\\Roaming\\Microsoft\\Windows\\Start Menu\\Programs\\绩效自评.cmd"
    note = f"{home}\\AppData\\Local\\xltools\\python.txt"
    assert list(files) == [note, menu, f"{home}\\Desktop\\绩效自评.cmd"]
    python = '"%LOCALAPPDATA%\\Programs\\Python\\Python311\\pythonw.exe"'
    assert files[menu].decode("ascii").split("\r\n") == [
        "@echo off",
        f'start "" {python} -P -m xltools excel',
        "",
    ]
    line = f"{home}\\AppData\\Local\\Programs\\Python\\Python311\\pythonw.exe\r\n"
    assert files[note].decode("utf-16") == line
    assert files[note].startswith(b"\xff\xfe")


def test_python_in_a_chinese_folder() -> None:
    """Outside the person's folders the path is in cmd's own code page; a percent sign is doubled."""
    env = windows("zhang", "D:/软件 100%/python.exe")
    command = _files(env, "launcher")["C:\\Users\\zhang\\Desktop\\绩效自评.cmd"]
    assert '"D:\\软件 100%%\\pythonw.exe"' in command.decode("cp936")


@pytest.mark.parametrize("code_page", ["cp437", "cp936"])
def test_a_path_cmd_cannot_write_is_refused(code_page: str) -> None:
    """Better no shortcut than one that starts nothing; what to do is said."""
    folder = "软件" if code_page == "cp437" else "𠮷"
    with pytest.raises(UsageError) as told:
        _files(windows("zhang", f"D:/{folder}/python.exe", code_page), "launcher")
    assert "--wheels" in told.value.fix


def test_excel_addin() -> None:
    """In XLSTART of the person, with the note that tells its macros which Python to start."""
    files = _files(windows("李 四"), "xlam")
    home = "C:\\Users\\李 四\\AppData"
    addin = f"{home}\\Roaming\\Microsoft\\Excel\\XLSTART\\xltools.xlam"
    assert list(files) == [f"{home}\\Local\\xltools\\python.txt", addin]
    assert files[addin].startswith(b"PK")


def test_no_excel_on_linux() -> None:
    """The part that cannot be is refused in words."""
    env = on_linux(PurePosixPath("/home/a/.local/share"), PurePosixPath("/usr/bin/python3"))
    with pytest.raises(UsageError, match="Windows"):
        files_of(env, ["xlam"])


@given(st.text(st.characters(codec="utf-8", exclude_characters="\0\n\r/"), min_size=1, max_size=12))
def test_linux_entry_quotes_any_path(name: str) -> None:
    """Read by the rules of freedesktop.org, Exec is the Python's path and four words, whatever its name."""
    python = PurePosixPath("/home", name, "python")
    env = on_linux(PurePosixPath("/home/a/.local/share"), python)
    ((path, content),) = _files(env, "launcher").items()
    assert path == "/home/a/.local/share/applications/xltools.desktop"
    (line,) = [each for each in content.decode().split("\n") if each.startswith("Exec=")]
    assert _words(line.removeprefix("Exec=")) == [str(python), "-P", "-m", "xltools", "excel"]


def _words(value: str) -> list[str]:
    """An Exec line as a desktop reads it: escapes of the value, then quotes, then field codes."""
    meant = value.replace("\\\\", "\0").replace("\0", "\\")
    quoted, rest = meant[1:].rsplit('"', 1)
    signs, taken = iter(quoted), ""
    for sign in signs:
        taken += next(signs) if sign in "\\%" else sign
    return [taken, *shlex.split(rest)]


@pytest.mark.skipif(shutil.which("desktop-file-validate") is None, reason="没有 desktop-file-validate")
def test_linux_entry_is_valid(tmp_path: Path) -> None:
    """The desktop's own validator has nothing to say."""
    env = on_linux(tmp_path, PurePosixPath("/home/张 三/python"))
    (content,) = _files(env, "launcher").values()
    file = tmp_path / "xltools.desktop"
    file.write_bytes(content)
    done = subprocess.run(["desktop-file-validate", str(file)], capture_output=True, text=True, check=False)  # noqa: S603, S607
    assert (done.returncode, done.stdout) == (0, "")


def test_every_part_is_an_option() -> None:
    """Each part can be asked for, and gives its files or says why not."""
    for part in PARTS:
        try:
            assert files_of(windows("张三"), [part])[part]
        except UsageError as error:
            assert error.fix  # noqa: PT017  # both ways are allowed
