"""The reader against what a file is known to hold, down to the XML."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path

import pytest

from xltools.core.errors import InputError
from xltools.core.model import ErrorValue, Format, Sheet, Validation, Value
from xltools.core.refs import Area
from xltools.readers.xlsx import read, read_bytes

Book = Callable[..., bytes]
Rows = Callable[[str], str]
STRICT = {
    "main": "http://purl.oclc.org/ooxml/spreadsheetml/main",
    "office": "http://purl.oclc.org/ooxml/officeDocument/relationships",
}


def first(content: bytes) -> Sheet:
    """The first sheet of a workbook's bytes."""
    return read_bytes(content, "甲.xlsx").sheets[0]


def refused(content: bytes) -> InputError:
    """The error that reading raises."""
    with pytest.raises(InputError) as caught:
        read_bytes(content, "甲.xlsx")
    assert "甲.xlsx" in caught.value.message
    assert caught.value.fix
    return caught.value


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("<v>12</v>", 12),
        ("<v>-12</v>", -12),
        ("<v>12.50</v>", 12.5),
        ("<v>1E3</v>", 1000.0),
        ("<v>1234567890123456</v>", 1234567890123456.0),
        ("<v> 7 </v>", 7),
        ("<v></v>", None),
        ("<v>１２</v>", ErrorValue("#无效数字!")),
        ("<v>1_000</v>", ErrorValue("#无效数字!")),
        ("<v>1e999</v>", ErrorValue("#无效数字!")),
        ("<v>nan</v>", ErrorValue("#无效数字!")),
        ("<v>abc</v>", ErrorValue("#无效数字!")),
        ("<v>x</v><f>A2</f>", ErrorValue("#无效数字!")),
    ],
)
def test_numbers(book: Book, rows: Rows, cell: str, value: object) -> None:
    """Integral digits are ints, other numbers floats; what is no finite number is an error value."""
    found = first(book(rows(f'<c r="A1">{cell}</c>'))).value(1, 1)
    assert found == value
    assert type(found) is type(value)


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ('t="b"><v>1</v>', True),
        ('t="b"><v>0</v>', False),
        ('t="b"><v>2</v>', ErrorValue("#无效逻辑值!")),
        ('t="e"><v>#DIV/0!</v>', ErrorValue("#DIV/0!")),
        ('t="e"><v>#SPILL!</v>', ErrorValue("#SPILL!")),
        ('t="e"><v/>', ErrorValue("#无效错误值!")),
        ('t="str"><v>a_x000D_b_x005F_c</v>', "a\rb_c"),
        ('t="str"><f>A2</f><v></v>', ""),
        ('t="str"><f>A2</f>', None),
        ('t="inlineStr"><is><t xml:space="preserve"> 甲 </t></is>', " 甲 "),
        (
            't="inlineStr"><is><r><t>甲</t></r><rPh sb="0" eb="1"><t>jia</t></rPh><r><t>乙</t></r></is>',
            "甲乙",
        ),
        ('t="s"><v>0</v>', "甲"),
        ('t="s"><v>1</v>', "乙丙"),
        ('t="s"><v>2</v>', ""),
        ('t="s"><v>9</v>', ErrorValue("#无效字符串!")),
        ('t="s"><v>-1</v>', ErrorValue("#无效字符串!")),
        ('t="s"><v>x</v>', ErrorValue("#无效字符串!")),
        ('t="d"><v>2024-03-01</v>', 45352),
        ('t="d"><v>2024-03-01T12:00:00</v>', 45352.5),
        ('t="d"><v>18:00:00</v>', 0.75),
        ('t="d"><v>1900-01-01</v>', 1),
        ('t="d"><v>1900-03-01</v>', 61),
        ('t="d"><v>1850-03-01</v>', ErrorValue("#无效日期!")),
        ('t="d"><v>昨天</v>', ErrorValue("#无效日期!")),
        ('t="zz"><v>1</v>', ErrorValue("#无效类型!")),
    ],
)
def test_values_by_type(book: Book, rows: Rows, cell: str, value: object) -> None:
    """Each cell type gives its value; a broken one gives a loud error value and never spoils the file."""
    strings = ("<t>甲</t>", "<r><t>乙</t></r><r><t>丙</t></r><rPh sb='0' eb='1'><t>yi</t></rPh>", "<t/>")
    sheet = first(book(rows(f'<c r="A1" {cell}</c><c r="B1"><v>5</v></c>'), strings=strings))
    assert sheet.value(1, 1) == value
    assert type(sheet.value(1, 1)) is type(value)
    assert sheet.value(1, 2) == 5


