"""Small whole files of the kinds that evidence comes in, as bytes."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Mapping

_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_MAIN = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"


def pdf(mark: str = "", *, pages: int = 1, packed: bool = False, extra: bytes = b"") -> bytes:
    """A PDF; with ``packed`` its page object is inside a compressed object stream."""
    page = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 200] >>" * pages
    body = b"%PDF-1.5\n%" + mark.encode() + b"\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n"
    body += b"2 0 obj\n<< /Type /Pages /Kids [3 0 R] /Count %d >>\nendobj\n" % pages
    if packed:
        stream = zlib.compress(b"3 0 " + page)
        body += b"4 0 obj\n<< /Type /ObjStm /N 1 /First 4 /Filter /FlateDecode /Length %d >>\nstream\n" % len(
            stream
        )
        body += stream + b"\nendstream\nendobj\n"
    elif pages:
        body += b"3 0 obj\n" + page + b"\nendobj\n"
    return body + b"trailer\n<< /Root 1 0 R " + extra + b" >>\nstartxref\n0\n%%EOF\n"


def png(mark: str = "") -> bytes:
    """A PNG of one pixel, with a text."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)
    parts = ((b"IHDR", head), (b"tEXt", mark.encode()), (b"IDAT", zlib.compress(b"\0\xff")), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunk(kind, data) for kind, data in parts)


def jpeg() -> bytes:
    """A grey JPEG of 8x8: one table of each sort, one block, both of its codes zero."""

    def segment(marker: int, data: bytes) -> bytes:
        return struct.pack(">BBH", 0xFF, marker, len(data) + 2) + data

    code = bytes((1, *([0] * 15), 0))
    return b"\xff\xd8" + b"".join(
        (
            segment(0xE1, b"Exif\0\0\xff\xd9"),
            segment(0xDB, b"\0" + b"\1" * 64),
            segment(0xC0, struct.pack(">BHHB3B", 8, 8, 8, 1, 1, 0x11, 0)),
            segment(0xC4, b"\x00" + code),
            segment(0xC4, b"\x10" + code),
            segment(0xDA, bytes((1, 1, 0, 0, 63, 0))),
            b"\x3f\xff\xd9",
        )
    )


def gif() -> bytes:
    """A GIF of one pixel."""
    return b"GIF89a\1\0\1\0\x80\0\0\0\0\0\xff\xff\xff,\0\0\0\0\1\0\1\0\0\2\2D\1\0;"


def bmp() -> bytes:
    """A BMP of one pixel."""
    return b"BM" + struct.pack("<IIIIiiHHIIiiII", 58, 0, 54, 40, 1, 1, 1, 24, 0, 4, 0, 0, 0, 0) + b"\xff" * 4


def tiff(order: str = "<") -> bytes:
    """A TIFF of one pixel, its strip after the directory."""
    entries = ((256, 4, 1), (257, 4, 1), (273, 4, 74), (278, 4, 1), (279, 4, 4))
    head = (b"II*\0" if order == "<" else b"MM\0*") + struct.pack(f"{order}IH", 8, len(entries))
    body = b"".join(struct.pack(f"{order}HHII", tag, kind, 1, value) for tag, kind, value in entries)
    return head + body + b"\0" * 4 + b"\xff" * 4


def webp() -> bytes:
    """The shell of a WebP."""
    data = b"WEBPVP8L" + struct.pack("<I", 4) + b"\x2f\0\0\0"
    return b"RIFF" + struct.pack("<I", len(data)) + data


def package(main: str, parts: Mapping[str, str]) -> bytes:
    """A zipped document whose main part is ``main``."""
    relation = f'<Relationship Id="a" Type="{_MAIN}" Target="{main}"/>'
    relations = f'<Relationships xmlns="{_RELATIONS}">{relation}</Relationships>'
    return zipped({"[Content_Types].xml": "<Types/>", "_rels/.rels": relations, **parts})


def zipped(parts: Mapping[str, str | bytes]) -> bytes:
    """A zip of these parts."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def docx(text: str = "", *, picture: bool = False) -> bytes:
    """A Word document with a text, a picture or nothing."""
    run = f"<w:r><w:t xml:space='preserve'>{text}</w:t></w:r>" + (
        "<w:r><w:drawing/></w:r>" if picture else ""
    )
    body = f"<w:document xmlns:w='w'><w:body><w:p>{run}</w:p></w:body></w:document>"
    return package("word/document.xml", {"word/document.xml": body})


def xlsx(value: str = "") -> bytes:
    """A workbook with one cell, or none."""
    cell = f"<c r='A1' t='inlineStr'><is><t>{value}</t></is></c>" if value else "<c r='A1' s='1'/>"
    sheet = f"<worksheet><sheetData><row r='1'>{cell}</row></sheetData></worksheet>"
    return package("xl/workbook.xml", {"xl/workbook.xml": "<workbook/>", "xl/worksheets/sheet1.xml": sheet})


def pptx(text: str = "") -> bytes:
    """A presentation of one slide."""
    parts = {"ppt/presentation.xml": "<p/>", "ppt/slides/slide1.xml": f"<a:t xmlns:a='a'>{text}</a:t>"}
    return package("ppt/presentation.xml", parts)


def ofd(text: str = "") -> bytes:
    """An OFD document of one page."""
    page = f"<Page><TextObject>{text}</TextObject></Page>" if text else "<Page/>"
    return zipped({"OFD.xml": "<OFD/>", "Doc_0/Pages/Page_0/Content.xml": page})


def old() -> bytes:
    """The head of an old office file."""
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 2000
