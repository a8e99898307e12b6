"""Values in shards (:mod:`xltools.writers.shards`), asked with DuckDB."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

from xltools.core.errors import InputError, UsageError
from xltools.readers.remote import address_of, is_address

#: The list of what counts.
LIST = "清单.parquet"

_VIEW = """
CREATE VIEW 数据 AS
SELECT l.unit_code, l.unit_name, l.parent_code, l.level,
       r.* EXCLUDE (unit_code, unit_name, parent_code, level, filename)
FROM read_parquet([{shards}], filename = true) r
JOIN read_parquet({list}) l ON r.file = l.file AND r.sha256 = l.sha256 AND ends_with(r.filename, l.shard)
"""

_SUMS = "SELECT field, sum(value) FROM 数据 WHERE value IS NOT NULL GROUP BY field"


def connected(folder: Path) -> Any:
    """A DuckDB connection with the view 数据: the rows that count, each with its unit, parent and level.

    UsageError where DuckDB is not installed, InputError where no shard counts.
    """
    try:
        import duckdb
    except ImportError as error:
        message = "查询数据要用 DuckDB，这里没有安装"
        raise UsageError(message, fix='运行 python -m pip install "xltools[cluster]"') from error
    place = address_of(folder).rstrip("/")
    listed = _text(f"{place}/{LIST}")
    data = duckdb.connect()
    if is_address(folder):
        from fsspec.core import url_to_fs

        data.register_filesystem(url_to_fs(place)[0])
    asked = f"SELECT DISTINCT shard FROM read_parquet({listed}) ORDER BY shard"  # noqa: S608  # quoted
    shards = [_text(f"{place}/{name}") for (name,) in data.execute(asked).fetchall()]
    if not shards:
        data.close()
        raise InputError(f"{place} 里没有数据", fix="用 xltools consolidate … --shards 写数据")
    data.execute(_VIEW.format(shards=", ".join(shards), list=listed))
    return data


def sums(folder: Path) -> dict[str, Decimal]:
    """The sum of each field over all units; what :func:`connected` raises."""
    with connected(folder) as data:
        return {name: Decimal(total) for name, total in data.execute(_SUMS).fetchall()}


def _text(text: str) -> str:
    """A text as SQL has it."""
    return "'" + text.replace("'", "''") + "'"
