"""``xltools annotate``: from a submitted file to a returned one and back, and what cannot be done."""

from __future__ import annotations

import json
import shutil
from hashlib import sha256
from pathlib import Path

import openpyxl
import pytest

from tests.patch.marked import OTHER, UNIT, loaded, parts, rebuilt
from xltools.cli import execute
from xltools.core.returned.layout import COLUMNS, HEAD_ROW

ANSWER = [column.label for column in COLUMNS].index("核实说明") + 1
STATUS = [column.label for column in COLUMNS].index("处理状态") + 1
RULE = [column.label for column in COLUMNS].index("编号") + 1


@pytest.fixture
def unit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A unit's workbook in a folder of its own."""
    monkeypatch.delenv("XLTOOLS_STANDARD", raising=False)
    monkeypatch.chdir(tmp_path)
    return Path(shutil.copy(UNIT, tmp_path / "某局.xlsx"))


def _run(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str, str]:
    code = execute([str(each) for each in arguments])
    return code, *capsys.readouterr()


def test_a_copy_is_marked_and_the_original_is_not_touched(unit: Path, capsys) -> None:
    """It says how many of what, where they stand, and what to do next; clearing gives the original parts."""
    before = unit.read_bytes()
    code, out, err = _run(capsys, "annotate", unit, "-o", "退回.xlsx")
    assert (code, err) == (0, "")
    assert "错误 1 条" in out
    assert "最后一张工作表“审核结果”" in out
    assert "下一步" in out
    assert unit.read_bytes() == before
    assert loaded(Path("退回.xlsx").read_bytes()).sheetnames[-1] == "审核结果"
    code, out, _ = _run(capsys, "annotate", "退回.xlsx", "--clear", "-o", "原样.xlsx")
    assert code == 0
    assert parts(Path("原样.xlsx").read_bytes()) == parts(before)


def test_a_marked_workbook_checks_like_its_original(unit: Path, capsys) -> None:
    """The sheet 审核结果 and the marks are nobody's figures: the same findings, but those about answers."""
    _run(capsys, "annotate", unit, "-o", "退回.xlsx")
    found = []
    for file in (unit, "退回.xlsx"):
        _, out, _ = _run(capsys, "check", file, "--format", "json")
        (checked,) = json.loads(out)["files"]
        found.append([each for each in checked["findings"] if each["sheet"] != "审核结果"])
    assert found[0] == found[1]
    assert found[0]


def test_answers_are_carried_over(unit: Path, capsys) -> None:
    """What the unit wrote in 核实说明 stands there again after the next marking, as 已说明."""
    _run(capsys, "annotate", unit, "-o", "退回.xlsx")
    book = openpyxl.load_workbook("退回.xlsx")
    sheet = book["审核结果"]
    row = next(row for row in range(HEAD_ROW + 1, sheet.max_row + 1) if sheet.cell(row, RULE).value == "R053")
    words = "跨年采购，合同分两年付款，见合同第五条（示例）"
    sheet.cell(row, ANSWER).value = words
    book.save("报回.xlsx")
    assert _run(capsys, "annotate", "报回.xlsx", "-o", "再退.xlsx")[0] == 0
    again = loaded(Path("再退.xlsx").read_bytes())["审核结果"]
    (row,) = (row for row in range(HEAD_ROW + 1, again.max_row + 1) if again.cell(row, RULE).value == "R053")
    assert (again.cell(row, ANSWER).value, again.cell(row, STATUS).value) == (words, "已说明")


def test_onto_itself_only_with_a_backup(unit: Path, capsys) -> None:
    """The file itself is written only after a copy of it is kept, and no copy is ever written over."""
    before = unit.read_bytes()
    code, out, _ = _run(capsys, "annotate", unit, "-o", unit)
    assert (code, "某局.xlsx.bak" in out) == (0, True)
    assert Path("某局.xlsx.bak").read_bytes() == before
    marked = unit.read_bytes()
    assert _run(capsys, "annotate", unit, "-o", unit, "--clear")[0] == 0
    assert Path("某局.xlsx.bak2").read_bytes() == marked
    assert parts(unit.read_bytes()) == parts(before)


