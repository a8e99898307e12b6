"""Small Word documents made of raw XML, so that every oddity of the format can be put in one."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/wordprocessingml/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_SHAPE = "http://schemas.microsoft.com/office/word/2010/wordprocessingShape"
_SPACES = (
    f'xmlns:w="{W}" xmlns:r="{_OFFICE}" '
    'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    f'xmlns:wps="{_SHAPE}" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:v="urn:schemas-microsoft-com:vml"'
)
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml"


def document(body: str, *, strict: bool = False, extra: Mapping[str, bytes] = {}, **parts: str) -> bytes:
    """A document; ``parts`` are the insides of styles, numbering, footnotes, comments … by their names."""
    files = {"word/document.xml": _part("document", f"<w:body>{body}<w:sectPr/></w:body>")}
    files |= {f"word/{name}.xml": _part(name, inner) for name, inner in parts.items()}
    if strict:
        files = {name: text.replace(W, STRICT) for name, text in files.items()}
    relations = "".join(
        f'<Relationship Id="rId{n}" Type="{_OFFICE}/{name}" Target="{name}.xml"/>'
        for n, name in enumerate(parts, 1)
    )
    main = f'<Relationship Id="rId1" Type="{_OFFICE}/officeDocument" Target="word/document.xml"/>'
    files["_rels/.rels"] = _relations(main)
    files["word/_rels/document.xml.rels"] = _relations(relations)
    overrides = "".join(
        f'<Override PartName="/word/{name}.xml" ContentType="{_MAIN}.{name}+xml"/>' for name in parts
    )
    files["[Content_Types].xml"] = (
        f'{_HEAD}<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/word/document.xml" ContentType="{_MAIN}.document.main+xml"/>'
        f"{overrides}</Types>"
    )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", files.pop("[Content_Types].xml"))
        for name, content in (files | dict(extra)).items():
            archive.writestr(name, content)
    return out.getvalue()


def p(inner: str, properties: str = "") -> str:
    """A paragraph; plain text becomes one run."""
    inner = inner if inner.startswith("<") or not inner else r(inner)
    return f"<w:p>{f'<w:pPr>{properties}</w:pPr>' if properties else ''}{inner}</w:p>"


def r(text: str, properties: str = "") -> str:
    """A run."""
    look = f"<w:rPr>{properties}</w:rPr>" if properties else ""
    return f'<w:r>{look}<w:t xml:space="preserve">{text}</w:t></w:r>'


def table(*rows: tuple[str, ...]) -> str:
    """A table; each cell is given by the XML of what it holds."""
    lines = "".join(f"<w:tr>{''.join(f'<w:tc>{cell}</w:tc>' for cell in row)}</w:tr>" for row in rows)
    return f"<w:tbl><w:tblPr/><w:tblGrid/>{lines}</w:tbl>"


def sdt(inner: str, properties: str = "") -> str:
    """A content control."""
    return f"<w:sdt><w:sdtPr>{properties}</w:sdtPr><w:sdtContent>{inner}</w:sdtContent></w:sdt>"


def field(code: str, result: str) -> str:
    """A field: its code, its result (XML of runs)."""
    mark = '<w:r><w:fldChar w:fldCharType="{}"/></w:r>'.format
    code = f"<w:r><w:instrText>{code}</w:instrText></w:r>"
    return mark("begin") + code + mark("separate") + result + mark("end")


def box(inner: str) -> str:
    """A run with a text box, drawn in the new way and again in the old one."""
    new = (
        '<w:drawing><wp:inline><wp:extent cx="1" cy="1"/><wp:docPr id="1" name="b"/>'
        "<a:graphic><a:graphicData "
        f'uri="{_SHAPE}"><wps:wsp><wps:txbx><w:txbxContent>{inner}'
        "</w:txbxContent></wps:txbx><wps:bodyPr/></wps:wsp></a:graphicData></a:graphic></wp:inline></w:drawing>"
    )
    old = f"<w:pict><v:rect><v:textbox><w:txbxContent>{inner}</w:txbxContent></v:textbox></v:rect></w:pict>"
    return (
        f'<w:r><mc:AlternateContent><mc:Choice Requires="wps">{new}</mc:Choice>'
        f"<mc:Fallback>{old}</mc:Fallback></mc:AlternateContent></w:r>"
    )


def math(text: str) -> str:
    """A run of a formula of the equation editor."""
    return f"<m:r><m:t>{text}</m:t></m:r>"


def ruby(reading: str, base: str) -> str:
    """A run of characters with their reading above."""
    return f"<w:r><w:ruby><w:rt>{r(reading)}</w:rt><w:rubyBase>{r(base)}</w:rubyBase></w:ruby></w:r>"


def _part(name: str, inner: str) -> str:
    return f"{_HEAD}<w:{name} {_SPACES}>{inner}</w:{name}>"


def _relations(inner: str) -> str:
    return f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">{inner}</Relationships>'
