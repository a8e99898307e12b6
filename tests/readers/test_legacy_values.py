"""What calamine gives wrongly of an .xls is put right; what it calls damaged is named for what it is."""

from __future__ import annotations

import io
import struct
import zipfile

import pytest
from python_calamine import CalamineWorkbook

from tests.hostile.made_foreign import ods
from tests.readers.xls_made import book, compound, formula, number, record
from xltools.core.errors import InputError
from xltools.core.model import ErrorValue, Value
from xltools.readers import ole
from xltools.readers.legacy import read_legacy

_DATE = "yyyy-mm-dd"
_DIVIDED = formula(0, 0, b"\2\0\x07\0\0\0\xff\xff")


def _column(content: bytes, code: str = "old-format") -> list[Value]:
    """The first column of the first sheet."""
    sheet = read_legacy(content, "表", code).sheets[0]
    return [sheet.value(row, 1) for row in range(1, len(sheet.values) + 1)]


def _refused(content: bytes, code: str = "old-format") -> tuple[str, str]:
    with pytest.raises(InputError) as caught:
        read_legacy(content, "表", code)
    assert caught.value.fix
    return caught.value.code, caught.value.message


def test_a_negative_number_is_no_time_of_day() -> None:
    """In a format that calamine takes for one of dates a number is the number, to its last digit."""
    content = compound(book(number(0, 0, -1.28155, 1) + number(1, 0, 0.4896841, 1), formats=[_DATE]))
    given = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()
    assert {type(value).__name__ for (value,) in given} == {"time"}
    assert _column(content) == [-1.28155, 0.4896841]


def test_numbers_packed_into_four_bytes() -> None:
    """Whole, negative, hundredths, floating; alone and several in a record."""
    packed = [
        7 << 2 | 2,
        (-7 & 0x3FFFFFFF) << 2 | 2,
        1234 << 2 | 3,
        struct.unpack("<Q", struct.pack("<d", 1.5))[0] >> 32,
    ]
    cells = record(0x027E, struct.pack("<HHHI", 0, 0, 1, packed[0]))
    body = b"".join(struct.pack("<HI", 1, each) for each in packed)
    cells += record(0x00BD, struct.pack("<HH", 1, 0) + body + struct.pack("<H", 3))
    (sheet,) = read_legacy(compound(book(cells, formats=[_DATE])), "表", "old-format").sheets
    assert sheet.values == ((7,), (7, -7, 12.34, 1.5))


def test_dates_count_from_1904_where_the_file_says_so() -> None:
    """The workbook says it, and the numbers are those of the file."""
    content = compound(book(number(0, 0, 40_000.0, 1), record(0x0022, b"\1\0"), [_DATE]))
    workbook = read_legacy(content, "表", "old-format")
    assert workbook.date1904
    assert workbook.sheets[0].value(1, 1) == 40_000
    assert not read_legacy(compound(book(number(0, 0, 1.0))), "表", "old-format").date1904


@pytest.mark.parametrize("padding", [0, 5_000, 8_000_000])
@pytest.mark.parametrize("name", ["Workbook", "WORKBOOK"])
def test_an_error_is_no_blank_in_files_of_any_size(padding: int, name: str) -> None:
    """Small streams, and those that fill the table in the header and more; names in any case."""
    cells = _DIVIDED + formula(1, 0, bytes(8)) + number(2, 0, 5.0)
    stream = book(cells, padding=padding)
    content = compound(stream, name)
    assert ole.stream(content, "Workbook") == stream
    assert _column(content) == [ErrorValue("#DIV/0!"), None, 5]


def test_a_last_sector_may_be_cut() -> None:
    """A stream that ends with the file is whole, however little of its last sector was written."""
    stream = book(_DIVIDED, padding=5_000)
    content = compound(stream)
    short = 512 - len(stream) % 512
    assert ole.stream(content[:-short], "Workbook") == stream
    assert ole.stream(content[:-512], "Workbook") == b""


def test_formulas_written_as_older_versions_do() -> None:
    """Their results are read, which calamine passes over."""
    content = compound(book(number(0, 0, 1.0) + formula(1, 0, struct.pack("<d", 3.5), 0x0406)))
    assert _column(content) == [1, 3.5]


def test_a_nought_of_a_formula_is_not_believed_in_any_format() -> None:
    """Not even where its format makes a time of it: it may stand for a text."""
    cell = bytearray(formula(0, 0, bytes(8)))
    struct.pack_into("<H", cell, 8, 1)
    assert _column(compound(book(bytes(cell) + number(1, 0, 2.0), formats=[_DATE]))) == [None, 2]


def test_an_encrypted_xls_is_called_so() -> None:
    """Not damaged: the remedy is to take the password away."""
    code, message = _refused(compound(book(number(0, 0, 1.0), record(0x002F, bytes(54)))))
    assert code == "encrypted"
    assert "加密" in message


def test_a_far_cell_is_refused_before_room_is_made() -> None:
    """Calamine would take half a gigabyte for two cells."""
    code, message = _refused(compound(book(number(0, 0, 1.0) + number(65_535, 255, 1.0))))
    assert code == "too-big"
    assert "范围" in message


def _with(parts: dict[str, bytes]) -> bytes:
    """An .ods with other parts beside its own."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(ods(2, 2))) as old, zipfile.ZipFile(buffer, "w") as new:
        for name in {*old.namelist(), *parts}:
            new.writestr(name, parts[name] if name in parts else old.read(name))
    return buffer.getvalue()


def test_an_encrypted_ods_is_called_so() -> None:
    """As its manifest says."""
    manifest = b'<m:manifest xmlns:m="x"><m:file-entry><m:encryption-data/></m:file-entry></m:manifest>'
    code, message = _refused(_with({"META-INF/manifest.xml": manifest}), "opendocument")
    assert code == "encrypted"
    assert "加密" in message


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        (b"application/vnd.sun.xml.calc", ".sxc"),
        (b"application/vnd.oasis.opendocument.text", ".odt"),
        (b"application/vnd.oasis.opendocument.graphics", "OpenDocument"),
    ],
)
def test_documents_of_other_kinds_are_named(kind: bytes, name: str) -> None:
    """They are not called a damaged spreadsheet; a template of spreadsheets is read as one."""
    assert name in _refused(_with({"mimetype": kind}), "opendocument")[1]


def test_a_template_of_spreadsheets_is_read() -> None:
    """An .ots differs by its kind alone."""
    kind = b"application/vnd.oasis.opendocument.spreadsheet-template"
    assert _column(_with({"mimetype": kind}), "opendocument") == [1, 1]


def test_a_text_in_a_wrong_encoding_is_told() -> None:
    """Zero bytes are no text anybody typed."""
    label = record(0x0204, struct.pack("<HHHHB", 0, 0, 0, 3, 0) + b"A\0B")
    assert _column(compound(book(label))) == [ErrorValue("#无效字符串!")]
