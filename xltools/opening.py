"""A unit's file as a workbook: .xlsx and .xlsm by our own reader, older and foreign kinds as far as it goes.

What stands in for a reader of old formats is chosen by the environment variable XLTOOLS_LEGACY: ``数值``
(values only, through calamine; the default), ``转换`` (LibreOffice makes an .xlsx of it, in a folder and with
a profile of its own, without macros or links; all is checked then) or ``拒绝``.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path, PurePath

from xltools.core.errors import EngineRefused, InputError, UsageError
from xltools.core.model import Workbook
from xltools.readers.legacy import KINDS, read_legacy
from xltools.readers.xlsx import content_of, read_bytes

VARIABLE = "XLTOOLS_LEGACY"

VALUES, CONVERTED, REFUSED = _WAYS = ("数值", "转换", "拒绝")

_FILTER = "xlsx:Calc MS Excel 2007 XML"
#: Seconds a conversion may take; ordinary ones take two.
_PATIENCE = 60

_ENDINGS = {"old-format": ".xls", "xlsb": ".xlsb", "opendocument": ".ods"}


def open_workbook(path: Path) -> Workbook:
    """Read a unit's file; InputError says in Chinese why it cannot be read, and what to do."""
    content = content_of(path)
    try:
        return read_bytes(content, str(path))
    except InputError as error:
        chosen = way(os.environ)
        if error.code not in KINDS or chosen == REFUSED:
            raise
        if chosen == CONVERTED:
            return _converted(content, path, error)
        return read_legacy(content, str(path), error.code)


def way(environment: Mapping[str, str]) -> str:
    """What to do with old formats; UsageError where the variable says anything else."""
    asked = environment.get(VARIABLE, "").strip() or VALUES
    if asked not in _WAYS:
        raise UsageError(
            f"环境变量 {VARIABLE} 不认得“{asked}”", fix=f"写 {'、'.join(_WAYS)} 之一，或取消这个变量"
        )
    return asked


def _converted(content: bytes, path: Path, refused: InputError) -> Workbook:
    """The workbook that LibreOffice makes of a file; the path and hash stay those of the file itself."""
    from hashlib import sha256

    from xltools.engines import soffice

    file = PurePath(path).name
    with tempfile.TemporaryDirectory(prefix="xltools-", ignore_cleanup_errors=True) as folder:
        copy = Path(folder, "in", "book" + _ENDINGS[refused.code])
        copy.parent.mkdir()
        copy.write_bytes(content)
        try:
            (made,) = soffice.convert([copy], _FILTER, Path(folder, "out"), timeout=_PATIENCE)
        except EngineRefused as error:
            message = f"“{file}”是{KINDS[refused.code]}，LibreOffice 没有转换出来：{error.message}"
            raise InputError(message, fix=refused.fix, code=refused.code) from error
        workbook = read_bytes(made.read_bytes(), str(path))
    return replace(workbook, sha256=sha256(content).hexdigest(), content=content)
