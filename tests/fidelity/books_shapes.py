"""Workbooks whose XML and names are lawful but unusual, as other programs leave them."""

# ruff: noqa: E501 - a piece of XML stands in one line

from __future__ import annotations

import re

from .books_plain import BOOK, OOXML, SHEET1, SHEET2, plain
from .parts import MAIN, OFFICE, TYPES
from .zipped import Zipped


def prefixed() -> bytes:
    """Every element of the sheets, the workbook and the styles with an x: prefix."""
    made = plain(notes=True)
    for name in (SHEET1, SHEET2, BOOK, "xl/styles.xml", "xl/comments1.xml"):
        made.rewrite(name, _with_prefix)
    return made.content()


def _with_prefix(text: str) -> str:
    text = re.sub(r"<(/?)(?=[A-Za-z])(?![A-Za-z]+:)", r"<\1x:", text)
    return text.replace(f'xmlns="{MAIN}"', f'xmlns:x="{MAIN}"')


def positional() -> bytes:
    """Rows and cells without r: they stand one after the other. Shared strings with readings (phonetic runs)."""
    made = plain()
    made.rewrite(SHEET1, lambda text: re.sub(r'<(row|c) r="\w+"', r"<\1", text))
    made.rewrite(SHEET1, lambda text: text.replace("<sheetData>", "<sheetData><row/>"))
    reading = '<rPh sb="0" eb="2"><t>xiangmu</t></rPh><phoneticPr fontId="0"/></si>'
    made.change("xl/sharedStrings.xml", "<t>项目1</t></si>", f"<t>项目1</t>{reading}")
    return made.content()


def utf16() -> bytes:
    """A sheet and the style sheet in UTF-16, the workbook part with a byte order mark."""
    made = plain()
    for name in (SHEET1, "xl/styles.xml"):
        text = made.parts[name].decode().replace('encoding="UTF-8"', 'encoding="UTF-16"')
        made.parts[name] = text.encode("utf-16")
    made.parts[BOOK] = b"\xef\xbb\xbf" + made.parts[BOOK]
    return made.content()


def remarks() -> bytes:
    """Comments, instructions, CDATA, entities, kept blanks, CRLF and extension lists where they may stand."""
    made = plain(notes=True)
    made.rewrite(
        SHEET1,
        lambda text: text.replace("<worksheet", "<!-- 前 --><?处理 指令?>\r\n<worksheet", 1) + "<!-- 后 -->",
    )
    made.change(SHEET1, "<sheetData>", "<!-- 数据 --><sheetData>\r\n  <!-- 行 -->")
    text = '<c r="C2" t="inlineStr"><is><t xml:space="preserve">  甲&#13;&#10;乙\t&amp;&lt;&quot;_x000D_  </t></is></c>'
    made.rewrite(SHEET1, lambda sheet: re.sub(r'(<c r="B2"[^/]*<v>[^<]*</v></c>)', rf"\1{text}", sheet))
    cells = '<extLst><ext uri="{C}" xmlns:q="no/address"><q:什么 q:也="不懂"/></ext></extLst>'
    made.rewrite(SHEET1, lambda sheet: re.sub(r'(<c r="B4"[^/]*<v>[^<]*</v>)', rf"\1{cells}", sheet))
    made.rewrite(SHEET1, lambda sheet: sheet.replace("</row></sheetData>", f"{cells}</row></sheetData>"))
    for name, root in (
        (SHEET1, "worksheet"),
        (BOOK, "workbook"),
        ("xl/styles.xml", "styleSheet"),
        ("xl/comments1.xml", "comments"),
    ):
        made.change(name, f"</{root}>", f"{cells}</{root}>")
    made.rewrite("xl/comments1.xml", lambda notes: notes.replace("B4 的原批注", "<![CDATA[B4 <原> 批注]]>"))
    return made.content()


def oddly_named() -> bytes:
    """Absolute targets, parts where nobody expects them, names whose capitals differ from what points at them."""
    made = plain(notes=True)
    made.rename(SHEET1, "xl/Tabelle.XML")
    made.rename(SHEET2, "Data/S2.xml")
    made.rename("xl/styles.xml", "xl/look/STYLE.xml")
    names = (("sheet1.xml", "/xl/Tabelle.XML"), ("sheet2.xml", "/Data/S2.xml"))
    for old, new in names:
        made.change("xl/_rels/workbook.xml.rels", f'"worksheets/{old}"', f'"{new}"')
        made.change(TYPES, f"/xl/worksheets/{old}", new)
    made.change("xl/_rels/workbook.xml.rels", '"styles.xml"', '"LOOK/style.xml"')
    made.change(TYPES, "/xl/styles.xml", "/xl/look/STYLE.xml")
    for name in ("xl/_rels/Tabelle.XML.rels", "Data/_rels/S2.xml.rels"):
        made.rewrite(name, lambda text: text.replace('"../', '"/xl/'))
    return made.content()


def escaped() -> bytes:
    """A part whose name holds a blank and a Chinese letter: written with % in the zip, as packaging wants it."""
    made = plain(notes=True)
    name = "worksheets/%E8%A1%A8%201.xml"
    made.rename(SHEET1, f"xl/{name}")
    made.change("xl/_rels/workbook.xml.rels", '"worksheets/sheet1.xml"', f'"{name}"')
    made.change(TYPES, "/xl/worksheets/sheet1.xml", f"/xl/{name}")
    return made.content()


def bare() -> bytes:
    """As little as a workbook can be: no styles, strings, properties or dimension, each part typed alone."""
    made = Zipped()
    main = f"{OOXML}.sheet.main+xml"
    made.put(
        TYPES,
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Override PartName="/_rels/.rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/xl/_rels/workbook.xml.rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/></Types>',
    )
    made.relate("", "officeDocument", "xl/workbook.xml", "rId1")
    made.put(
        BOOK,
        f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets><sheet name="自评表" sheetId="7" r:id="a"/><sheet name="评分表" sheetId="3" r:id="b"/></sheets></workbook>',
        main,
    )
    made.relate(BOOK, "worksheet", "worksheets/sheet1.xml", "a")
    made.relate(BOOK, "worksheet", "worksheets/sheet2.xml", "b")
    made.put(
        SHEET1,
        f'<worksheet xmlns="{MAIN}"><sheetData><row r="2"><c r="B2"><v>1</v></c></row></sheetData></worksheet>',
        f"{OOXML}.worksheet+xml",
    )
    made.put(SHEET2, f'<worksheet xmlns="{MAIN}"><sheetData/></worksheet>', f"{OOXML}.worksheet+xml")
    return made.content()


def taken() -> bytes:
    """Names that a patch would like to use are in use: the sheet 审核结果, comments1, vmlDrawing1, rId1 …."""
    made = plain(notes=True)
    made.change(BOOK, 'name="评分表"', 'name="审核结果"')
    made.put("xl/worksheets/sheet3.xml", b"no sheet")
    made.put("customXml/item1.xml", "<别人的/>")
    return made.content()
