"""What others made is parsed in a child, by every command; what cannot be a file holds none of them up."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.form.books import CLEAN, ROOT, SEED
from tests.pool.tasks import Deed, do
from tests.report.records import first_sample
from xltools.core.errors import InputError
from xltools.workers import alone

posix = pytest.mark.skipif(sys.platform == "win32", reason="要有 POSIX 的管道和 fork")
linux = pytest.mark.skipif(sys.platform != "linux", reason="别处不从本进程分出")

FOLDER = ROOT / "workbooks" / "湛江2022"

#: Runs a command line; each part that is parsed is told with the process that does it.
_TOLD = """
import os, sys
from xltools.readers.container import Package
from xltools.writers.report_template import ReportTemplate
log, kept, opened = open(sys.argv[1], "a", buffering=1), Package.xml, ReportTemplate.open

def xml(package, part, name):
    log.write(f"{os.getpid()} {package.file}\\n")
    return kept(package, part, name)

def template(path):
    log.write(f"{os.getpid()} {path.name}\\n")
    return opened(path)

Package.xml, ReportTemplate.open = xml, staticmethod(template)
from xltools.cli import execute
log.write(f"{os.getpid()} self\\n")
sys.exit(execute(sys.argv[2:]))
"""


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with workbooks, a report, a roster, evidence and a workbook of findings."""
    folder = tmp_path_factory.mktemp("报送")
    for name in ("甲", "乙"):
        units = folder / name
        units.mkdir()
        shutil.copy(SEED, units / "甲.xlsx")
        shutil.copy(CLEAN, units / "乙.xlsx")
        (units / "佐证材料").mkdir()
        shutil.copy(CLEAN, units / "佐证材料" / "证.xlsx")
    shutil.copy(FOLDER / "名册.xlsx", folder / "册.xlsx")
    shutil.copy(ROOT / "templates" / "湛江2022" / "自评报告.docx", folder / "模板.docx")
    (folder / "报告.docx").write_bytes(first_sample("湛江2022"))
    assert _run(folder, "check", "甲", "--format", "xlsx", "-o", "甲/审核.xlsx").returncode in (0, 1)
    return folder


def _run(folder: Path, *line: str, log: Path = Path(os.devnull)) -> subprocess.CompletedProcess[str]:
    return subprocess.run(  # noqa: S603  # our own program
        [sys.executable, "-c", _TOLD, str(log), *line],
        capture_output=True,
        text=True,
        check=False,
        cwd=folder,
        env={**os.environ, "PYTHONUTF8": "1", "PYTHONPATH": str(ROOT)},
        timeout=120,
    )


@linux
@pytest.mark.parametrize(
    "line",
    [
        "check 甲",
        "consolidate 甲 -o {}/汇总.xlsx --roster 册.xlsx",
        "compare 甲 乙",
        "compare 报告.docx 模板.docx",
        "annotate 甲/甲.xlsx -o {}/标.xlsx",
        "recalc 甲/甲.xlsx -o {}/算.xlsx",
        "annotate 甲/甲.xlsx -o {}/清.xlsx --clear",
        "report check 报告.docx --workbook 甲/甲.xlsx -o {}/批.docx",
        "report refresh 报告.docx --workbook 甲/乙.xlsx --same-unit -o {}/刷.docx",
        "report lint 模板.docx",
        "report preview 报告.docx -o {}/甲.pdf",
    ],
)
def test_nothing_foreign_is_parsed_here(made: Path, tmp_path: Path, line: str) -> None:
    """The process that the user started reads standards; files of others are read by its children alone."""
    log = tmp_path / "记"
    ended = _run(made, *line.format(tmp_path).split(), log=log)
    assert "程序内部出错" not in ended.stderr + ended.stdout
    told = [each.split(" ", 1) for each in log.read_text(encoding="utf-8").splitlines()]
    (own,) = {process for process, file in told if file == "self"}
    foreign = {file: process for process, file in told if (*made.rglob(file),)}
    assert foreign, ended.stderr
    assert own not in {process for process, file in told if file in foreign}, foreign


@posix
@pytest.mark.parametrize(
    "line",
    [
        "check 管.xlsx",
        "annotate 管.xlsx -o 标.xlsx",
        "annotate 管.xlsx -o 标.xlsx --clear",
        "recalc 管.xlsx -o 算.xlsx",
        "report lint 管.docx",
        "report preview 管.docx",
        "report check 管.docx",
        "report refresh 管.docx --workbook 管.xlsx",
        "compare 管.xlsx 管.xlsx",
        "compare 管.docx 管.docx",
        "compare . .",
        "consolidate . -o 汇总.xlsx --roster 管.xlsx",
    ],
)
def test_a_pipe_is_no_file(tmp_path: Path, line: str) -> None:
    """Nobody waits for one: it is told at once, not after the time that a file may take."""
    for name in ("管.xlsx", "管.docx"):
        os.mkfifo(tmp_path / name)
    ended = _run(tmp_path, *line.split())
    assert ended.returncode == 2
    assert "超时" not in ended.stderr + ended.stdout


def test_alone_gives_the_value() -> None:
    """What a function gives, or the XltoolsError it raises, comes as if it had been called here."""
    assert alone(CLEAN, do, Deed(4)) == 8
    with pytest.raises(InputError, match="坏") as caught:
        alone(CLEAN, do, Deed(4, "refuse"))
    assert (caught.value.fix, caught.value.code) == ("换一个", "怪")


@posix
@pytest.mark.parametrize(("how", "code"), [("raise", "internal"), ("eat", "memory"), ("exit", "crash")])
def test_alone_names_the_file(tmp_path: Path, how: str, code: str) -> None:
    """Whatever else becomes of it is an InputError that names the file; a forged file is always apart."""
    odd = tmp_path / "怪.xlsx"
    odd.write_bytes(b"PK")
    with pytest.raises(InputError, match=r"怪\.xlsx") as caught:
        alone(odd, do, Deed(4, how))
    assert caught.value.code == code


def test_where_nothing_can_be_forked(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is raised here, of an ordinary file, is told as if a child had raised it."""
    monkeypatch.setattr("xltools.workers.can_fork", lambda: False)
    for how, code in (("raise", "internal"), ("eat", "memory")):
        with pytest.raises(InputError) as caught:
            alone(CLEAN, do, Deed(4, how))
        assert caught.value.code == code
