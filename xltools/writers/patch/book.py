"""The workbook part: a sheet appended with its names, and taken away again."""

from __future__ import annotations

from lxml import etree

from xltools.core.refs import quote_sheet
from xltools.core.returned.layout import TITLE
from xltools.writers.patch.draft import OFFICE, Draft
from xltools.writers.patch.order import WORKBOOK, M, detach, ensure

_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
_ID = f"{{{OFFICE}}}id"


def free_title(draft: Draft) -> str:
    """What the sheet 审核结果 will be called: with a number where that name is taken."""
    taken = {sheet.get("name", "").casefold() for sheet in _sheets(draft)}
    number, title = 1, TITLE
    while title.casefold() in taken:
        number += 1
        title = f"{TITLE}{number}"
    return title


def append_sheet(draft: Draft, title: str, content: bytes, filtered: str, heads: int) -> None:
    """Append a sheet; ``filtered`` is its filter's area (``$A$4:$R$9``), ``heads`` the row printed on top."""
    part = draft.free("xl/worksheets/sheet%d.xml")
    draft.add(part, content, _TYPE)
    sheets = ensure(draft.tree(draft.workbook), "sheets", WORKBOOK)
    numbers = [int(sheet.get("sheetId", "0")) for sheet in _sheets(draft)]
    at = len(numbers)
    sheet = etree.SubElement(sheets, f"{M}sheet", nsmap={"r": OFFICE})
    sheet.set("name", title)
    sheet.set("sheetId", str(_free_number(numbers)))
    sheet.set(_ID, draft.relate(draft.workbook, "worksheet", part))
    names = ensure(draft.tree(draft.workbook), "definedNames", WORKBOOK)
    local = {"localSheetId": str(at)}
    _name(names, "_xlnm._FilterDatabase", f"{quote_sheet(title)}!{filtered}", local | {"hidden": "1"})
    _name(names, "_xlnm.Print_Titles", f"{quote_sheet(title)}!${heads}:${heads}", local)


def drop_sheet(draft: Draft, title: str) -> None:
    """Take a sheet away with what belongs to it alone: its part, what that leads to, its names."""
    sheets = _sheets(draft)
    at = next(at for at, sheet in enumerate(sheets) if sheet.get("name") == title)
    element = sheets[at]
    relation = draft.relations(draft.workbook).get(element.get(_ID, ""))
    detach(element)
    _shift_names(draft, at, title)
    _shift_views(draft, at, len(sheets) - 1)
    _unchain(draft, element.get("sheetId", ""))
    if relation is not None and relation.target in draft:
        draft.unrelate(draft.workbook, relation.target)
        _remove(draft, relation.target)


def _sheets(draft: Draft) -> list[etree._Element]:
    return draft.tree(draft.workbook).findall(f"{M}sheets/{M}sheet")


def _free_number(taken: list[int]) -> int:
    """A sheetId above all others, or where there is no room above (65534), the lowest that is free."""
    highest = max(taken, default=0) + 1
    return highest if highest < 65_535 else next(n for n in range(1, 65_535) if n not in taken)


def _name(names: etree._Element, name: str, text: str, attributes: dict[str, str]) -> None:
    element = etree.SubElement(names, f"{M}definedName", {"name": name, **attributes})
    element.text = text


def _shift_names(draft: Draft, at: int, title: str) -> None:
    """Names local to the sheet, or of its cells, go; those local to sheets behind it follow these.

    By their text as well: other programs count sheets wrongly where some are charts.
    """
    quoted = "'" + title.replace("'", "''") + "'!"
    names = draft.tree(draft.workbook).find(f"{M}definedNames")
    if names is None:
        return
    for name in names.findall(f"{M}definedName"):
        local = name.get("localSheetId", "")
        if local == str(at) or (name.text or "").startswith((quoted, f"{title}!")):
            names.remove(name)
        elif local.isdigit() and int(local) > at:
            name.set("localSheetId", str(int(local) - 1))
    if names.find(f"{M}definedName") is None:
        detach(names)


def _shift_views(draft: Draft, at: int, left: int) -> None:
    """Windows that look at the sheet look at the first one; those at sheets behind it follow."""
    for view in draft.tree(draft.workbook).iterfind(f"{M}bookViews/{M}workbookView"):
        for key in ("activeTab", "firstSheet"):
            shown = view.get(key, "")
            if shown.isdigit() and (int(shown) > at or int(shown) >= left):
                view.set(key, str(max(0, int(shown) - 1)))
            elif shown == str(at):
                view.set(key, "0")


def _unchain(draft: Draft, number: str) -> None:
    """Take the sheet's formulas, which staff may have typed there, off the calculation chain."""
    chain = draft.related(draft.workbook, "calcChain")
    if chain is None or chain not in draft:
        return
    last = ""
    cells = draft.tree(chain).findall(f"{M}c")
    kept = []
    for cell in cells:
        last = cell.get("i") or last
        kept.append((cell, last))
    if all(sheet != number for _, sheet in kept):
        return
    for cell, sheet in kept:
        cell.set("i", sheet)
        if sheet == number:
            detach(cell)
    if draft.tree(chain).find(f"{M}c") is None:
        draft.unrelate(draft.workbook, chain)
        draft.remove(chain)


def _remove(draft: Draft, part: str) -> None:
    """Remove a sheet part and the parts that only it leads to (its notes, printer settings …)."""
    below = [relation.target for relation in draft.relations(part).values() if not relation.external]
    draft.remove(part)
    others = {
        relation.target.lower()
        for source in [draft.workbook, *(name for name in draft.names if name != part)]
        for relation in draft.relations(source).values()
    }
    for each in dict.fromkeys(below):
        if each in draft and each.lower() not in others:
            _remove(draft, each)
