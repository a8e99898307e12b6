"""Run by a Python that has ``uno``: opens workbooks in LibreOffice and says as JSON what it finds in them."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path

import uno
from com.sun.star.beans import PropertyValue
from com.sun.star.connection import NoConnectException

_ALWAYS = 4
_TRIES = 120


def main(soffice: str, folder: str, *files: str) -> None:
    """Start LibreOffice with a profile of its own in the folder, look at each file, and end it."""
    pipe = f"xltools{time.time_ns()}"
    profile = Path(folder, "profile").as_uri()
    command = [soffice, "--headless", "--norestore", f"-env:UserInstallation={profile}"]
    office = subprocess.Popen([*command, f"--accept=pipe,name={pipe};urp;"])  # noqa: S603
    desktop = _desktop(pipe)
    try:
        print(json.dumps([_found(desktop, Path(file)) for file in files]))
    finally:
        desktop.terminate()
        office.wait(60)


def _desktop(pipe: str):
    local = uno.getComponentContext()
    resolver = local.ServiceManager.createInstance("com.sun.star.bridge.UnoUrlResolver")
    for _ in range(_TRIES):
        try:
            context = resolver.resolve(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
        except NoConnectException:
            time.sleep(0.5)
        else:
            return context.ServiceManager.createInstanceWithContext("com.sun.star.frame.Desktop", context)
    raise TimeoutError


def _found(desktop, file: Path) -> dict[str, object]:
    """The modules with their source, and the macro behind each shape of the first sheet: it must be there."""
    options = (
        PropertyValue(Name="Hidden", Value=True),
        PropertyValue(Name="MacroExecutionMode", Value=_ALWAYS),
    )
    book = desktop.loadComponentFromURL(file.as_uri(), "_blank", 0, options)
    try:
        library = book.BasicLibraries.getByName("Xltools")
        modules = {name: library.getByName(name) for name in library.ElementNames}
        shapes = {}
        page = book.Sheets.getByIndex(0).DrawPage
        for number in range(page.Count):
            shape = page.getByIndex(number)
            bound = {each.Name: each.Value for each in shape.Events.getByName("OnClick")}
            book.ScriptProvider.getScript(bound["Script"])
            shapes[shape.String] = bound["Script"]
        return {"modules": modules, "shapes": shapes, "sheets": book.Sheets.ElementNames}
    finally:
        book.close(True)  # noqa: FBT003


main(*sys.argv[1:])
