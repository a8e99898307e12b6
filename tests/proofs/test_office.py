"""Marked reports in an office program: it keeps the marks, and they are taken back from what it saved."""

from __future__ import annotations

import io
from pathlib import Path

import docx
import pytest
from docx.oxml.ns import qn

from tests.proofs.findings import NAMES, at, on
from tests.proofs.looked import AUTHOR, comments, parts
from tests.prose.made import box, document, p, r, sdt, table
from xltools.core.model import Finding
from xltools.core.prose.spot import Spot
from xltools.engines import soffice
from xltools.readers.prose import read_prose_bytes
from xltools.writers.proofs import proofed

pytestmark = pytest.mark.skipif(soffice.find() is None, reason="没有 LibreOffice")
TEMPLATE = Path(__file__).parents[2] / "templates" / "湛江2022" / "自评报告.docx"


def _own() -> tuple[bytes, list[Finding]]:
    """A report in the product's styles, with findings that overlap, repairs, and one without words."""
    report = docx.Document(str(TEMPLATE))
    for element in list(report.element.body)[:-1]:
        report.element.body.remove(element)
    styles = {style.style_id: style for style in report.styles}
    for style, text in (
        ("title", "部门整体支出绩效自评报告"),
        ("1", "一、单位基本情况"),
        ("body", "结转率=0/18,807,267.11+756,307.28=0%，完成率=90/90×100%=1。"),
    ):
        report.add_paragraph(text, style=styles[style])
    out = io.BytesIO()
    report.save(out)
    content = out.getvalue()
    words = "18,807,267.11+756,307.28"
    return content, [
        on(None, "核实"),
        at(content, f"0/{words}=0%"),
        at(content, words, f"（{words}）"),
        at(content, "=1。", "=100%。", "提示"),
    ]


def _odd() -> tuple[bytes, list[Finding]]:
    """A report with the words in cells, controls, links and a box."""
    inner = r("全年支", "<w:b/>") + sdt(r("出100")) + r("万元。")
    link = f'<w:hyperlink w:anchor="a">{r("共3项")}</w:hyperlink>'
    content = document(p(inner) + table((p("甲90"), p(link))) + p(r("后") + box(p("框中80"))))
    words = (("支出100万", "支出200万"), ("90", "91"), ("3项", "4项"), ("80", None))
    return content, [at(content, *each) for each in words]


@pytest.fixture(scope="module")
def saved(tmp_path_factory: pytest.TempPathFactory) -> list[tuple[bytes, list[Finding], bytes]]:
    """Each report, its findings, and what LibreOffice saves of it marked."""
    folder = tmp_path_factory.mktemp("批注稿")
    cases = [_own(), _odd()]
    files = []
    for number, (content, findings) in enumerate(cases):
        files.append(folder / f"报告{number}.docx")
        files[-1].write_bytes(proofed(content, findings, names=NAMES))
    made = soffice.convert(files, "docx:Office Open XML Text", folder / "存", timeout=120)
    return [(*case, path.read_bytes()) for case, path in zip(cases, made, strict=True)]


def test_comments_and_changes_are_read(saved: list[tuple[bytes, list[Finding], bytes]]) -> None:
    """It finds every comment with its text, and every change."""
    for content, findings, theirs in saved:
        ours = docx.Document(io.BytesIO(proofed(content, findings, names=NAMES)))
        found = docx.Document(io.BytesIO(theirs))
        assert sorted(x.text for x in found.comments) == sorted(x.text for x in ours.comments)
        assert {each.author for each in found.comments} == {AUTHOR}
        assert _struck(found) == _struck(ours)


def test_marks_are_taken_back(saved: list[tuple[bytes, list[Finding], bytes]]) -> None:
    """From what it saved the marks are taken back, and the words are those of the report."""
    for content, _, theirs in saved:
        plain = proofed(theirs, [])
        assert not comments(plain)
        assert AUTHOR.encode() not in parts(plain)["word/document.xml"]
        texts = [each.text.strip() for each in read_prose_bytes(content, "a.docx").passages]
        assert [each.text.strip() for each in read_prose_bytes(plain, "a.docx").passages] == texts
        assert [each.text.strip() for each in read_prose_bytes(theirs, "a.docx").passages] == texts
        first = Spot(1, 0, 1, read_prose_bytes(theirs, "a.docx").passages[0].text[0])
        assert len(comments(proofed(theirs, [on(first)]))) == 1


def _struck(report: docx.document.Document) -> str:
    return "".join(each.text or "" for each in report.element.body.iter(qn("w:delText")))
