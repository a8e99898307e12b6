"""Take away what was installed: the files of the record that are still as they were written."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from xltools import console
from xltools.excel.addin import record as records
from xltools.excel.addin.environment import Environment
from xltools.excel.addin.record import Part, Record

#: 保留: somebody changed it. 删不掉: the system refuses; it stays in the record. 共用: another part needs it.
Fate = Literal["删除", "已经没有", "保留", "删不掉", "共用"]


@dataclass(frozen=True, slots=True)
class Removed:
    """One file of the record, and what came of it."""

    path: str
    fate: Fate
    why: str = ""


def removal(record: Record, parts: Iterable[str]) -> tuple[Removed, ...]:
    """What removing these parts would do to each of their files."""
    parts = tuple(parts)
    others = {path for name, part in record.parts.items() if name not in parts for path in part.files}
    found: dict[str, Removed] = {}
    for name in parts:
        if name in record.parts:
            for path, digest in record.parts[name].files.items():
                found[path] = Removed(path, "共用" if path in others else _fate(path, digest))
    return tuple(found.values())


def _fate(path: str, digest: str) -> Fate:
    now = records.digest_of(Path(path))
    if now is None:
        return "已经没有"
    return "删除" if now == digest else "保留"


def remove(env: Environment, parts: Iterable[str]) -> tuple[Removed, ...]:
    """Remove these parts; what could not be deleted stays in the record, to be tried again."""
    parts = tuple(parts)
    record = records.load(env)
    done = tuple(_delete(each) if each.fate == "删除" else each for each in removal(record, parts))
    left = {each.path for each in done if each.fate == "删不掉"}
    for name in parts:
        part = record.parts.get(name)
        if part is not None:
            files = {path: digest for path, digest in part.files.items() if path in left}
            record = record.with_part(name, Part(part.version, files) if files else None)
    record = Record(record.parts, _cleared(record.folders))
    records.save(env, record)
    if not record.parts:
        _cleared(record.folders)  # what held nothing but the record
    return done


def _delete(each: Removed) -> Removed:
    try:
        Path(each.path).unlink()
    except OSError as error:
        return Removed(each.path, "删不掉", console.reason(error))
    return each


def _cleared(folders: Iterable[str]) -> tuple[str, ...]:
    """Take away those folders that are empty now, the innermost first; those that are left."""
    left = []
    for name in sorted(folders, key=len, reverse=True):
        folder = Path(name)
        if not folder.is_dir():
            continue
        try:
            folder.rmdir()
        except OSError:
            left.append(name)
    return tuple(left)
