"""Files in, checked files out: find workbooks, read each, ask the engine; one never stops the others."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from functools import partial
from itertools import repeat
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, TypeVar

from xltools import resources
from xltools.attaching import beside, sort_out
from xltools.checking import check_workbook
from xltools.core.attachments.attached import NOTHING_NEAR, Form, Near, form_of
from xltools.core.errors import InputError, StandardError, UsageError, XltoolsError, is_panic
from xltools.core.locating.recognise import recognise
from xltools.core.model import Checked, Workbook
from xltools.core.names import DEFINITION, OUTPUT_NAMES, STANDARD_NAME
from xltools.core.returned.answers import without_results
from xltools.core.standard import Standard
from xltools.engines.base import Engine
from xltools.knowing import Known, or_known
from xltools.opening import open_workbook
from xltools.pool.forgetting import forget
from xltools.readers.evidence import look
from xltools.readers.evidence_folder import without_evidence
from xltools.readers.outputs import without_outputs
from xltools.readers.standard import read_standard
from xltools.workers import Workers, local

if TYPE_CHECKING:
    from xltools.pool.outcome import Problem

ROSTER = "名册.xlsx"
WORKBOOKS = (".xlsx", ".xlsm")
#: Endings of spreadsheets that cannot be read: named, so that no unit's file is passed over in silence.
_OTHER_ENDINGS = (".xls", ".xlsb", ".et", ".ods")
#: Files that lie among unit workbooks and are none: the roster, and what xltools itself writes.
_NOT_UNITS = (ROSTER, "汇总.xlsx", DEFINITION)


def workbooks_in(paths: Sequence[Path]) -> list[Path]:
    """The unit workbooks among files and folders (any depth), sorted, each once.

    A file named outright is taken whatever its ending. UsageError for a path that is not there, InputError
    where a folder holds no workbook.
    """
    return files_in(paths, _units_in, _no_workbook)


def files_in(
    paths: Sequence[Path], inside: Callable[[Path], Iterable[Path]], nothing: Callable[[Path], InputError]
) -> list[Path]:
    """Files as they are named, folders as what is ``inside`` them, each file once.

    UsageError for a path that is not there; for a folder without any such file what ``nothing`` says of it.
    """
    found: dict[Path, None] = {}
    for path in paths:
        if path.is_dir():
            files = list(inside(path))
            if not files:
                raise nothing(path)
            found.update(dict.fromkeys(files))
        elif path.exists():
            found[path] = None
        else:
            raise UsageError(f"找不到“{path}”", fix="核对文件或文件夹的名称和位置")
    return list(found)


def _no_workbook(folder: Path) -> InputError:
    message = f"文件夹“{folder}”里没有工作簿(.xlsx、.xlsm)"
    return InputError(message, fix="核对文件夹;空白表用 xltools new 生成", code="no-workbook")


def _units_in(folder: Path) -> Iterator[Path]:
    """The unit workbooks under a folder: neither evidence, nor what xltools itself wrote there."""
    files = filter(_is_unit, sorted(folder.rglob("*")))
    return without_outputs(without_evidence(files, folder), folder)


def _is_unit(file: Path) -> bool:
    return named_like_unit(file) and file.is_file()


def named_like_unit(file: PurePath) -> bool:
    """Whether a file may be a unit's workbook by its name."""
    name = file.name
    hidden = name.startswith(("~$", ".~", ".xltools-"))
    return file.suffix.lower() in (*WORKBOOKS, *_OTHER_ENDINGS) and not hidden and name not in _NOT_UNITS


def load_standard(name: str) -> Standard:
    """A standard by name or folder; UsageError where there is none, StandardError where it is faulty."""
    return read_standard(resources.standard_folder(name))


T = TypeVar("T")

#: What is wanted of a check, and of the form it is where a unit's workbook has it attached.
Then = Callable[[Checked, Form | None], T]

#: Makes of a standard the one whose rules are asked.
Widen = Callable[[Standard], Standard]


def check_files(
    paths: Sequence[Path], standard: str | None = None, *, jobs: int = 1, widen: Widen | None = None
) -> Iterator[Checked]:
    """Check each file: first the forms attached to units' workbooks, then all others, each in order.

    Without ``standard`` each workbook's own is used, and an attached form's always is. ``jobs`` > 1 checks in
    that many processes. Units are asked the rules of what ``widen`` makes of their standard. A file that
    cannot be read is a Checked with 无法读取; StandardError where a workbook's standard is faulty, for then
    nothing can be said of any file. Attached forms that merely lie beside the files are read as well, but are
    none of the results.
    """
    return examine(paths, standard, _whole, local(jobs), widen=widen)


def _whole(checked: Checked, _form: Form | None) -> Checked:
    return checked


