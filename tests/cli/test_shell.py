from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
from pathlib import Path

import click
import pytest

from xltools.cli import cli
from xltools.commands.base import Context
from xltools.commands.reference import helps, reference
from xltools.messages.zh_cn import WORDS

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "命令.md"

#: Names of formats and things that are written in Latin letters in Chinese texts too.
LATIN = {
    "xltools", "text", "json", "never", "UTF", "xlsx", "xlsm", "docx", "txt", "PDF", "LibreOffice",
    "Excel", "Word", "Python", "check", "run", "XLTOOLS", "STANDARD", "x", "bak",
    "consolidate", "ledger", "status", "db", "csv", "parquet",
    "html", "tcp", "tls", "dask", "scheduler", "ca", "cert", "key", "pem", "DuckDB",
    "auto", "formualizer", "libreoffice", "excel", "WPS", "GB", "pdf", "letters", "addin", "install",
    "Calc", "Windows", "next", "issue", "clear", "recalc", "report", "refresh", "remove", "wps",
}  # fmt: skip

#: Modules of click whose messages this tool never shows: prompts, editors, progress bars, low-level output.
UNUSED = {"termui", "_termui_impl", "_winconsole", "utils"}

#: Messages only whoever writes a command can see.
FOR_DEVELOPERS = (
    "Could not determine name",
    "No options defined",
    "Arguments take exactly",
    "Boolean option {decl",
)
FOR_DEVELOPERS += ("Name '{name}' defined twice", "Do you want to continue", "Confirm the action")


def every_help():
    """(command line, help) of every command."""
    with cli.make_context("xltools", [], resilient_parsing=True) as ctx:
        return list(helps(ctx))


def start(*arguments, code="from xltools.cli import main; main()", **environment):
    """Run a command line in a process of its own; output as bytes."""
    env = {**os.environ, "PYTHONPATH": str(ROOT), **environment}
    command = [sys.executable, "-c", f"import sys; {code}", *arguments]
    return subprocess.run(command, capture_output=True, env=env, check=False)  # noqa: S603  # our own program


@pytest.mark.parametrize(("path", "text"), every_help())
def test_help_is_chinese(path, text):
    """No English word is left in any help but names of commands, options and formats."""
    names = set(path.split()) | {"h"} | set(re.findall(r"--([a-z-]+)", text))
    listed = re.findall(r"^  ([a-z]+)  ", text, re.MULTILINE)
    words = set(re.findall(r"[A-Za-z]+(?:-[a-z]+)*", text))
    assert words - names - set(listed) - LATIN - {"o"} == set()
    assert text.startswith("用法: ")


@pytest.mark.parametrize(("path", "text"), every_help())
def test_every_command_and_option_has_help(path, text):
    """Every command says what it does, every option and argument too."""
    command: click.Command = cli
    with Context(cli) as ctx:
        for name in path.split()[1:]:
            command = command.get_command(ctx, name)
        assert command.help
        assert path == "xltools" or command.short_help
        for parameter in command.get_params(ctx):
            assert getattr(parameter, "help", None), parameter.name


@pytest.mark.parametrize(("path", "text"), every_help())
def test_reference_has_every_command(path, text):
    """docs/命令.md documents every command."""
    assert f"\n## {path}\n" in PAGE.read_text(encoding="utf-8")


def test_reference_is_fresh():
    """docs/命令.md is what the commands say now; the failure shows how to write it again."""
    again = (
        "from pathlib import Path; from xltools.cli import cli; "
        "from xltools.commands.reference import reference; "
        "Path('docs/命令.md').write_text(reference(cli), encoding='utf-8', newline='\\n')"
    )
    assert PAGE.read_text(encoding="utf-8") == reference(cli), f'python -c "{again}"'


def test_help_fits_the_terminal():
    """Help is wrapped by cells: a Chinese character counts for two."""
    from xltools.console import cells

    with cli.make_context("xltools", [], resilient_parsing=True, terminal_width=80) as ctx:
        for name in cli.list_commands(ctx):
            command = cli.get_command(ctx, name)
            with command.make_context(name, [], parent=ctx, resilient_parsing=True) as inner:
                assert all(cells(line) <= 80 for line in command.get_help(inner).splitlines())


def test_click_speaks_chinese():
    """Every message of this click that a user can meet has Chinese words, with the same placeholders."""
    folder = Path(click.__file__).parent
    missing = []
    for path in folder.glob("*.py"):
        if path.stem not in UNUSED:
            missing += [message for message in messages_in(path) if message not in WORDS]
    assert [message for message in missing if not message.startswith(FOR_DEVELOPERS)] == []
    for english, chinese in WORDS.items():
        places = set(re.findall(r"{(\w+)", chinese))
        assert places <= set(re.findall(r"{(\w+)", english)) | {"possibilities"}


