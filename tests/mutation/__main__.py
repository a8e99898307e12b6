"""Print how many faults of each kind are found, and what else is said: python -m tests.mutation."""

from __future__ import annotations

import sys

from xltools import console
from xltools.engines import choose

from .every import all_kinds
from .harvest import ground, harvest
from .rules import kinds_of_rules


def main(each: int) -> None:
    """Plant, check, print a line a kind and the sums."""
    engine, rows = choose("auto"), []
    planted = found = loud = 0
    for kind in (*all_kinds(ground()), *kinds_of_rules()):
        outcomes = harvest(ground(), kind, engine, at_most=each)
        hits, others = sum(bool(o.found) for o in outcomes), sum(bool(o.others) for o in outcomes)
        planted, found, loud = planted + len(outcomes), found + hits, loud + others
        rows.append((kind.name, str(len(kind.plants)), str(len(outcomes)), str(hits), str(others)))
    console.show(
        console.table(("错误的种类", "可栽处", "栽入", "查出", "误报"), rows, numbers=frozenset({1, 2, 3, 4}))
    )
    recall = found / planted * 100
    print(f"{len(rows)} 类、{planted} 处:查出 {found}({recall:.2f}%),误报 {loud} 处")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 5)
