"""The macros on workbooks that are open in LibreOffice, over its own bridge, without a window."""

from __future__ import annotations

import datetime as dt
import os
import subprocess
import sys
import venv
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill

from tests.form.books import SAMPLES, SEED
from tests.samples.test_rule_table import place
from xltools.core.errors import InputError, UsageError
from xltools.core.model import Sheet
from xltools.core.returned import layout
from xltools.core.returned.review import review
from xltools.excel import log
from xltools.excel.checked import check_open
from xltools.excel.macros import MACROS
from xltools.excel.reading import opened
from xltools.excel.uno import extension, joining
from xltools.excel.uno.bridge import UnoError
from xltools.readers.live import read_values, sheets_of
from xltools.readers.xlsx import read_bytes
from xltools.runner import check_files, load_standard
from xltools.writers.patch.marks import annotated

from .books import Quiet, beside
from .office import PATIENCE, environment, hidden, needed

#: The calls a click may take, and those for each finding.
FIXED, EACH = 200, 4

#: A note of somebody else, which is left alone.
OTHERS = "张三（示例）：已核对"


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """LibreOffice as an ``xlwings.App``; the log is its own too."""
    needed()
    home = tmp_path_factory.mktemp("home")
    with pytest.MonkeyPatch.context() as patch, hidden(home) as app:
        patch.setenv(log.ENVIRONMENT, str(home / "log"))
        yield app


@contextmanager
def opening(program: Any, file: Path) -> Iterator[Any]:
    """The file open in LibreOffice, closed in the end."""
    book = program.books.open(file)
    try:
        yield book
    finally:
        with suppress(UnoError):
            book.close()


def press(name: str, book: Any) -> Any:
    return MACROS[name].run(book, Quiet())


def lines(book: Any) -> Sheet:
    """The sheet 审核结果 as it is shown."""
    values = read_values(sheets_of(book), book.app.engine.name)
    return next(sheet for sheet in values if layout.headings(sheet))


def looks(book: Any, folder: Path) -> dict[str, Any]:
    """What LibreOffice would save: of every cell its content, fill and note; how the sheets are protected."""
    file = folder / "存.xlsx"
    book.save(file)
    found: dict[str, Any] = {}
    for sheet in openpyxl.load_workbook(file).worksheets:
        protection = sheet.protection
        found[sheet.title] = (protection.sheet, protection.formatColumns, protection.insertRows)
        for row in sheet.iter_rows():
            for cell in row:
                note = cell.comment.text if cell.comment else None
                fill = cell.fill.fgColor.rgb if cell.fill.fill_type else None
                found[f"{sheet.title}!{cell.coordinate}"] = (cell.value, fill, note)
    return found


def test_what_is_found_is_what_a_check_of_the_file_finds(program: Any) -> None:
    """Every sample, with all that lies beside it: values, formulas and findings are those of the file."""
    for sample, _ in SAMPLES:
        with opening(program, sample) as book:
            (checked,) = check_files([sample])
            now = opened(book)
            assert not now.unsaved, sample
            assert check_open(now.workbook) == checked, sample


def test_marks_are_those_of_a_marked_file_and_go_without_a_trace(program: Any, tmp_path: Path) -> None:
    """The seed's workbook, its sheets protected without a password; fills and notes of others come back."""
    path = beside(tmp_path, SEED)
    file = openpyxl.load_workbook(path)
    file["自评表"]["D56"].fill = PatternFill("solid", fgColor="FF00B0F0")
    file["自评表"]["D77"].comment = Comment(OTHERS, "示例")
    file.save(path)
    with opening(program, path) as book:
        before = looks(book, tmp_path)
        (checked,) = check_files([path])
        content = annotated(path.read_bytes(), str(path), review(checked, load_standard(checked.standard)))
        written = read_bytes(content, "标.xlsx").sheets[-1]
        calls = program.api.calls
        done = press("check", book)
        assert program.api.calls - calls <= FIXED + EACH * sum(done.counts.values())
        assert [row[:17] for row in lines(book).values] == [row[:17] for row in written.values]
        marked, at = looks(book, tmp_path), tmp_path / "标.xlsx"
        at.write_bytes(content)
        expected = openpyxl.load_workbook(at)
        for sheet in expected.worksheets[:-1]:
            for cell in (cell for row in sheet.iter_rows() for cell in row if cell.comment):
                _, fill, note = marked[f"{sheet.title}!{cell.coordinate}"]
                assert note == (OTHERS if cell.coordinate == "D77" else cell.comment.text)
                assert fill[-6:] == cell.fill.fgColor.rgb[-6:]
        press("check", book)
        press("clear", book)
        assert looks(book, tmp_path) == before


