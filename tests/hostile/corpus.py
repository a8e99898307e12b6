"""``python -m tests.hostile.corpus FOLDER``: what becomes of any collection of spreadsheets.

Each file is read and, where openpyxl and calamine read it too, compared with them cell by cell; then it is
given to ``check``, ``annotate``, ``compare`` and ``report check``, and each folder to ``consolidate``. Meant
for the test suites of other spreadsheet libraries: nothing may crash, hang, or differ without being told.
"""

from __future__ import annotations

import json
import re
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from tests.form.books import CLEAN
from tests.hostile.driver import Run, run
from tests.readers.test_agreement import Difference, _against_calamine, _against_openpyxl
from xltools.core.errors import InputError
from xltools.core.model import ErrorValue
from xltools.opening import open_workbook
from xltools.pool.alone import Alone
from xltools.pool.limits import Limits

#: Seconds and megabytes beyond which a file is told of.
_SLOW, _LARGE = 10, 1_000

#: Files given to one command line, and command lines to one process.
_FILES, _LINES = 100, 50

#: Endings of spreadsheets, the only files looked at.
_ENDINGS = (".xlsx", ".xlsm", ".xltx", ".xltm", ".xls", ".xlsb", ".et", ".ods", ".ots", ".sxc", ".fods")
_TEXTS = (".csv", ".html", ".slk", ".dif", ".gnumeric")

#: What others read otherwise and show alike: escapes, controls, white space at the ends.
_ODD = re.compile(r"_x[0-9A-Fa-f]{4}_|[\x00-\x1f]")
#: Others round a time to milliseconds: half of one, in days.
_MOMENT = 6e-9

#: What no file may lead to.
_HARM = ("Traceback", "内部")
_ENDED = frozenset(("internal", "crash", "timeout", "memory"))


_T = TypeVar("_T")


@dataclass(slots=True)
class Look:
    """A file read: read, values or the code of its refusal; seconds, megabytes, and what others say."""

    outcome: str
    seconds: float
    memory: int
    differing: dict[str, list[Difference]] = field(default_factory=dict)


def _look(path: Path) -> Look:
    Path("/proc/self/clear_refs").write_text("5", "ascii")
    before = time.monotonic()
    try:
        ours = open_workbook(path)
    except InputError as error:
        return Look(error.code, time.monotonic() - before, _peak())
    look = Look("values" if ours.values_only else "read", time.monotonic() - before, _peak())
    if not ours.values_only:
        for against in (_against_openpyxl, _against_calamine):
            try:
                found = against(ours, path)
            except BaseException:  # noqa: BLE001, S112  # whatever another reader ends with
                continue
            look.differing[against.__name__] = [each for each in found if not _alike(*each[3:])]
    return look


def _peak() -> int:
    status = Path("/proc/self/status").read_text("ascii", "replace")
    return int(status.partition("VmHWM:")[2].split()[0]) >> 10


def _alike(mine: object, other: object) -> bool:
    """Whether a difference is one in writing only, or told by our value."""
    if isinstance(mine, ErrorValue):
        return mine.code.startswith("#无效")
    if isinstance(mine, float) and isinstance(other, float):
        return abs(mine - other) < _MOMENT
    return _ODD.sub("", str(mine or "")).strip() == _ODD.sub("", str(other or "")).strip()


def _read_all(files: Sequence[Path]) -> None:
    table: Counter[tuple[str, str]] = Counter()
    compared: Counter[str] = Counter()
    most = _LARGE
    with Alone(Limits(seconds=60)) as child:
        for each in child.map(_look, files):
            look = each.value
            outcome = look.outcome if look else each.problem.code if each.problem else ""
            table[each.item.suffix.lower(), outcome] += 1
            if look is None:
                print(f"× {each.item}: {outcome}")
                continue
            if look.seconds > _SLOW or look.memory > most:
                # What a process has once had it seldom gives back: told when it grows.
                most = max(most, look.memory)
                print(f"  {each.item}: {look.seconds:.1f} s, {look.memory} MB ({outcome})")
            for reader, found in look.differing.items():
                compared[reader, bool(found)] += 1
                if found:
                    print(f"× {each.item} {reader}: {len(found)}, {found[:2]}")
    for (ending, outcome), number in sorted(table.items()):
        print(f"{ending:10} {outcome:18} {number:6}")
    for (reader, differs), number in sorted(compared.items()):
        print(f"{reader} {'differs' if differs else 'agrees'}: {number}")


def _batches(items: Sequence[_T], size: int) -> Iterator[Sequence[_T]]:
    return (items[at : at + size] for at in range(0, len(items), size))


def _commands(files: Sequence[Path], root: Path, out: Path) -> Iterator[tuple[str, list[Sequence[str]]]]:
    """The command lines, by command."""
    names = [str(path) for path in files]
    together = list(_batches(names, _FILES))
    yield "check", [["check", *each, "--format", "json", "--jobs", "2"] for each in together]
    yield "report check", [["report", "check", *each, "--format", "json"] for each in together]
    yield "annotate", [["annotate", name, "-o", str(out / "a.xlsx"), "--force"] for name in names]
    yield "compare", [["compare", str(CLEAN), name] for name in names]
    folders = sorted({path.parent for path in files}, key=lambda folder: (folder != root, folder))
    lines = [["consolidate", str(each), "-o", str(out / f"{at}.xlsx")] for at, each in enumerate(folders)]
    yield "consolidate", [[*line, "--jobs", "2"] for line in lines]


def _run_all(command: str, lines: Sequence[Sequence[str]], out: Path) -> None:
    runs: list[Run] = []
    said: Counter[str] = Counter()
    for some in _batches(lines, _LINES):
        try:
            runs += run(some, out)
        except Exception as error:  # noqa: BLE001  # the program itself crashed or hung
            print(f"× {command} {some[0][1:2]} …: {type(error).__name__} {str(error)[-500:]}")
    for ended in runs:
        text = ended.out + ended.err
        if ended.code not in (0, 1, 2) or any(each in text for each in _HARM):
            place = next((text.index(each) for each in _HARM if each in text), 0)
            print(f"× {command} {ended.line[1:4]}: {ended.code} {text[place : place + 300]!r}")
        if ended.seconds > _SLOW and not ended.out.startswith("{"):
            print(f"  {command} {ended.line[1:4]}: {ended.seconds:.1f} s")
        said.update(_outcomes(ended))
    longest = max((ended.seconds for ended in runs), default=0)
    peak = max((max(ended.memory, ended.children) for ended in runs), default=0)
    print(f"{command}: {len(runs)} runs, longest {longest:.1f} s, peak {peak} MB, {dict(said.most_common())}")


def _outcomes(ended: Run) -> Iterator[str]:
    """The codes of the files of a JSON result, told of where nobody should meet them; else the exit code."""
    if not ended.out.startswith("{"):
        yield f"exit {ended.code}"
        return
    for each in json.loads(ended.out)["files"]:
        code = each["error"]["code"] if each["error"] else "read"
        if code in _ENDED:
            print(f"× {ended.line[0]} {each['path']}: {each['error']}")
        yield code


def main(folder: str) -> None:
    """Read, compare and run all; print a line a fault, then the tables."""
    root = Path(folder).resolve()
    kinds = (*_ENDINGS, *_TEXTS)
    files = sorted(path for path in root.rglob("*") if path.suffix.lower() in kinds and path.is_file())
    print(f"{len(files)} files")
    _read_all(files)
    with tempfile.TemporaryDirectory() as out:
        for command, lines in _commands(files, root, Path(out)):
            _run_all(command, lines, Path(out))
            sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1])