def test_clearing_what_has_no_marks_says_so(unit: Path, capsys) -> None:
    """Nothing is written onto the file, and no backup made; a copy is the very file."""
    code, out, _ = _run(capsys, "annotate", unit, "-o", unit, "--clear")
    assert (code, "没有标注" in out) == (0, True)
    assert [path.name for path in Path().iterdir()] == ["某局.xlsx"]
    assert _run(capsys, "annotate", unit, "-o", "副本.xlsx", "--clear")[0] == 0
    assert Path("副本.xlsx").read_bytes() == unit.read_bytes()


def test_a_signed_workbook_gets_its_findings_beside_it(unit: Path, capsys) -> None:
    """Refused with the reason; the findings stand in a workbook of their own; the exit code says so."""
    unit.write_bytes(rebuilt(unit.read_bytes(), {"_xmlsignatures/sig1.xml": b"<x/>"}))
    before = sha256(unit.read_bytes()).hexdigest()
    code, _, err = _run(capsys, "annotate", unit, "-o", "退回.xlsx")
    assert code == 2
    assert "数字签名" in err
    assert "退回-审核结果.xlsx" in err
    assert sorted(path.name for path in Path().iterdir()) == ["某局.xlsx", "退回-审核结果.xlsx"]
    assert loaded(Path("退回-审核结果.xlsx").read_bytes()).sheetnames
    assert sha256(unit.read_bytes()).hexdigest() == before


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["某局.xlsx"], "-o 某局-退回.xlsx"),
        (["某局.xlsx", "-o", "退回.xlsm"], "-o 退回.xlsx"),
        (["没有.xlsx", "-o", "退回.xlsx"], "找不到"),
        (["目录", "-o", "退回.xlsx"], "xltools run"),
        (["坏.xlsx", "-o", "退回.xlsx"], "坏.xlsx"),
        (["外来.xlsx", "-o", "退回.xlsx"], "--standard"),
        (["某局.xlsx", "-o", "已有.xlsx"], "--force"),
    ],
)
def test_what_cannot_be_done_is_said_and_nothing_is_written(unit: Path, capsys, arguments, words) -> None:
    """No output, a wrong ending, no such file, a folder, no workbook, no form of ours, a file in the way."""
    Path("目录").mkdir()
    Path("坏.xlsx").write_bytes(b"PK\x03\x04 not a workbook")
    openpyxl.Workbook().save("外来.xlsx")
    Path("已有.xlsx").write_bytes(b"kept")
    before = {path.name: path.read_bytes() for path in Path().iterdir() if path.is_file()}
    code, out, err = _run(capsys, "annotate", *arguments)
    assert (code, out) == (2, "")
    assert words in err
    assert {path.name: path.read_bytes() for path in Path().iterdir() if path.is_file()} == before
    assert unit.exists()


def test_macros_want_their_own_ending(unit: Path, capsys) -> None:
    """A workbook with macros cannot be called .xlsx: the message says what to write."""
    types = parts(unit.read_bytes())["[Content_Types].xml"]
    plain = b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
    macros = types.replace(plain, b"application/vnd.ms-excel.sheet.macroEnabled.main+xml")
    Path("宏.xlsm").write_bytes(rebuilt(unit.read_bytes(), {"[Content_Types].xml": macros}))
    code, _, err = _run(capsys, "annotate", "宏.xlsm", "-o", "退回.xlsx")
    assert (code, "含有宏" in err, "-o 退回.xlsm" in err) == (2, True, True)
    assert _run(capsys, "annotate", "宏.xlsm", "-o", "退回.xlsm")[0] == 0


def test_a_workbook_without_findings_is_not_said_to_be_coloured(unit: Path, capsys) -> None:
    """Nothing to correct, so nobody is asked to correct it."""
    code, out, err = _run(capsys, "annotate", OTHER, "-o", "退回.xlsx")
    assert (code, err) == (0, "")
    assert "没有问题" in out
    assert "已填色" not in out
    assert "错误改正" not in out


def test_marking_again_tells_what_the_sheet_lists(unit: Path, capsys) -> None:
    """A reminder that nothing is answered yet is no line of the sheet, and is not counted as one."""
    _, first, _ = _run(capsys, "annotate", unit, "-o", "一.xlsx")
    _, second, _ = _run(capsys, "annotate", "一.xlsx", "-o", "二.xlsx")
    assert "提示 1 条" in first
    assert second.splitlines()[1:] == first.splitlines()[1:]
