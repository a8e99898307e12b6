"""A workbook whose parts are not what they should be: refused with a reason, never patched by guess."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import PurePath

from xltools.core.errors import PatchRefused
from xltools.readers.xlsx import MALFORMED


@contextmanager
def patching(path: str) -> Iterator[None]:
    """Turn whatever a malformed part raises into PatchRefused."""
    try:
        yield
    except MALFORMED as error:
        raise PatchRefused(
            f"“{PurePath(path).name}”的内部结构不合规范，不能保证改动后不丢内容。",
            fix="请用 Excel 或 WPS 打开原件，另存为新的 .xlsx 后再试；原件没有改动。",
        ) from error
