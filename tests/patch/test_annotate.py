"""Marking: each finding at its cell, a list of all, room to answer; nothing of the workbook lost."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.fidelity.books import book
from tests.fidelity.parts import Parts, split_ref
from tests.patch.marked import BOOKS, M, at, fill, item, loaded, parts, rebuilt, review, texts, written, xml
from xltools.core.errors import PatchRefused
from xltools.core.model import Finding
from xltools.core.refs import Place
from xltools.core.returned.layout import COLUMNS, HEAD_ROW, headings
from xltools.core.returned.notes import END, START
from xltools.readers.xlsx import read_bytes
from xltools.writers.patch import colours
from xltools.writers.patch.clear import cleared
from xltools.writers.patch.marks import annotated

SHEET = "自评表"


def _column(label: str) -> int:
    return [column.label for column in COLUMNS].index(label) + 1


@pytest.mark.parametrize("name", BOOKS)
def test_only_what_is_marked_is_written_anew(name: str) -> None:
    """Parts that hold no mark are the same bytes in the same order, and every value is as it was."""
    before = BOOKS[name]()
    after = annotated(before, name, at((read_bytes(before, name).sheets[0].name, 2, 2)))
    old, new = parts(before), parts(after)
    assert list(new)[: len(old)] == list(old)
    touched = {part for part in old if old[part] != new[part]}
    sheets = {part for part in touched if part.startswith("xl/worksheets/sheet")}
    assert len(sheets) == 1
    kinds = r"\[Content_Types\]\.xml|xl/(workbook|styles|comments\d+)\.xml|xl/.*\.rels|xl/drawings/vml.*"
    assert all(re.fullmatch(kinds, part) for part in touched - sheets)
    was, now = read_bytes(before, name), read_bytes(after, name)
    for sheet in was.sheets:
        assert now.sheet(sheet.name).values == sheet.values
        assert now.sheet(sheet.name).formulas == sheet.formulas


@settings(max_examples=40, deadline=None)
@given(
    name=st.sampled_from(sorted(BOOKS)),
    places=st.lists(
        st.tuples(
            st.sampled_from(("自评表", "评分表", "评分'表", "图", "没有这张")),
            st.sampled_from((1, 2, 3, 9, 60, 1_048_576)) | st.integers(1, 200),
            st.sampled_from((1, 2, 5, 16_384)) | st.integers(1, 40),
        ),
        max_size=12,
    ),
    levels=st.lists(st.sampled_from(("错误", "核实", "提示")), min_size=12, max_size=12),
)
def test_any_findings_come_off_again_and_twice_is_once(name, places, levels) -> None:
    """Whatever is marked: cleared, the very parts of before; marked again, the very same bytes."""
    before = BOOKS[name]()
    told = review(*(item(Place(*place), level) for place, level in zip(places, levels, strict=False)))
    after = annotated(before, name, told)
    assert list(parts(cleared(after, name)).items()) == list(parts(before).items())
    assert annotated(after, name, told) == after
    sheet = read_bytes(after, name).sheets[-1]
    assert headings(sheet)
    assert len(sheet.values) == HEAD_ROW + len(places)


def test_a_cell_keeps_its_look_but_for_the_fill() -> None:
    """The mark is the cell's own style with another fill; the number format, font and borders stay."""
    before = written()
    after = annotated(before, "x.xlsx", at((SHEET, 2, 2)))
    old, new = loaded(before)[SHEET]["B2"], loaded(after)[SHEET]["B2"]
    assert (new.number_format, new.font.b, new.value) == (old.number_format, old.font.b, old.value)
    assert (fill(before, SHEET, "B2"), fill(after, SHEET, "B2")) == ("FFFF00", colours.ERROR)


def test_the_strongest_finding_gives_the_colour_and_all_stand_in_one_note() -> None:
    """Three findings at one cell: the colour of the error, one note that tells each and names their lines."""
    place = Place(SHEET, 3, 2)
    told = review(
        item(place, "错误", message="第一条"),
        item(place, "核实", status="待说明", message="第二条"),
        item(place, "提示", status="供参考", message="第三条"),
    )
    after = annotated(written(), "x.xlsx", told)
    note = texts(after)[SHEET]["B3"]
    assert fill(after, SHEET, "B3") == colours.ERROR
    assert note.startswith(START)
    assert note.endswith(END)
    assert all(
        words in note for words in ("第一条", "第二条", "第三条", "【核实】R001 支出合计", "序号 1、2、3")
    )
    assert "填报值 1,234.5，对照值 应为“1000”，差额 234.5" in note


