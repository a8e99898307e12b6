"""What a host does with a batch of checked files: their cells go into one shard, the rest is sent on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from xltools.extracting import Taken
from xltools.writers.shards import without_cells, write_shard


@dataclass(frozen=True, slots=True)
class Sharding:
    """Applied to the values of a batch, of whatever pass; ``folder`` is where shards are written."""

    folder: Path

    def __call__(self, values: Sequence[Any]) -> list[Any]:
        """The values, files without the cells that now stand in a shard."""
        files = [value.extract for value in values if isinstance(value, Taken) and value.extract.cells]
        if not files:
            return list(values)
        shard = write_shard(self.folder, files)
        return [
            replace(value, extract=without_cells(value.extract, shard))
            if isinstance(value, Taken) and value.extract.cells
            else value
            for value in values
        ]
