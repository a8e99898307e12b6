"""Two reports: a digit changed is one figure, paragraphs added or lost are just those, layout is nothing."""

from __future__ import annotations

import io
import re
from decimal import Decimal
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.oxml.ns import qn
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.form.books import CLEAN
from xltools.cli import execute
from xltools.core.compare.difference import Told
from xltools.core.compare.report import Document, compare_reports
from xltools.core.errors import InputError
from xltools.readers.document import read_document_bytes

TEXT = "全年支出1,234.50万元，完成率98.5%。\n满意度95分。"


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The product's own report of a sample."""
    out = tmp_path_factory.mktemp("报告") / "自评报告.docx"
    assert execute(["report", "new", str(CLEAN), "-o", str(out)]) == 0
    return out.read_bytes()


def against(report: bytes, edit: Any) -> Told:
    """The report against itself as edited through python-docx."""
    document = docx.Document(io.BytesIO(report))
    edit(document)
    content = io.BytesIO()
    document.save(content)
    left = read_document_bytes(report, "报送.docx")
    return compare_reports(left, read_document_bytes(content.getvalue(), "公开.docx"))


@lru_cache(maxsize=8)
def digits(report: bytes) -> tuple[int, ...]:
    """Where whole amounts of several digits stand in sentences: positions among all the texts of the body."""
    written = texts(docx.Document(io.BytesIO(report)))
    return tuple(
        position
        for position, (one, following) in enumerate(pairwise(written))
        if re.fullmatch(r"[1-9]\d{3,}", one.text or "") and (following.text or "").startswith("元")
    )


def texts(document: Any) -> list[Any]:
    """The texts of the body in order, those of content controls too."""
    return list(document.element.body.iter(qn("w:t")))


def of(text: str) -> Document:
    """A report of plain text."""
    return read_document_bytes(text.encode(), "报告.txt")


def test_saved_again(report: bytes) -> None:
    """Saved again, a report says the same."""
    told = against(report, lambda _document: None)
    assert told.differences == ()
    assert told.compared > 100


@given(st.data())
@settings(max_examples=30, deadline=None)
def test_one_digit(report: bytes, data: st.DataObject) -> None:
    """One digit of one figure changed is one difference: both figures, by how much, in which sentence."""
    position = data.draw(st.sampled_from(digits(report)))
    added = data.draw(st.integers(1, 9))

    def edit(document: Any) -> None:
        figure = texts(document)[position]
        figure.text = figure.text[:-1] + str((int(figure.text[-1]) + added) % 10)

    (found,) = against(report, edit).differences
    assert (found.kind, found.weight, found.unit) == ("数字", "不同", "元")
    assert found.difference is not None
    assert abs(found.difference) < 10
    assert found.submitted in found.label
    assert found.left == found.right


def test_paragraphs_and_tables(report: bytes) -> None:
    """A paragraph added, one lost and one cell of a table changed are told as just these."""

    def edit(document: Any) -> None:
        document.paragraphs[12].insert_paragraph_before("这一段是公开时加上去的。")
        filled = [each for each in document.paragraphs if len(each.text) > 60]
        filled[-1].clear()
        document.tables[0].cell(1, 2).text = "改过的内容"

    added, lost, changed = sorted(
        against(report, edit).differences, key=lambda f: (f.left is not None, f.kind != "段落")
    )
    assert (added.kind, added.published) == ("段落", "这一段是公开时加上去的。")
    assert (lost.kind, lost.right) == ("段落", None)
    assert changed.right is not None
    assert (changed.right.part, changed.right.at, changed.published) == ("表格1", "第2行第3格", "改过的内容")


def test_writing_is_no_difference() -> None:
    """Width, blanks, separators and line ends change nothing."""
    other = "全年支出１，２３４．５ 万元，完成率 98.50%。\r\n\r\n满意度 95 分。"
    assert compare_reports(of(TEXT), of(other)).differences == ()


def test_figures_and_words() -> None:
    """Figures are told one by one with their difference, changed words with what stands around them."""
    other = TEXT.replace("1,234.50", "1,243.50").replace("98.5%", "98%").replace("满意度", "群众满意度")
    figure, rounded, words = compare_reports(of(TEXT), of(other)).differences
    assert (figure.submitted, figure.published) == ("1,234.50万元", "1,243.50万元")
    assert (figure.difference, figure.unit) == (Decimal(9), "万元")
    assert (rounded.weight, rounded.difference) == ("提示", Decimal("-0.5"))
    assert (words.kind, words.published) == ("文字", "【群众】满意度95分。")


def test_units_and_marks() -> None:
    """Converted figures and punctuation are agreement with a hint."""
    told = compare_reports(of("支出12,345,600元；结余0元。"), of("支出1,234.56万元，结余0元。"))
    assert [found.weight for found in told.differences] == ["提示", "提示"]
    assert any("单位不同，数值相符" in found.note for found in told.differences)


@given(
    st.lists(st.text("甲乙12.，万元。", max_size=8), max_size=6),
    st.lists(st.text("甲乙12.，万元。", max_size=8), max_size=6),
)
@settings(deadline=None)
def test_symmetric(left: list[str], right: list[str]) -> None:
    """Swapping the reports swaps the sides of each difference, and finds no other."""
    one, other = of("\n".join(left)), of("\n".join(right))
    ahead, back = compare_reports(one, other).differences, compare_reports(other, one).differences
    swapped = [(f.kind, f.weight, f.right, f.left, f.published, f.submitted) for f in back]
    found = [(f.kind, f.weight, f.left, f.right, f.submitted, f.published) for f in ahead]
    assert sorted(map(str, swapped)) == sorted(map(str, found))


def test_what_nobody_sees(report: bytes) -> None:
    """Hidden words and words struck out are not there; words put in as a tracked change are."""

    def edit(document: Any) -> None:
        paragraph = next(each for each in document.paragraphs if len(each.text) > 60)
        run = paragraph.add_run("藏起来的999元。")
        run.font.hidden = True
        from docx.oxml import parse_xml
        from docx.oxml.ns import nsdecls

        inner = "<w:r><w:t>修订加入的。</w:t></w:r>"
        paragraph._p.append(parse_xml(f'<w:ins {nsdecls("w")} w:id="1" w:author="示例">{inner}</w:ins>'))
        struck = "<w:r><w:delText>删去的。</w:delText></w:r>"
        paragraph._p.append(parse_xml(f'<w:del {nsdecls("w")} w:id="2" w:author="示例">{struck}</w:del>'))

    (found,) = against(report, edit).differences
    assert found.kind == "文字"
    assert "【修订加入的。】" in found.published


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_encodings(encoding: str) -> None:
    """Texts are read in the encodings of Chinese systems."""
    document = read_document_bytes(TEXT.encode(encoding), "报告.txt")
    assert [text for _, text in document.paragraphs] == TEXT.splitlines()


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (b"", "空文件"),
        (b"%PDF-1.7", "PDF"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "旧格式"),
        (b"PK\x03\x04 broken", "损坏"),
        (CLEAN.read_bytes(), "不是 Word 文档"),
    ],
)
def test_no_document(content: bytes, word: str) -> None:
    """What is no .docx is named in Chinese, with a way out."""
    with pytest.raises(InputError) as caught:
        read_document_bytes(content, "报告.docx")
    assert word in caught.value.message
    assert caught.value.fix


def test_not_a_text(tmp_path: Path) -> None:
    """Bytes in no known encoding are an error, not a text of question marks."""
    with pytest.raises(InputError):
        read_document_bytes(b"\xff\x81\xfe\xff\x00", "报告.txt")
