"""A ledger that somebody spoilt or altered: what is none of ours is read anew or said, never a riddle."""

from __future__ import annotations

import json
import shutil
import sqlite3
import zlib
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from tests.consolidate.rounds import fill
from xltools.cli import execute

Head = dict[str, Any]

#: What stands in the place of each part of an extract.
WRONG: tuple[Any, ...] = (5, [[1]])

HEADS: dict[str, Callable[[Head], object]] = {
    "编码是数": lambda head: head["head"].__setitem__(4, 5),
    "年度是文字": lambda head: head["head"].__setitem__(6, "x"),
    "规范不同": lambda head: head["head"].__setitem__(0, "项目支出自评"),
    "结论没有这个词": lambda head: head["head"].__setitem__(2, "优"),
    "没有数": lambda head: head["figures"].__setitem__(0, None),
    "小数位过多": lambda head: head["figures"].__setitem__(1, 10**9),
    "小数位为负": lambda head: head["figures"].__setitem__(1, -5),
    "数不是数": lambda head: _number(head, "sNaN"),
    "数太大": lambda head: _number(head, "1E+999999"),
    "得分不是数": lambda head: head["own"].__setitem__(1, ["NaN"]),
    "条数太大": lambda head: head["counts"].__setitem__("错误", 10**400),
    "条数是文字": lambda head: head["counts"].__setitem__("错误", "x"),
} | {
    f"{part}为{json.dumps(wrong, ensure_ascii=False)}": lambda head, part=part, wrong=wrong: head.__setitem__(
        part, wrong
    )
    for part in ("head", "figures", "rates", "totals", "counts")
    for wrong in WRONG
}

BLOBS = {
    "空": b"",
    "文字": zlib.compress(b'"x"'),
    "不全": zlib.compress(b"[[[1]],[],[]]"),
    "套得太深": zlib.compress(b"[" * 200_000),
    "类型不对": zlib.compress(b'[[[1,"\xe9\x94\x99\xe8\xaf\xaf",2,3,[],4,5,6,7,8,9,10,11,12]],[],[]]'),
}

CELLS = {
    ("handing", "received", "'..'"),
    ("handing", "received", "x'00ff'"),
    ("handing", "run", "'..'"),
    ("judged", "verdict", "'优'"),
    ("judged", "figures", "x'00ff'"),
    ("judged", "figures", "5"),
    ("judged", "error", "x'00ff'"),
    ("submission", "key", "'..'"),
    ("handing", "path", "x'00ff'"),
}


def _number(head: Head, number: str) -> None:
    """Put a number in the place of the first figure."""
    figures = head["figures"][2].split("|")
    place = next(at for at, each in enumerate(figures) if each)
    head["figures"][1:3] = [None, "|".join((*figures[:place], number, *figures[place + 1 :]))]


