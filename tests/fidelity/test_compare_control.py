"""The comparer can fail: each kind of loss, planted alone, is named, and openpyxl's own saving is caught."""

from __future__ import annotations

import io
import re
import warnings

import openpyxl
import pytest

from .books import BOOKS, book
from .compare import Allowed, lost
from .zipped import Zipped

_SHEET, _BOOK, _STYLES = "xl/worksheets/sheet1.xml", "xl/workbook.xml", "xl/styles.xml"
_NOTES, _SHAPES, _TYPES = "xl/comments1.xml", "xl/drawings/vmlDrawing1.vml", "[Content_Types].xml"
_MARKED = Allowed({"自评表": {(3, 2)}})

#: part, what is replaced (a pattern), by what, and what must be said of it.
LOSSES = (
    (_SHEET, "<pageMargins[^>]*/>", "", "lost <pageMargins"),
    (_SHEET, 'left="0.7"', 'left="0.8"', "lost <pageMargins"),
    (_SHEET, "(<sheetFormatPr[^>]*/>)", r'\1<cols><col min="1" max="1"/></cols>', "added <cols"),
    (_SHEET, '<c r="B4">', '<c r="B4" s="0">', "cell (4, 2)"),
    (_SHEET, "<v>21</v>", "<v>21.0</v>", "cell (3, 2)"),
    (_SHEET, '<c r="B3"><v>21</v></c>', "", "cell (3, 2): lost"),
    (_SHEET, '(<c r="B3"><v>21</v></c>)', r'\1<c r="C3"><v>1</v></c>', "cell (3, 3): added"),
    (_SHEET, '<c r="B3">', '<c r="B3" s="7">', "style 7 does not exist"),
    (_SHEET, '<row r="3"', '<row r="3" ht="40"', "row 3: ht"),
    (_SHEET, '<row r="7".*?</row>', "", "row 7: lost"),
    (_SHEET, "</sheetData>", '<row r="9"/></sheetData>', "row 9: added"),
    (_NOTES, "B4 的原批注", "B4 的批注", "its text"),
    (_NOTES, '<sz val="8"/>', '<sz val="9"/>', "the look of its text"),
    (_NOTES, '<comment ref="B4".*?</comment>', "", "note at B4: lost"),
    (_NOTES, "<author>.*?</author>", "<author>别人</author>", "authors"),
    (_SHAPES, "#ffffe1", "#ffffff", "lost or altered"),
    (_SHAPES, '<v:shape id="_x0000_s1026".*?</v:shape>', "", "lost or altered"),
    (_STYLES, '<fills count="2">', '<fills count="3"><fill><patternFill/></fill>', "/fills/fill: "),
    (_STYLES, "<dxfs[^>]*/>", "", "lost <dxfs"),
    (_STYLES, "<fill>.*?</fill>", "", "/fills: lost <fill>"),
    (_BOOK, '(<sheet name="自评表"[^>]*/>)(<sheet [^>]*/>)', r"\2\1", "/sheets/sheet: name was"),
    (_BOOK, "<sheets>", '<sheets><sheet name="新" sheetId="9"/>', "/sheets/sheet: name was"),
    (_TYPES, 'ContentType="image/[^"]*"', "", "is now"),
    ("docProps/app.xml", "Microsoft", "Micro", "touched"),
)


@pytest.mark.parametrize(("part", "old", "new", "said"), LOSSES)
def test_a_planted_loss_is_named(part: str, old: str, new: str, said: str) -> None:
    """One thing lost, altered or added where nothing may be is found and said."""
    made = Zipped(book("taken.xlsx"))
    made.default("png", "image/png")
    made.put("xl/media/image1.png", b"\x89PNG")
    before = made.content()
    made.rewrite(part, lambda text: re.sub(old, new, text, flags=re.DOTALL))
    assert made.content() != before
    assert any(said in fault for fault in lost(before, made.content(), _MARKED)), lost(
        before, made.content(), _MARKED
    )


def test_a_part_that_is_gone_is_named() -> None:
    """A part that nothing points at is a loss, too."""
    made = Zipped(book("connected.xlsx"))
    del made.parts["孤儿/没人指向.dat"]
    assert lost(book("connected.xlsx"), made.content(), Allowed()) == ["孤儿/没人指向.dat: gone"]


def test_a_mark_may_change_the_fill_only() -> None:
    """A marked cell's style is its own with another fill; another font beside it is a loss."""
    old = '(<cellXfs count=")1(">)(<xf [^>]*)fillId="0"([^>]*/>)'
    made = Zipped(book("taken.xlsx"))
    made.change(_SHEET, '<c r="B3">', '<c r="B3" s="1">')
    made.rewrite(_STYLES, lambda text: re.sub(old, r'\g<1>2\2\3fillId="0"\4\3fillId="1"\4', text))
    assert lost(book("taken.xlsx"), made.content(), _MARKED) == []
    made.rewrite(_STYLES, lambda text: text.replace('fillId="1" borderId="0"', 'fillId="1" borderId="5"'))
    assert len(lost(book("taken.xlsx"), made.content(), _MARKED)) == 1


def test_of_cached_values_nothing_else_may_change() -> None:
    """A formula's value and type may change; its formula, a typed figure or the styles may not."""
    allowed = Allowed(values=True)
    made = Zipped(book("taken.xlsx"))
    made.change(_SHEET, "<f>B3*2</f><v>42</v>", "<f>B3*2</f><v>43</v>")
    made.rewrite(_SHEET, lambda text: text.replace('<c r="E3">', '<c r="E3" t="str">'))
    assert lost(book("taken.xlsx"), made.content(), allowed) == []
    for old, new in (
        ("<f>B3*2</f>", "<f>B3*3</f>"),
        ('r="B3"><v>21</v>', 'r="B3"><v>22</v>'),
        ('<c r="E3"', '<c s="0" r="E3"'),
    ):
        other = Zipped(made.content())
        other.change(_SHEET, old, new)
        assert len(lost(book("taken.xlsx"), other.content(), allowed)) == 1


@pytest.mark.parametrize("name", sorted({*BOOKS} - {"bare.xlsx", "escaped.xlsx", "embedded.xlsx"}))
def test_what_openpyxl_loses_is_seen(name: str) -> None:
    """Control: the same workbooks loaded and saved by openpyxl do not pass."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        loaded = openpyxl.load_workbook(io.BytesIO(book(name)), keep_vba=name.endswith("m"))
        out = io.BytesIO()
        loaded.save(out)
    assert lost(book(name), out.getvalue(), Allowed())