def examine(
    paths: Sequence[Path],
    standard: str | None,
    then: Then[T],
    workers: Workers,
    *,
    known: Known[T] | None = None,
    widen: Widen | None = None,
) -> Iterator[T]:
    """What ``then`` makes of each check, where it was made; in the order of :func:`check_files`.

    A file that is ``known`` is not read again.
    """
    forced = load_standard(standard) if standard is not None else None
    around = beside(paths, _is_unit)
    neighbours = frozenset(around)
    with workers(len(paths)) as run:
        said = partial(or_known, run, known.said if known else None)
        sorted_out = sort_out([*paths, *around], forced, load_standard, said)
        if known:
            known.heard(sorted_out.said)
        forms = []
        wanted = sorted_out.wanted(neighbours)
        names = [sorted_out.forms[path].name for path in wanted]
        cells = [sorted_out.needed_of(name) for name in names]
        work = partial(or_known, run, known.form if known else None)
        done = work(partial(_form_one, then), wanted, names, cells, instead=partial(_lost_form, then))
        for path, (form, made) in zip(wanted, done, strict=True):
            forms.append(form)
            if path not in neighbours:
                yield made
        near = sorted_out.near(forms)
        others = [path for path in paths if path not in sorted_out.forms]
        around_each = [near.get(path, NOTHING_NEAR) for path in others]
        work = partial(or_known, run, known.unit if known else None)
        one, lost = partial(_unit_one, then, widen), partial(_lost_unit, then)
        yield from work(one, others, repeat(standard), around_each, instead=lost)


def _unread(problem: Problem, path: Path, standard: str | None) -> Checked:
    """A file whose check was ended, or ended its process."""
    return Checked(str(path), "", standard or "", "", "无法读取", error=problem.told)


def _engine() -> Engine:
    from xltools.engines import choose

    return choose("auto")


def _unit_one(then: Then[T], widen: Widen | None, path: Path, standard: str | None, near: Near) -> T:
    return then(check_file(path, standard, _engine(), near, widen), None)


def _lost_unit(then: Then[T], problem: Problem, path: Path, standard: str | None, _near: Near) -> T:
    return then(_unread(problem, path, standard), None)


def _form_one(then: Then[T], path: Path, _standard: str, cells: Sequence[str]) -> tuple[Form, T]:
    """An attached form: the ``cells`` that rules name, and what is made of its check."""
    return _as_form(then, check_file(path, None, _engine()), cells)


def _lost_form(
    then: Then[T], problem: Problem, path: Path, standard: str, cells: Sequence[str]
) -> tuple[Form, T]:
    return _as_form(then, _unread(problem, path, standard), cells)


def _as_form(then: Then[T], checked: Checked, cells: Sequence[str]) -> tuple[Form, T]:
    form = form_of(checked, load_standard(checked.standard), cells)
    return form, then(checked, form)


def check_file(
    path: Path,
    standard: str | None,
    engine: Engine,
    near: Near = NOTHING_NEAR,
    widen: Widen | None = None,
    opened: Workbook | None = None,
) -> Checked:
    """Check one file, with the attached forms near it; whatever is wrong with it is in the answer.

    ``opened`` is what it holds where that is known already, for it is open in a program.
    StandardError where the standard it follows is faulty: that is not the file's fault.
    """
    with suppress(MemoryError):
        return _check_file(path, standard, engine, near, widen, opened)
    # Files before it may have left too little.
    forget()
    with suppress(MemoryError):
        return _check_file(path, standard, engine, near, widen, opened)
    from xltools.pool.outcome import too_big

    return Checked(str(path), "", standard or "", "", "无法读取", error=too_big().told)


def _check_file(
    path: Path,
    standard: str | None,
    engine: Engine,
    near: Near,
    widen: Widen | None,
    opened: Workbook | None,
) -> Checked:
    sha256 = ""
    name = standard or ""
    try:
        workbook = opened or open_workbook(path)
        sha256 = workbook.sha256
        name = standard or standard_of(workbook)
        asked = widen(load_standard(name)) if widen else load_standard(name)
        return check_workbook(workbook, asked, engine, near, partial(look, path))
    except StandardError:
        raise
    except XltoolsError as error:
        problem = (error.code, error.message, error.fix)
        return Checked(str(path), sha256, name, "", "无法读取", error=problem)
    except MemoryError:
        raise
    except Exception as error:  # noqa: BLE001  # one file must not stop the others, whatever is wrong with it
        problem = ("internal", f"程序内部出错({type(error).__name__}:{error})", "把这个文件发给维护者")
        return Checked(str(path), sha256, name, "", "无法读取", error=problem)
    except BaseException as error:
        if not is_panic(error):
            raise
        fix = "用 Excel 或 WPS 打开，另存为 .xlsx 后再试；仍然如此的，把这个文件发给维护者"
        problem = ("crash", "计算公式的组件出错，没有算完", fix)
        return Checked(str(path), sha256, name, "", "无法读取", error=problem)


def standard_of(workbook: Workbook) -> str:
    """The standard a workbook says it belongs to, or where it says none, the one its words are of.

    InputError when it is none that we have.
    """
    said = next((name.text for name in workbook.names if name.name == STANDARD_NAME), "")
    name = said.strip().strip('"')
    if name and name in resources.standards():
        return name
    file = Path(workbook.path).name
    message = f"“{file}”是按规范“{name}”填的,这里没有这个规范"
    if not name:
        found = recognise(without_results(workbook), list(_readable()))
        if found.clear and OUTPUT_NAMES.isdisjoint(each.name for each in workbook.names):
            return found.name
        near = f"；最接近的是“{found.name}”（项目名称和表头相符{found.share:.0%}）" if found.near else ""
        message = f"“{file}”没有注明规范,不像下发的自评工作簿{near}"
    raise InputError(
        message,
        fix=f"用 --standard 指定规范({'、'.join(resources.standards())}),或用下发的空白表填写",
        code="foreign-form",
    )


def _readable() -> Iterator[Standard]:
    """Every standard there is, without those that cannot be read: they are told of where asked for."""
    for name in resources.standards():
        with suppress(StandardError):
            yield load_standard(name)
