"""The order in which elements must stand, and which may stand once only (ECMA-376 Part 1, annex A)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from lxml import etree

from .parts import MAIN, local

_WORKSHEET = """sheetPr dimension sheetViews sheetFormatPr cols* sheetData sheetCalcPr sheetProtection
protectedRanges scenarios autoFilter sortState dataConsolidate customSheetViews mergeCells phoneticPr
conditionalFormatting* dataValidations hyperlinks printOptions pageMargins pageSetup headerFooter rowBreaks
colBreaks customProperties cellWatches ignoredErrors smartTags drawing legacyDrawing legacyDrawingHF drawingHF
picture oleObjects controls webPublishItems tableParts extLst"""

_WORKBOOK = """fileVersion fileSharing workbookPr absPath workbookProtection bookViews sheets functionGroups
externalReferences definedNames calcPr oleSize customWorkbookViews pivotCaches smartTagPr smartTagTypes
webPublishing fileRecoveryPr* webPublishObjects extLst"""

_STYLES = "numFmts fonts fills borders cellStyleXfs cellXfs cellStyles dxfs tableStyles colors extLst"

#: Element -> the order of its children; a star marks those that may stand more than once.
ORDERS: Mapping[str, str] = {
    "worksheet": _WORKSHEET,
    "workbook": _WORKBOOK,
    "styleSheet": _STYLES,
    "comments": "authors commentList extLst",
    "comment": "text commentPr",
    "text": "t r* rPh* phoneticPr",
    "r": "rPr t",
    "c": "f v is extLst",
    "row": "c* extLst",
    "xf": "alignment protection extLst",
    "fill": "patternFill gradientFill",
    "patternFill": "fgColor bgColor",
    "dxf": "font numFmt fill alignment border protection extLst",
    "sheetView": "pane selection* pivotSelection* extLst",
    "dataValidation": "formula1 formula2",
    "autoFilter": "filterColumn* sortState extLst",
}


def out_of_order(root: etree._Element, kind: str) -> Iterator[str]:
    """Where below an element of that kind the children stand out of order, twice, or do not belong."""
    yield from _one(root, ORDERS[kind])
    for element in root.iter(f"{{{MAIN}}}*"):
        if element is not root and local(element) in ORDERS:
            yield from _one(element, ORDERS[local(element)])


def _one(element: etree._Element, order: str) -> Iterator[str]:
    words = order.split()
    ranks = {word.rstrip("*"): rank for rank, word in enumerate(words)}
    last, name = -1, local(element)
    for child in element:
        if not isinstance(child.tag, str):
            continue
        tag = _meant(child, ranks)
        if tag is None:
            continue
        if tag not in ranks:
            yield f"{name}: {tag} does not belong there"
            continue
        if ranks[tag] < last:
            yield f"{name}: {tag} stands after {words[last].rstrip('*')}"
        if ranks[tag] == last and not words[last].endswith("*"):
            yield f"{name}: {tag} stands twice"
        last = max(last, ranks[tag])


def _meant(child: etree._Element, ranks: Mapping[str, int]) -> str | None:
    """The element that stands there: for an mc:AlternateContent what it holds, None for a foreign one."""
    if etree.QName(child).namespace == MAIN:
        return local(child)
    if local(child) == "AlternateContent":
        return next((local(each) for each in child.iter(f"{{{MAIN}}}*") if local(each) in ranks), None)
    return None
