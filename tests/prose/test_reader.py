"""A report is read as people see it: every word once, in order, numbered as they count."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import docx
import pytest

from tests.prose.made import box, document, field, math, p, r, ruby, sdt, table
from xltools.core.errors import InputError
from xltools.core.prose.proposal import AUTHOR
from xltools.readers.document import read_document_bytes
from xltools.readers.prose import read_prose, read_prose_bytes

TEMPLATE = Path(__file__).parents[2] / "templates" / "湛江2022" / "自评报告.docx"
OURS = f'w:id="1" w:author="{AUTHOR}"'
STAFF = 'w:id="1" w:author="示例"'


def texts(body: str, **parts: Any) -> list[str]:
    """The passages' texts."""
    return [each.text for each in read_prose_bytes(document(body, **parts), "报告.docx").passages]


@pytest.mark.parametrize(
    ("inner", "text"),
    [
        (r("支出") + r("100", "<w:b/>") + r("元"), "支出100元"),
        (r("　　首行 ") + r(" 空格"), "　　首行  空格"),
        ("<w:r><w:t>一</w:t><w:tab/><w:t>二</w:t><w:br/><w:t>三</w:t></w:r>", "一\t二\n三"),
        ("<w:r><w:t>1</w:t><w:noBreakHyphen/><w:t>2</w:t></w:r>", "1-2"),
        (f"{r('甲')}<w:ins {STAFF}>{r('乙')}</w:ins>", "甲乙"),
        (f"{r('甲')}<w:del {STAFF}><w:r><w:delText>乙</w:delText></w:r></w:del>", "甲"),
        (f"{r('甲')}<w:ins {OURS}>{r('乙')}</w:ins>", "甲"),
        (f"{r('甲')}<w:del {OURS}><w:r><w:delText>乙</w:delText></w:r></w:del>", "甲乙"),
        (f"<w:moveFrom {STAFF}>{r('甲')}</w:moveFrom><w:moveTo {STAFF}>{r('乙')}</w:moveTo>", "乙"),
        (r("甲") + r("乙", "<w:vanish/>") + r("丙", '<w:vanish w:val="0"/>'), "甲丙"),
        (sdt(r("支出") + sdt(r("100"))) + r("元"), "支出100元"),
        (f'<w:hyperlink w:anchor="a">{r("链接")}</w:hyperlink>{r("。")}', "链接。"),
        (field(" PAGE ", r("3")) + r("页"), "3页"),
        (f'<w:fldSimple w:instr="DATE">{r("2023年")}</w:fldSimple>', "2023年"),
        (field(" IF " + "</w:instrText></w:r>" + field("X", r("码")) + "<w:r><w:instrText>", r("果")), "果"),
        ('<w:r><w:fldChar w:fldCharType="begin"/></w:r>' + r("吞"), None),
        (f"<w:smartTag>{r('标记')}</w:smartTag><w:dir>{r('方向')}</w:dir>", "标记方向"),
        ('<w:r><w:t>3</w:t><w:sym w:font="Symbol" w:char="F0B4"/><w:t>4</w:t></w:r>', "3×4"),
        ('<w:r><w:sym w:font="Wingdings" w:char="F0FE"/><w:sym w:font="某" w:char="F0AA"/></w:r>', "☑\ufffc"),
        (ruby("yin", "音"), "音"),
        (f"<m:oMath>{math('1+2=3')}</m:oMath>", "1+2=3"),
        (f"<m:oMath><m:f><m:num>{math('3+1')}</m:num><m:den>{math('8')}</m:den></m:f></m:oMath>", "(3+1)/8"),
        (f"<m:oMath><m:rad><m:e>{math('8')}</m:e></m:rad></m:oMath>", "\ufffc"),
        (f"<!-- 注 -->{r('甲')}<?x y?>", "甲"),
        ('<w:proofErr w:type="spellStart"/><w:bookmarkStart w:id="0" w:name="b"/>' + r("书签"), "书签"),
    ],
)  # fmt: skip
def test_one_paragraph(inner: str, text: str | None) -> None:
    """What is seen is read, character by character, and nothing else."""
    assert texts(p(inner) + p("后文")) == [*([text] if text else []), "后文"]


def test_blank_paragraphs_do_not_count() -> None:
    """Numbers go over paragraphs that say something; leading blanks belong to the text."""
    found = read_prose_bytes(document(p("标题") + p("") + p("　 ") + p(" 正文")), "a.docx").passages
    assert [(each.number, each.text) for each in found] == [(1, "标题"), (2, " 正文")]


