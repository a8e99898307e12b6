"""A VBA project (vbaProject.bin) from the source of its modules, without compiled code (MS-OVBA).

Office compiles the source when it opens the file. The project has no references of its own: one that a
computer lacks (WPS has no Office library) would stop every macro.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence
from dataclasses import dataclass

from xltools.writers.vba.compound import compound
from xltools.writers.vba.compress import compressed

#: Project text is in the code page of Chinese Windows.
CODEC, CODE_PAGE = "gbk", 936

#: What a document module stands for: the workbook, or one of its sheets.
WORKBOOK = "{00020819-0000-0000-C000-000000000046}"
SHEET = "{00020820-0000-0000-C000-000000000046}"

_ID = "{7B1C6E52-3C0F-4B7D-9A54-58C1F4A0D9E3}"
_HOST = "{3832D640-CF90-11CF-8E43-00A0C911005A}"
_SEED = 0x58
_LOCALE = 0x0409


@dataclass(frozen=True, slots=True)
class Module:
    """A module: its name (ASCII), its code without attributes, and what a document module stands for."""

    name: str
    code: str = ""
    document: str = ""

    @property
    def text(self) -> str:
        """The source as the stream holds it: attributes, then the code; lines end with CR LF."""
        lines = [f'Attribute VB_Name = "{self.name}"']
        if self.document:
            given = {"VB_Base": f'"0{self.document}"', "VB_GlobalNameSpace": "False", "VB_Creatable": "False"}
            given |= {"VB_PredeclaredId": "True", "VB_Exposed": "True"}
            given |= {"VB_TemplateDerived": "False", "VB_Customizable": "True"}
            lines += [f"Attribute {name} = {value}" for name, value in given.items()]
        return "\r\n".join([*lines, *self.code.splitlines(), ""])


def vba_project(name: str, modules: Sequence[Module]) -> bytes:
    """The project with these modules; UnicodeEncodeError where a text is not in the project's code page."""
    streams = {module.name: compressed(module.text.encode(CODEC)) for module in modules}
    vba = {**streams, "dir": compressed(_directory(name, modules)), "_VBA_PROJECT": _NO_CACHE}
    return compound({"VBA": vba, "PROJECT": _project(name, modules), "PROJECTwm": _names(modules)})


#: Not protected, no password, shown.
_OPEN = {"CMG": bytes(4), "DPB": bytes(1), "GC": b"\xff"}

#: A version no Office has: all compile the source anew.
_NO_CACHE = struct.pack("<HHBH", 0x61CC, 0xFFFF, 0, 0)


def _directory(name: str, modules: Sequence[Module]) -> bytes:
    """The stream ``dir`` (MS-OVBA 2.3.4.2): what the project is, then a record set a module."""
    parts = [
        _number(0x01, 1),
        _number(0x02, _LOCALE),
        _number(0x14, _LOCALE),
        _short(0x03, CODE_PAGE),
        _text(0x04, name),
        *_twice(0x05, 0x40, ""),
        *(_text(0x06, ""), _text(0x3D, "")),
        _number(0x07, 0),
        _number(0x08, 0),
        struct.pack("<HIIH", 0x09, 4, 1, 0),
        *_twice(0x0C, 0x3C, ""),
        _short(0x0F, len(modules)),
        _short(0x13, 0xFFFF),
        *(_module(module) for module in modules),
        _text(0x10, ""),
    ]
    return b"".join(parts)


def _module(module: Module) -> bytes:
    """The records of one module; its source begins at byte 0 of its stream."""
    parts = [
        *_twice(0x19, 0x47, module.name),
        *_twice(0x1A, 0x32, module.name),
        *_twice(0x1C, 0x48, ""),
        _number(0x31, 0),
        _number(0x1E, 0),
        _short(0x2C, 0xFFFF),
        _text(0x22 if module.document else 0x21, ""),
        _text(0x2B, ""),
    ]
    return b"".join(parts)


def _number(kind: int, value: int) -> bytes:
    return struct.pack("<HII", kind, 4, value)


def _short(kind: int, value: int) -> bytes:
    return struct.pack("<HIH", kind, 2, value)


def _text(kind: int, value: str) -> bytes:
    content = value.encode(CODEC)
    return struct.pack("<HI", kind, len(content)) + content


def _twice(kind: int, wide: int, value: str) -> tuple[bytes, bytes]:
    """A text in the code page, and again in UTF-16."""
    content = value.encode("utf-16-le")
    return _text(kind, value), struct.pack("<HI", wide, len(content)) + content


def _project(name: str, modules: Sequence[Module]) -> bytes:
    """The stream ``PROJECT``: the same once more as text; without a password, not locked, visible."""
    lines = [f'ID="{_ID}"']
    listed = {True: "Document={}/&H00000000", False: "Module={}"}
    lines += [listed[bool(each.document)].format(each.name) for each in modules]
    lines += [f'Name="{name}"', 'HelpContextID="0"', 'VersionCompatible32="393222000"']
    lines += [f'{key}="{_hidden(data)}"' for key, data in _OPEN.items()]
    lines += ["", "[Host Extender Info]", f"&H00000001={_HOST};VBE;&H00000000", "", "[Workspace]"]
    lines += [f"{each.name}=0, 0, 0, 0, C" for each in modules]
    return "\r\n".join([*lines, ""]).encode(CODEC)


def _names(modules: Sequence[Module]) -> bytes:
    """The stream ``PROJECTwm``: each module's name in the code page and in UTF-16."""
    pairs = [f"{each.name}\0".encode(CODEC) + f"{each.name}\0".encode("utf-16-le") for each in modules]
    return b"".join(pairs) + b"\0\0"


def _hidden(data: bytes) -> str:
    """The data as Office writes what it hides (MS-OVBA 2.4.3): chained exclusive-ors, with a fixed seed."""
    key = sum(_ID.encode()) & 0xFF
    sent = [_SEED, _SEED ^ 2, _SEED ^ key]
    before = key
    length = struct.pack("<I", len(data))
    for byte in bytes((_SEED & 6) // 2) + length + data:
        sent.append(byte ^ ((sent[-2] + before) & 0xFF))
        before = byte
    return bytes(sent).hex().upper()
