"""The VBA project made without Office: what other programs read in it is what was put in."""

from __future__ import annotations

import io
from collections.abc import Iterator
from random import Random

import olefile
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.excel.addin.olevba import decompress_stream
from tests.excel.addin.olevba import modules as read_modules
from xltools.excel.macros import MACROS
from xltools.writers.vba import project
from xltools.writers.vba.compound import CUTOFF, compound
from xltools.writers.vba.compress import CHUNK, compressed
from xltools.writers.vba.source import MODULE, macro_name, macros

_BUTTONS = tuple(MACROS.values())


@pytest.mark.parametrize(
    ("text", "packed"),
    [
        (
            b"#aaabcdefaaaaghijaaaaaklaaamnopqaaaaaaaaaaaarstuvwxyzaaa",
            "012fb000236161616263646582660070616768696a013808616b6c00306d6e6f700671027004107273747576107778797a003c",
        ),
        (b"a" * 73, "01 03 b0 02 61 45 00"),
        (
            b"abcdefghijklmnopqrstuv.",
            "01 19 b0 00 61 62 63 64 65 66 67 68 00 69 6a 6b 6c 6d 6e 6f 70 00 71 72 73 74 75 76 2e",
        ),
    ],
)
def test_compression_as_published(text: bytes, packed: str) -> None:
    """The examples of MS-OVBA 3.2: as small as published, and the same text."""
    published = bytes.fromhex(packed)
    assert len(compressed(text)) == len(published)
    for each in (published, compressed(text)):
        assert bytes(decompress_stream(bytearray(each))) == text


@given(st.lists(st.sampled_from([b"Sub ", b"End Sub\r\n", "校验".encode("gbk"), b"x"]), max_size=3000))
def test_compression_loses_nothing(pieces: list[bytes]) -> None:
    """Texts of any length, over several chunks too, come out of another program's decompression unchanged."""
    text = b"".join(pieces)
    if text:
        assert bytes(decompress_stream(bytearray(compressed(text)))) == text


@given(st.integers(0, 3 * CHUNK), st.integers(0, 99))
def test_what_cannot_be_packed_is_stored(size: int, seed: int) -> None:
    """Noise comes back too; only its last chunk may be followed by the zeros that fill it."""
    noise = Random(seed).randbytes(size)  # noqa: S311  # nothing secret
    if not noise:
        return
    back = bytes(decompress_stream(bytearray(compressed(noise))))
    assert back[:size] == noise
    assert not any(back[size:])


_NAMES = st.text("abcXYZ_1", min_size=1, max_size=12)
_STREAMS = st.integers(0, 3 * CUTOFF).map(lambda size: bytes(number % 251 for number in range(size)))


@given(
    st.dictionaries(_NAMES, _STREAMS, max_size=9), st.dictionaries(_NAMES, _STREAMS, min_size=1, max_size=9)
)
def test_compound_files_are_read(inner: dict[str, bytes], outer: dict[str, bytes]) -> None:
    """Streams of any size, in a storage or not, are what olefile reads, which is strict about the tables."""
    inner, outer = _apart(inner), _apart(outer)
    content = compound({**outer, "storage": inner})
    with olefile.OleFileIO(io.BytesIO(content), raise_defects=olefile.DEFECT_INCORRECT) as file:
        paths = [*([name] for name in outer), *(["storage", name] for name in inner)]
        assert sorted(file.listdir()) == sorted(paths)
        for path in paths:
            expected = inner[path[1]] if len(path) > 1 else outer[path[0]]
            assert file.openstream(path).read() == expected


def _apart(streams: dict[str, bytes]) -> dict[str, bytes]:
    """Names that differ in more than their case: a storage does not tell such apart."""
    return {name.upper(): content for name, content in streams.items()}


@pytest.mark.parametrize("count", range(1, 40))
def test_directories_are_red_black_trees(count: int) -> None:
    """In order of length and name; no red below a red; as many blacks on each way down."""
    content = compound({f"S{number}": b"x" for number in range(count)})
    with olefile.OleFileIO(io.BytesIO(content)) as file:
        entries = file.direntries
        names, blacks = list(_walk(entries, file.root.sid_child)), set(_blacks(entries, file.root.sid_child))
        assert file.direntries[file.root.sid_child].color == 1
    assert names == sorted(names, key=lambda name: (len(name), name))
    assert len(names) == count
    assert len(blacks) == 1


