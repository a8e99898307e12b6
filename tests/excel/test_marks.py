"""Marks on an open workbook: those of a marked file, gone with their finding, and cleared without a trace."""

from __future__ import annotations

from collections.abc import Iterator
from copy import copy
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from openpyxl.comments import Comment
from openpyxl.styles import GradientFill, PatternFill
from openpyxl.styles.colors import Color

from tests.form.books import FAULTY, SEED
from tests.samples.test_rule_table import place
from xltools.core.model import Sheet
from xltools.core.returned import layout
from xltools.core.returned.notes import START
from xltools.core.returned.review import review
from xltools.excel.macros import MACROS
from xltools.readers.live import read_values, sheets_of
from xltools.readers.xlsx import read_bytes
from xltools.runner import check_files, load_standard
from xltools.writers.patch.clear import cleared
from xltools.writers.patch.colours import MARKS
from xltools.writers.patch.marks import annotated

from .books import ENGINES, Quiet, beside, document

engines = pytest.mark.parametrize("engine", ENGINES)


def press(name: str, book: Any) -> Any:
    return MACROS[name].run(book, Quiet())


def lines(book: Any) -> Sheet:
    """The sheet 审核结果 as it is shown."""
    values = read_values(sheets_of(book), book.app.engine.name)
    return next(sheet for sheet in values if layout.headings(sheet))


def looks(book: Any) -> dict[tuple[str, int, int], tuple[Any, str | None]]:
    """Every cell's fill and note, but for the sheet 审核结果."""
    found = {}
    for sheet in document(book).book.worksheets:
        if sheet.title != layout.TITLE:
            for cell in _cells(sheet):
                note = cell.comment.text if cell.comment else None
                found[sheet.title, cell.row, cell.column] = (_fill(cell.fill), note)
    return found


def _cells(sheet: Any) -> Iterator[Any]:
    for row in sheet.iter_rows():
        yield from row


def _fill(fill: Any) -> Any:
    """What one sees of a fill."""
    if hasattr(fill, "stop"):
        return fill.type, [(stop.position, stop.color.rgb) for stop in fill.stop]
    if fill.fill_type is None:
        return None
    if fill.fill_type == "solid":
        return str(fill.fgColor.value)[-6:], fill.fgColor.tint
    return fill.fill_type, str(fill.fgColor.value), str(fill.bgColor.value)


@engines
@pytest.mark.parametrize("sample", [SEED, FAULTY], ids=lambda path: path.stem)
def test_the_marks_are_those_of_a_marked_file(engine: str, sample: Path, tmp_path: Path) -> None:
    """Lines, words, colours and notes: what ``xltools annotate`` writes into the file."""
    path = beside(tmp_path, sample)
    (checked,) = check_files([path])
    marked = annotated(path.read_bytes(), str(path), review(checked, load_standard(checked.standard)))
    book = ENGINES[engine](path)
    press("check", book)
    shown, written = lines(book), read_bytes(marked, "标.xlsx").sheets[-1]
    assert shown.name == written.name
    assert [row[:18] for row in shown.values] == [row[:18] for row in written.values]
    path.write_bytes(marked)
    file = openpyxl.load_workbook(path)
    for (sheet, row, column), (fill, note) in looks(book).items():
        cell = file[sheet].cell(row, column)
        assert (_fill(cell.fill), cell.comment.text if cell.comment else None) == (fill, note)


@engines
def test_a_corrected_fault_is_gone_and_words_are_kept(engine: str, tmp_path: Path) -> None:
    """The second click: the finding gone, its mark gone, what was typed into 核实说明 where it was."""
    book = ENGINES[engine](beside(tmp_path))
    press("check", book)
    at, wrong = place("问卷有效份数"), "R020"
    assert document(book).note(at.sheet, (at.row, at.column)).startswith(START)
    _explain(book, "R055", "年中收回结余资金，已按规定上缴")
    document(book).put(at.sheet, (at.row, at.column) * 2, [[50]])
    done = press("check", book)
    rules = {row[2]: row for row in lines(book).values[layout.HEAD_ROW :]}
    assert wrong not in rules
    assert document(book).note(at.sheet, (at.row, at.column)) is None
    assert _mark_of(book, at) is None
    assert rules["R055"][13] == "年中收回结余资金，已按规定上缴"
    assert rules["R055"][12] == "已说明"
    assert done.counts["已说明"] == 1


