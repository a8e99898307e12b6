"""The directory of a zip, guarded: what it says of its entries is checked before one of them is unpacked."""

from __future__ import annotations

import struct
import zipfile
from collections.abc import Iterable, Sequence

from xltools.core.errors import InputError
from xltools.readers.limits import MEGABYTE, Limits, limits, variable

#: Entries smaller than this are no bombs, however well they are packed.
RATIO_FROM = 1 << 20

DAMAGED = "文件可能在传输中损坏：请用 Excel 或 WPS 打开原件，另存为 .xlsx 后再试。"
SUSPICIOUS = "请用 Excel 或 WPS 打开核对内容，另存为新的 .xlsx 后再试；来历不明的文件请勿打开。"
_UNLOCK = "请去掉压缩密码，或在 Excel、WPS 中另存为不加密的 .xlsx。"

#: What office programs write and read.
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_LOCAL_HEADER = 30
_XML = (".xml", ".rels", ".vml")


def guarded(infos: Sequence[zipfile.ZipInfo], content: bytes, file: str) -> dict[str, zipfile.ZipInfo]:
    """The entries by their name in lower case, without folders; InputError when a limit is broken."""
    most = limits()
    if len(infos) > most.parts:
        raise too_big(file, f"内含 {len(infos)} 个部件，超过 {most.parts} 个", "parts")
    if sum(info.file_size for info in infos) > most.unpacked * MEGABYTE:
        raise too_big(file, f"解压后超过 {most.unpacked} MB", "unpacked")
    entries: dict[str, zipfile.ZipInfo] = {}
    for info in infos:
        _guard_entry(info, file, most)
        if info.is_dir():
            continue
        key = info.filename.lower()
        if key in entries:
            message = f"“{file}”里有重名部件 {info.filename}。"
            raise InputError(message, fix=SUSPICIOUS, code="duplicate-part")
        entries[key] = info
    _guard_places(infos, content, file)
    return entries


def guard_part(info: zipfile.ZipInfo, file: str) -> None:
    """InputError where a part that is about to be parsed is packed as no such part is.

    A white picture or a page of printer settings may be; nobody parses those.
    """
    ratio = limits().ratio
    if info.file_size > RATIO_FROM and info.file_size > ratio * max(1, info.compress_size):
        raise too_big(file, f"部件 {info.filename} 的压缩比超过 {ratio} 倍", "ratio")


def too_big(file: str, why: str, limit: str, do: str = SUSPICIOUS) -> InputError:
    """The refusal of a file that holds more than a limit: what to ``do``, and what sets the limit."""
    fix = f"{do.rstrip('。')}；确有这么大的，用环境变量 {variable(limit)} 放宽。"
    return InputError(f"“{file}”过大或异常：{why}。", fix=fix, code="too-big")


def _guard_entry(info: zipfile.ZipInfo, file: str, most: Limits) -> None:
    name = info.filename
    odd = name.startswith("/") or "\\" in name or ":" in name or ".." in name.split("/")
    if not name or odd or any(ord(character) < 32 for character in name):
        message = f"“{file}”里有路径异常的部件 {_printable(name)}。"
        raise InputError(message, fix=SUSPICIOUS, code="bad-part-name")
    if info.flag_bits & 1:
        raise InputError(f"“{file}”的内容已加密，无法读取。", fix=_UNLOCK, code="encrypted")
    if info.compress_type not in _METHODS:
        message = f"“{file}”的部件 {name} 用了 Excel 不用的压缩方法（{info.compress_type}）。"
        raise InputError(message, fix=DAMAGED, code="compression")
    if info.file_size > most.part * MEGABYTE:
        raise too_big(file, f"部件 {name} 解压后超过 {most.part} MB", "part")
    if name.lower().endswith(_XML):
        guard_part(info, file)


def _guard_places(infos: Iterable[zipfile.ZipInfo], content: bytes, file: str) -> None:
    """Refuse entries that share bytes: a bomb of a thousand names for one piece, or a forged directory."""
    end = 0
    for info in sorted(infos, key=lambda each: each.header_offset):
        start = info.header_offset
        header = content[start : start + _LOCAL_HEADER] if start >= 0 else b""
        if len(header) < _LOCAL_HEADER or not header.startswith(b"PK\x03\x04"):
            raise InputError(f"“{file}”的压缩结构已损坏，打不开。", fix=DAMAGED, code="bad-zip")
        if start < end:
            message = f"“{file}”的部件 {info.filename} 与别的部件占用同一段内容，正常的文件不会这样。"
            raise InputError(message, fix=SUSPICIOUS, code="overlap")
        name, extra = struct.unpack_from("<HH", header, 26)
        end = start + _LOCAL_HEADER + name + extra + info.compress_size


def _printable(name: str) -> str:
    return "".join(character if character.isprintable() else "?" for character in name)
