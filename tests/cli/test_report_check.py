"""``report check``: reports in, findings out, in words, as JSON, as a workbook; through the whole program."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from docx import Document

from tests.form.books import CLEAN, FAULTY
from xltools.commands.tally import KEYS

#: Words no report should go out with (词表: 模板残留词), and none at all.
LEFT_OVER = "一、基本情况\nXX单位为机关单位。\n"
PLAIN = "一、基本情况\n本单位为机关单位。\n"

Call = Callable[..., Any]


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder to work in, with one report that has a left-over word."""
    monkeypatch.chdir(tmp_path)
    Path("甲报告.txt").write_text(LEFT_OVER, "utf-8")
    return tmp_path


@pytest.fixture
def word(call: Call, here: Path) -> Path:
    """A report in Word, written from the clean sample."""
    assert call("report", "new", str(CLEAN), "-o", "乙报告.docx").code == 0
    return here / "乙报告.docx"


def documents(out: str) -> list[dict[str, Any]]:
    """The files of a JSON result."""
    whole = json.loads(out)
    assert (whole["version"], whole["standard"]) == (1, "湛江2022")
    files: list[dict[str, Any]] = whole["files"]
    return files


class TestText:
    """What people read."""

    def test_without_a_workbook(self, call: Call) -> None:
        """That the figures were not compared is said first, and counted as 未判, which is no pass."""
        ended = call("report", "check", "甲报告.txt")
        assert ended.out.startswith("没有给出工作簿，报告里的数没有与工作簿核对；加 --workbook 工作簿")
        assert "第2段“XX”" in ended.out
        assert "未判 1 条：缺少数据，不等于通过" in ended.out
        assert "共 1 个文件：需核实 1。" in ended.out

    def test_a_warning_of_the_workbooks_errors_counts_what_check_counts(self, call: Call) -> None:
        """A claim no report makes (满分 of a unit with 99.36) is no error of the workbook."""
        assert "条错误" not in call("report", "check", "甲报告.txt", "--workbook", str(CLEAN)).err
        assert "工作簿有 4 条错误" in call("report", "check", "甲报告.txt", "--workbook", str(FAULTY)).err

    def test_nothing_found(self, call: Call) -> None:
        """With a workbook a report nobody can find fault with passes, and the workbook is named."""
        Path("甲报告.txt").write_text(PLAIN, "utf-8")
        ended = call("report", "check", "甲报告.txt", "--workbook", str(CLEAN), "--format", "json")
        (file,) = documents(ended.out)
        assert [each for each in file["findings"] if each["level"] != "提示"] == []
        assert file["unit"]["name"] == "湛江市公共资源交易中心(示例数据)"
        assert file["workbook"]["path"] == str(CLEAN)


class TestJson:
    """What programs read."""

    def test_keys(self, call: Call) -> None:
        """Those of ``check``, with the paragraph and its words in place of sheet and cell."""
        told = documents(call("report", "check", "甲报告.txt", "--format", "json").out)
        of_check = json.loads(call("check", str(FAULTY), "--format", "json").out)["files"]
        assert set(told[0]) == set(of_check[0]) | {"workbook"}
        assert list(told[0]["counts"]) == list(KEYS)
        places = {"paragraph", "text", "repair"}
        for finding in told[0]["findings"]:
            assert set(finding) == set(of_check[0]["findings"][0]) - {"sheet", "cell", "cells"} | places

    def test_places(self, call: Call) -> None:
        """The exact words with their paragraph; null for what is about the whole."""
        (file,) = documents(call("report", "check", "甲报告.txt", "--format", "json").out)
        where = {finding["rule"]: (finding["paragraph"], finding["text"]) for finding in file["findings"]}
        assert where["R068"] == (2, "XX")
        assert where["R060"] == (None, None)
        assert (file["counts"]["未判"], file["unit"]["name"], file["workbook"]) == (1, "", None)

    def test_only_one_finding_says_what_was_not_compared(self, call: Call) -> None:
        """It names the rules and the way out."""
        (file,) = documents(call("report", "check", "甲报告.txt", "--format", "json").out)
        (told,) = [finding for finding in file["findings"] if finding["outcome"] == "未判"]
        assert (told["rule"], told["level"]) == ("R060", "提示")
        assert all(number in told["message"] for number in ("R060", "R061", "R144", "R070"))
        assert "--workbook" in told["fix"]
        beside = call("report", "check", "甲报告.txt", "--format", "json", "--workbook", str(CLEAN))
        assert documents(beside.out)[0]["counts"]["未判"] == 0


