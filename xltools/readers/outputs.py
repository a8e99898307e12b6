"""What xltools wrote into a folder of outputs, by the record kept there: known again, whoever works on it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path

from xltools.core.names import OUTPUTS_RECORD


def recorded(folder: Path) -> Mapping[str, str]:
    """The files written there: name -> sha256 as written; none where there is no record, or it is no such."""
    try:
        known = json.loads((folder / OUTPUTS_RECORD).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return {str(name): str(value) for name, value in known.items()} if isinstance(known, dict) else {}


def without_outputs(files: Iterable[Path], root: Path) -> Iterator[Path]:
    """Leave out what was written by xltools into folders below ``root``; ``root`` itself was asked for."""
    known = cache(recorded)
    yield from (file for file in files if file.parent == root or file.name not in known(file.parent))
