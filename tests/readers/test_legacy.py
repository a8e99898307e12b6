"""Old and foreign formats: values are read, what cannot be read is said, and nothing is passed unseen."""

from __future__ import annotations

import struct
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest

from tests.form.books import CLEAN
from tests.hostile.made_foreign import compound, ods
from xltools.core.errors import InputError, UsageError
from xltools.core.model import ErrorValue, Workbook
from xltools.engines import soffice
from xltools.opening import VARIABLE, open_workbook
from xltools.readers import biff, ole
from xltools.readers.legacy import read_legacy
from xltools.readers.limits import Limits
from xltools.readers.xlsx import read
from xltools.runner import check_files

needs_libreoffice = pytest.mark.skipif(soffice.find() is None, reason="没有 LibreOffice")

#: A cell with a formula that people see, made an error.
_ERROR = ("自评表", "F41")


@pytest.fixture(scope="module")
def converted(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """The clean sample with an error value in it, as LibreOffice saves it in an old format."""
    folder = tmp_path_factory.mktemp("旧")
    book = openpyxl.load_workbook(CLEAN)
    book[_ERROR[0]][_ERROR[1]] = "=1/0"
    (folder / "错").mkdir()
    book.save(folder / "错" / "错.xlsx")
    sources = (CLEAN, folder / "错" / "错.xlsx")

    def make(name: str) -> Path:
        source = sources[name.startswith("错")]
        ending = name.rpartition(".")[2]
        (made,) = soffice.convert([source], ending, folder / ending)
        return made

    return make


def differences(one: Workbook, other: Workbook) -> list[tuple[object, object]]:
    """The values that differ; a float may by the last digits, and blank is as good as an empty text."""
    found = []
    for left, right in zip(one.sheets, other.sheets, strict=True):
        assert left.name == right.name
        for row in range(1, max(len(left.values), len(right.values)) + 1):
            for column in range(1, 60):
                a, b = left.value(row, column), right.value(row, column)
                if (a or None) != (b or None) and not _close(a, b):
                    found.append((a, b))
    return found


def _close(a: object, b: object) -> bool:
    numbers = isinstance(a, int | float) and isinstance(b, int | float)
    return numbers and a == pytest.approx(b, rel=1e-12)


@needs_libreoffice
def test_an_ods_has_the_values_of_the_sample(converted: Callable[[str], Path]) -> None:
    """Every value of every sheet is read."""
    path = converted("好.ods")
    assert differences(read(CLEAN), read_legacy(path.read_bytes(), str(path), "opendocument")) == []


@needs_libreoffice
def test_an_xls_has_no_value_that_the_sample_has_not(converted: Callable[[str], Path]) -> None:
    """LibreOffice saves texts that formulas give as the number 0: such a nought is not believed."""
    path = converted("好.xls")
    found = read_legacy(path.read_bytes(), str(path), "old-format")
    assert {b for _, b in differences(read(CLEAN), found)} <= {None}


@needs_libreoffice
def test_an_error_value_is_no_blank(converted: Callable[[str], Path]) -> None:
    """Calamine gives a blank where an .xls holds #DIV/0!."""
    path = converted("错.xls")
    sheet = read_legacy(path.read_bytes(), str(path), "old-format").sheet(_ERROR[0])
    assert sheet is not None
    assert sheet.value(41, 6) == ErrorValue("#DIV/0!")


@needs_libreoffice
@pytest.mark.parametrize("name", ["好.xls", "好.ods"])
def test_what_cannot_be_read_is_unjudged(converted: Callable[[str], Path], name: str) -> None:
    """The unit is read and nothing is found; yet it is not passed, and the remedy is said."""
    (checked,) = check_files([converted(name)])
    assert checked.verdict == "需核实"
    assert checked.record is not None
    assert checked.record.code == "示例003"
    assert not [each for each in checked.findings if each.outcome == "不通过"]
    told = next(each for each in checked.findings if "只读出了各格的数值" in each.message)
    assert told.outcome == "未判"
    assert "R086" in told.message
    assert "另存为 .xlsx" in told.fix


@needs_libreoffice
def test_libreoffice_converts_where_it_is_asked_to(
    converted: Callable[[str], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Formulas and names are read then; the path and the hash are those of the file that was sent."""
    monkeypatch.setenv(VARIABLE, "转换")
    path = converted("好.xls")
    found = open_workbook(path)
    assert not found.values_only
    assert found.content == path.read_bytes()
    assert found.sheets[1].formulas


def test_the_ways_of_old_formats(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """拒绝 refuses with the remedy; a word that is none of them is told before anything is read."""
    path = tmp_path / "表.ods"
    path.write_bytes(ods(2, 2))
    assert open_workbook(path).sheets[0].values == ((1, 1), (1, 1))
    monkeypatch.setenv(VARIABLE, "拒绝")
    with pytest.raises(InputError, match="OpenDocument"):
        open_workbook(path)
    monkeypatch.setenv(VARIABLE, "随便")
    with pytest.raises(UsageError, match=VARIABLE):
        open_workbook(path)


def test_streams_of_a_compound_file() -> None:
    """The names at the root; none where the file is cut or its chains run in circles."""
    whole = compound("Workbook", "Other")
    assert ole.streams(whole) == {"Workbook", "Other"}
    assert ole.streams(whole[:700]) == frozenset()
    assert ole.streams(compound("Workbook", loop=True)) == frozenset()
    assert ole.stream(whole, "Workbook") == b""


def _record(kind: int, body: bytes) -> bytes:
    return struct.pack("<HH", kind, len(body)) + body


def test_errors_of_a_workbook_stream() -> None:
    """A typed error, a formula's error, a formula's 0, and a formula's number."""
    begin, end = _record(0x0809, b"\0\6\5\0" + bytes(12)), _record(0x000A, b"")
    cells = _record(0x0205, struct.pack("<HHHBB", 0, 0, 0, 0x17, 1))
    cells += _record(0x0006, struct.pack("<HHH", 1, 1, 0) + b"\2\0\x2a\0\0\0\xff\xff" + bytes(8))
    cells += _record(0x0006, struct.pack("<HHHd", 2, 2, 0, 0.0) + bytes(8))
    cells += _record(0x0006, struct.pack("<HHHd", 3, 3, 0, 5.0) + bytes(8))
    bound = _record(0x0085, struct.pack("<IH", len(begin) + 10 + len(end), 0))
    (found,) = biff.told(begin + bound + end + begin + cells + end)
    assert found.numbers == {(4, 4): 5.0}
    assert found.errors == {(1, 1): ErrorValue("#REF!"), (2, 2): ErrorValue("#N/A")}
    assert found.noughts == {(3, 3)}
    assert list(biff.told(begin + bound[:6])) == []


def test_limits_are_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    """An environment variable sets each; what is no number is refused in Chinese; the remedy names it."""
    assert Limits.of({"XLTOOLS_MOST_SHEETS": " 7 "}) == replace(Limits(), sheets=7)
    for wrong in ("0", "-1", "多", "1.5", "９"):
        with pytest.raises(UsageError, match="XLTOOLS_MOST_SHEETS"):
            Limits.of({"XLTOOLS_MOST_SHEETS": wrong})
    monkeypatch.setenv("XLTOOLS_MOST_SHEETS", "2")
    with pytest.raises(InputError) as caught:
        read(CLEAN)
    assert caught.value.code == "too-big"
    assert "XLTOOLS_MOST_SHEETS" in caught.value.fix
