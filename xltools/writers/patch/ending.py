"""What a workbook's file name must end with: Excel opens no file whose ending does not fit what it is."""

from __future__ import annotations

from xltools.readers.container import open_package
from xltools.writers.patch.draft import CONTENT_TYPES

_ENDINGS = {
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml": ".xlsx",
    "application/vnd.ms-excel.sheet.macroenabled.main+xml": ".xlsm",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.template.main+xml": ".xltx",
    "application/vnd.ms-excel.template.macroenabled.main+xml": ".xltm",
}


def ending_of(content: bytes, path: str) -> str:
    """``.xlsx``, ``.xlsm``, ``.xltx`` or ``.xltm``; "" where it does not say. InputError for no workbook."""
    package = open_package(content, path)
    for each in package.xml(CONTENT_TYPES, "Types"):
        if each.get("PartName", "").lstrip("/").lower() == package.workbook.lower():
            return _ENDINGS.get(each.get("ContentType", "").lower(), "")
    return ""