def messages_in(path):
    """The messages a module of click hands to gettext; the plural where there is one."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Name)
            and node.func.id in ("_", "ngettext")
        ):
            message = node.args[0 if node.func.id == "_" else 1]
            if isinstance(message, ast.Constant):
                yield message.value


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["chek"], "没有命令 'chek'。 是不是要用 'check'?"),
        (["standard", "feilds"], "没有命令 'feilds'。 是不是要用 'fields'?"),
        (["check"], "缺少参数"),
        (["check", "x", "--fail"], "没有选项 '--fail'"),
        (["check", "x", "--fail-on", "甲"], "'甲' 不是 '错误', '核实', '提示', 'never' 之一"),
        (["check", "x", "--format", "xml"], "'xml' 不是"),
        (["check", "x", "--jobs", "many"], "'many' 不是数字"),
        (["check", "x", "--jobs", "-1"], "-1 不在范围"),
        (["new"], "缺少选项 '--unit'"),
        (["doctor", "甲"], "多出的参数:甲"),
        ([], "用法"),
    ],
)
def test_usage_errors(call, arguments, words):
    """A mistake in the command line is told in Chinese on stderr, and is 2."""
    ended = call(*arguments)
    assert (ended.code, ended.out) == (2, "")
    assert words in ended.err
    assert "Error" not in ended.err


@pytest.mark.parametrize("error", [KeyError("甲"), ZeroDivisionError(), RuntimeError("坏了"), MemoryError()])
def test_no_traceback(call, runner, error):
    """Whatever happens inside, people get a sentence and 2; --debug, anywhere, shows the traceback."""
    runner.error = error
    ended = call("check", "x")
    assert ended.code == 2
    assert "程序内部出错" in ended.err
    assert "--debug" in ended.err
    assert "Traceback" not in ended.err + ended.out
    for line in (["--debug", "check", "x"], ["check", "x", "--debug"]):
        shown = call(*line)
        assert shown.code == 2
        assert "Traceback" in shown.err


def test_system_errors_name_the_file(call, runner):
    """An error of the system names the file and the usual cause."""
    runner.error = PermissionError(13, "Permission denied", "甲.xlsx")
    ended = call("check", "x")
    assert ended.code == 2
    assert "甲.xlsx" in ended.err
    assert "Excel" in ended.err


def test_interrupt(call, runner):
    """Ctrl-C ends with 2 and without a traceback."""
    runner.error = KeyboardInterrupt()
    ended = call("check", "x")
    assert (ended.code, ended.err.strip()) == (2, "已中断。")


def test_closed_pipe(call, runner):
    """A reader that went away (| head) is not taken for findings."""
    runner.error = BrokenPipeError(32, "Broken pipe")
    out, err = sys.stdout, sys.stderr
    try:
        assert call("check", "x").code == 2
    finally:
        sys.stdout, sys.stderr = out, err


def test_colour(call, runner, make_checked, make_finding, monkeypatch):
    """Piped output is plain; FORCE_COLOR colours it; NO_COLOR wins."""
    runner.results = [make_checked(make_finding())]
    assert "\x1b" not in call("check", "x").out
    monkeypatch.setenv("FORCE_COLOR", "1")
    coloured = call("check", "x").out
    assert "\x1b[31m错误\x1b[0m" in coloured
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b" not in call("check", "x").out


FAKE = """
import types
from xltools.core.model import *
from xltools.core.refs import Place
record = Record("样例", Source("a", ""), "001", "䶮\\U0002a6d6单位", 2022, {}, {})
places = (Place("表", 1, 1),)
outcomes = ("不通过", "未判", "规则异常")
found = tuple(Finding("R001", level, out, "不相等", places) for level in LEVELS for out in outcomes)
verdicts = ("通过", "需核实", "不通过", "无法读取")
results = [Checked("a", "", "样例", "e", verdict, record, found) for verdict in verdicts]
fake = types.ModuleType("xltools.runner")
fake.workbooks_in = lambda paths: ["a"]
fake.check_files = lambda files, standard, jobs: iter(results)
sys.modules["xltools.runner"] = fake
from xltools.cli import main
main()
"""


def test_gbk_console():
    """On a GBK console help and results print; only characters GBK lacks in names become ?."""
    shown = start("--help", PYTHONIOENCODING="gbk")
    assert (shown.returncode, shown.stderr) == (0, b"")
    assert "用法" in shown.stdout.decode("gbk")
    shown = start("check", "x", code=f"exec({FAKE!r})", PYTHONIOENCODING="gbk")
    text = shown.stdout.decode("gbk")
    assert shown.returncode == 2
    assert shown.stderr == b""
    for mark in ("√ 通过", "● 需核实", "× 不通过", "× 无法读取"):
        assert mark in text
    assert text.count("?") == 2 * 4


def test_json_on_a_gbk_console():
    """JSON is UTF-8 whatever the console: programs are promised that."""
    import json

    shown = start("check", "x", "--format", "json", code=f"exec({FAKE!r})", PYTHONIOENCODING="gbk")
    document = json.loads(shown.stdout.decode("utf-8"))
    assert document["files"][0]["unit"]["name"] == "䶮\U0002a6d6单位"


def test_version_is_cheap():
    """--version imports nothing heavy."""
    code = """
from xltools.cli import execute
execute(["--version"])
heavy = {"pandas", "numpy", "openpyxl", "lxml", "rich", "docx", "formualizer", "xlsxwriter"}
print(sorted(heavy & set(sys.modules)))
"""
    shown = start(code=f"exec({code!r})", PYTHONIOENCODING="utf-8").stdout.decode()
    assert shown.startswith("xltools ")
    assert shown.endswith("[]\n")


def test_module_runs():
    """`python -m xltools` is the same program."""
    command = [sys.executable, "-m", "xltools", "-h"]
    env = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8"}
    shown = subprocess.run(command, capture_output=True, env=env, check=False)  # noqa: S603  # our own program
    assert shown.returncode == 0
    assert "用法: xltools" in shown.stdout.decode()
