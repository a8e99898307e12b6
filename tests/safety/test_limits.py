"""Each limit by itself: what is under it passes, what is over it is refused, naming its variable."""

from __future__ import annotations

import io
import sys
import zipfile
from dataclasses import fields
from pathlib import Path
from random import Random

import pytest
import xlsxwriter

from xltools.core.errors import InputError
from xltools.pool.alone import Alone
from xltools.pool.limits import Limits as Allowed
from xltools.readers.limits import Limits, limits, variable
from xltools.readers.xlsx import read


def _book() -> bytes:
    """Two of everything that is counted, and a part of more than a megabyte."""
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream) as book:
        sheet = book.add_worksheet()
        book.add_worksheet()
        for number in range(3):
            sheet.merge_range(
                number, 0, number, 1, f"文字{number}", book.add_format({"font_size": number + 9})
            )
            book.define_name(f"名{number}", "=Sheet1!$A$1")
            sheet.write_formula(number, 3, "=1+1")
        for row in range(30_000):
            sheet.write_number(row, 5, row)
    return stream.getvalue()


def _written(path: Path) -> Path:
    """The workbook, with a part that cannot be packed: more than a megabyte."""
    path.write_bytes(_book())
    with zipfile.ZipFile(path, "a") as package:
        package.writestr("xl/media/image1.png", Random(1).randbytes(1_500_000))  # noqa: S311
    return path


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A sound workbook."""
    return _written(tmp_path_factory.mktemp("限") / "甲.xlsx")


def test_a_sound_workbook_passes(book: Path) -> None:
    """No limit stands in its way as they are."""
    assert len(read(book).sheets) == 2


@pytest.mark.parametrize("name", [field.name for field in fields(Limits)])
def test_each_limit_refuses_by_itself(book: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """With this one at 1 and the others as they are, the same workbook is refused for it."""
    assert getattr(limits(), name) > 1
    monkeypatch.setenv(variable(name), "1")
    with pytest.raises(InputError) as caught:
        read(book)
    assert caught.value.code == "too-big"
    assert caught.value.fix.endswith(f"用环境变量 {variable(name)} 放宽。")


def _length(size: int) -> int:
    return len(bytearray(size))


@pytest.mark.skipif(sys.platform != "linux", reason="别处不能限制内存")
def test_the_limit_of_memory_is_the_systems() -> None:
    """A gigabyte and a half is had where four are allowed, and not where one is."""
    for most, expected in ((4, (3 << 29, None)), (1, (None, "内存"))):
        with Alone(Allowed(bytes=most << 30)) as child:
            (found,) = child.map(_length, [3 << 29])
        assert (found.value, found.problem and found.problem.kind) == expected
