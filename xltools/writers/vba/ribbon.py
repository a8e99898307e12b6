"""The tab in the ribbon (customUI of 2006, which every Excel since 2007 reads)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from lxml import etree

from xltools.writers.vba.source import RIBBON, Button, macro_name

PART = "customUI/customUI.xml"
RELATION = "http://schemas.microsoft.com/office/2006/relationships/ui/extensibility"

#: Office's own pictures, by the macro's name.
_ICONS = {
    "check": "AcceptInvitation",
    "next_issue": "ReviewNextComment",
    "clear": "ClearFormats",
    "recalc": "CalculateNow",
    "report": "FileSaveAsWordDocx",
    "refresh": "RefreshAll",
    "consolidate": "Consolidate",
}
_ICON = "MacroPlay"
_SPACE = "http://schemas.microsoft.com/office/2006/01/customui"


def ribbon(buttons: Sequence[Button], tab: str) -> bytes:
    """The part: one tab of that name with a large button each; all call one macro, which reads the tag."""
    spaces: dict[Any, str] = {None: _SPACE}
    root = etree.Element(f"{{{_SPACE}}}customUI", nsmap=spaces)
    tabs = _add(_add(root, "ribbon"), "tabs")
    group = _add(_add(tabs, "tab", id="xltools", label=tab), "group", id="xltoolsGroup", label=tab)
    for button in buttons:
        given = {"label": button.label, "screentip": button.label, "supertip": button.about}
        given |= {"size": "large", "imageMso": _ICONS.get(button.name, _ICON)}
        given |= {"tag": button.name, "onAction": RIBBON}
        _add(group, "button", id=macro_name(button), **given)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


def _add(parent: etree._Element, name: str, /, **attributes: str) -> etree._Element:
    return etree.SubElement(parent, f"{{{_SPACE}}}{name}", attributes)
