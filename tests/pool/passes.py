"""One pass of a pool of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

from xltools.pool.guarded import Pool
from xltools.pool.limits import Limits
from xltools.pool.outcome import Outcome

Item = TypeVar("Item")
Value = TypeVar("Value")


def map_guarded(
    function: Callable[[Item], Value],
    items: Iterable[Item],
    *,
    jobs: int,
    limits: Limits | None = None,
    ordered: bool = True,
) -> Iterator[Outcome[Item, Value]]:
    """The outcomes of a pass, with which the pool ends."""
    with Pool(jobs, limits) as pool:
        yield from pool.map(function, items, ordered=ordered)
