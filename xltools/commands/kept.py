"""A folder of outputs that people go on working on: what somebody changed is never written over."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

from xltools import console
from xltools.commands.check_json import dumps
from xltools.commands.naming import safe_name
from xltools.core.names import OUTPUTS_RECORD
from xltools.readers.outputs import recorded


@dataclass
class Kept:
    """The folder, and what was written into it so far: name -> sha256, to tell later what was changed."""

    folder: Path
    hashes: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, folder: Path) -> Kept:
        """The folder as an earlier run left it."""
        return cls(folder, dict(recorded(folder)))

    def free(self, name: str, taken: Collection[str] = ()) -> Path:
        """The path of that name, or one beside it where somebody changed what lies there.

        ``taken`` are names that others of the same run have or will have.
        """
        path = self.folder / name
        choice, number = path, 1
        while self.changed(choice) or (number > 1 and choice.name in taken):
            choice = path.with_name(f"{path.stem}(新{number if number > 1 else ''}){path.suffix}")
            number += 1
        return choice

    def changed(self, path: Path) -> bool:
        """Whether a file lies there that is not, byte for byte, what was written."""
        try:
            return _sha256(path) != self.hashes.get(path.name)
        except FileNotFoundError:
            return False
        except OSError:
            return True

    def wrote(self, path: Path) -> None:
        """Remember what was just written."""
        self.hashes[path.name] = _sha256(path)

    def remove(self, path: Path) -> bool:
        """Delete a file that nobody changed; whether it is gone."""
        if self.changed(path):
            return False
        with suppress(OSError):
            path.unlink(missing_ok=True)
        if path.exists():
            return False
        self.hashes.pop(path.name, None)
        return True

    def save(self) -> None:
        """Write the record, of what is still there; nothing where there is nothing to remember."""
        if self.hashes or (self.folder / OUTPUTS_RECORD).exists():
            names = (name for name in sorted(self.hashes) if (self.folder / name).exists())
            text = dumps({name: self.hashes[name] for name in names})
            console.write_file(self.folder / OUTPUTS_RECORD, [text, "\n"])


def distinct(names: Iterable[tuple[str, str]]) -> Iterator[str]:
    """A file name for each (name, code): where two share a name, the code and a number are added."""
    used: set[str] = set()
    for told, code in names:
        name = safe_name(told)
        if name.casefold() in used:
            name = safe_name(f"{told}-{code}")
        plain, number = name, 2
        while name.casefold() in used:
            name, number = f"{plain}-{number}", number + 1
        used.add(name.casefold())
        yield name


def _sha256(path: Path) -> str:
    return sha256(path.read_bytes()).hexdigest()
