"""LibreOffice opens what was annotated, its own files lose nothing, and marks it saved can be cleared."""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterator
from dataclasses import dataclass

import openpyxl
import pytest
from openpyxl.worksheet.formula import ArrayFormula
from openpyxl.worksheet.worksheet import Worksheet

from xltools.engines import soffice
from xltools.writers.patch.clear import cleared
from xltools.writers.patch.marks import annotated

from .books import book
from .compare import Allowed, lost
from .parts import Parts
from .reviews import review
from .schema import new_faults
from .spots import marked, spots

pytestmark = pytest.mark.skipif(soffice.find() is None, reason="没有 LibreOffice")

_AS = "xlsx:Calc MS Excel 2007 XML"
_NAMES = ("rich.xlsx", "legacy.xlsx", "threaded.xlsx", "controls.xlsx", "positional.xlsx", "remarks.xlsx")


@dataclass(frozen=True)
class Saved:
    """A book as LibreOffice saves it, and its annotated copy as LibreOffice saves that."""

    name: str
    plain: bytes
    marked: bytes


@pytest.fixture(scope="module")
def saved(tmp_path_factory: pytest.TempPathFactory) -> list[Saved]:
    """All books through LibreOffice in one run."""
    folder = tmp_path_factory.mktemp("原件")
    files = []
    for name in _NAMES:
        for kind, content in (("原", book(name)), ("注", annotated(book(name), name, _review(book(name))))):
            files.append(folder / f"{kind}{name}")
            files[-1].write_bytes(content)
    made = [each.read_bytes() for each in soffice.convert(files, _AS, folder / "存", timeout=120)]
    return [Saved(*three) for three in zip(_NAMES, made[::2], made[1::2], strict=True)]


def test_libreoffice_reads_the_same(saved: list[Saved]) -> None:
    """The sheets, values and notes it finds are those of the original, and one sheet and our notes more."""
    for each in saved:
        old, new = _loaded(each.plain), _loaded(each.marked)
        assert new.sheetnames[:-1] == old.sheetnames, each.name
        for sheet in old.worksheets:
            values = dict(_cells(sheet))
            assert {ref: value for ref, value in _cells(new[sheet.title]) if ref in values} == values, (
                each.name
            )
        was, now = _notes(each.plain), _notes(each.marked)
        assert {spot: now.get(spot, "")[: len(text)] for spot, text in was.items()} == was, each.name
        assert len(now) > len(was), each.name


def test_what_libreoffice_saved_is_annotated_without_loss(saved: list[Saved]) -> None:
    """Its own way of writing workbooks comes through like any other."""
    for each in saved:
        after = annotated(each.plain, each.name, _review(each.plain))
        assert lost(each.plain, after, Allowed(marked(each.plain, spots(each.plain)))) == [], each.name
        assert new_faults(each.plain, after) == [], each.name
        assert Parts(cleared(after, each.name)).bytes == Parts(each.plain).bytes, each.name


def test_marks_saved_by_libreoffice_are_cleared(saved: list[Saved]) -> None:
    """Another program wrote every part anew: our sheet and notes go, and each fill comes back."""
    for each in saved:
        back = cleared(each.marked, each.name)
        assert new_faults(each.marked, back) == [], each.name
        first, old, new = (_loaded(content) for content in (book(each.name), each.plain, back))
        assert new.sheetnames == old.sheetnames, each.name
        assert _notes(back) == _notes(each.plain), each.name
        for sheet in old.worksheets:
            # LibreOffice blends a pattern to one colour; what we put back is the pattern.
            lawful = [{ref: _fill(cell) for ref, cell in _all(each)} for each in (sheet, first[sheet.title])]
            after = {ref: _fill(cell) for ref, cell in _all(new[sheet.title])}
            wrong = {
                ref: fill for ref, fill in after.items() if fill not in [each.get(ref) for each in lawful]
            }
            assert wrong == {}, each.name


def _review(content: bytes) -> object:
    return review([place for place in spots(content) if place[1] < 5000])


def _loaded(content: bytes) -> openpyxl.Workbook:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return openpyxl.load_workbook(io.BytesIO(content))


def _all(sheet: object) -> Iterator[tuple[str, object]]:
    # A chart sheet has no cells; LibreOffice makes a worksheet of it.
    rows = sheet.iter_rows(max_row=60, max_col=40) if isinstance(sheet, Worksheet) else ()
    for row in rows:
        yield from ((cell.coordinate, cell) for cell in row)


def _cells(sheet: object) -> Iterator[tuple[str, object]]:
    for ref, cell in _all(sheet):
        if cell.value is not None:
            value = cell.value
            yield ref, value.text if isinstance(value, ArrayFormula) else value


def _fills(sheet: object) -> dict[str, tuple[str | None, str]]:
    return {ref: _fill(cell) for ref, cell in _all(sheet)}


def _fill(cell: object) -> tuple[str | None, str]:
    return cell.fill.fill_type, cell.fill.fgColor.rgb if cell.fill.fill_type else ""


def _notes(content: bytes) -> dict[tuple[str, str], str]:
    """Each note's text, by sheet and cell."""
    book = _loaded(content)
    found = ((sheet.title, ref, cell.comment) for sheet in book.worksheets for ref, cell in _all(sheet))
    return {(title, ref): note.text.rstrip() for title, ref, note in found if note}
