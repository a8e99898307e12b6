"""Every file we write: whole, or as it was before, whenever the program, the disk or the system ends.

It is written under a hidden name beside its place and then renamed. What a killed program left there under
such a name is taken away the next time something is written into the folder. A link stays a link: what it
leads to is written. A ledger, a device and what the system keeps under /dev and /proc are never written over.
"""

from __future__ import annotations

import errno
import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from platform import node
from uuid import uuid4

from xltools.core.errors import OutputError
from xltools.reasons import reason, remedy

#: Unfinished files are called this, the computer, the process and a number; no command takes them for inputs.
PREFIX = ".xltools-"

#: Seconds after which an unfinished file is nobody's any more, whoever began it.
_FORGOTTEN = 86_400

#: Windows takes no longer path unless it is told to.
_LONGEST = 259

_NAME_IT = "写明文件名，例：-o 汇总.xlsx"

#: How many links may lead to an output, one to the next.
_MOST_LINKS = 40

#: Folders of the system that hold no files, but for the last: that is memory.
_OF_THE_SYSTEM, _MEMORY = ("/dev", "/proc"), "/dev/shm"  # noqa: S108  # to be told apart, not written

#: The first bytes of a database of SQLite, which ledgers are.
_DATABASE = b"SQLite format 3\0"


@contextmanager
def whole(path: Path, *, folders: bool = True) -> Iterator[Path]:
    """A new, empty file to write; it becomes ``path`` when the block ends well, and is gone when it does not.

    Where ``path`` is a link, that stays, and the file it leads to is written.

    ``folders``: those above ``path`` are made. OutputError, in Chinese, where the system refuses any of that,
    or what the block does, and where Excel, WPS, Word or LibreOffice has the file open.
    """
    try:
        if folders:
            path.parent.mkdir(parents=True, exist_ok=True)
        refuse_open(path)
        refuse_ledger(path)
        place = led_to(path)
        if folders:
            place.parent.mkdir(parents=True, exist_ok=True)
        _sweep(place.parent)
        part = place.parent / f"{PREFIX}{_host()}-{os.getpid()}-{uuid4().hex[:8]}.tmp"
        try:
            part.touch(exist_ok=False)
            yield part
            _settle(part, place)
            part.replace(place)
        finally:
            with suppress(OSError):
                part.unlink(missing_ok=True)
    except OSError as error:
        raise _unwritable(path, error) from error


def put(content: bytes, path: Path) -> None:
    """Write a file of these bytes; raises as :func:`whole`."""
    with whole(path) as part:
        part.write_bytes(content)


def refuse_open(path: Path) -> None:
    """OutputError where a file is open in an office program, or is no ordinary one (a device, a pipe)."""
    place = led_to(path)
    if not place.exists():
        return
    if not place.is_file():
        what = "一个文件夹" if place.is_dir() else "设备或管道"
        raise OutputError(f"不能写入 {path}：它是{what}，不是文件", fix=_NAME_IT)
    if lock := lock_of(place):
        fix = f"先在 Excel、WPS 或 Word 中关闭它；没有人在用的，删去“{lock}”再运行，或用 -o 换一个文件名"
        raise OutputError(f"不能写入 {path}：它正在别的程序里打开着（旁边有“{lock}”）", fix=fix)


def refuse_ledger(path: Path) -> None:
    """OutputError where an output would be written over a ledger, or another database of SQLite."""
    if is_database(led_to(path)):
        raise OutputError(f"不能写入 {path}：它是台账（数据库），不能用作输出", fix="给输出换一个文件名")


def is_database(path: Path) -> bool:
    """Whether there is a file that begins as a database of SQLite does.

    What cannot be read is told of when it is written.
    """
    try:
        with path.open("rb") as stream:
            return stream.read(len(_DATABASE)) == _DATABASE
    except OSError:
        return False


def led_to(path: Path) -> Path:
    """The path a link leads to at last, or the path itself where it is none.

    OutputError where that way goes through what is no place for files. OSError where links lead in a circle.
    """
    place = path
    for _ in range(_MOST_LINKS):
        if _is_of_the_system(place):
            raise OutputError(f"不能写入 {path}：它是系统的设备，不是文件", fix=_NAME_IT)
        if not place.is_symlink():
            return place
        place = place.parent / place.readlink()
    raise OSError(errno.ELOOP, os.strerror(errno.ELOOP), str(path))


def _is_of_the_system(path: Path) -> bool:
    for each in (path.absolute(), os.path.realpath(path.parent)):
        above = Path(os.path.normpath(each))
        if not above.is_relative_to(_MEMORY) and any(map(above.is_relative_to, _OF_THE_SYSTEM)):
            return True
    return False


def lock_of(path: Path) -> str:
    """The lock file of Excel, Word, WPS or LibreOffice beside a file; "" where there is none.

    One left by a crash counts too. What is not saved in that program is in no file.
    """
    # Word leaves out the first letters of a long name.
    cuts = range(3) if path.suffix.lower() in (".docx", ".doc") else range(1)
    locks = [*(f"~${path.name[cut:]}" for cut in cuts), f".~lock.{path.name}#", f".~{path.name}"]
    return next((lock for lock in locks if path.with_name(lock).is_file()), "")


def _settle(part: Path, path: Path) -> None:
    """Bring a finished file to the disk, so that a power cut leaves one of the two, too."""
    with suppress(PermissionError), part.open("rb+") as file:
        os.fsync(file.fileno())
    with suppress(OSError):
        part.chmod(path.stat().st_mode & 0o777)


def _unwritable(path: Path, error: OSError) -> OutputError:
    if sys.platform == "win32" and len(str(path.absolute())) > _LONGEST:
        told = f"不能写入 {path}：路径超过 {_LONGEST} 个字符"
        return OutputError(told, fix="用 -o 换一个短一些的文件名或位置")
    return OutputError(f"不能写入 {path}：{reason(error)}", fix=remedy(error))


@lru_cache(maxsize=64)
def _sweep(folder: Path) -> None:
    """Take away what killed programs left in a folder: once, for it may hold thousands of files."""
    for each in list(folder.glob(f"{PREFIX}*-*-*.tmp")):
        with suppress(OSError, ValueError):
            if _is_left(each):
                each.unlink()


def _is_left(part: Path) -> bool:
    """Whether the program that began a file is gone; of another computer only time can tell."""
    host, process, _ = part.name.removeprefix(PREFIX).split("-")
    if host == _host() and sys.platform != "win32":
        try:
            os.kill(int(process), 0)
        except ProcessLookupError:
            return True
        except OSError:
            return False
    return time.time() - part.stat().st_mtime > _FORGOTTEN


def _host() -> str:
    return sha256(node().encode("utf-8", "replace")).hexdigest()[:8]