@pytest.mark.parametrize(
    ("level", "outcome", "status", "colour"),
    [
        ("错误", "不通过", "待改正", colours.ERROR),
        ("核实", "不通过", "说明退回", colours.QUERY),
        ("提示", "不通过", "供参考", colours.HINT),
        ("错误", "未判", "未判", colours.UNJUDGED),
        ("错误", "规则异常", "规则异常", colours.UNJUDGED),
        ("核实", "已说明", "已说明", colours.ANSWERED),
        ("核实", "已认可", "已认可", ""),
        ("核实", "不通过", "已消除", ""),
    ],
)
def test_a_colour_says_what_is_asked(level, outcome, status, colour) -> None:
    """By level; what could not be checked has its own colour, never a pass's; what is settled has none."""
    told = review(item(Place(SHEET, 5, 2), level, outcome=outcome, status=status))
    after = annotated(written(), "x.xlsx", told)
    assert fill(after, SHEET, "B5") == colour
    assert ("B5" in texts(after)[SHEET]) == bool(colour)


def test_a_merged_area_is_marked_where_it_is_seen() -> None:
    """A finding inside a merged area marks its first cell."""
    after = annotated(written(), "x.xlsx", at((SHEET, 3, 5)))
    assert fill(after, SHEET, "D2") == colours.ERROR
    assert "D2" in texts(after)[SHEET]


def test_a_new_cell_looks_like_its_column() -> None:
    """Where no cell was, the mark keeps the column's number format and is undone without a trace."""
    after = annotated(written(), "x.xlsx", at((SHEET, 700, 8)))
    cell = loaded(after)[SHEET]["H700"]
    assert cell.number_format == "#,##0.00"
    assert fill(after, SHEET, "H700") == colours.ERROR


def test_a_note_of_the_unit_is_gone_on_with() -> None:
    """The unit's words come first, with their author; ours behind the line by which they are known."""
    after = annotated(written(), "x.xlsx", at((SHEET, 2, 2), (SHEET, 4, 2)))
    note = loaded(after)[SHEET]["B2"].comment
    assert note.text.startswith("单位自己的批注\n" + START)
    assert note.author == "经办人"
    assert loaded(after)[SHEET]["B4"].comment.author == "自评校验"
    assert texts(after)[SHEET]["A9"] == "另一条"


