"""olevba, which still uses old names of a library: its warnings are not ours."""

from __future__ import annotations

import warnings
from pathlib import Path

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    from oletools.olevba import VBA_Parser, decompress_stream

__all__ = ["decompress_stream", "modules"]


def modules(path: Path) -> dict[str, str]:
    """The source of each module of a file, by its name (``Sheet1.cls``)."""
    parser = VBA_Parser(str(path))
    try:
        return {name: text for _, _, name, text in parser.extract_macros()}
    finally:
        parser.close()