@pytest.fixture(scope="module")
def recorded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One unit, recorded, and its summary."""
    place = tmp_path_factory.mktemp("台账")
    fill(place / "报送", [1])
    assert _consolidate(place) == 0
    return place


@pytest.fixture
def place(recorded: Path, tmp_path: Path) -> Path:
    """The same with a ledger to be altered; the folder lies where it was recorded."""
    shutil.copy(recorded / "台账.db", tmp_path / "台账.db")
    return tmp_path


def _consolidate(place: Path, lying: Path | None = None, out: str = "汇总.xlsx") -> int:
    """Consolidate by the ledger in ``place`` what lies there, or elsewhere; the summary is written there."""
    folder = (lying or place) / "报送"
    words = ("consolidate", folder, "--ledger", place / "台账.db", "-o", folder.parent / out)
    return execute([str(word) for word in words])


def _altered(place: Path, alter: Callable[[sqlite3.Connection], object]) -> None:
    with closing(sqlite3.connect(place / "台账.db")) as connection, connection:
        alter(connection)


def _extract(connection: sqlite3.Connection, change: Callable[[Head, bytes], tuple[Head, bytes]]) -> None:
    """Write the kept extract anew, changed."""
    (kept,) = connection.execute("SELECT extract FROM kept").fetchone()
    size = int.from_bytes(kept[:4], "big")
    head, rest = change(json.loads(zlib.decompress(kept[4 : 4 + size])), kept[4 + size :])
    packed = zlib.compress(json.dumps(head).encode())
    connection.execute("UPDATE kept SET extract = ?", (len(packed).to_bytes(4, "big") + packed + rest,))


@pytest.mark.parametrize("fault", HEADS)
def test_a_kept_extract_of_wrong_types_is_read_anew(recorded: Path, place: Path, fault: str) -> None:
    """Whatever stands where a number, word or list belongs: the file is checked again, the same comes out."""

    def change(head: Head, rest: bytes) -> tuple[Head, bytes]:
        HEADS[fault](head)
        return head, rest

    _altered(place, lambda connection: _extract(connection, change))
    assert _consolidate(place, recorded, "又.xlsx") == 0
    assert (recorded / "又.xlsx").read_bytes() == (recorded / "汇总.xlsx").read_bytes()


@pytest.mark.parametrize("wrong", ["'x'", "5", "1e300", "x''", "99999999999"])
def test_what_is_no_extract_is_read_anew(recorded: Path, place: Path, wrong: str) -> None:
    """Text and numbers in the place of the bytes, as SQLite allows: nothing is made of them."""
    _altered(place, lambda connection: connection.execute(f"UPDATE kept SET extract = {wrong}"))  # noqa: S608
    assert _consolidate(place, recorded, "又.xlsx") == 0
    assert (recorded / "又.xlsx").read_bytes() == (recorded / "汇总.xlsx").read_bytes()


@pytest.mark.parametrize("blob", BLOBS)
def test_spoilt_findings_are_said(
    recorded: Path, place: Path, blob: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Findings that cannot be unpacked end the run with a sentence and what to do; nothing is written."""
    packed = BLOBS[blob]
    rest = len(packed).to_bytes(4, "big") + packed + bytes(4)
    _altered(place, lambda connection: _extract(connection, lambda head, _: (head, rest)))
    assert _consolidate(place, recorded, f"{blob}.xlsx") == 2
    told = capsys.readouterr().err
    assert "已损坏" in told
    assert "换一个台账文件名" in told
    assert not (recorded / f"{blob}.xlsx").exists()


@pytest.mark.parametrize(("table", "column", "wrong"), sorted(CELLS))
def test_a_spoilt_row_is_said(
    recorded: Path, place: Path, table: str, column: str, wrong: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """A row with what does not belong there: every command that needs it says that the ledger is damaged."""
    _altered(
        place,
        lambda connection: connection.execute(f"UPDATE {table} SET {column} = {wrong}"),  # noqa: S608
    )
    ledger = ["--ledger", str(place / "台账.db")]
    execute(["ledger", "status", *ledger])
    execute(["ledger", "history", "示例单位000001", *ledger])
    _consolidate(place, recorded, "又.xlsx")
    told = capsys.readouterr().err
    assert "已损坏" in told
    assert "程序内部出错" not in told


def test_the_summary_and_the_ledger_count_the_same(tmp_path: Path) -> None:
    """An old version, a newer beside it, the newer away for a run and back: both count the newer one."""
    (old,) = fill(tmp_path / "报送", [1]).iterdir()
    new, away = old.with_name("新.xlsx"), tmp_path / "新.xlsx"
    assert _consolidate(tmp_path) == 0
    shutil.copy(old, away)
    book = load_workbook(away)
    book["自评表"]["F24"] = 1
    book.save(away)
    for there in (True, False, True):
        away.rename(new) if there else new.rename(away)
        assert _consolidate(tmp_path) == 0
    rows = load_workbook(tmp_path / "汇总.xlsx")["报送情况"].iter_rows(values_only=True)
    states = {str(cell): row[6] for row in rows for cell in row if str(cell).endswith(".xlsx")}
    assert states == {"00001.xlsx": "旧版", "新.xlsx": "已报"}
    with closing(sqlite3.connect(tmp_path / "台账.db")) as connection:
        (path,) = connection.execute("SELECT path FROM submission WHERE current").fetchone()
    assert path.endswith("新.xlsx")


def test_files_of_nobody_may_move(tmp_path: Path) -> None:
    """A workbook that names no unit is recorded, then its folder is renamed: the next run goes through."""
    (file,) = fill(tmp_path / "报送", [1]).iterdir()
    book = load_workbook(file)
    for name in ("单位名称", "预算编码"):
        ((sheet, cell),) = book.defined_names[name].destinations
        book[sheet][cell.replace("$", "")] = None
    book.save(file)
    assert _consolidate(tmp_path) == 0
    (tmp_path / "别处").mkdir()
    (tmp_path / "报送").rename(tmp_path / "别处" / "报送")
    assert _consolidate(tmp_path, tmp_path / "别处") == 0
