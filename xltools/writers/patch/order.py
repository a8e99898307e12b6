"""Where a new element belongs: the order that the standard (ECMA-376 Part 1, annex A) asks of children."""

from __future__ import annotations

from lxml import etree

from xltools.writers.patch.draft import MAIN

M = f"{{{MAIN}}}"
TRUE = ("1", "true", "on")
_COMPATIBILITY = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"

_WORKSHEET = """sheetPr dimension sheetViews sheetFormatPr cols sheetData sheetCalcPr sheetProtection
protectedRanges scenarios autoFilter sortState dataConsolidate customSheetViews mergeCells phoneticPr
conditionalFormatting dataValidations hyperlinks printOptions pageMargins pageSetup headerFooter rowBreaks
colBreaks customProperties cellWatches ignoredErrors smartTags drawing legacyDrawing legacyDrawingHF drawingHF
picture oleObjects controls webPublishItems tableParts extLst"""
_WORKBOOK = """fileVersion fileSharing workbookPr workbookProtection bookViews sheets functionGroups
externalReferences definedNames calcPr oleSize customWorkbookViews pivotCaches smartTagPr smartTagTypes
webPublishing fileRecoveryPr webPublishObjects extLst"""
_STYLES = "numFmts fonts fills borders cellStyleXfs cellXfs cellStyles dxfs tableStyles colors extLst"
_COMMENTS = "authors commentList extLst"
WORKSHEET, WORKBOOK, STYLES, COMMENTS = map(str.split, (_WORKSHEET, _WORKBOOK, _STYLES, _COMMENTS))


def put(root: etree._Element, element: etree._Element, order: list[str]) -> None:
    """Insert a child at its place; an mc:AlternateContent counts as what it contains."""
    rank = order.index(etree.QName(element).localname)
    for at, child in enumerate(root):
        if _rank(child, order) > rank:
            root.insert(at, element)
            return
    root.append(element)


def detach(element: etree._Element) -> None:
    """Take an element out of its parent, with what follows it up to the next one."""
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)


def ensure(root: etree._Element, name: str, order: list[str]) -> etree._Element:
    """The child of that name, made where it is missing."""
    found = root.find(M + name)
    if found is None:
        found = root.makeelement(M + name, {})
        put(root, found, order)
    return found


def _rank(child: etree._Element, order: list[str]) -> int:
    """A child's place in the order; -1 where it has none."""
    if not isinstance(child.tag, str):
        return -1
    name = etree.QName(child)
    if name.namespace == MAIN and name.localname in order:
        return order.index(name.localname)
    if name.namespace == _COMPATIBILITY[1:-1]:
        return max((_rank(each, order) for each in child.iterdescendants()), default=-1)
    return -1
