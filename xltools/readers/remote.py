"""Files at addresses (s3://…, file:///…, whatever fsspec reaches), brought here one by one to be looked at.

Within :func:`brought` an address, taken for a relative path (``s3:/bucket/x.xlsx``), is the file: all that
reads files reads it as any other, and what lies beside it is brought when it is asked for.
"""

from __future__ import annotations

import errno
import os
import re
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePath
from typing import Any

from xltools.core.errors import InputError, UsageError
from xltools.core.evidence import FOLDER, plain
from xltools.readers.limits import MEGABYTE, limits

#: A drive's letter is no scheme.
_ADDRESS = re.compile(r"(?P<scheme>[A-Za-z][A-Za-z0-9+.-]+):[/\\]+(?P<rest>.+)", re.DOTALL)

#: Of what lies beside a workbook no more than this is brought.
_MOST_BYTES, _MOST_FILES = 1 << 30, 3_000


def is_address(path: PurePath | str) -> bool:
    """Whether it is the address of a file or folder, maybe one that went through a path."""
    return _ADDRESS.fullmatch(str(path)) is not None


def address_of(path: PurePath | str) -> str:
    """An address as it was before it went through a path; any other path as it is."""
    found = _ADDRESS.fullmatch(str(path))
    if not found:
        return str(path)
    rest = found["rest"].replace("\\", "/") if os.name == "nt" else found["rest"]
    return f"{found['scheme']}://{'/' if found['scheme'] == 'file' else ''}{rest}"


def files_at(folder: PurePath | str) -> list[Path]:
    """Every file below an address, sorted. UsageError where nothing here can reach it, InputError else."""
    address = address_of(folder).rstrip("/")
    system, root = _reach(address)
    try:
        found = sorted(system.find(root))
    except Exception as error:
        raise InputError(f"读不了 {address}：{_why(error)}", fix="核对网址、网络和访问权限") from error
    if not found:
        raise InputError(f"{address} 下面没有文件", fix="核对网址和访问权限", code="no-workbook")
    return [Path(address + each[len(root) :]) for each in found]


@contextmanager
def brought(path: Path) -> Iterator[None]:
    """The file at an address is where the address as a path says, as long as this lasts.

    Changes the process's folder meanwhile. OSError where it cannot be brought.
    """
    before = Path.cwd()
    with tempfile.TemporaryDirectory(prefix="xltools-", ignore_cleanup_errors=True) as private:
        os.chdir(private)
        try:
            _bring(path)
            yield
        finally:
            os.chdir(before)


def lay_beside(path: Path) -> None:
    """Have beside a brought workbook what lies beside it at its address, by name only: all of it is empty.

    What may be its own folder of evidence by its name alone is whole. OSError where it cannot be looked at.
    """
    for folder in _lay(path.parent, path):
        if plain(folder.name) == FOLDER:
            _lay(folder, path)
        elif plain(folder.name) == plain(path.stem):
            fill(folder)


def fill(folder: Path) -> None:
    """Bring all that is in a folder. OSError where that cannot be done, or is too much."""
    system, root = _reach(address_of(folder))
    try:
        found = system.find(root, detail=True)
        size = sum(each.get("size") or 0 for each in found.values())
        _refuse(size > _MOST_BYTES or len(found) > _MOST_FILES, f"{len(found)}个文件、{size >> 20}MB，太多")
        for each in sorted(found):
            _fetch(system, each, folder / each[len(root) :].lstrip("/"))
    except Exception as error:
        raise OSError(errno.EIO, f"没有取到：{_why(error)}") from error


def _lay(folder: Path, workbook: Path) -> list[Path]:
    """Empty folders and files as there are at the folder's address; the folders."""
    system, root = _reach(address_of(folder))
    try:
        listed = system.ls(root, detail=True)
    except Exception as error:
        raise OSError(errno.EIO, f"没有取到：{_why(error)}") from error
    folders = []
    for each in listed:
        here = folder / each["name"].rstrip("/").rpartition("/")[2]
        if each["type"] == "directory":
            here.mkdir(exist_ok=True)
            folders.append(here)
        elif here not in (workbook, folder):
            here.touch()
    return folders


def _bring(path: Path) -> None:
    try:
        _stay_inside(path)
        system, at = _reach(address_of(path))
        size = system.size(at)
        _refuse((size or 0) > limits().file * MEGABYTE, f"文件有{(size or 0) >> 20}MB，太大")
        _fetch(system, at, path)
    except Exception as error:
        raise OSError(errno.EIO, _why(error)) from error


@contextmanager
def opened(address: str, mode: str) -> Iterator[Any]:
    """The file at an address; raises what its file system raises."""
    system, at = _reach(address)
    with system.open(at, mode) as stream:
        yield stream


def _stay_inside(here: Path) -> None:
    if ".." in here.parts or here.is_absolute():
        raise OSError(errno.EINVAL, f"名称里有“..”：{here}")


def _refuse(too_much: bool, what: str) -> None:  # noqa: FBT001  # a condition and what it means
    if too_much:
        raise OSError(errno.EFBIG, f"{what}，没有取来")


def _fetch(system: Any, at: str, here: Path) -> None:
    """Copy a file here; no name at an address leads out of the private folder."""
    _stay_inside(here)
    here.parent.mkdir(parents=True, exist_ok=True)
    with system.open(at, "rb") as there, here.open("wb") as stream:
        shutil.copyfileobj(there, stream)


def _reach(address: str) -> tuple[Any, str]:
    """The file system of an address, and the path there; UsageError where nothing here can reach it."""
    try:
        from fsspec.core import url_to_fs
    except ImportError as error:
        message = "读网址上的文件要用 fsspec，这里没有安装"
        raise UsageError(message, fix='运行 python -m pip install "xltools[cluster]"') from error
    if "::" in address or os.name == "nt":
        where = "Windows 上" if os.name == "nt" else "这样写的"
        raise UsageError(f"{where}网址还不能读：{address}", fix="先把文件取到本机的文件夹，再用文件夹")
    try:
        system, path = url_to_fs(address)
    except (ImportError, ValueError) as error:
        scheme = address.partition("://")[0]
        fix = f"{scheme}:// 要另外安装 fsspec 的支持包（s3 是 s3fs，oss 是 ossfs，sftp 是 paramiko）"
        raise UsageError(f"不能读 {scheme}:// 的网址：{_why(error)}", fix=fix) from error
    return system, path.rstrip("/")


def _why(error: BaseException) -> str:
    if isinstance(error, FileNotFoundError):
        return "那里没有这个文件"
    if isinstance(error, OSError) and error.strerror:
        return error.strerror
    return f"{type(error).__name__}：{error}"
