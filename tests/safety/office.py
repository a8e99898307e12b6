"""Documents that would act on this computer or ask another, and LibreOffice opened on them for a moment."""

from __future__ import annotations

import io
import subprocess
import threading
import time
import zipfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from xltools.engines import soffice

Setting = tuple[str, str, str]

_SPACES = " ".join(
    f'xmlns:{name}="{space}"'
    for name, space in {
        **{
            short: f"urn:oasis:names:tc:opendocument:xmlns:{long}"
            for short, long in {
                "office": "office:1.0",
                "table": "table:1.0",
                "draw": "drawing:1.0",
                "of": "of:1.2",
                "svg": "svg-compatible:1.0",
                "script": "script:1.0",
                "text": "text:1.0",
            }.items()
        },
        "xlink": "http://www.w3.org/1999/xlink",
        "dom": "http://www.w3.org/2001/xml-events",
        "ooo": "http://openoffice.org/2004/office",
    }.items()
)
_ODS = "application/vnd.oasis.opendocument.spreadsheet"
_ODT = "application/vnd.oasis.opendocument.text"
_XML = '<?xml version="1.0" encoding="UTF-8"?>'
_LIBRARY = "http://openoffice.org/2000/library"
_MACRO = 'Sub Go\nOpen "{ran}" For Output As #1\nPrint #1, "x"\nClose #1\nEnd Sub'
_EVENT = (
    '<office:scripts><office:event-listeners><script:event-listener script:language="ooo:script" '
    'script:event-name="dom:load" xlink:type="simple" '
    'xlink:href="vnd.sun.star.script:Standard.M.Go?language=Basic&amp;location=document"/>'
    "</office:event-listeners></office:scripts>"
)

#: So long, in seconds, LibreOffice may take to start, and a document that is open to do what it wants.
_START, _ACT = 60, 3


class Server:
    """A server on this computer that notes what it is asked."""

    def __init__(self) -> None:
        asked = self.asked = list[str]()

        class Handler(BaseHTTPRequestHandler):
            def note(self) -> None:
                asked.append(f"{self.command} {self.path}")
                self.send_response(200)
                self.end_headers()
                self.wfile.write(b"42")

            do_GET = do_HEAD = do_OPTIONS = do_PROPFIND = do_POST = note  # noqa: N815

            def log_message(self, *_: object) -> None:
                return

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.url = f"http://127.0.0.1:{self.server.server_port}"


@contextmanager
def serving() -> Iterator[Server]:
    """A server that is closed at the end."""
    made = Server()
    try:
        yield made
    finally:
        made.server.shutdown()
        made.server.server_close()


def sheet(inside: str) -> bytes:
    """A flat spreadsheet of one cell, from the attributes of ``table:table-cell`` on."""
    return (
        f'{_XML}<office:document {_SPACES} office:version="1.2" office:mimetype="{_ODS}">'
        f'<office:body><office:spreadsheet><table:table table:name="a"><table:table-row>'
        f"<table:table-cell {inside}</table:table-cell></table:table-row></table:table>"
        "</office:spreadsheet></office:body></office:document>"
    ).encode()


def formula(text: str) -> bytes:
    """A flat spreadsheet of one formula."""
    return sheet(f'table:formula="of:={escape(text)}" office:value-type="float" office:value="7">')


def picture(url: str) -> bytes:
    """A flat spreadsheet with a picture that is elsewhere."""
    return sheet(
        '><draw:frame svg:width="2cm" svg:height="2cm"><draw:image xlink:type="simple" xlink:show="embed" '
        f'xlink:actuate="onLoad" xlink:href="{url}/picture.png"/></draw:frame>'
    )


def _text(inside: str) -> bytes:
    return (
        f'{_XML}<office:document {_SPACES} office:version="1.2" office:mimetype="{_ODT}"><office:body>'
        f"<office:text>{inside}</office:text></office:body></office:document>"
    ).encode()


def section(url: str) -> bytes:
    """A flat text with a section that is elsewhere."""
    return _text(
        '<text:section text:name="s"><text:section-source xlink:type="simple" '
        f'xlink:href="{url}/s.odt"/><text:p>x</text:p></text:section>'
    )


def illustrated(url: str) -> bytes:
    """A flat text with a picture that is elsewhere."""
    return _text(
        '<text:p><draw:frame text:anchor-type="as-char" svg:width="2cm" svg:height="2cm"><draw:image '
        f'xlink:type="simple" xlink:show="embed" xlink:actuate="onLoad" xlink:href="{url}/picture.png"/>'
        "</draw:frame></text:p>"
    )


def macro(ran: Path) -> bytes:
    """A spreadsheet whose macro writes ``ran`` when it is opened."""
    parts = {
        "content.xml": f'<office:document-content {_SPACES} office:version="1.2">{_EVENT}<office:body>'
        '<office:spreadsheet><table:table table:name="a"><table:table-row><table:table-cell/>'
        "</table:table-row></table:table></office:spreadsheet></office:body></office:document-content>",
        "Basic/script-lc.xml": f'<library:libraries xmlns:library="{_LIBRARY}"><library:library '
        'library:name="Standard" library:link="false"/></library:libraries>',
        "Basic/Standard/script-lb.xml": f'<library:library xmlns:library="{_LIBRARY}" '
        'library:name="Standard"><library:element library:name="M"/></library:library>',
        "Basic/Standard/M.xml": '<script:module xmlns:script="http://openoffice.org/2000/script" '
        f'script:name="M" script:language="StarBasic">{escape(_MACRO.format(ran=ran))}</script:module>',
    }
    space = "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"
    entries = "".join(
        f'<m:file-entry m:full-path="{name}" m:version="1.2" m:media-type="{kind}"/>'
        for name, kind in (("/", _ODS), *((name, "text/xml") for name in parts))
    )
    parts["META-INF/manifest.xml"] = f'<m:manifest xmlns:m="{space}" m:version="1.2">{entries}</m:manifest>'
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as package:
        package.writestr("mimetype", _ODS)
        for name, content in parts.items():
            package.writestr(name, _XML + content)
    return stream.getvalue()


def ours(*names: str) -> tuple[Setting, ...]:
    """Our own settings of these names, of these parts of LibreOffice; each must be there."""
    found = tuple(each for each in soffice._SETTINGS if f"{each[0]}/{each[1]}".endswith(names))
    assert len(found) >= len(names)
    return found


def acts_when_opened(
    file: Path, settings: Sequence[Setting], acted: Callable[[], bool], folder: Path
) -> bool:
    """Open a document in LibreOffice, as a person would; whether it ``acted`` while it was open.

    A conversion is no use for that: LibreOffice runs no macro and updates no link there, whatever is set.
    """
    profile, lock = folder / "profile", file.with_name(f".~lock.{file.name}#")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(soffice, "_SETTINGS", tuple(settings))
        soffice._write_settings(profile)
    line = [str(soffice.find()), "--headless", "--norestore", "--nodefault", "--nologo"]
    running = subprocess.Popen(  # noqa: S603  # LibreOffice, on a file of our own
        [*line, f"-env:UserInstallation={profile.as_uri()}", str(file)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        assert _within(_START, lock.exists), "LibreOffice did not open it"
        return _within(_ACT, acted)
    finally:
        soffice.end(running)


def _within(seconds: float, holds: Callable[[], bool]) -> bool:
    end = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > end:
            return False
        time.sleep(0.05)
    return True
