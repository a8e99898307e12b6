"""One worksheet part, read in one pass into a :class:`Sheet`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from lxml import etree

from xltools.core.errors import InputError
from xltools.core.model import Sheet, Validation
from xltools.core.refs import Area, parse_cell
from xltools.readers.directory import too_big
from xltools.readers.grid import NO_SIZE, SAVE_AGAIN, TRUE, Book, Grid
from xltools.readers.limits import limits

State = Literal["visible", "hidden", "veryHidden"]

_X14 = "{http://schemas.microsoft.com/office/spreadsheetml/2009/9/main}"
_XM = "{http://schemas.microsoft.com/office/excel/2006/main}"


def read_sheet(root: etree._Element, name: str, state: State, book: Book) -> Sheet:
    """The sheet under a ``<worksheet>`` element.

    InputError when a cell or a merged area lies outside the grid or far off, or there are too many.
    """
    namespace = root.tag.removesuffix("worksheet")
    grid = Grid(name, namespace, book)
    data = root.findall(namespace + "sheetData")
    if len(data) > 1:
        message = f"“{book.file}”工作表“{name}”有两份数据，无法确定以哪份为准。"
        raise InputError(message, fix=SAVE_AGAIN, code="malformed")
    for each in data:
        grid.read(each)
    protection = root.find(namespace + "sheetProtection")
    merges = root.findall(f"{namespace}mergeCells/{namespace}mergeCell")
    if len(merges) > limits().merges:
        why = f"工作表“{name}”有 {len(merges)} 处合并单元格，超过 {limits().merges} 处"
        raise too_big(book.file, why, "merges")
    return Sheet(
        name=name,
        state=state,
        values=grid.values,
        far=grid.far,
        formulas=grid.formulas,
        arrays=grid.arrays,
        styles=grid.styles,
        merges=tuple(_area(name, element.get("ref", ""), book) for element in merges),
        hidden_rows=frozenset(grid.hidden_rows),
        hidden_columns=tuple(
            (int(element.get("min", "")), int(element.get("max", "")))
            for element in root.iterfind(f"{namespace}cols/{namespace}col")
            if element.get("hidden") in TRUE or element.get("width") in NO_SIZE
        ),
        validations=tuple(_validations(root, namespace)),
        protected=protection is not None and protection.get("sheet") in TRUE,
    )


def _area(sheet: str, ref: str, book: Book) -> Area:
    first, _, last = ref.partition(":")
    start, end = parse_cell(first), parse_cell(last or first)
    if start is None or end is None:
        message = f"“{book.file}”工作表“{sheet}”的合并区域“{ref[:40]}”不是 Excel 的单元格区域。"
        raise InputError(message, fix=SAVE_AGAIN, code="outside-grid")
    return Area(sheet, *start, *end)


def _validations(root: etree._Element, namespace: str) -> Iterator[Validation]:
    """Those of the sheet, then those that Excel 2010 put into an extension (lists on other sheets)."""
    formulas = (namespace + "formula1", namespace + "formula2")
    for element in root.iterfind(f"{namespace}dataValidations/{namespace}dataValidation"):
        # A long list hides one level down, as the fallback of an mc:AlternateContent.
        yield _validation(element, element.get("sqref", ""), [e.text for e in element.iter(*formulas)])
    for extensions in root.iterchildren(namespace + "extLst"):
        for element in extensions.iter(_X14 + "dataValidation"):
            sqref = element.findtext(_XM + "sqref", "")
            yield _validation(element, sqref, [e.text for e in element.iter(_XM + "f")])


def _validation(element: etree._Element, sqref: str, texts: list[str | None]) -> Validation:
    return Validation(sqref, element.get("type", "none"), tuple(text or "" for text in texts))
