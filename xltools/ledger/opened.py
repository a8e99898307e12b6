"""A ledger's file opened, to write or to read; whatever SQLite says is said in words people know."""

from __future__ import annotations

import sqlite3
import zlib
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from xltools.core.errors import InputError, OutputError, XltoolsError
from xltools.ledger.schema import VERSION, migrate, version_of

#: How many seconds to wait for another program that is writing.
PATIENCE = 10.0

#: The low byte of an SQLite error code is what it is about.
_KIND = 0xFF


@contextmanager
def writing(path: Path, *, patience: float = PATIENCE) -> Iterator[sqlite3.Connection]:
    """A ledger to write, made where there is none. Readers go on reading meanwhile (WAL).

    InputError where the file is no ledger, or a damaged one; OutputError where it cannot be written.
    """
    if path.is_dir():
        raise OutputError(f"{path} 是文件夹，不是台账文件", fix="写上文件名，例：--ledger 台账.db")
    with in_words(path), closing(_connect(f"{_uri(path)}?mode=rwc", patience)) as connection:
        migrate(connection, str(path))
        connection.execute("PRAGMA journal_mode = WAL")
        # In WAL a commit that a power cut undoes leaves the ledger whole: the next run records it again.
        connection.execute("PRAGMA synchronous = NORMAL")
        connection.execute("PRAGMA foreign_keys = ON")
        yield connection


@contextmanager
def reading(path: Path, *, patience: float = PATIENCE) -> Iterator[sqlite3.Connection]:
    """A ledger to read, also while another program writes it, and from a place nobody may write to.

    InputError where there is none, or it is damaged, foreign, older or newer.
    """
    if not path.is_file():
        message = f"{path} 是文件夹，不是台账" if path.is_dir() else f"没有台账“{path}”"
        fix = "先用 xltools consolidate 文件夹 --ledger 台账.db 记一次，或用 --ledger 指明台账在哪里"
        raise InputError(message, fix=fix, code="ledger")
    with in_words(path), closing(_readable(path, patience)) as connection:
        version = version_of(connection, str(path))
        if version != VERSION:
            message = f"“{path}”里没有台账" if not version else f"台账“{path}”是旧版的（第 {version} 版）"
            fix = "用 xltools consolidate 文件夹 --ledger 台账.db 再记一次"
            raise InputError(message, fix=fix, code="ledger")
        # All questions of one reading are answered from one state of the ledger.
        connection.execute("BEGIN")
        yield connection


def _readable(path: Path, patience: float) -> sqlite3.Connection:
    """A connection that only reads; where even the files beside a WAL cannot be made, without them.

    It is opened as if to write, so that it takes those files away again.
    """
    connection = _connect(f"{_uri(path)}?mode=rw", patience)
    try:
        connection.execute("PRAGMA query_only = ON")
        connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    except sqlite3.OperationalError as error:
        connection.close()
        beside = path.with_name(f"{path.name}-wal")
        if _kind(error) not in (sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY) or _filled(beside):
            raise
        return _connect(f"{_uri(path)}?mode=ro&immutable=1", patience)
    except sqlite3.Error:
        connection.close()
        raise
    return connection


def _connect(uri: str, patience: float) -> sqlite3.Connection:
    return sqlite3.connect(uri, uri=True, timeout=patience, isolation_level=None)


def _uri(path: Path) -> str:
    return path.absolute().as_uri()


def _filled(path: Path) -> bool:
    return path.exists() and path.stat().st_size > 0


def _kind(error: sqlite3.Error) -> int:
    return getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & _KIND


@contextmanager
def transaction(connection: sqlite3.Connection) -> Iterator[None]:
    """All that is written inside, or nothing of it."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")


@contextmanager
def in_words(path: Path) -> Iterator[None]:
    """Say in Chinese what SQLite could not do with a ledger."""
    try:
        yield
    except sqlite3.Error as error:
        raise _said(error, path) from error
    except (UnicodeDecodeError, zlib.error) as error:
        # What is kept there cannot be read, and so cannot what SQLite says of it.
        raise _said(sqlite3.DatabaseError(type(error).__name__), path) from error


def _said(error: sqlite3.Error, path: Path) -> XltoolsError:
    kind = _kind(error)
    if kind in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        message = f"台账“{path}”正被另一个程序写着，等了 {PATIENCE:.0f} 秒还没有写完"
        return OutputError(message, fix="等那个程序做完再运行；已记下的不会丢")
    if kind in (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM):
        message = f"不能写台账“{path}”：文件或它所在的文件夹不存在，或者只能读"
        return OutputError(message, fix="检查文件夹和权限，或用 --ledger 换一个位置")
    if kind == sqlite3.SQLITE_FULL:
        return OutputError(f"不能写台账“{path}”：磁盘已满", fix="腾出空间后再运行；已记下的不会丢")
    if kind == sqlite3.SQLITE_IOERR:
        return OutputError(f"台账“{path}”读写出错：磁盘或网络", fix="台账放在本机硬盘上，不要放在网络盘")
    if kind == sqlite3.SQLITE_NOTADB:
        message = f"“{path}”不是台账（不是 SQLite 数据库），没有改动它"
        return InputError(message, fix="用 --ledger 指明台账，或换一个新的文件名", code="ledger")
    message = f"台账“{path}”已损坏（{error}）"
    fix = "用备份的台账；没有备份的，换一个文件名重新记，旧文件留着"
    return InputError(message, fix=fix, code="ledger")
