"""Validity of a package, as far as a patch can break it: ECMA-376 written down from the standard.

Part 1 §18 (SpreadsheetML), Part 2 §9–10 (packaging), Part 4 §19 (VML). Excel repairs or refuses what
LibreOffice forgives, so each is checked of every patched workbook: :func:`faults` lists what is wrong.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from lxml import etree

from .parts import TYPES, M, Parts, R, local
from .schema_notes import note_faults
from .schema_order import out_of_order
from .schema_sheet import sheet_faults
from .schema_styles import style_faults

_NAME = re.compile(r"[^\W\d][\w.?]*|_[\w.?]*|\\[\w.?]*")
_LIKE_A_CELL = re.compile(r"\$?[A-Za-z]{1,3}\$?\d{1,7}|[Rr]\d*[Cc]\d*|[RrCc]")
#: What a relationship of a kind must lead to, in the last words of the content type (Part 1 §12.3).
_KINDS = {
    "worksheet": ".worksheet+xml",
    "styles": ".styles+xml",
    "comments": ".comments+xml",
    "sharedStrings": ".sharedStrings+xml",
    "vmlDrawing": ".vmlDrawing",
    "customXmlProps": ".customXmlProperties+xml",
    "calcChain": ".calcChain+xml",
}
_BAD_SHEET_NAME = re.compile(r"[\[\]:*?/\\]")


def faults(content: bytes) -> list[str]:
    """Everything that is wrong with a workbook's package."""
    parts = Parts(content)
    found = [*_type_faults(parts), *_link_faults(parts)]
    if not parts.workbook:
        return [*found, "package: no workbook"]
    found += [*_workbook_faults(parts), *_name_faults(parts), *style_faults(parts)]
    for sheet, part in parts.sheets.items():
        if local(parts.xml(part)) == "worksheet":
            found += [
                f"{sheet}: {fault}" for fault in (*sheet_faults(parts, part), *note_faults(parts, part))
            ]
    return found + list(_chain_faults(parts))


def new_faults(before: bytes, after: bytes) -> list[str]:
    """What is wrong with a patched workbook, of a kind that was not wrong with the original."""
    known = {_kind(fault) for fault in faults(before)}
    return [fault for fault in faults(after) if _kind(fault) not in known]


def _kind(fault: str) -> str:
    """A fault without its numbers: what is cloned from a faulty style is as faulty, at another place."""
    return re.sub(r"\d+", "N", fault)


def _type_faults(parts: Parts) -> Iterator[str]:
    """[Content_Types].xml: each part has one type, each type one part (Part 2 §10.1.2)."""
    defaults, overrides = parts.content_types
    for what, listed in (("default", defaults), ("override", overrides)):
        for key, times in Counter(key for key, _ in listed).items():
            if times > 1:
                yield f"content types: {what} of {key} stands {times} times"
    for name, _ in overrides:
        if name not in parts:
            yield f"content types: override of {name}, which is not there"
    for name in parts.order:
        if name != TYPES and not parts.content_type(name):
            yield f"content types: {name} has none"
    for name, times in Counter(name.lower() for name in parts.order).items():
        if times > 1:
            yield f"package: {name} stands {times} times"


def _link_faults(parts: Parts) -> Iterator[str]:
    """Relationships: ids unique, targets there, and no relationships of a part that is not (Part 2 §9.3)."""
    for name in parts.order:
        if not name.lower().endswith(".rels"):
            continue
        source = re.sub(r"(^|/)_rels/([^/]*)\.rels$", r"\1\2", name)
        if source and source not in parts:
            yield f"{name}: of {source}, which is not there"
        links = parts.links(source)
        for index, times in Counter(each.index for each in links).items():
            if times > 1 or not re.fullmatch(r"[^\W\d][\w.-]*", index):
                yield f"{name}: id {index!r} stands {times} times"
        for each in links:
            if not each.external and not each.target.startswith("#") and each.target not in parts:
                yield f"{name}: {each.kind} leads to {each.target}, which is not there"
            kind = parts.content_type(each.target) or ""
            if not each.external and kind and not kind.endswith(_KINDS.get(each.kind, "")):
                yield f"{name}: {each.kind} leads to {each.target}, which is {kind}"
            if not each.type:
                yield f"{name}: {each.index} has no type"


