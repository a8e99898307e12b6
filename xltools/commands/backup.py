"""Writing a workbook onto its own original only after a copy of that is kept."""

from __future__ import annotations

import shutil
from itertools import count
from pathlib import Path

from xltools.core.errors import OutputError
from xltools.whole import refuse_open, whole


def with_backup(path: Path) -> Path:
    """Copy a file to ``<name>.bak`` beside it (``.bak2`` … where that is taken); the copy's path.

    An earlier copy is never overwritten. OutputError where it cannot be written, or the file is open: then
    nothing may be written onto the file either.
    """
    refuse_open(path)
    names = (f"{path.name}.bak{number if number > 1 else ''}" for number in count(1))
    copy = next(each for each in map(path.with_name, names) if not each.exists())
    try:
        with whole(copy) as part:
            shutil.copy2(path, part)
    except OutputError as error:
        raise OutputError(f"不能备份 {path}，没有改动它。{error.message}", fix=error.fix) from error
    return copy
