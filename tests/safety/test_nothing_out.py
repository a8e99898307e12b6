"""Nothing of a foreign file is run or followed: neither in what we write, nor by a program we start."""

from __future__ import annotations

import csv
import json
import re
import subprocess
import sys
import zipfile
from dataclasses import dataclass
from pathlib import Path

import openpyxl
import pytest
from docx import Document
from lxml import etree

from tests.safety.evil import NAMES, write_units

_FORMULA = ("=", "+", "-", "@", "\t", "\r")
#: What would make a terminal do something.
_COMMANDS = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


@dataclass(frozen=True)
class Done:
    """A run over units with evil names: its folder of outputs, what it printed, what lay around before."""

    out: Path
    printed: str
    around: frozenset[Path]


@pytest.fixture(scope="module")
def done(tmp_path_factory: pytest.TempPathFactory) -> Done:
    """Everything ``run`` writes, with a page, a table of values and a ledger; findings as a workbook."""
    here = tmp_path_factory.mktemp("内") / "深" / "处"
    write_units(here / "报送")
    around = _files(here.parents[1])
    lines = (
        ["run", "报送", "--html", "输出/页.html", "--values", "输出/值.csv", "--ledger", "输出/台账.db"],
        ["consolidate", "报送", "-o", "输出/汇总二.xlsx", "--values", "输出/值.xlsx"],
        ["check", "报送", "--format", "xlsx", "-o", "输出/问题.xlsx"],
        ["check", "报送", "--format", "json"],
        ["ledger", "status", "--ledger", "输出/台账.db"],
        ["ledger", "status", "--ledger", "输出/台账.db", "-o", "输出/情况.xlsx", "--format", "xlsx"],
    )
    printed = []
    for line in lines:
        ended = subprocess.run(  # noqa: S603  # our own program
            [sys.executable, "-m", "xltools", *line], capture_output=True, cwd=here, check=False, timeout=300
        )
        told = ended.stdout + ended.stderr
        assert b"Traceback" not in told
        assert "内部".encode() not in told, told.decode()
        printed.append(told.decode())
    return Done(here / "输出", "".join(printed), frozenset(around))


def _files(folder: Path) -> set[Path]:
    return {path for path in folder.rglob("*") if path.is_file()}


def _of(done: Done, ending: str) -> list[Path]:
    found = sorted(done.out.rglob(f"*{ending}"))
    assert found
    return found


def test_no_name_climbs_out(done: Done) -> None:
    """Every file written lies in the folder of outputs, under a name that every system takes."""
    made = _files(done.out.parents[2]) - done.around
    assert made
    for path in made:
        assert path.is_relative_to(done.out), path
        assert len(path.name.encode()) <= 255, path
        assert not re.search(r'[<>:"/\\|?*\x00-\x1f\x7f-\x9f\u202e]', path.name), path
        assert path.stem.partition(".")[0].upper() != "CON"
        assert path.parent in (done.out, *(done.out / each for each in ("报告", "退回稿", "公文"))), path
    assert len(list((done.out / "报告").glob("*.docx"))) == len(NAMES)


def test_text_stays_text_in_workbooks(done: Done) -> None:
    """No workbook has a formula, a link or a DDE channel made of a name; the name stands there as text."""
    seen = set()
    for path in _of(done, ".xlsx"):
        with zipfile.ZipFile(path) as package:
            for name in package.namelist():
                root = etree.fromstring(package.read(name)) if name.endswith((".xml", ".rels")) else None
                for element in () if root is None else root.iter():
                    if etree.QName(element).localname in ("f", "definedName", "formula1", "formula"):
                        assert "cmd" not in (element.text or ""), (path, element.text)
                assert "externalLink" not in name, path
        book = openpyxl.load_workbook(path)
        for sheet in book.worksheets:
            seen |= {cell.value for row in sheet.iter_rows() for cell in row if cell.data_type == "s"}
    assert {name for name in NAMES if name.startswith(_FORMULA)} <= seen


def test_every_part_is_xml(done: Done) -> None:
    """Whatever a file is called, each part of each output can be read; a link leads below the inputs."""
    links = set()
    for path in (*_of(done, ".xlsx"), *_of(done, ".docx")):
        with zipfile.ZipFile(path) as package:
            for name in package.namelist():
                if name.endswith((".xml", ".rels", ".vml")):
                    root = etree.fromstring(package.read(name))
                    links |= {each.get("Target") for each in root if each.get("TargetMode") == "External"}
        if path.suffix == ".xlsx":
            openpyxl.load_workbook(path)
    assert links
    for link in links:
        assert link.startswith("..\\报送\\") or "\\" not in link, link
        assert not re.search("[\x00-\x20\u202e]|^[A-Za-z]:", link), link


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="文件名可以不是文字")
def test_names_of_files_are_read(done: Done) -> None:
    """A name in GBK is shown as it was written, in workbooks, on the terminal and in the letters' account."""
    book = openpyxl.load_workbook(done.out / "问题.xlsx")
    shown = {cell.value for sheet in book for row in sheet.iter_rows() for cell in row}
    assert {"报表.xlsx", "\\\\10.0.0.1\\share\\x.xlsx"} <= shown
    assert "报表.xlsx" in done.printed
    assert "报表.xlsx" in (done.out / "审核结果.txt").read_text(encoding="utf-8")


def test_text_stays_text_in_csv(done: Done) -> None:
    """No field of the .csv begins as a formula does, unless it is a number."""
    (path,) = _of(done, ".csv")
    with path.open(encoding="utf-8-sig", newline="") as stream:
        fields = [field for row in csv.reader(stream) for field in row]
    assert "'=cmd|'/C calc'!A0" in fields
    for field in fields:
        assert not field.startswith(_FORMULA) or re.fullmatch(r"-?\d+(\.\d+)?", field), field


def test_documents_say_it_as_it_is(done: Done) -> None:
    """No word of a template's language, nor of XML, is taken from a name: the documents have it as text."""
    texts = []
    for path in _of(done, ".docx"):
        document = Document(str(path))
        texts += [p.text for p in document.paragraphs]
        texts += [cell.text for table in document.tables for row in table.rows for cell in row.cells]
        with zipfile.ZipFile(path) as package:
            body = package.read("word/document.xml")
        assert b"<script" not in body
        assert b"instrText" not in body or b"cmd" not in body
    whole = "\n".join(texts)
    assert "{{ 7*191 }}{% for x in y %}" in whole
    assert "1337" not in whole
    assert "</w:t></w:r><script>" in whole


def test_the_page_runs_nothing(done: Done) -> None:
    """No tag of a name is a tag of the page; the browser may run the page's own script only."""
    (path,) = _of(done, ".html")
    text = path.read_text(encoding="utf-8")
    assert "<script>alert" not in text
    assert "<img src=x" not in text
    assert text.count("<script") == 2
    assert "default-src 'none'" in text.replace("&#x27;", "'")


def test_the_terminal_obeys_nobody(done: Done) -> None:
    """Nothing printed moves a cursor, clears a screen or turns the order of letters; nor does the .txt."""
    assert not _COMMANDS.search(done.printed)
    (text,) = [path for path in _of(done, ".txt") if path.name == "审核结果.txt"]
    assert not _COMMANDS.search(text.read_text(encoding="utf-8"))
    assert r"\u202e" in done.printed


def test_json_is_json(done: Done) -> None:
    """The JSON has each name as it is."""
    told = json.loads((done.out / "审核结果.json").read_text(encoding="utf-8"))
    # Dots alone are a stroke for "there is none".
    assert set(NAMES) - {"..."} <= {each["unit"]["name"] for each in told["files"]}
