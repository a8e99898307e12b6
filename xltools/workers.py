"""Who works on files: a child of this process, or several that are guarded.

Whatever parses what others made is called here. Nothing a file does ends this process, and no error of a file
comes here but an XltoolsError.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Never, TypeVar

from xltools.attaching import Run
from xltools.core.errors import InputError, XltoolsError
from xltools.opening import way
from xltools.pool.alone import Alone, can_fork, here
from xltools.readers.limits import limits as reading_limits
from xltools.readers.ordinary import is_ordinary

if TYPE_CHECKING:
    from xltools.pool.cluster import Cluster
    from xltools.pool.guarded import Pool
    from xltools.pool.outcome import Outcome, Problem

T = TypeVar("T")

#: Gives for so many files who works on them, and sends them home afterwards.
Workers = Callable[[int], AbstractContextManager[Run]]

#: So many files are worth the half second that a process takes which is not forked from this one.
_MANY = 20

#: What workers import once for all of them.
PRELOADED = ("xltools.runner", "xltools.engines.formualizer")


def alone(file: Path, function: Callable[..., T], *arguments: Any) -> T:
    """The function's value, in a child with the limits that hold for one ``file``, of which it is.

    XltoolsError as the function raises it; InputError for whatever else goes wrong with the file.
    """
    with processes(1, 1) as run:
        columns = ((each,) for each in (file, *arguments))
        (value,) = run(partial(_without_file, function), *columns, instead=_refused)
    return value  # type: ignore[no-any-return]


def _without_file(function: Callable[..., T], _file: Path, *arguments: Any) -> T:
    return function(*arguments)


def _refused(problem: Problem, file: Path, *_: object) -> Never:
    raise InputError(f"“{file.name}”{problem.message}", fix=problem.fix, code=problem.code)


def local(jobs: int) -> Workers:
    """``jobs`` processes on this machine, no more than there are files; 1: a child of this one."""
    return partial(processes, jobs)


@contextmanager
def processes(jobs: int, files: int) -> Iterator[Run]:
    """What maps a function over so many files: in one child of this process, or in several.

    A file that takes too long, too much memory or its process down gets what ``instead`` makes of the
    problem; its limits are set by environment variables (:class:`xltools.pool.limits.Limits`). XltoolsError
    comes in its turn, as the function raises it.
    """
    from xltools.pool.limits import Limits

    # A wrong setting is told once, not of every file.
    reading_limits()
    way(os.environ)
    limits = Limits.of(os.environ)
    if min(jobs, files) <= 1 and (files < _MANY or can_fork()):
        with Alone(limits) as child:
            yield partial(_one_by_one, child, forked=can_fork())
        return

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
        apart = forked or not all(map(is_ordinary, _files_of(arguments)))
        yield from _told(child.map(spread, [arguments]) if apart else [here(spread, arguments)], instead)


def _files_of(arguments: tuple[Any, ...]) -> Iterator[Path]:
    """The files that are among the arguments, or behind them."""
    for each in arguments:
        path = each if isinstance(each, Path) else getattr(each, "path", None)
        if isinstance(path, Path | str) and not (file := Path(path)).is_dir():
            yield file


def guarded(
    pool: Pool | Cluster,
    function: Callable[..., Any],
    *columns: Iterable[Any],
    instead: Callable[..., Any],
) -> Iterator[Any]:
    """The function's values, in order; an XltoolsError is raised in its turn."""
    return _told(pool.map(partial(_spread, function), zip(*columns, strict=False)), instead)


def _told(outcomes: Iterable[Outcome[Any, Any]], instead: Callable[..., Any]) -> Iterator[Any]:
    for outcome in outcomes:
        if outcome.problem is None:
            yield outcome.value
        elif isinstance(outcome.problem.error, XltoolsError):
            raise outcome.problem.error
        else:
            yield instead(outcome.problem, *outcome.item)


def _spread(function: Callable[..., Any], arguments: tuple[Any, ...]) -> Any:
    return function(*arguments)
