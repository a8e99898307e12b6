"""The address of a file in a workbook leads to the file, and breaks neither the XML nor out of the folder."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path
from urllib.parse import unquote_to_bytes

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from tests.form.books import CLEAN
from xltools.cli import execute
from xltools.core.filenames import file_name, readable
from xltools.writers.links import address

posix = pytest.mark.skipif(os.sep != "/", reason="别的系统不许有这些名称")

#: What any file of Linux may be called.
_NAMES = st.binary(min_size=1, max_size=40).filter(
    lambda name: not set(name) & {0, ord("/")} and name not in (b".", b"..")
)


@posix
@given(name=_NAMES)
def test_an_address_leads_back_to_the_file(name: bytes) -> None:
    """Decoded, it is the path again, byte for byte; it can stand in XML, and names no other place."""
    made = address(f"报送/{os.fsdecode(name)}", Path("输出"))
    assert unquote_to_bytes(made) == "../报送/".encode() + name
    etree.fromstring(f"<r>{made.replace('&', '&amp;')}</r>".encode())
    assert "\\" not in made
    assert ":" not in made
    assert made.count("/") == 2


@posix
@pytest.mark.parametrize(
    ("path", "link"),
    [
        ("报送/甲 乙.xlsx", "../报送/甲%20乙.xlsx"),
        ("输出/甲.xlsx", "甲.xlsx"),
        (f"报送/{os.fsdecode('报表'.encode('gbk'))}.xlsx", "../报送/%B1%A8%B1%ED.xlsx"),
        ("报送/\ud800.xlsx", "../报送/%EF%BF%BD.xlsx"),
        ("s3://桶/甲.xlsx", ""),
        ("", ""),
    ],
)
def test_addresses(path: str, link: str) -> None:
    """Chinese stays as it is, what cannot is escaped; none where none can lead."""
    assert address(path, Path("输出")) == link


@pytest.mark.skipif(sys.platform == "win32", reason="文件名都是文字")
@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("甲.xlsx".encode(), "甲.xlsx"),
        ("报表.xlsx".encode("gbk"), "报表.xlsx"),
        ("联通.xlsx".encode("gbk"), "联通.xlsx"),
        ("某镕镇.xlsx".encode("gb18030"), "某镕镇.xlsx"),
        (b"\xff.xlsx", "\ufffd.xlsx"),
    ],
)
def test_names_as_people_read_them(written: bytes, shown: str) -> None:
    """A name that is no UTF-8 is read as GBK, alone and in a sentence; what is neither stays a byte there."""
    name = os.fsdecode(written)
    assert file_name(name) == shown
    if "\ufffd" not in shown:
        assert readable(f"无法读取“报送/{name}”：是文本") == f"无法读取“报送/{shown}”：是文本"
    else:
        assert readable(f"坏{name}") == f"坏{name}"


@posix
def test_shards_of_a_file_whose_name_is_no_text(tmp_path: Path) -> None:
    """The shards and the list of what counts name the file alike: they add up to the summary."""
    pytest.importorskip("pyarrow")
    (tmp_path / "报送").mkdir()
    shutil.copy(CLEAN, tmp_path / "报送" / os.fsdecode("报表.xlsx".encode("gbk")))
    line = ("consolidate", "报送", "-o", "汇总.xlsx", "--values", "值.parquet", "--shards", "分")
    assert execute([line[0], *(str(tmp_path / each) if "-" not in each else each for each in line[1:])]) == 0


@given(text=st.text(st.characters(exclude_categories=["Cs"])))
def test_text_stays_as_it_is(text: str) -> None:
    """What is text already is not read otherwise."""
    assert readable(text) == text == file_name(text)
