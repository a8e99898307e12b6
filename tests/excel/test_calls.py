"""What a click costs: calls to Excel, counted under xlwings' own Windows engine; and what Excel refuses."""

from __future__ import annotations

import sys
import types
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.form.books import SAMPLES, SEED
from xltools.core.errors import InputError, UsageError
from xltools.core.returned import layout
from xltools.core.returned.notes import START
from xltools.excel import attach, troubles
from xltools.excel.fills import rgb
from xltools.excel.macros import MACROS
from xltools.writers.patch.colours import QUERY

from . import fakecom
from .books import Quiet, beside, document, locked

#: The calls a click may take, and those for each finding.
FIXED, EACH = 200, 4


def press(name: str, book: Any) -> Any:
    fakecom.CALLS.clear()
    return MACROS[name].run(book, Quiet())


def calls() -> int:
    return sum(fakecom.CALLS.values())


@pytest.fixture(autouse=True)
def _calm() -> Any:
    """Excel takes calls again after each test."""
    yield
    fakecom.CDispatch.mood.now = ""


@pytest.mark.parametrize("sample", [path for path, _ in SAMPLES], ids=lambda path: path.stem)
def test_a_click_keeps_to_its_budget(sample: Path, tmp_path: Path) -> None:
    """The first click and the second, which takes the first one's marks away; going on, and clearing."""
    book = fakecom.open_book(beside(tmp_path, sample))
    count = sum(press("check", book).counts.values())
    assert calls() <= FIXED + EACH * count
    assert sum(press("check", book).counts.values()) == count
    assert calls() <= FIXED + EACH * 2 * count
    press("next_issue", book)
    assert calls() <= FIXED
    press("clear", book)
    assert calls() <= FIXED + EACH * count


def test_a_protected_form_that_lets_cells_be_formatted_is_coloured() -> None:
    """The form as it is issued (AllowFormattingCells): locked cells get fills, nothing is said."""
    book = fakecom.open_book(SEED)
    sheet, at = document(book).book["自评表"], (56, 4, 56, 4)
    assert sheet.protection.sheet
    assert sheet["D56"].protection.locked
    before = document(book).fill("自评表", at)
    assert "受保护" not in press("check", book).text
    assert document(book).fill("自评表", at) == [rgb(QUERY)] != before
    press("clear", book)
    assert document(book).fill("自评表", at) == before


def test_a_protected_form_is_marked_with_notes_and_says_so(tmp_path: Path) -> None:
    """An older form does not let cells be coloured: notes and the list are there all the same."""
    book = fakecom.open_book(locked(beside(tmp_path)))
    done = press("check", book)
    assert "受保护" in done.text
    assert "自评表" in done.text
    assert calls() <= FIXED + EACH * sum(done.counts.values())
    assert document(book).note("自评表", (56, 4)).startswith(START)
    assert layout.TITLE in document(book).names()
    press("clear", book)
    assert layout.TITLE not in document(book).names()
    assert document(book).note("自评表", (56, 4)) is None


def test_protected_since_it_was_marked(tmp_path: Path) -> None:
    """Fills that cannot be given back now: what remembers them stays, until protection is taken off."""
    book = fakecom.open_book(beside(tmp_path))
    before = document(book).fill("自评表", (56, 4, 56, 4))
    press("check", book)
    document(book).book["自评表"].protection.formatCells = True
    done = press("clear", book)
    assert "自评表" in done.text
    assert layout.TITLE in document(book).names()
    document(book).book["自评表"].protection.formatCells = False
    press("clear", book)
    assert layout.TITLE not in document(book).names()
    assert document(book).fill("自评表", (56, 4, 56, 4)) == before


def test_a_book_that_takes_no_sheet_is_left_as_it_was(tmp_path: Path) -> None:
    """A protected structure: said, and no cell marked."""
    path = beside(tmp_path)
    book = openpyxl.load_workbook(path)
    book.security = openpyxl.workbook.protection.WorkbookProtection(lockStructure=True)
    book.save(path)
    opened = fakecom.open_book(path)
    with pytest.raises(UsageError) as refused:
        press("check", opened)
    assert layout.TITLE in refused.value.message
    assert "保护" in refused.value.fix
    assert document(opened).note("自评表", (56, 4)) is None


