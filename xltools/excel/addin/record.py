"""The record of what was installed: removal takes away exactly that, and nothing somebody changed since."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from itertools import takewhile
from pathlib import Path, PurePath

from xltools.core.errors import InputError
from xltools.excel.addin.environment import Environment
from xltools.whole import put

NAME = "installed.json"
_FORM = 1


@dataclass(frozen=True, slots=True)
class Part:
    """One installed part: the program's version, and its files by path with their digests."""

    version: str
    files: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Record:
    """The parts installed, by name, and the folders that were made for them."""

    parts: Mapping[str, Part] = field(default_factory=dict)
    folders: tuple[str, ...] = ()

    def digest(self, path: PurePath) -> str | None:
        """What a file was when it was written; None for one that is not ours."""
        found = (part.files.get(str(path)) for part in self.parts.values())
        return next((digest for digest in found if digest), None)

    def with_part(self, name: str, part: Part | None) -> Record:
        """The record with that part as it is now; None takes it out."""
        kept = {key: value for key, value in self.parts.items() if key != name}
        return Record({**kept, name: part} if part else kept, self.folders)

    def with_folders(self, folders: Iterable[str]) -> Record:
        """The record with these folders as well."""
        return Record(self.parts, tuple(dict.fromkeys((*self.folders, *folders))))


def digest_of(path: Path) -> str | None:
    """What a file is: the digest of its bytes, or where a link leads; None where there is none."""
    if path.is_symlink():
        return f"-> {path.readlink()}"
    return sha256(path.read_bytes()).hexdigest() if path.is_file() else None


def missing(env: Environment, files: Iterable[PurePath]) -> list[str]:
    """The folders to be made for these files and the record; the program's own goes with the record."""
    own = Path(env.data)
    found: dict[Path, None] = {}
    for place in (own / NAME, *map(Path, files)):
        found.update(dict.fromkeys(takewhile(lambda folder: not folder.exists(), place.parents)))
    return [str(folder) for folder in found if folder != own]


def load(env: Environment) -> Record:
    """The record on this computer, empty before the first installation; InputError where it is spoilt."""
    place = Path(env.data, NAME)
    if not place.exists():
        return Record()
    try:
        found = json.loads(place.read_text("utf-8"))
        parts = {
            name: Part(str(each["version"]), dict(each["files"])) for name, each in found["parts"].items()
        }
        return Record(parts, tuple(found["folders"]))
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        fix = "按 docs/手工核对清单.md 逐个删除装过的文件，再删除这个记录，重新安装"
        raise InputError(f"安装记录读不了：{place}", fix=fix) from error


def save(env: Environment, record: Record) -> None:
    """Write the record, or take it away with the folder when nothing is installed any more."""
    place = Path(env.data, NAME)
    if record.parts:
        parts = {
            name: {"version": part.version, "files": dict(part.files)} for name, part in record.parts.items()
        }
        kept = {"form": _FORM, "parts": parts, "folders": list(record.folders)}
        put(json.dumps(kept, indent=1).encode(), place)
        return
    place.unlink(missing_ok=True)
    if place.parent.is_dir() and not any(place.parent.iterdir()):
        place.parent.rmdir()
