"""Annotated, answered in Excel or LibreOffice, checked, annotated again: every answer is kept."""

from __future__ import annotations

import io
from collections.abc import Mapping
from pathlib import Path

import openpyxl
import pytest

from tests.core.altered import standard as standard_of
from tests.form.books import FAULTY, SAMPLES
from xltools.checking import check_workbook
from xltools.core.model import Checked
from xltools.core.returned import layout
from xltools.core.returned.item import Item
from xltools.core.returned.items import items
from xltools.core.returned.review import review
from xltools.core.standard import Standard
from xltools.engines import choose
from xltools.engines.soffice import convert, find
from xltools.readers.xlsx import read_bytes
from xltools.writers.patch.marks import annotated

needs_libreoffice = pytest.mark.skipif(find() is None, reason="LibreOffice is not installed")
GOOD = "因系统停机检修，经财政部门同意延期报送\n（见“延期报送的复函”）=1+1"
STANDARD = standard_of()


def checked(content: bytes, standard: Standard = STANDARD) -> Checked:
    """The check of a workbook."""
    return check_workbook(read_bytes(content, "甲.xlsx"), standard, choose())


def sent(content: bytes, standard: Standard = STANDARD) -> bytes:
    """The workbook as it goes back."""
    return annotated(content, "甲.xlsx", review(checked(content, standard), standard))


def answered(content: bytes, typed: Mapping[str, tuple[str | None, str | None]]) -> bytes:
    """Saved by openpyxl with answers and opinions typed, by rule."""
    book = openpyxl.load_workbook(io.BytesIO(content), keep_vba=False)
    sheet = book[layout.TITLE]
    at = {cell.value: cell.column for cell in sheet[layout.HEAD_ROW]}
    for row in range(layout.HEAD_ROW + 1, sheet.max_row + 1):
        rule = sheet.cell(row, at[layout.RULE.label]).value
        if rule in typed:
            text, opinion = typed[rule]
            for column, value in ((layout.ANSWER, text), (layout.OPINION, opinion)):
                cell = sheet.cell(row, at[column.label])
                cell.value = value
                if value is not None:
                    cell.data_type = "s"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def lines(content: bytes) -> set[Item]:
    """What stands on the sheet."""
    return set(items(checked(content), STANDARD))


def through_libreoffice(content: bytes, folder: Path) -> bytes:
    """Saved again by LibreOffice."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "甲.xlsx"
    path.write_bytes(content)
    (saved,) = convert([path], "xlsx", folder / "出")
    return saved.read_bytes()


TYPED = {
    "R073": (GOOD, None),
    "R074": (None, "认可"),
    "R102": ("资料在局里备查，随时可看", "退回"),
    "R045": ("已按文字填写", "认可"),
}


@pytest.mark.parametrize(("path", "name"), SAMPLES, ids=[path.stem for path, _ in SAMPLES])
def test_an_annotated_workbook_is_checked_as_the_original(path: Path, name: str) -> None:
    """Beside what is said of answers the findings are the same, and its lines too."""
    standard = standard_of(name)
    content = path.read_bytes()
    before, after = checked(content, standard), checked(sent(content, standard), standard)
    assert tuple(each for each in after.findings if each.rule not in ("R130", "R131")) == before.findings
    assert after.verdict == before.verdict
    assert items(after, standard) == items(before, standard)


def test_answers_typed_into_an_annotated_workbook_are_read() -> None:
    """Each has its finding, and annotating again writes them where they were."""
    back = answered(sent(FAULTY.read_bytes()), TYPED)
    found = {each.rule: each for each in checked(back).findings}
    assert (found["R073"].outcome, found["R073"].explanation) == ("已说明", GOOD)
    assert found["R074"].outcome == "已认可"
    assert (found["R102"].outcome, found["R045"].outcome) == ("不通过", "不通过")
    once = sent(back)
    assert lines(once) == lines(back)
    assert lines(sent(once)) == lines(back)
    assert sent(once) == once
    words = "".join(f"{line.answer}{line.opinion}{line.earlier}" for line in lines(once))
    assert all(text in words for text, _ in TYPED.values() if text)


@needs_libreoffice
def test_answers_saved_by_libreoffice_are_read_and_kept(tmp_path: Path) -> None:
    """The words, line breaks and signs come through, and through being annotated again."""
    back = through_libreoffice(answered(sent(FAULTY.read_bytes()), TYPED), tmp_path / "一")
    found = {each.rule: each for each in checked(back).findings}
    assert (found["R073"].outcome, found["R073"].explanation) == ("已说明", GOOD)
    again = through_libreoffice(sent(back), tmp_path / "二")
    assert lines(again) == lines(back)


def test_a_row_that_lost_its_key_is_known_by_what_it_says() -> None:
    """With the hidden column deleted the answers hold for findings that say the same as before."""
    back = answered(sent(FAULTY.read_bytes()), TYPED)
    book = openpyxl.load_workbook(io.BytesIO(back))
    sheet = book[layout.TITLE]
    column = [cell.value for cell in sheet[layout.HEAD_ROW]].index(layout.KEY.label) + 1
    for row in range(layout.HEAD_ROW + 1, sheet.max_row + 1):
        sheet.cell(row, column).value = None
    out = io.BytesIO()
    book.save(out)
    keyless = checked(out.getvalue())
    assert [(each.rule, each.outcome) for each in keyless.findings] == [
        (each.rule, each.outcome) for each in checked(back).findings
    ]
