"""What a ledger remembers of files: the same content, rules and surroundings give the same check."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import TypeVar

from xltools import resources
from xltools.core.attachments.attached import Form, Near
from xltools.core.consolidation.kept import from_bytes, to_bytes
from xltools.core.errors import InputError, XltoolsError
from xltools.core.evidence import asks_for_evidence
from xltools.core.model import Source
from xltools.core.standard import Standard
from xltools.extracting import Taken
from xltools.knowing import Fetch
from xltools.ledger import kept
from xltools.readers.evidence_stamp import Stamp, stamp
from xltools.readers.xlsx import content_of

T = TypeVar("T")

#: Gives a standard and the version of its rules; None where it cannot be used.
Rules = Callable[[str], tuple[Standard | None, str]]

#: What changed less than so many nanoseconds before it was looked at may change again unseen.
_SETTLED = 3_000_000_000


@dataclass(frozen=True, slots=True)
class _Asked:
    """How a file is to be checked: what its key is made of beside its content, rules and evidence."""

    content: str
    forced: str
    around: str
    form: bool = False


@dataclass
class Remembered:
    """The extracts of earlier runs, by content. ``started`` is when the run began, in nanoseconds.

    ``cells``: only extracts with every filled cell will do.
    """

    connection: sqlite3.Connection
    rules: Rules
    started: int
    cells: bool = False
    _asked: dict[Path, _Asked] = field(default_factory=dict)
    _contents: dict[Path, str] = field(default_factory=dict)
    _near: dict[int, str] = field(default_factory=dict)
    _used: dict[Path, str] = field(default_factory=dict)
    _said: Mapping[Path, str | None] = field(default_factory=dict)

    def said(self, path: Path) -> Fetch[str | None] | None:
        """Which standard a file says it belongs to, where its content is known."""
        found = kept.rows(self.connection, self._content(path))
        return partial(_same, found[0].said) if found else None

    def heard(self, said: Mapping[Path, str | None]) -> None:
        """Take note of what every file says, to keep it."""
        self._said = said

    def form(self, path: Path, standard: str, cells: Sequence[str]) -> Fetch[tuple[Form, Taken]] | None:
        """What came of an attached form."""
        told = sha256("|".join((standard, *cells)).encode()).hexdigest()
        taken = self._find(path, _Asked(self._content(path), "", told, form=True))
        form = taken.extract.form if taken else None
        return partial(_same, (form, taken)) if taken and form else None

    def unit(self, path: Path, standard: str | None, near: Near) -> Fetch[Taken] | None:
        """What came of a unit's workbook."""
        around = f"{self._digest(near.own)}|{self._digest(near.shared)}"
        taken = self._find(path, _Asked(self._content(path), standard or "", around))
        return partial(_same, taken) if taken else None

    def keep(self, run: int, taken: Taken) -> None:
        """Keep what came of a file that was read; nothing where it could not be, or is changing just now.

        Nor of one that says nobody's name: in a ledger such a file is known by where it lies.
        """
        path, each = Path(taken.extract.path), taken.extract
        asked = self._asked.get(path)
        nobody = not each.code and not each.name
        if asked is None or nobody or each.error or each.shard or each.sha256 != asked.content:
            return
        found = self._key(path, asked, each.standard, each.code)
        if found is None or found[1].latest > self.started - _SETTLED:
            return
        row = kept.Row(found[0], self._said[path], each.standard, each.code)
        kept.keep(self.connection, run, asked.content, row, to_bytes(each))

    def used(self, run: int, taken: Taken) -> None:
        """Note that a known file was of use."""
        kept.used(self.connection, run, self._used[Path(taken.extract.path)])

    def _find(self, path: Path, asked: _Asked) -> Taken | None:
        """What is remembered of a file asked about in this way; damaged bytes are as if there were none."""
        self._asked[path] = asked
        for row in kept.rows(self.connection, asked.content):
            found = self._key(path, asked, row.standard, row.code)
            standard, _ = self.rules(asked.forced or row.standard)
            if standard and found and found[0] == row.key:
                with suppress(ValueError):
                    source = Source(str(path), asked.content)
                    extract = from_bytes(kept.load(self.connection, row.key), standard, source)
                    self._used[path] = row.key
                    return Taken(extract, known=True)
        return None

    def _key(self, path: Path, asked: _Asked, name: str, code: str) -> tuple[str, Stamp] | None:
        """The key of a file checked by that standard, and the stamp of its evidence."""
        standard, version = self.rules(asked.forced or name)
        if standard is None:
            return None
        seen = Stamp("")
        if asks_for_evidence(standard):
            try:
                seen = stamp(path, code, name)
            except (OSError, ValueError, XltoolsError):
                return None
        parts = (asked.content, path.name, asked.forced, asked.around, str(asked.form), str(self.cells))
        told = "\n".join((*parts, name, version, self._among(path, asked, name), seen.digest))
        return sha256(told.encode("utf-8", "backslashreplace")).hexdigest(), seen

    def _among(self, path: Path, asked: _Asked, name: str) -> str:
        """Of a file that was recognised by its words, what it was recognised among; else ""."""
        if asked.forced or self._said.get(path) == name:
            return ""
        return " ".join(self.rules(each)[1] for each in resources.standards())

    def _content(self, path: Path) -> str:
        """The file's sha256; "" where it cannot be read, which is no file's."""
        if path not in self._contents:
            try:
                self._contents[path] = sha256(content_of(path)).hexdigest()
            except InputError:
                return ""
        return self._contents[path]

    def _digest(self, forms: tuple[Form, ...]) -> str:
        """A digest of attached forms; units near the same ones share one tuple of them."""
        if id(forms) not in self._near:
            self._near[id(forms)] = sha256(repr(forms).encode("utf-8", "backslashreplace")).hexdigest()
        return self._near[id(forms)]


def _same(value: T) -> T:
    return value
