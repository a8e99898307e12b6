"""Who works on files: a child of this process, or several that are guarded."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from xltools.attaching import Run
from xltools.pool.alone import Alone, can_fork
from xltools.readers.limits import limits as reading_limits
from xltools.readers.ordinary import is_ordinary

if TYPE_CHECKING:
    from xltools.pool.cluster import Cluster
    from xltools.pool.guarded import Pool
    from xltools.pool.outcome import Outcome

#: Gives for so many files who works on them, and sends them home afterwards.
Workers = Callable[[int], AbstractContextManager[Run]]

#: So many files are worth the half second that a process takes which is not forked from this one.
_MANY = 20

#: What workers import once for all of them.
PRELOADED = ("xltools.runner", "xltools.engines.formualizer")


def local(jobs: int) -> Workers:
    """``jobs`` processes on this machine, no more than there are files; 1: a child of this one."""
    return partial(processes, jobs)


@contextmanager
def processes(jobs: int, files: int) -> Iterator[Run]:
    """What maps a function over so many files: in one child of this process, or in several.

    A file that takes too long, too much memory or its process down gets what ``instead`` makes of the
    problem; its limits are set by environment variables (:class:`xltools.pool.limits.Limits`).
    """
    from xltools.pool.limits import Limits

    # A wrong setting is told once, not of every file.
    reading_limits()
    if min(jobs, files) <= 1 and (files < _MANY or can_fork()):
        with Alone(Limits.of(os.environ)) as child:
            yield partial(_one_by_one, child, forked=can_fork())
        return

    limits = Limits.of(os.environ)
    with ExitStack() as ended:

        @cache
        def pool() -> Pool:
            """Begun when there is something to do: where all is known, nothing is."""
            from xltools.pool.guarded import Pool

            return ended.enter_context(Pool(min(jobs, files), limits, PRELOADED))

        def run(
            function: Callable[..., Any], *columns: Iterable[Any], instead: Callable[..., Any]
        ) -> Iterator[Any]:
            return guarded(pool(), function, *columns, instead=instead)

        yield run


def _one_by_one(
    child: Alone,
    function: Callable[..., Any],
    *columns: Iterable[Any],
    instead: Callable[..., Any],
    forked: bool,
) -> Iterator[Any]:
    """The function's values, in order, from a child.

    Where it cannot be ``forked``, and would cost half a second, only files that need it get one: those that
    are large, packed out of the ordinary, or of an old format. The others are worked on here.
    """
    spread = partial(_spread, function)
    for arguments in zip(*columns, strict=False):
        first = arguments[0]
        if forked or (isinstance(first, Path) and not is_ordinary(first)):
            yield from _told(child.map(spread, [arguments]), instead)
        else:
            yield function(*arguments)


def guarded(
    pool: Pool | Cluster,
    function: Callable[..., Any],
    *columns: Iterable[Any],
    instead: Callable[..., Any],
) -> Iterator[Any]:
    """The function's values, in order; what it raises is raised in its turn."""
    return _told(pool.map(partial(_spread, function), zip(*columns, strict=False)), instead)


def _told(outcomes: Iterable[Outcome[Any, Any]], instead: Callable[..., Any]) -> Iterator[Any]:
    for outcome in outcomes:
        if outcome.problem is None:
            yield outcome.value
        elif outcome.problem.kind == "出错" and outcome.problem.error is not None:
            raise outcome.problem.error
        else:
            yield instead(outcome.problem, *outcome.item)


def _spread(function: Callable[..., Any], arguments: tuple[Any, ...]) -> Any:
    return function(*arguments)
