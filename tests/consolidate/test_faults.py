"""Of 400 files five misbehave, each in its own way: those are told of, every other counts exactly once."""

from __future__ import annotations

import re
import sys
import zipfile
from collections.abc import Iterable
from io import BytesIO
from pathlib import Path

import pytest

from tests.consolidate.rounds import CRASH, KILLED, ONCE, RAISE, Round, expected, fill, mould, read_summary
from tests.form.books import CLEAN

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="要有 POSIX 的信号")

#: The units whose workbooks misbehave, by what their files are called.
HANG, EAT = "算不完", "吃内存"
BAD = {RAISE: 17, CRASH: 31, KILLED: 60, HANG: 80, EAT: 103}

#: What a file that misbehaves is said to have done, and what to do about it.
TOLD = {
    RAISE: (r"程序内部出错\(RuntimeError:坏\)", "发给维护者"),
    CRASH: (r"程序崩溃（SIGABRT），试了 2 次", "另存为 .xlsx"),
    KILLED: (r"程序崩溃（SIGKILL，被系统或别的程序强行结束", "另存为 .xlsx"),
    HANG: (r"超时：处理了 10 秒还没有完成", "XLTOOLS_SECONDS"),
    EAT: (r"占用内存过多", "XLTOOLS_MEMORY"),
}


def with_rows(rows: Iterable[str]) -> bytes:
    """The text of rows appended to the last sheet of the clean sample, as a whole package."""
    made = BytesIO()
    with (
        zipfile.ZipFile(CLEAN) as old,
        zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as new,
    ):
        for info in old.infolist():
            part = old.read(info)
            if info.filename == "xl/worksheets/sheet8.xml":
                part = part.replace(b"</sheetData>", "".join(rows).encode() + b"</sheetData>")
            new.writestr(zipfile.ZipInfo(info.filename), part, zipfile.ZIP_DEFLATED, 1)
    return made.getvalue()


def endless() -> bytes:
    """A workbook whose formulas take minutes: 40,000 sums, each over all rows above it."""
    told = "SUM(A$3001:A{0})+SUMPRODUCT((A$3001:A{0}>5)*1)"
    row = f'<row r="{{0}}"><c r="A{{0}}"><v>1</v></c><c r="B{{0}}"><f>{told}</f></c></row>'
    return with_rows(row.format(number) for number in range(3_001, 43_001))


def gluttonous() -> bytes:
    """A workbook of 1.6 million different texts: more than a worker of 500 MB holds."""
    text = '<c r="{0}{1}" t="inlineStr"><is><t>文{0}{1}</t></is></c>'
    letters = "ABCDEFGHIJKLMNOPQRST"
    return with_rows(
        f'<row r="{row}">{"".join(text.format(letter, row) for letter in letters)}</row>'
        for row in range(3_001, 83_001)
    )


def filled(folder: Path, count: int) -> Path:
    """So many files of as many units, of which five misbehave.

    What hangs and what eats memory does so by its content. No content is known that raises, crashes or waits
    to be killed: these do so by their names.
    """
    fill(folder, range(1, count + 1))
    for name in (RAISE, CRASH, KILLED):
        (folder / f"{BAD[name]:05d}.xlsx").rename(folder / f"{name}.xlsx")
    for name, content in ((HANG, endless()), (EAT, gluttonous())):
        (folder / f"{BAD[name]:05d}.xlsx").unlink()
        (folder / f"{name}.xlsx").write_bytes(content)
    (folder / "00001.xlsx").rename(folder / f"{ONCE}.xlsx")
    return folder


@pytest.mark.parametrize(("count", "options"), [(400, ()), (120, ("--ledger", "台账.db"))])
def test_five_faults_among_many(tmp_path: Path, count: int, options: tuple[str, ...]) -> None:
    """Exactly five are told of, with reason and remedy; all others are in the summary once, to the cent.

    One whose process is killed only once is among these. With a ledger, the next run with five good files
    in the place of the bad ones reads only those.
    """
    folder = filled(tmp_path / "报送", count)
    rounds = Round(tmp_path, seconds=10, megabytes=500)
    ended = rounds.run(folder, "汇总.xlsx", *options)
    assert ended.code == 2
    assert "Traceback" not in ended.out + ended.err
    good = set(range(1, count + 1)) - set(BAD.values())
    found = read_summary(tmp_path / "汇总.xlsx")
    assert (found.units, found.totals) == expected(good)
    assert len(found.filed) == count
    unread = {Path(file).stem: words for file, state, words in found.filed if state != "已报"}
    assert set(unread) == set(BAD)
    for name, (why, fix) in TOLD.items():
        assert re.search(why, unread[name])
        assert re.search(rf"^{name}\.xlsx:.*{why}.*{fix}", ended.out, re.MULTILINE)
    if options:
        for name, number in BAD.items():
            (folder / f"{name}.xlsx").unlink()
            (folder / f"{number:05d}.xlsx").write_bytes(mould().copy(number))
        again = rounds.run(folder, "汇总.xlsx", *options)
        assert again.code == 0
        assert again.opened == {f"{number:05d}" for number in BAD.values()}
        found = read_summary(tmp_path / "汇总.xlsx")
        assert (found.units, found.totals) == expected(range(1, count + 1))
