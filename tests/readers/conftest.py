"""Builders of small real packages: XML texts zipped, so that a test can say exactly what a file holds."""

from __future__ import annotations

import io
import warnings
import zipfile
from collections.abc import Callable, Sequence

import pytest

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"

Parts = dict[str, str | bytes]


def zip_parts(parts: Parts) -> bytes:
    """A zip of these parts, in order."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def relations(*items: tuple[str, str, str], office: str = OFFICE) -> str:
    """A relationships part from (id, kind, target)."""
    inner = "".join(f'<Relationship Id="{i}" Type="{office}/{k}" Target="{t}"/>' for i, k, t in items)
    return f'<Relationships xmlns="{PACKAGE}">{inner}</Relationships>'


def book_parts(
    *sheets: str,
    strings: Sequence[str] = (),
    styles: str = "",
    before: str = "",
    after: str = "",
    states: Sequence[str] = (),
    main: str = MAIN,
    office: str = OFFICE,
) -> Parts:
    """The parts of a workbook with sheets 表1, 表2 …; ``sheets`` are what stands inside ``<worksheet>``.

    ``strings`` are ``<si>`` contents, ``before`` and ``after`` stand around ``<sheets>``.
    """
    numbers = range(1, len(sheets) + 1)
    state = dict(zip(numbers, states, strict=False))
    listed = "".join(
        f'<sheet name="表{n}" sheetId="{n}" state="{state.get(n, "visible")}" r:id="rId{n}"/>'
        for n in numbers
    )
    related = [(f"rId{n}", "worksheet", f"worksheets/sheet{n}.xml") for n in numbers]
    related += [("rId98", "sharedStrings", "sharedStrings.xml")] if strings else []
    related += [("rId99", "styles", "styles.xml")] if styles else []
    parts: Parts = {
        "[Content_Types].xml": _content_types(len(sheets), strings=bool(strings), styles=bool(styles)),
        "_rels/.rels": relations(("rId1", "officeDocument", "xl/workbook.xml"), office=office),
        "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{office}">{before}<sheets>{listed}</sheets>'
        f"{after}</workbook>",
        "xl/_rels/workbook.xml.rels": relations(*related, office=office),
    }
    for n, sheet in zip(numbers, sheets, strict=True):
        parts[f"xl/worksheets/sheet{n}.xml"] = f'<worksheet xmlns="{main}">{sheet}</worksheet>'
    if strings:
        items = "".join(f"<si>{item}</si>" for item in strings)
        parts["xl/sharedStrings.xml"] = f'<sst xmlns="{main}">{items}</sst>'
    if styles:
        parts["xl/styles.xml"] = f'<styleSheet xmlns="{main}">{styles}</styleSheet>'
    return parts


def _content_types(sheets: int, *, strings: bool, styles: bool) -> str:
    base = "application/vnd.openxmlformats-officedocument.spreadsheetml."
    kinds = {"workbook.xml": "sheet.main"}
    kinds |= {f"worksheets/sheet{n}.xml": "worksheet" for n in range(1, sheets + 1)}
    kinds |= {"sharedStrings.xml": "sharedStrings"} if strings else {}
    kinds |= {"styles.xml": "styles"} if styles else {}
    overrides = "".join(
        f'<Override PartName="/xl/{part}" ContentType="{base}{kind}+xml"/>' for part, kind in kinds.items()
    )
    return (
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{overrides}</Types>'
    )


@pytest.fixture(scope="session")
def zipped() -> Callable[[Parts], bytes]:
    """The function that zips parts."""
    return zip_parts


@pytest.fixture(scope="session")
def parts() -> Callable[..., Parts]:
    """The function that makes the parts of a workbook."""
    return book_parts


@pytest.fixture(scope="session")
def book() -> Callable[..., bytes]:
    """The function that makes a workbook's bytes from the inside of its worksheets."""

    def make(*sheets: str, **options: object) -> bytes:
        return zip_parts(book_parts(*sheets, **options))

    return make


@pytest.fixture(scope="session")
def rows() -> Callable[[str], str]:
    """The function that wraps cells into row 1 of a sheet."""
    return lambda cells: f'<sheetData><row r="1">{cells}</row></sheetData>'


@pytest.fixture
def quiet() -> object:
    """Let the oracle warn about what it does not support."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield
