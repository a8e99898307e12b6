"""Files whose check is on record: of those nothing is read again."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol, TypeVar

from xltools.attaching import Run
from xltools.core.attachments.attached import Form, Near

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)

#: Gives what is known; it is only fetched when its turn comes.
Fetch = Callable[[], T_co]


class Known(Protocol[T_co]):
    """What is known of files. Each answer is None where nothing is: the file is then read."""

    def said(self, path: Path) -> Fetch[str | None] | None:
        """Which standard the file says it belongs to."""

    def heard(self, said: Mapping[Path, str | None]) -> None:
        """Take note of what every file says, those that were read for it among them."""

    def form(self, path: Path, standard: str, cells: Sequence[str]) -> Fetch[tuple[Form, T_co]] | None:
        """What came of an attached form of that standard, of which these cells are wanted."""

    def unit(self, path: Path, standard: str | None, near: Near) -> Fetch[T_co] | None:
        """What came of a unit's workbook by that standard with these attached forms near it."""


def or_known(
    run: Run,
    find: Callable[..., Fetch[Any] | None] | None,
    function: Callable[..., Any],
    *columns: Iterable[Any],
    instead: Callable[..., Any],
) -> Iterator[Any]:
    """What is known, and what ``run`` makes of all others, in the order of the arguments."""
    arguments = list(zip(*columns, strict=False))
    fetches = [find(*each) for each in arguments] if find else [None] * len(arguments)
    fresh = [each for each, fetch in zip(arguments, fetches, strict=True) if fetch is None]
    made = run(function, *zip(*fresh, strict=True), instead=instead) if fresh else iter(())
    for fetch in fetches:
        yield next(made) if fetch is None else fetch()
