"""Each check of validity can fail: breakages are planted one by one, and each is named."""

# ruff: noqa: E501 - a planted fault stands in one line

from __future__ import annotations

import re

import pytest

from .books import BOOKS, book
from .schema import faults
from .zipped import Zipped

_SHEET, _BOOK, _STYLES = "xl/worksheets/sheet1.xml", "xl/workbook.xml", "xl/styles.xml"
_NOTES, _SHAPES, _TYPES = "xl/comments1.xml", "xl/drawings/vmlDrawing1.vml", "[Content_Types].xml"
_RELS = "xl/worksheets/_rels/sheet1.xml.rels"
_NOTE = '<comment ref="B4" authorId="0">'

#: book, part, what is replaced (a pattern), by what, and what must be said of it.
BREAKAGES = (
    ("taken.xlsx", _SHEET, "(<pageMargins[^>]*/>)(<legacyDrawing[^>]*/>)", r"\2\1", "after legacyDrawing"),
    ("taken.xlsx", _SHEET, "(<pageMargins[^>]*/>)", r"\1\1", "stands twice"),
    ("taken.xlsx", _SHEET, "<pageMargins", "<pageMargin", "does not belong"),
    ("taken.xlsx", _SHEET, '<row r="3"', '<row r="2"', "row 2 after row 2"),
    ("taken.xlsx", _SHEET, '<c r="B3"', '<c r="A3"', "cell A3 in row 3"),
    ("taken.xlsx", _SHEET, '<c r="B3"', '<c r="B3" s="9"', "style 9 of 1"),
    ("taken.xlsx", _SHEET, '<c r="B3"', '<c r="B3" t="text"', "type 'text'"),
    ("taken.xlsx", _SHEET, '<c r="B3"', '<c r="B3" t="s"', "string 21 of"),
    ("taken.xlsx", _SHEET, '<c r="B3"', '<c r="B3" t="b"', "no truth value"),
    ("taken.xlsx", _SHEET, '<c r="B3"', '<c r="B3" t="e"', "no error"),
    ("taken.xlsx", _SHEET, '<c r="B3"', '<c r="B3" t="inlineStr"', "do not agree"),
    ("taken.xlsx", _SHEET, "<v>21</v>", "<v>二十一</v>", "no number"),
    ("taken.xlsx", _SHEET, "(<c r=.E3[^>]*>)(<f>.*?</f>)(<v>.*?</v>)", r"\1\3\2", "c: f stands after v"),
    ("taken.xlsx", _SHEET, 'dimension ref="[^"]*"', 'dimension ref="A9:B2"', "area 'A9:B2'"),
    (
        "taken.xlsx",
        _SHEET,
        "(<pageMargins)",
        r'<mergeCells count="3"><mergeCell ref="A1:B2"/><mergeCell ref="B2:C3"/></mergeCells>\1',
        "mergeCells: count 3 of 2",
    ),
    (
        "taken.xlsx",
        _SHEET,
        "(<pageMargins)",
        r'<mergeCells><mergeCell ref="A1:B2"/><mergeCell ref="B2:C3"/></mergeCells>\1',
        "meet",
    ),
    ("taken.xlsx", _SHEET, "(<pageMargins)", r"<hyperlinks/>\1", "hyperlinks: empty"),
    ("taken.xlsx", _SHEET, '<legacyDrawing r:id="rId1"', '<legacyDrawing r:id="rId7"', "leads nowhere"),
    ("taken.xlsx", _SHEET, '<legacyDrawing r:id="rId1"', '<legacyDrawing r:id="rId2"', "leads to a comments"),
    ("taken.xlsx", _SHEET, "<legacyDrawing[^>]*/>", "", "without a legacyDrawing"),
    ("taken.xlsx", _NOTES, _NOTE, _NOTE.replace("0", "5"), "author '5' of 1"),
    ("taken.xlsx", _NOTES, _NOTE, _NOTE.replace("B4", "B3"), "2 at B3"),
    ("taken.xlsx", _NOTES, _NOTE, _NOTE.replace("B4", "D9"), "none for the note at (9, 4)"),
    ("taken.xlsx", _NOTES, f"{_NOTE}.*?</comment>", "", "one without a note"),
    ("taken.xlsx", _NOTES, "(<authors>.*</authors>)(<commentList>.*</commentList>)", r"\2\1", "authors stands after"),
    ("taken.xlsx", _SHAPES, 'id="_x0000_s1026"', 'id="_x0000_s1025"', "stands 2 times"),
    ("taken.xlsx", _SHAPES, 'data="1"', 'data="2"', "is not in [2]"),
    ("taken.xlsx", _SHAPES, "<x:Row>3</x:Row>", "<x:Row>2</x:Row>", "2 notes at (3, 2)"),
    ("taken.xlsx", _SHAPES, "</v:shapetype>", "", "cannot be read"),
    ("taken.xlsx", _SHAPES, '<v:shapetype id="_x0000_t202"', '<v:shapetype id="other"', "type _x0000_t202 is not there"),
    ("taken.xlsx", _STYLES, '<fills count="2"', '<fills count="3"', "fills says 3, holds 2"),
    ("taken.xlsx", _STYLES, '(<cellXfs.*?)fillId="0"', r'\1fillId="2"', "fillId 2 of 2"),
    ("taken.xlsx", _STYLES, '(<cellXfs.*?)xfId="0"', r'\1xfId="1"', "xfId 1 of 1"),
    ("taken.xlsx", _STYLES, '(<cellXfs.*?)numFmtId="0"', r'\1numFmtId="170"', "number format 170 is not there"),
    ("taken.xlsx", _STYLES, "(<fonts.*</fonts>)(<fills.*</fills>)", r"\2\1", "fonts stands after fills"),
    ("taken.xlsx", _BOOK, 'name="审核结果"', 'name="自评表"', "2 sheets with name"),
    ("taken.xlsx", _BOOK, 'name="审核结果"', 'name="审核/结果"', "sheet name"),
    ("taken.xlsx", _BOOK, 'sheetId="2"', 'sheetId="1"', "2 sheets with sheetId"),
    ("taken.xlsx", _BOOK, 'r:id="rId2"', 'r:id="rId77"', "leads to no sheet"),
    ("taken.xlsx", _BOOK, "(<sheets>)", r'<definedNames><definedName name="甲">1</definedName></definedNames>\1', "sheets stands after"),
    ("taken.xlsx", _BOOK, "(</sheets>)", r'\1<definedNames><definedName name="A1">1</definedName></definedNames>', "is no name"),
    ("taken.xlsx", _BOOK, "(</sheets>)", r'\1<definedNames><definedName name="甲" localSheetId="5">1</definedName></definedNames>', "local to sheet 5"),
    ("taken.xlsx", _BOOK, "<workbookView", '<workbookView activeTab="4"', "activeTab 4 of 2"),
    ("taken.xlsx", _BOOK, "<sheet name=", '<sheet state="hidden" name=', "no sheet can be seen"),
    ("taken.xlsx", _RELS, "(<Relationship [^>]*/>)", r"\1\1", "stands 2 times"),
    ("taken.xlsx", _RELS, "comments1.xml", "comments7.xml", "which is not there"),
    ("taken.xlsx", _TYPES, "/xl/comments1.xml", "/xl/comments8.xml", "which is not there"),
    ("taken.xlsx", _TYPES, '<Default Extension="vml"[^>]*/>', "", "has none"),
    ("taken.xlsx", _TYPES, '(<Default Extension="vml"[^>]*/>)', r"\1\1", "default of vml stands 2 times"),
    ("taken.xlsx", _TYPES, "(<Override[^>]*comments1.xml[^>]*/>)", r"\1\1", "stands 2 times"),
    ("taken.xlsx", _TYPES, "spreadsheetml.comments", "spreadsheetml.remarks", "which is application"),
    ("rich.xlsx", _SHEET, 'dxfId="0"', 'dxfId="12"', "look 12"),
)  # fmt: skip


