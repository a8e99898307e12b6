"""Reports that are odd, forged, too much, or no .docx at all."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Mapping
from functools import cache

from tests.hostile.hostile import READ, Hostile, zipped
from tests.hostile.made_foreign import compound

_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_DOCUMENT, _RELS = "word/document.xml", "word/_rels/document.xml.rels"
_WORDS = "本年收入100万元，其中财政拨款60万元，其他收入30万元。"


def reports() -> Iterator[Hostile]:
    """Every one of them; ``READ`` means that the words of the document were read."""
    yield Hostile("普通.docx", _body(""), READ)
    yield Hostile("带宏.docx", _with({"word/vbaProject.bin": b"\xd0\xcf\x11\xe0" * 100}), READ)
    yield Hostile("altChunk.docx", _body('<w:altChunk r:id="rId1"/>'), READ)
    yield Hostile("外部图片.docx", _external("image", "http://127.0.0.1:9/a.png"), READ)
    yield Hostile("外部模板.docx", _external("attachedTemplate", "http://127.0.0.1:9/a.dotm"), READ)
    yield Hostile("DDE域.docx", _body(_field("DDEAUTO c:\\\\windows\\\\cmd.exe")), READ)
    yield Hostile("取文件域.docx", _body(_field('INCLUDETEXT "/etc/passwd"')), READ)
    yield Hostile(
        "域不闭合.docx", _body('<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r></w:p>'), f"{READ}|no-text"
    )
    yield Hostile("DOCTYPE.docx", _prefixed('<!DOCTYPE x [<!ENTITY a "b">]>'), "doctype")
    yield Hostile(
        "读本机文件.docx", _prefixed('<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'), "doctype"
    )
    yield Hostile(
        "缺正文.docx", lambda: zipped({k: v for k, v in _parts().items() if k != _DOCUMENT}), "not-word"
    )
    yield Hostile(
        "缺根关系.docx", lambda: zipped({k: v for k, v in _parts().items() if k != "_rels/.rels"}), "not-word"
    )
    yield Hostile("正文截断.docx", lambda: zipped({**_parts(), _DOCUMENT: _document("")[:150]}), "malformed")
    yield Hostile("正文不是正文.docx", lambda: zipped({**_parts(), _DOCUMENT: b"<x/>"}), "malformed")
    yield Hostile(
        "没有文字.docx", lambda: zipped({**_parts(), _DOCUMENT: _document("", words="")}), "no-text"
    )
    yield Hostile("样式成环.docx", _with({"word/styles.xml": _looped().encode()}), READ)
    yield Hostile(
        "样式序号乱写.docx",
        _body(
            '<w:p><w:pPr><w:outlineLvl w:val="-99999999999"/><w:numPr><w:ilvl w:val="9999"/>'
            '<w:numId w:val="99"/></w:numPr></w:pPr><w:r><w:t>文</w:t></w:r></w:p>'
        ),
        READ,
    )
    yield Hostile(
        "嵌套一万层.docx",
        _body("<w:sdt><w:sdtContent>" * 5_000 + "</w:sdtContent></w:sdt>" * 5_000),
        "malformed",
    )
    yield Hostile(
        "表格套表格.docx", _body("<w:tbl><w:tr><w:tc>" * 60 + "<w:p/>" + "</w:tc></w:tr></w:tbl>" * 60), READ
    )
    yield Hostile(
        "合并列极多.docx",
        _body(
            '<w:tbl><w:tr><w:tc><w:tcPr><w:gridSpan w:val="999999999"/></w:tcPr>'
            "<w:p><w:r><w:t>格</w:t></w:r></w:p></w:tc></w:tr></w:tbl>"
        ),
        READ,
    )
    yield Hostile("白图.docx", _with({"word/media/a.bmp": bytes(30 << 20)}), READ)
    yield Hostile("压缩炸弹.docx", _with({"word/media/a.bin": bytes(101 << 20)}), "too-big")
    yield Hostile("部件太多.docx", _with({f"word/x{n}": b"" for n in range(5_001)}), "too-big")
    yield Hostile("爬出.docx", _with({"../../x": b"x"}), "bad-part-name")
    yield Hostile("重名.docx", _with({"WORD/DOCUMENT.XML": b"x"}), "duplicate-part")
    yield Hostile("十万段.docx", _body("<w:p><w:r><w:t>金额1元。</w:t></w:r></w:p>" * 20_000), READ)
    yield Hostile(
        "一段极长.docx", _body(f"<w:p><w:r><w:t>{'合计1万元，其中甲1万元、' * 8_000}</w:t></w:r></w:p>"), READ
    )
    yield Hostile(
        "数字极长.docx",
        _body(f"<w:p><w:r><w:t>共{'9' * 50_000}元，占{'1' * 9_000}%。</w:t></w:r></w:p>"),
        READ,
    )
    yield Hostile(
        "括号极多.docx",
        _body(f"<w:p><w:r><w:t>合计{'（' * 9_000}1+1=3{'）' * 9_000}</w:t></w:r></w:p>"),
        READ,
    )
    yield Hostile("算式极长.docx", _body(f"<w:p><w:r><w:t>{'1+' * 20_000}1=3元</w:t></w:r></w:p>"), READ)
    yield Hostile("加密.docx", lambda: compound("EncryptedPackage"), "encrypted")
    yield Hostile("旧格式.doc", lambda: compound("WordDocument"), "not-word")
    yield Hostile("旧格式改名.docx", lambda: compound("WordDocument"), "not-word")
    yield Hostile("WPS.wps", lambda: compound("WordDocument"), "not-word")
    yield Hostile("RTF.docx", lambda: b"{\\rtf1 x}", "not-word")
    yield Hostile("PDF.docx", lambda: b"%PDF-1.7\n", "not-word")
    yield Hostile("图片.docx", lambda: b"\x89PNG\r\n\x1a\n", "not-word")
    yield Hostile("网页.doc", lambda: b"<html><body>x", "not-word")
    yield Hostile("空.docx", bytes, "empty")
    yield Hostile("全零.docx", lambda: bytes(4_096), "not-word")
    yield Hostile("odt.docx", lambda: zipped({"content.xml": "<x/>"}), "not-word")
    yield Hostile("工作簿.docx", lambda: zipped({"xl/workbook.xml": "<x/>"}), "not-word")
    yield Hostile("截断.docx", lambda: zipped(_parts())[:-30], "bad-zip")
    yield Hostile("二进制.txt", lambda: b"\x81\xff\x00\x80\xfe" * 99, "encoding|no-text|" + READ)
    yield Hostile("GBK.txt", lambda: _WORDS.encode("gbk"), READ)
    yield Hostile("UTF16.txt", lambda: _WORDS.encode("utf-16"), READ)
    yield Hostile("空.txt", bytes, "no-text")


@cache
def _made() -> tuple[tuple[str, bytes], ...]:
    import zipfile

    from docx import Document

    buffer = io.BytesIO()
    Document().save(buffer)
    with zipfile.ZipFile(buffer) as archive:
        return tuple((name, archive.read(name)) for name in archive.namelist())


def _parts() -> dict[str, bytes]:
    return {**dict(_made()), _DOCUMENT: _document("")}


def _document(more: str, words: str = _WORDS) -> bytes:
    said = f"<w:p><w:r><w:t>{words}</w:t></w:r></w:p>" if words else "<w:p/>"
    return (
        f'<w:document xmlns:w="{_W}" xmlns:r="{_OFFICE}"><w:body>{said}{more}</w:body></w:document>'.encode()
    )


def _body(more: str) -> Callable[[], bytes]:
    return lambda: zipped({**_parts(), _DOCUMENT: _document(more)})


def _prefixed(before: str) -> Callable[[], bytes]:
    return lambda: zipped({**_parts(), _DOCUMENT: before.encode() + _document("")})


def _with(more: Mapping[str, bytes]) -> Callable[[], bytes]:
    return lambda: zipped({**_parts(), **more})


def _external(kind: str, target: str) -> Callable[[], bytes]:
    relation = f'<Relationship Id="rId77" Type="{_OFFICE}/{kind}" Target="{target}" TargetMode="External"/>'

    def make() -> bytes:
        parts = _parts()
        parts[_RELS] = parts[_RELS].replace(b"</Relationships>", relation.encode() + b"</Relationships>")
        return zipped(parts)

    return make


def _field(instruction: str) -> str:
    run = '<w:r><w:fldChar w:fldCharType="{}"/></w:r>'
    said = f"<w:r><w:instrText>{instruction}</w:instrText></w:r>"
    begin, separate, end = map(run.format, ("begin", "separate", "end"))
    return f"<w:p>{begin}{said}{separate}<w:r><w:t>x</w:t></w:r>{end}</w:p>"


def _looped() -> str:
    """Styles each based on the other."""
    style = (
        '<w:style w:type="paragraph" w:styleId="{0}"><w:name w:val="{0}"/><w:basedOn w:val="{1}"/></w:style>'
    )
    return f'<w:styles xmlns:w="{_W}">{style.format("A", "B")}{style.format("B", "A")}</w:styles>'
