"""What the add-in needs on this computer: what is there, what is missing, what could not be found out."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Literal

from xltools.excel.addin import record as records
from xltools.excel.addin.environment import Environment
from xltools.excel.addin.parts import LABELS
from xltools.excel.addin.planned import program_note
from xltools.excel.addin.record import Part, Record
from xltools.excel.addin.registry import Registry

State = Literal["有", "无", "不知道"]

_PROGRAMS = {
    "Excel": ("Excel.Application",),
    "WPS 表格": ("Ket.Application", "et.Application"),
}
_SECURITY = r"Office\16.0\Excel\Security"
_KEYS = (rf"HKCU\Software\Policies\Microsoft\{_SECURITY}", rf"HKCU\Software\Microsoft\{_SECURITY}")


@dataclass(frozen=True, slots=True)
class Seen:
    """One thing looked at; ``fix``: what to do, or how to find out; ``needed``: nothing works without."""

    what: str
    state: State
    fix: str = ""
    needed: bool = False


def look(env: Environment, record: Record, version: str, registry: Registry | None) -> Iterator[Seen]:
    """Everything; ``registry`` None: not Windows, or it cannot be read."""
    yield from _python(env, record)
    yield from _programs(env, registry)
    yield from _parts(env, record, version)
    yield from _permissions(env, record, registry)


def _python(env: Environment, record: Record) -> Iterator[Seen]:
    running = ".".join(map(str, sys.version_info[:3]))
    there = Path(env.python).exists()
    fix = "" if there else "重新安装 Python，安装时勾选 tcl/tk"
    yield Seen(f"Python {running}：{env.python}", "有" if there else "无", fix, needed=True)
    tk = find_spec("_tkinter") is not None
    fix = "重新安装 Python，勾选 tcl/tk；Linux 上安装 python3-tk"
    yield Seen("小窗口要用的 tkinter", "有" if tk else "无", "" if tk else fix)
    # On Linux it is LibreOffice that is spoken to through it.
    if env.windows or "libreoffice" in record.parts:
        wings = find_spec("xlwings") is not None
        fix = "" if wings else "运行 python -m pip install xlwings"
        yield Seen("连接表格程序的 xlwings", "有" if wings else "无", fix, needed=True)


def _programs(env: Environment, registry: Registry | None) -> Iterator[Seen]:
    from xltools.engines.libreoffice import LibreOffice
    from xltools.excel.uno.joining import office_python

    for program, names in _PROGRAMS.items() if env.windows else ():
        if registry is None:
            yield Seen(program, "不知道", "打开它，再点按钮试一次")
            continue
        found = any(registry(rf"HKCR\{name}\CLSID", "") for name in names)
        yield Seen(program, "有" if found else "无", "" if found else "没有安装，或没有登记；能打开就不用管")
    found = LibreOffice.available()
    yield Seen("LibreOffice", "有" if found else "无", "" if found else "要转 PDF 或用它填表时才需要")
    if found:
        there = office_python() is not None
        fix = "" if there else "要用 LibreOffice 的工具栏才需要；Debian、Ubuntu 上安装 python3-uno"
        yield Seen("LibreOffice 的 Python", "有" if there else "无", fix)


def _parts(env: Environment, record: Record, version: str) -> Iterator[Seen]:
    """Each part installed: is it whole, and of the program's version."""
    if not record.parts:
        yield Seen("安装过的部分", "无", "运行 xltools addin install")
        return
    for name, part in record.parts.items():
        label = f"{LABELS.get(name, name)}（{part.version}）"
        problem = _problem(part, version)
        yield Seen(
            f"{label}{'：' if problem else ''}{problem}", "无" if problem else "有", _again(name, problem)
        )
    note = Path(program_note(env).path)
    if note.exists():
        place = note.read_text("utf-16", errors="replace").strip()
        there = Path(place).exists()
        fix = "" if there else "重新运行 xltools addin install"
        yield Seen(f"宏要启动的 Python：{place}", "有" if there else "无", fix)


def _again(name: str, problem: str) -> str:
    option = "--wheels 文件夹" if name == "python" else f"--{name}"
    return f"运行 xltools addin install {option}；改过的文件先移走" if problem else ""


def _problem(part: Part, version: str) -> str:
    missing, changed = changes(part)
    said = [f"少了 {missing} 个文件"] if missing else []
    said += [f"有 {changed} 个文件被改过"] if changed else []
    said += [f"程序已是 {version}"] if part.version != version else []
    return "，".join(said)


def changes(part: Part) -> tuple[int, int]:
    """How many files of a part are gone, and how many are other than they were written."""
    now = [(records.digest_of(Path(path)), digest) for path, digest in part.files.items()]
    return sum(found is None for found, _ in now), sum(found not in (None, digest) for found, digest in now)


def _permissions(env: Environment, record: Record, registry: Registry | None) -> Iterator[Seen]:
    """Whether macros may run; only who uses them needs that."""
    if not env.windows:
        return
    if "xlam" not in record.parts:
        yield Seen("宏的权限：没有装加载宏，小窗口不需要", "有")
    else:
        yield _macros(registry)
        yield Seen("加载宏被停用", "不知道", "Excel：文件→选项→加载项，看“禁用的项目”里有没有 xltools.xlam")
    yield Seen("杀毒软件是否拦截", "不知道", "按钮没有反应时，在它的拦截记录里找 pythonw.exe，加为信任")


#: By the number that Excel keeps of the setting; 2 is what it begins with.
_WARNINGS = {
    "1": Seen("Excel 宏设置：全部允许", "有"),
    "2": Seen("Excel 宏设置：点“启用内容”才运行", "有"),
    "3": Seen("Excel 宏设置：只运行签名的宏，xltools 的宏没有签名", "无", "用快捷方式打开小窗口，它不用宏"),
    "4": Seen("Excel 宏设置：全部禁用", "无", "用快捷方式打开小窗口，它不用宏；要用宏请找管理员"),
}


def _macros(registry: Registry | None) -> Seen:
    found = [registry(key, "VBAWarnings") for key in _KEYS] if registry else []
    value = next((each for each in found if each), "2" if registry else "")
    return _WARNINGS.get(value, Seen("Excel 宏设置", "不知道", "看 Excel：文件→选项→信任中心→宏设置"))
