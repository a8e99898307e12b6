"""Evidence (佐证材料): the list in a workbook, what was seen in the folder beside it, and how they compare.

Which table is the list, and which columns play which part, is said in 说明 of the standard:
``佐证材料表`` names the table, ``佐证材料列`` gives each part its column.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from xltools.core.errors import StandardError
from xltools.core.model import Datum, Record, Row
from xltools.core.standard import Standard

#: What a folder of evidence is called, alone or within a longer name.
FOLDER = "佐证材料"

#: The words of 比较 that are about evidence, and the items of 说明 that say where the list is.
WORDS = ("佐证材料", "佐证登记", "佐证要求")
_TABLE, _COLUMNS = "佐证材料表", "佐证材料列"
#: The parts: four columns of the list, then two of the score sheet.
_PARTS = ("序号", "名称", "指标", "文件", "引用", "得分")

#: What staff write where there is nothing.
_NOTHING = frozenset(("", "无", "没有", "空", "/", "-", "--", "—", "——", "不适用"))

State = Literal["完好", "空", "打不开", "扩展名不符", "只看了一部分", "没有看"]


@dataclass(frozen=True, slots=True)
class Roles:
    """The list's table and its columns; ``cited`` and ``score`` are columns of the score sheet."""

    table: str
    number: str
    title: str
    indicator: str
    file: str
    cited: str
    score: str


@dataclass(frozen=True, slots=True)
class File:
    """One file of the folder: ``path`` within it (with /), bytes, and what looking at it showed.

    ``sha256`` is "" where it was not read; ``why`` says in Chinese what is not in order.
    """

    path: str
    size: int
    sha256: str
    state: State
    why: str = ""

    @property
    def name(self) -> str:
        """The name without the sub-folder."""
        return self.path.rpartition("/")[2]


@dataclass(frozen=True, slots=True)
class Evidence:
    """What was seen beside a workbook.

    ``folder`` is "" when there is none: then ``wanted`` are the names it might have, and ``problem`` says
    why none could be taken although one is there. ``left_out`` says why not all of it was seen.
    """

    folder: str
    files: tuple[File, ...] = ()
    wanted: tuple[str, ...] = ()
    problem: str = ""
    left_out: str = ""


@dataclass(frozen=True, slots=True)
class Material:
    """One row of the list; ``names`` are the files its cell names."""

    number: str
    title: str
    indicator: Datum
    file: Datum
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Claim:
    """One file name of the list and the files it means; ``exact`` when none of it was read leniently."""

    material: Material
    name: str
    files: tuple[File, ...]
    exact: bool = True


def asks_for_evidence(standard: Standard) -> bool:
    """Whether any rule in use is about evidence."""
    return any(rule.enabled and rule.compare in WORDS for rule in standard.rules)


def roles_of(standard: Standard) -> Roles:
    """Where the standard keeps its list; StandardError when 说明 does not say, or names no such column."""
    table = standard.about.get(_TABLE, "").strip()
    pairs = (pair.partition("=") for pair in standard.about.get(_COLUMNS, "").replace("＝", "=").split("、"))
    columns = {part.strip(): column.strip() for part, _, column in pairs}
    listed = {field.name for field in standard.columns(table)} if table in standard.tables else set()
    scored = {
        f.name for name, b in standard.tables.items() if b.style == "逐指标" for f in standard.columns(name)
    }
    for position, part in enumerate(_PARTS):
        if columns.get(part, "") not in (listed if position < 4 else scored):
            raise StandardError(
                f"规范“{standard.name}”的“说明”页没有写明“{_TABLE}”，或“{_COLUMNS}”里“{part}”没有对应的列",
                fix=f"在“说明”页“{_TABLE}”写块名，“{_COLUMNS}”写：{'、'.join(f'{p}=字段名' for p in _PARTS)}",
            )
    return Roles(table, *(columns[part] for part in _PARTS))


def materials(record: Record, roles: Roles) -> tuple[Material, ...]:
    """The rows of the list that say anything of a material."""
    return tuple(
        Material(
            said(row.get(roles.number)),
            said(row.get(roles.title)),
            row[roles.indicator],
            row[roles.file],
            names_in(said(row[roles.file])),
        )
        for row in record.tables.get(roles.table, ())
        if roles.indicator in row and roles.file in row and _filled(row, roles)
    )


def _filled(row: Row, roles: Roles) -> bool:
    """Whether more than the number, which a form may give in advance, was entered."""
    return any(said(row.get(column)) for column in (roles.title, roles.indicator, roles.file))


