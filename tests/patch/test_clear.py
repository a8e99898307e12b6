"""Clearing: exactly what was, while nobody saved the file; and where somebody did, our marks and no more."""

from __future__ import annotations

import base64
import re
import shutil
import subprocess
import zlib
from copy import copy as copied
from pathlib import Path

import openpyxl
import pytest

from tests.patch.marked import (
    BOOKS,
    UNIT,
    at,
    fill,
    item,
    loaded,
    parts,
    rebuilt,
    review,
    saved,
    texts,
    written,
)
from xltools.core.refs import Place
from xltools.core.returned.notes import END, START
from xltools.readers.xlsx import read_bytes
from xltools.writers.patch import colours
from xltools.writers.patch.clear import cleared
from xltools.writers.patch.marks import annotated

SHEET = "自评表"
needs_libreoffice = pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")


def marked() -> bytes:
    """The written book with marks on a filled cell, an empty one, and one with a note of the unit's."""
    return annotated(written(), "x.xlsx", at((SHEET, 3, 2), (SHEET, 5, 2), (SHEET, 2, 2), ("评分'表", 1, 1)))


def resaved(change=lambda _book: None) -> bytes:
    """The marked book as another program writes it after somebody changed something in it."""
    book = loaded(marked())
    change(book)
    return saved(book)


@pytest.mark.parametrize("name", BOOKS)
def test_a_workbook_without_marks_is_left_alone(name: str) -> None:
    """Nothing to clear: the very bytes."""
    assert cleared(BOOKS[name](), name) == BOOKS[name]()


def test_after_another_program_saved_it_only_our_marks_go() -> None:
    """Sheet, notes and fills of ours are gone; each fill, the unit's words and every value are back."""
    back = cleared(resaved(), "x.xlsx")
    old, new = loaded(written()), loaded(back)
    assert new.sheetnames == old.sheetnames
    assert texts(back)[SHEET] == {"B2": "单位自己的批注", "A9": "另一条"}
    assert texts(back)["评分'表"] == {}
    assert [fill(back, SHEET, cell) for cell in ("B2", "B3", "B5")] == ["FFFF00", "FFFF00", ""]
    for sheet in ("自评表", "评分'表"):
        assert [[c.value for c in row] for row in new[sheet].iter_rows(max_row=9, max_col=6)] == [
            [c.value for c in row] for row in old[sheet].iter_rows(max_row=9, max_col=6)
        ]
    assert "审核结果" not in parts(back)["xl/workbook.xml"].decode()
    assert cleared(back, "x.xlsx") == back


def test_marks_are_found_where_rows_moved_them() -> None:
    """Three rows further down the mark is found by its note, its own fill by the line number."""

    def move(book: openpyxl.Workbook) -> None:
        book[SHEET].move_range("B3:B5", rows=3)

    content = resaved(move)
    assert fill(content, SHEET, "B6") == colours.ERROR
    back = cleared(content, "x.xlsx")
    assert fill(back, SHEET, "B6") == "FFFF00"
    assert fill(back, SHEET, "B8") == ""
    assert set(texts(back)[SHEET]) == {"B2", "A9"}


def test_what_staff_wrote_into_our_note_stays() -> None:
    """A reply under our words is the unit's own: it stays when ours go."""

    def reply(book: openpyxl.Workbook) -> None:
        book[SHEET]["B5"].comment.text += "\n已和会计核对"

    assert texts(cleared(resaved(reply), "x.xlsx"))[SHEET]["B5"] == "已和会计核对"


def test_what_staff_coloured_since_stays() -> None:
    """A cell that has another colour by now keeps it."""

    def paint(book: openpyxl.Workbook) -> None:
        book[SHEET]["B3"].fill = openpyxl.styles.PatternFill("solid", fgColor="FF00FF00")

    assert fill(cleared(resaved(paint), "x.xlsx"), SHEET, "B3") == "00FF00"


def test_our_colour_goes_where_it_was_copied_to_or_lost_its_note() -> None:
    """A marked cell copied elsewhere, and one whose note was deleted, lose our colour."""

    def copy(book: openpyxl.Workbook) -> None:
        book[SHEET]["C7"].fill = copied(book[SHEET]["B3"].fill)
        book[SHEET]["B3"].comment = None

    back = cleared(resaved(copy), "x.xlsx")
    assert [fill(back, SHEET, cell) for cell in ("C7", "B3")] == ["", "FFFF00"]


def test_without_the_sheet_the_notes_still_tell_what_is_ours() -> None:
    """Somebody deleted 审核结果: notes and colours go all the same."""
    back = cleared(resaved(lambda book: book.remove(book["审核结果"])), "x.xlsx")
    assert fill(back, SHEET, "B5") == ""
    assert set(texts(back)[SHEET]) == {"B2", "A9"}


def test_the_sheet_is_known_under_another_name_and_place() -> None:
    """Renamed and moved to the front it is found by its headings; the other sheets' local names follow."""

    def rename(book: openpyxl.Workbook) -> None:
        book["审核结果"].title = "退回意见"
        book.move_sheet("退回意见", -2)
        book["评分'表"].print_title_rows = "1:1"

    back = loaded(cleared(resaved(rename), "x.xlsx"))
    assert back.sheetnames[:2] == ["自评表", "评分'表"]
    assert "退回意见" not in back.sheetnames
    assert back["评分'表"].print_title_rows == "$1:$1"


