"""What must hold inside the style sheet (ECMA-376 Part 1 §18.8): counts and indices."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from lxml import etree

from .parts import M, Parts
from .schema_order import out_of_order

_LISTS = {
    "numFmts": "numFmt",
    "fonts": "font",
    "fills": "fill",
    "borders": "border",
    "cellStyleXfs": "xf",
    "cellXfs": "xf",
    "cellStyles": "cellStyle",
    "dxfs": "dxf",
}
_INDICES = {"fontId": "fonts", "fillId": "fills", "borderId": "borders", "xfId": "cellStyleXfs"}

#: Excel takes no more cell formats than these.
_MOST_FORMATS = 65_490


def style_faults(parts: Parts) -> Iterator[str]:
    """Everything that is wrong with the style sheet and with what points into it."""
    part = parts.one(parts.workbook, "styles")
    if part is None:
        return
    root = parts.xml(part)
    yield from out_of_order(root, "styleSheet")
    sizes = {}
    for name, entry in _LISTS.items():
        found = root.find(f"{M}{name}")
        sizes[name] = 0 if found is None else len(found.findall(f"{M}{entry}"))
        if found is not None and int(found.get("count") or sizes[name]) != sizes[name]:
            yield f"styles: {name} says {found.get('count')}, holds {sizes[name]}"
    if sizes["cellXfs"] > _MOST_FORMATS:
        yield f"styles: {sizes['cellXfs']} cell formats"
    yield from _index_faults(root, sizes)
    yield from _format_faults(root)
    yield from _differential_faults(parts, sizes["dxfs"])


def _index_faults(root: etree._Element, sizes: dict[str, int]) -> Iterator[str]:
    for group in ("cellStyleXfs", "cellXfs"):
        for at, xf in enumerate(root.iterfind(f"{M}{group}/{M}xf")):
            for key, name in _INDICES.items():
                index = xf.get(key)
                if index is not None and not (index.isdigit() and int(index) < sizes[name]):
                    yield f"styles: {group} {at}: {key} {index} of {sizes[name]}"


def _format_faults(root: etree._Element) -> Iterator[str]:
    """Number formats: ids once, and those of one's own are said."""
    known = Counter(each.get("numFmtId") for each in root.iterfind(f"{M}numFmts/{M}numFmt"))
    yield from (f"styles: number format {key} stands {n} times" for key, n in known.items() if n > 1)
    for xf in root.iterfind(f"{M}cellXfs/{M}xf"):
        key = xf.get("numFmtId", "0")
        if key.isdigit() and int(key) >= 164 and key not in known:
            yield f"styles: number format {key} is not there"


def _differential_faults(parts: Parts, count: int) -> Iterator[str]:
    for sheet, part in parts.sheets.items():
        for rule in parts.xml(part).iter(f"{M}cfRule"):
            index = rule.get("dxfId")
            if index is not None and int(index) >= count:
                yield f"{sheet}: a conditional format with look {index} of {count}"
