"""Words on the screen of the program: its status bar and its boxes."""

from __future__ import annotations

import uno

from .office import Office

_KINDS = {"info": "INFOBOX", "critical": "WARNINGBOX"}
_OK, _YES_NO, _YES = 1, 3, 2


def status(office: Office, uid: str, text: str | None, done: int, total: int) -> None:
    """Write into the status bar, with how far it is; None gives it back to the program."""
    old = office.indicators.get(uid)
    if text is None:
        if old is not None:
            office.indicators.pop(uid).end()
        return
    if old is None:
        controller = office.document(uid).CurrentController
        if controller is None:
            return
        old = office.indicators[uid] = controller.Frame.createStatusIndicator()
        old.start(text, total or 100)
    old.setText(text)
    old.setValue(done)


def updating(office: Office, uid: str, on: bool) -> None:  # over the bridge nothing has a name  # noqa: FBT001  # over the bridge nothing has a name
    """Let the program draw, or not meanwhile."""
    document = office.document(uid)
    if on and document in office.frozen:
        office.frozen.remove(document)
        document.unlockControllers()
    elif not on and document not in office.frozen:
        office.frozen.append(document)
        document.lockControllers()


def alert(office: Office, uid: str, text: str, title: str, mode: str) -> None:
    """Show a box, until it is closed."""
    box(office, uid, text, title, mode)


def box(office: Office, uid: str, text: str, title: str, mode: str = "info", *, asks: bool = False) -> bool:
    """Show a box; with ``asks`` whether it was answered with yes."""
    found = office.documents().get(uid)
    controller = found.CurrentController if found is not None else None
    frame = controller.Frame if controller is not None else office.desktop.ActiveFrame
    if frame is None:
        return False
    kind = "QUERYBOX" if asks else _KINDS.get(mode, "INFOBOX")
    made = office.service("com.sun.star.awt.Toolkit").createMessageBox(
        frame.ContainerWindow,
        uno.Enum("com.sun.star.awt.MessageBoxType", kind),
        _YES_NO if asks else _OK,
        title,
        text,
    )
    answer = made.execute()
    made.dispose()
    return answer == _YES


CALLS = (status, updating, alert)
