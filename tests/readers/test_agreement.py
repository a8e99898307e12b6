"""Three readers of one file: ours, openpyxl's and calamine's say the same of each cell.

Allowed, and only so: calamine gives error values, empty texts and blanks all as "", and dates as dates where
we keep the serial number and its format; openpyxl gives a blank for an empty cached text. Where a number is
none (``1e999``, ``NaN``, full-width digits) we say #无效数字!, which the check tells, and they guess.
"""

from __future__ import annotations

import datetime as dt
import warnings
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl.utils.datetime import MAC_EPOCH, WINDOWS_EPOCH, to_excel
from python_calamine import CalamineWorkbook

from tests.form.books import ROOT
from tests.hostile.files import BOOKS, write
from tests.hostile.hostile import READ, TOLD
from xltools.core.model import ErrorValue, Workbook
from xltools.engines import soffice
from xltools.pool.alone import Alone
from xltools.pool.limits import Limits
from xltools.readers.xlsx import read

#: A difference: sheet, row, column, our value, theirs.
Difference = tuple[str, int, int, object, object]

#: What others read otherwise of odd files, and why: file and reader.
ELSEWHERE = {"转义控制字符.xlsx _against_calamine": "controls, which no XML holds, stay as spelt"}


def _samples() -> list[Path]:
    found = [p for folder in ("workbooks", "templates") for p in (ROOT / folder).rglob("*.xlsx")]
    return sorted(path for path in found if not path.name.startswith("~$"))


def differences(path: Path) -> tuple[list[Difference], list[Difference]]:
    """What openpyxl, and what calamine, say otherwise of the values of a workbook."""
    ours = read(path)
    return _against_openpyxl(ours, path), _against_calamine(ours, path)


def _covered(ours: Workbook) -> set[tuple[str, int, int]]:
    """The cells under merged ones, which others leave out."""
    return {
        (sheet.name, row, column)
        for sheet in ours.sheets
        for area in sheet.merges
        for row in range(area.first_row, area.last_row + 1)
        for column in range(area.first_column, area.last_column + 1)
        if (row, column) != (area.first_row, area.first_column)
    }


def _filled(ours: Workbook) -> dict[tuple[str, int, int], object]:
    near = {
        (sheet.name, row, column): value
        for sheet in ours.sheets
        for row, line in enumerate(sheet.values, 1)
        for column, value in enumerate(line, 1)
        if value is not None
    }
    return near | {(sheet.name, *at): value for sheet in ours.sheets for at, value in sheet.far.items()}


def _against_openpyxl(ours: Workbook, path: Path) -> list[Difference]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        book = openpyxl.load_workbook(path, data_only=True)
    covered, theirs = _covered(ours), {}
    for sheet, other in zip(ours.sheets, book.worksheets, strict=True):
        for (row, column), cell in other._cells.items():
            value = ErrorValue(cell.value) if cell.data_type == "e" else cell.value
            theirs[sheet.name, row, column] = _serial(value, book.epoch)
    mine = {at: value for at, value in _filled(ours).items() if at not in covered}
    return _different(mine, theirs, _unread(ours))


def _unread(ours: Workbook) -> set[tuple[str, int, int]]:
    """The cells whose number is none: we say so, others take something for it, infinity mostly.

    And formulas far from all others, of which we keep the text.
    """
    far = {(s.name, *at) for s in ours.sheets for at, value in s.far.items() if str(value).startswith("=")}
    return far | {at for at, value in _filled(ours).items() if value == ErrorValue("#无效数字!")}


def _against_calamine(ours: Workbook, path: Path) -> list[Difference]:
    book = CalamineWorkbook.from_path(str(path))
    theirs = {
        (sheet.name, row, column): _serial(value, MAC_EPOCH if ours.date1904 else WINDOWS_EPOCH)
        for sheet in ours.sheets
        for row, line in enumerate(book.get_sheet_by_name(sheet.name).to_python(skip_empty_area=False), 1)
        for column, value in enumerate(line, 1)
        if value != ""
    }
    # Errors are blanks to it.
    mine = {at: None if isinstance(value, ErrorValue) else value for at, value in _filled(ours).items()}
    return _different(mine, theirs, _unread(ours))


def _serial(value: object, epoch: dt.datetime) -> object:
    return to_excel(value, epoch) if isinstance(value, dt.date | dt.time | dt.timedelta) else value


def _different(mine: Mapping, theirs: Mapping, unread: set[tuple[str, int, int]]) -> list[Difference]:
    return [
        (*at, mine.get(at), theirs.get(at))
        for at in sorted({*mine, *theirs} - unread)
        if not _same(mine.get(at), theirs.get(at))
    ]


