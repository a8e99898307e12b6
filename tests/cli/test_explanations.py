"""Explanations in real files: typed into the returned workbook, saved by others, read by the check."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.cli.conftest import Ended
from tests.core.altered import standard
from tests.core.answered import cells_of
from tests.form.books import CLEAN, FAULTY
from tests.samples.planted import planted
from xltools.checking import check_workbook
from xltools.core.model import Checked
from xltools.core.returned import layout
from xltools.core.returned.item import Item
from xltools.core.returned.items import items
from xltools.engines import choose
from xltools.engines.soffice import convert, find
from xltools.readers.xlsx import read

GOOD = "因系统停机检修，经财政部门同意延期报送\n（见“延期报送的复函”）"
needs_libreoffice = pytest.mark.skipif(find() is None, reason="LibreOffice is not installed")

Call = Callable[..., Ended]


def checked(path: Path) -> Checked:
    """The check of a file."""
    return check_workbook(read(path), standard(), choose())


def returned(path: Path, lines: Sequence[Item], typed: Mapping[str, Any], out: Path) -> Path:
    """A copy of a workbook with the sheet 审核结果; ``typed`` are the words by rule."""
    book = openpyxl.load_workbook(path)
    if layout.TITLE in book.sheetnames:
        del book[layout.TITLE]
    sheet = book.create_sheet(layout.TITLE)
    sheet.append([layout.TITLE])
    for column, heading in enumerate(layout.COLUMNS, 1):
        sheet.cell(layout.HEAD_ROW, column, heading.label)
    for number, line in enumerate(lines, 1):
        for column, value in enumerate(cells_of(line, number), 1):
            sheet.cell(layout.HEAD_ROW + number, column, value)
        words = typed.get(line.finding.rule)
        if words is not None:
            text, opinion = words if isinstance(words, tuple) else (words, None)
            sheet.cell(layout.HEAD_ROW + number, layout.COLUMNS.index(layout.ANSWER) + 1, text)
            sheet.cell(layout.HEAD_ROW + number, layout.COLUMNS.index(layout.OPINION) + 1, opinion)
    last = layout.HEAD_ROW + len(lines)
    sheet.auto_filter.ref = f"A{layout.HEAD_ROW}:R{last}"
    sheet.column_dimensions["Q"].hidden = True
    sheet.print_title_rows = f"{layout.HEAD_ROW}:{layout.HEAD_ROW}"
    book.save(out)
    return out


def told(call: Call, path: Path) -> tuple[int, dict[str, Any]]:
    """What ``check --format json`` says of one file."""
    ended = call("check", str(path), "--format", "json")
    (file,) = json.loads(ended.out)["files"]
    return ended.code, file


def test_a_returned_workbook_is_checked_as_the_original(tmp_path: Path) -> None:
    """Beside what is said of answers, the findings are those of the workbook without the sheet."""
    for sample in (CLEAN, FAULTY):
        before = checked(sample)
        after = checked(returned(sample, items(before, standard()), {}, tmp_path / "退回.xlsx"))
        assert tuple(each for each in after.findings if each.rule not in ("R130", "R131")) == before.findings
        assert (after.verdict, after.scores, after.record and after.record.data.keys()) == (
            before.verdict,
            before.scores,
            before.record and before.record.data.keys(),
        )


def test_answers_come_out_in_the_report(call: Call, tmp_path: Path) -> None:
    """JSON has outcome and explanation; the text shows the words and counts them."""
    typed = {"R073": GOOD, "R074": (None, "认可"), "R102": "同上", "R051": ("不用改", "认可")}
    path = returned(FAULTY, items(checked(FAULTY), standard()), typed, tmp_path / "已答.xlsx")
    code, file = told(call, path)
    found = {each["rule"]: each for each in file["findings"]}
    assert code == 1
    assert file["verdict"] == "不通过"
    assert (found["R073"]["outcome"], found["R073"]["explanation"]) == ("已说明", GOOD)
    assert (found["R074"]["outcome"], found["R074"]["explanation"]) == ("已认可", None)
    assert (found["R102"]["outcome"], found["R102"]["explanation"][-2:]) == ("不通过", "同上")
    assert (found["R051"]["outcome"], found["R051"]["explanation"]) == ("不通过", "不用改")
    answers = [each for each in file["findings"] if each["rule"] == "R130"]
    assert [(each["level"], each["sheet"]) for each in answers] == [
        ("核实", "审核结果"),
        ("提示", "审核结果"),
    ]
    text = call("check", str(path)).out
    assert "已说明 核实 R073" in text
    assert "单位说明：因系统停机检修，经财政部门同意延期报送 （见“延期报送的复函”）\n" in text
    assert "已说明 1、已认可 1" in text


def test_explained_workbooks_pass(call: Call, tmp_path: Path) -> None:
    """With nothing left but what was explained the verdict is 通过."""
    doubtful = tmp_path / "存疑.xlsx"
    doubtful.write_bytes(planted({"财务合规性_扣分理由": "凭证装订不齐"}).content)
    before = checked(doubtful)
    assert [(each.rule, each.level) for each in before.findings] == [("R005", "核实")]
    assert told(call, doubtful)[1]["counts"]["核实"] == 1
    typed = {"R005": "年中已整改，按规定不扣分"}
    path = returned(doubtful, items(before, standard()), typed, tmp_path / "已答.xlsx")
    assert checked(path).verdict == "通过"
    code, file = told(call, path)
    assert (code, file["counts"]["核实"]) == (0, 0)
    assert [each["outcome"] for each in file["findings"] if each["rule"] == "R005"] == ["已说明"]


@needs_libreoffice
def test_answers_survive_libreoffice(tmp_path: Path) -> None:
    """Saved again by LibreOffice, and sent back again: the same words, dates and opinions."""
    lines = items(checked(FAULTY), standard())
    typed = {"R073": GOOD, "R074": (dt.date(2023, 4, 25), "认可"), "R102": ("＝不是公式=1+1，是说明", "退回")}
    path = returned(FAULTY, lines, typed, tmp_path / "已答.xlsx")
    (saved,) = convert([path], "xlsx", tmp_path / "另存")
    one, other = checked(path), checked(saved)
    assert {a.key: (a.text, a.opinion, a.earlier) for a in one.answers} == {
        a.key: (a.text, a.opinion, a.earlier) for a in other.answers
    }
    outcomes = {each.rule: (each.outcome, each.explanation) for each in other.findings}
    assert outcomes["R073"] == ("已说明", GOOD)
    assert outcomes["R074"] == ("已认可", "2023-04-25")
    assert outcomes["R102"][0] == "不通过"
    once = items(other, standard())
    again = items(checked(returned(saved, once, {}, tmp_path / "再退.xlsx")), standard())
    assert again == once
