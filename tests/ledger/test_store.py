"""The file of a ledger: read while it is written, whole after a kill, never taken for what it is not."""

from __future__ import annotations

import datetime as dt
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest

from xltools.core.errors import InputError, OutputError
from xltools.core.ledger.handed import Handed
from xltools.ledger import read, schema
from xltools.ledger.opened import reading, transaction, writing
from xltools.ledger.write import begin, finish, record

Hand = Callable[..., Handed]

ROOT = Path(__file__).parents[2]
DAY = dt.date(2023, 4, 20)

#: Records submissions, one a line once it is in the ledger.
WRITER = """
import datetime as dt, sys
from pathlib import Path
from xltools.core.ledger.handed import File, Handed, Owner, Told
from xltools.ledger.opened import writing
from xltools.ledger.write import begin, record
day = dt.date(2023, 4, 20)
told = tuple(Told("R001", "错误", "不通过", "自评表", f"F{n}", "", "提示", "", "") for n in range(20))
with writing(Path(sys.argv[1])) as connection:
    run = begin(connection, "/报送", day)
    for n in range(*map(int, sys.argv[2:])):
        file = File(f"/报送/{n}.xlsx", f"{n:064d}", n, 0)
        owner = Owner(str(n), "", 2022)
        record(connection, run, day, Handed(file, owner, "样例", "r1", "不通过", findings=told))
        print(n, flush=True)
"""


def writer(book: Path, first: int = 0, end: int = 100_000) -> subprocess.Popen[str]:
    """A process that records units ``first`` to ``end`` into the ledger."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-c", WRITER, str(book), str(first), str(end)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment)  # noqa: S603  # ours


@pytest.fixture
def written(book: Path) -> int:
    """A ledger in which a process that was killed in the middle recorded; how many it had finished."""
    process = writer(book)
    assert process.stdout is not None
    for _ in range(30):
        process.stdout.readline()
    process.kill()
    rest, _ = process.communicate()
    return 30 + len(rest.split())


def test_a_kill_in_the_middle_leaves_what_was_recorded(book: Path, hand: Hand, written: int) -> None:
    """All that was said to be recorded is there, each file whole or not at all, and the next run goes on."""
    with reading(book) as connection:
        entries = read.entries(connection, 2022)
        assert written <= len(entries) <= written + 1
        assert {entry.counts["错误"] for entry in entries} == {20}
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    with writing(book) as connection:
        run = begin(connection, "/报送", DAY)
        assert run == 1
        record(connection, run, DAY, hand("新", 0))
        finish(connection, run, {})
        assert begin(connection, "/报送", DAY) == 2
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []


def test_a_reader_reads_while_another_process_writes(book: Path) -> None:
    """While one process records file after file another sees a state of the ledger, each file whole."""
    process = writer(book)
    try:
        assert process.stdout is not None
        seen = []
        for _ in range(5):
            at_least = int(process.stdout.readline())
            with reading(book) as connection:
                entries = read.entries(connection, 2022)
                assert len(read.entries(connection, 2022)) == len(entries)
            assert len(entries) > at_least
            assert {entry.counts["错误"] for entry in entries} == {20}
            seen.append(len(entries))
        assert process.poll() is None
        assert seen == sorted(seen)
    finally:
        process.kill()
        process.communicate()


def test_two_writers_lose_nothing(book: Path) -> None:
    """Two processes that make and write one ledger at once wait for each other: all of both is in it."""
    processes = [writer(book, first, first + 60) for first in (0, 40)]
    assert [len(process.communicate()[0].split()) for process in processes] == [60, 60]
    with reading(book) as connection:
        assert len(read.entries(connection, 2022)) == 100
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_a_reader_is_served_inside_an_open_transaction(
    book: Path, hand: Hand, connection: sqlite3.Connection
) -> None:
    """What is not committed is not seen, and does not keep anybody waiting."""
    run = begin(connection, "/报送", DAY)
    record(connection, run, DAY, hand("1", 0))
    with transaction(connection):
        connection.execute("UPDATE submission SET name = '别的'")
        with reading(book, patience=0) as other:
            assert [entry.name for entry in read.entries(other, 2022)] == ["单位1"]


def test_half_a_record_is_none(hand: Hand, connection: sqlite3.Connection) -> None:
    """A record that fails in the middle leaves nothing of it."""
    run = begin(connection, "/报送", DAY)
    broken = hand("1", 0, figures={"支出": object()})  # type: ignore[dict-item]
    with pytest.raises(TypeError):
        record(connection, run, DAY, broken)
    assert connection.execute("SELECT count(*) FROM submission").fetchone() == (0,)
    record(connection, run, DAY, hand("1", 0))
    assert connection.execute("SELECT count(*) FROM submission").fetchone() == (1,)


def test_a_second_writer_waits_and_then_is_told(book: Path, connection: sqlite3.Connection) -> None:
    """While a transaction stays open another writer gives up after its patience, in words."""
    with (
        transaction(connection),
        pytest.raises(OutputError, match="正被另一个程序写着"),
        writing(book, patience=0.01) as other,
    ):
        begin(other, "/报送", DAY)


def test_damaged_foreign_and_newer_files_are_refused_untouched(tmp_path: Path) -> None:
    """What is no ledger, or one this program does not know, is named as such, and keeps every byte."""
    foreign, newer = tmp_path / "别的.db", tmp_path / "新.db"
    with sqlite3.connect(foreign) as other:
        other.execute("CREATE TABLE mine (a)")
    other.close()
    with writing(newer) as ahead:
        ahead.execute(f"PRAGMA user_version = {schema.VERSION + 1}")
    text, long_text = tmp_path / "文字.db", tmp_path / "长文字.db"
    text.write_text("不是数据库", encoding="utf-8")
    long_text.write_text("不是数据库" * 1000, encoding="utf-8")
    for path, words in ((foreign, "别的程序"), (newer, "较新"), (text, "不是台账"), (long_text, "不是台账")):
        before = path.read_bytes()
        for opened in (writing, reading):
            with pytest.raises(InputError, match=words), opened(path):
                pass
        assert path.read_bytes() == before, path.name


def test_a_ledger_damaged_inside_is_told(book: Path, hand: Hand) -> None:
    """A ledger of which pages are overwritten is damaged, in words."""
    with writing(book) as connection:
        run = begin(connection, "/报送", DAY)
        for number in range(50):
            record(connection, run, DAY, hand(str(number), 0))
    content = bytearray(book.read_bytes())
    content[4096:] = b"\xa5" * (len(content) - 4096)
    book.write_bytes(content)
    with pytest.raises(InputError, match="已损坏"), reading(book) as connection:
        read.entries(connection, 2022)


def test_missing_empty_and_folders(tmp_path: Path) -> None:
    """To read a ledger there must be one; an empty file holds none; a folder is none."""
    (tmp_path / "空.db").touch()
    for name, words in (("没有.db", "没有台账"), ("空.db", "里没有台账"), (".", "是文件夹")):
        with pytest.raises(InputError, match=words), reading(tmp_path / name):
            pass
    assert not (tmp_path / "没有.db").exists()
    with pytest.raises(OutputError, match="是文件夹"), writing(tmp_path):
        pass
    with pytest.raises(OutputError, match="不存在"), writing(tmp_path / "没有的文件夹" / "台账.db"):
        pass


def test_an_older_ledger_is_brought_up_to_date(
    book: Path, hand: Hand, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A migration is made whole or not at all, once, and loses nothing."""
    with writing(book) as connection:
        record(connection, begin(connection, "/报送", DAY), DAY, hand("1", 0))
    broken = ("ALTER TABLE run ADD COLUMN note TEXT NOT NULL DEFAULT ''", "CREATE TABLE run (again)")
    latest = schema.VERSION
    monkeypatch.setattr(schema, "VERSION", latest + 1)
    monkeypatch.setattr(schema, "MIGRATIONS", (*schema.MIGRATIONS, broken))
    with pytest.raises(InputError), writing(book):
        pass
    monkeypatch.setattr(schema, "MIGRATIONS", (*schema.MIGRATIONS[:latest], broken[:1]))
    for _ in range(2):
        with writing(book) as connection:
            assert connection.execute("PRAGMA user_version").fetchone() == (latest + 1,)
            assert connection.execute("SELECT note FROM run").fetchall() == [("",)]
            assert [entry.name for entry in read.entries(connection, 2022)] == ["单位1"]


