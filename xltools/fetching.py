"""Workbooks at addresses: listed here, brought to where they are checked, named by their addresses."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path, PurePath
from typing import Any, Generic, TypeVar

from xltools.attaching import Run
from xltools.core.attachments.attached import Form
from xltools.core.consolidation.roster import Roster
from xltools.core.errors import InputError
from xltools.core.evidence import FOLDER
from xltools.core.model import Checked
from xltools.pool.outcome import not_fetched
from xltools.readers.remote import address_of, brought, files_at
from xltools.readers.roster import read_roster
from xltools.runner import ROSTER, Then, named_like_unit
from xltools.workers import Workers, alone

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Listed:
    """What lies below an address: units' workbooks, spreadsheets among evidence, and the roster if any."""

    workbooks: tuple[Path, ...]
    evidence: tuple[Path, ...]
    roster: Path | None


def listed(folder: Path) -> Listed:
    """List what lies below an address; evidence is known by its folder's name alone.

    UsageError where nothing here can reach it, InputError where it cannot be read.
    """
    files = files_at(folder)
    root = PurePath(folder)
    found = [file for file in files if named_like_unit(file)]
    kept = [file for file in found if not _is_evidence(file.parent, root)]
    units = {*kept}
    others = tuple(file for file in found if file not in units)
    roster = next((file for file in files if file == folder / ROSTER), None)
    return Listed(tuple(kept), others, roster)


def _is_evidence(folder: PurePath, root: PurePath) -> bool:
    """Whether a folder is called after evidence, or lies in one that is."""
    between = (each for each in (folder, *folder.parents) if each.is_relative_to(root) and each != root)
    return any(FOLDER in each.name for each in between)


def roster_at(path: Path) -> Roster:
    """The roster at an address; InputError where it cannot be brought, and what reading it raises."""
    with ExitStack() as stack:
        try:
            stack.enter_context(brought(path))
        except OSError as error:
            message = f"没有取到名册 {address_of(path)}：{error.strerror}"
            raise InputError(message, fix="核对网址、网络和访问权限，再运行一次") from error
        return alone(path, read_roster, path)


def fetching(workers: Workers) -> Workers:
    """The same workers, each file brought to whoever works on it."""
    return partial(_fetching, workers)


@contextmanager
def _fetching(workers: Workers, files: int) -> Iterator[Run]:
    with workers(files) as run:
        yield partial(_run, run)


def _run(
    run: Run, function: Callable[..., Any], *columns: Iterable[Any], instead: Callable[..., Any]
) -> Iterator[Any]:
    return run(_Fetched(function, instead), *columns, instead=instead)


@dataclass(frozen=True, slots=True)
class _Fetched:
    """A function of a path and more, called where the file at that address is."""

    function: Callable[..., Any]
    instead: Callable[..., Any]

    def __call__(self, path: Path, *more: Any) -> Any:
        with ExitStack() as stack:
            try:
                stack.enter_context(brought(path))
            except OSError as error:
                return self.instead(not_fetched(error.strerror or str(error)), path, *more)
            return self.function(path, *more)


@dataclass(frozen=True, slots=True)
class Named(Generic[T]):
    """What is made of a check, with the address as the file's name."""

    then: Then[T]

    def __call__(self, checked: Checked, form: Form | None) -> T:
        """What is made of the check, and of the form it may be."""
        path, record = address_of(checked.path), checked.record
        if record:
            record = replace(record, source=replace(record.source, path=path))
        form = replace(form, path=path) if form else None
        return self.then(replace(checked, path=path, record=record), form)


def names(files: Sequence[Path], most: int = 3) -> str:
    """The first names of some files, for a sentence."""
    return "、".join(file.name for file in files[:most]) + (" 等" if len(files) > most else "")