class TestFiles:
    """Which files are read."""

    def test_folder(self, call: Call) -> None:
        """Reports at any depth; no lock files, marked copies or evidence; what cannot be read is named."""
        for name in ("一/丙.txt", "一/~$丙.docx", "一/丙-批注稿.docx", "佐证材料/说明.txt", "一/丁.doc"):
            Path(name).parent.mkdir(exist_ok=True)
            Path(name).write_text(PLAIN, "utf-8")
        ended = call("report", "check", ".", "--format", "json")
        assert [Path(file["path"]).name for file in documents(ended.out)] == [
            "丁.doc",
            "丙.txt",
            "甲报告.txt",
        ]
        assert ended.code == 2

    def test_an_unreadable_report_stops_no_other(self, call: Call) -> None:
        """It is listed with why and what to do; the exit code says it."""
        Path("坏.docx").write_bytes(b"x")
        ended = call("report", "check", "坏.docx", "甲报告.txt")
        assert ended.code == 2
        assert "坏.docx  × 无法读取" in ended.out
        assert "第2段“XX”" in ended.out
        assert "共 2 个文件：需核实 1、无法读取 1" in ended.out

    def test_gbk(self, call: Call) -> None:
        """A text in the encoding of old Windows is read as well."""
        Path("旧.txt").write_bytes(LEFT_OVER.encode("gb18030"))
        old, new = documents(call("report", "check", "旧.txt", "甲报告.txt", "--format", "json").out)
        assert old["findings"] == new["findings"]

    def test_word(self, call: Call, word: Path) -> None:
        """A report written from a workbook agrees with it."""
        ended = call("report", "check", str(word), "--workbook", str(CLEAN))
        assert ended.code == 0
        assert "错误" not in ended.out.splitlines()[4]

    @pytest.mark.parametrize(
        ("name", "told"), [("空白.txt", "没有文字"), ("图.docx", "没有文字"), ("表.xlsx", "是工作簿")]
    )
    def test_what_has_no_words_never_passes(self, name: str, told: str, call: Call) -> None:
        """An empty text, a document of pictures, a workbook: could not be checked, exit code 2."""
        Path("空白.txt").write_text("\n \n", "utf-8")
        Document().save("图.docx")
        shutil.copy(CLEAN, "表.xlsx")
        ended = call("report", "check", name)
        assert ended.code == 2
        assert f"{name}  × 无法读取" in ended.out
        assert f"“{name}”" in ended.out
        assert told in ended.out

    @pytest.mark.parametrize("path", ["没有.docx", "空"])
    def test_nothing_there(self, path: str, call: Call) -> None:
        """A path that is not there, and a folder without reports, are refused in a sentence."""
        Path("空").mkdir()
        ended = call("report", "check", path)
        assert (ended.code, ended.out) == (2, "")
        assert "处理" in ended.err