def _same(mine: object, other: object) -> bool:
    if mine in (None, "") or other in (None, ""):
        return mine in (None, "") and other in (None, "")
    if isinstance(mine, bool) or isinstance(other, bool):
        return mine is other
    if isinstance(mine, int | float) and isinstance(other, int | float):
        return mine == other or abs(mine - other) <= 1e-6 * max(1.0, abs(mine)) * 1e-3
    return mine == other


@pytest.mark.usefixtures("quiet")
@pytest.mark.parametrize("path", _samples(), ids=lambda path: path.stem)
def test_all_workbooks_of_the_repository(path: Path) -> None:
    """The samples and blank forms read alike."""
    assert differences(path) == ([], [])


@pytest.mark.usefixtures("quiet")
@pytest.mark.skipif(soffice.find() is None, reason="没有 LibreOffice")
def test_all_samples_as_libreoffice_writes_them(tmp_path: Path) -> None:
    """The same for what LibreOffice saves of them, with its own way to write cells."""
    sources = []
    for number, path in enumerate(_samples()):
        sources.append(tmp_path / f"{number}.xlsx")
        sources[-1].write_bytes(path.read_bytes())
    made = soffice.convert(sources, "xlsx:Calc MS Excel 2007 XML", tmp_path / "出")
    assert {path.name: differences(path) for path in made} == {path.name: ([], []) for path in made}


def _compared(path: Path) -> dict[str, list[Difference]]:
    """What differs, by reader; nothing of one that cannot read the file."""
    ours, found = read(path), {}
    for against in (_against_openpyxl, _against_calamine):
        try:
            found[against.__name__] = against(ours, path)
        except BaseException:  # noqa: BLE001, S112  # a panic of Rust is no Exception
            continue
    return found


def test_odd_files_that_others_read_too(tmp_path: Path) -> None:
    """Of the odd and hostile files, each that others survive and read is read alike."""
    readable = [each for each in BOOKS if {READ, TOLD} & set(each.demands)]
    paths = list(write(readable, tmp_path).values())
    with Alone(Limits(seconds=30)) as child:
        outcomes = {each.item.name: each.value for each in child.map(_compared, paths)}
    told = {
        f"{name} {reader}": differ[:3]
        for name, found in outcomes.items()
        for reader, differ in (found or {}).items()
        if differ and f"{name} {reader}" not in ELSEWHERE
    }
    assert told == {}
    assert sum(bool(found) for found in outcomes.values()) > len(paths) // 2


_CELLS = st.one_of(
    st.text(st.characters(categories=["L", "N", "P", "S"]), min_size=1).filter(lambda text: "_x" not in text),
    st.integers(-(10**15) + 1, 10**15 - 1),
    st.floats(-1e300, 1e300, allow_subnormal=False).map(lambda number: float(f"{number:.15G}")),
    st.booleans(),
    st.dates(dt.date(1900, 3, 1), dt.date(9999, 12, 31)),
    st.sampled_from([ErrorValue("#DIV/0!"), ErrorValue("#N/A"), ErrorValue("#REF!")]),
)


@pytest.mark.usefixtures("quiet")
@given(st.dictionaries(st.tuples(st.integers(0, 30), st.integers(0, 20)), _CELLS, max_size=25))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=40)
def test_any_grid(tmp_path: Path, grid: dict) -> None:
    """Any grid of texts, numbers, truth values, dates and errors that XlsxWriter writes reads alike."""
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet, date = book.add_worksheet(), book.add_format({"num_format": "yyyy-mm-dd"})
        for (row, column), value in grid.items():
            write: Callable[..., object] = sheet.write_number
            match value:
                case bool():
                    write = sheet.write_boolean
                case str():
                    write = sheet.write_string
                case ErrorValue():
                    sheet.write_formula(row, column, "=1/0", None, str(value))
                    continue
                case dt.date():
                    sheet.write_datetime(row, column, dt.datetime.combine(value, dt.time()), date)
                    continue
            write(row, column, value)
    assert differences(path) == ([], [])


@pytest.mark.usefixtures("quiet")
def test_a_difference_would_be_seen(tmp_path: Path) -> None:
    """The comparison notices a figure changed in one of the files."""
    path = _samples()[0]
    ours = read(path)
    changed = tmp_path / "改.xlsx"
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(changed, "w") as new:
        for name in old.namelist():
            part = old.read(name)
            new.writestr(name, part.replace(b"<v>1</v>", b"<v>2</v>") if "sheet" in name else part)
    assert _against_openpyxl(ours, changed)
    assert _against_calamine(ours, changed)
