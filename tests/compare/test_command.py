"""``xltools compare``: files and folders, exit codes, text, JSON, workbook."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.compare.pairs import book, edited
from tests.form.books import CLEAN, FAULTY, SEED
from xltools.cli import execute
from xltools.comparing import compare_paths
from xltools.core.names import COMPARISON_NAME
from xltools.readers.xlsx import read
from xltools.writers.comparison import comparison_book

PAIR_KEYS = [
    "submitted", "published", "sha256", "standard", "identical", "same_content", "counts", "notes",
    "differences", "error",
]  # fmt: skip
DIFFERENCE_KEYS = [
    "kind", "weight", "sheet", "cell", "published_sheet", "published_cell", "field", "label", "submitted",
    "published", "difference", "unit", "note",
]  # fmt: skip


@pytest.fixture
def folders(tmp_path: Path) -> tuple[Path, Path]:
    """A folder of submitted files and one of published ones: changed, renamed, broken, alone."""
    submitted, published = tmp_path / "报送", tmp_path / "公开"
    (submitted / "佐证材料").mkdir(parents=True)
    published.mkdir()
    shutil.copy(CLEAN, submitted / "甲.xlsx")
    shutil.copy(SEED, submitted / "乙.xlsx")
    shutil.copy(SEED, published / "网站上的名称.xlsx")
    shutil.copy(FAULTY, submitted / "丙.xlsx")

    def edit(made: Any) -> None:
        made["自评表"]["F29"] = made["自评表"]["F29"].value + 9

    (published / "甲单位（公开）.xlsx").write_bytes(edited(edit))
    (submitted / "丁.xlsx").write_bytes(book({"表": [["甲", 1]]}))
    (published / "丁.xlsx").write_bytes(b"broken")
    (submitted / "报告.txt").write_text("支出100元。", encoding="utf-8")
    (published / "报告.txt").write_text("支出100元。\n", encoding="gb18030")
    (published / "多出来.txt").write_text("多", encoding="utf-8")
    return submitted, published


def test_folders(folders: tuple[Path, Path]) -> None:
    """Files are paired by their unit, else by name; those alone are told; a broken one stops no other."""
    comparison = compare_paths(*folders)
    pairs = {Path(pair.submitted).name: pair for pair in comparison.pairs}
    assert set(pairs) == {"甲.xlsx", "乙.xlsx", "丁.xlsx", "报告.txt"}
    assert Path(pairs["甲.xlsx"].published).name == "甲单位（公开）.xlsx"
    assert [str(found.left) for found in pairs["甲.xlsx"].told.differences] == ["自评表!F29"]
    assert pairs["乙.xlsx"].identical
    assert pairs["丁.xlsx"].error is not None
    assert pairs["报告.txt"].same_content
    assert [Path(path).name for path in comparison.only_submitted] == ["丙.xlsx"]
    assert [Path(path).name for path in comparison.only_published] == ["多出来.txt"]
    assert comparison.failed


def test_two_of_one_name_are_not_guessed(tmp_path: Path) -> None:
    """Where two files could be the counterpart, none is taken."""
    for place in ("报送/一", "报送/二", "公开/三"):
        (tmp_path / place).mkdir(parents=True)
        (tmp_path / place / "自评表.xlsx").write_bytes(book({"表": [["甲", len(place), place]]}))
    comparison = compare_paths(tmp_path / "报送", tmp_path / "公开")
    assert not comparison.pairs
    assert len(comparison.only_submitted) == 2
    assert len(comparison.only_published) == 1


@pytest.mark.parametrize(
    ("published", "code"),
    [([["甲", 1]], 0), ([["甲", 1.0], ["　"]], 0), ([["甲", 2]], 1), ([["甲", None]], 1)],
)
def test_exit_codes(tmp_path: Path, published: list[list[Any]], code: int) -> None:
    """0 where the same was published, 1 where not."""
    (tmp_path / "一.xlsx").write_bytes(book({"表": [["甲", 1]]}))
    (tmp_path / "二.xlsx").write_bytes(book({"表": published}))
    assert execute(["compare", str(tmp_path / "一.xlsx"), str(tmp_path / "二.xlsx")]) == code


def test_no_saved_result_is_no_agreement(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Formulas without a result end with 1, named with what to do."""
    for name, word in (("一", "甲"), ("二", "甲 ")):
        (tmp_path / f"{name}.xlsx").write_bytes(book({"表": [[word, "=1+1"]]}))
    assert execute(["compare", str(tmp_path / "一.xlsx"), str(tmp_path / "二.xlsx")]) == 1
    out = capsys.readouterr().out
    assert out.startswith("共比较 2 处，一致 1，不同 0，无法比较 1")
    assert "B1" in out
    assert "没有保存计算结果" in out