def _explain(book: Any, rule: str, words: str) -> None:
    row = next(at for at, line in enumerate(lines(book).values, 1) if len(line) > 2 and line[2] == rule)
    column = layout.COLUMNS.index(layout.ANSWER) + 1
    document(book).put(layout.TITLE, (row, column, row, column), [[words]])


@engines
def test_clearing_keeps_what_people_wrote(engine: str, tmp_path: Path) -> None:
    """A sheet 审核结果 with an answer in it stays, and is told of; the next click finds the answer there."""
    book = ENGINES[engine](beside(tmp_path))
    before = looks(book)
    press("check", book)
    _explain(book, "R055", "年中收回结余资金，已按规定上缴")
    done = press("clear", book)
    assert "有 1 条写了核实说明" in done.text
    assert "没有删去" in done.text
    assert looks(book) == before
    assert press("check", book).counts["已说明"] == 1
    _explain(book, "R055", "")
    press("clear", book)
    assert layout.TITLE not in document(book).names()


@engines
def test_words_added_to_a_note_stay_beside_ours(engine: str, tmp_path: Path) -> None:
    """The next click keeps them and says anew what is wrong; clearing leaves them alone."""
    book = ENGINES[engine](beside(tmp_path))
    press("check", book)
    ours = document(book).note("自评表", (56, 4))
    document(book).set_note("自评表", (56, 4), f"请看：\n{ours}\n已核对（示例）")
    for _ in range(2):
        press("check", book)
        assert document(book).note("自评表", (56, 4)) == f"请看：\n已核对（示例）\n{ours}"
    press("clear", book)
    assert document(book).note("自评表", (56, 4)) == "请看：\n已核对（示例）"


def _mark_of(book: Any, at: Any) -> str | None:
    (colour,) = document(book).fill(at.sheet, (at.row, at.column, at.row, at.column))
    code = "{:02X}{:02X}{:02X}".format(*colour) if colour else None
    return code if code in MARKS else None


@engines
def test_clearing_gives_back_what_was_there(engine: str, tmp_path: Path) -> None:
    """Also after a second click; and clearing again does nothing."""
    book = ENGINES[engine](beside(tmp_path))
    before, names = looks(book), document(book).names()
    press("check", book)
    assert looks(book) != before
    press("check", book)
    press("clear", book)
    assert looks(book) == before
    assert document(book).names() == names
    assert "没有" in press("clear", book).text


FILLS = st.one_of(
    st.none(),
    st.from_regex(r"FF[0-9A-F]{6}", fullmatch=True).map(lambda rgb: PatternFill("solid", fgColor=rgb)),
    st.sampled_from(
        [
            PatternFill("solid", fgColor=Color(theme=4, tint=0.4)),
            PatternFill("lightUp", fgColor="FF00FF00", bgColor="FFFF0000"),
            GradientFill(stop=("FF000000", "FFFFFFFF")),
        ]
    ),
)
NOTES = st.one_of(st.none(), st.sampled_from(["张三（示例）：\n已核对", "待补"]))


