"""LibreOffice given documents that would reach out: nobody is asked anything, and nothing runs."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from html import escape
from pathlib import Path

import pytest
import xlsxwriter

from tests.safety.office import Server, formula, illustrated, macro, picture, serving
from xltools.engines import soffice

pytestmark = pytest.mark.skipif(soffice.find() is None, reason="没有 LibreOffice")

_XLSX = "xlsx:Calc MS Excel 2007 XML"


@pytest.fixture
def server() -> Iterator[Server]:
    """A server that is closed at the end."""
    with serving() as made:
        yield made


def _written(folder: Path, files: dict[str, bytes]) -> list[Path]:
    for name, content in files.items():
        (folder / name).write_bytes(content)
    return [folder / name for name in files]


def test_the_server_would_be_asked(tmp_path: Path, server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without our settings LibreOffice fetches pictures: the tests below could fail."""
    monkeypatch.setattr(soffice, "_SETTINGS", ())
    soffice.convert(_written(tmp_path, {"图.fodt": illustrated(server.url)}), "pdf", tmp_path / "出")
    assert "GET /picture.png" in server.asked
    server.asked.clear()
    soffice.convert(_written(tmp_path, {"图.fods": picture(server.url)}), _XLSX, tmp_path / "出")
    assert "GET /picture.png" in server.asked


def test_sheets_reach_nobody(tmp_path: Path, server: Server) -> None:
    """Neither pictures, formulas, other workbooks nor DDE are fetched, and no macro is run."""
    ran, url = tmp_path / "ran.txt", server.url
    book = tmp_path / "公式.xlsx"
    with xlsxwriter.Workbook(book, {"use_future_functions": True}) as made:
        sheet = made.add_worksheet()
        for row, text in enumerate(
            (f'=WEBSERVICE("{url}/x")', f"='{url}/[e.xlsx]a'!A1", f"=INDIRECT(\"'{url}/[e.xlsx]a'!A1\")")
        ):
            sheet.write_formula(row, 0, text)
        sheet.write_formula("A9", f"=cmd|'/C touch {tmp_path}/dde'!A0")
    files = {
        "图.fods": picture(url),
        "网.fods": formula(f'WEBSERVICE("{url}/service")'),
        "链.fods": formula(f"['{url}/e.ods'#$a.A1]"),
        "间.fods": formula(f"INDIRECT(\"'{url}/e.ods'#$a.A1\")"),
        "动.fods": formula(f'DDE("soffice";"{url}/d.ods";"a.A1")'),
        "宏.ods": macro(ran),
    }
    before = set(tmp_path.iterdir())
    paths = _written(tmp_path, files)
    soffice.convert([*paths, book], _XLSX, tmp_path / "出")
    assert server.asked == []
    assert set(tmp_path.iterdir()) - before == {*paths, tmp_path / "出"}


def test_documents_reach_nobody(tmp_path: Path, server: Server) -> None:
    """A report with fields, pictures and a template elsewhere becomes a PDF without anybody being asked."""
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
    other = _written(tmp_path, {"图.fodt": illustrated(server.url)})
    for pdf in soffice.convert([tmp_path / "报告.docx", *other], "pdf", tmp_path / "出"):
        assert pdf.read_bytes().startswith(b"%PDF")
    assert server.asked == []
