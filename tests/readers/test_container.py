"""The container guard: whatever is no readable workbook is refused by name, before a parser sees it."""

from __future__ import annotations

import io
import struct
import warnings
import zipfile
from collections.abc import Callable

import pytest

from xltools.core.errors import InputError
from xltools.readers.container import open_package
from xltools.readers.xlsx import read_bytes

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
SHEET = '<sheetData><row r="1"><c r="A1"><v>1</v></c></row></sheetData>'


def refused(content: bytes, path: str = "报送/甲单位.xlsx") -> InputError:
    """The error that opening raises: it names the file and says what to do."""
    with pytest.raises(InputError) as caught:
        read_bytes(content, path)
    assert path.rsplit("/", 1)[-1] in caught.value.message
    assert caught.value.fix
    return caught.value


@pytest.mark.parametrize(
    ("content", "code", "named"),
    [
        (b"", "empty", "空文件"),
        (OLE + b"\0" * 600, "old-format", ".xls"),
        (OLE + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le"), "encrypted", "打开密码"),
        (b"%PDF-1.7\n", "pdf", "PDF"),
        (b"\r\n<HTML><body><table>", "html", "HTML"),
        ("\ufeff<html>".encode("utf-16"), "html", "HTML"),
        (b"MIME-Version: 1.0\r\n", "html", "MHTML"),
        (
            b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet">',
            "xml-2003",
            "2003",
        ),
        (b"Rar!\x1a\x07", "archive", "压缩包"),
        ("单位,金额\n甲,1\n".encode("gbk"), "csv", "GBK"),
        ("单位\t金额\n甲\t1\n".encode(), "csv", "UTF-8"),
        ("单位\t金额\n".encode("utf-16"), "csv", "UTF-16"),
        ("只是一段话".encode(), "text", "文本"),
        (bytes(range(256)), "not-xlsx", "无法识别"),
        (b"\0" * 4096, "blank", "空字节"),
        (b"\x09\x08\x10\0\0\x06", "ancient", "没有外层结构"),
        (b"\x09\x04\x06\0\0\0\x10\0", "ancient", "Excel 4"),
        (b"\x89PNG\r\n", "picture", "图片"),
        (b"{\\rtf1", "word", "RTF"),
    ],
)
def test_names_what_a_file_really_is(content: bytes, code: str, named: str) -> None:
    """A file that is no zip is refused with a stable code and its real kind."""
    error = refused(content)
    assert error.code == code
    assert named in error.message


def test_names_the_lock_file_of_excel() -> None:
    """The ~$ file beside an open workbook is named for what it is."""
    assert refused(b"\x05Clerk" + b" " * 159, "报送/~$甲.xlsx").code == "lock-file"


@pytest.mark.parametrize(
    ("part", "code"),
    [
        ("word/document.xml", "word"),
        ("ppt/presentation.xml", "powerpoint"),
        ("xl/workbook.bin", "xlsb"),
        ("content.xml", "opendocument"),
        ("encrypted-package", "encrypted"),
        ("OFD.xml", "ofd"),
        ("甲单位.xlsx", "archive"),
        ("readme", "no-workbook"),
    ],
)
def test_names_a_zip_without_a_workbook(zipped: Callable[..., bytes], part: str, code: str) -> None:
    """A Word document, an .xlsb, a zip of workbooks: a zip, yet no workbook."""
    rels = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="a" Type="http://x/officeDocument" Target="/{part}"/></Relationships>'
    )
    assert refused(zipped({part: "x"})).code == code
    if not part.startswith(("甲", "readme")):
        assert refused(zipped({"_rels/.rels": rels, part: "x"})).code == code


def test_an_empty_zip_holds_no_workbook(zipped: Callable[..., bytes]) -> None:
    """A zip without entries is refused."""
    assert refused(zipped({})).code == "no-workbook"


def test_a_cut_zip_is_damaged(book: Callable[..., bytes]) -> None:
    """A file cut off in transfer is named damaged."""
    assert refused(book(SHEET)[:-40]).code == "bad-zip"


def test_a_broken_part_is_damaged(book: Callable[..., bytes]) -> None:
    """A part whose bytes do not fit its checksum is named damaged."""
    content = book("<!--" + "x" * 50 + "-->" + SHEET)
    at = content.index(b"xl/worksheets/sheet1.xml") + len("xl/worksheets/sheet1.xml") + 5
    error = refused(content[:at] + bytes([content[at] ^ 0xFF]) + content[at + 1 :])
    assert error.code == "bad-zip"


def test_an_encrypted_entry_is_named(book: Callable[..., bytes]) -> None:
    """The zip's own encryption is named, not tripped over."""
    content = bytearray(book(SHEET))
    at = content.index(b"PK\x01\x02") + 8
    content[at : at + 2] = struct.pack("<H", 1)
    assert refused(bytes(content)).code == "encrypted"


@pytest.mark.parametrize("name", ["/etc/x", "../x", "xl/../../x", "xl\\x", "c:x"])
def test_climbing_names_are_refused(parts: Callable, zipped: Callable[..., bytes], name: str) -> None:
    """No entry may point outside the package."""
    assert refused(zipped(parts(SHEET) | {name: "x"})).code == "bad-part-name"


