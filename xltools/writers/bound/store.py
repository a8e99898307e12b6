"""The store of a report's figures: a custom XML part that its content controls are bound to.

    <figures xmlns="urn:xltools:figures:1">
      <about><standard>湛江2022</standard><workbook>sha256</workbook>
        <code>预算编码</code><unit>单位名称</unit><year>评价年度</year></about>
      <f><k>支出合计_决算|元</k><b>as last generated</b><v>as shown</v></f> …
      <s>signature of a block</s> …
    </figures>

Child elements only: LibreOffice drops the attributes of a custom XML part when it saves one.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from docx.document import Document
from docx.opc.constants import RELATIONSHIP_TYPE as RELATION
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from lxml import etree

from xltools.core.merging.whose import Whose
from xltools.readers.closed_xml import closed_parser

NAMESPACE = "urn:xltools:figures:1"

#: The store's own name, by which controls find it; the same in every report.
STORE_ID = "{6C0E3A52-8D1F-4B77-9A55-2F6D10B7C4E1}"

_WHOSE = ("code", "unit", "year")
_PROPERTIES = "http://schemas.openxmlformats.org/officeDocument/2006/customXml"
_PROPERTIES_TYPE = "application/vnd.openxmlformats-officedocument.customXmlProperties+xml"


@dataclass(frozen=True, slots=True)
class Entry:
    """One figure: its key, the text it was last generated with, and the text shown now."""

    key: str
    base: str
    value: str


@dataclass(frozen=True, slots=True)
class Store:
    """The figures in the order their controls count them, and where they came from.

    ``workbook`` is the sha256 of the workbook; ``blocks`` are the signatures of the report's blocks as
    they were generated; ``whose`` says which unit and year it was written for.
    """

    standard: str
    workbook: str
    entries: tuple[Entry, ...]
    blocks: tuple[str, ...] = ()
    whose: Whose = field(default=Whose())


def store_xml(store: Store) -> bytes:
    """The store as the bytes of its part."""
    root = etree.fromstring(f'<figures xmlns="{NAMESPACE}"/>')
    about = _child(root, "about")
    _child(about, "standard", store.standard)
    _child(about, "workbook", store.workbook)
    for tag in _WHOSE:
        _child(about, tag, getattr(store.whose, tag))
    for entry in store.entries:
        figure = _child(root, "f")
        for tag, text in (("k", entry.key), ("b", entry.base), ("v", entry.value)):
            _child(figure, tag, text)
    for signature in store.blocks:
        _child(root, "s", signature)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


def parse_store(content: bytes) -> Store | None:
    """Read a part; None when it is no store of figures."""
    try:
        root = etree.fromstring(content, closed_parser())
    except etree.XMLSyntaxError:
        return None
    if root.tag != _name("figures"):
        return None
    entries = (Entry(*(_text(each, tag) for tag in "kbv")) for each in root.findall(_name("f")))
    about = root.find(_name("about"))
    return Store(
        _text(about, "standard"),
        _text(about, "workbook"),
        tuple(entries),
        tuple(each.text or "" for each in root.findall(_name("s"))),
        Whose(*(_text(about, tag) for tag in _WHOSE)),
    )


def put_store(document: Document, store: Store) -> None:
    """Give the document this store, in place of one it may have."""
    for relation, _ in list(_stores(document)):
        del document.part.rels[relation]
    package = document.part.package
    taken = {str(part.partname) for part in package.iter_parts()}
    number = next(n for n in range(1, len(taken) + 2) if f"/customXml/item{n}.xml" not in taken)
    item = Part(PackURI(f"/customXml/item{number}.xml"), "application/xml", store_xml(store), package)
    name = PackURI(f"/customXml/itemProps{number}.xml")
    item.relate_to(Part(name, _PROPERTIES_TYPE, _properties(), package), RELATION.CUSTOM_XML_PROPS)
    document.part.relate_to(item, RELATION.CUSTOM_XML)


def _stores(document: Document) -> Iterator[tuple[str, Store]]:
    """Every store the document is related to, with the relation's id."""
    for key, relation in document.part.rels.items():
        if relation.reltype == RELATION.CUSTOM_XML and not relation.is_external:
            store = parse_store(relation.target_part.blob)
            if store is not None:
                yield key, store


def _properties() -> bytes:
    """The part that gives the store its id."""
    root = etree.Element(f"{{{_PROPERTIES}}}datastoreItem", nsmap={"ds": _PROPERTIES})
    root.set(f"{{{_PROPERTIES}}}itemID", STORE_ID)
    schemas = etree.SubElement(root, f"{{{_PROPERTIES}}}schemaRefs")
    etree.SubElement(schemas, f"{{{_PROPERTIES}}}schemaRef").set(f"{{{_PROPERTIES}}}uri", NAMESPACE)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=False)


def _name(tag: str) -> str:
    return f"{{{NAMESPACE}}}{tag}"


def _child(parent: etree._Element, tag: str, text: str | None = None) -> etree._Element:
    child = etree.SubElement(parent, _name(tag))
    child.text = text
    return child


def _text(parent: etree._Element | None, tag: str) -> str:
    return "" if parent is None else parent.findtext(_name(tag)) or ""
