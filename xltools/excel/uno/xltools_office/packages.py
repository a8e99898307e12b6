"""Extensions of this person's LibreOffice: put in, looked at, taken out."""

from __future__ import annotations

from typing import Any

import uno
import unohelper
from com.sun.star.task import XInteractionHandler
from com.sun.star.ucb import XCommandEnvironment

from .office import Office, Refused

_USER = "user"


class _Yes(unohelper.Base, XCommandEnvironment, XInteractionHandler):
    """Answers yes: an older one may be replaced."""

    def getInteractionHandler(self) -> Any:  # the interface's  # noqa: N802  # the interface's
        return self

    def getProgressHandler(self) -> None:  # the interface's  # noqa: N802  # the interface's
        return None

    def handle(self, request: Any) -> None:
        for each in request.getContinuations():
            if each.queryInterface(uno.getTypeByName("com.sun.star.task.XInteractionApprove")) is not None:
                each.select()
                return


def _manager(office: Office) -> Any:
    name = "/singletons/com.sun.star.deployment.ExtensionManager"
    return office.context.getValueByName(name)


def package(office: Office, identifier: str, file: str) -> str | None:
    """The version of an extension; None where there is none."""
    try:
        return _manager(office).getDeployedExtension(_USER, identifier, file, _Yes()).getVersion()
    except Exception:  # UNO's are of no common kind  # noqa: BLE001  # UNO's are of no common kind
        return None


def add_package(office: Office, path: str) -> None:
    """Put an extension in, in place of an older one."""
    manager = _manager(office)
    abort = manager.createAbortChannel()
    try:
        manager.addExtension(uno.systemPathToFileUrl(path), (), _USER, abort, _Yes())
    except Exception as error:  # UNO's are of no common kind
        raise Refused(f"LibreOffice 没有装上扩展：{getattr(error, 'Message', error)}") from error


def remove_package(office: Office, identifier: str, file: str) -> None:
    """Take an extension out; one that is not there is no trouble."""
    if package(office, identifier, file) is None:
        return
    manager = _manager(office)
    manager.removeExtension(identifier, file, _USER, manager.createAbortChannel(), _Yes())


def leave(office: Office) -> None:
    """End the office, which nobody sees."""
    office.desktop.terminate()


CALLS = (package, add_package, remove_package, leave)