def test_the_button_stays_and_shape_ids_are_the_drawings_own() -> None:
    """The VML keeps its button; new shapes have ids that nobody has, in a block that the drawing names."""
    before = written()
    after = annotated(before, "x.xlsx", at(*((SHEET, row, 3) for row in range(1, 40)), ("评分'表", 1, 1)))
    ids: list[str] = []
    for name in parts(after):
        if name.endswith(".vml"):
            text = parts(after)[name].decode()
            own = {int(n) for n in re.search(r'idmap[^>]*data="([\d,]+)"', text)[1].split(",")}
            shapes = re.findall(r'<v:shape [^>]*?id="_x0000_s(\d+)"', text)
            assert all(int(number) // 1024 in own for number in shapes)
            ids += shapes
            assert ('ObjectType="Button"' in text) == (name in parts(before))
    assert len(ids) == len(set(ids)) == 43


def test_what_has_no_cell_is_listed_without_a_mark_or_a_link() -> None:
    """A sheet that is not there, a chart sheet, no place at all: in the list, not linked."""
    places = (Place("没有这张", 1, 1), Place("图", 1, 1), Place(SHEET, 2, 2), None)
    after = annotated(written(), "x.xlsx", review(*map(item, places)))
    sheet = loaded(after)["审核结果"]
    cells = [sheet.cell(HEAD_ROW + row, _column("单元格")) for row in range(1, 5)]
    assert [cell.value for cell in cells] == ["A1", "A1", "B2", None]
    assert [bool(cell.hyperlink) for cell in cells] == [False, False, True, False]
    assert cells[2].hyperlink.location == "'自评表'!B2"


def test_the_list_can_be_worked_with() -> None:
    """Filter, frozen headings, choices, hidden keys, numbers as numbers, =1+1 as a text."""
    told = review(
        item(Place("评分'表", 1, 1), "核实", status="待说明", message="=1+1 不是公式", answer="因为改革")
    )
    book = loaded(annotated(written(), "x.xlsx", told))
    sheet = book["审核结果"]
    assert book.sheetnames[-1] == "审核结果"
    assert sheet.auto_filter.ref == "A4:R5"
    assert sheet.freeze_panes == "F5"
    assert sheet.print_title_rows == "$4:$4"
    assert sheet["E5"].hyperlink.location == "'评分''表'!A1"
    row = {column.label: sheet.cell(5, at) for at, column in enumerate(COLUMNS, 1)}
    assert (row["问题"].value, row["问题"].data_type) == ("=1+1 不是公式", "s")
    assert (row["填报值"].value, row["填报值"].number_format) == (1234.5, "#,##0.00")
    assert (row["核实说明"].value, row["标识"].value) == ("因为改革", "标识")
    assert row["核实说明"].fill.fill_type == "solid"
    assert sheet.column_dimensions["Q"].hidden
    assert sheet.column_dimensions["R"].hidden
    (choice,) = sheet.data_validations.dataValidation
    assert (str(choice.sqref), choice.formula1) == ("O5", '"认可,退回"')


def test_numbers_that_a_double_cannot_hold_are_written_as_texts() -> None:
    """Sixteen digits would be rounded by Excel: they stand as a text; five decimals are all shown."""
    finding = item(Place(SHEET, 2, 2)).finding
    exact, small = "1234567890123.4567", "0.00045"
    told = replace(item(None), finding=replace(finding, left=Decimal(exact), right=Decimal(small)))
    sheet = loaded(annotated(written(), "x.xlsx", review(told)))["审核结果"]
    left, right = sheet.cell(5, _column("填报值")), sheet.cell(5, _column("对照值"))
    assert left.value == "1,234,567,890,123.4567"
    assert (right.value, right.number_format) == (0.00045, "#,##0.00###")


def test_texts_that_xml_cannot_hold_do_no_harm() -> None:
    """Control characters become blanks; what looks like an escape stays what it is, and comes off again."""
    told = review(item(Place(SHEET, 2, 2), message="甲\x0b乙\x00 _x0041_ ]]> <b>\r\n丙"))
    after = annotated(written(), "x.xlsx", told)
    sheet = read_bytes(after, "x.xlsx").sheets[-1]
    assert sheet.value(5, _column("问题")) == "甲 乙  _x0041_ ]]> <b>\n丙"
    assert parts(cleared(after, "x.xlsx")) == parts(written())


def test_a_name_that_is_taken_is_not_taken_again() -> None:
    """A unit's own sheet 审核结果 stays; ours is 审核结果2, and its note says so."""
    before = written()
    book = parts(before)["xl/workbook.xml"].replace("评分'表".encode(), "审核结果".encode())
    book = book.replace("评分&apos;表".encode(), "审核结果".encode())
    before = rebuilt(before, {"xl/workbook.xml": book})
    after = annotated(before, "x.xlsx", at((SHEET, 5, 5)))
    assert loaded(after).sheetnames == [SHEET, "审核结果", "图", "审核结果2"]
    assert "“审核结果2”" in texts(after)[SHEET]["E5"]
    assert parts(cleared(after, "x.xlsx")) == parts(before)


def test_a_workbook_full_of_styles_is_refused() -> None:
    """Excel takes 64,000 cell formats: where there is no room the answer is a reason, not a broken file."""
    styles = parts(written())["xl/styles.xml"].decode()
    inside = re.search(r"<cellXfs[^>]*>(.*)</cellXfs>", styles)[1]
    full = '<xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>' * 64_000
    styles = re.sub(r"<cellXfs.*</cellXfs>", f'<cellXfs count="64010">{inside}{full}</cellXfs>', styles)
    with pytest.raises(PatchRefused, match="格式超过"):
        annotated(rebuilt(written(), {"xl/styles.xml": styles.encode()}), "x.xlsx", at((SHEET, 2, 2)))


def test_a_workbook_without_styles_gets_some() -> None:
    """No style sheet at all: one is made, and goes again."""
    book = parts(written())
    rels = re.sub(rb"<Relationship [^>]*styles.xml[^>]*/>", b"", book["xl/_rels/workbook.xml.rels"])
    types = re.sub(rb"<Override [^>]*styles.xml[^>]*/>", b"", book["[Content_Types].xml"])
    sheet = re.sub(rb' s(tyle)?="\d+"', b"", book["xl/worksheets/sheet1.xml"])
    bare = rebuilt(
        written(),
        {
            "xl/styles.xml": None,
            "xl/_rels/workbook.xml.rels": rels,
            "[Content_Types].xml": types,
            "xl/worksheets/sheet1.xml": sheet,
        },
    )
    after = annotated(bare, "x.xlsx", at((SHEET, 2, 2)))
    assert fill(after, SHEET, "B2") == colours.ERROR
    assert parts(cleared(after, "x.xlsx")) == parts(bare)


def test_new_elements_stand_in_their_order() -> None:
    """The notes' drawing stands behind the pictures', the names behind the sheets, as Excel wants it."""
    before = written()
    stripped = parts(before)["xl/worksheets/sheet1.xml"].replace(b'<legacyDrawing r:id="rId2"/>', b"")
    after = annotated(rebuilt(before, {"xl/worksheets/sheet1.xml": stripped}), "x.xlsx", at((SHEET, 5, 2)))
    tags = [each.tag.removeprefix(M) for each in xml(after, "xl/worksheets/sheet1.xml")]
    assert tags.index("drawing") + 1 == tags.index("legacyDrawing")
    tags = [each.tag.removeprefix(M) for each in xml(after, "xl/workbook.xml")]
    assert tags.index("sheets") < tags.index("definedNames") < tags.index("calcPr")


def test_a_workbook_that_is_not_what_it_should_be_is_refused() -> None:
    """A row that spans what is no number: a reason, not a guess and not a crash."""
    sheet = parts(written())["xl/worksheets/sheet1.xml"].replace(b'spans="1:5"', b'spans="eins"')
    assert b"eins" in sheet
    with pytest.raises(PatchRefused, match="不合规范"):
        annotated(rebuilt(written(), {"xl/worksheets/sheet1.xml": sheet}), "x.xlsx", at((SHEET, 2, 30)))


def test_a_signed_workbook_is_refused() -> None:
    """A change would break the signature: refused with the reason."""
    with pytest.raises(PatchRefused, match="数字签名"):
        annotated(rebuilt(written(), {"_xmlsignatures/sig1.xml": b"<x/>"}), "x.xlsx", at((SHEET, 2, 2)))


def test_a_finding_without_figures_has_a_short_note() -> None:
    """Only what is known is told: no empty 填报值, no 怎么改 without a remedy."""
    bare = replace(
        item(None), finding=Finding("R009", "提示", "不通过", "看一下", (Place(SHEET, 6, 2),)), name=""
    )
    lines = texts(annotated(written(), "x.xlsx", review(bare)))[SHEET]["B6"].split("\n")
    assert lines == [START, "【提示】R009", "看一下", "详见工作表“审核结果”序号 1", END]


def test_a_thread_is_left_to_those_who_talk_in_it() -> None:
    """A cell with a threaded comment gets the fill only: its note is but the shadow of the thread."""
    before = book("threaded.xlsx")
    sheet = Parts(before)
    name, part = next(
        (name, part) for name, part in sheet.sheets.items() if sheet.one(part, "threadedComment")
    )
    (ref, *_) = (each.get("ref") for each in sheet.xml(sheet.one(part, "threadedComment")))
    after = annotated(before, "x.xlsx", at((name, *split_ref(ref)), (name, 30, 3)))
    assert fill(after, name, ref) == colours.ERROR
    assert texts(after)[name][ref] == texts(before)[name][ref]
    assert "C30" in texts(after)[name]
