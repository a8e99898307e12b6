"""Files that are no .xlsx at all, whatever they are called."""

from __future__ import annotations

import bz2
import gzip
import io
import random
import struct
import tarfile
from collections.abc import Iterator

from tests.hostile.hostile import Hostile, sample, zipped

_TABLE = "单位,金额\n甲单位,1.50\n乙单位,2.00\n"


def foreign() -> Iterator[Hostile]:
    """Every one of them."""
    yield Hostile("空.xlsx", bytes, "empty")
    yield Hostile("全零.xlsx", lambda: bytes(8_192), "blank")
    yield Hostile("随机.xlsx", lambda: random.Random(8).randbytes(5_000), "not-xlsx")  # noqa: S311
    yield Hostile("一句话.xlsx", "今年没有报表。".encode, "text")
    yield Hostile("加密的.xlsx", lambda: compound("EncryptionInfo", "EncryptedPackage"), "encrypted")
    yield Hostile("其实是doc.xls", lambda: compound("WordDocument", "1Table"), "word")
    yield Hostile("其实是ppt.xls", lambda: compound("PowerPoint Document"), "powerpoint")
    yield Hostile("其实是msg.xls", lambda: compound("__properties_version1.0"), "mail")
    yield Hostile("空心的.xls", lambda: compound("Workbook"), "no-sheets|malformed")
    yield Hostile("空心的.et", lambda: compound("Workbook"), "no-sheets|malformed")
    yield Hostile("只有OLE头.xls", lambda: compound("Workbook")[:512], "malformed")
    yield Hostile("OLE链成环.xls", lambda: compound("Workbook", loop=True), "malformed")
    yield Hostile("OLE扇区乱写.xls", _odd_sectors, "malformed")
    yield Hostile("Excel4.xls", lambda: b"\x09\x04\x06\0\0\0\x10\0" + bytes(600), "ancient|malformed")
    yield Hostile("网页.xls", f"<html><table><tr><td>{_TABLE}</td></tr></table>".encode, "html")
    yield Hostile("网页GBK.xls", lambda: f"<meta charset=gbk><table><td>{_TABLE}".encode("gbk"), "html")
    yield Hostile("网页UTF16.xls", lambda: f"<html><table>{_TABLE}".encode("utf-16"), "html")
    yield Hostile("MHTML.xls", lambda: b"MIME-Version: 1.0\r\nX-Document-Type: Workbook\r\n", "html")
    yield Hostile("XML2003.xls", _xml_2003, "xml-2003")
    yield Hostile("单个XML.xlsx", _flat, "flat-opendocument")
    yield Hostile("GBK文本.xls", lambda: _TABLE.encode("gbk"), "csv")
    yield Hostile("UTF8文本.xlsx", lambda: _TABLE.encode("utf-8-sig"), "csv")
    yield Hostile("制表符UTF16.xls", lambda: _TABLE.replace(",", "\t").encode("utf-16"), "csv")
    yield Hostile("SYLK.xls", lambda: b"ID;PWXL;N;E\r\nC;Y1;X1;K1\r\nE\r\n", "sylk")
    yield Hostile("PDF.xlsx", lambda: b"%PDF-1.7\n1 0 obj\n", "pdf")
    yield Hostile("图片.xlsx", lambda: b"\x89PNG\r\n\x1a\n" + bytes(99), "picture")
    yield Hostile("照片.xlsx", lambda: b"\xff\xd8\xff\xe0" + bytes(99), "picture")
    yield Hostile("扫描.xlsx", lambda: b"II*\0" + bytes(99), "picture")
    yield Hostile("rar.xlsx", lambda: b"Rar!\x1a\x07\x01\0" + bytes(99), "archive")
    yield Hostile("7z.xlsx", lambda: b"7z\xbc\xaf\x27\x1c" + bytes(99), "archive")
    yield Hostile("gz.xlsx", lambda: gzip.compress(sample()), "archive")
    yield Hostile("bz2.xlsx", lambda: bz2.compress(b"x" * 99), "archive")
    yield Hostile("tar.xlsx", _tar, "archive")
    yield Hostile("装着工作簿.xlsx", lambda: zipped({"甲.xlsx": sample(), "乙.xlsx": sample()}), "archive")
    yield Hostile("RTF.xlsx", lambda: b"{\\rtf1\\ansi x}", "word")
    yield Hostile("程序.xlsx", lambda: b"MZ\x90\0" + bytes(99), "program")
    yield Hostile("其实是docx.xlsx", lambda: zipped({"word/document.xml": "<w/>"}), "word")
    yield Hostile("其实是pptx.xlsx", lambda: zipped({"ppt/presentation.xml": "<p/>"}), "powerpoint")
    yield Hostile("Numbers.xlsx", lambda: zipped({"Index/Document.iwa": b"x"}), "numbers")
    yield Hostile("OFD.xlsx", lambda: zipped({"OFD.xml": "<o/>"}), "ofd")
    yield Hostile("空心.xlsb", lambda: zipped({"xl/workbook.bin": b"\x83\x01\x00" * 50}), "malformed")
    yield Hostile("空心.ods", lambda: zipped({"content.xml": "<x/>", "mimetype": "x"}), "opendocument")
    yield Hostile("炸弹.ods", _ods_bomb, "too-big|malformed|crash|memory")
    yield Hostile("小表.ods", lambda: ods(3, 2), "foreign-form")
    yield Hostile("别家的.xlsx", _stranger, "foreign-form")


