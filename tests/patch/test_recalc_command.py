"""``xltools recalc`` as people and programs use it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from xltools.cli import execute

from .recalc_books import edited, made, values


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A workbook with 30 stale sums, one volatile cell and one that is right."""

    def fill(book) -> None:
        sheet = book.add_worksheet("表")
        sheet.write("F1", 2)
        for row in range(30):
            sheet.write_formula(row, 0, f"=F1*{row + 1}", None, 1)
        sheet.write_formula("B1", "=F1", None, 2)
        sheet.write_formula("C1", "=TODAY()", None, 44562)

    path = tmp_path / "册.xlsx"
    path.write_bytes(made(fill))
    return path


def test_it_tells_and_writes_nothing(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Without -o: what changed by kind, long lists cut with the total told, what was kept; exit 0."""
    before = file.read_bytes()
    assert execute(["recalc", str(file)]) == 0
    out = capsys.readouterr().out
    assert "公式 32 个，变化 30 格，未重算 1 格（计算引擎：formualizer）" in out
    assert "数值变了：30 格" in out
    assert "表!A2  1 → 4（差 +3）  =F1*2" in out
    assert "还有 10 格，共 30 格" in out
    assert "TODAY 每次计算都可能不同：1 格" in out
    assert file.read_bytes() == before
    assert [each.name for each in file.parent.iterdir()] == ["册.xlsx"]


def test_it_writes_another_file(file: Path) -> None:
    """The original stays; the new one has the values; an existing one is not overwritten without --force."""
    before, out = file.read_bytes(), file.with_name("新.xlsx")
    assert execute(["recalc", str(file), "-o", str(out)]) == 0
    assert file.read_bytes() == before
    assert values(out.read_bytes())["表!A30"] == 60
    assert execute(["recalc", str(file), "-o", str(out)]) == 2
    assert execute(["recalc", str(file), "-o", str(out), "--force"]) == 0


def test_onto_itself_only_with_a_backup(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """册.xlsx.bak first, then .bak2; a second time nothing changes and nothing is written."""
    before = file.read_bytes()
    assert execute(["recalc", str(file), "-o", str(file)]) == 0
    backup = file.with_name("册.xlsx.bak")
    assert backup.read_bytes() == before
    assert "备份为 册.xlsx.bak" in capsys.readouterr().err
    after = file.read_bytes()
    assert execute(["recalc", str(file), "-o", str(file)]) == 0
    assert file.read_bytes() == after
    changed = edited(
        after, "xl/worksheets/sheet1.xml", lambda xml: xml.replace('r="F1"><v>2<', 'r="F1"><v>3<')
    )
    file.write_bytes(changed)
    assert execute(["recalc", str(file), "-o", str(file)]) == 0
    assert backup.read_bytes() == before
    assert file.with_name("册.xlsx.bak2").read_bytes() == changed
    assert {each.name for each in file.parent.iterdir()} == {"册.xlsx", "册.xlsx.bak", "册.xlsx.bak2"}


def test_programs_get_every_cell(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """As JSON: nothing is cut."""
    assert execute(["recalc", str(file), "--format", "json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert len(document["changed"]) == 30
    assert document["changed"][1] == {
        "sheet": "表",
        "cell": "A2",
        "formula": "=F1*2",
        "array": None,
        "kind": "数值变了",
        "saved": 1,
        "computed": 4,
        "difference": 3,
    }
    assert [(each["cell"], each["saved"], each["origin"]) for each in document["kept"]] == [
        ("C1", 44562, None)
    ]
    assert document["engine"] == "formualizer"
    assert len(document["sha256"]) == 64


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["-o", "新.xlsm"], "扩展名"),
        (["-o", "新"], "扩展名"),
        (["--engine", "excel"], "Excel"),
        (["--engine", "手算"], "手算"),
    ],
)
def test_what_cannot_be_done_is_said(
    file: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    arguments: list[str],
    words: str,
) -> None:
    """In Chinese, with exit code 2, and nothing is written."""
    monkeypatch.setattr("sys.platform", "linux")
    monkeypatch.chdir(file.parent)
    assert execute(["recalc", str(file), *arguments]) == 2
    assert words in capsys.readouterr().err
    assert [each.name for each in file.parent.iterdir()] == ["册.xlsx"]


def test_what_is_no_workbook_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A file that is not there, and one that is something else."""
    text = tmp_path / "文.xlsx"
    text.write_text("不是工作簿", encoding="utf-8")
    for file in (text, tmp_path / "没有.xlsx"):
        assert execute(["recalc", str(file)]) == 2
        assert "错误" in capsys.readouterr().err