def test_iso_dates_follow_the_1904_system(book: Book, rows: Rows) -> None:
    """An ISO date becomes the serial number of the workbook's own date system."""
    cell = rows('<c r="A1" t="d"><v>1904-01-02</v></c>')
    workbook = read_bytes(book(cell, before='<workbookPr date1904="1"/>'), "a.xlsx")
    assert workbook.date1904
    assert workbook.sheets[0].values == ((1,),)


def test_cells_and_rows_without_addresses_follow_on(book: Book) -> None:
    """A cell or row without ``r`` stands after the one before it."""
    data = (
        "<sheetData><row><c><v>1</v></c><c><v>2</v></c></row>"
        '<row r="3"><c r="B3"><v>3</v></c><c><v>4</v></c></row><row><c r="a4"><v>5</v></c></row></sheetData>'
    )
    assert first(book(data)).values == ((1, 2), (), (None, 3, 4), (5,))


def test_cells_out_of_order_find_their_place(book: Book, rows: Rows) -> None:
    """The address decides, not the order of writing."""
    cells = '<c r="C1"><v>3</v></c><c r="A1"><v>1</v></c>'
    assert first(book(rows(cells))).values == ((1, None, 3),)


@pytest.mark.parametrize(
    ("data", "values", "far"),
    [
        ('<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>', ((2, 3),), {(1048576, 16384): 1}),
        ('<row r="1048576"><c r="A1048576"><f>SUM(A1)</f></c><c r="XFD1048576"><v>1</v></c></row>',
         ((2, 3),), {(1048576, 1): "=SUM(A1)", (1048576, 16384): 1}),
        ('<row r="900000"><c r="B900000"><f>A1</f></c><c r="KK900000"><f>A1</f></c></row>',
         ((2, 3),), {(900000, 2): "=A1", (900000, 297): "=A1"}),
        ('<row r="2"><c r="XFD2"><v>1</v></c></row>', ((2, 3),), {(2, 16384): 1}),
    ],
)  # fmt: skip
def test_a_cell_far_away_is_kept_apart(
    book: Book, data: str, values: tuple[tuple[Value, ...], ...], far: dict[tuple[int, int], Value]
) -> None:
    """The sheet is read as it is without it; what lies far away is listed, a formula as its text."""
    near = '<row r="1"><c r="A1"><v>2</v></c><c r="B1"><v>3</v></c></row>'
    sheet = first(book(f"<sheetData>{near}{data}</sheetData>"))
    assert (sheet.values, sheet.far, sheet.formulas) == (values, far, {})


@pytest.mark.parametrize(
    ("data", "code", "named"),
    [
        ('<row r="1048577"><c r="A1048577"><v>1</v></c></row>', "outside-grid", "1048577"),
        ('<row r="0"/>', "outside-grid", "第 0 行"),
        ('<row r="1"><c r="XFE1"><v>1</v></c></row>', "outside-grid", "XFE1"),
        ('<row r="1"><c r="AAAAAA1"><v>1</v></c></row>', "outside-grid", "AAAAAA1"),
        ('<row r="1"><c r="XFD1"/><c><v>1</v></c></row>', "outside-grid", "第 1 行"),
        ("".join(f'<row r="{r}"><c r="XFD{r}"><v>1</v></c></row>' for r in range(1, 1002)),
         "too-sparse", "XFD306"),
        ('<row r="2"><c r="A3"><v>1</v></c></row>', "malformed", "A3"),
        ('<row r="1"><c r="A1"><v>1</v></c><c r="A1"><v>2</v></c></row>', "malformed", "A1"),
        ('<row r="1"><c r="A1"><v>1</v></c></row><row r="1"><c r="B1"><v>2</v></c></row>',
         "malformed", "第 1 行"),
        ('<row r="x"/>', "malformed", ""),
        ('<row r="1"><c r="1A"><v>1</v></c></row>', "malformed", ""),
    ],
)  # fmt: skip
def test_impossible_places_are_refused(book: Book, data: str, code: str, named: str) -> None:
    """Cells outside the grid, far away, or twice: refused with the place in the message."""
    error = refused(book(f"<sheetData>{data}</sheetData>"))
    assert error.code == code
    assert named in error.message