class TestExitCodes:
    """0 clean, 1 found, 2 not done."""

    @pytest.mark.parametrize(("level", "code"), [("错误", 0), ("核实", 1), ("提示", 1), ("never", 0)])
    def test_by_level(self, level: str, code: int, call: Call) -> None:
        """A left-over word is 核实."""
        assert call("report", "check", "甲报告.txt", "--fail-on", level).code == code

    def test_a_workbook_with_errors_is_told_of(self, call: Call) -> None:
        """Its figures may be wrong: said once, its own findings are not repeated."""
        ended = call("report", "check", "甲报告.txt", "--workbook", str(FAULTY), "--format", "json")
        assert "注意：工作簿有" in ended.err
        assert all(each["rule"] >= "R060" for each in documents(ended.out)[0]["findings"])

    @pytest.mark.parametrize("name", ["坏.xlsx", "没有.xlsx", "甲报告.txt"])
    def test_a_workbook_nobody_can_read(self, name: str, call: Call) -> None:
        """Nothing is checked against nothing: refused with why."""
        Path("坏.xlsx").write_bytes(b"x")
        ended = call("report", "check", "甲报告.txt", "--workbook", name)
        assert (ended.code, ended.out) == (2, "")
        assert name in ended.err

    def test_a_standard_without_report_rules(self, call: Call) -> None:
        """It is said plainly, and nothing passes."""
        ended = call("report", "check", "甲报告.txt", "--standard", "项目支出自评")
        assert (ended.code, ended.out) == (2, "")
        assert "规范“项目支出自评”没有报告规则" in ended.err

    def test_another_standard(self, call: Call) -> None:
        """The one asked for is used."""
        ended = call("report", "check", "甲报告.txt", "--standard", "四川", "--format", "json")
        assert json.loads(ended.out)["standard"] == "四川"


class TestResultFiles:
    """-o: the ending says what is written."""

    def test_each_ending(self, call: Call) -> None:
        """Text, JSON and a workbook; the sums go to stderr, nothing is shown."""
        shown = call("report", "check", "甲报告.txt")
        for name in ("果.txt", "果.json", "果.xlsx"):
            ended = call("report", "check", "甲报告.txt", "-o", name)
            assert (ended.code, ended.out) == (0, "")
            assert f"结果已写入 {name}" in ended.err
        assert Path("果.txt").read_text("utf-8") == shown.out
        assert documents(Path("果.json").read_text("utf-8"))[0]["counts"]["核实"] == 1

    def test_workbook(self, call: Call) -> None:
        """问题明细 has paragraph and words, linked to the report; no sheet speaks of cells."""
        call("report", "check", "甲报告.txt", "-o", "出/果.xlsx")
        book = openpyxl.load_workbook("出/果.xlsx")
        assert book.sheetnames == ["审核情况", "按单位", "按规则", "问题明细", "无法读取"]
        heads = [cell.value for cell in book["问题明细"][3]]
        row = next(
            row for row in book["问题明细"].iter_rows(min_row=4) if row[heads.index("规则")].value == "R068"
        )
        told = dict(zip(heads, row, strict=True))
        assert (told["段落"].value, told["原文"].value) == ("第2段", "XX")
        assert told["段落"].hyperlink.target.replace("\\", "/") == "../甲报告.txt"
        said = "".join(str(cell.value) for row in book["审核情况"].iter_rows() for cell in row if cell.value)
        assert "1 份报告" in said
        assert "工作簿" not in said

    @pytest.mark.parametrize(
        ("more", "told"),
        [
            (("--format", "xlsx"), "-o"),
            (("--format", "json", "-o", "果.xlsx"), "改成一样的"),
            (("-o", "果.pdf"), "看不出"),
            (("-o", "甲报告.txt"), "是输入的文件"),
            (("-o", "批注稿.docx"), "不是 Word 文档"),
        ],
    )
    def test_refused(self, more: tuple[str, ...], told: str, call: Call) -> None:
        """What cannot be meant is refused before anything is checked, and the report stays as it was."""
        ended = call("report", "check", "甲报告.txt", *more)
        assert (ended.code, ended.out) == (2, "")
        assert told in ended.err
        assert Path("甲报告.txt").read_text("utf-8") == LEFT_OVER

    def test_never_over_the_workbook(self, call: Call) -> None:
        """Nor over the workbook it is held against."""
        shutil.copy(CLEAN, "表.xlsx")
        before = Path("表.xlsx").read_bytes()
        assert call("report", "check", "甲报告.txt", "--workbook", "表.xlsx", "-o", "表.xlsx").code == 2
        assert Path("表.xlsx").read_bytes() == before
