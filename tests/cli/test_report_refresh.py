"""``report refresh`` through the whole program: what it writes, says and ends with."""

from __future__ import annotations

import json
import re
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from docx import Document

from tests.form.books import CLEAN

Call = Callable[..., Any]


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: Call) -> Path:
    """A folder with a workbook, its report with a sentence of one's own, and the workbook changed since."""
    monkeypatch.chdir(tmp_path)
    shutil.copy(CLEAN, "甲.xlsx")
    assert call("report", "new", "甲.xlsx", "-o", "甲.docx").code == 0
    book = openpyxl.load_workbook(CLEAN)
    sheet, cell = book.defined_names["绩效目标计划数"].attr_text.replace("$", "").split("!")
    book[sheet.strip("'")][cell] = 23
    book.save("乙.xlsx")
    edit("甲.docx", "手写的一句。")
    return tmp_path


def edit(path: str, words: str) -> None:
    """Add a sentence to the first paragraph that has words."""
    document = Document(path)
    next(p for p in document.paragraphs if len(p.text) > 20).add_run(words)
    document.save(path)


def whole(path: str) -> str:
    """All words."""
    return "\n".join(paragraph.text for paragraph in Document(path).paragraphs)


def refresh(call: Call, *arguments: str) -> Any:
    return call("report", "refresh", *arguments)


def test_a_report_that_agrees_with_its_workbook_is_left_alone(call: Call) -> None:
    ended = refresh(call, "甲.docx", "--workbook", "甲.xlsx")
    assert ended.code == 0
    assert "没有要改的" in ended.out
    assert not Path("甲-刷新.docx").exists()
    assert refresh(call, "甲.docx", "--workbook", "甲.xlsx", "--check").code == 0


def test_a_check_says_what_would_change_and_writes_nothing(call: Call) -> None:
    before = {path.name: path.read_bytes() for path in Path().iterdir()}
    ended = refresh(call, "甲.docx", "--workbook", "乙.xlsx", "--check")
    assert ended.code == 1
    assert "→ 23" in ended.out
    assert "没有写文件" in ended.out
    assert {path.name: path.read_bytes() for path in Path().iterdir()} == before


def test_it_is_written_beside_the_report(call: Call) -> None:
    before = Path("甲.docx").read_bytes()
    ended = refresh(call, "甲.docx", "--workbook", "乙.xlsx")
    assert ended.code == 0
    assert "已写出 甲-刷新.docx" in ended.out
    assert Path("甲.docx").read_bytes() == before
    assert "手写的一句。" in whole("甲-刷新.docx")
    again = refresh(call, "甲.docx", "--workbook", "乙.xlsx")
    assert again.code == 2
    assert "已存在" in again.err
    assert refresh(call, "甲-刷新.docx", "--workbook", "乙.xlsx", "--check").code == 0
    assert refresh(call, "甲-刷新.docx", "--workbook", "甲.xlsx").code == 0
    assert Path("甲-刷新2.docx").exists()


def test_onto_itself_a_copy_is_kept(call: Call) -> None:
    before = Path("甲.docx").read_bytes()
    ended = refresh(call, "甲.docx", "--workbook", "乙.xlsx", "-o", "甲.docx")
    assert ended.code == 0
    assert Path("甲.docx.bak").read_bytes() == before
    assert "甲.docx.bak" in ended.out
    now = Path("甲.docx").read_bytes()
    assert refresh(call, "甲.docx", "--workbook", "乙.xlsx", "-o", "甲.docx").code == 0
    assert Path("甲.docx").read_bytes() == now
    assert not Path("甲.docx.bak2").exists()


def test_json_says_the_same(call: Call) -> None:
    ended = refresh(call, "甲.docx", "--workbook", "乙.xlsx", "--check", "--format", "json")
    told = json.loads(ended.out)
    assert told["changed"] is True
    assert told["written"] is None
    figure = next(each for each in told["figures"] if each["field"] == "绩效目标计划数")
    assert (figure["kind"], figure["workbook"]) == ("更新", "23")
    assert told["counts"]["更新"] >= 1


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (("没有.docx", "--workbook", "甲.xlsx"), "找不到"),
        (("甲.docx", "--workbook", "没有.xlsx"), "没有.xlsx"),
        (("甲.docx", "--workbook", "甲.xlsx", "-o", "丙.pdf"), ".docx"),
        (("甲.docx", "--workbook", "甲.xlsx", "-o", "甲.xlsx"), ".docx"),
        (("别的.docx", "--workbook", "甲.xlsx"), "report new"),
        (("甲.xlsx", "--workbook", "甲.xlsx", "--check"), "“甲.xlsx”不是 Word"),
        ((".", "--workbook", "甲.xlsx", "--check"), "一次刷新一份"),
    ],
)
def test_what_cannot_be_done_says_why(call: Call, arguments: tuple[str, ...], word: str) -> None:
    Document().save("别的.docx")
    before = sorted(path.name for path in Path().iterdir())
    ended = refresh(call, *arguments)
    assert ended.code == 2
    assert word in ended.err
    assert "Traceback" not in ended.err
    assert sorted(path.name for path in Path().iterdir()) == before