def test_far_styled_blanks_are_no_data(book: Book, rows: Rows) -> None:
    """A formatted blank far away is in ``styles``, and the grid of values stays small."""
    styles = '<cellXfs><xf/><xf numFmtId="2"/></cellXfs>'
    sheet = first(book(rows('<c r="A1"><v>1</v></c><c r="XFD1" s="1"/>'), styles=styles))
    assert sheet.values == ((1,),)
    assert sheet.style(1, 16384) == 1


def test_formulas_of_every_kind(book: Book) -> None:
    """Plain, shared (also before its first cell), array and what-if formulas, each where it stands."""
    data = """<sheetData>
      <row r="1"><c r="A1"><f>B1+1</f><v>2</v></c><c r="B1"><f t="shared" si="7"/><v>1</v></c>
        <c r="C1"><f/></c></row>
      <row r="2"><c r="A2"><f t="shared" ref="A2:A3" si="0">'表 A1'!B2&amp;"A1"</f></c>
        <c r="B2"><f t="shared" ref="B1:B2" si="7">$A2*C$1</f></c></row>
      <row r="3"><c r="A3"><f t="shared" si="0"/><v>1</v></c>
        <c r="B3"><f t="shared" si="9"/><v>1</v></c></row>
      <row r="4"><c r="A4"><f t="array" ref="A4:A5">B1:B2*2</f><v>1</v></c>
        <c r="B4"><f t="dataTable" ref="B4:B9" dt2D="0" dtr="0" r1="C1"/><v>1</v></c>
        <c r="C4"><f t="dataTable" ref="C4:D5" dt2D="1" dtr="1" r1="C1" r2="D1"/><v>1</v></c></row>
    </sheetData>"""
    sheet = first(book(data))
    assert sheet.formulas == {
        (1, 1): "=B1+1",
        (1, 2): "=$A1*C$1",
        (2, 1): "='表 A1'!B2&\"A1\"",
        (2, 2): "=$A2*C$1",
        (3, 1): "='表 A1'!B3&\"A1\"",
        (3, 2): "=#REF!",
        (4, 1): "=B1:B2*2",
        (4, 2): "=TABLE(,C1)",
        (4, 3): "=TABLE(C1,D1)",
    }
    assert sheet.arrays == {(4, 1): "A4:A5", (4, 2): "B4:B9", (4, 3): "C4:D5"}


def test_what_surrounds_the_cells(book: Book) -> None:
    """Merges, hidden rows and columns, validations (also the extended ones) and protection."""
    sheet = first(
        book(
            '<cols><col min="2" max="4" hidden="1"/><col min="5" max="5" width="9"/></cols>'
            '<sheetData><row r="2" hidden="1"/></sheetData><sheetProtection sheet="1"/>'
            '<mergeCells><mergeCell ref="A1:C2"/></mergeCells>'
            '<dataValidations><dataValidation type="whole" sqref="A1 B2:B3"><formula1>1</formula1>'
            '<formula2>9</formula2></dataValidation><dataValidation type="list" sqref="C1">'
            '<mc:AlternateContent xmlns:mc="urn:mc"><mc:Fallback><formula1>"是,否"</formula1></mc:Fallback>'
            "</mc:AlternateContent></dataValidation></dataValidations>"
            "<extLst><ext><x:dataValidations "
            'xmlns:x="http://schemas.microsoft.com/office/spreadsheetml/2009/9/main" '
            'xmlns:xm="http://schemas.microsoft.com/office/excel/2006/main"><x:dataValidation type="list">'
            "<x:formula1><xm:f>名册!$A$1:$A$9</xm:f></x:formula1><xm:sqref>D1:D9</xm:sqref></x:dataValidation>"
            "</x:dataValidations></ext></extLst>",
        ),
    )
    assert sheet.merges == (Area("表1", 1, 1, 2, 3),)
    assert sheet.hidden_rows == {2}
    assert sheet.hidden_columns == ((2, 4),)
    assert sheet.protected
    assert sheet.validations == (
        Validation("A1 B2:B3", "whole", ("1", "9")),
        Validation("C1", "list", ('"是,否"',)),
        Validation("D1:D9", "list", ("名册!$A$1:$A$9",)),
    )


