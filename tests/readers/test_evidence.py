"""The folder beside a workbook: which one it is, what is in it; nothing in it is altered or followed."""

from __future__ import annotations

import hashlib
import os
import shutil
import sys
import unicodedata
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from tests.form.books import CLEAN, SICHUAN
from xltools.core.evidence import Evidence
from xltools.pool.alone import Alone
from xltools.pool.limits import Limits
from xltools.readers.evidence import MAX_OPEN, look
from xltools.runner import workbooks_in

from . import evidence_made as made

STANDARD = "湛江2022"

posix = pytest.mark.skipif(sys.platform == "win32", reason="要有 POSIX 的链接和管道")


def put(folder: Path, **files: bytes) -> Path:
    """A folder with these files (``__`` stands for the dot)."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        (folder / name.replace("__", ".")).write_bytes(content)
    return folder


def state_of(folder: Path) -> dict[Path, tuple[bytes, int]]:
    """Every file below a folder with its bytes and time."""
    files = (path for path in folder.rglob("*") if path.is_file())
    return {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in files}


@pytest.fixture
def book(tmp_path: Path) -> Path:
    """A unit's workbook in a folder of its own."""
    return Path(shutil.copy(CLEAN, tmp_path / "某局(本级).xlsx"))


def seen(book: Path) -> Evidence:
    """What stands beside the workbook of unit 906017."""
    return look(book, "906017", STANDARD)


@pytest.mark.parametrize(
    "name",
    [
        "佐证材料/某局(本级)",
        "某局(本级)_佐证材料",
        "某局(本级)佐证材料",
        "906017佐证材料",
        "佐证材料",
        "某局(本级)",
        "佐证材料/某局（本级）",
        "９０６０１７ 佐证材料",
    ],
)
def test_each_name_a_folder_may_have(book: Path, name: str) -> None:
    """The folder is found under each of its names, in any width of brackets and digits."""
    put(book.parent / name, a__pdf=made.pdf())
    assert seen(book).folder == name
    assert [file.path for file in seen(book).files] == ["a.pdf"]


def test_the_unit_s_own_folder_comes_before_the_shared_one(book: Path) -> None:
    """佐证材料/文件名 is taken, not all of 佐证材料; without it the folder next in line."""
    put(book.parent / "佐证材料" / "某局(本级)", a__pdf=made.pdf())
    put(book.parent / "某局(本级)", b__pdf=made.pdf())
    assert [file.path for file in seen(book).files] == ["a.pdf"]


def test_no_folder(book: Path) -> None:
    """No folder is no error; the names it might have are said."""
    found = seen(book)
    assert (found.folder, found.files, found.problem) == ("", (), "")
    assert "佐证材料/某局(本级)" in found.wanted


def test_a_shared_folder_beside_two_workbooks_is_nobodys(book: Path) -> None:
    """Which unit's it is cannot be told and is not guessed; a workbook of another standard is no matter."""
    put(book.parent / "佐证材料", a__pdf=made.pdf())
    shutil.copy(SICHUAN, book.parent / "别的规范.xlsx")
    (book.parent / "~$某局(本级).xlsx").write_bytes(b"x")
    assert seen(book).folder == "佐证材料"
    shutil.copy(CLEAN, book.parent / "另一局.xlsx")
    assert seen(book).folder == ""
    assert "分不清" in seen(book).problem
    put(book.parent / "某局(本级)", b__pdf=made.pdf())
    assert seen(book).folder == "某局(本级)"


def test_a_workbook_in_the_shared_folder_that_cannot_be_opened_counts(book: Path) -> None:
    """An old .xls beside it may be another unit's: the shared folder stays nobody's."""
    put(book.parent / "佐证材料", a__pdf=made.pdf())
    (book.parent / "另一局.xls").write_bytes(made.old())
    assert "分不清" in seen(book).problem


def test_two_folders_spelt_nearly_so(book: Path) -> None:
    """Two candidates none of which is spelt just so: neither is taken, and both are named."""
    for name in ("906017 佐证材料", "９０６０１７佐证材料"):
        put(book.parent / name)
    assert seen(book).folder == ""
    assert "906017 佐证材料" in seen(book).problem


def test_subordinates_are_no_evidence(book: Path) -> None:
    """A folder of the workbook's name that holds units' workbooks is not its evidence."""
    shutil.copy(CLEAN, put(book.parent / "某局(本级)") / "下属.xlsx")
    assert seen(book).folder == ""
    assert len(workbooks_in([book.parent])) == 2


def test_files_of_sub_folders_with_their_hash(book: Path) -> None:
    """Each file with its path, size and hash; what systems leave behind is not; nothing is altered."""
    folder = put(book.parent / "佐证材料", a__pdf=made.pdf(), Thumbs__db=b"x", __DS_Store=b"x")
    put(folder / "采购" / "合同", b__png=made.png())
    (folder / "~$a.docx").write_bytes(b"x")
    before = state_of(folder)
    files = seen(book).files
    assert [(file.path, file.size, file.state) for file in files] == [
        ("a.pdf", len(made.pdf()), "完好"),
        ("采购/合同/b.png", len(made.png()), "完好"),
    ]
    assert files[0].sha256 == hashlib.sha256(made.pdf()).hexdigest()
    assert state_of(folder) == before