def test_text(folders: tuple[Path, Path], capsys: pytest.CaptureFixture[str]) -> None:
    """The sums come first; then each pair with what differs, and the files that stand alone."""
    assert execute(["compare", *map(str, folders)]) == 2
    out = capsys.readouterr().out
    assert out.startswith("共比较 ")
    for words in (
        "√ 完全一致",
        "sha256",
        "差 +9元",
        "√ 内容一致",
        "× 没有比成",
        "只报送未公开 1 个",
        "只公开未报送 1 个",
    ):
        assert words in out
    assert "Traceback" not in out


def test_json(folders: tuple[Path, Path], capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    """The keys programs rely on, exact numbers, both places."""
    assert execute(["compare", *map(str, folders), "--format", "json"]) == 2
    document = json.loads(capsysbinary.readouterr().out)
    assert list(document) == ["version", "agrees", "pairs", "only_submitted", "only_published"]
    assert all(list(pair) == PAIR_KEYS for pair in document["pairs"])
    (found,) = next(p["differences"] for p in document["pairs"] if p["submitted"].endswith("甲.xlsx"))
    assert list(found) == DIFFERENCE_KEYS
    assert (found["cell"], found["published_cell"], found["difference"]) == ("F29", "F29", 9)
    assert found["field"].endswith("_决算")


def test_workbook(folders: tuple[Path, Path], tmp_path: Path) -> None:
    """Three sheets with a filter; both contents side by side; links to the files; no formula ever."""
    for folder, text in zip(folders, ("=1+1", "=HYPERLINK(1)"), strict=True):
        likeness = openpyxl.Workbook()
        likeness.active["A1"] = text
        likeness.active["A1"].data_type = "s"
        likeness.save(folder / "戊.xlsx")
    out = tmp_path / "公开一致.xlsx"
    assert execute(["compare", *map(str, folders), "--format", "xlsx", "-o", str(out)]) == 2
    made = openpyxl.load_workbook(out)
    assert made.sheetnames == ["摘要", "逐项差异", "未配对"]
    sheet = made["逐项差异"]
    assert sheet.auto_filter.ref
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=4)]
    figure = next(row for row in rows if row[4] == "自评表!F29")
    assert figure[9] == 9
    assert figure[7] != figure[8]
    links = [cell.hyperlink for row in sheet.iter_rows(min_row=4) for cell in row if cell.hyperlink]
    assert any(link.target == "报送\\甲.xlsx" and link.location == "自评表!F29" for link in links)
    assert any(row[7] == "=1+1" for row in rows)
    assert not any(each.formulas for each in read(out).sheets)
    assert [row[1].value for row in made["未配对"].iter_rows(min_row=4)] == ["只报送未公开", "只公开未报送"]
    # Written into one of the folders it is no file to be compared; one to be compared is not written over.
    shutil.copy(out, folders[0] / out.name)
    assert execute(["compare", *map(str, folders), "--format", "xlsx", "-o", str(folders[0] / out.name)]) == 2
    assert str(folders[0] / out.name) not in compare_paths(*folders).files
    before = (folders[0] / "丙.xlsx").read_bytes()
    assert (
        execute(["compare", *map(str, folders), "--format", "xlsx", "-o", str(folders[0] / "丙.xlsx")]) == 2
    )
    assert (folders[0] / "丙.xlsx").read_bytes() == before
    # It is known again as an output, and long lists go on on a further sheet.
    assert COMPARISON_NAME in {name.name for name in read(out).names}
    longer = comparison_book(compare_paths(*folders), tmp_path, last_row=5)
    (tmp_path / "长.xlsx").write_bytes(longer)
    assert "摘要(2)" in openpyxl.load_workbook(tmp_path / "长.xlsx").sheetnames


def test_refusals(tmp_path: Path, call: Callable[..., Any]) -> None:
    """What cannot be compared is said in Chinese and ends with 2; an input is never overwritten."""
    one, other = tmp_path / "一.xlsx", tmp_path / "二.txt"
    one.write_bytes(book({"表": [["甲"]]}))
    other.write_text("甲", encoding="utf-8")
    before = one.read_bytes()
    for arguments, words in (
        ((one, tmp_path / "没有.xlsx"), "找不到"),
        ((one, tmp_path), "一边是文件"),
        ((one, other), "不是同一类文件"),
        ((one, one, "--format", "xlsx"), "-o"),
        ((one, other, "-o", one), "输入"),
        ((one, other, "--standard", "没有这个"), "没有这个"),
    ):
        ended = call("compare", *map(str, arguments))
        assert ended.code == 2
        assert words in ended.out + ended.err
        assert "Traceback" not in ended.out + ended.err
    assert one.read_bytes() == before


@pytest.fixture
def call(capsys: pytest.CaptureFixture[str]) -> Callable[..., Any]:
    """Run a command line in this process."""
    from types import SimpleNamespace

    def run(*arguments: str) -> Any:
        code = execute(arguments)
        out, err = capsys.readouterr()
        return SimpleNamespace(code=code, out=out, err=err)

    return run
