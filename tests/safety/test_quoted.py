"""What a finding quotes of a cell is short; the JSON has it whole."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest

from tests.form.books import CLEAN
from xltools.cli import execute
from xltools.core.messages import LONGEST, cut, inner, text_of
from xltools.runner import check_files

#: Far more than anybody reads, of the kinds that are understood in ways of their own.
_TEXTS = {
    "字": "长" * 9_000,
    "数": "1," * 4_500,
    "位数": "1" * 9_000,
    "括号": "（" * 9_000,
    "引号": "“”" * 4_500,
    "金额": "0.5万元、" * 1_500,
    "年": "2022年" * 1_800,
    "空白": " " * 9_000 + "x",
}

#: Of so many cells one is filled with the text, beginning with one after the other.
_EVERY = 7


@pytest.mark.parametrize(("text", "shown"), [("甲" * 80, "甲" * 80), ("甲" * 81, f"{'甲' * 80}…共81字")])
def test_a_quotation(text: str, shown: str) -> None:
    """Up to 80 signs it is whole; of more the beginning is told, and how many there are."""
    assert len(text) >= LONGEST
    assert cut(text) == inner(text) == text_of(text) == shown


@pytest.fixture(scope="module", params=_TEXTS)
def filled(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """The clean sample with a very long text in every seventh filled cell of its tables, in several ways."""
    folder = tmp_path_factory.mktemp("长")
    made = []
    for begin in range(0, _EVERY, 3):
        book = openpyxl.load_workbook(CLEAN)
        for cell in list(_filled(book))[begin::_EVERY]:
            cell.value = _TEXTS[request.param]
        made.append(folder / f"{begin}.xlsx")
        book.save(made[-1])
    return made


def _filled(book: openpyxl.Workbook) -> Iterator[openpyxl.cell.Cell]:
    """The cells below the headings that hold no formula."""
    for sheet in book.worksheets[1:]:
        for row in sheet.iter_rows(min_row=5):
            yield from (each for each in row if each.value is not None and each.data_type != "f")


def test_no_message_is_long(filled: list[Path]) -> None:
    """Whatever is quoted in whatever rule, there are no more than a few quotations of 80 signs each."""
    for checked in check_files(filled):
        assert checked.error is None or checked.error[0] != "internal", checked.error
        for finding in checked.findings:
            assert len(finding.message) < 10 * LONGEST, (finding.rule, finding.message[:400])


def test_the_json_has_it_whole(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """One cell of 30,000 signs: a screenful for people, the whole of it once for programs."""
    book = openpyxl.load_workbook(CLEAN)
    book["自评表"]["D5"].value = text = "（" * 30_000
    book.save(tmp_path / "甲.xlsx")
    assert execute(["check", str(tmp_path / "甲.xlsx")]) == 0
    printed = capfd.readouterr().out
    assert "…共30000字" in printed
    assert len(printed) < 2_000
    assert execute(["check", str(tmp_path / "甲.xlsx"), "--format", "json"]) == 0
    (told,) = json.loads(capfd.readouterr().out)["files"]
    assert any(finding["left"] == text for finding in told["findings"])
    assert all(len(finding["message"]) < 10 * LONGEST for finding in told["findings"])