@pytest.mark.skipif(not hasattr(os, "symlink"), reason="没有符号链接")
def test_links_are_not_followed(book: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    """A link to a file or folder is named and not opened, and a folder that is a link is not taken."""
    outside = put(tmp_path_factory.mktemp("外"), secret__pdf=made.pdf())
    folder = put(book.parent / "佐证材料")
    (folder / "a.pdf").symlink_to(outside / "secret.pdf")
    (folder / "b").symlink_to(outside)
    assert [(file.path, file.state, file.sha256) for file in seen(book).files] == [
        ("a.pdf", "没有看", ""),
        ("b", "没有看", ""),
    ]
    shutil.rmtree(folder)
    folder.symlink_to(outside)
    assert seen(book).folder == ""


def test_a_huge_file_is_hashed_and_not_opened(book: Path) -> None:
    """Above the limit a file is not opened, and that is said."""
    folder = put(book.parent / "佐证材料", big__pdf=b"")
    with (folder / "big.pdf").open("r+b") as file:
        file.truncate(MAX_OPEN + 1)
    (big,) = seen(book).files
    assert (big.state, big.size, len(big.sha256)) == ("没有看", MAX_OPEN + 1, 64)
    assert "200MB" in big.why


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="管理员什么都能读")
def test_a_file_nobody_may_read(book: Path) -> None:
    """A file without permission is named; the others are looked at."""
    folder = put(book.parent / "佐证材料", a__pdf=made.pdf(), b__pdf=made.pdf())
    (folder / "a.pdf").chmod(0)
    assert [(file.state, bool(file.why)) for file in seen(book).files] == [("没有看", True), ("完好", False)]


def test_names_as_a_mac_writes_them(book: Path) -> None:
    """A folder named in decomposed Unicode is the same folder."""
    name = unicodedata.normalize("NFD", "é佐证材料")
    put(book.parent / name, a__pdf=made.pdf())
    assert look(book, "é", STANDARD).folder == name


@pytest.mark.skipif(os.name == "nt" or sys.platform == "darwin", reason="文件名只能是 Unicode")
def test_names_written_in_gbk(book: Path) -> None:
    """A name unpacked from a Chinese archive, in bytes that are no UTF-8, is read as what it was."""
    folder = os.fsencode(put(book.parent / "佐证材料"))
    for name in ("批复.pdf".encode("gbk"), b"\xff\xff.pdf"):
        Path(os.fsdecode(os.path.join(folder, name))).write_bytes(made.pdf())  # noqa: PTH118
    names = [file.path for file in seen(book).files]
    assert "批复.pdf" in names
    assert all(name.encode("utf-8") for name in names)


def test_evidence_is_no_unit(book: Path) -> None:
    """Spreadsheets in evidence folders are no unit's workbooks, but one that says its standard always is."""
    root = book.parent
    shared = put(root / "佐证材料" / "某局(本级)" / "深", 台账__xlsx=made.xlsx("1"), 旧__xls=made.old())
    put(root / "906017佐证材料（2022）", 台账__xlsx=made.xlsx("1"))
    put(root / "某局（本级）", 台账__xlsx=made.xlsx("1"))
    foreign = put(root / "下属", 表__xlsx=made.xlsx("1")) / "表.xlsx"
    assert set(workbooks_in([root])) == {book, foreign}
    unit = Path(shutil.copy(CLEAN, shared / "错放的.xlsx"))
    assert set(workbooks_in([root])) == {book, foreign, unit}
    assert set(workbooks_in([root / "906017佐证材料（2022）"])) == {
        root / "906017佐证材料（2022）" / "台账.xlsx"
    }


def _apart(function: Callable[..., object], *arguments: object) -> object:
    """What a function gives within twenty seconds and 500 MB."""
    with Alone(Limits(seconds=20, bytes=500 << 20)) as child:
        (told,) = child.map(partial(_spread, function), [arguments])
    assert told.problem is None
    return told.value


def _spread(function: Callable[..., object], arguments: tuple[object, ...]) -> object:
    return function(*arguments)


@posix
def test_a_device_is_not_read_to_tell_whose_a_folder_is(book: Path) -> None:
    """A link to an endless device in the folder beside a workbook: the folder is its evidence still."""
    folder = put(book.parent / book.stem, 合同__txt="合同".encode())
    (folder / "z.xlsx").symlink_to("/dev/zero")
    assert _apart(workbooks_in, [book.parent]) == [book]
    assert _apart(_seen_in, book) == (book.stem, {"合同.txt", "z.xlsx"})


@posix
def test_links_to_units_make_no_folder_of_units(book: Path) -> None:
    """A folder of links to workbooks holds no unit's workbook: links are not followed."""
    folder = put(book.parent / book.stem, 合同__txt="合同".encode())
    (folder / "另.xlsx").symlink_to(SICHUAN)
    assert _seen_in(book)[0] == book.stem


@posix
def test_a_pipe_beside_is_no_other_workbook(book: Path) -> None:
    """Nobody waits for it, and the shared folder is still the only workbook's."""
    put(book.parent / "佐证材料", 合同__txt="合同".encode())
    os.mkfifo(book.parent / "管.xlsx")
    assert _apart(_seen_in, book) == ("佐证材料", {"合同.txt"})


@posix
def test_a_link_beside_is_another_workbook(book: Path) -> None:
    """Units may be handed in by links: then the shared folder is nobody's."""
    put(book.parent / "佐证材料", 合同__txt="合同".encode())
    elsewhere = put(book.parent / "别处", 乙__xlsx=CLEAN.read_bytes())
    (book.parent / "乙.xlsx").symlink_to(elsewhere / "乙.xlsx")
    assert _seen_in(book) == ("", set())


def _seen_in(book: Path) -> tuple[str, set[str]]:
    """The folder of a workbook's evidence, and what is in it."""
    seen = look(book, "", STANDARD)
    return seen.folder, {file.path for file in seen.files}
