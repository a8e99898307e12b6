# ruff: noqa: ARG002, ARG005  # fixtures asked for what they do, stand-ins with the real signatures
from __future__ import annotations

import json
from pathlib import Path
from types import SimpleNamespace

import pytest

from xltools.commands.divided import Written
from xltools.commands.reports import file_names
from xltools.core.consolidation.roster import Roster
from xltools.core.errors import OutputError, StandardError
from xltools.core.names import STANDARD_NAME
from xltools.readers.xlsx import read
from xltools.resources import standards
from xltools.runner import load_standard

#: No 退回稿: these files are none that could be marked.
NO_RETURNS = SimpleNamespace(written=(), kept=(), beside=(), gone=(), stale=(), unread=0, failed=0)


@pytest.fixture
def written(module, monkeypatch, tmp_path):
    """Stand-ins for everything that writes; what they were asked is kept."""
    asked = SimpleNamespace(summaries=[], reports=[], forms=[], pdfs=[])

    def write_report(record, standard, template, out):
        if record.name == "坏单位":
            raise StandardError("模板有错", fix="改模板")
        asked.reports.append(out)
        out.write_text("报告")

    def build_form(standard, out, *, unit="", code="", year=None, buttons=()):
        asked.forms.append((out, unit, code, year))
        out.write_text("表")

    def consolidate(standard, checked, roster, came):
        submissions = [SimpleNamespace(state="未报", name="丙单位", path="", note="")] if roster else []
        return SimpleNamespace(submissions=submissions, roster=roster, expected=3, received=2, issues=[])

    def write_divided(summary, path, limit):
        asked.summaries.append(path)
        return Written(path)

    module("xltools.core.consolidation.consolidate", consolidate=consolidate)
    monkeypatch.setattr("xltools.commands.divided.write_divided", write_divided)
    module("xltools.authoring.lint", need_sound=lambda standard, folder, engine: None)

    def convert(files, to, out):
        asked.pdfs.append((list(files), to))
        made = [out / f"{file.stem}.pdf" for file in files]
        for each in made:
            each.write_text("PDF")
        return made

    module("xltools.engines.soffice", convert=convert)
    available = SimpleNamespace(available=lambda: asked.office)
    asked.office = True
    module("xltools.engines.libreoffice", LibreOffice=available)
    module("xltools.readers.roster", read_roster=lambda path: Roster(()))
    # What stands in for a reader here is nothing that another process could be given.
    monkeypatch.setattr("xltools.workers.alone", lambda file, function, *arguments: function(*arguments))
    module("xltools.writers.document", write_report=write_report)
    module("xltools.writers.letter", letter=lambda names, attributes, template: b"letter")
    module("xltools.commands.returns", write_returns=lambda checked, standard, folder, jobs: NO_RETURNS)
    module("xltools.writers.form", build_form=build_form)
    folder = tmp_path / "规范"
    folder.mkdir()
    (folder / "自评报告.docx").write_text("")
    monkeypatch.setattr("xltools.resources.standard_folder", lambda name: folder)
    monkeypatch.chdir(tmp_path)
    asked.folder = folder
    return asked


