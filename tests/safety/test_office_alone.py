"""LibreOffice given documents that would reach out: nobody is asked anything, and nothing runs."""

from __future__ import annotations

import threading
import zipfile
from collections.abc import Iterator
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
import xlsxwriter

from xltools.engines import soffice

pytestmark = pytest.mark.skipif(soffice.find() is None, reason="没有 LibreOffice")

_XLSX = "xlsx:Calc MS Excel 2007 XML"
_SPACES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{space}"'
    for name, space in {
        "office": "office:1.0",
        "table": "table:1.0",
        "draw": "drawing:1.0",
        "of": "of:1.2",
        "svg": "svg-compatible:1.0",
        "script": "script:1.0",
        "text": "text:1.0",
    }.items()
)
_MACRO = """<office:scripts><office:script script:language="ooo:Basic">
<ooo:libraries xmlns:ooo="http://openoffice.org/2004/office"><ooo:library-embedded ooo:name="Standard">
<ooo:module ooo:name="M"><ooo:source-code>Sub Go
Open "{ran}" For Output As #1
Print #1, "x"
Close #1
End Sub</ooo:source-code></ooo:module></ooo:library-embedded></ooo:libraries></office:script>
<office:event-listeners><script:event-listener script:language="ooo:script" script:event-name="dom:load"
 xlink:href="vnd.sun.star.script:Standard.M.Go?language=Basic&amp;location=document" xlink:type="simple"/>
</office:event-listeners></office:scripts>"""


class Server:
    """A server on this computer that notes what it is asked."""

    def __init__(self) -> None:
        asked = self.asked = list[str]()

        class Handler(BaseHTTPRequestHandler):
            def note(self) -> None:
                asked.append(f"{self.command} {self.path}")
                self.send_response(200)
                self.end_headers()
                self.wfile.write(b"42")

            do_GET = do_HEAD = do_OPTIONS = do_PROPFIND = do_POST = note  # noqa: N815

            def log_message(self, *_: object) -> None:
                return

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.url = f"http://127.0.0.1:{self.server.server_port}"


@pytest.fixture
def server() -> Iterator[Server]:
    """A server that is closed at the end."""
    made = Server()
    yield made
    made.server.shutdown()
    made.server.server_close()


def _sheet(inside: str, scripts: str = "") -> bytes:
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document {_SPACES} office:version="1.2" '
        'xmlns:xlink="http://www.w3.org/1999/xlink" '
        'office:mimetype="application/vnd.oasis.opendocument.spreadsheet">'
        f'{scripts}<office:body><office:spreadsheet><table:table table:name="a"><table:table-row>'
        f"<table:table-cell {inside}</table:table-cell></table:table-row></table:table>"
        "</office:spreadsheet></office:body></office:document>"
    ).encode()


def _formula(text: str) -> bytes:
    return _sheet(f'table:formula="of:={escape(text)}" office:value-type="float" office:value="7">')


def _picture(url: str) -> bytes:
    return _sheet(
        '><draw:frame svg:width="2cm" svg:height="2cm"><draw:image xlink:type="simple" xlink:show="embed" '
        f'xlink:actuate="onLoad" xlink:href="{url}/picture.png"/></draw:frame>'
    )


def _written(folder: Path, files: dict[str, bytes]) -> list[Path]:
    for name, content in files.items():
        (folder / name).write_bytes(content)
    return [folder / name for name in files]


def test_the_server_would_be_asked(tmp_path: Path, server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without our settings LibreOffice fetches the picture: the test below could fail."""
    monkeypatch.setattr(soffice, "_SETTINGS", ())
    soffice.convert(_written(tmp_path, {"图.fods": _picture(server.url)}), _XLSX, tmp_path / "出")
    assert "GET /picture.png" in server.asked


def test_sheets_reach_nobody(tmp_path: Path, server: Server) -> None:
    """Neither pictures, formulas, other workbooks nor DDE are fetched, and no macro is run."""
    ran, url = tmp_path / "ran.txt", server.url
    book = tmp_path / "公式.xlsx"
    with xlsxwriter.Workbook(book, {"use_future_functions": True}) as made:
        sheet = made.add_worksheet()
        for row, formula in enumerate(
            (f'=WEBSERVICE("{url}/x")', f"='{url}/[e.xlsx]a'!A1", f"=INDIRECT(\"'{url}/[e.xlsx]a'!A1\")")
        ):
            sheet.write_formula(row, 0, formula)
        sheet.write_formula("A9", f"=cmd|'/C touch {tmp_path}/dde'!A0")
    files = {
        "图.fods": _picture(url),
        "网.fods": _formula(f'WEBSERVICE("{url}/service")'),
        "链.fods": _formula(f"['{url}/e.ods'#$a.A1]"),
        "间.fods": _formula(f"INDIRECT(\"'{url}/e.ods'#$a.A1\")"),
        "动.fods": _formula(f'DDE("soffice";"{url}/d.ods";"a.A1")'),
        "宏.fods": _sheet(">", _MACRO.format(ran=ran)),
    }
    before = set(tmp_path.iterdir())
    paths = _written(tmp_path, files)
    soffice.convert([*paths, book], _XLSX, tmp_path / "出")
    assert server.asked == []
    assert set(tmp_path.iterdir()) - before == {*paths, tmp_path / "出"}


def test_documents_reach_nobody(tmp_path: Path, server: Server) -> None:
    """A report with fields and a template elsewhere becomes a PDF without anybody being asked."""
    from docx import Document
    from docx.oxml import parse_xml
    from docx.oxml.ns import nsdecls

    document = Document()
    paragraph = document.add_paragraph("报告")
    for text in (f'INCLUDEPICTURE "{server.url}/p.png" \\d', f'INCLUDETEXT "{server.url}/t.docx"'):
        paragraph._p.append(
            parse_xml(
                f'<w:fldSimple {nsdecls("w")} w:instr="{escape(text)}"><w:r><w:t>x</w:t></w:r></w:fldSimple>'
            )
        )
    document.save(str(tmp_path / "报告.docx"))
    with zipfile.ZipFile(tmp_path / "报告.docx", "a") as package:
        package.writestr(
            "word/_rels/settings.xml.rels",
            '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
            '<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/'
            f'attachedTemplate" Target="{server.url}/t.dotm" TargetMode="External"/></Relationships>',
        )
    (pdf,) = soffice.convert([tmp_path / "报告.docx"], "pdf", tmp_path / "出")
    assert pdf.read_bytes().startswith(b"%PDF")
    assert server.asked == []
