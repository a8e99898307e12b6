"""Formula engines behind one protocol (:class:`xltools.engines.base.Engine`)."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from xltools.engines.base import Engine


@lru_cache(maxsize=8)
def choose(name: str = "auto") -> Engine:
    """Return the engine of that name: ``auto``, ``formualizer`` or ``libreoffice``.

    ``auto`` is formualizer, and LibreOffice for the workbooks it refuses. Raises UsageError for another name,
    EngineRefused when LibreOffice is asked for and not installed. Nothing is imported before it is needed.
    A process has one engine of each name, so that what it has loaded serves the next workbook.
    """
    from xltools.core.errors import EngineRefused, UsageError

    if name == "auto":
        from xltools.engines.auto import Auto

        return Auto()
    if name == "formualizer":
        from xltools.engines.formualizer import Formualizer

        return Formualizer()
    if name == "libreoffice":
        from xltools.engines.libreoffice import LibreOffice

        engine = LibreOffice()
        if not engine.available():
            raise EngineRefused("没有找到 LibreOffice", fix="安装 LibreOffice,或改用 auto")
        return engine
    raise UsageError(f"没有名为“{name}”的计算引擎", fix="可选:auto、formualizer、libreoffice")