def test_tables() -> None:
    """Cells are passages in reading order, a table in a cell is one of its own, columns are the grid's."""
    inner = table((p("里"),))
    wide = '<w:tcPr><w:gridSpan w:val="2"/></w:tcPr>'
    body = p("前") + table((wide + p("甲"), p("乙") + p("丙")), (p("丁"), inner + p(""), p("戊"))) + p("后")
    body += sdt(table((p("控件"),)))
    found = read_prose_bytes(document(body), "a.docx").passages
    assert [(each.text, each.cell) for each in found] == [
        ("前", None),
        ("甲", (1, 1, 1)),
        ("乙", (1, 1, 3)),
        ("丙", (1, 1, 3)),
        ("丁", (1, 2, 1)),
        ("里", (2, 1, 1)),
        ("戊", (1, 2, 3)),
        ("后", None),
        ("控件", (3, 1, 1)),
    ]


def test_controls_around_rows_and_cells() -> None:
    """Content controls may hold rows and cells; struck rows are not read."""
    row = f"<w:tr>{sdt('<w:tc>' + p('甲') + '</w:tc>')}<w:tc>{p('乙')}</w:tc></w:tr>"
    struck = f"<w:tr><w:trPr><w:del {STAFF}/></w:trPr><w:tc>{p('丙')}</w:tc></w:tr>"
    assert texts(f"<w:tbl>{struck}{sdt(row)}</w:tbl>") == ["甲", "乙"]


def test_text_boxes_are_read_once() -> None:
    """What a box says comes behind its paragraph, though it is drawn twice."""
    assert texts(p(r("前") + box(p("框一") + p("框二")) + r("后")) + p("下一段")) == [
        "前后",
        "框一",
        "框二",
        "下一段",
    ]


def test_notes_come_last() -> None:
    """Footnotes and endnotes are read behind the body; the lines that part them say nothing."""
    line = '<w:footnote w:type="separator" w:id="-1"><w:p><w:r><w:separator/></w:r></w:p></w:footnote>'
    foot = f'{line}<w:footnote w:id="2">{p("脚注")}</w:footnote>'
    end = f'<w:endnote w:id="2">{p("尾注")}</w:endnote>'
    mark = r("正文") + '<w:r><w:footnoteReference w:id="2"/></w:r>'
    assert texts(p(mark) + p("末段"), endnotes=end, footnotes=foot) == ["正文", "末段", "脚注", "尾注"]


def test_a_field_over_several_paragraphs() -> None:
    """Entries of a table of contents are text, its code is not."""
    mark = '<w:r><w:fldChar w:fldCharType="{}"/></w:r>'.format
    first = mark("begin") + "<w:r><w:instrText>TOC</w:instrText></w:r>" + mark("separate") + r("一、概况 1")
    assert texts(p(first) + p("二、成效 2") + p(mark("end")) + p("正文")) == [
        "一、概况 1",
        "二、成效 2",
        "正文",
    ]


def style(key: str, name: str, base: str = "", inner: str = "", kind: str = "paragraph") -> str:
    """A style; one called Normal is the default."""
    first = ' w:default="1"' if name == "Normal" else ""
    base = base and f'<w:basedOn w:val="{base}"/>'
    head = f'<w:style w:type="{kind}"{first} w:styleId="{key}"><w:name w:val="{name}"/>'
    return f"{head}{base}{inner}</w:style>"


STYLES = (
    style("a", "Normal")
    + style("1", "heading 1", "a")
    + style("x", "公文一级", "1")
    + style("y", "标题 2")
    + style("t", "Title")
    + style("o", "大纲", inner='<w:pPr><w:outlineLvl w:val="2"/></w:pPr>')
    + style("b", "否", "1", '<w:pPr><w:outlineLvl w:val="9"/></w:pPr>')
    + style("c1", "环", "c2")
    + style("c2", "圈", "c1")
    + style("h", "藏", inner="<w:rPr><w:vanish/></w:rPr>", kind="character")
    + style("hp", "藏段", inner="<w:rPr><w:vanish/></w:rPr>")
    + style("n", "编号", inner='<w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr>')
)


