from __future__ import annotations

import json
from decimal import Decimal

import pytest

from xltools.commands.check_json import dumps

FILE_KEYS = [
    "path", "sha256", "standard", "unit", "year", "verdict", "engine", "counts", "error", "findings",
    "scores",
]  # fmt: skip
FINDING_KEYS = [
    "rule", "level", "outcome", "sheet", "cell", "cells", "field", "message", "left", "right", "difference",
    "tolerance", "basis", "fix", "explanation", "cause",
]  # fmt: skip


@pytest.mark.parametrize(
    ("level", "outcome", "fail_on", "code"),
    [
        ("错误", "不通过", "错误", 1),
        ("核实", "不通过", "错误", 0),
        ("核实", "不通过", "核实", 1),
        ("提示", "不通过", "核实", 0),
        ("提示", "不通过", "提示", 1),
        ("错误", "不通过", "never", 0),
        ("错误", "未判", "错误", 0),
        ("错误", "未判", "核实", 1),
        ("提示", "未判", "提示", 1),
        ("错误", "未判", "never", 0),
        ("核实", "已说明", "核实", 0),
        ("核实", "已认可", "提示", 0),
        ("错误", "规则异常", "never", 2),
    ],
)
def test_exit_code(  # noqa: PLR0917
    call, runner, make_checked, make_finding, level, outcome, fail_on, code
):
    """The exit code follows the level asked for; unjudged counts from 核实 down; a broken rule is 2."""
    runner.results = [make_checked(), make_checked(make_finding(level=level, outcome=outcome), name="乙单位")]
    assert call("check", "x", "--fail-on", fail_on).code == code


def test_clean(call, runner, make_checked):
    """Workbooks without findings end with 0."""
    runner.results = [make_checked()]
    ended = call("check", "x")
    assert ended.code == 0
    assert "√ 通过" in ended.out


def test_unreadable_outweighs_findings(call, runner, make_checked, make_finding, unreadable):
    """One unreadable file makes 2, whatever was found; the others are checked and it is listed."""
    runner.results = [unreadable, make_checked(make_finding())]
    ended = call("check", "x", "--fail-on", "never")
    assert ended.code == 2
    assert "文件有打开密码" in ended.out
    assert "R052" in ended.out


@pytest.mark.parametrize("path", ["没有", "空"])
def test_nothing_to_check(call, runner, path):
    """A path that is not there, or holds no workbook, is 2 with a sentence and a remedy on stderr."""
    ended = call("check", path)
    assert (ended.code, ended.out) == (2, "")
    assert ended.err.startswith("错误：")
    assert "处理：检查" in ended.err


def test_json_shape(call, runner, make_checked, make_finding):
    """The JSON has the contract's keys, in order, and the numbers exactly as the rule saw them."""
    amounts = make_finding(left=Decimal(68854763), right="二十", difference=None, explanation="已核")
    runner.results = [make_checked(make_finding(), amounts)]
    ended = call("check", "x", "--format", "json")
    document = json.loads(ended.out, parse_float=Decimal)
    assert list(document) == ["version", "standard", "files"]
    assert (document["version"], document["standard"]) == (1, "样例")
    (file,) = document["files"]
    assert list(file) == FILE_KEYS
    assert file["unit"] == {"code": "001", "name": "甲单位"}
    assert file["counts"] == {"错误": 2, "核实": 0, "提示": 0, "未判": 0, "规则异常": 0}
    assert file["error"] is None
    first, second = file["findings"]
    assert list(first) == FINDING_KEYS
    assert (first["sheet"], first["cell"]) == ("评分表", "N10")
    assert first["cells"] == ["评分表!N10", "封面!C9"]
    assert first["left"] == Decimal("33.61")
    assert '"left": 68854763, "right": "二十", "difference": null' in ended.out
    assert second["explanation"] == "已核"


def test_json_of_an_unreadable_file(call, runner, unreadable):
    """A file that could not be read has its error in the JSON, and an empty unit."""
    runner.results = [unreadable]
    ended = call("check", "x", "--format", "json")
    (file,) = json.loads(ended.out)["files"]
    assert file["error"] == {
        "code": "encrypted",
        "message": "文件有打开密码",
        "fix": "在 Excel 中去掉密码后另存",
    }
    assert (file["verdict"], file["unit"], file["year"]) == ("无法读取", {"code": "", "name": ""}, None)
    assert ended.code == 2


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (Decimal(68854763), "68854763"),
        (Decimal("33.61"), "33.61"),
        (Decimal("1E+3"), "1000"),
        (Decimal("-0.005"), "-0.005"),
        (Decimal("NaN"), '"NaN"'),
        ([None, True, "甲\n"], '[null, true, "甲\\n"]'),
        ({"甲": Decimal("0.10")}, '{"甲": 0.10}'),
    ],
)
def test_dumps(value, text):
    """A Decimal is written digit by digit, never through a float, and the result is JSON."""
    assert dumps(value) == text
    json.loads(text)


