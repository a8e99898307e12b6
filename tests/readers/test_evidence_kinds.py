"""Does a file open, is anything in it, is it what its ending says: told from its bytes."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xltools.readers.evidence import judged

from . import evidence_made as made

#: A whole file of each kind that is looked into.
WHOLE: dict[str, bytes] = {
    "批复.pdf": made.pdf("甲"),
    "新版.PDF": made.pdf(packed=True),
    "截图.png": made.png(),
    "照片.jpg": made.jpeg(),
    "照片.JPEG": made.jpeg(),
    "图.gif": made.gif(),
    "图.bmp": made.bmp(),
    "扫描.tif": made.tiff(),
    "扫描.tiff": made.tiff(">"),
    "图.webp": made.webp(),
    "总结.docx": made.docx("总结"),
    "截图.docx": made.docx(picture=True),
    "台账.xlsx": made.xlsx("1"),
    "汇报.pptx": made.pptx("汇报"),
    "公文.ofd": made.ofd("公文"),
    "说明.txt": "说明".encode("gb18030"),
    "统计.csv": "甲,1".encode(),
    "记录.txt": "记录".encode("utf-16"),
}
#: Files of which every part but the last few bytes of padding is needed.
CUTTABLE = [name for name in WHOLE if not name.endswith((".txt", ".csv"))]


@pytest.mark.parametrize("name", WHOLE)
def test_a_whole_file_is_in_order(name: str) -> None:
    """Nothing is said of a file that opens and holds something."""
    assert judged(WHOLE[name], name) == ("完好", "")


@given(st.sampled_from(CUTTABLE), st.floats(0, 0.95))
@settings(max_examples=300, deadline=None)
def test_a_file_cut_short_never_passes(name: str, share: float) -> None:
    """However little is missing at the end, a file that was not copied whole is not in order."""
    content = WHOLE[name][: int(len(WHOLE[name]) * share)]
    state, why = judged(content, name)
    assert state in ("空", "打不开")
    assert why


@given(st.binary(max_size=300), st.sampled_from([*WHOLE, "a.doc", "a.zip", "a", "a.mp4"]), st.booleans())
@settings(max_examples=300, deadline=None)
def test_no_bytes_raise(content: bytes, name: str, after: object) -> None:
    """Any bytes, alone or after the start of a real file, are judged; nothing raises."""
    state, why = judged(WHOLE.get(name, made.old())[:20] + content if after else content, name)
    assert (state == "完好") is (why == "")


@pytest.mark.parametrize(
    ("name", "content", "state", "says"),
    [
        ("空.pdf", b"", "空", "0字节"),
        ("无页.pdf", made.pdf(pages=0), "打不开", "没有页面"),
        ("限制.pdf", made.pdf(extra=b"/Encrypt 9 0 R"), "只看了一部分", "密码"),
        ("空.docx", made.docx(), "空", "没有内容"),
        ("空格.docx", made.docx("  \n "), "空", "没有内容"),
        ("空.xlsx", made.xlsx(), "空", "没有内容"),
        ("空.pptx", made.pptx(), "空", "没有内容"),
        ("空.ofd", made.ofd(), "空", "没有内容"),
        ("空白.txt", b" \r\n", "空", "空白"),
        ("乱.txt", b"\xff\x00\x81", "打不开", "不是文本"),
        ("照片.pdf", made.jpeg(), "扩展名不符", "JPEG"),
        ("照片.png", made.jpeg(), "扩展名不符", "JPEG"),
        ("批复.docx", made.pdf(), "扩展名不符", "PDF"),
        ("台账.docx", made.xlsx("1"), "扩展名不符", "Excel"),
        ("台账.docx", made.zipped({"a.txt": "a"}), "扩展名不符", "zip"),
        ("批复", made.pdf(), "扩展名不符", "空白"),
        ("假.pdf", b"<html>", "打不开", "不是.pdf"),
        ("旧.doc", made.old(), "只看了一部分", "只核对了文件头"),
        ("旧.wps", made.old(), "只看了一部分", "只核对了文件头"),
        ("旧.docx", made.old(), "扩展名不符", "旧格式"),
        ("密.xlsx", made.old() + "EncryptedPackage".encode("utf-16-le"), "打不开", "打开密码"),
        ("资料.zip", made.zipped({"a.txt": "a"}), "只看了一部分", "没有打开核对"),
        ("录像.mp4", b"\0\0\0\x18ftyp", "只看了一部分", "没有打开核对"),
    ],
)
def test_what_is_not_in_order_is_named(name: str, content: bytes, state: str, says: str) -> None:
    """Each way of being no evidence, with its reason in plain words."""
    found, why = judged(content, name)
    assert found == state
    assert says in why


def test_damage_inside_a_zip_is_found() -> None:
    """A byte changed in a part that nobody would otherwise read."""
    content = bytearray(
        made.package("word/document.xml", {"word/document.xml": "<t>a</t>", "word/x.xml": "y" * 500})
    )
    at = zipfile.ZipFile(BytesIO(content)).getinfo("word/x.xml").header_offset + 45
    content[at] ^= 0xFF
    assert judged(bytes(content), "坏.docx")[0] == "打不开"


def test_a_hostile_part_ends() -> None:
    """A part made of openings that never close is searched in one pass."""
    parts = {"word/document.xml": "<t " * 300_000}
    assert judged(made.package("word/document.xml", parts), "坏.docx")[0] == "空"


@pytest.mark.parametrize("make", [made.docx, made.xlsx])
def test_a_bomb_is_refused(make: Callable[[str], bytes]) -> None:
    """A part that unpacks to far more than it weighs is not unpacked."""
    content = make("0" * (8 << 20))
    assert len(content) < 100_000
    state, why = judged(content, "炸弹.docx" if make is made.docx else "炸弹.xlsx")
    assert state == "打不开"
    assert "压缩比" in why