@pytest.mark.parametrize(
    ("properties", "level"),
    [
        ("", 0),
        ('<w:pStyle w:val="1"/>', 1),
        ('<w:pStyle w:val="x"/>', 1),
        ('<w:pStyle w:val="y"/>', 2),
        ('<w:pStyle w:val="t"/>', 0),
        ('<w:pStyle w:val="o"/>', 3),
        ('<w:pStyle w:val="b"/>', 0),
        ('<w:pStyle w:val="c1"/>', 0),
        ('<w:pStyle w:val="无"/>', 0),
        ('<w:outlineLvl w:val="1"/>', 2),
        ('<w:pStyle w:val="1"/><w:outlineLvl w:val="9"/>', 0),
    ],
)
def test_levels(properties: str, level: int) -> None:
    """The nearest word on a paragraph's level counts: its own, its style's, that of the style below."""
    (passage,) = read_prose_bytes(document(p("文", properties), styles=STYLES), "a.docx").passages
    assert passage.level == level


def test_hidden_by_style() -> None:
    """A style may hide text, of a run or of a whole paragraph."""
    body = p(r("见") + r("藏", '<w:rStyle w:val="h"/>')) + p("藏段", '<w:pStyle w:val="hp"/>')
    assert texts(body, styles=STYLES) == ["见"]


def levels(*formats: tuple[str, str], more: str = "") -> str:
    """An abstract list of levels, each (format, text)."""
    lines = "".join(
        f'<w:lvl w:ilvl="{n}"><w:start w:val="1"/><w:numFmt w:val="{form}"/>{more}'
        f'<w:lvlText w:val="{text}"/></w:lvl>'
        for n, (form, text) in enumerate(formats)
    )
    return f'<w:abstractNum w:abstractNumId="7">{lines}</w:abstractNum>'


def num(key: int, inner: str = "") -> str:
    return f'<w:num w:numId="{key}"><w:abstractNumId w:val="7"/>{inner}</w:num>'


def item(depth: int, key: int = 1, text: str = "项") -> str:
    return p(text, f'<w:numPr><w:ilvl w:val="{depth}"/><w:numId w:val="{key}"/></w:numPr>')


def markers(body: str, numbering: str, styles: str = STYLES) -> list[str]:
    content = document(body, numbering=numbering, styles=styles)
    return [each.marker for each in read_prose_bytes(content, "a.docx").passages]


OUTLINE = levels(("chineseCountingThousand", "%1、"), ("japaneseCounting", "（%2）"), ("decimal", "%3."))


def test_automatic_numbers() -> None:
    """Levels count by themselves and begin again below a new heading; blank items count, too."""
    body = item(0) + item(1) + item(1) + item(2) + item(0) + item(1) + item(0, text="") + item(0)
    found = markers(body, OUTLINE + num(1))
    assert found == ["一、", "（一）", "（二）", "1.", "二、", "（一）", "四、"]


def test_lists_of_one_origin_count_on() -> None:
    """A second list counts on, unless it is told to start anew."""
    again = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="5"/></w:lvlOverride>'
    body = item(0) + item(0, 2) + item(0, 3) + item(0, 3)
    assert markers(body, OUTLINE + num(1) + num(2) + num(3, again)) == ["一、", "二、", "五、", "六、"]


def test_numbers_by_style_and_none() -> None:
    """A style may number its paragraphs; number 0 takes that away."""
    off = '<w:pStyle w:val="n"/><w:numPr><w:numId w:val="0"/></w:numPr>'
    body = p("甲", '<w:pStyle w:val="n"/>') + p("乙", off) + p("丙", '<w:pStyle w:val="n"/>')
    assert markers(body, OUTLINE + num(1)) == ["一、", "", "二、"]


def test_linked_levels() -> None:
    """A style stands at the level of its list that names it."""
    linked = OUTLINE.replace(
        '<w:lvlText w:val="（%2）"/>', '<w:pStyle w:val="n"/><w:lvlText w:val="（%2）"/>'
    )
    assert markers(item(0) + p("甲", '<w:pStyle w:val="n"/>'), linked + num(1)) == ["一、", "（一）"]


def test_legal_numbers_and_no_restart() -> None:
    """Numbers of law are digits on every level; a level may count through."""
    legal = levels(("chineseCounting", "%1、"), ("chineseCounting", "%1.%2"), more="<w:isLgl/>")
    assert markers(item(0) + item(1) + item(0) + item(1), legal + num(1)) == ["1、", "1.1", "2、", "2.1"]
    through = levels(("decimal", "%1."), ("decimal", "%2)"), more='<w:lvlRestart w:val="0"/>')
    assert markers(item(0) + item(1) + item(0) + item(1), through + num(1)) == ["1.", "1)", "2.", "2)"]


