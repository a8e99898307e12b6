"""What only a recalculation must know of a workbook's cells, read from its parts a second time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from lxml import etree

from xltools.core.formulas.held import MOST_CELLS, Particulars, array_area, is_data_table
from xltools.core.model import Sheet, Workbook
from xltools.core.refs import Area, Place, parse_cell
from xltools.readers.container import Package, open_package

_OFFICE = (
    "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id",
    "{http://purl.oclc.org/ooxml/officeDocument/relationships}id",
)
_OFF = frozenset({"0", "false"})
#: The types of cells into which somebody typed a text.
_TYPED = frozenset({"s", "inlineStr"})


def particulars(workbook: Workbook) -> Particulars:
    """What the parts of a workbook say of its formula cells; the sheets are parsed only where it matters."""
    package = open_package(workbook.content, workbook.path)
    root = package.xml(package.workbook, "workbook")
    namespace = root.tag.removesuffix("workbook")
    calculation = root.find(namespace + "calcPr")
    as_displayed = calculation is not None and calculation.get("fullPrecision") in _OFF
    relations = package.relations(package.workbook)
    special = any(each.kind == "sheetMetadata" for each in relations.values())
    dynamic: set[Place] = set()
    rich: set[Place] = set()
    unfit: dict[Place, str] = {}
    for sheet, part in _parts(workbook, package, root, namespace):
        areas = dict(_areas(sheet))
        if special or areas:
            cells = _Cells(package.xml(part, "worksheet"), sheet)
            dynamic |= cells.with_attribute("cm") & _masters(sheet)
            rich |= cells.with_attribute("vm") & _masters(sheet)
            unfit.update(_unfit(areas, cells, sheet, dynamic))
    return Particulars(frozenset(dynamic), frozenset(rich), unfit, as_displayed)


def _parts(
    workbook: Workbook, package: Package, root: etree._Element, namespace: str
) -> Iterator[tuple[Sheet, str]]:
    relations = package.relations(package.workbook)
    for element in root.iterfind(f"{namespace}sheets/{namespace}sheet"):
        sheet = workbook.sheet(element.get("name", ""))
        relation = relations.get(next((element.get(key, "") for key in _OFFICE if key in element.attrib), ""))
        if sheet is not None and relation is not None and not relation.external:
            yield sheet, relation.target


def _masters(sheet: Sheet) -> set[Place]:
    return {Place(sheet.name, *at) for at in sheet.formulas}


def _areas(sheet: Sheet) -> Iterator[tuple[Place, Area]]:
    """The array formulas that fill more than their own cell, without the data tables."""
    for at in sheet.arrays:
        area = array_area(sheet, at)
        if area is not None and not area.single and not is_data_table(sheet, at):
            yield Place(sheet.name, *at), area


class _Cells:
    """The cell elements of a sheet, by their place."""

    def __init__(self, root: etree._Element, sheet: Sheet) -> None:
        self._at: dict[tuple[int, int], etree._Element] = {}
        self._sheet = sheet.name
        namespace = root.tag.removesuffix("worksheet")
        number = 0
        for row in root.iterfind(f"{namespace}sheetData/{namespace}row"):
            number = int(row.get("r") or number + 1)
            column = 0
            for cell in row.iterchildren(namespace + "c"):
                at = parse_cell(cell.get("r", ""))
                column = at[1] if at else column + 1
                self._at[number, column] = cell

    def with_attribute(self, name: str) -> set[Place]:
        return {Place(self._sheet, *at) for at, cell in self._at.items() if cell.get(name)}

    def types(self, area: Area) -> Iterator[tuple[tuple[int, int], str | None]]:
        """Each cell of an area with its type; "" for one that is not there."""
        for row in range(area.first_row, area.last_row + 1):
            for column in range(area.first_column, area.last_column + 1):
                cell = self._at.get((row, column))
                yield (row, column), "" if cell is None else cell.get("t")


def _unfit(
    areas: Mapping[Place, Area], cells: _Cells, sheet: Sheet, dynamic: set[Place]
) -> Iterator[tuple[Place, str]]:
    """The array formulas whose area is not all theirs to fill, with why."""
    for master, area in areas.items():
        if area.cells > MOST_CELLS:
            yield master, f"数组区域 {area.ref} 太大"
            continue
        for at, kind in cells.types(area):
            place = Place(sheet.name, *at)
            if place == master:
                continue
            if kind == "":
                yield master, f"数组区域 {area.ref} 里缺少单元格 {place.cell}"
            elif at in sheet.formulas:
                yield master, f"数组区域 {area.ref} 里的 {place.cell} 另有公式"
            elif kind in _TYPED and master in dynamic:
                yield master, f"溢出区域 {area.ref} 里的 {place.cell} 有填写的文字"
            else:
                continue
            break