def test_json_of_no_files(tmp_path):
    """No results still give a whole document."""
    from xltools.commands.check_json import pieces

    assert json.loads("".join(pieces([], None))) == {"version": 1, "standard": "", "files": []}


def test_text(call, runner, make_checked, make_finding):
    """The text groups by level, then rule, shows both sides, and puts the unjudged at the end."""
    findings = [
        make_finding(rule="R900", level="提示", message="可以更细", places=()),
        make_finding(rule="R060", outcome="未判", message="没有决算数"),
        make_finding(rule="R060", outcome="未判", message="没有预算数"),
        make_finding(rule="R052"),
        make_finding(rule="R001", message="分值合计不对", left=Decimal("19563574.39"), right="一百"),
    ]
    runner.results = [make_checked(*findings)]
    out = call("check", "x").out
    lines = out.splitlines()
    assert lines[0] == "甲单位  甲单位.xlsx  × 不通过"
    assert "  错误 R052 评分表!N10  自评得分合计与自评总分不相等" in lines
    assert "    本处 33.61  对照 30  差 3.61  容差 0.005" in lines
    assert "    本处 19,563,574.39  对照 一百  差 3.61  容差 0.005" in lines
    assert "    相关单元格：封面!C9" in lines
    assert {"    处理：核对各项得分", "    依据：SPEC R052"} <= set(lines)
    assert "  未判 2 条：缺少数据，不等于通过" in lines
    assert "    R060(2处) 没有决算数" in lines
    assert lines[-1] == "共 1 个文件：不通过 1。错误 2、核实 0、提示 1、未判 2、规则异常 0"
    order = [out.index(word) for word in ("R001", "R052", "R900", "未判 2 条")]
    assert order == sorted(order)


def test_same_rule_says_its_remedy_once(call, runner, make_checked, make_finding):
    """Findings of one rule share one line of remedy and one of basis."""
    runner.results = [make_checked(make_finding(), make_finding(message="另一行"))]
    out = call("check", "x").out
    assert (out.count("处理："), out.count("依据：")) == (1, 1)


def test_broken_rule_is_told_apart(call, runner, make_checked, make_finding):
    """A rule that could not run is never shown as a failure of the unit."""
    runner.results = [make_checked(make_finding(outcome="规则异常", message="公式有错"))]
    assert "规则异常 错误 R052" in call("check", "x").out


def test_explained(call, runner, make_checked, make_finding):
    """What the unit explained stands with the finding."""
    runner.results = [make_checked(make_finding(level="核实", outcome="已说明", explanation="新增项目"))]
    out = call("check", "x").out
    assert "已说明 核实 R052" in out
    assert "单位说明：新增项目" in out


@pytest.mark.parametrize("form", ["text", "json"])
def test_out_file(call, runner, make_checked, make_finding, tmp_path, form):
    """-o writes what stdout would have shown, in UTF-8, and stdout stays empty."""
    runner.results = [make_checked(make_finding())]
    shown = call("check", "x", "--format", form).out
    path = tmp_path / "新" / "结果"
    ended = call("check", "x", "--format", form, "-o", str(path))
    assert (ended.code, ended.out) == (1, "")
    assert path.read_text(encoding="utf-8") == shown
    assert "结果已写入" in ended.err
    assert [each.name for each in path.parent.iterdir()] == ["结果"]


def test_out_cannot_be_written(call, runner, make_checked, tmp_path):
    """A place that cannot be written is 2, with a sentence that names it."""
    runner.results = [make_checked()]
    (tmp_path / "文件").write_text("")
    ended = call("check", "x", "-o", str(tmp_path / "文件" / "结果.txt"))
    assert ended.code == 2
    assert "不能写入" in ended.err


def test_options_reach_the_runner(call, runner, make_checked, monkeypatch):
    """--standard and --jobs are handed on; XLTOOLS_STANDARD is the default of the first."""
    runner.results = [make_checked()]
    call("check", "x", "--standard", "甲", "--jobs", "3")
    assert runner.asked[1:] == ("甲", 3)
    call("check", "x")
    assert runner.asked[1:] == (None, 1)
    monkeypatch.setenv("XLTOOLS_STANDARD", "乙")
    call("check", "x", "--jobs", "0")
    assert runner.asked[1] == "乙"
    assert runner.asked[2] >= 1