def test_duplicate_names_are_refused(parts: Callable, zipped: Callable[..., bytes]) -> None:
    """Two parts of one name, in whatever case, would be read differently by different programs."""
    assert refused(zipped(parts(SHEET) | {"XL/Workbook.xml": "x"})).code == "duplicate-part"
    buffer = io.BytesIO(zipped(parts(SHEET)))
    with zipfile.ZipFile(buffer, "a") as archive, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        archive.writestr("xl/workbook.xml", "x")
    assert refused(buffer.getvalue()).code == "duplicate-part"


def test_a_bomb_is_refused(parts: Callable, zipped: Callable[..., bytes]) -> None:
    """A part that unpacks to more than 200 times its size, or too many parts, is refused unread."""
    assert refused(zipped(parts(SHEET) | {"xl/a.xml": b"\0" * (3 << 20)})).code == "too-big"
    assert read_bytes(zipped(parts(SHEET) | {"xl/a.bin": b"\0" * (3 << 20)}), "甲.xlsx").sheets
    assert refused(zipped(parts(SHEET) | {f"xl/{n}": b"" for n in range(5_001)})).code == "too-big"


def test_a_part_beyond_the_limit_is_refused(book: Callable[..., bytes]) -> None:
    """The size that the directory declares is enough to refuse a part."""
    content = bytearray(book(SHEET))
    at = content.rindex(b"PK\x01\x02") + 24
    content[at : at + 4] = struct.pack("<I", 150 << 20)
    assert refused(bytes(content)).code == "too-big"


def test_cells_are_counted(book: Callable[..., bytes], monkeypatch: pytest.MonkeyPatch) -> None:
    """However little is in each: their tree takes as much memory as that of fuller ones."""
    monkeypatch.setenv("XLTOOLS_MOST_CELLS", "30")
    cells = "<c><v>1</v></c>" * 30
    sheet = '<sheetData><row r="1">{}</row></sheetData>'
    assert read_bytes(book(sheet.format(cells)), "甲.xlsx").sheets[0].values == ((1,) * 30,)
    for more in ("<c/>", '<c r="AE1"/>'):
        assert refused(book(sheet.format(cells + more))).code == "too-big"


DOCTYPE = '<!DOCTYPE x [<!ENTITY a "aaaa">]>'


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("part", ["xl/workbook.xml", "xl/worksheets/sheet1.xml", "_rels/.rels"])
def test_a_doctype_is_refused(
    parts: Callable, zipped: Callable[..., bytes], part: str, encoding: str
) -> None:
    """A DOCTYPE opens the door to entity bombs and file reading: refused in every part we parse."""
    made = parts(SHEET)
    declared = "UTF-16" if "16" in encoding else "UTF-8"
    made[part] = f'<?xml version="1.0" encoding="{declared}"?>{DOCTYPE}{made[part]}'.encode(encoding)
    assert refused(zipped(made)).code == "doctype"


def test_a_doctype_in_a_rare_encoding_is_refused(parts: Callable, zipped: Callable[..., bytes]) -> None:
    """A declaration that the bytes do not show (UTF-7) does not get past the parser either."""
    made = parts(SHEET)
    part = "xl/worksheets/sheet1.xml"
    hidden = (DOCTYPE + made[part]).replace("<", "+ADw-").replace("!", "+ACE-")
    made[part] = '<?xml version="1.0" encoding="UTF-7"?>' + hidden
    assert refused(zipped(made)).code in {"doctype", "malformed"}


def test_utf16_parts_are_read(parts: Callable, zipped: Callable[..., bytes]) -> None:
    """A sheet written in UTF-16 holds its cells like any other."""
    made = parts(SHEET)
    part = "xl/worksheets/sheet1.xml"
    made[part] = ('<?xml version="1.0" encoding="UTF-16"?>' + made[part]).encode("utf-16")
    assert read_bytes(zipped(made), "a.xlsx").sheets[0].values == ((1,),)


def test_a_package_gives_its_parts(book: Callable[..., bytes]) -> None:
    """Names as in the zip; a part is found in any case, and a missing one is named."""
    package = open_package(book(SHEET), "甲.xlsx")
    assert package.workbook == "xl/workbook.xml"
    assert "xl/worksheets/sheet1.xml" in package.names
    assert package.read("XL/Worksheets/Sheet1.xml").startswith(b"<worksheet")
    with pytest.raises(InputError, match=r"缺少部件 xl/none\.xml"):
        package.read("xl/none.xml")


def test_broken_xml_is_named(parts: Callable, zipped: Callable[..., bytes]) -> None:
    """A part that is no XML, or XML of another kind, is named."""
    for broken in ("<worksheet", "", "<chartsheet/>", "<a>" * 400 + "</a>" * 400):
        error = refused(zipped(parts(SHEET) | {"xl/worksheets/sheet1.xml": broken}))
        assert (error.code, "sheet1.xml" in error.message) == ("malformed", True)


def test_a_name_that_is_nothing_is_refused(parts: Callable, zipped: Callable[..., bytes]) -> None:
    """A name that begins with NUL reads as empty: refused like any other odd name, not tripped over."""
    content = zipped(parts(SHEET) | {"Qx": "x"}).replace(b"Qx", b"\x00x")
    assert refused(content).code == "bad-part-name"
