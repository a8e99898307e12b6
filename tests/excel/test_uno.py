"""The bridge to LibreOffice without LibreOffice: its formulas, addresses, answers, and its extension."""

from __future__ import annotations

import ast
import io
import json
import os
import threading
import zipfile
from pathlib import Path, PurePosixPath
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from xltools.excel.macros import MACROS
from xltools.excel.troubles import is_refusal, told_of
from xltools.excel.uno import extension
from xltools.excel.uno.bridge import Bridge, UnoError
from xltools.excel.uno.formulas import shown, written
from xltools.excel.uno.places import address, boxes

OFFICE = Path(extension.__file__).parent / "xltools_office"


@pytest.mark.parametrize(
    ("libreoffice", "excel"),
    [
        ("=SUM($表.A1:B2;{1|2;3})", "=SUM(表!A1:B2,{1;2,3})"),
        ('=IF(A1="a;b|$表.A1";1;"")', '=IF(A1="a;b|$表.A1",1,"")'),
        ("=$'表 二'.$A$1+Sheet1.B2*1.5", "='表 二'!$A$1+Sheet1!B2*1.5"),
        ("=SUM(A1:A2~C3)+STDEV.S(A1:A3)", "=SUM(A1:A2,C3)+STDEV.S(A1:A3)"),
        ("='file:///D:/账/决算.xlsx'#$表.A1", "=[/D:/账/决算.xlsx]表!A1"),
        ("{=SUM(A1:A2)}", "=SUM(A1:A2)"),
        ("=TRUE()", "TRUE"),
        ("=#N/A", "#N/A"),
        ("=$封面.#REF!", "=封面!#REF!"),
        ("单价;数量", "单价;数量"),
        ("2022.A1", "2022.A1"),
    ],
)
def test_formulas_as_excel_shows_them(libreoffice: str, excel: str) -> None:
    """Signs, sheets, other files, array formulas; texts in quotes, and cells without formulas, stay."""
    assert shown(libreoffice) == excel


@given(
    st.lists(
        st.sampled_from(["A1", "$B$2:C3", "表!A1", "'表 二'!$A$1", '"a;b!c.D1"', "1.5", "A:A"]), min_size=1
    )
)
def test_a_formula_written_is_shown_as_it_was(parts: list[str]) -> None:
    """There and back."""
    formula = f"=SUM({','.join(parts)})"
    assert shown(written(formula)) == formula


@given(st.tuples(*[st.integers(1, 9999)] * 2), st.tuples(*[st.integers(0, 99)] * 2))
def test_addresses_come_back(corner: tuple[int, int], size: tuple[int, int]) -> None:
    """Any area as an address and as numbers."""
    box = (corner[0], corner[1], corner[0] + size[0], corner[1] + size[1])
    assert boxes(address(box)) == [box]


def answering(*lines: dict[str, Any]) -> Bridge:
    """A bridge whose other end says these lines, and hangs up."""
    (ours, theirs), (reading, writing) = os.pipe(), os.pipe()

    def answer() -> None:
        with os.fdopen(reading, "rb") as requests, os.fdopen(theirs, "wb", buffering=0) as answers:
            for line in lines:
                requests.readline()
                answers.write(json.dumps(line).encode() + b"\n")
            requests.readline()

    threading.Thread(target=answer, daemon=True).start()
    return Bridge(os.fdopen(ours, "rb"), os.fdopen(writing, "wb"))


def test_what_libreoffice_refuses_is_told_apart_from_what_is_gone() -> None:
    """A refusal is one to the macros, a workbook that was closed and a cut line are told in words."""
    bridge = answering(
        {"done": [1, "二"]},
        {"failed": "refused", "words": "有密码保护"},
        {"failed": "gone", "words": "工作簿已经关闭"},
    )
    assert bridge.call("names") == [1, "二"]
    with pytest.raises(UnoError) as refused:
        bridge.call("paint")
    assert is_refusal(refused.value)
    for _ in range(2):
        with pytest.raises(UnoError) as gone:
            bridge.call("sheets")
        told = told_of(gone.value, "标注")
        assert told is not None
        assert told.code == "gone"
    bridge.close()


def test_the_extension_has_all_buttons_and_all_it_needs() -> None:
    """Toolbar and menu hold every macro in its order; names are ASCII; the same bytes again."""
    given_command = extension.command_of(PurePosixPath("/家/python"))
    content = extension.extension(tuple(MACROS.values()), given_command, "1.0")
    assert content == extension.extension(tuple(MACROS.values()), given_command, "1.0")
    package = zipfile.ZipFile(io.BytesIO(content))
    assert all(name.isascii() for name in package.namelist())
    for name in package.namelist():
        if name.endswith((".xml", ".xcu")):
            etree.fromstring(package.read(name))
    addons = etree.fromstring(package.read("Addons.xcu"))
    values = [each.text for each in addons.iter("value")]
    urls = [text for text in values if text and text.startswith("service:")]
    assert urls == [f"service:org.xltools.Buttons?{name}" for name in MACROS] * 2
    assert [text for text in values if text in {macro.label for macro in MACROS.values()}] == [
        macro.label for macro in MACROS.values()
    ] * 2
    program = json.loads(package.read("pythonpath/xltools_office/program.json"))
    assert program["command"] == ["/家/python", "-P", "-m", "xltools.excel.uno"]
    inside = {name.rsplit("/", 1)[-1] for name in package.namelist()}
    assert {path.name for path in OFFICE.glob("*.py")} <= inside


def test_what_runs_inside_libreoffice_suits_its_oldest_python() -> None:
    """Python 3.8 can read it."""
    for path in OFFICE.glob("*.py"):
        ast.parse(path.read_text("utf-8"), str(path), feature_version=(3, 8))
