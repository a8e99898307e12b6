"""Read an .xlsx or .xlsm once into a :class:`Workbook`: values, formulas and what surrounds them."""

from __future__ import annotations

import hashlib
import stat
import struct
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote

from lxml import etree

from xltools.core.errors import InputError
from xltools.core.model import DefinedName, Format, Sheet, Workbook
from xltools.readers.container import Package, Relation, open_package
from xltools.readers.directory import DAMAGED, too_big
from xltools.readers.grid import SAVE_AGAIN, TRUE, Book
from xltools.readers.limits import MEGABYTE, limits
from xltools.readers.sheet_name import unnamable
from xltools.readers.strings import shared_strings
from xltools.readers.styles import formats
from xltools.readers.values import converters
from xltools.readers.worksheet import State, read_sheet

_STATES: dict[str, State] = {"hidden": "hidden", "veryHidden": "veryHidden"}
_RELATION_IDS = (
    "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id",
    "{http://purl.oclc.org/ooxml/officeDocument/relationships}id",
)
#: Of spreadsheets: usual, strict, and that of an Excel 2007 before its time.
_NAMESPACES = frozenset(
    (
        "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}",
        "{http://purl.oclc.org/ooxml/spreadsheetml/main}",
        "{http://schemas.microsoft.com/office/excel/2006/2}",
    )
)
_MODULE = Relation("module", "", external=False)
_CELL_LESS = frozenset(("chartsheet", "dialogsheet", "xlMacrosheet", "xlIntlMacrosheet", _MODULE.kind))

#: What reading a malformed file may raise on the way, besides our own errors.
MALFORMED = (
    etree.LxmlError,
    struct.error,
    ArithmeticError,
    AttributeError,
    LookupError,
    RecursionError,
    TypeError,
    ValueError,
)


class _Listed(NamedTuple):
    """A sheet as the workbook part lists it."""

    name: str
    state: State
    relation: Relation | None


def read(path: str | Path) -> Workbook:
    """Read the workbook file at ``path``; InputError says in Chinese why it cannot be read."""
    return read_bytes(content_of(path), str(path))


def content_of(path: str | Path) -> bytes:
    """The bytes of a workbook file; InputError says in Chinese why there are none, or too many."""
    file = Path(path)
    try:
        if not stat.S_ISREG(file.stat().st_mode):
            message = f"“{path}”不是文件（是文件夹、设备或管道）。"
            raise InputError(message, fix="请核对路径。", code="no-access")
        if file.stat().st_size > limits().file * MEGABYTE:
            raise too_big(file.name, f"文件超过 {limits().file} MB，不像一份填报工作簿", "file")
        return file.read_bytes()
    except FileNotFoundError as error:
        raise InputError(f"找不到文件“{path}”。", fix="请核对路径和文件名。", code="not-found") from error
    except (OSError, ValueError) as error:
        fix = "请核对它是不是文件、有没有读取权限，并关闭正在使用它的程序。"
        raise InputError(f"无法打开“{path}”。", fix=fix, code="no-access") from error


def read_bytes(content: bytes, path: str) -> Workbook:
    """Read a workbook from its bytes; ``path`` is what messages and :attr:`Workbook.path` say."""
    package = open_package(content, path)
    try:
        return _workbook(package, content, path)
    except MALFORMED as error:
        message = f"“{package.file}”的内容不符合工作簿格式，无法读取。"
        raise InputError(message, fix=DAMAGED, code="malformed") from error


def _workbook(package: Package, content: bytes, path: str) -> Workbook:
    root = package.xml(package.workbook, "workbook")
    namespace = _namespace(root, "workbook")
    relations = package.relations(package.workbook)
    listed = tuple(_listed(root, namespace, relations))
    _guard_sheets(listed, package.file)
    properties = root.find(namespace + "workbookPr")
    date1904 = properties is not None and properties.get("date1904") in TRUE
    calculation = root.find(namespace + "calcPr")
    styles = _formats(package, relations)
    strings = _strings(package, relations)
    indexes = {str(index): index for index in range(len(styles))}
    book = Book(package.file, converters(strings, date1904=date1904), indexes)
    return Workbook(
        path=path,
        sha256=hashlib.sha256(content).hexdigest(),
        sheets=tuple(_sheets(package, listed, book)),
        names=_shared(tuple(_names(root, namespace, listed, package.file))),
        formats=styles,
        date1904=date1904,
        manual_calculation=calculation is not None and calculation.get("calcMode") == "manual",
        links=tuple(_links(package, root, namespace, relations)),
        content=content,
    )


def _namespace(root: etree._Element, name: str) -> str:
    """What stands before the names of the elements; ValueError where it is of no spreadsheet."""
    namespace = root.tag.removesuffix(name)
    if namespace not in _NAMESPACES:
        raise ValueError(namespace)
    return namespace


def _listed(root: etree._Element, namespace: str, relations: dict[str, Relation]) -> Iterator[_Listed]:
    for element in root.iterfind(f"{namespace}sheets/{namespace}sheet"):
        index = next((element.get(key, "") for key in _RELATION_IDS if key in element.attrib), None)
        state = _STATES.get(element.get("state", ""), "visible")
        # A module of Excel 95 is listed among the sheets and points at nothing.
        relation = _MODULE if index == "" else relations.get(index or "")
        yield _Listed(element.get("name", ""), state, relation)