@pytest.mark.parametrize("name", BOOKS)
def test_the_books_themselves_are_valid(name: str) -> None:
    """Nothing is wrong with any of the originals, so that what is wrong afterwards is the patch's."""
    assert faults(book(name)) == []


@pytest.mark.parametrize(("name", "part", "old", "new", "said"), BREAKAGES)
def test_a_planted_breakage_is_named(name: str, part: str, old: str, new: str, said: str) -> None:
    """One thing broken in a sound workbook is found and said."""
    made = Zipped(book(name))
    made.rewrite(part, lambda text: re.sub(old, new, text, flags=re.DOTALL))
    assert made.parts[part] != Zipped(book(name)).parts[part]
    assert any(said in fault for fault in faults(made.content())), faults(made.content())


def test_a_calculation_chain_names_formulas_only() -> None:
    """A chain that names a cell without a formula is found; one that does not is fine."""
    made = Zipped(book("taken.xlsx"))
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.calcChain+xml"
    made.put("xl/calcChain.xml", f'<calcChain xmlns="{space}"><c r="E3" i="1"/><c r="E4"/></calcChain>', kind)
    made.relate(_BOOK, "calcChain", "calcChain.xml", "rId90")
    assert faults(made.content()) == []
    made.change("xl/calcChain.xml", 'r="E4"', 'r="B4"')
    assert faults(made.content()) == ["calculation chain: B4 of sheet 1 holds no formula"]
