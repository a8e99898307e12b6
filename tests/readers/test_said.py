"""A look at what a workbook says of itself: told of any sound one, bounded and harmless for all others."""

from __future__ import annotations

import io
import lzma
import os
import sys
import zipfile
from pathlib import Path

import pytest

from tests.form.books import CLEAN, SICHUAN
from tests.hostile.hostile import clean_parts, zipped
from xltools.core.names import STANDARD_NAME
from xltools.readers.ordinary import is_ordinary
from xltools.readers.said import said, said_standard

posix = pytest.mark.skipif(sys.platform == "win32", reason="要有 POSIX 的管道")

_MAIN = "xl/workbook.xml"
_ABOUT = ("[Content_Types].xml", "_rels/.rels", _MAIN)


def _parts() -> dict[str, bytes]:
    """The parts of a clean sample that tell what it is."""
    return {name: clean_parts()[name] for name in _ABOUT}


def _book(folder: Path, parts: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> Path:
    path = folder / "甲.xlsx"
    path.write_bytes(zipped(parts, method))
    return path


def test_a_workbook_says_its_standard_and_sheets() -> None:
    """The samples of two standards, whole."""
    assert [said_standard(each) for each in (CLEAN, SICHUAN)] == ["湛江2022", "四川"]
    told = said(CLEAN)
    assert told is not None
    assert "自评表" in told.sheets


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
@pytest.mark.parametrize("prefix", ["", "x:"])
@pytest.mark.parametrize("quote", ['"', "'"])
def test_however_it_is_written(tmp_path: Path, encoding: str, prefix: str, quote: str) -> None:
    """Encodings, prefixes and quotes are no matter; nor is where the main part stands."""
    name = f"<{prefix}definedName hidden={quote}1{quote} name={quote}{STANDARD_NAME}{quote}>"
    sheet = f"<{prefix}sheet name={quote}甲&amp;乙{quote} sheetId={quote}1{quote}/>"
    text = f"<{prefix}workbook>{sheet}{name}&quot;四川&quot;</{prefix}definedName></{prefix}workbook>"
    elsewhere = _parts()["_rels/.rels"].replace(b"xl/workbook.xml", b"xl/book2.xml")
    parts = {**_parts(), "_rels/.rels": elsewhere, "xl/book2.xml": text.encode(encoding)}
    del parts[_MAIN]
    told = said(_book(tmp_path, parts))
    assert told is not None
    assert told.standard == "四川"
    assert told.sheets == {"甲&乙"}


def test_a_workbook_that_says_no_standard(tmp_path: Path) -> None:
    """It is opened, and says nothing: that is another answer than none."""
    parts = {**_parts(), _MAIN: b"<workbook><sheets/></workbook>"}
    assert said_standard(_book(tmp_path, parts)) == ""


def damaged_lzma() -> bytes:
    """A zip whose main part is packed with LZMA, and damaged."""
    content = bytearray(zipped(_parts(), zipfile.ZIP_LZMA))
    info = zipfile.ZipFile(io.BytesIO(content)).getinfo(_MAIN)
    start = info.header_offset + 30 + len(_MAIN) + 9
    content[start : start + 40] = b"\xff" * 40
    with pytest.raises(lzma.LZMAError):
        zipfile.ZipFile(io.BytesIO(content)).read(_MAIN)
    return bytes(content)


def name_in_gbk() -> bytes:
    """A zip with a name that claims to be UTF-8, and is GBK."""
    content = zipped({"一.xml": b"", **_parts()})
    broken = content.replace("一".encode(), b"\xff\xfe\xfd")
    with pytest.raises(UnicodeDecodeError):
        zipfile.ZipFile(io.BytesIO(broken))
    return broken


def _directory() -> bytes:
    """A zip of forty thousand empty parts."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as package:
        for name, content in _parts().items():
            package.writestr(name, content)
        for number in range(40_000):
            package.writestr(zipfile.ZipInfo(f"p{number}"), b"")
    return held.getvalue()


_UNKNOWN = {
    "damaged lzma": damaged_lzma,
    "name in GBK": name_in_gbk,
    "directory": _directory,
    "bzip2 bomb": lambda: zipped({**_parts(), _MAIN: bytes(9_000_000)}, zipfile.ZIP_BZIP2),
    "bomb": lambda: zipped({**_parts(), _MAIN: _parts()[_MAIN] + b" " * 9_000_000}),
    "no main part": lambda: zipped({"甲.txt": b""}),
    "cut off": lambda: CLEAN.read_bytes()[:-500],
    "text": lambda: b"PK\x03\x04",
    "nothing": lambda: b"",
}


@pytest.mark.parametrize("kind", _UNKNOWN)
def test_what_cannot_be_told_is_unknown(tmp_path: Path, kind: str) -> None:
    """Damaged, huge or no workbook: the answer is None, and nothing is raised."""
    path = tmp_path / "甲.xlsx"
    path.write_bytes(_UNKNOWN[kind]())
    assert said(path) is None
    assert isinstance(is_ordinary(path), bool)


@posix
def test_what_is_no_file_is_not_opened(tmp_path: Path) -> None:
    """A pipe, a device behind a link, a folder, nothing at all."""
    pipe, link = tmp_path / "管.xlsx", tmp_path / "链.xlsx"
    os.mkfifo(pipe)
    link.symlink_to("/dev/zero")
    for path in (pipe, link, tmp_path, tmp_path / "无.xlsx"):
        assert said(path) is None
        assert not is_ordinary(path)
