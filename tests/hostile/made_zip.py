"""Zips that are odd, broken or forged."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Callable, Iterator

from tests.hostile.hostile import READ, Hostile, added, clean_parts, sample, zipped

_CENTRAL, _END = b"PK\x01\x02", b"PK\x05\x06"
_MEGABYTE = 1 << 20


def archives() -> Iterator[Hostile]:
    """Every one of them."""
    yield Hostile("截断尾部.xlsx", lambda: sample()[:-40], "bad-zip")
    yield Hostile("截断一半.xlsx", lambda: sample()[: len(sample()) // 2], "bad-zip")
    yield Hostile("只有头.xlsx", lambda: sample()[:30], "bad-zip")
    yield Hostile("空压缩包.xlsx", lambda: zipped({}), "no-workbook")
    yield Hostile("校验和不符.xlsx", _bad_sum, "bad-zip|malformed")
    yield Hostile("压缩加密.xlsx", _flagged(8, 1), "encrypted")
    yield Hostile("bzip2压缩.xlsx", lambda: zipped(clean_parts(), zipfile.ZIP_BZIP2), "compression")
    yield Hostile("lzma压缩.xlsx", lambda: zipped(clean_parts(), zipfile.ZIP_LZMA), "compression")
    yield Hostile("AES压缩.xlsx", _flagged(10, 99), "compression")
    yield Hostile("不压缩.xlsx", lambda: zipped(clean_parts(), zipfile.ZIP_STORED), READ)
    yield Hostile("重名部件.xlsx", _twice, "duplicate-part")
    yield Hostile("大小写重名.xlsx", added({"XL/WORKBOOK.XML": b"x"}), "duplicate-part")
    yield Hostile("绝对路径.xlsx", added({"/etc/x": b"x"}), "bad-part-name")
    yield Hostile("爬出.xlsx", added({"../../x": b"x"}), "bad-part-name")
    yield Hostile("爬出二.xlsx", added({"xl/../../../x": b"x"}), "bad-part-name")
    yield Hostile("反斜线.xlsx", added({"xl\\..\\x": b"x"}), "bad-part-name")
    yield Hostile("盘符.xlsx", added({"C:/x": b"x"}), "bad-part-name")
    yield Hostile("控制字符名.xlsx", added({"xl/a\x07b": b"x"}), "bad-part-name")
    yield Hostile(
        "空字节名.xlsx", lambda: added({"Qqqx": b"x"})().replace(b"Qqqx", b"\0qqx"), "bad-part-name"
    )
    yield Hostile("长名.xlsx", added({"xl/" + "长" * 9_000: b"x"}), READ)
    yield Hostile("占用同一段.xlsx", _overlapping, "overlap|bad-zip")
    yield Hostile("部件太多.xlsx", added({f"xl/x/{n}": b"" for n in range(5_001)}), "too-big")
    yield Hostile("白图.xlsx", added({"xl/media/a.bmp": bytes(30 * _MEGABYTE)}), READ)
    yield Hostile("打印设置.xlsx", added({"xl/printerSettings/p.bin": bytes(3 * _MEGABYTE)}), READ)
    yield Hostile("压缩炸弹.xlsx", added({"xl/media/a.bin": bytes(101 * _MEGABYTE)}), "too-big")
    yield Hostile("表是炸弹.xlsx", _sheet_bomb, "too-big")
    yield Hostile("声称极大.xlsx", _declared(0xFFFFFFF0), "too-big|bad-zip")
    yield Hostile("声称极小.xlsx", _declared(3), "bad-zip|malformed")
    yield Hostile("偏移越界.xlsx", _offset, "bad-zip")
    yield Hostile("本地名不符.xlsx", _other_name, "bad-zip|overlap|missing-part")
    yield Hostile("zip64.xlsx", _zip64, READ)
    yield Hostile("zip64乱写.xlsx", lambda: _zip64().replace(b"PK\x06\x06", b"PK\x06\x09"), "bad-zip|" + READ)
    yield Hostile("流式写的.xlsx", _streamed, READ)
    yield Hostile("有文件夹条目.xlsx", _folders, READ)
    yield Hostile("尾部垃圾.xlsx", lambda: sample() + b"\0" * 200, READ)
    yield Hostile("头部垃圾.xlsx", lambda: b"\1\2\3\4" + sample(), "not-xlsx")
    yield Hostile("有注释.xlsx", _commented, "bad-zip|" + READ)
    yield Hostile("套着炸弹.xlsx", added({"xl/embeddings/a.zip": zipped({"0": bytes(20 * _MEGABYTE)})}), READ)
    yield Hostile("目录条目数乱写.xlsx", _count, "bad-zip|" + READ)


def _bad_sum() -> bytes:
    content = bytearray(sample())
    at = content.index(b"xl/workbook.xml") + 60
    content[at] ^= 0xFF
    return bytes(content)


def _flagged(offset: int, value: int) -> Callable[[], bytes]:
    """A sample whose first directory entry says something else."""

    def make() -> bytes:
        content = bytearray(sample())
        struct.pack_into("<H", content, content.index(_CENTRAL) + offset, value)
        return bytes(content)

    return make


def _declared(size: int) -> Callable[[], bytes]:
    def make() -> bytes:
        content = bytearray(sample())
        at = content.rindex(_CENTRAL, 0, content.index(b"xl/workbook.xml", content.index(_CENTRAL)))
        struct.pack_into("<I", content, at + 24, size)
        return bytes(content)

    return make


def _twice() -> bytes:
    buffer = io.BytesIO(sample())
    with zipfile.ZipFile(buffer, "a") as archive:
        archive.writestr("xl/Workbook.xml", "x")
    return buffer.getvalue()


def _overlapping() -> bytes:
    """Two names for one piece of the file."""
    content = bytearray(zipped({**clean_parts(), "xl/aaa1.bin": b"x" * 999, "xl/aaa2.bin": b"x" * 999}))
    first = content.rindex(_CENTRAL, 0, content.rindex(b"xl/aaa1.bin"))
    second = content.rindex(_CENTRAL, 0, content.rindex(b"xl/aaa2.bin"))
    content[second + 42 : second + 46] = content[first + 42 : first + 46]
    return bytes(content)


def _sheet_bomb() -> bytes:
    parts = clean_parts()
    row = b'<row><c t="inlineStr"><is><t>' + b"x" * 200 + b"</t></is></c></row>"
    part = "xl/worksheets/sheet2.xml"
    parts[part] = parts[part].replace(b"<sheetData>", b"<sheetData>" + row * 200_000, 1)
    return zipped(parts)


def _offset() -> bytes:
    content = bytearray(sample())
    struct.pack_into("<I", content, content.index(_CENTRAL) + 42, 0x7FFFFFF0)
    return bytes(content)


def _other_name() -> bytes:
    return (
        sample()
        .replace(b"xl/theme/theme1.xml", b"xl/theme/themeX.xml", 1)
        .replace(b"xl/workbook.xml", b"xl/workbooX.xml", 1)
    )


def _zip64() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in clean_parts().items():
            with archive.open(name, "w", force_zip64=True) as part:
                part.write(content)
    return buffer.getvalue()


class _Unseekable(io.BytesIO):
    """A stream that cannot go back: sizes are written behind the data."""

    def seekable(self) -> bool:
        return False

    def tell(self) -> int:
        raise OSError

    def seek(self, *_: object) -> int:
        raise OSError


def _streamed() -> bytes:
    stream = _Unseekable()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in clean_parts().items():
            archive.writestr(name, content)
    return stream.getvalue()


def _folders() -> bytes:
    return zipped({"xl/": b"", "xl/worksheets/": b"", "_rels/": b"", **clean_parts()})


def _commented() -> bytes:
    buffer = io.BytesIO(sample())
    with zipfile.ZipFile(buffer, "a") as archive:
        archive.comment = b"PK\x05\x06 not the end" * 20
    return buffer.getvalue()


def _count() -> bytes:
    content = bytearray(sample())
    struct.pack_into("<HH", content, content.rindex(_END) + 8, 9_999, 9_999)
    return bytes(content)