@pytest.mark.parametrize("mood", ["editing", "busy"])
@pytest.mark.parametrize("name", ["check", "next_issue", "clear", "recalc", "report", "refresh"])
def test_a_cell_being_edited_is_waited_for_not_for_ever(
    mood: str, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A few attempts, then a sentence; never xlwings' endless ones."""
    attach.tame()
    waits: list[float] = []
    monkeypatch.setattr(troubles.ready, "__defaults__", (waits.append,))
    book = fakecom.open_book(SEED)
    fakecom.CDispatch.mood.now = mood
    with pytest.raises(UsageError) as refused:
        press(name, book)
    assert "请先按回车结束编辑" in refused.value.fix
    assert 0 < sum(waits) < 10
    assert layout.TITLE not in document(book).names()


def test_a_moment_of_business_is_waited_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody scrolls: the second attempt goes through."""
    attach.tame()

    def calm(_: float) -> None:
        fakecom.CDispatch.mood.now = ""

    monkeypatch.setattr(troubles.ready, "__defaults__", (calm,))
    book = fakecom.open_book(SEED)
    fakecom.CDispatch.mood.now = "editing"
    assert press("check", book).counts["错误"] == 1


def test_an_unsaved_book_is_refused(tmp_path: Path) -> None:
    """Without a file there is no knowing what cells may hold."""
    path = beside(tmp_path)
    book = fakecom.open_book(path)
    path.unlink()
    with pytest.raises(InputError) as refused:
        press("check", book)
    assert refused.value.code == "unsaved"


def test_a_book_on_the_net_is_refused() -> None:
    """Its file cannot be read."""
    book = types.SimpleNamespace(fullname="https://d.docs.live.net/1/自评.xlsx", name="自评.xlsx")
    from xltools.readers.live import path_of

    with pytest.raises(InputError) as refused:
        path_of(book)
    assert refused.value.code == "not-local"


def test_a_read_only_book_is_marked_on_the_screen(tmp_path: Path) -> None:
    """Its file cannot be written, which marking does not."""
    path = beside(tmp_path)
    path.chmod(0o444)
    before = path.read_bytes()
    book = fakecom.open_book(path)
    assert press("check", book).counts["错误"] == 1
    assert path.read_bytes() == before


@pytest.mark.parametrize("name", [name for name, macro in MACROS.items() if macro.needs_book])
def test_no_book_is_said(name: str) -> None:
    """Excel without a workbook."""
    with pytest.raises(UsageError) as refused:
        MACROS[name].run(None, Quiet())
    assert refused.value.code == "no-book"


def test_no_program_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is ever started: what does not run is told."""
    excel = types.SimpleNamespace(apps=types.SimpleNamespace(active=None))
    idle = types.SimpleNamespace(engines={"excel": excel})
    monkeypatch.setattr(attach, "_xlwings", lambda _: idle)
    for app in ("excel", "wps"):
        with pytest.raises(UsageError) as refused:
            attach.attach(app)
        assert "没有找到正在运行的" in refused.value.message
        assert "先用它打开自评工作簿" in refused.value.fix


def test_staffs_excel_is_never_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    """On leaving, xlwings would end every Excel it cannot match with a window; it is not let."""
    import atexit

    windows = fakecom.windows()
    gone: list[Any] = []
    monkeypatch.setattr(atexit, "unregister", gone.append)
    attach.tame()
    assert gone == [windows.cleanup]
    assert 0 < windows.N_COM_ATTEMPTS < 1000
    assert sys.modules["xlwings._xlwindows"] is windows
    source = "".join(path.read_text("utf-8") for path in Path(attach.__file__).parent.rglob("*.py"))
    assert ".api" not in source.replace(".api`", "")
    assert ".quit(" not in source


def test_the_book_of_that_name_is_found(tmp_path: Path) -> None:
    """Several are open: the active one, or the one asked for."""
    one, two = beside(tmp_path / "一"), beside(tmp_path / "二", SAMPLES[3][0])
    first = fakecom.open_book(one)
    program = first.app.impl.xl._inner
    fakecom.Workbook(program, fakecom.Document(two), str(two))
    assert attach.attached_to(first.app, "Excel").book.name == two.name
    assert attach.attached_to(first.app, "Excel", str(one)).book.name == one.name
    with pytest.raises(UsageError, match="没有打开"):
        attach.attached_to(first.app, "Excel", "别的.xlsx")