def _workbook_faults(parts: Parts) -> Iterator[str]:
    """The workbook part: order of its elements, sheets' names, numbers and relationships."""
    root = parts.xml(parts.workbook)
    yield from out_of_order(root, "workbook")
    sheets = root.findall(f"{M}sheets/{M}sheet")
    links = {each.index: each for each in parts.links(parts.workbook)}
    for attribute in ("name", "sheetId", f"{R}id"):
        values = Counter((each.get(attribute) or "").lower() for each in sheets)
        for value, times in values.items():
            if times > 1 or not value:
                yield f"workbook: {times} sheets with {attribute} {value!r}"
    for sheet in sheets:
        name, number = sheet.get("name", ""), sheet.get("sheetId", "")
        if not 1 <= len(name) <= 31 or _BAD_SHEET_NAME.search(name) or name[:1] == "'" or name[-1:] == "'":
            yield f"workbook: sheet name {name!r}"
        if not number.isdigit() or not 1 <= int(number) <= 65534:
            yield f"workbook: sheetId {number!r}"
        target = links.get(sheet.get(f"{R}id") or "")
        if target is None or target.kind not in {"worksheet", "chartsheet", "dialogsheet", "xlMacrosheet"}:
            yield f"workbook: sheet {name} leads to no sheet"
    if sheets and all(each.get("state", "visible") != "visible" for each in sheets):
        yield "workbook: no sheet can be seen"
    for view in root.iterfind(f"{M}bookViews/{M}workbookView"):
        for attribute in ("activeTab", "firstSheet"):
            if int(view.get(attribute) or 0) >= len(sheets):
                yield f"workbook: {attribute} {view.get(attribute)} of {len(sheets)} sheets"


def _name_faults(parts: Parts) -> Iterator[str]:
    """Defined names: lawful, once in each scope, local to a sheet that is there (§18.2.5)."""
    root = parts.xml(parts.workbook)
    count = len(root.findall(f"{M}sheets/{M}sheet"))
    seen: set[tuple[str, str | None]] = set()
    for each in root.iterfind(f"{M}definedNames/{M}definedName"):
        name, scope = each.get("name", ""), each.get("localSheetId")
        if not _NAME.fullmatch(name) or _LIKE_A_CELL.fullmatch(name) or len(name) > 255:
            yield f"names: {name!r} is no name"
        if (name.lower(), scope) in seen:
            yield f"names: {name} twice in scope {scope}"
        seen.add((name.lower(), scope))
        if scope is not None and not (scope.isdigit() and int(scope) < count):
            yield f"names: {name} is local to sheet {scope} of {count}"
        if not (each.text or "").strip():
            yield f"names: {name} stands for nothing"


def _chain_faults(parts: Parts) -> Iterator[str]:
    """The calculation chain names formula cells only, or Excel repairs the file (§18.6)."""
    chain = parts.one(parts.workbook, "calcChain")
    if chain is None:
        return
    links = {each.index: each.target for each in parts.links(parts.workbook)}
    formulas = {
        sheet.get("sheetId", ""): _formula_cells(parts, links.get(sheet.get(f"{R}id") or "", ""))
        for sheet in parts.xml(parts.workbook).iterfind(f"{M}sheets/{M}sheet")
    }
    last = ""
    for cell in parts.xml(chain).iterfind(f"{M}c"):
        last = cell.get("i") or last
        if cell.get("r") not in formulas.get(last, set()) and not cell.get("a"):
            yield f"calculation chain: {cell.get('r')} of sheet {last} holds no formula"


def _formula_cells(parts: Parts, part: str) -> set[str]:
    if part not in parts:
        return set()
    root: etree._Element = parts.xml(part)
    return {cell.get("r", "") for cell in root.iter(f"{M}c") if cell.find(f"{M}f") is not None}