def test_a_part_changed_since_is_not_put_back() -> None:
    """One figure patched in the marked file: the vault counts no more, and the figure stays."""
    content = marked()
    sheet = parts(content)["xl/worksheets/sheet1.xml"].replace(b"<v>12.5</v>", b"<v>13.5</v>")
    back = cleared(rebuilt(content, {"xl/worksheets/sheet1.xml": sheet}), "x.xlsx")
    assert read_bytes(back, "x.xlsx").value(Place(SHEET, 2, 2)) == 13.5
    assert texts(back)[SHEET] == {"B2": "单位自己的批注", "A9": "另一条"}
    assert not [name for name in parts(back) if name.startswith("customXml")]


def test_a_vault_that_was_tampered_with_gives_no_other_figures() -> None:
    """A vault with other figures than those that were seen is not opened: what was seen is what stays."""
    content = marked()
    name = next(name for name in parts(content) if name.startswith("customXml/item1"))
    forged = parts(written())["xl/worksheets/sheet1.xml"].replace(b"<v>12.5</v>", b"<v>99</v>")
    packed = base64.b64encode(zlib.compress(forged)).decode()
    vault = re.sub(
        r'(<part name="xl/worksheets/sheet1.xml"[^>]*>)[^<]*',
        rf"\g<1>{packed}",
        parts(content)[name].decode(),
    )
    assert vault.encode() != parts(content)[name]
    back = cleared(rebuilt(content, {name: vault.encode()}), "x.xlsx")
    assert read_bytes(back, "x.xlsx").value(Place(SHEET, 2, 2)) == 12.5
    assert set(texts(back)[SHEET]) == {"B2", "A9"}


@pytest.mark.parametrize("harm", [b"!!!", b"eJw=", b""])
def test_a_damaged_vault_is_passed_over(harm: bytes) -> None:
    """Whatever became of the vault, the marks come off."""
    content = marked()
    name = "customXml/item1.xml"
    vault = re.sub(rb"(<part [^>]*>)[^<]*", rb"\g<1>" + harm, parts(content)[name])
    back = cleared(rebuilt(content, {name: vault}), "x.xlsx")
    assert loaded(back).sheetnames == loaded(written()).sheetnames
    assert set(texts(back)[SHEET]) == {"B2", "A9"}


def test_marking_a_file_that_was_saved_since_marks_it_once() -> None:
    """Marked, saved by another program, marked again: one sheet, one note a cell, and it can be cleared."""
    again = annotated(resaved(), "x.xlsx", at((SHEET, 2, 2)))
    assert [name for name in loaded(again).sheetnames if name.startswith("审核结果")] == ["审核结果"]
    note = texts(again)[SHEET]["B2"]
    assert (note.count(START), note.count(END)) == (1, 1)
    assert set(texts(again)[SHEET]) == {"B2", "A9"}
    assert fill(cleared(again, "x.xlsx"), SHEET, "B2") == "FFFF00"


@needs_libreoffice
def test_after_libreoffice_saved_it_only_our_marks_go(tmp_path: Path) -> None:
    """A real workbook through a real office program: nothing of ours is left, all values are there."""
    told = review(
        *(item(Place(SHEET, row, 6)) for row in (20, 28, 35)), item(Place("评分表", 10, 14), "核实")
    )
    unit = annotated(UNIT.read_bytes(), "x.xlsx", told)
    content = _through_libreoffice(unit, tmp_path)
    assert any(START in note for note in texts(content)[SHEET].values())
    back = cleared(content, "x.xlsx")
    assert not any(START in note for notes in texts(back).values() for note in notes.values())
    assert loaded(back).sheetnames == loaded(UNIT.read_bytes()).sheetnames
    assert not colours.MARKS & {fill(back, SHEET, cell) for cell in ("F20", "F28", "F35")}
    was, now = read_bytes(content, "x.xlsx"), read_bytes(back, "x.xlsx")
    assert {sheet.name: sheet.values for sheet in now.sheets} == {
        sheet.name: sheet.values for sheet in was.sheets if sheet.name != "审核结果"
    }


@needs_libreoffice
def test_libreoffice_prints_it(tmp_path: Path) -> None:
    """The marked workbook opens and is turned into a PDF."""
    (tmp_path / "退回.xlsx").write_bytes(marked())
    _convert(tmp_path / "退回.xlsx", "pdf", tmp_path / "out")
    assert (tmp_path / "out" / "退回.pdf").read_bytes().startswith(b"%PDF")


def _through_libreoffice(content: bytes, folder: Path) -> bytes:
    (folder / "a.xlsx").write_bytes(content)
    _convert(folder / "a.xlsx", "xlsx", folder / "out")
    return (folder / "out" / "a.xlsx").read_bytes()


def _convert(file: Path, kind: str, out: Path) -> None:
    profile = f"-env:UserInstallation=file://{file.parent}/profile"
    command = ["soffice", profile, "--headless", "--convert-to", kind, "--outdir", str(out), str(file)]
    subprocess.run(command, check=True, capture_output=True, timeout=180)  # noqa: S603  # our own words


@pytest.mark.parametrize("form", ["utf-8", "&#%d;", "&#x%x;", "&#x%X;", "utf-16"])
def test_the_sheet_is_known_however_its_words_are_written(form: str) -> None:
    """As references or in another encoding, as some programs write texts: it is found and taken away."""

    def written_so(content: bytes) -> bytes:
        text = content.decode()
        if form.startswith("&"):
            return "".join(each if ord(each) < 128 else form % ord(each) for each in text).encode()
        declared = text.split("?>", 1)[-1] if text.startswith("<?xml") else text
        return f'<?xml version="1.0" encoding="{form}"?>{declared}'.encode(form)

    content = resaved()
    wordy = {
        name: written_so(part)
        for name, part in parts(content).items()
        if "标识".encode() in part or b"&#26631;&#35782;" in part
    }
    assert wordy
    plain = cleared(rebuilt(content, wordy), "x.xlsx")
    assert loaded(plain).sheetnames == loaded(written()).sheetnames
