"""``python -m tests.hostile.report``: what each command says of each hostile file, with time and memory."""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from tests.form.books import CLEAN
from tests.hostile.driver import Run, run
from tests.hostile.files import BOOKS as PLAIN
from tests.hostile.files import FORMULAS, REPORTS, write
from tests.hostile.hostile import Hostile
from tests.hostile.outcomes import outcome

BOOKS = (*PLAIN, *FORMULAS)


def main() -> None:
    """Make the files, run the commands, print a line a file and a line a command."""
    with tempfile.TemporaryDirectory() as folder:
        books, reports = Path(folder, "books"), Path(folder, "reports")
        write(BOOKS, books)
        write(REPORTS, reports)
        out = ["-o", "../out.xlsx", "--force"]
        _tell("check", BOOKS, run([["check", each.name, "--format", "json"] for each in BOOKS], books))
        _tell("annotate", BOOKS, run([["annotate", each.name, *out] for each in BOOKS], books))
        _tell("compare", BOOKS, run([["compare", str(CLEAN), each.name] for each in BOOKS], books))
        lines = [["report", "check", each.name, "--format", "json"] for each in REPORTS]
        _tell("report check", REPORTS, run(lines, reports))
        _tell("consolidate", (), run([["consolidate", ".", "-o", "../sum.xlsx"]], books))


def _tell(command: str, files: Sequence[Hostile], runs: Sequence[Run]) -> None:
    for each, ended in zip(files, runs, strict=False):
        if ended.out.startswith("{"):
            got = outcome(json.loads(ended.out)["files"][0])
            mark = "√" if got in each.demands else "×"
            print(f"{mark} {command} {each.name}: {got} {ended.seconds:.2f} s")
        elif "Traceback" in ended.err or "内部" in ended.err + ended.out:
            print(f"× {command} {each.name}: {ended.err[-300:]}")
    longest = max(runs, key=lambda ended: ended.seconds)
    print(
        f"{command}: {len(runs)} runs, {sum(ended.seconds for ended in runs):.0f} s, longest "
        f"{longest.seconds:.1f} s ({longest.line[1:3]}), peak memory {runs[-1].memory} MB, "
        f"of a child {runs[-1].children} MB"
    )
    sys.stdout.flush()


if __name__ == "__main__":
    main()