class TestRun:
    """The main job."""

    def test_outputs(self, call, runner, written, make_checked, make_finding):
        """All outputs are written, the table names each unit, and faults of units do not make it fail."""
        runner.results = [make_checked(make_finding()), make_checked(name="乙/单位")]
        ended = call("run", "报送")
        assert ended.code == 0
        assert written.summaries == [Path("输出/汇总.xlsx")]
        assert written.reports == [Path("输出/报告/甲单位.docx"), Path("输出/报告/乙_单位.docx")]
        assert len(json.loads(Path("输出/审核结果.json").read_text(encoding="utf-8"))["files"]) == 2
        assert "R052" in Path("输出/审核结果.txt").read_text(encoding="utf-8")
        for word in ("单位", "结论", "× 不通过", "√ 通过", "汇总.xlsx", "报告 2 份"):
            assert word in ended.out

    def test_unreadable(self, call, runner, written, make_checked, unreadable):
        """A file that could not be read is listed and makes 2; the others get their outputs."""
        runner.results = [unreadable, make_checked()]
        ended = call("run", "报送")
        assert ended.code == 2
        assert "坏.xlsx:文件有打开密码 处理:" in ended.out
        assert written.summaries
        assert len(written.reports) == 1

    def test_nothing_readable(self, call, runner, written, unreadable):
        """When no file can be read there is no summary, and that is said."""
        runner.results = [unreadable]
        ended = call("run", "报送")
        assert ended.code == 2
        assert "没有写" in ended.err
        assert not written.summaries

    def test_roster(self, call, runner, written, make_checked, tmp_path):
        """名册.xlsx in the folder is no unit's workbook; units of it that sent nothing are named."""
        folder = tmp_path / "报送"
        folder.mkdir()
        (folder / "名册.xlsx").write_text("")
        runner.results = [
            make_checked(path=str(folder / "甲.xlsx")),
            make_checked(path=str(folder / "名册.xlsx")),
        ]
        ended = call("run", str(folder))
        assert runner.asked[0] == (folder / "甲.xlsx",)
        assert "应报 3 家，实报 2 家" in ended.out
        assert "未报(1家):丙单位" in ended.out

    def test_no_template(self, call, runner, written, make_checked):
        """A standard without a report template: said, the rest is done."""
        (written.folder / "自评报告.docx").unlink()
        runner.results = [make_checked()]
        ended = call("run", "报送")
        assert ended.code == 0
        assert "没有报告模板" in ended.err

    def test_one_report_fails(self, call, runner, written, make_checked):
        """A report that cannot be written is told, the others are written, and the end is 2."""
        runner.results = [make_checked(name="坏单位"), make_checked()]
        ended = call("run", "报送")
        assert ended.code == 2
        assert "坏单位:报告没有写成。模板有错 处理:改模板" in ended.err
        assert len(written.reports) == 1

    def test_pdf(self, call, runner, written, make_checked):
        """--pdf converts the reports; without LibreOffice it ends before anything is done."""
        runner.results = [make_checked()]
        call("run", "报送", "--pdf")
        assert written.pdfs == [([Path("输出/报告/甲单位.docx")], "pdf")]
        assert Path("输出/报告/甲单位.pdf").read_text() == "PDF"
        written.office = False
        ended = call("run", "报送", "--pdf", "-o", "另")
        assert ended.code == 2
        assert "LibreOffice" in ended.err
        assert not Path("另").exists()


def test_file_names_do_not_collide(make_checked):
    """Two units of one name get two files, with names every system takes."""
    records = [make_checked(name=name).record for name in ("甲", "甲", "甲", "A/B:C", "")]
    assert list(file_names(records)) == ["甲", "甲-001", "甲-001-2", "A_B_C", "未填单位名称"]


def test_new(call, runner, written):
    """`new` fills the cover, names the file after the unit, and overwrites only with --force."""
    ended = call("new", "--unit", "甲单位", "--code", "001", "--year", "2023")
    assert ended.code == 0
    assert written.forms == [(Path("甲单位-自评工作簿.xlsx"), "甲单位", "001", 2023)]
    again = call("new", "--unit", "甲单位")
    assert again.code == 2
    assert "已存在" in again.err
    assert call("new", "--unit", "甲单位", "--force").code == 0


def test_standard_is_not_guessed(call, runner, written, monkeypatch):
    """With several standards, commands that need one ask for it and name those there are."""
    monkeypatch.setattr("xltools.resources.standards", lambda: ["甲规范", "乙规范"])
    for line in (
        ["new", "--unit", "甲"],
        ["standard", "fields"],
        ["standard", "show"],
        ["standard", "build"],
    ):
        ended = call(*line)
        assert ended.code == 2
        assert "甲规范、乙规范" in ended.err
    monkeypatch.setenv("XLTOOLS_STANDARD", "甲规范")
    assert call("standard", "show").code == 0


def test_consolidate(call, runner, written, make_checked, make_finding):
    """`consolidate` writes the summary where asked; faults of units are not its business."""
    runner.results = [make_checked(make_finding())]
    ended = call("consolidate", "报送", "-o", "新/总.xlsx", "--roster", "册.xlsx")
    assert ended.code == 0
    assert written.summaries == [Path("新/总.xlsx")]
    assert "未报(1家):丙单位" in ended.out


class TestReportNew:
    """The report of one unit."""

    def test_written(self, call, runner, written, make_checked, make_finding):
        """The report is named after the unit; the number of errors is told on stderr."""
        runner.results = [make_checked(make_finding(), make_finding(level="提示"))]
        ended = call("report", "new", "x.xlsx", "--pdf")
        assert ended.code == 0
        assert written.reports == [Path("甲单位-自评报告.docx")]
        assert written.pdfs
        assert "1 条错误" in ended.err

    def test_refused(self, call, runner, written, unreadable, make_checked):
        """An unreadable workbook gets no report, several workbooks are refused, hand work is not lost."""
        runner.results = [unreadable]
        ended = call("report", "new", "x.xlsx")
        assert (ended.code, written.reports) == (2, [])
        assert "文件有打开密码" in ended.err
        runner.results = [make_checked(), make_checked(name="乙")]
        assert call("report", "new", "文件夹").code == 2
        runner.results = [make_checked()]
        Path("甲单位-自评报告.docx").write_text("手写")
        assert call("report", "new", "x.xlsx").code == 2
        assert Path("甲单位-自评报告.docx").read_text() == "手写"


