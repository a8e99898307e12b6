"""Charts that are as they were generated take the figures of now, their looks stay; new ones are put in."""

from __future__ import annotations

from copy import deepcopy

from docx.oxml.ns import qn
from lxml import etree

from xltools.writers.patch.draft import Draft
from xltools.writers.refresh.opened import Report

_CHART = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
_CHART_TYPE = "application/vnd.openxmlformats-officedocument.drawingml.chart+xml"
_BOOK_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_DATA = tuple(f"{_CHART}{name}" for name in ("tx", "cat", "val"))


def redraw(mine: Report, drawing: etree._Element, fresh: Report, model: etree._Element) -> bool:
    """Give a chart the figures of another; False where they are not alike enough (other kinds of series)."""
    own, new = _part(mine, drawing), _part(fresh, model)
    if own is None or new is None:
        return False
    old_series, new_series = (
        list(report.draft.tree(part).iter(f"{_CHART}ser")) for report, part in ((mine, own), (fresh, new))
    )
    if len(old_series) != len(new_series):
        return False
    for old, now in zip(old_series, new_series, strict=True):
        if not all((old.find(tag) is None) == (now.find(tag) is None) for tag in _DATA):
            return False
    for old, now in zip(old_series, new_series, strict=True):
        for tag in _DATA:
            before, after = old.find(tag), now.find(tag)
            if before is not None and after is not None:
                old.replace(before, deepcopy(after))
    book, content = _book(mine.draft, own), _book(fresh.draft, new)
    if book is not None and content is not None:
        mine.draft.replace(book, fresh.draft.read(content))
    return True


def adopt(mine: Report, drawing: etree._Element, fresh: Report) -> bool:
    """Copy the chart a drawing from the fresh report shows into the edited one; False where it shows none."""
    source = _part(fresh, drawing)
    if source is None:
        return False
    draft = mine.draft
    part = draft.free("word/charts/chart%d.xml")
    draft.add(part, fresh.draft.read(source), _CHART_TYPE)
    book = _book(fresh.draft, source)
    outside = draft.tree(part).find(f"{_CHART}externalData")
    if book is not None and outside is not None:
        name = draft.free("word/embeddings/Microsoft_Excel_Sheet%d.xlsx")
        draft.add(name, fresh.draft.read(book), _BOOK_TYPE)
        outside.set(qn("r:id"), draft.relate(part, "package", name))
    chart = next(drawing.iter(f"{_CHART}chart"))
    chart.set(qn("r:id"), draft.relate(mine.main, "chart", part))
    numbers = [int(each.get("id", "0")) for each in mine.body.iter(qn("wp:docPr"))]
    for properties in drawing.iter(qn("wp:docPr")):
        properties.set("id", str(max(numbers, default=0) + 1))
    return True


def _part(report: Report, drawing: etree._Element) -> str | None:
    """The part of the chart a drawing shows."""
    chart = next(drawing.iter(f"{_CHART}chart"), None)
    return None if chart is None else report.part_name(chart.get(qn("r:id"), ""))


def _book(draft: Draft, chart: str) -> str | None:
    """The workbook behind a chart."""
    target = draft.related(chart, "package")
    return target if target is not None and target in draft else None
