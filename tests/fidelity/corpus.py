"""Many foreign workbooks at once: python -m tests.fidelity.corpus FOLDER [KEPT].

Each is annotated with made-up findings, compared, checked for validity, cleared again and given other cached
values; what was done, refused with which reason, crashed or lost is counted. With KEPT, what was written is
kept there for other validators. Run by hand; needs the package pebble, which no test needs.
"""

from __future__ import annotations

import hashlib
import re
import sys
import traceback
from collections import Counter
from pathlib import Path

from lxml import etree
from pebble import ProcessFuture, ProcessPool

from xltools.core.errors import XltoolsError
from xltools.core.model import Workbook
from xltools.core.refs import Place
from xltools.readers.xlsx import read
from xltools.writers.patch.cached import with_values
from xltools.writers.patch.clear import cleared
from xltools.writers.patch.marks import annotated

from .compare import Allowed, lost
from .parts import Parts
from .reviews import review
from .schema import new_faults
from .spots import marked, spots

_ENDINGS = {".xlsx", ".xlsm", ".xltx", ".xltm"}
_UNREADABLE = (etree.XMLSyntaxError, ValueError, KeyError, OSError)

_SECONDS = 60

#: What came of one file: the step, the word for it, and what to look at.
Outcome = tuple[str, str, str]


def tried(path: Path, kept: Path | None = None) -> list[Outcome]:
    """What came of each step with one file."""
    content = path.read_bytes()
    try:
        places = spots(content, len(content), 3)
    except Exception as error:  # noqa: BLE001 - broken on purpose, perhaps: the product must refuse it
        places, unread = [("Sheet1", 1, 1)], f"{type(error).__name__}"
    else:
        unread = ""
    try:
        after = annotated(content, path.name, review(places))
    except XltoolsError as error:
        return [("annotate", "refused", _plain(error.message))]
    except Exception:  # noqa: BLE001
        return [("annotate", "crashed", _last_lines())]
    if unread:
        return [("annotate", "done, but cannot be compared", unread)]
    if kept is not None:
        name = hashlib.sha256(content).hexdigest()[:12]
        (kept / f"{name}-a{path.suffix}").write_bytes(after)
        (kept / f"{name}-o{path.suffix}").write_bytes(content)
    return [*_judged(content, after, places), *_cleared(content, after, path.name), *_values(content, path)]


def _judged(content: bytes, after: bytes, places: list[tuple[str, int, int]]) -> list[Outcome]:
    try:
        missing = lost(content, after, Allowed(marked(content, places)))
        invalid = new_faults(content, after)
    except _UNREADABLE:
        return [("annotate", "done, but cannot be compared", _last_lines())]
    found = [("annotate", "lost", missing[0])] if missing else []
    found += [("annotate", "invalid", invalid[0])] if invalid else []
    return found or [("annotate", "done", "")]


def _cleared(content: bytes, after: bytes, name: str) -> list[Outcome]:
    try:
        back = cleared(after, name)
    except XltoolsError as error:
        return [("clear", "refused", _plain(error.message))]
    except Exception:  # noqa: BLE001
        return [("clear", "crashed", _last_lines())]
    old, new = Parts(content).bytes, Parts(back).bytes
    if list(old.items()) == list(new.items()):
        return [("clear", "done", "")]
    return [
        ("clear", "differs", ", ".join(part for part in {*old, *new} if old.get(part) != new.get(part))[:200])
    ]


def _values(content: bytes, path: Path) -> list[Outcome]:
    """Every second formula gets another value."""
    try:
        values = _others(read(path))
        after = with_values(content, path.name, values)
        missing = lost(content, after, Allowed(values=True)) + new_faults(content, after)
    except XltoolsError as error:
        return [("recalc", "refused", _plain(error.message))]
    except Exception:  # noqa: BLE001
        return [("recalc", "crashed", _last_lines())]
    if missing:
        return [("recalc", "lost", missing[0])]
    return [("recalc", "done" if values else "no formulas", "")]


def _others(workbook: Workbook) -> dict[Place, object]:
    new = (1.5, "文字 <&>", True, "", 0)
    cells = [Place(sheet.name, *spot) for sheet in workbook.sheets for spot in sheet.formulas]
    return {place: new[number % len(new)] for number, place in enumerate(cells[::2])}


def _plain(message: str) -> str:
    """A reason without the names of files, parts and cells, so that like reasons count together."""
    return re.sub(r"[A-Z]{1,3}\d+|\d+", "N", re.sub(r"“[^”]*”|部件 \S+", "…", message))


def _last_lines() -> str:
    return " | ".join(traceback.format_exc().strip().splitlines()[-4:])[:400]


def _result(future: ProcessFuture) -> list[Outcome]:
    """What came of a file; one that takes too long or ends its process is no loss, but to be looked at."""
    try:
        return future.result()
    except Exception as error:  # noqa: BLE001
        return [("file", "not finished", type(error).__name__)]


def main(folder: Path, kept: Path | None) -> None:
    """Try every workbook below a folder once (by content), and print what came of it."""
    files = {}
    for path in sorted(folder.rglob("*")):
        if path.suffix.lower() in _ENDINGS and path.is_file():
            files.setdefault(hashlib.sha256(path.read_bytes()).hexdigest(), path)
    counts: Counter[tuple[str, str]] = Counter()
    reasons: Counter[Outcome] = Counter()
    examples: dict[Outcome, Path] = {}
    with ProcessPool() as pool:
        futures = {path: pool.schedule(tried, (path, kept), timeout=_SECONDS) for path in files.values()}
        for path, future in futures.items():
            for outcome in _result(future):
                counts[outcome[:2]] += 1
                reasons[outcome] += 1
                examples.setdefault(outcome, path)
    print(f"{len(files)} workbooks")
    for (step, word), times in sorted(counts.items()):
        print(f"{step:9} {word:30} {times}")
    for outcome, times in reasons.most_common():
        if outcome[2]:
            print(f"{times:5} {' '.join(outcome)}  e.g. {examples[outcome]}")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]) if len(sys.argv) > 2 else None)
