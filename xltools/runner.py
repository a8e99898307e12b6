"""Files in, checked files out: find workbooks, read each, ask the engine; one never stops the others."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from xltools import resources
from xltools.checking import check_workbook
from xltools.core.errors import InputError, UsageError, XltoolsError
from xltools.core.model import Checked, Workbook
from xltools.core.names import DEFINITION, STANDARD_NAME
from xltools.core.standard import Standard
from xltools.engines.base import Engine
from xltools.readers.standard import read_standard
from xltools.readers.xlsx import read

ROSTER = "名册.xlsx"
_ENDINGS = (".xlsx", ".xlsm")
#: Endings of spreadsheets that cannot be read: named, so that no unit's file is passed over in silence.
_OTHER_ENDINGS = (".xls", ".xlsb", ".et", ".ods")
#: Files that lie among unit workbooks and are none: the roster, and what xltools itself writes.
_NOT_UNITS = (ROSTER, "汇总.xlsx", DEFINITION)


def workbooks_in(paths: Sequence[Path]) -> list[Path]:
    """The unit workbooks among files and folders (any depth), sorted, each once.

    A file named outright is taken whatever its ending. UsageError for a path that is not there, InputError
    where a folder holds no workbook.
    """
    found: dict[Path, None] = {}
    for path in paths:
        if path.is_dir():
            inside = [file for file in sorted(path.rglob("*")) if _is_unit(file)]
            if not inside:
                raise InputError(
                    f"文件夹“{path}”里没有工作簿(.xlsx、.xlsm)",
                    fix="核对文件夹;空白表用 xltools new 生成",
                    code="no-workbook",
                )
            found.update(dict.fromkeys(inside))
        elif path.exists():
            found[path] = None
        else:
            raise UsageError(f"找不到“{path}”", fix="核对文件或文件夹的名称和位置")
    return list(found)


def _is_unit(file: Path) -> bool:
    name = file.name
    hidden = name.startswith(("~$", ".~", ".xltools-"))
    return (
        file.suffix.lower() in (*_ENDINGS, *_OTHER_ENDINGS)
        and not hidden
        and name not in _NOT_UNITS
        and file.is_file()
    )


def load_standard(name: str) -> Standard:
    """A standard by name or folder; UsageError where there is none, StandardError where it is faulty."""
    return read_standard(resources.standard_folder(name))


def check_files(paths: Sequence[Path], standard: str | None = None, *, jobs: int = 1) -> Iterator[Checked]:
    """Check each file, in order. Without ``standard`` each workbook's own is used.

    ``jobs`` > 1 checks in that many processes. A file that cannot be read is a Checked with 无法读取.
    """
    if standard is not None:
        load_standard(standard)
    if jobs <= 1 or len(paths) < 2:
        engine = _engine()
        for path in paths:
            yield check_file(path, standard, engine)
        return
    from concurrent.futures import ProcessPoolExecutor
    from multiprocessing import get_context

    with ProcessPoolExecutor(jobs, mp_context=get_context("spawn")) as pool:
        size = max(1, min(25, len(paths) // (jobs * 2)))
        yield from pool.map(_check_one, paths, [standard] * len(paths), chunksize=size)


def _engine() -> Engine:
    from xltools.engines import choose

    return choose("auto")


def _check_one(path: Path, standard: str | None) -> Checked:
    return check_file(path, standard, _engine())


def check_file(path: Path, standard: str | None, engine: Engine) -> Checked:
    """Check one file; whatever is wrong with it is in the answer."""
    sha256 = ""
    name = standard or ""
    try:
        workbook = read(path)
        sha256 = workbook.sha256
        name = standard or standard_of(workbook)
        return check_workbook(workbook, load_standard(name), engine)
    except XltoolsError as error:
        problem = (error.code, error.message, error.fix)
        return Checked(str(path), sha256, name, "", "无法读取", error=problem)
    except Exception as error:  # noqa: BLE001  # one file must not stop the others, whatever is wrong with it
        problem = ("internal", f"程序内部出错({type(error).__name__}:{error})", "把这个文件发给维护者")
        return Checked(str(path), sha256, name, "", "无法读取", error=problem)


def standard_of(workbook: Workbook) -> str:
    """The standard a workbook says it belongs to; InputError when it says none that we have."""
    said = next((name.text for name in workbook.names if name.name == STANDARD_NAME), "")
    name = said.strip().strip('"')
    if name and name in resources.standards():
        return name
    message = (
        f"“{Path(workbook.path).name}”是按规范“{name}”填的,这里没有这个规范"
        if name
        else (f"“{Path(workbook.path).name}”没有注明规范,不像下发的自评工作簿")
    )
    raise InputError(
        message,
        fix=f"用 --standard 指定规范({'、'.join(resources.standards())}),或用下发的空白表填写",
        code="foreign-form",
    )
