"""Look at the evidence (佐证材料) beside a workbook: what is there, and does it open. Nothing is altered."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BufferedReader
from pathlib import Path, PurePath

from xltools.core.evidence import Evidence, File, State
from xltools.core.filenames import file_name
from xltools.readers import office, pdf
from xltools.readers.evidence_folder import find
from xltools.readers.pictures import PICTURES
from xltools.readers.remote import fill, is_address, lay_beside

#: Larger files are hashed but not opened; beyond this many bytes or files in all, none is even read.
MAX_OPEN = 200 << 20
MAX_BYTES = 4 << 30
MAX_FILES = 3_000
MAX_DEPTH = 16

#: What systems and programs leave behind.
_LITTER = frozenset(("thumbs.db", "ehthumbs.db", "desktop.ini", ".ds_store", "__macosx"))
_LITTER_STARTS = ("~$", ".~", "._", ".")
_TEXTS = (".txt", ".csv", ".md", ".log")
_ENCODINGS = ("utf-8-sig", "gb18030")
_NOT_OPENED = "没有打开核对"

#: The state of a file and what is to be said of it.
Verdict = tuple[State, str]


def look(path: Path, code: str, standard: str) -> Evidence:
    """What stands beside the workbook at ``path``, of the unit ``code``; what cannot be read is said."""
    far = is_address(path)
    try:
        if far:
            lay_beside(path)
        found = find(path, code, standard)
        if far and found.folder:
            fill(found.folder)
    except (OSError, ValueError) as error:
        return Evidence("", problem=f"读不了工作簿所在的文件夹（{_reason(error)}）")
    if found.folder is None:
        return Evidence("", wanted=found.wanted, problem=found.problem)
    walk = _Walk(found.folder)
    files = tuple(walk.files())
    return Evidence(found.folder.relative_to(path.parent).as_posix(), files, left_out=walk.left_out)


@dataclass
class _Walk:
    """One walk through a folder, within limits; ``left_out`` says afterwards what was not seen."""

    root: Path
    left_out: str = field(default="", init=False)
    _count: int = field(default=0, init=False)
    _bytes: int = field(default=0, init=False)

    def files(self) -> Iterator[File]:
        """Every file, in the order of names; links are named and not followed."""
        yield from self._inside(self.root, "", 0)

    def _inside(self, folder: Path, above: str, depth: int) -> Iterator[File]:
        try:
            with os.scandir(folder) as entries:
                listed = sorted(entries, key=lambda entry: entry.name)
        except OSError as error:
            self.left_out = f"文件夹“{above or folder.name}”读不了（{_reason(error)}）"
            return
        for entry in listed:
            if _is_litter(entry.name):
                continue
            path = f"{above}/{file_name(entry.name)}" if above else file_name(entry.name)
            if self._count >= MAX_FILES:
                self.left_out = f"文件太多，只看了前{MAX_FILES}个"
                return
            if entry.is_dir(follow_symlinks=False):
                if depth >= MAX_DEPTH or not self._is_below(entry.path):
                    self.left_out = f"文件夹“{path}”套得太深，或指向别处，没有进去看"
                else:
                    yield from self._inside(Path(entry.path), path, depth + 1)
                continue
            self._count += 1
            yield self._file(entry, path)

    def _is_below(self, folder: str) -> bool:
        """Whether a sub-folder really lies in this one, and is no junction to elsewhere."""
        return Path(os.path.realpath(folder)).is_relative_to(os.path.realpath(self.root))

    def _file(self, entry: os.DirEntry[str], path: str) -> File:
        if not entry.is_file(follow_symlinks=False):
            return File(path, 0, "", "没有看", "是链接或特殊文件，没有打开")
        try:
            with Path(entry.path).open("rb") as stream:
                size = os.fstat(stream.fileno()).st_size
                self._bytes += size
                if self._bytes > MAX_BYTES:
                    return File(path, size, "", "没有看", f"材料总量超过{MAX_BYTES >> 30}GB，没有打开")
                return _opened(stream, path, size)
        except OSError as error:
            return File(path, 0, "", "没有看", _reason(error))


def _opened(stream: BufferedReader, path: str, size: int) -> File:
    """One file, read once: its hash, and whether it is what it should be."""
    if size > MAX_OPEN:
        sha256 = hashlib.file_digest(stream, "sha256").hexdigest()
        return File(path, size, sha256, "没有看", f"超过{MAX_OPEN >> 20}MB，没有打开")
    content = stream.read(MAX_OPEN + 1)
    state, why = judged(content, path.rpartition("/")[2])
    return File(path, len(content), hashlib.sha256(content).hexdigest(), state, why)


def judged(content: bytes, name: str) -> Verdict:
    """Whether a file of that name with these bytes opens, holds anything, and is what its ending says."""
    ending = PurePath(name).suffix.lower()
    if not content:
        return "空", "0字节"
    kind = _kind(content, name, ending)
    if kind.fault:
        return "打不开", kind.fault
    if ending in _KNOWN - set(kind.endings) or (kind.endings and ending not in kind.endings):
        return "扩展名不符", f"扩展名是{ending or '空白'}，内容是{kind.name}"
    if kind.empty:
        return "空", kind.empty
    return ("只看了一部分", kind.note) if kind.note else ("完好", "")


def _kind(content: bytes, name: str, ending: str) -> office.Opened:
    """What the bytes are; an ending that promises a kind which they are not is a fault."""
    if content.startswith(office.ZIP):
        return office.zipped(content, name)
    if content.startswith(office.OLE):
        return office.old(content)
    for picture in PICTURES:
        if picture.magic.match(content):
            return office.Opened(picture.name, picture.endings, picture.fault_of(content))
    if pdf.is_pdf(content):
        fault, note = pdf.faults(content)
        return office.Opened("PDF", (".pdf",), fault, note)
    if ending in _TEXTS:
        return _text(content)
    if ending in _KNOWN:
        return office.Opened("", (), f"内容不是{ending}文件，可能已损坏")
    return office.Opened("", (), note=_NOT_OPENED)


def _text(content: bytes) -> office.Opened:
    """A text: whether it can be read as one, and says anything."""
    encodings = ("utf-16",) if content[:2] in (b"\xff\xfe", b"\xfe\xff") else _ENCODINGS
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return office.Opened("文本", _TEXTS, empty="" if text.strip() else "里面只有空白")
    return office.Opened("", (), fault="不是文本")


#: Endings that promise a kind which is known by its bytes.
_KNOWN = frozenset((".pdf", *office.NEW, *(ending for picture in PICTURES for ending in picture.endings)))


def _is_litter(name: str) -> bool:
    return name.lower() in _LITTER or name.startswith(_LITTER_STARTS)


def _reason(error: Exception) -> str:
    if isinstance(error, PermissionError):
        return "没有读取的权限，或正被占用"
    return "读不了" if not isinstance(error, OSError) else error.strerror or "读不了"
