"""A report is read as people see it: every word once, in order, numbered as they count."""

from __future__ import annotations

import io
import re
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
HIDDEN_BEGIN = '<w:r><w:rPr><w:vanish/></w:rPr><w:fldChar w:fldCharType="begin"/></w:r>'
SEPARATE = '<w:r><w:fldChar w:fldCharType="separate"/></w:r>'


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
        (HIDDEN_BEGIN + r("码") + field(" X ", r("码")) + SEPARATE + r("果"), "果"),
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


def test_columns_are_those_of_the_grid() -> None:
    """A row that begins later has its cells under the right heads."""
    late = f'<w:tr><w:trPr><w:gridBefore w:val="2"/></w:trPr><w:tc>{p("丙")}</w:tc></w:tr>'
    body = table((p("一"), p("二"), p("三"))).replace("</w:tbl>", f"{late}</w:tbl>")
    assert read_prose_bytes(document(body), "a.docx").passages[-1].cell == (1, 2, 3)


def test_only_an_old_drawing() -> None:
    """A box that is drawn in the old way only is read."""
    old = re.sub("<mc:Choice.*</mc:Choice>", "", box(p("框")))
    assert texts(p(r("前") + old)) == ["前", "框"]


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
    assert texts(p("标题", '<w:pStyle w:val="1"/>') + p("正文"), strict=True) == [
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