@pytest.mark.parametrize(
    ("form", "shown"),
    [
        ("chineseCounting", "十二"),
        ("chineseCountingThousand", "十二"),
        ("japaneseCounting", "十二"),
        ("chineseLegalSimplified", "壹拾贰"),
        ("ideographTraditional", "乙"),
        ("ideographDigital", "一二"),
        ("decimal", "12"),
        ("decimalZero", "12"),
        ("decimalFullWidth", "１２"),
        ("decimalEnclosedCircle", "⑫"),
        ("decimalEnclosedParen", "⑿"),
        ("upperRoman", "XII"),
        ("lowerLetter", "l"),
        ("bullet", ""),
        ("none", ""),
        ("unheardOf", "12"),
    ],
)
def test_forms_of_numbers(form: str, shown: str) -> None:
    """The twelfth item in each form."""
    marker = markers(item(0) * 12, levels((form, "%1")) + num(1))[-1]
    assert marker == shown


def test_numbers_do_not_count_what_was_deleted() -> None:
    """A paragraph deleted with its mark takes no number."""
    gone = f'<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr><w:rPr><w:del {STAFF}/></w:rPr>'
    body = item(0) + p(f"<w:del {STAFF}><w:r><w:delText>旧</w:delText></w:r></w:del>", gone) + item(0)
    assert markers(body, OUTLINE + num(1)) == ["一、", "二、"]


def test_the_products_own_styles() -> None:
    """Headings of the report template are known by level; every paragraph comes back as it was put in."""
    report = docx.Document(str(TEMPLATE))
    for element in list(report.element.body)[:-1]:
        report.element.body.remove(element)
    names = {style.style_id: style for style in report.styles}
    put = [
        ("title", "自评报告", 0),
        ("1", "一、单位基本情况", 1),
        ("2", "（一）职能", 2),
        ("body", "　　正文 。", 0),
    ]
    for style, text, _ in put:
        report.add_paragraph(text, style=names[style])
    content = io.BytesIO()
    report.save(content)
    found = read_prose_bytes(content.getvalue(), "a.docx").passages
    assert [(each.text, each.level) for each in found] == [(text, level) for _, text, level in put]


def test_strict_documents_read_alike() -> None:
    """The strict form of the standard is read like the usual one."""
    assert texts(p("标题", '<w:pStyle w:val="1"/>') + p("正文"), styles=STYLES, strict=True) == [
        "标题",
        "正文",
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be"])
def test_plain_texts(encoding: str, tmp_path: Path) -> None:
    """A line is a passage, in any encoding in use."""
    path = tmp_path / "报告.txt"
    path.write_bytes("自评报告\n\n  支出 100 元。\r\n".encode(encoding))
    found = read_prose(path).passages
    assert [(each.number, each.text, each.level) for each in found] == [
        (1, "自评报告", 0),
        (2, "  支出 100 元。", 0),
    ]


@pytest.mark.parametrize(
    ("content", "name", "code"),
    [
        (b"", "a.docx", "empty"),
        (b"%PDF-1.7", "a.docx", "not-word"),
        (b"\xd0\xcf\x11\xe0" + bytes(600), "a.docx", "not-word"),
        (document(p("文"))[:200], "a.docx", "bad-zip"),
        (document("<w:p>"), "a.docx", "malformed"),
        (document(p("文"), footnotes="</w:x>"), "a.docx", "malformed"),
        (b"\xff\x81\x82", "a.txt", "encoding"),
    ],
)
def test_refusals(content: bytes, name: str, code: str) -> None:
    """What is no report is refused in Chinese, in terms of Word."""
    with pytest.raises(InputError) as error:
        read_prose_bytes(content, name)
    assert error.value.code == code
    assert "Excel" not in error.value.fix + error.value.message


def test_a_missing_file(tmp_path: Path) -> None:
    """A path that leads nowhere is said."""
    with pytest.raises(InputError, match="找不到"):
        read_prose(tmp_path / "无.docx")


def test_comparing_reads_the_same_words() -> None:
    """Reports are compared by the same characters; there a cell is one text and boxes belong to theirs."""
    content = document(p(r("前") + box(p("框"))) + table((p("甲") + p("乙"),)))
    read = read_document_bytes(content, "a.docx")
    assert read.paragraphs == ((1, "前框"),)
    assert read.tables == ((("甲\n乙",),),)
