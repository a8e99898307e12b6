"""Files that macros write: names every system takes, and nothing written over."""

from __future__ import annotations

import os
from collections.abc import Iterator
from itertools import count
from pathlib import Path

from xltools.core.errors import OutputError


def safe(name: str) -> str:
    """A unit's name as a file name."""
    kept = "".join("_" if each in '<>:"/\\|?*' or ord(each) < 32 else each for each in name)
    return kept.strip(" .")[:80] or "未填单位名称"


def unused(wanted: Path) -> Path:
    """That name, or where it is taken the first of ``名(2).xlsx`` and so on that is not."""
    return next(path for path in _names(wanted) if not os.path.lexists(path))


def _names(wanted: Path) -> Iterator[Path]:
    yield wanted
    for number in count(2):
        yield wanted.with_name(f"{wanted.stem}({number}){wanted.suffix}")


def free(wanted: Path, content: bytes) -> Path:
    """Write to that name, or where it is taken to ``名(2).docx`` and so on; OutputError where one cannot."""
    for path in _names(wanted):
        try:
            descriptor = os.open(
                path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o666
            )
        except FileExistsError:
            continue
        except OSError as error:
            fix = "看这个文件夹是不是只读；把工作簿另存到自己的文件夹，再点一次"
            raise OutputError(f"不能写入“{path}”（{error.strerror}）", fix=fix) from error
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
        return path
    raise AssertionError
