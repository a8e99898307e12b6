"""The component behind the toolbar and the menu: a button starts the program, and LibreOffice goes on."""

from __future__ import annotations

from typing import Any

import unohelper
from com.sun.star.task import XJobExecutor
from xltools_office import press

IMPLEMENTATION = "org.xltools.Buttons"


class Buttons(unohelper.Base, XJobExecutor):
    """``service:org.xltools.Buttons?check`` is the button check."""

    def __init__(self, context: Any) -> None:
        self._context = context

    def trigger(self, argument: str) -> None:
        """Called in LibreOffice's main thread."""
        press.press(self._context, argument)


g_ImplementationHelper = unohelper.ImplementationHelper()  # the name that LibreOffice looks for  # noqa: N816  # the name that LibreOffice looks for
g_ImplementationHelper.addImplementation(Buttons, IMPLEMENTATION, (IMPLEMENTATION,))