def _guard_sheets(listed: tuple[_Listed, ...], file: str) -> None:
    """Refuse more sheets than anybody fills in, and one part for two: a megabyte read a thousand times."""
    if len(listed) > limits().sheets:
        raise too_big(file, f"有 {len(listed)} 张工作表，超过 {limits().sheets} 张", "sheets")
    for name, _, _ in listed:
        if why := unnamable(name):
            message = f"“{file}”的工作表“{name[:40]}”的名称{why}，Excel 不允许。"
            raise InputError(message, fix="请用 Excel 或 WPS 改工作表名称，保存后再试。", code="sheet-name")
    seen: dict[str, str] = {}
    names = [name.casefold() for name, _, _ in listed]
    if twice := next((name for name, _, _ in listed if names.count(name.casefold()) > 1), None):
        message = f"“{file}”有两张工作表都叫“{twice}”，无法确定以哪个为准。"
        raise InputError(message, fix=DAMAGED, code="malformed")
    for name, _, relation in listed:
        if (
            relation is not None
            and relation is not _MODULE
            and (other := seen.setdefault(relation.target.lower(), name)) is not name
        ):
            message = f"“{file}”的工作表“{other}”和“{name}”是同一个部件，内容自相矛盾。"
            raise InputError(message, fix=DAMAGED, code="malformed")


def _sheets(package: Package, listed: tuple[_Listed, ...], book: Book) -> Iterator[Sheet]:
    """The worksheets in order; only chart, dialog, macro and module sheets are passed over."""
    found = False
    for name, state, relation in listed:
        if relation is None or relation.external:
            message = f"“{package.file}”的工作表“{name}”没有内容部件。"
            raise InputError(message, fix=DAMAGED, code="missing-part")
        if relation.kind not in _CELL_LESS:
            found = True
            root = package.xml(relation.target, "worksheet")
            _namespace(root, "worksheet")
            yield read_sheet(root, name, state, book)
    if not found:
        fix = "请核对是否选错了文件。"
        raise InputError(f"“{package.file}”里没有工作表。", fix=fix, code="no-sheets")


def _names(
    root: etree._Element, namespace: str, listed: tuple[_Listed, ...], file: str
) -> Iterator[DefinedName]:
    found = root.findall(f"{namespace}definedNames/{namespace}definedName")
    if len(found) > limits().names:
        raise too_big(file, f"有 {len(found)} 个单元格名称，超过 {limits().names} 个", "names")
    texts: dict[tuple[str, str | None], str] = {}
    for element in found:
        index = element.get("localSheetId")
        if index is not None and not 0 <= int(index) < len(listed):
            raise IndexError(index)
        sheet = None if index is None else listed[int(index)].name
        name, text = element.get("name", ""), element.text or ""
        # LibreOffice writes its own names (print titles, filters) once more for each of their areas.
        # What points at nothing any more is a leftover.
        own = name.startswith("_xlnm.") or "#REF!" in text
        if not own and texts.setdefault((name.casefold(), sheet), text) != text:
            message = f"“{file}”的单元格名称“{name[:40]}”定义了两次，无法确定以哪个为准。"
            raise InputError(message, fix=SAVE_AGAIN, code="malformed")
        yield DefinedName(name, text, sheet, element.get("hidden") in TRUE)


@lru_cache(maxsize=16)
def _shared(names: tuple[DefinedName, ...]) -> tuple[DefinedName, ...]:
    """The names of workbooks of one form as one object: what is found for them is found again at once."""
    return names


def _links(
    package: Package, root: etree._Element, namespace: str, relations: dict[str, Relation]
) -> Iterator[str]:
    """The files linked to, in the order of their numbers; "" for one the package does not name."""
    for element in root.iterfind(f"{namespace}externalReferences/{namespace}externalReference"):
        index = next((element.get(key, "") for key in _RELATION_IDS if key in element.attrib), "")
        part = relations.get(index)
        inside = {} if part is None or part.external else package.relations(part.target)
        yield next((unquote(relation.target) for relation in inside.values() if relation.external), "")


def _strings(package: Package, relations: dict[str, Relation]) -> dict[str, str]:
    part = _part(relations, "sharedStrings")
    if part is None:
        return {}
    strings = shared_strings(package.xml(part, "sst"))
    if len(strings) > limits().strings:
        raise too_big(package.file, f"有 {len(strings)} 条文字，超过 {limits().strings} 条", "strings")
    longest = max(map(len, strings.values()), default=0)
    if longest > limits().text:
        raise too_big(package.file, f"有一格的文字长 {longest} 个字，超过 {limits().text} 个", "text")
    return strings


def _formats(package: Package, relations: dict[str, Relation]) -> tuple[Format, ...]:
    part = _part(relations, "styles")
    if part is None:
        return (Format(),)
    found = formats(package.xml(part, "styleSheet"))
    if len(found) > limits().styles:
        raise too_big(package.file, f"有 {len(found)} 种单元格格式，超过 {limits().styles} 种", "styles")
    return found


def _part(relations: dict[str, Relation], kind: str) -> str | None:
    return next((r.target for r in relations.values() if r.kind == kind and not r.external), None)
