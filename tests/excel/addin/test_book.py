"""Workbooks with buttons: the form is the same, the buttons are bound, and every reader takes them."""

from __future__ import annotations

import dataclasses
import io
import json
import zipfile
from itertools import pairwise
from pathlib import Path

import openpyxl
import pytest
from lxml import etree

from tests.excel.addin.books import BUTTONS, FILES, buttoned
from tests.excel.addin.olevba import modules
from tests.fidelity.schema import new_faults
from tests.form.books import FAULTY
from tests.schema.validator import faults_of
from xltools.cli import execute
from xltools.readers.xlsx import read_bytes
from xltools.writers.vba.book import addin
from xltools.writers.vba.source import macro_name, macros

_SHEET = "{http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing}"
_UI = "{http://schemas.microsoft.com/office/2006/01/customui}"


def _parts(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_the_form_is_the_same(path: Path) -> None:
    """Values, formulas, names, validations, protection, all that is read of it; its other parts' bytes."""
    before, after = path.read_bytes(), buttoned(path)
    old, new = read_bytes(before, path.name), read_bytes(after, path.name)
    assert dataclasses.replace(new, sha256=old.sha256) == old
    olds, news = _parts(before), _parts(after)
    touched = {"[Content_Types].xml", "_rels/.rels", "xl/workbook.xml", "xl/_rels/workbook.xml.rels"}
    kept = {name for name in olds if not name.startswith("xl/worksheets/")} - touched
    assert all(news[name] == olds[name] for name in kept)
    added = {"xl/vbaProject.bin", "xl/drawings/drawing1.xml", "customUI/customUI.xml"}
    assert set(news) - set(olds) == {*added, "xl/worksheets/_rels/sheet1.xml.rels"}


def test_the_same_twice() -> None:
    """The same form gives the same bytes, and so does the add-in."""
    assert buttoned(FAULTY) == buttoned(FAULTY)
    assert addin(BUTTONS) == addin(BUTTONS)


@pytest.mark.parametrize("path", FILES[:1])
def test_the_package_is_valid(path: Path) -> None:
    """By the standard as the fidelity tests wrote it down, nothing is wrong that was not so before."""
    assert new_faults(path.read_bytes(), buttoned(path)) == []


def test_the_schema_has_nothing_more_to_say(tmp_path: Path) -> None:
    """Microsoft's validator finds what it finds in the form without buttons (the order in fonts), no more.

    It goes by the ending, and knows that of workbooks without macros only.
    """
    contents = {"无": FAULTY.read_bytes(), "有": buttoned(FAULTY), "加载宏": addin(BUTTONS)}
    files = [tmp_path / f"{name}.xlsx" for name in contents]
    for file, content in zip(files, contents.values(), strict=True):
        file.write_bytes(content)
    plain, ours, alone = (set(found) for found in faults_of(files).values())
    assert ours == plain
    assert alone <= plain


def test_olevba_finds_our_source(tmp_path: Path) -> None:
    """In the workbook and in the add-in: one module with code, the text ours, a document module a sheet."""
    for name, content, sheets in (("a.xlsm", buttoned(FAULTY), None), ("a.xlam", addin(BUTTONS), 1)):
        path = tmp_path / name
        path.write_bytes(content)
        found = modules(path)
        ours = 'Attribute VB_Name = "XltoolsMacros"\n' + macros(BUTTONS)
        assert found.pop("XltoolsMacros.bas").replace("\r\n", "\n") == ours
        assert "ThisWorkbook.cls" in found
        listed = sheets or len(read_bytes(content, name).sheets)
        assert set(found) - {"ThisWorkbook.cls"} == {f"Sheet{n}.cls" for n in range(1, listed + 1)}
        assert _code_names(content) == {text.split('"')[1] for text in found.values()}


def _code_names(content: bytes) -> set[str]:
    """What the workbook and its sheets say they are called in VBA."""
    parts = _parts(content)
    every = [parts["xl/workbook.xml"], *(part for name, part in parts.items() if "/sheet" in name)]
    named = (each.get("codeName") for part in every if b"<" in part for each in etree.fromstring(part).iter())
    return {name for name in named if name}


def test_each_button_is_bound() -> None:
    """Seven shapes with the macros' labels, each with a macro that is in the module; none is printed."""
    root = etree.fromstring(_parts(buttoned(FAULTY))["xl/drawings/drawing1.xml"])
    shapes = {
        shape.find(f".//{_SHEET}cNvPr").get("name"): shape.get("macro") for shape in root.iter(f"{_SHEET}sp")
    }
    assert shapes == {button.label: f"[0]!{macro_name(button)}" for button in BUTTONS}
    assert all(f"Public Sub {macro.removeprefix('[0]!')}()" in macros(BUTTONS) for macro in shapes.values())
    assert {each.get("fPrintsWithSheet") for each in root.iter(f"{_SHEET}clientData")} == {"0"}
    texts = ["".join(shape.itertext()) for shape in root.iter(f"{_SHEET}sp")]
    assert texts == [button.label for button in BUTTONS]


def test_buttons_do_not_lie_on_cells_or_on_each_other() -> None:
    """They stand right of the last column, one below the other, none beginning outside its row."""
    content = buttoned(FAULTY)
    root = etree.fromstring(_parts(content)["xl/drawings/drawing1.xml"])
    sheet = openpyxl.load_workbook(io.BytesIO(content)).worksheets[0]
    tops = []
    for anchor in root.iter(f"{_SHEET}oneCellAnchor"):
        start = {each.tag.removeprefix(_SHEET): int(each.text) for each in anchor.find(f"{_SHEET}from")}
        assert start["col"] >= sheet.max_column
        heights = [sheet.row_dimensions[row].height or 15 for row in range(1, start["row"] + 2)]
        assert start["rowOff"] < heights[-1] * 12_700
        tops.append(sum(heights[:-1]) * 12_700 + start["rowOff"])
    high = int(next(root.iter(f"{_SHEET}ext")).get("cy"))
    assert all(below - above >= high for above, below in pairwise(tops))


@pytest.mark.parametrize("content", [buttoned(FAULTY), addin(BUTTONS)], ids=["xlsm", "xlam"])
def test_the_ribbon_calls_what_is_there(content: bytes) -> None:
    """Each button of the tab has a macro's name as its tag, and calls a procedure of the module."""
    root = etree.fromstring(_parts(content)["customUI/customUI.xml"])
    buttons = list(root.iter(f"{_UI}button"))
    assert [(each.get("tag"), each.get("label")) for each in buttons] == [(b.name, b.label) for b in BUTTONS]
    for each in buttons:
        assert f"Public Sub {each.get('onAction')}(" in macros(BUTTONS)
    assert len({each.get("id") for each in root.iter() if each.get("id")}) == len(buttons) + 2


def test_openpyxl_keeps_the_macros() -> None:
    """Another library opens it and saves it with its macros."""
    book = openpyxl.load_workbook(io.BytesIO(buttoned(FAULTY)), keep_vba=True)
    out = io.BytesIO()
    book.save(out)
    book.close()
    assert _parts(out.getvalue())["xl/vbaProject.bin"] == _parts(buttoned(FAULTY))["xl/vbaProject.bin"]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_the_check_finds_the_same(path: Path, tmp_path: Path, capsysbinary) -> None:
    """``xltools check`` of the workbook with buttons: finding by finding what it says of the one without."""
    found = []
    for ending, content in ((".xlsx", path.read_bytes()), (".xlsm", buttoned(path))):
        file = tmp_path / f"{path.stem}{ending}"
        file.write_bytes(content)
        code = execute(["check", str(file), "--format", "json"])
        (checked,) = json.loads(capsysbinary.readouterr().out)["files"]
        found.append((code, {key: checked[key] for key in checked if key not in ("path", "sha256")}))
    assert found[0] == found[1]


def test_marks_leave_the_buttons(tmp_path: Path) -> None:
    """Annotated and cleared again: the macros and the buttons are byte for byte what they were."""
    file, marked, back = (tmp_path / name for name in ("原.xlsm", "退.xlsm", "清.xlsm"))
    file.write_bytes(buttoned(FAULTY))
    assert execute(["annotate", str(file), "-o", str(marked)]) in (0, 1)
    assert execute(["annotate", str(marked), "-o", str(back), "--clear"]) == 0
    before = _parts(file.read_bytes())
    for each in (marked, back):
        after = _parts(each.read_bytes())
        for part in ("xl/vbaProject.bin", "xl/drawings/drawing1.xml", "customUI/customUI.xml"):
            assert after[part] == before[part]
    assert _parts(back.read_bytes()) == before


def test_new_with_buttons(tmp_path: Path, capsys) -> None:
    """``new --macro`` writes an .xlsm with the cover filled in; an ending that does not fit is refused."""
    out = tmp_path / "某单位.xlsm"
    line = ["new", "--unit", "某单位", "--code", "001", "--standard", "湛江2022"]
    assert execute([*line, "--macro", "-o", str(out)]) == 0
    cover = openpyxl.load_workbook(out)["封面"]
    assert {"某单位", "001"} <= {cell.value for row in cover.iter_rows() for cell in row}
    assert "xl/vbaProject.bin" in _parts(out.read_bytes())
    for wrong in (["--macro", "-o", str(tmp_path / "b.xlsx")], ["-o", str(tmp_path / "b.xlsm")]):
        assert execute([*line, *wrong]) == 2
        assert "扩展名" in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == [out.name]
