"""The parts that can be installed, each a module that gives its files."""

from __future__ import annotations

from collections.abc import Iterable
from importlib import import_module
from typing import Any

from xltools.excel.addin.environment import Environment
from xltools.excel.addin.planned import Planned

#: What people read, by the name of the option and the module.
PARTS = {
    "launcher": "快捷方式",
    "xlam": "Excel 加载宏",
    "libreoffice": "LibreOffice 工具栏",
}

#: The part that is no option: the Python in the person's folder.
PYTHON = "python"

LABELS = {**PARTS, PYTHON: "自带的 Python"}


def files_of(env: Environment, parts: Iterable[str]) -> dict[str, tuple[Planned, ...]]:
    """What each part consists of; UsageError where one cannot be on this computer."""
    found: dict[str, tuple[Planned, ...]] = {}
    for part in parts:
        module: Any = import_module(f"xltools.excel.addin.{part}")
        found[part] = module.files(env)
    return found


def registered(env: Environment, parts: Iterable[str], *, there: bool) -> None:
    """Tell the programs that keep a list of their own that a part is there, or is to go; errors: theirs."""
    for part in parts:
        if part in PARTS:
            module: Any = import_module(f"xltools.excel.addin.{part}")
            tell = getattr(module, "register" if there else "unregister", None)
            if tell is not None:
                tell(env)
