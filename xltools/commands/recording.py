"""Checked files into the ledger as they come, for ``run`` and ``consolidate``."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from xltools.commands.base import guard_ledger, make_folder
from xltools.core.errors import UsageError, XltoolsError

if TYPE_CHECKING:
    import sqlite3

    from xltools.core.consolidation.extract import Extract
    from xltools.core.consolidation.roster import Roster
    from xltools.core.consolidation.summary import Submission
    from xltools.core.consolidation.versions import Came
    from xltools.core.ledger.handed import File, Handed, Owner
    from xltools.core.standard import Standard
    from xltools.extracting import Taken
    from xltools.remembering import Remembered

F = TypeVar("F", bound=Callable[..., Any])

_LAST_YEAR = 9999

#: Known files are noted so many at a time.
_AT_ONCE = 500


def _day(_ctx: click.Context, _param: click.Parameter, text: str | None) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text) if text else None
    except ValueError:
        raise click.BadParameter(f"“{text}”不是日期，例：2023-04-25") from None


def ledger_options(command: F) -> F:
    """``--ledger FILE``, to record in, and ``--received DATE``."""
    received = click.option(
        "--received",
        metavar="日期",
        callback=_day,
        help="记入台账时，新收到的文件算哪天报的（例：2023-04-25）；不写则为今天。",
    )
    ledger = click.option(
        "--ledger",
        type=click.Path(path_type=Path),
        metavar="文件",
        help="记入报送台账（.db，没有就新建）；用 ledger status 看谁报了、谁没报。",
    )
    return ledger(received(command))


@dataclass
class Recording:
    """A run that is being recorded; ``standard`` is the one all units are checked by, whatever they say.

    ``remembered`` knows the files that are still the same, of which nothing is read again.
    """

    connection: sqlite3.Connection
    folder: str
    received: dt.date
    remembered: Remembered
    standard: str | None = None
    run: int = 0
    _again: list[tuple[Taken, Handed]] = field(default_factory=list)

    def watch(self, results: Iterable[Taken], roster: Roster | None) -> Iterator[Taken]:
        """Hand on the results, each recorded: what was handed on is in the ledger, whatever comes then."""
        from xltools.ledger.write import begin, hand_in_again, record

        self.run = begin(self.connection, self.folder, self.received)
        for taken in results:
            each = self._handed(taken, roster)
            if taken.known:
                self._note(taken, each)
            else:
                record(self.connection, self.run, self.received, each)
                self.remembered.keep(self.run, taken)
            yield taken
        self._write_notes()
        hand_in_again(self.connection, self.run)

    def came(self) -> Mapping[str, Came]:
        """When each file of this run was handed in, by its sha256."""
        from xltools.ledger.read import came

        return came(self.connection, self.run)

    def finish(self, submissions: Iterable[Submission]) -> None:
        """End the run; ``submissions`` say what became of each file."""
        from xltools.ledger.kept import tidy
        from xltools.ledger.write import finish

        finish(self.connection, self.run, {_whole(s.path): s.state for s in submissions if s.path})
        tidy(self.connection, self.run)

    def _handed(self, taken: Taken, roster: Roster | None) -> Handed:
        """The file as the ledger takes it; of a known one only whose it is, for the rest stands there."""
        from xltools.core.ledger.handed import Handed

        found = taken.extract
        name = found.standard if found.form or self.standard is None else self.standard
        standard, rules = self.remembered.rules(name)
        owner, file = _owner(found, roster, standard), file_of(found)
        attached = standard is not None and not standard.of_units
        if taken.handed is None:
            return Handed(file, owner, found.standard, rules, found.verdict, attached)
        return replace(taken.handed, file=file, owner=owner, rules=rules, attached=attached)

    def _note(self, taken: Taken, each: Handed) -> None:
        """Remember to note a known file: many are noted in one go."""
        self._again.append((taken, each))
        if len(self._again) >= _AT_ONCE:
            self._write_notes()

    def _write_notes(self) -> None:
        from xltools.ledger.opened import transaction
        from xltools.ledger.write import again

        with transaction(self.connection):
            for taken, each in self._again:
                again(self.connection, self.run, each)
                self.remembered.used(self.run, taken)
        self._again.clear()


@contextmanager
def recording(
    ledger: Path | None,
    folder: Path,
    received: dt.date | None,
    standard: str | None = None,
    *,
    cells: bool = False,
    outputs: Iterable[Path] = (),
) -> Iterator[Recording | None]:
    """Record what is checked in a folder; None where no ledger is asked for.

    ``received`` is the day files count as handed in on, by default today. ``standard`` is the one all units
    are checked by, None: each by its own. ``cells``: every filled cell of each file is wanted.
    ``outputs``: what else is written.
    """
    if ledger is None:
        if received is not None:
            raise UsageError("写了 --received，没有写 --ledger", fix="加上 --ledger 台账.db")
        yield None
        return
    from xltools.ledger.opened import writing
    from xltools.remembering import Remembered

    guard_ledger(ledger, outputs)
    make_folder(ledger.parent)
    day = received or dt.date.today()  # noqa: DTZ011  # the office's own day is meant
    with writing(ledger) as connection:
        remembered = Remembered(connection, cache(_known), time.time_ns(), cells)
        yield Recording(connection, _whole(str(folder)), day, remembered, standard)


def _known(name: str) -> tuple[Standard | None, str]:
    """A standard and the version of its rules; of a file that follows none, the program's alone."""
    from xltools import resources
    from xltools.readers.rules_version import rules_version
    from xltools.runner import load_standard

    try:
        standard = load_standard(name) if name else None
        names = (name, *(each.standard for each in standard.attachments)) if standard else ()
        folders = [resources.standard_folder(each) for each in dict.fromkeys(names)]
    except XltoolsError:  # the check of its files has told of it
        return None, rules_version([])
    return standard, rules_version(folders)


def _owner(file: Extract, roster: Roster | None, standard: Standard | None) -> Owner:
    """Whose a file is: the roster's unit by code, then by name; else who the file says it is."""
    from xltools.core.ledger.handed import Owner

    if not file.read:
        return Owner("", "", 0)
    told = standard.about.get("评价年度", "") if standard else ""
    year = file.year or (int(told) if told.isdigit() else 0)
    year = year if 0 < year <= _LAST_YEAR else 0
    unit = roster.find(file.code, file.name) if roster else None
    return Owner(unit.code, unit.name, year) if unit else Owner(file.code, file.name, year)


def file_of(found: Extract) -> File:
    """The file as it lies there; one that went away meanwhile, or that nobody may open, has no size."""
    from xltools.core.ledger.handed import File

    path = Path(found.path)
    try:
        stat = path.stat()
        content = found.sha256 or sha256(path.read_bytes()).hexdigest()
    except OSError:
        return File(_whole(found.path), found.sha256, 0, 0)
    return File(_whole(found.path), content, stat.st_size, stat.st_mtime_ns)


def _whole(path: str) -> str:
    """A path that means the same from any folder."""
    from xltools.readers.remote import address_of, is_address

    return address_of(path) if is_address(path) else str(Path(path).absolute())
