"""Charts put where a template marked their place: inline, in a paragraph as high as need be."""

from __future__ import annotations

from itertools import count

from docx.document import Document
from docx.opc.constants import RELATIONSHIP_TYPE as RELATION
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml.ns import nsmap, qn
from lxml import etree

from xltools.core.narrative.chart import Chart
from xltools.writers.chart.mark import marked_chart
from xltools.writers.chart.parts import drawing_of, workbook_of

_CHART = "http://schemas.openxmlformats.org/drawingml/2006/chart"
_CHART_TYPE = "application/vnd.openxmlformats-officedocument.drawingml.chart+xml"
_BOOK_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_PREFIXES = {prefix: nsmap[prefix] for prefix in ("wp", "a", "c", "r")}
_MILLIMETRE = 36000
_WIDTH = 150 * _MILLIMETRE


def place_charts(document: Document) -> None:
    """Draw every chart marked in the body; one with nothing to show goes with its paragraph."""
    body = document.element.body
    for paragraph in list(body.iter(qn("w:p"))):
        chart = marked_chart("".join(text.text or "" for text in paragraph.iter(qn("w:t"))))
        if chart is None:
            continue
        for child in list(paragraph):
            if child.tag != qn("w:pPr"):
                paragraph.remove(child)
        if not chart.empty:
            _draw(document, paragraph, chart)
        elif len(paragraph.getparent()) > 1 and paragraph.find(f"{qn('w:pPr')}/{qn('w:sectPr')}") is None:
            paragraph.getparent().remove(paragraph)


def _draw(document: Document, paragraph: etree._Element, chart: Chart) -> None:
    package = document.part.package
    taken = {str(part.partname) for part in package.iter_parts()}
    number = next(n for n in count(1) if not {_drawing(n), _book(n)} & taken)
    drawing = Part(PackURI(_drawing(number)), _CHART_TYPE, None, package)
    book = Part(PackURI(_book(number)), _BOOK_TYPE, workbook_of(chart), package)
    content = drawing_of(chart, drawing.relate_to(book, RELATION.PACKAGE))
    drawing._blob = content  # noqa: SLF001  # known only after the relation to the workbook
    relation = document.part.relate_to(drawing, RELATION.CHART)
    ids = (int(each.get("id", "0")) for each in document.element.body.iter(qn("wp:docPr")))
    _room(paragraph)
    paragraph.append(_inline(chart, relation, number, max(ids, default=0) + 1))


def _drawing(number: int) -> str:
    return f"/word/charts/chart{number}.xml"


def _book(number: int) -> str:
    return f"/word/embeddings/Microsoft_Excel_Sheet{number}.xlsx"


def _room(paragraph: etree._Element) -> None:
    """Lines as high as the drawing, which an exact height would cut off; centred, without indent."""
    old = paragraph.find(qn("w:pPr"))
    kept = {} if old is None else {child.tag: child for child in old}
    properties = etree.Element(qn("w:pPr"))
    for name, values in _PARAGRAPH:
        if values is not None:
            properties.append(
                etree.Element(qn(name), {qn(f"w:{key}"): value for key, value in values.items()})
            )
        elif qn(name) in kept:
            properties.append(kept[qn(name)])
    if old is not None:
        paragraph.remove(old)
    paragraph.insert(0, properties)


#: What the paragraph of a chart has, in the schema's order; None: as the template's author set it.
_PARAGRAPH: tuple[tuple[str, dict[str, str] | None], ...] = (
    ("w:pStyle", None),
    ("w:keepNext", None),
    ("w:pageBreakBefore", None),
    ("w:snapToGrid", {"val": "0"}),
    ("w:spacing", {"before": "0", "after": "0", "line": "240", "lineRule": "auto"}),
    ("w:ind", {"leftChars": "0", "left": "0", "firstLineChars": "0", "firstLine": "0"}),
    ("w:jc", {"val": "center"}),
    ("w:sectPr", None),
)


def _inline(chart: Chart, relation: str, number: int, identity: int) -> etree._Element:
    run = etree.Element(qn("w:r"))
    drawing = etree.SubElement(run, qn("w:drawing"))
    inline = etree.SubElement(drawing, qn("wp:inline"), nsmap=_PREFIXES)
    for side in ("distT", "distB", "distL", "distR"):
        inline.set(side, "0")
    extent = etree.SubElement(inline, qn("wp:extent"))
    extent.set("cx", str(_WIDTH))
    extent.set("cy", str(chart.height * _MILLIMETRE))
    properties = etree.SubElement(inline, qn("wp:docPr"))
    properties.set("id", str(identity))
    properties.set("name", f"图表 {number}")
    properties.set("descr", chart.title or "、".join(series.name for series in chart.series))
    data = etree.SubElement(etree.SubElement(inline, qn("a:graphic")), qn("a:graphicData"))
    data.set("uri", _CHART)
    etree.SubElement(data, qn("c:chart")).set(qn("r:id"), relation)
    return run
