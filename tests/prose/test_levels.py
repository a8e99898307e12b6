"""Levels of headings come from styles, and the numbers Word shows by itself from its lists."""

from __future__ import annotations

import pytest

from tests.prose.made import document, p, r
from xltools.readers.prose import read_prose_bytes

STAFF = 'w:id="1" w:author="示例"'


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
    (passage,) = read_prose_bytes(document(body, styles=STYLES), "a.docx").passages
    assert passage.text == "见"


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


def test_a_level_made_anew() -> None:
    """A list may have a level of its own in place of its origin's."""
    own = (
        '<w:lvl w:ilvl="0"><w:start w:val="3"/><w:numFmt w:val="upperRoman"/><w:lvlText w:val="%1)"/></w:lvl>'
    )
    override = f'<w:lvlOverride w:ilvl="0">{own}</w:lvlOverride>'
    assert markers(item(0, 2) + item(0, 2), OUTLINE + num(1) + num(2, override)) == ["III)", "IV)"]


def test_a_list_by_a_style_of_lists() -> None:
    """A list may leave its levels to the list of a style."""
    link = '<w:abstractNum w:abstractNumId="8"><w:numStyleLink w:val="n"/></w:abstractNum>'
    second = '<w:num w:numId="2"><w:abstractNumId w:val="8"/></w:num>'
    assert markers(item(0, 2) + item(1, 2), OUTLINE + link + num(1) + second) == ["一、", "（一）"]


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
