"""Who works on files: this process, or several that are guarded."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from functools import cache, partial
from typing import TYPE_CHECKING, Any

from xltools.attaching import Run

if TYPE_CHECKING:
    from xltools.pool.cluster import Cluster
    from xltools.pool.guarded import Pool

#: Gives for so many files who works on them, and sends them home afterwards.
Workers = Callable[[int], AbstractContextManager[Run]]

#: What workers import once for all of them.
PRELOADED = ("xltools.runner", "xltools.engines.formualizer")


def local(jobs: int) -> Workers:
    """``jobs`` processes on this machine, no more than there are files; 1: this process itself."""
    return partial(processes, jobs)


@contextmanager
def processes(jobs: int, files: int) -> Iterator[Run]:
    """What maps a function over so many files: in this process, or in several that are guarded.

    In several, a file that takes too long, too much memory or its process down gets what ``instead`` makes of
    the problem; its limits are set by environment variables (:class:`xltools.pool.limits.Limits`).
    """
    if min(jobs, files) <= 1:
        yield _here
        return
    from xltools.pool.limits import Limits

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


def _here(function: Callable[..., Any], *columns: Iterable[Any], instead: object) -> Iterator[Any]:  # noqa: ARG001
    """In this process there is nobody to survive its end."""
    return map(function, *columns)


def guarded(
    pool: Pool | Cluster,
    function: Callable[..., Any],
    *columns: Iterable[Any],
    instead: Callable[..., Any],
) -> Iterator[Any]:
    """The function's values, in order; what it raises is raised in its turn."""
    for outcome in pool.map(partial(_spread, function), zip(*columns, strict=False)):
        if outcome.problem is None:
            yield outcome.value
        elif outcome.problem.kind == "出错" and outcome.problem.error is not None:
            raise outcome.problem.error
        else:
            yield instead(outcome.problem, *outcome.item)


def _spread(function: Callable[..., Any], arguments: tuple[Any, ...]) -> Any:
    return function(*arguments)
