"""The extension for LibreOffice: a toolbar and a menu with all buttons, and what answers the program."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path, PurePath
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from xltools.excel.macros import Macro

NAME = "xltools.oxt"
IDENTIFIER = "org.xltools.calc"
MENU = "自评"

_OFFICE = Path(__file__).parent / "xltools_office"
_COMPONENT = "buttons.py"
_CALC = "com.sun.star.sheet.SpreadsheetDocument"
_BAR = "org.xltools.bar"
_XML = '<?xml version="1.0" encoding="UTF-8"?>\n'
_REGISTRY = 'xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema"'
_STAMP = (2020, 1, 1, 0, 0, 0)


def extension(macros: Sequence[Macro], command: Sequence[str], version: str) -> bytes:
    """The .oxt; a button runs ``command`` with its name behind it. The same again for the same."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in _parts(macros, command, version):
            info = zipfile.ZipInfo(name, _STAMP)
            info.compress_type = zipfile.ZIP_DEFLATED
            package.writestr(info, content)
    return out.getvalue()


def _parts(macros: Sequence[Macro], command: Sequence[str], version: str) -> Iterator[tuple[str, str]]:
    yield "META-INF/manifest.xml", _manifest()
    yield "description.xml", _description(version)
    yield "Addons.xcu", _addons(macros)
    yield "WindowState.xcu", _window_state()
    yield _COMPONENT, (_OFFICE / _COMPONENT).read_text("utf-8")
    for path in sorted(_OFFICE.glob("*.py")):
        if path.name != _COMPONENT:
            yield f"pythonpath/xltools_office/{path.name}", path.read_text("utf-8")
    labels = {macro.name: macro.label for macro in macros}
    program = json.dumps({"command": list(command), "labels": labels}, ensure_ascii=True)
    yield "pythonpath/xltools_office/program.json", program


def command_of(python: PurePath) -> list[str]:
    """What a button runs."""
    return [str(python), "-P", "-m", "xltools.excel.uno"]


def _manifest() -> str:
    kinds = {
        "Addons.xcu": "application/vnd.sun.star.configuration-data",
        "WindowState.xcu": "application/vnd.sun.star.configuration-data",
        _COMPONENT: "application/vnd.sun.star.uno-component;type=Python",
    }
    entries = "".join(
        f'<manifest:file-entry manifest:media-type="{kind}" manifest:full-path="{name}"/>'
        for name, kind in kinds.items()
    )
    space = 'xmlns:manifest="http://openoffice.org/2001/manifest"'
    return f"{_XML}<manifest:manifest {space}>{entries}</manifest:manifest>"


def _description(version: str) -> str:
    space = 'xmlns="http://openoffice.org/extensions/description/2006"'
    number = version if version[:1].isdigit() else "0"
    return (
        f'{_XML}<description {space}><identifier value="{IDENTIFIER}"/><version value={quoteattr(number)}/>'
        f'<display-name><name lang="en">xltools</name><name lang="zh-CN">绩效自评工具</name></display-name>'
        f"</description>"
    )


def _addons(macros: Sequence[Macro]) -> str:
    buttons = "".join(_button(number, macro) for number, macro in enumerate(macros, 1))
    menu = _node(
        "org.xltools.menu", {"Title": MENU, "Context": _CALC}, f'<node oor:name="Submenu">{buttons}</node>'
    )
    return (
        f'{_XML}<oor:component-data {_REGISTRY} oor:name="Addons" oor:package="org.openoffice.Office">'
        f'<node oor:name="AddonUI"><node oor:name="OfficeMenuBar">{menu}</node>'
        f'<node oor:name="OfficeToolBar"><node oor:name="{_BAR}" oor:op="replace">{buttons}</node></node>'
        f"</node></oor:component-data>"
    )


def _button(number: int, macro: Macro) -> str:
    given = {
        "URL": f"service:org.xltools.Buttons?{macro.name}",
        "Title": macro.label,
        "Target": "_self",
        "Context": _CALC,
    }
    return _node(f"m{number:02}", given)


def _window_state() -> str:
    """What the toolbar is called, and that it is there."""
    state = _node(
        f"private:resource/toolbar/addon_{_BAR}",
        {"UIName": MENU, "Visible": True, "Docked": True, "DockingArea": 0, "DockPos": "0,4"},
    )
    return (
        f'{_XML}<oor:component-data {_REGISTRY} oor:name="CalcWindowState" '
        f'oor:package="org.openoffice.Office.UI"><node oor:name="UIElements"><node oor:name="States">{state}'
        f"</node></node></oor:component-data>"
    )


def _node(name: str, properties: dict[str, Any], inside: str = "") -> str:
    given = "".join(_property(key, value) for key, value in properties.items())
    return f'<node oor:name="{name}" oor:op="replace">{given}{inside}</node>'


def _property(name: str, value: Any) -> str:
    if isinstance(value, bool):
        return f'<prop oor:name="{name}" oor:type="xs:boolean"><value>{str(value).lower()}</value></prop>'
    if isinstance(value, int):
        return f'<prop oor:name="{name}" oor:type="xs:int"><value>{value}</value></prop>'
    language = ' xml:lang="en-US"' if name in ("Title", "UIName") else ""
    text = escape(value)
    return f'<prop oor:name="{name}" oor:type="xs:string"><value{language}>{text}</value></prop>'
