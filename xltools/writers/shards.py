"""Values in shards: each batch of files a .parquet of its own, written where the files were checked.

A folder holds shards, named by their content, and the list 清单.parquet: which file's rows count in which
shard, and whose they are. A batch that is worked on twice writes the same shard twice; a file that stands in
two shards counts in the one the list names. Rows are those of :mod:`xltools.writers.values`.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import replace
from hashlib import file_digest
from pathlib import Path
from typing import Any

from xltools.core.consolidation.cells import unpack
from xltools.core.consolidation.extract import Extract
from xltools.core.consolidation.roster import Unit
from xltools.core.consolidation.summary import Summary
from xltools.core.consolidation.values import ValueRow, value_row
from xltools.core.errors import OutputError, XltoolsError
from xltools.readers.remote import address_of, is_address, opened
from xltools.readers.shards import LIST
from xltools.whole import put
from xltools.writers.values import utf8, write_values

#: The columns of the list of what counts.
_LISTED = ("file", "sha256", "shard", "unit_code", "unit_name", "parent_code", "level")

#: So many files' rows are a shard, where they are written here.
_TOGETHER = 500


def write_shard(folder: Path, files: Sequence[Extract]) -> str:
    """Write the cells of these files as one shard; its name. The same files give the same bytes.

    OutputError where it cannot be written.
    """
    with tempfile.TemporaryDirectory(prefix="xltools-") as private:
        part = Path(private) / "part"
        write_values((row for file in files for row in _rows(file)), part, ".parquet")
        with part.open("rb") as stream:
            name = f"{file_digest(stream, 'sha256').hexdigest()[:32]}.parquet"
        _put(part, folder, name)
    return name


def write_list(summary: Summary, folder: Path) -> int:
    """Write shards of what has none yet, then the list of what counts; how many files do.

    OutputError where it cannot be written.
    """
    parents = summary.roster.parents if summary.roster else {}
    members = [(member, member.file) for member in summary.members if member.file]
    shards = _sharded(folder, [file for _, file in members])
    rows = [
        (
            *(file.path, file.sha256, shard, member.unit.code, member.unit.name),
            *(parents.get(member.unit.code, ""), member.level + 1),
        )
        for (member, file), shard in zip(members, shards, strict=True)
        if shard
    ]
    _write_list(rows, folder)
    return len(rows)


def _sharded(folder: Path, files: Sequence[Extract]) -> list[str]:
    """The shard of each file; of those that have their cells with them, written now. "" for no cells."""
    shards = {file.path: file.shard for file in files}
    waiting = [file for file in files if file.cells and not file.shard]
    for begin in range(0, len(waiting), _TOGETHER):
        together = waiting[begin : begin + _TOGETHER]
        shards.update(dict.fromkeys((file.path for file in together), write_shard(folder, together)))
    return [shards[file.path] for file in files]


def _write_list(rows: Sequence[Sequence[Any]], folder: Path) -> None:
    import pyarrow as pa
    from pyarrow import parquet

    columns = list(zip(*rows, strict=True)) or [()] * len(_LISTED)
    kinds = [pa.int32() if name == "level" else pa.string() for name in _LISTED]
    arrays = [
        pa.array([utf8(cell) if isinstance(cell, str) else cell for cell in column], kind)
        for column, kind in zip(columns, kinds, strict=True)
    ]
    with tempfile.TemporaryDirectory(prefix="xltools-") as private:
        part = Path(private) / LIST
        parquet.write_table(pa.table(arrays, names=list(_LISTED)), part, compression="zstd")
        _put(part, folder, LIST)


def _rows(file: Extract) -> Iterator[ValueRow]:
    """The rows of a file; whose they are for a summary is said in the list."""
    unit = Unit(file.code, file.name)
    return (value_row(file, cell, unit) for cell in unpack(file.cells))


def _put(part: Path, folder: Path, name: str) -> None:
    """Put a file into a folder or at an address, whole or not at all."""
    try:
        if is_address(folder):
            with part.open("rb") as stream, opened(f"{address_of(folder).rstrip('/')}/{name}", "wb") as there:
                shutil.copyfileobj(stream, there)
            return
        put(part.read_bytes(), folder / name)
    except XltoolsError:
        raise
    except Exception as error:
        message = f"不能把数据写到 {address_of(folder)}：{error}"
        raise OutputError(message, fix="核对位置、磁盘空间和权限；用集群时各主机都要能写") from error


def without_cells(file: Extract, shard: str) -> Extract:
    """A file whose cells stand in a shard."""
    return replace(file, cells=b"", shard=shard)