def test_a_corrected_fault_is_gone_and_words_are_kept(program: Any, tmp_path: Path) -> None:
    """The second click; going to the next problem; the report beside the workbook."""
    with opening(program, beside(tmp_path, SEED)) as book:
        press("check", book)
        sheet, at = book.sheets[layout.TITLE], place("问卷有效份数")
        row = next(n for n, line in enumerate(lines(book).values, 1) if len(line) > 2 and line[2] == "R055")
        sheet.range((row, layout.COLUMNS.index(layout.ANSWER) + 1)).value = "年中收回结余资金，已按规定上缴"
        book.sheets[at.sheet].range((at.row, at.column)).value = 50
        done = press("check", book)
        rules = {line[2]: line for line in lines(book).values[layout.HEAD_ROW :]}
        assert "R020" not in rules
        assert book.sheets[at.sheet].range((at.row, at.column)).note is None
        assert rules["R055"][12:14] == ("已说明", "年中收回结余资金，已按规定上缴")
        assert done.counts["已说明"] == 1
        assert "评分表" in press("next_issue", book).text
        assert "相同" in press("recalc", book).status
        assert press("report", book).file.is_file()
        assert press("refresh", book).file.is_file()


def test_values_and_formulas_come_and_go_as_in_excel(program: Any, tmp_path: Path) -> None:
    """Numbers, texts that look like others, truth, moments, errors, formulas: written and read back."""
    file = tmp_path / "空.xlsx"
    made = openpyxl.Workbook()
    made.create_sheet("表 二")
    made.save(file)
    with opening(program, file) as book:
        sheet = book.sheets[0]
        moment = dt.datetime(2023, 4, 25, 12, 30)  # noqa: DTZ001
        sheet.range("A1").value = [[1.5, "'007", "'=1+1", True], ["多\n行", None, -0.001, moment]]
        sheet.range("D2").number_format = "yyyy-mm-dd hh:mm"
        assert sheet.range("A1:D2").value == [[1.5, "007", "=1+1", True], ["多\n行", None, -0.001, moment]]
        formulas = (
            "=SUM('表 二'!$A$1:B2,A1)",
            '=IF(A1>1,"a;b|c!D1",{1,2;3,4})',
            "=A:A",
            "=NA()",
            "=A1>1",
            "=1/0",
        )
        sheet.range("A5").value = [formulas]
        assert sheet.range("A5:F5").formula == (formulas,)
        shown = sheet.range("A5:F5").options(err_to_str=True).value
        assert shown[0] == 1.5
        assert shown[1] == "a;b|c!D1"
        assert shown[3:] == ["#N/A", True, "#DIV/0!"]
        sheet.range("A1:B1,D2").color = (1, 2, 3)
        assert sheet.range("B1").color == (1, 2, 3)
        with pytest.raises(TypeError):
            assert sheet.range("A1:C1").color
        sheet.range("B1").color = None
        assert sheet.range("B1").color is None


def test_what_cannot_be_is_said(program: Any, tmp_path: Path) -> None:
    """A sheet with a password, a workbook that was closed, one that is no form of ours."""
    path = beside(tmp_path, SEED)
    file = openpyxl.load_workbook(path)
    for sheet in file.worksheets:
        sheet.protection.set_password("示例")
    file.save(path)
    with opening(program, path) as book:
        before = looks(book, tmp_path)
        assert "受保护，没有填色" in press("check", book).text
        assert len(lines(book).values) > layout.HEAD_ROW
        press("clear", book)
        assert looks(book, tmp_path) == before
        with pytest.raises(UnoError, match="密码"):
            book.sheets["自评表"].range("A1").value = 1
        book.close()
        with pytest.raises(UsageError, match=r"连接断了|关闭"):
            press("check", book)
    foreign = tmp_path / "别的.xlsx"
    openpyxl.Workbook().save(foreign)
    with opening(program, foreign) as book, pytest.raises(InputError):
        press("check", book)


def test_the_toolbar_is_put_in_and_taken_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """By the commands that people use; twice put in it is there once, and nothing is left in the end."""
    needed()
    home = environment(tmp_path)
    for name in [each for each in os.environ if each.startswith("XDG_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", str(tmp_path))

    def addin(*words: str) -> str:
        command = [sys.executable, "-m", "xltools", "addin", *words, "--libreoffice"]
        done = subprocess.run(command, env=home, capture_output=True, timeout=PATIENCE, check=True)  # noqa: S603
        return done.stdout.decode()

    def there() -> str | None:
        with joining.hidden() as bridge:
            return bridge.call("package", extension.IDENTIFIER, extension.NAME)

    assert "写入" in addin("install")
    assert "相同" in addin("install")
    assert there()
    assert "删除" in addin("remove")
    assert there() is None
    assert not (tmp_path / ".local" / "share" / "xltools").exists()


def test_another_python_of_the_shell_does_not_lead_libreoffice_astray(tmp_path: Path) -> None:
    """In a shell where some other virtual environment is active, the extension goes in all the same."""
    needed()
    venv.create(tmp_path / "venv", with_pip=False)
    path = os.pathsep.join([str(tmp_path / "venv" / "bin"), os.environ["PATH"]])
    home = {**environment(tmp_path), "PATH": path}
    command = [sys.executable, "-m", "xltools", "addin", "install", "--libreoffice"]
    done = subprocess.run(command, env=home, capture_output=True, timeout=PATIENCE, check=False)  # noqa: S603
    assert done.returncode == 0, done.stderr.decode()