def test_a_ledger_nobody_may_write_to_can_be_read(hand: Hand) -> None:
    """In a folder that only reads, status is answered all the same, and recording says why it cannot."""
    with tempfile.TemporaryDirectory() as folder:
        book = Path(folder) / "台账.db"
        with writing(book) as connection:
            record(connection, begin(connection, "/报送", DAY), DAY, hand("1", 0))
        book.chmod(0o444)
        Path(folder).chmod(0o555)
        asked = (
            "import os, sys; from pathlib import Path; from xltools.ledger import read;"
            "from xltools.ledger.opened import reading, writing;"
            "from xltools.core.errors import OutputError\n"
            "if os.name == 'posix' and os.getuid() == 0: os.setuid(65534)\n"
            "with reading(Path(sys.argv[1])) as connection: print(len(read.entries(connection, 2022)))\n"
            "try:\n"
            "    with writing(Path(sys.argv[1])): pass\n"
            "except OutputError as error: print(error.code)\n"
        )
        environment = {**os.environ, "PYTHONPATH": str(ROOT)}
        command = [sys.executable, "-c", asked, str(book)]
        ended = subprocess.run(command, capture_output=True, text=True, env=environment, check=False)  # noqa: S603
        Path(folder).chmod(0o755)
        assert (ended.stdout.split(), ended.stderr) == (["1", "output"], "")


def test_a_copy_of_a_ledger_says_the_same(book: Path, hand: Hand, tmp_path: Path) -> None:
    """Once a run is over the ledger is one file: copied by itself it has everything."""
    with writing(book) as connection:
        record(connection, begin(connection, "/报送", DAY), DAY, hand("1", 0))
    with reading(book) as connection:
        entries = read.entries(connection, 2022)
    assert [path.name for path in tmp_path.iterdir()] == ["台账.db"]
    copy = Path(shutil.copy(book, tmp_path / "另存.db"))
    with reading(copy) as connection:
        assert read.entries(connection, 2022) == entries


def test_texts_come_back_as_they_were(hand: Hand, connection: sqlite3.Connection) -> None:
    """Quotes, line breaks and signs of SQL are text; half a surrogate in a name becomes visible."""
    name = "单位'; DROP TABLE run; --\n\"%"
    run = begin(connection, "/报送", DAY)
    record(connection, run, DAY, hand("1", 0, name=name, path="/报送/坏\udcff.xlsx"))
    record(connection, run, DAY, hand("1", 0, name=name, path="/报送/坏\udcff.xlsx"))
    (entry,) = read.entries(connection, 2022)
    assert (entry.name, entry.path) == (name, "/报送/坏\\udcff.xlsx")
