"""The vault: the original bytes of every part that marking touched, kept in the marked workbook itself.

A custom XML part, which Excel keeps. It counts only while each of those parts is, byte for byte, what marking
wrote, and while what it gives back shows the very figures that the marked workbook shows.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import zlib
from collections.abc import Iterator, Mapping

from lxml import etree

from xltools.core.errors import InputError
from xltools.core.model import Workbook
from xltools.core.returned.answers import without_results
from xltools.readers.limits import MEGABYTE, limits
from xltools.readers.xlsx import read_bytes
from xltools.writers.patch.draft import CONTENT_TYPES, Draft, open_draft

_SPACE = "urn:xltools:vault:1"
_V = f"{{{_SPACE}}}"
_PROPERTIES = "http://schemas.openxmlformats.org/officeDocument/2006/customXml"
_PROPERTIES_TYPE = "application/vnd.openxmlformats-officedocument.customXmlProperties+xml"
_ITEM_ID = "{6B1F2C7E-94D3-4C58-A0E1-7D2B8C5F3A96}"
_HEAD = b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'


def close_vault(draft: Draft) -> None:
    """Keep the originals of all that changed; nothing of the draft may change after this."""
    number = 1
    while f"customXml/item{number}.xml" in draft or f"customXml/itemProps{number}.xml" in draft:
        number += 1
    item, properties = f"customXml/item{number}.xml", f"customXml/itemProps{number}.xml"
    draft.default_type("xml", "application/xml")
    draft.add(item, _HEAD + f'<vault xmlns="{_SPACE}"/>'.encode())
    draft.relate(draft.workbook, "customXml", item)
    draft.add(properties, _properties(), _PROPERTIES_TYPE)
    draft.relate(item, "customXmlProps", properties)
    root = etree.fromstring(f'<vault xmlns="{_SPACE}"/>'.encode())
    for name in draft.changed():
        part = etree.SubElement(root, f"{_V}part", name=name, now=_sha256(draft.read(name)))
        part.text = base64.b64encode(zlib.compress(draft.package.read(name), 9)).decode()
    for name in draft.added:
        etree.SubElement(root, f"{_V}added", name=name)
    draft.replace(item, _HEAD + etree.tostring(root))


def opened(draft: Draft) -> bytes | None:
    """The workbook as it was before it was marked; None where there is no vault, or it does not count."""
    root = _vault(draft)
    if root is None:
        return None
    originals = dict(_originals(draft, root))
    if not originals or CONTENT_TYPES not in originals or any(part is None for part in originals.values()):
        return None
    added = [part.get("name", "") for part in root.iterfind(f"{_V}added")]
    if any(name in originals for name in added):
        return None
    restored = open_draft(draft.original, draft.package.file)
    for name in added:
        if name in restored:
            restored.remove(name)
    for name, part in originals.items():
        restored.replace(name, part or b"")
    content = restored.content()
    return content if _same_figures(draft, content) else None


def present(draft: Draft) -> bool:
    """Whether there is a vault, whatever it is worth."""
    return _vault(draft) is not None


def drop_vault(draft: Draft) -> None:
    """Take a vault that does not count any more away."""
    for part in list(_parts(draft)):
        properties = draft.related(part, "customXmlProps")
        draft.unrelate(draft.workbook, part)
        draft.remove(part)
        if properties is not None and properties in draft:
            draft.remove(properties)


def _vault(draft: Draft) -> etree._Element | None:
    return next((draft.tree(part) for part in _parts(draft)), None)


def _parts(draft: Draft) -> Iterator[str]:
    """The parts that are vaults: one, unless somebody merged workbooks."""
    for relation in draft.relations(draft.workbook).values():
        usable = relation.kind == "customXml" and not relation.external and relation.target in draft
        known = usable and _SPACE.encode() in draft.read(relation.target)
        if known and draft.tree(relation.target).tag == f"{_V}vault":
            yield relation.target


def _originals(draft: Draft, root: etree._Element) -> Iterator[tuple[str, bytes | None]]:
    """Each touched part with its original; None for one that is not what marking wrote, or is damaged."""
    for part in root.iterfind(f"{_V}part"):
        name = part.get("name", "")
        untouched = name in draft.package and _sha256(draft.package.read(name)) == part.get("now")
        yield name, _unpacked(part.text or "") if untouched else None


def _unpacked(text: str) -> bytes | None:
    try:
        packed = zlib.decompressobj()
        content = packed.decompress(base64.b64decode(text, validate=True), limits().part * MEGABYTE)
    except (binascii.Error, zlib.error, ValueError):
        return None
    return content if packed.eof and content else None


def _same_figures(draft: Draft, content: bytes) -> bool:
    """Whether what comes out shows the figures that were seen: a vault may have been tampered with."""
    file = draft.package.file
    try:
        seen = without_results(read_bytes(draft.original, file))
    except InputError:
        return True
    try:
        return _seen(seen) == _seen(without_results(read_bytes(content, file)))
    except InputError:
        return not seen.sheets


def _seen(workbook: Workbook) -> tuple[object, ...]:
    """All that a check goes by, but for styles, which marking changes."""
    sheets = tuple(
        (
            sheet.name,
            sheet.state,
            sheet.values,
            dict(sheet.formulas),
            dict(sheet.arrays),
            sheet.merges,
            sheet.validations,
            sheet.protected,
            dict(sheet.far),
        )
        for sheet in workbook.sheets
    )
    return sheets, workbook.names, workbook.date1904, workbook.links, _formats(workbook)


def _formats(workbook: Workbook) -> Mapping[tuple[str, int, int], object]:
    """How each filled cell shows its value, and whether it is locked."""
    formats = dict(enumerate(workbook.formats))
    return {
        (sheet.name, row, column): formats.get(sheet.style(row, column))
        for sheet in workbook.sheets
        for row, cells in enumerate(sheet.values, 1)
        for column, value in enumerate(cells, 1)
        if value is not None
    }


def _properties() -> bytes:
    space = f'xmlns:ds="{_PROPERTIES}"'
    refs = f'<ds:schemaRefs><ds:schemaRef ds:uri="{_SPACE}"/></ds:schemaRefs>'
    return _HEAD + f'<ds:datastoreItem ds:itemID="{_ITEM_ID}" {space}>{refs}</ds:datastoreItem>'.encode()


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
