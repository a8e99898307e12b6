"""The shapes of notes in a VML part: put in and taken out as text, since VML is often not well-formed XML."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field

from xltools.core.errors import PatchRefused

#: Shape ids come in blocks of this size; a drawing says in its idmap which blocks are its own.
BLOCK = 1024
_SPACES = {
    "v": "urn:schemas-microsoft-com:vml",
    "o": "urn:schemas-microsoft-com:office:office",
    "x": "urn:schemas-microsoft-com:office:excel",
}
_NAMESPACES = "".join(f' xmlns:{prefix}="{uri}"' for prefix, uri in _SPACES.items())
_TYPE = (
    '<v:shapetype{spaces} id="_x0000_t202" coordsize="21600,21600" o:spt="202" '
    'path="m,l,21600r21600,l21600,xe">'
    '<v:stroke joinstyle="miter"/><v:path gradientshapeok="t" o:connecttype="rect"/></v:shapetype>'
)
_SHAPE = (
    '<v:shape{spaces} id="_x0000_s{number}" type="#_x0000_t202" style="position:absolute;margin-left:59.25pt;'
    'margin-top:1.5pt;width:{width}pt;height:{height}pt;z-index:1;visibility:hidden" fillcolor="#ffffe1" '
    'o:insetmode="auto"><v:fill color2="#ffffe1"/><v:shadow on="t" color="black" obscured="t"/>'
    '<v:path o:connecttype="none"/><v:textbox style="mso-direction-alt:auto">'
    '<div style="text-align:left"></div></v:textbox><x:ClientData ObjectType="Note">'
    "<x:MoveWithCells/><x:SizeWithCells/><x:Anchor>{anchor}</x:Anchor>"
    "<x:AutoFill>False</x:AutoFill><x:Row>{row}</x:Row><x:Column>{column}</x:Column></x:ClientData></v:shape>"
)
_MAP = re.compile(r"(<[\w-]+:idmap\b[^>]*?\bdata\s*=\s*)([\"'])([^\"']*)\2")
_ID = re.compile(r"_x0000_s(\d+)")
_HAS_TYPE = re.compile(r"<[\w-]+:shapetype\b[^>]*\bid\s*=\s*[\"']_x0000_t202[\"']")
_END = re.compile(r"</(?:[\w-]+:)?xml\s*>")
_ROOT = re.compile(r"<(?:[\w-]+:)?xml\b[^>]*>")
_ONE = re.compile(r"<([\w-]+):shape\b[^>]*(?<!/)>.*?</\1:shape\s*>", re.DOTALL)
_ANY = re.compile(r"<[\w-]+:(?:shape|group|rect|line|oval|image|roundrect|polyline)\b")
_NOTE = re.compile(r"ObjectType\s*=\s*[\"']Note[\"']")


@dataclass(frozen=True, slots=True)
class Box:
    """A note's box: its cell, row and column from 1, its anchor as VML writes it, and its size in points."""

    row: int
    column: int
    anchor: str
    width: float
    height: float


@dataclass(slots=True)
class Blocks:
    """The blocks of shape ids that the drawings of a workbook use."""

    used: set[int] = field(default_factory=set)

    def note(self, content: bytes) -> None:
        """Take in those of one drawing."""
        text, _ = _decoded(content)
        self.used |= _own(text) | {number // BLOCK for number in _ids(text)}

    def fresh(self) -> int:
        """A block that none uses, taken from now on."""
        block = max(self.used, default=0) + 1
        self.used.add(block)
        return block


def drawing(blocks: Blocks) -> bytes:
    """A drawing without shapes, with a block of ids of its own."""
    layout = f'<o:shapelayout v:ext="edit"><o:idmap v:ext="edit" data="{blocks.fresh()}"/></o:shapelayout>'
    return f"<xml{_NAMESPACES}>{layout}{_TYPE.format(spaces='')}</xml>".encode()


def with_shapes(content: bytes, boxes: Sequence[Box], blocks: Blocks, file: str) -> bytes:
    """A drawing with a hidden note's shape for each box; PatchRefused where it has no end."""
    text, coded = _decoded(content)
    ends = list(_END.finditer(text))
    root = _ROOT.search(text)
    if not ends or root is None:
        raise PatchRefused(
            f"“{file}”的批注图形部件不完整，不能加批注。",
            fix="请用 Excel 打开原件，另存后再试；原件没有改动。",
        )
    known = all(f'xmlns:{prefix}="{uri}"' in root[0] for prefix, uri in _SPACES.items())
    spaces = "" if known else _NAMESPACES
    numbers, text = _numbered(text, len(boxes), blocks)
    added = "" if _HAS_TYPE.search(text) else _TYPE.format(spaces=spaces)
    for number, box in zip(numbers, boxes, strict=True):
        added += _SHAPE.format(
            spaces=spaces,
            number=number,
            anchor=box.anchor,
            row=box.row - 1,
            column=box.column - 1,
            width=f"{box.width:g}",
            height=f"{box.height:g}",
        )
    end = list(_END.finditer(text))[-1].start()
    return coded(text[:end] + added + text[end:])


def without_notes(content: bytes, cells: Collection[tuple[int, int]]) -> bytes:
    """A drawing without the shapes of the notes at these cells (row and column from 1)."""
    text, coded = _decoded(content)
    return coded(_ONE.sub(lambda shape: "" if _at(shape[0]) in cells else shape[0], text))


def empty(content: bytes) -> bool:
    """Whether nothing is left in a drawing that anybody sees."""
    text, _ = _decoded(content)
    return not _ANY.search(text)


def _at(shape: str) -> tuple[int, int] | None:
    """The cell of a note's shape."""
    found = [re.search(rf"<[\w-]+:{name}>\s*(\d+)\s*<", shape) for name in ("Row", "Column")]
    row, column = found
    return (int(row[1]) + 1, int(column[1]) + 1) if row and column and _NOTE.search(shape) else None


def _numbered(text: str, count: int, blocks: Blocks) -> tuple[list[int], str]:
    """Ids for new shapes, behind those in use; where the drawing's blocks are full it gets a further one."""
    used, chosen = set(_ids(text)), list[int]()
    free = _free(_own(text), used)
    while len(chosen) < count:
        number = next(free, None)
        if number is None:
            block = blocks.fresh()
            text = _MAP.sub(lambda found, new=block: _mapped(found, new), text, count=1)  # type: ignore[misc]
            free = _free({block}, used)
            continue
        chosen.append(number)
    return chosen, text


def _mapped(found: re.Match[str], block: int) -> str:
    data = f"{found[3]},{block}" if found[3].strip() else str(block)
    return f"{found[1]}{found[2]}{data}{found[2]}"


def _free(own: set[int], used: set[int]) -> Iterator[int]:
    for block in sorted(own):
        first = max((number for number in used if number // BLOCK == block), default=block * BLOCK) + 1
        yield from range(first, (block + 1) * BLOCK)


def _own(text: str) -> set[int]:
    """The blocks a drawing says are its own."""
    return {int(number) for found in _MAP.finditer(text) for number in re.findall(r"\d+", found[3])}


def _ids(text: str) -> list[int]:
    return [int(number) for number in _ID.findall(text)]


def _decoded(content: bytes) -> tuple[str, Callable[[str], bytes]]:
    """The text, and the way back to bytes that leaves every other byte as it was."""
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        codec = "utf-16-le" if content[:2] == b"\xff\xfe" else "utf-16-be"
        return content.decode(codec), lambda text: text.encode(codec)
    return content.decode("latin-1"), lambda text: text.encode("latin-1")