def compound(*names: str, loop: bool = False) -> bytes:
    """A small OLE compound file whose root holds streams of these names, all empty."""
    header = bytearray(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504))
    struct.pack_into("<HHHHH", header, 24, 0x3E, 3, 0xFFFE, 9, 6)
    struct.pack_into("<IIIIIIIII", header, 40, 0, 1, 1, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0)
    struct.pack_into("<109I", header, 76, 0, *[0xFFFFFFFF] * 108)
    chain = [0xFFFFFFFD, 1 if loop else 0xFFFFFFFE, *[0xFFFFFFFF] * 126]
    entries = [_entry("Root Entry", 5, 1)]
    for number, name in enumerate(names, 1):
        following = number + 1 if number < len(names) else 0xFFFFFFFF
        entries.append(_entry(name, 2, 0xFFFFFFFF, following))
    directory = b"".join(entries)
    return bytes(header) + struct.pack("<128I", *chain) + directory.ljust(512, b"\0") + bytes(1_024)


def _entry(name: str, kind: int, child: int, right: int = 0xFFFFFFFF) -> bytes:
    text = name.encode("utf-16-le")
    head = text.ljust(64, b"\0") + struct.pack("<HBBIII", len(text) + 2, kind, 1, 0xFFFFFFFF, right, child)
    return head.ljust(116, b"\0") + struct.pack("<III", 0xFFFFFFFE, 0, 0)


def _odd_sectors() -> bytes:
    content = bytearray(compound("Workbook"))
    struct.pack_into("<H", content, 30, 31)
    return bytes(content)


def _xml_2003() -> bytes:
    return (
        b'<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?>'
        b'<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"><Worksheet/></Workbook>'
    )


def _flat() -> bytes:
    return b'<?xml version="1.0"?><o:document xmlns:o="urn:oasis:names:tc:opendocument:xmlns:office:1.0"/>'


def _tar() -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        info = tarfile.TarInfo("a.xlsx")
        info.size = 3
        archive.addfile(info, io.BytesIO(b"abc"))
    return buffer.getvalue()


def ods(rows: int, columns: int, repeated: int = 1) -> bytes:
    """A sheet of ones in OpenDocument, each row and cell ``repeated`` so often."""
    office = "urn:oasis:names:tc:opendocument:xmlns:"
    cell = (
        f'<table:table-cell table:number-columns-repeated="{repeated}" office:value-type="float" '
        'office:value="1"><text:p>1</text:p></table:table-cell>'
    )
    row = f'<table:table-row table:number-rows-repeated="{repeated}">{cell * columns}</table:table-row>'
    content = (
        f'<office:document-content xmlns:office="{office}office:1.0" xmlns:table="{office}table:1.0" '
        f'xmlns:text="{office}text:1.0"><office:body><office:spreadsheet><table:table table:name="表">'
        f"{row * rows}</table:table></office:spreadsheet></office:body></office:document-content>"
    )
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    manifest = (
        f'<m:manifest xmlns:m="{office}manifest:1.0"><m:file-entry m:full-path="/" m:media-type="{kind}"/>'
        "</m:manifest>"
    )
    return zipped({"mimetype": kind, "META-INF/manifest.xml": manifest, "content.xml": content})


def _ods_bomb() -> bytes:
    return ods(4, 4, repeated=1_000_000)


def _stranger() -> bytes:
    """A workbook of somebody else's."""
    import xlsxwriter

    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer) as book:
        sheet = book.add_worksheet("花名册")
        sheet.write_row(0, 0, ["姓名", "电话"])
    return buffer.getvalue()
