"""Each of LibreOffice's settings by itself: a document acts without it and does not with it.

Without: a profile in which everything is allowed, and the document in a folder that LibreOffice trusts. With:
the same, and our one setting put over it.
"""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.safety.office import (
    Server,
    Setting,
    acts_when_opened,
    formula,
    macro,
    ours,
    picture,
    section,
    serving,
)
from xltools.engines import soffice

pytestmark = pytest.mark.skipif(soffice.find() is None, reason="没有 LibreOffice")

_XLSX = "xlsx:Calc MS Excel 2007 XML"
_SECURITY = "Office.Common/Security/Scripting"


@pytest.fixture
def server() -> Iterator[Server]:
    """A server on this computer."""
    with serving() as made:
        yield made


def _macro_runs(folder: Path, *settings: Setting) -> bool:
    folder.mkdir()
    ran = folder / "ran.txt"
    (folder / "macro.ods").write_bytes(macro(ran))
    allowed = (_SECURITY, "MacroSecurityLevel", "0")
    return acts_when_opened(folder / "macro.ods", (allowed, *settings), ran.exists, folder)


@pytest.mark.parametrize("name", ["MacroSecurityLevel", "DisableMacrosExecution"])
def test_a_macro_is_stopped_by_each_setting(tmp_path: Path, name: str) -> None:
    """A macro bound to the opening of an .ods runs where all is allowed; either setting alone stops it."""
    assert _macro_runs(tmp_path / "open")
    assert not _macro_runs(tmp_path / "closed", *ours(name))


def _link_is_updated(folder: Path, part: str, always: str, *settings: Setting) -> bool:
    folder.mkdir()
    with serving() as server:
        calc = part == "Office.Calc"
        file = folder / ("链.fods" if calc else "链.fodt")
        file.write_bytes(formula(f"['{server.url}/e.ods'#$a.A1]") if calc else section(server.url))
        allowed = (
            (_SECURITY, "SecureURL", folder.as_uri()),
            (f"{part}/Content/Update", "Link", always),
        )
        return acts_when_opened(file, (*allowed, *settings), lambda: bool(server.asked), folder)


#: How LibreOffice writes "always": the numbers do not mean the same in Calc and in Writer.
@pytest.mark.parametrize(("part", "always"), [("Office.Calc", "0"), ("Office.Writer", "2")])
def test_links_are_stopped_by_the_setting(tmp_path: Path, part: str, always: str) -> None:
    """A link to another workbook, or of a section, is updated where it always is; our setting stops it."""
    assert _link_is_updated(tmp_path / "open", part, always)
    assert not _link_is_updated(tmp_path / "closed", part, always, *ours(f"{part}/Content/Update/Link"))


def _convert(settings: Sequence[Setting], content: bytes, to: str, folder: Path) -> None:
    folder.mkdir()
    (folder / "图.fods").write_bytes(content)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(soffice, "_SETTINGS", tuple(settings))
        soffice.convert([folder / "图.fods"], to, folder / "出")


def test_a_picture_is_stopped_by_the_block_on_links(tmp_path: Path, server: Server) -> None:
    """A document nobody trusts may not make LibreOffice fetch a picture while it is read."""
    _convert((), picture(server.url), "csv", tmp_path / "open")
    assert "GET /picture.png" in server.asked
    server.asked.clear()
    _convert(ours("BlockUntrustedRefererLinks"), picture(server.url), "csv", tmp_path / "closed")
    assert server.asked == []


@contextmanager
def _knocked() -> Iterator[tuple[int, list[object]]]:
    """A port, and who knocked there, whatever they speak."""
    knocks = list[object]()
    listening = socket.create_server(("127.0.0.1", 0))

    def wait() -> None:
        while True:
            try:
                caller, where = listening.accept()
            except OSError:
                return
            knocks.append(where)
            caller.close()

    threading.Thread(target=wait, daemon=True).start()
    try:
        yield listening.getsockname()[1], knocks
    finally:
        listening.shutdown(socket.SHUT_RDWR)
        listening.close()


@pytest.mark.parametrize("kind", ["http", "https", "ftp"])
def test_a_picture_is_stopped_by_the_proxy(tmp_path: Path, kind: str) -> None:
    """What is fetched when a sheet is saved goes to a proxy that is not there, for each way of fetching."""
    proxy = [each for each in soffice._SETTINGS if each[0] == "Inet/Settings"]
    rest = [each for each in proxy if f"ooInet{kind.upper()}Proxy" not in each[1]]
    assert len(rest) == len(proxy) - 2
    with _knocked() as (port, knocks):
        _convert(rest, picture(f"{kind}://127.0.0.1:{port}"), _XLSX, tmp_path / "open")
        assert knocks
        knocks.clear()
        _convert(proxy, picture(f"{kind}://127.0.0.1:{port}"), _XLSX, tmp_path / "closed")
        assert not knocks


@pytest.mark.parametrize(("name", "other"), [("ooInetNoProxy", "127.0.0.1"), ("ooInetProxyType", "0")])
def test_no_address_is_spared_the_proxy(tmp_path: Path, server: Server, name: str, other: str) -> None:
    """What this computer's own settings say (no proxy, or not for some addresses) does not hold here."""
    spared = ("Inet/Settings", name, other)
    proxy = [each for each in soffice._SETTINGS if each[0] == "Inet/Settings"]
    rest = [each for each in proxy if each[1] != name]
    assert len(rest) == len(proxy) - 1
    _convert([spared, *rest], picture(server.url), _XLSX, tmp_path / "open")
    assert "GET /picture.png" in server.asked
    server.asked.clear()
    _convert([spared, *proxy], picture(server.url), _XLSX, tmp_path / "closed")
    assert server.asked == []
