"""Hostile files given to ``annotate``, ``compare`` and ``report check``: a sentence each, never a crash."""

from __future__ import annotations

from pathlib import Path

from tests.form.books import CLEAN
from tests.hostile.driver import run
from tests.hostile.files import BOOKS, REPORTS, write
from tests.hostile.hostile import READ, TOLD, Hostile
from tests.hostile.outcomes import said_of, wrong


def _chosen() -> tuple[Hostile, ...]:
    """Of each demand the first two, and all that is odd in its parts and yet read."""
    seen: dict[str, int] = {}
    chosen = []
    for each in BOOKS:
        seen[each.demand] = seen.get(each.demand, 0) + 1
        if seen[each.demand] <= 2:
            chosen.append(each)
    return tuple(chosen)


CHOSEN = _chosen()


def test_annotate(tmp_path: Path) -> None:
    """What is refused leaves nothing behind; what is read is marked; the file itself is never changed."""
    made = write(CHOSEN, tmp_path)
    before = {name: path.read_bytes() for name, path in made.items()}
    out = tmp_path / "出"
    out.mkdir()
    lines = [["annotate", each.name, "-o", f"出/{at}.xlsx"] for at, each in enumerate(CHOSEN)]
    for at, (each, ended) in enumerate(zip(CHOSEN, run(lines, tmp_path), strict=True)):
        assert "Traceback" not in ended.out + ended.err, each.name
        assert "内部" not in ended.err, each.name
        assert ended.code in (0, 2), each.name
        assert (ended.code == 0) == (out / f"{at}.xlsx").is_file(), each.name
        if {READ, TOLD}.isdisjoint(each.demands):
            assert ended.code == 2, each.name
            assert "处理：" in ended.err, each.name
    assert {name: path.read_bytes() for name, path in made.items()} == before


def test_compare(tmp_path: Path) -> None:
    """Beside a sound workbook each is compared, or it is said why not."""
    write(CHOSEN, tmp_path)
    lines = [["compare", str(CLEAN), each.name] for each in CHOSEN]
    for each, ended in zip(CHOSEN, run(lines, tmp_path), strict=True):
        assert "Traceback" not in ended.out + ended.err, each.name
        assert "内部" not in ended.out + ended.err, each.name
        # Somebody else's workbook can be compared, too.
        readable = {READ, TOLD, "foreign-form"} & set(each.demands)
        assert ended.code in ((0, 1, 2) if readable else (2,)), each.name


def test_report_check(tmp_path: Path) -> None:
    """Each report is read or refused as its maker demands, in terms of documents."""
    write(REPORTS, tmp_path)
    names = [each.name for each in REPORTS]
    (ended,) = run([["report", "check", *names, "--format", "json"]], tmp_path)
    assert ended.code == 2
    assert "Traceback" not in ended.out + ended.err
    said = said_of(ended)
    assert wrong(REPORTS, {name: {**each, "findings": []} for name, each in said.items()}) == {}
    for name, each in said.items():
        if each["error"]:
            assert "xlsx" not in each["error"]["message"].replace(name, "")
