"""Which folder beside a workbook holds its evidence (佐证材料); which spreadsheets are evidence, not units.

Names are compared without width, case, spaces and kind of bracket; a link is never followed.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from xltools.core.evidence import FOLDER, plain
from xltools.readers.said import said_standard

#: Endings of spreadsheets: what may be a unit's workbook.
_SPREADSHEETS = (".xlsx", ".xlsm", ".xls", ".xlsb", ".et", ".ods")
#: A folder changed as lately as this may change again without its time showing it.
_SETTLED = 3_000_000_000


@dataclass(frozen=True, slots=True)
class Found:
    """The folder, or None; then the names it might have, and why none was taken although one is there."""

    folder: Path | None
    wanted: tuple[str, ...] = ()
    problem: str = ""


@dataclass(frozen=True, slots=True)
class _Listing:
    """What stands in a folder: its sub-folders by their plain names, and the names of its spreadsheets."""

    folders: Mapping[str, tuple[str, ...]]
    spreadsheets: tuple[str, ...]


def find(path: Path, code: str, standard: str) -> Found:
    """The evidence folder of the workbook at ``path``, of the unit ``code``, by its standard's name.

    A shared ``佐证材料`` is taken only where no other workbook of that standard lies beside it. OSError
    where the workbook's folder cannot be read.
    """
    parent, stem = path.parent, path.stem
    beside = _listing(parent)
    wanted = [f"{FOLDER}/{stem}", f"{stem}_{FOLDER}", f"{stem}{FOLDER}"]
    wanted += [f"{code}{FOLDER}"] if code else []
    problems: list[str] = []
    for name in (*wanted, FOLDER, stem):
        folder = _named(parent, name, problems)
        if folder is None:
            continue
        if name == FOLDER and _has_others(path, beside, standard):
            remedy = f"把材料放到“{FOLDER}/{stem}”里"
            problems.append(f"“{FOLDER}”文件夹旁边不止一份工作簿，分不清材料是哪一份的（{remedy}）")
        elif name != stem or not holds_units(folder):
            return Found(folder)
    return Found(None, (*wanted, FOLDER), problems[0] if problems else "")


def _named(parent: Path, name: str, problems: list[str]) -> Path | None:
    """The sub-folder of that name: spelt just so, else the only one that is spelt nearly so."""
    at = parent
    for part in name.split("/"):
        there = _listing(at).folders.get(plain(part), ())
        chosen = part if part in there else there[0] if len(there) == 1 else None
        if chosen is None:
            if there:
                problems.append(f"有几个文件夹都像“{name}”（{'、'.join(there)}），分不清用哪一个")
            return None
        at = at / chosen
    return at


def _has_others(path: Path, beside: _Listing, standard: str) -> bool:
    """Whether another spreadsheet beside a workbook is, or may be, a unit's of the same standard."""
    others = (path.parent / name for name in beside.spreadsheets if name != path.name)
    return any(_may_be_unit(other, standard) for other in others)


def _may_be_unit(file: Path, standard: str) -> bool:
    """Whether a spreadsheet may be a workbook of that standard; one that cannot be opened may be."""
    if file.suffix.lower() not in (".xlsx", ".xlsm"):
        return True
    said = said_standard(file)
    return said is None or said == standard


def holds_units(folder: Path) -> bool:
    """Whether any workbook in a folder, at any depth, says which standard it belongs to; no link does."""
    files = (Path(root) / name for root, _, names in os.walk(folder) for name in names)
    return any(said_standard(file) for file in files if _is_spreadsheet(file.name) and not file.is_symlink())


def without_evidence(files: Iterable[Path], root: Path) -> Iterator[Path]:
    """The spreadsheets below ``root`` but those in evidence folders; one that says its standard always stays.

    A folder is one of evidence when its name says so, or when a workbook beside it has its name and no unit's
    workbook is in it.
    """
    chosen = list(files)
    stems = {(file.parent, plain(file.stem)) for file in chosen}
    kept: dict[Path, bool] = {}

    def is_evidence(folder: Path) -> bool:
        if folder in (root, folder.parent):
            return False
        if folder not in kept:
            beside = (folder.parent, plain(folder.name)) in stems and not holds_units(folder)
            kept[folder] = FOLDER in folder.name or beside or is_evidence(folder.parent)
        return kept[folder]

    return (file for file in chosen if not is_evidence(file.parent) or said_standard(file))


def _is_spreadsheet(name: str) -> bool:
    return not name.startswith(("~$", ".")) and name.lower().endswith(_SPREADSHEETS)


def _listing(folder: Path) -> _Listing:
    """What stands in a folder, remembered as long as the folder is not changed."""
    changed = folder.stat().st_mtime_ns
    if time.time_ns() - changed < _SETTLED:
        return _listed(folder)
    return _remembered(folder, changed)


@lru_cache(maxsize=64)
def _remembered(folder: Path, changed: int) -> _Listing:  # noqa: ARG001  # part of the key
    return _listed(folder)


def _listed(folder: Path) -> _Listing:
    folders: dict[str, list[str]] = {}
    spreadsheets = []
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                folders.setdefault(plain(entry.name), []).append(entry.name)
            elif _is_spreadsheet(entry.name) and entry.is_file():
                spreadsheets.append(entry.name)
    return _Listing(
        {name: tuple(sorted(names)) for name, names in folders.items()}, tuple(sorted(spreadsheets))
    )