def filled(source: str, out: str, **values: object) -> None:
    """A copy of a workbook with other values in named cells."""
    book = openpyxl.load_workbook(source)
    for name, value in values.items():
        sheet, cell = book.defined_names[name].attr_text.replace("$", "").split("!")
        book[sheet.strip("'")][cell] = value
    book.save(out)


@pytest.mark.parametrize(
    "values",
    [{"单位名称": "另一个单位（示例）", "预算编码": "示例900"}, {"评价年度": 2023}],
)
def test_figures_of_another_unit_or_year_never_get_in_unnoticed(
    call: Call, values: dict[str, object]
) -> None:
    """It is refused, both named; who says that it is the same report is told again what is done."""
    filled("乙.xlsx", "丙.xlsx", **values)
    before = sorted(path.name for path in Path().iterdir())
    for check in ((), ("--check",)):
        ended = refresh(call, "甲.docx", "--workbook", "丙.xlsx", *check)
        assert ended.code == 2
        assert all(str(value) in ended.err for value in values.values())
        assert "--same-unit" in ended.err
    assert sorted(path.name for path in Path().iterdir()) == before
    ended = refresh(call, "甲.docx", "--workbook", "丙.xlsx", "--same-unit")
    assert ended.code == 0
    assert all(str(value) in ended.err for value in values.values())
    assert refresh(call, "甲-刷新.docx", "--workbook", "丙.xlsx", "--check").code == 0


@pytest.mark.parametrize("values", [{"单位名称": "改了名的单位（示例）"}, {"预算编码": "示例900"}])
def test_a_unit_renamed_is_still_the_unit(call: Call, values: dict[str, object]) -> None:
    """Name or code alone may change: that is said, and the report takes the figures."""
    filled("乙.xlsx", "丙.xlsx", **values)
    ended = refresh(call, "甲.docx", "--workbook", "丙.xlsx")
    assert ended.code == 0
    assert all(f"{name}原为" in ended.err and value in ended.err for name, value in values.items())
    assert "→ 23" in ended.out


def test_a_report_follows_another_standard_only_when_asked(call: Call) -> None:
    other = next((CLEAN.parents[1] / "四川").glob("*.xlsx"))
    ended = refresh(call, "甲.docx", "--workbook", str(other), "--check")
    assert ended.code == 2
    assert "“湛江2022”" in ended.err
    assert "“四川”" in ended.err
    asked = ("--standard", "四川", "--same-unit")
    ended = refresh(call, "甲.docx", "--workbook", str(other), "--check", *asked)
    assert ended.code == 1
    assert "注意：这份报告是按规范“湛江2022”写的" in ended.err


def test_a_report_that_does_not_say_whose_it_is(call: Call) -> None:
    """What could not be compared is said."""
    with zipfile.ZipFile("甲.docx") as old, zipfile.ZipFile("旧.docx", "w") as new:
        for name in old.namelist():
            new.writestr(name, re.sub(rb"<(code|unit|year)>[^<]*</\1>", b"", old.read(name)))
    ended = refresh(call, "旧.docx", "--workbook", "乙.xlsx", "--check")
    assert ended.code == 1
    assert "没有记下是哪个单位的" in ended.err


@pytest.mark.parametrize("lock", ["~$甲.docx", "~$.docx", ".~lock.甲.docx#", ".~甲.docx"])
def test_a_report_that_is_open(call: Call, lock: str) -> None:
    """Nothing is written under an open editor; what is not saved there is said to be left out."""
    Path(lock).touch()
    before = Path("甲.docx").read_bytes()
    ended = refresh(call, "甲.docx", "--workbook", "乙.xlsx", "-o", "甲.docx")
    assert ended.code == 2
    assert "正在" in ended.err
    assert Path("甲.docx").read_bytes() == before
    assert not Path("甲.docx.bak").exists()
    ended = refresh(call, "甲.docx", "--workbook", "乙.xlsx")
    assert ended.code == 0
    assert "没有保存" in ended.err
