"""Checked files into the ledger as they come, for ``run`` and ``consolidate``."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from xltools.commands.base import guard, make_folder
from xltools.core.errors import UsageError, XltoolsError

if TYPE_CHECKING:
    import sqlite3

    from xltools.core.consolidation.roster import Roster
    from xltools.core.consolidation.summary import Submission
    from xltools.core.ledger.handed import File, Owner
    from xltools.core.model import Checked, Record
    from xltools.core.standard import Standard

F = TypeVar("F", bound=Callable[..., Any])

_LAST_YEAR = 9999


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
    """A run that is being recorded; ``rules`` remembers the version of each standard's rules."""

    connection: sqlite3.Connection
    folder: str
    received: dt.date
    run: int = 0
    standards: dict[str, tuple[Standard | None, str]] = field(default_factory=dict)

    def watch(self, results: Iterable[Checked], roster: Roster | None) -> Iterator[Checked]:
        """Hand on the results, each recorded: what was handed on is in the ledger, whatever comes then."""
        from xltools.core.ledger.handed import handed
        from xltools.ledger.write import begin, record

        self.run = begin(self.connection, self.folder, self.received)
        for checked in results:
            standard, rules = self._rules(checked.standard)
            owner = _owner(checked.record, roster, standard)
            attached = standard is not None and not standard.of_units
            each = handed(checked, file_of(checked), owner, rules, attached=attached)
            record(self.connection, self.run, self.received, each)
            yield checked

    def finish(self, submissions: Iterable[Submission]) -> None:
        """End the run; ``submissions`` say what became of each file."""
        from xltools.ledger.write import finish

        finish(self.connection, self.run, {_whole(s.path): s.state for s in submissions if s.path})

    def _rules(self, name: str) -> tuple[Standard | None, str]:
        if name not in self.standards:
            self.standards[name] = _known(name)
        return self.standards[name]


@contextmanager
def recording(ledger: Path | None, folder: Path, received: dt.date | None) -> Iterator[Recording | None]:
    """Record what is checked in a folder; None where no ledger is asked for.

    ``received`` is the day files count as handed in on, by default today.
    """
    if ledger is None:
        if received is not None:
            raise UsageError("写了 --received，没有写 --ledger", fix="加上 --ledger 台账.db")
        yield None
        return
    from xltools.ledger.opened import writing

    guard([ledger])
    make_folder(ledger.parent)
    day = received or dt.date.today()  # noqa: DTZ011  # the office's own day is meant
    with writing(ledger) as connection:
        yield Recording(connection, _whole(str(folder)), day)


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


def _owner(record: Record | None, roster: Roster | None, standard: Standard | None) -> Owner:
    """Whose a file is: the roster's unit by code, then by name; else who the file says it is."""
    from xltools.core.consolidation.roster import plain
    from xltools.core.ledger.handed import Owner

    if record is None:
        return Owner("", "", 0)
    told = standard.about.get("评价年度", "") if standard else ""
    year = record.year or (int(told) if told.isdigit() else 0)
    year = year if 0 < year <= _LAST_YEAR else 0
    unit = None
    if roster:
        named = roster.by_name.get(plain(record.name)) if record.name else None
        unit = roster.by_code.get(record.code) or named
    return Owner(unit.code, unit.name, year) if unit else Owner(record.code, record.name, year)


def file_of(checked: Checked) -> File:
    """The file as it lies there; one that went away meanwhile, or that nobody may open, has no size."""
    from xltools.core.ledger.handed import File

    path = Path(checked.path)
    try:
        stat = path.stat()
        content = checked.sha256 or sha256(path.read_bytes()).hexdigest()
    except OSError:
        return File(_whole(checked.path), checked.sha256, 0, 0)
    return File(_whole(checked.path), content, stat.st_size, stat.st_mtime_ns)


def _whole(path: str) -> str:
    """A path that means the same from any folder."""
    return str(Path(path).absolute())
