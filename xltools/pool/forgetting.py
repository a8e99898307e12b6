"""What a process keeps of earlier files (formulas, places) is forgotten where memory is short."""

from __future__ import annotations

import gc
from functools import lru_cache

_CACHE = type(lru_cache(lambda: None))


def forget() -> None:
    """Empty every cache of this process: they only save time, and an earlier file may have filled them."""
    for each in gc.get_objects():
        if isinstance(each, _CACHE):
            each.cache_clear()
    gc.collect()
