"""Files that macros write: names every system takes, and nothing written over."""

from __future__ import annotations

import os
from collections.abc import Iterator
from itertools import count
from pathlib import Path

from xltools.core.errors import OutputError
from xltools.reasons import reason
from xltools.whole import put


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
    path = next(path for path in _names(wanted) if _claimed(path))
    try:
        put(content, path)
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    return path


def _claimed(path: Path) -> bool:
    """Whether the name was free, and is now an empty file of ours."""
    try:
        path.touch(exist_ok=False)
    except FileExistsError:
        return False
    except OSError as error:
        fix = "看这个文件夹是不是只读；把工作簿另存到自己的文件夹，再点一次"
        raise OutputError(f"不能写入“{path}”：{reason(error)}", fix=fix) from error
    return True
