"""``report check -o 批注稿.docx``: copies of reports with the findings as comments."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from docx import Document

Call = Callable[..., Any]

#: A word no report should go out with (词表: 模板残留词).
LEFT_OVER = "一、基本情况\nXX单位为机关单位。\n"


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder to work in, with a report that is no Word document."""
    monkeypatch.chdir(tmp_path)
    Path("甲报告.txt").write_text(LEFT_OVER, "utf-8")


def faulty(name: str) -> Path:
    """A report in Word with a left-over word."""
    document = Document()
    for text in LEFT_OVER.splitlines():
        document.add_paragraph(text)
    document.save(name)
    return Path(name)


def comments(path: str) -> list[str]:
    """What its comments say."""
    return [comment.text for comment in Document(path).comments]


def test_one(call: Call) -> None:
    """The result is shown as ever; each finding is a comment, by its rule; the report is as it was."""
    report = faulty("丙.docx")
    before = report.read_bytes()
    shown = call("report", "check", "丙.docx")
    ended = call("report", "check", "丙.docx", "-o", "出/丙-批注稿.docx")
    assert (ended.code, ended.out) == (0, shown.out)
    assert "√ 批注稿已写入" in ended.err
    assert report.read_bytes() == before
    told = comments("出/丙-批注稿.docx")
    assert any("R068 报告无其他单位名和模板残留" in each and "XX" in each for each in told)


def test_json_beside_it(call: Call) -> None:
    """The format asked for is what is shown."""
    faulty("丙.docx")
    ended = call("report", "check", "丙.docx", "-o", "稿.docx", "--format", "json")
    assert json.loads(ended.out)["files"][0]["path"] == "丙.docx"
    assert Path("稿.docx").is_file()


def test_a_folder_of_them(call: Call) -> None:
    """One each, reports of one name told apart; a text gets none, which is said and is exit code 2."""
    Path("一").mkdir()
    for name in ("丙.docx", "一/丙.docx"):
        faulty(name)
    assert call("report", "check", "丙.docx", "一", "-o", "稿").code == 0
    assert sorted(path.name for path in Path("稿").iterdir()) == ["丙-批注稿(2).docx", "丙-批注稿.docx"]
    ended = call("report", "check", "丙.docx", "甲报告.txt", "-o", "又")
    assert ended.code == 2
    assert "“甲报告.txt”不是 Word 文档" in ended.err
    assert [path.name for path in Path("又").iterdir()] == ["丙-批注稿.docx"]


def test_refused(call: Call) -> None:
    """Never the report itself, nor one file for several; a copy somebody worked on only with --force."""
    report = faulty("丙.docx")
    before = report.read_bytes()
    for more, told in (
        (("丙.docx", "-o", "丙.docx", "--force"), "是输入的文件"),
        (("丙.docx", "甲报告.txt", "-o", "稿.docx"), "写一个文件夹"),
        (("丙.docx", "-o", "稿.docx", "--format", "xlsx"), "要写进文件"),
    ):
        ended = call("report", "check", *more)
        assert (ended.code, ended.out) == (2, "")
        assert told in ended.err
    assert report.read_bytes() == before
    assert call("report", "check", "丙.docx", "-o", "稿.docx").code == 0
    assert "已存在" in call("report", "check", "丙.docx", "-o", "稿.docx").err
    assert call("report", "check", "丙.docx", "-o", "稿.docx", "--force").code == 0


def test_unreadable_gets_none(call: Call) -> None:
    """Nothing is written for what could not be read."""
    Path("坏.docx").write_bytes(b"x")
    assert call("report", "check", "坏.docx", "-o", "稿.docx").code == 2
    assert not Path("稿.docx").exists()
