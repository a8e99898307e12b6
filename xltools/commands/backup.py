"""Writing a workbook: whole or not at all, and onto its own original only after a copy of that is kept."""

from __future__ import annotations

import shutil
from contextlib import suppress
from itertools import count
from pathlib import Path

from xltools import console
from xltools.core.errors import OutputError

_FIX = "关闭正在打开它的程序，检查磁盘空间和权限，或用 -o 换一个位置"


def with_backup(path: Path) -> Path:
    """Copy a file to ``<name>.bak`` beside it (``.bak2`` … where that is taken); the copy's path.

    An earlier copy is never overwritten. OutputError where it cannot be written: then nothing may be written
    onto the file either.
    """
    for number in count(1):
        copy = path.with_name(f"{path.name}.bak{number if number > 1 else ''}")
        try:
            with copy.open("xb") as target, path.open("rb") as source:
                shutil.copyfileobj(source, target)
            shutil.copystat(path, copy)
        except FileExistsError:
            continue
        except OSError as error:
            message = f"不能备份 {path}：{console.reason(error)}，没有改动它"
            raise OutputError(message, fix=_FIX) from error
        return copy
    raise AssertionError  # count() does not end


def write_book(path: Path, content: bytes) -> None:
    """Write a workbook that is either whole or as it was before; OutputError where it cannot be."""
    part = path.with_name(path.name + ".part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        part.write_bytes(content)
        part.replace(path)
    except OSError as error:
        raise OutputError(f"不能写入 {path}：{console.reason(error)}", fix=_FIX) from error
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)
