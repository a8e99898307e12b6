"""The toolbar and menu for LibreOffice Calc: an extension that LibreOffice itself puts in and takes out."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from xltools.core.errors import OutputError
from xltools.excel.addin.environment import Environment
from xltools.excel.addin.planned import Planned
from xltools.excel.macros import MACROS
from xltools.excel.uno import extension
from xltools.excel.uno.bridge import Bridge, UnoError
from xltools.excel.uno.joining import ask_to_listen, hidden, join, running

_PATIENCE = 10


def files(env: Environment) -> tuple[Planned, ...]:
    """The extension, in the program's own folder: LibreOffice keeps a copy in its profile."""
    content = extension.extension(tuple(MACROS.values()), extension.command_of(env.python), _version())
    return (Planned(env.data / extension.NAME, content, "LibreOffice 的“自评”工具栏和菜单"),)


def register(env: Environment) -> None:
    """Let LibreOffice put the extension in; OutputError where it does not."""
    with _office() as bridge, _told():
        bridge.call("add_package", str(env.data / extension.NAME))


def unregister(env: Environment) -> None:
    """Let LibreOffice take the extension out; OutputError where it does not."""
    del env
    with _office() as bridge, _told():
        bridge.call("remove_package", extension.IDENTIFIER, extension.NAME)


@contextmanager
def _office() -> Iterator[Bridge]:
    """The LibreOffice that is running, else one that nobody sees."""
    bridge = join()
    if bridge is None and running() and ask_to_listen():
        bridge = join(seconds=_PATIENCE)
    if bridge is None:
        with hidden() as started:
            yield started
        return
    try:
        yield bridge
    finally:
        bridge.close()


@contextmanager
def _told() -> Iterator[None]:
    try:
        yield
    except UnoError as error:
        raise OutputError(str(error), fix="关闭 LibreOffice 的所有窗口，再运行一次") from error


def _version() -> str:
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version("xltools")
    except PackageNotFoundError:
        return "0"
