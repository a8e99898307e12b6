"""The files a workbook links to, in the order of the numbers its formulas call them by."""

from __future__ import annotations

from xltools.readers.xlsx import read_bytes

from .conftest import Parts, book_parts, relations, zip_parts

REFERENCES = (
    '<externalReferences><externalReference r:id="rId8"/>'
    '<externalReference r:id="rId7"/></externalReferences>'
)
LINK = (
    '<externalLink xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">'
    '<externalBook r:id="rId1"/></externalLink>'
)


def linked() -> Parts:
    """A workbook that links to two files; the first one by its number is the second part."""
    parts = book_parts(
        '<sheetData><row r="1"><c r="A1"><f>[1]表!A1+[2]表!A1</f><v>3</v></c></row></sheetData>',
        after=REFERENCES,
    )
    rels = "xl/_rels/workbook.xml.rels"
    extra = relations(
        ("rId7", "externalLink", "externalLinks/externalLink1.xml"),
        ("rId8", "externalLink", "externalLinks/externalLink2.xml"),
    )
    inner = extra[extra.index("><") + 1 : extra.rindex("</")]
    parts[rels] = str(parts[rels]).replace("</Relationships>", inner + "</Relationships>")
    for number, target in enumerate(("甲.xlsx", "file:///D:/%E5%86%B3%E7%AE%97%202022.xlsx"), 1):
        parts[f"xl/externalLinks/externalLink{number}.xml"] = LINK
        outside = relations(("rId1", "externalLinkPath", target)).replace(
            "/></", ' TargetMode="External"/></'
        )
        parts[f"xl/externalLinks/_rels/externalLink{number}.xml.rels"] = outside
    return parts


def test_links_are_read_in_the_order_of_their_numbers() -> None:
    """[1] is the first reference of the workbook part, whatever its own part is called."""
    book = read_bytes(zip_parts(linked()), "链接.xlsx")
    assert book.links == ("file:///D:/决算 2022.xlsx", "甲.xlsx")
    assert book.sheets[0].formulas == {(1, 1): "=[1]表!A1+[2]表!A1"}


def test_a_link_without_its_part_has_no_name() -> None:
    """A workbook whose link is broken is read all the same."""
    parts = linked()
    del parts["xl/externalLinks/_rels/externalLink2.xml.rels"]
    assert read_bytes(zip_parts(parts), "链接.xlsx").links == ("", "甲.xlsx")


def test_a_workbook_without_links() -> None:
    """Nothing is linked to."""
    assert read_bytes(zip_parts(book_parts("<sheetData/>")), "无.xlsx").links == ()
