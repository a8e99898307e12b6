"""The buttons on a sheet: a drawing of rounded boxes, one below the other, each bound to its macro."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from lxml import etree

from xltools.writers.vba.source import Button, macro_name

TYPE = "application/vnd.openxmlformats-officedocument.drawing+xml"

_SHEET = "http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing"
_MAIN = "http://schemas.openxmlformats.org/drawingml/2006/main"
_POINT = 12_700
_WIDTH, _HEIGHT, _LEFT = 120 * _POINT, 24 * _POINT, 18 * _POINT
_TOP, _EACH, _USUAL = 2.0, 34.0, 15.0
_BLUE = "2F5597"


def bar(buttons: Sequence[Button], row: int, column: int, heights: Mapping[int, float]) -> bytes:
    """The drawing; the first button stands in this row and column (from 1). It is not printed.

    ``heights`` are those of rows that are not as high as usual, in points.
    """
    root = etree.Element(f"{{{_SHEET}}}wsDr", nsmap={"xdr": _SHEET, "a": _MAIN})
    for number, button in enumerate(buttons):
        anchor = _add(root, "oneCellAnchor")
        start = _add(anchor, "from")
        below, offset = _down(row, _TOP + number * _EACH, heights)
        places = {"col": column - 1, "colOff": _LEFT, "row": below - 1, "rowOff": round(offset * _POINT)}
        for name, value in places.items():
            _add(start, name).text = str(value)
        _add(anchor, "ext", cx=_WIDTH, cy=_HEIGHT)
        _shape(anchor, button, number + 2)
        _add(anchor, "clientData", fPrintsWithSheet=0)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


def _down(row: int, points: float, heights: Mapping[int, float]) -> tuple[int, float]:
    """The row so far below the top of ``row``, and how far into it: an offset beyond its row is cut off."""
    while points >= heights.get(row, _USUAL):
        points -= heights.get(row, _USUAL)
        row += 1
    return row, points


def _shape(anchor: etree._Element, button: Button, number: int) -> None:
    """One button; ``[0]!`` is how Excel writes “a macro of this workbook”."""
    shape = _add(anchor, "sp", macro=f"[0]!{macro_name(button)}", textlink="")
    about = _add(shape, "nvSpPr")
    _add(about, "cNvPr", id=number, name=button.label, descr=button.about)
    _add(about, "cNvSpPr")
    look = _add(shape, "spPr")
    place = _draw(look, "xfrm")
    _draw(place, "off", x=0, y=0)
    _draw(place, "ext", cx=_WIDTH, cy=_HEIGHT)
    _draw(_draw(look, "prstGeom", prst="roundRect"), "avLst")
    _draw(_draw(look, "solidFill"), "srgbClr", val=_BLUE)
    _draw(_draw(look, "ln"), "noFill")
    text = _add(shape, "txBody")
    _draw(text, "bodyPr", vertOverflow="clip", lIns=0, tIns=0, rIns=0, bIns=0, anchor="ctr")
    paragraph = _draw(text, "p")
    _draw(paragraph, "pPr", algn="ctr")
    run = _draw(paragraph, "r")
    _draw(_draw(_draw(run, "rPr", lang="zh-CN", sz=1100, b=1), "solidFill"), "srgbClr", val="FFFFFF")
    _draw(run, "t").text = button.label


def _add(parent: etree._Element, name: str, /, **attributes: object) -> etree._Element:
    return _child(parent, _SHEET, name, attributes)


def _draw(parent: etree._Element, name: str, /, **attributes: object) -> etree._Element:
    return _child(parent, _MAIN, name, attributes)


def _child(parent: etree._Element, space: str, name: str, attributes: dict[str, object]) -> etree._Element:
    given = {key: str(value) for key, value in attributes.items()}
    return etree.SubElement(parent, f"{{{space}}}{name}", given)