@settings(
    max_examples=3,
    deadline=None,
    phases=[Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(given_looks=st.lists(st.tuples(FILLS, NOTES), min_size=14, max_size=14))
@pytest.mark.parametrize("engine", ENGINES)
def test_any_fills_and_notes_come_back(
    given_looks: list[tuple[Any, str | None]], engine: str, tmp_path: Path
) -> None:
    """Solid, themed, patterned, gradual fills and others' notes, on the very cells that are marked."""
    path = beside(tmp_path)
    file = openpyxl.load_workbook(path)
    for cell, (fill, note) in zip(_marked_cells(file), given_looks, strict=True):
        if fill is not None:
            cell.fill = fill
        cell.comment = Comment(note, "示例") if note else None
    file.save(path)
    book = ENGINES[engine](path)
    before = looks(book)
    press("check", book)
    assert lines(book).values
    press("clear", book)
    assert looks(book) == before


def _marked_cells(file: Any) -> list[Any]:
    """The fourteen cells of the seed's workbook that get a mark."""
    where = {
        "自评表": ["D34", "F36", "F37", "D56", "D77", "D88", "D103", "D105", "D114", "D122"],
        "评分表": ["Q5", "N10", "L30", "D43"],
    }
    return [file[sheet][cell] for sheet, cells in where.items() for cell in cells]


@engines
def test_the_unsaved_colour_of_a_cell_comes_back(engine: str, tmp_path: Path) -> None:
    """Coloured by hand after saving, before the click: remembered from the screen, not from the file."""
    book = ENGINES[engine](beside(tmp_path))
    document(book).paint("自评表", (56, 4, 56, 4), (1, 2, 3))
    press("check", book)
    press("clear", book)
    assert document(book).fill("自评表", (56, 4, 56, 4)) == [(1, 2, 3)]


@engines
def test_a_colour_given_after_the_click_stays(engine: str, tmp_path: Path) -> None:
    """Who colours a marked cell by hand means it."""
    book = ENGINES[engine](beside(tmp_path))
    press("check", book)
    document(book).paint("自评表", (56, 4, 56, 4), (1, 2, 3))
    press("clear", book)
    assert document(book).fill("自评表", (56, 4, 56, 4)) == [(1, 2, 3)]
    assert document(book).note("自评表", (56, 4)) is None


@engines
def test_a_returned_file_is_marked_anew(engine: str, tmp_path: Path) -> None:
    """What the authority marked with ``xltools annotate`` is taken for ours: replaced, and cleared."""
    path = beside(tmp_path)
    plain = ENGINES[engine](path)
    before = looks(plain)
    (checked,) = check_files([path])
    path.write_bytes(
        annotated(path.read_bytes(), str(path), review(checked, load_standard(checked.standard)))
    )
    book = ENGINES[engine](path)
    press("check", book)
    assert document(book).names().count(layout.TITLE) == 1
    assert document(book).note("自评表", (56, 4)).count(START) == 1
    press("clear", book)
    assert looks(book) == before


def test_a_file_saved_with_marks_is_cleared_by_the_command(tmp_path: Path) -> None:
    """And checked: the sheet and the marks of a macro are known to the command line."""
    path = beside(tmp_path)
    (plain,) = check_files([path])
    book = ENGINES["openpyxl"](path)
    before = looks(book)
    press("check", book)
    book.impl.document.save(path)
    (again,) = check_files([path])
    assert len(again.answers) == len(plain.findings)
    path.write_bytes(cleared(path.read_bytes(), str(path)))
    assert looks(ENGINES["openpyxl"](path)) == before


@engines
def test_rows_moved_after_the_click_are_cleared_where_they_are_now(engine: str, tmp_path: Path) -> None:
    """Notes move with their cells, and lead to the fills; nothing need be saved for that."""
    opened = ENGINES[engine](beside(tmp_path))
    press("check", opened)
    sheet = document(opened).book["自评表"]
    cell = sheet["D56"]
    moved = sheet["D60"]
    moved.comment, cell.comment = Comment(cell.comment.text, "示例"), None
    moved.fill, cell.fill = copy(cell.fill), PatternFill()
    press("clear", opened)
    assert moved.comment is None
    assert _fill(moved.fill) == ("EFEFEF", 0.0)