class TestStandard:
    """The standards themselves."""

    def test_list(self, call, runner):
        """Each standard stands with its year and what it is for."""
        assert "样例  2022  测试" in call("standard", "list").out

    def test_fields_json(self, call, runner):
        """The contract's keys for every named cell and every column of a 明细 table."""
        fields = json.loads(call("standard", "fields", "--format", "json").out)
        assert all(
            list(each) == ["name", "label", "sheet", "cell", "type", "unit", "required", "aggregate"]
            for each in fields
        )
        assert fields[0] == {
            "name": "单位名称", "label": "单位名称", "sheet": "封面", "cell": "C3", "type": "文本",
            "unit": "", "required": True, "aggregate": "不汇总",
        }  # fmt: skip
        by_name = {each["name"]: each for each in fields}
        assert by_name["支出_预算"]["required"] is False
        assert by_name["支出_决算"]["required"] is True
        assert by_name["支出_决算"]["label"] == "支出合计(决算)"
        assert by_name["佐证_材料名称"]["cell"] == "A4:A6"

    def test_fields_text(self, call, runner):
        """The same as a table."""
        assert "支出_决算" in call("standard", "fields").out

    def test_rules(self, call, runner):
        """Rules in both forms, every filled column of them."""
        (rule,) = json.loads(call("standard", "rules", "--format", "json").out)
        assert (rule["rule"], rule["left"], rule["tolerance"]) == ("R001", "=支出_决算", 0.01)
        out = call("standard", "rules").out
        assert "    左式:=支出_决算" in out.splitlines()
        assert "    标注单元格:支出_决算" in out.splitlines()

    def test_show(self, call, runner, tmp_path):
        """The whole standard, the same each time, on stdout or in a file."""
        shown = call("standard", "show", "样例").out
        words = (
            "适用:测试",
            "自评表/收支/支出",
            "必填:决算",
            "横向:是",
            "A1 完成率",
            "评分标准:按比例计分",
            "满分",
        )
        for word in (*words, "依据:依据甲", "# 基本情况", "必有:是"):
            assert word in shown
        path = tmp_path / "规范.txt"
        assert call("standard", "show", "-o", str(path)).code == 0
        assert path.read_text(encoding="utf-8") == shown

    def test_build(self, call, runner, written):
        """The form goes into the standard's own folder unless told otherwise."""
        assert call("standard", "build", "样例").code == 0
        assert written.forms == [(written.folder / "自评工作簿.xlsx", "", "", None)]
        call("standard", "build", "样例", "-o", "新/表.xlsx")
        assert written.forms[-1][0] == Path("新/表.xlsx")


class TestDoctor:
    """The state of the computer."""

    def test_all_there(self, call, runner):
        """Each line is √ or ×; what is optional does not make it fail."""
        ended = call("doctor")
        assert ended.code == 0
        assert "√ Python" in ended.out
        assert "√ 规范 样例(3 个字段,启用 1 条规则)" in ended.out
        assert all(line[0] in "√×" or line == "可以使用" for line in ended.out.splitlines())

    def test_broken_standard(self, call, runner):
        """A standard that cannot be read is ×, with its remedy, and 2."""
        runner.error = StandardError("缺少工作表“规则”", fix="补上工作表")
        ended = call("doctor")
        assert ended.code == 2
        assert "× 规范 样例:缺少工作表“规则” 处理:补上工作表" in ended.out

    def test_nothing_installed(self, call, runner, monkeypatch):
        """Missing packages and standards are × with what to do."""
        monkeypatch.setattr("xltools.commands.doctor.NEEDED", ("xltools-no-such-package",))
        monkeypatch.setattr("xltools.resources.standards", list)
        ended = call("doctor")
        assert ended.code == 2
        assert "缺少必需的 2 项" in ended.out


def test_output_error_is_a_sentence(call, runner, written, module):
    """An error of a writer ends the command with its own words."""

    def refuse(*args, **kwargs):
        raise OutputError("文件被占用", fix="关闭 Excel")

    module("xltools.writers.form", build_form=refuse)
    ended = call("new", "--unit", "甲")
    assert (ended.code, ended.err) == (2, "错误：文件被占用\n处理：关闭 Excel\n")


def test_default_standard(call, tmp_path):
    """Without --standard, new takes the one standard whose 说明 page says it is the default."""
    form = tmp_path / "空白.xlsx"

    assert call("new", "--unit", "某单位", "-o", str(form)).code == 0

    names = {name.name: name.text for name in read(form).names}
    assert [name for name in standards() if load_standard(name).is_default] == [
        names[STANDARD_NAME].strip('"')
    ]