_NOBODY = 0xFFFFFFFF


def _walk(entries, number: int) -> Iterator[str]:
    if number != _NOBODY:
        entry = entries[number]
        yield from _walk(entries, entry.sid_left)
        yield entry.name
        yield from _walk(entries, entry.sid_right)


def _blacks(entries, number: int, above: int = 0, *, red: bool = False) -> Iterator[int]:
    if number == _NOBODY:
        yield above
        return
    entry = entries[number]
    assert not (red and entry.color == 0)
    for below in (entry.sid_left, entry.sid_right):
        yield from _blacks(entries, below, above + entry.color, red=entry.color == 0)


def _shown(text: str) -> tuple[int, int, bytes]:
    """What is hidden in CMG, DPB and GC by MS-OVBA 2.4.3.3: version, key, data."""
    seed, *sent = bytes.fromhex(text)
    version, key = sent[0] ^ seed, sent[1] ^ seed
    before, data = key, []
    for number, byte in enumerate(sent[2:], 2):
        before = byte ^ ((sent[number - 2] + before) & 0xFF)
        data.append(before)
    return version, key, bytes(data[(seed & 6) // 2 :])


def test_protection_as_published() -> None:
    """The reading of the test itself, on the example of MS-OVBA 3.1."""
    key = sum(b"{917DED54-440B-4FD1-A5C1-74ACF261E600}") & 0xFF
    assert _shown("0705D8E3D8EDDBF1DBF1DBF1DBF1") == (2, key, b"\4\0\0\0" + bytes(4))
    assert _shown("0E0CD1ECDFF4E7F5E7F5E7") == (2, key, b"\1\0\0\0\0")


def test_the_project_is_open() -> None:
    """Not protected, without a password, visible: as the stream PROJECT says in its hidden way."""
    content = project.vba_project("X", [project.Module("M")])
    with olefile.OleFileIO(io.BytesIO(content)) as file:
        lines = file.openstream("PROJECT").read().decode("gbk").split("\r\n")
    said = dict(line.split("=", 1) for line in lines if "=" in line)
    key = sum(said["ID"].strip('"').encode()) & 0xFF
    hidden = {name: _shown(said[name].strip('"')) for name in ("CMG", "DPB", "GC")}
    assert hidden == {
        "CMG": (2, key, b"\4\0\0\0" + bytes(4)),
        "DPB": (2, key, b"\1\0\0\0\0"),
        "GC": (2, key, b"\1\0\0\0\xff"),
    }


def test_olevba_reads_the_modules(tmp_path) -> None:
    """Every module by name, its text ours to the letter, Chinese included."""
    modules = [
        project.Module("ThisWorkbook", document=project.WORKBOOK),
        project.Module("Sheet1", document=project.SHEET),
        project.Module(MODULE, macros(_BUTTONS)),
    ]
    path = tmp_path / "vbaProject.bin"
    path.write_bytes(project.vba_project("Xltools", modules))
    assert read_modules(path) == {
        "ThisWorkbook.cls": modules[0].text,
        "Sheet1.cls": modules[1].text,
        f"{MODULE}.bas": modules[2].text,
    }


def test_names_are_ascii_and_nothing_is_handed_over() -> None:
    """Names in VBA are ASCII; a macro hands over its own name only, never a path of the workbook."""
    code = macros(_BUTTONS)
    for button in _BUTTONS:
        assert macro_name(button).isascii()
        assert f'Public Sub {macro_name(button)}()\n    Start "{button.name}"\n' in code
    assert not any(word in code for word in ("ActiveWorkbook", "ThisWorkbook", "FullName", ".Path"))


def test_a_sign_outside_the_code_page_is_refused() -> None:
    """A text that Chinese Windows cannot show is no module: better an error than a question mark."""
    with pytest.raises(UnicodeEncodeError):
        project.vba_project("X", [project.Module("M", "' 😀")])