def said(datum: Datum | None) -> str:
    """A cell's text, trimmed; "" for a blank, for a word that means nothing is there, and for an error."""
    if datum is None or datum.blank or not datum.readable:
        return ""
    text = str(datum.value).strip()
    return "" if text in _NOTHING else text


_LINES = re.compile(r"[\r\n；;]+")
#: A 、 or comma that follows a file's ending: between two names, not inside one (一、批复.pdf).
_AFTER_ENDING = re.compile(r"(?:(?<=\.[A-Za-z0-9]{2})|(?<=\.[A-Za-z0-9]{3})|(?<=\.[A-Za-z]{4}))[、，,]")
_BETWEEN = re.compile("[、，,]")
_ENDING = re.compile(r"\.[A-Za-z][A-Za-z0-9]{1,4}$")


def names_in(text: str) -> tuple[str, ...]:
    """The file names in a cell: on lines of their own, or between ； and 、.

    ``批复.pdf、合同.pdf`` are two, ``一、批复.pdf`` is one, ``批复、合同`` are two.
    """
    names: list[str] = []
    for line in _LINES.split(text):
        parts = _AFTER_ENDING.split(line)
        if len(parts) == 1 and not _ENDING.search(line.strip()):
            parts = _BETWEEN.split(line)
        names += [part.strip() for part in parts if part.strip()]
    return tuple(dict.fromkeys(names))


def compare(listed: Sequence[Material], files: Sequence[File]) -> tuple[Claim, ...]:
    """Each name of the list with the files it means; none where it means no file that is there."""
    shelf = _Shelf(files)
    return tuple(claim for material in listed for claim in _claims(material, shelf))


def _claims(material: Material, shelf: _Shelf) -> Iterator[Claim]:
    """The claims of one row: a cell that is one file's name as it stands is never taken apart."""
    whole = said(material.file)
    if whole and shelf.find(whole)[0]:
        yield Claim(material, whole, *shelf.find(whole))
        return
    for name in material.names:
        found, exact = shelf.find(name)
        parts = [part.strip() for part in _BETWEEN.split(name) if part.strip()]
        if not found and len(parts) > 1 and all(shelf.find(part)[0] for part in parts):
            yield from (Claim(material, part, *shelf.find(part)) for part in parts)
        else:
            yield Claim(material, name, found, exact)


class _Shelf:
    """The files of a folder by the ways in which a list may name them, the strictest first."""

    def __init__(self, files: Sequence[File]) -> None:
        self._by: list[tuple[Callable[[str], str], dict[str, list[File]]]] = []
        for spelling in (_composed, plain):
            for ways in (_as_path, _as_name, _as_stem, _as_folders):
                index: dict[str, list[File]] = {}
                for file in files:
                    for way in ways(file):
                        index.setdefault(spelling(way), []).append(file)
                self._by.append((spelling, index))

    def find(self, name: str) -> tuple[tuple[File, ...], bool]:
        """The files a name means, and whether they are spelt just so (in whatever Unicode form)."""
        wanted = name.replace("\\", "/").removeprefix("./").strip("/")
        for spelling, index in self._by:
            if found := index.get(spelling(wanted)):
                return tuple(found), spelling is _composed
        return (), True


def _as_path(file: File) -> tuple[str, ...]:
    return (file.path,)


def _as_name(file: File) -> tuple[str, ...]:
    return (file.name,)


def _as_stem(file: File) -> tuple[str, ...]:
    """Without the ending, with and without the sub-folder."""
    return (_ENDING.sub("", file.path), _ENDING.sub("", file.name))


def _as_folders(file: File) -> tuple[str, ...]:
    """The sub-folders a file is in: a list may name a folder for all that is in it."""
    parts = file.path.split("/")[:-1]
    return tuple(dict.fromkeys([*("/".join(parts[: n + 1]) for n in range(len(parts))), *parts]))


def _composed(name: str) -> str:
    return unicodedata.normalize("NFC", name)


_BRACKETS = str.maketrans("〔〕［］[]【】〖〗「」『』{}《》〈〉<>", "()" * 11)
_DASHES = str.maketrans("—–－―‐−", "------")


def plain(name: str) -> str:
    """A name as it is compared leniently: without width, case, spaces, or the kind of its brackets."""
    folded = unicodedata.normalize("NFKC", name.translate(_BRACKETS).translate(_DASHES)).casefold()
    return "".join(
        letter for letter in folded if not (letter.isspace() or unicodedata.category(letter) == "Cf")
    )