def test_the_workbook_part(book: Book, rows: Rows) -> None:
    """Names (global, local, hidden), sheet states, calculation mode, formats, source bytes and sum."""
    content = book(
        rows('<c r="A1" s="1"><v>1</v></c><c r="B1" s="99"/>'),
        "",
        states=("visible", "veryHidden"),
        styles='<numFmts><numFmt numFmtId="170" formatCode="0.0元"/></numFmts><cellXfs><xf numFmtId="0"/>'
        '<xf numFmtId="170"><protection locked="0"/></xf><xf numFmtId="31"/><xf numFmtId="4"/></cellXfs>',
        after="<definedNames><definedName name='合计'>表1!$A$1</definedName>"
        "<definedName name='局部' localSheetId='1' hidden='1'>表2!$B$2</definedName></definedNames>"
        "<calcPr calcMode='manual'/>",
    )
    workbook = read_bytes(content, "报送/甲.xlsx")
    assert [(n.name, n.text, n.sheet, n.hidden) for n in workbook.names] == [
        ("合计", "表1!$A$1", None, False),
        ("局部", "表2!$B$2", "表2", True),
    ]
    assert [(sheet.name, sheet.state) for sheet in workbook.sheets] == [
        ("表1", "visible"),
        ("表2", "veryHidden"),
    ]
    assert workbook.formats == (
        Format(),
        Format("0.0元", locked=False),
        Format('yyyy"年"m"月"d"日"'),
        Format("#,##0.00"),
    )
    assert workbook.sheets[0].styles == ((1,),)
    assert workbook.manual_calculation
    assert not workbook.date1904
    assert (workbook.path, workbook.content) == ("报送/甲.xlsx", content)
    assert workbook.sha256 == hashlib.sha256(content).hexdigest()


def test_strict_files_are_read(book: Book, rows: Rows) -> None:
    """A strict OOXML workbook gives its cells, not an empty book."""
    cells = rows('<c r="A1" t="s"><v>0</v></c><c r="B1"><f>1+1</f><v>2</v></c>')
    sheet = first(book(cells, strings=("<t>甲</t>",), **STRICT))
    assert sheet.values == (("甲", 2),)
    assert sheet.formulas == {(1, 2): "=1+1"}


def test_a_missing_sheet_part_is_named(parts: Callable, zipped: Callable) -> None:
    """A sheet that is listed and not there ends the reading; it is not dropped."""
    made = parts("", "")
    del made["xl/worksheets/sheet2.xml"]
    assert refused(zipped(made)).code == "missing-part"
    made = parts("", "")
    made["xl/_rels/workbook.xml.rels"] = made["xl/_rels/workbook.xml.rels"].replace('"rId2"', '"rId7"')
    error = refused(zipped(made))
    assert (error.code, "表2" in error.message) == ("missing-part", True)


def test_a_sheet_of_unknown_kind_is_not_dropped(parts: Callable, zipped: Callable) -> None:
    """Only sheets known to hold no cells are passed over; any other must be a worksheet."""
    made = parts("")
    rels = "xl/_rels/workbook.xml.rels"
    made[rels] = made[rels].replace('/worksheet"', '/other"')
    assert len(read_bytes(zipped(made), "甲.xlsx").sheets) == 1
    made["xl/worksheets/sheet1.xml"] = "<other/>"
    assert refused(zipped(made)).code == "malformed"


def test_a_book_of_charts_only_has_no_sheets(parts: Callable, zipped: Callable) -> None:
    """Chart sheets are skipped, and a workbook without any worksheet is refused."""
    made = parts("")
    made["xl/_rels/workbook.xml.rels"] = made["xl/_rels/workbook.xml.rels"].replace(
        '/worksheet"', '/chartsheet"'
    )
    assert refused(zipped(made)).code == "no-sheets"


def test_files_that_cannot_be_opened(tmp_path: Path) -> None:
    """No such file, or a folder: an InputError in words, not an OSError."""
    for path, code in ((tmp_path / "无.xlsx", "not-found"), (tmp_path, "no-access")):
        with pytest.raises(InputError) as caught:
            read(path)
        assert caught.value.code == code
