"""LibreOffice as the oracle: every formula of every sample and of every blank form, in one run of soffice."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.core.altered import NAMES, standard
from tests.form.books import SAMPLES, check, disagreements, same
from xltools.core.model import Workbook
from xltools.core.refs import Place
from xltools.engines import soffice
from xltools.readers.xlsx import read
from xltools.writers.form import build_form

from .planted import rebuilt

pytestmark = pytest.mark.skipif(soffice.find() is None, reason="没有 LibreOffice")

#: Formulas each file must at least have: a conversion that lost them would agree about nothing.
LEAST = 90


@pytest.fixture(scope="module")
def recalculated(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[Path, Path, str]]:
    """File -> (as it is, as LibreOffice saved it, its standard): samples, blank forms, a form filled now."""
    folder = tmp_path_factory.mktemp("原件")
    files: dict[Path, str] = {}
    for number, (path, name) in enumerate(SAMPLES):
        files[Path(shutil.copy(path, folder / f"样例{number}.xlsx"))] = name
    for name in NAMES:
        build_form(standard(name), folder / f"空白{name}.xlsx")
        files[folder / f"空白{name}.xlsx"] = name
    (folder / "重填.xlsx").write_bytes(rebuilt())
    files[folder / "重填.xlsx"] = "湛江2022"
    made = soffice.convert(list(files), "xlsx:Calc MS Excel 2007 XML", folder / "重算", timeout=300)
    return {file.stem: (file, new, files[file]) for file, new in zip(files, made, strict=True)}


def formulas(book: Workbook) -> list[Place]:
    """Every formula cell."""
    return [Place(sheet.name, row, column) for sheet in book.sheets for row, column in sheet.formulas]


def test_every_formula_has_libreoffices_value(recalculated: dict[str, tuple[Path, Path, str]]) -> None:
    """Cell by cell, text for text, number for number, error for error."""
    for stem, (file, new, name) in recalculated.items():
        book, other = read(file), read(new)
        ours = check(book, standard(name)).cells
        places = formulas(book)
        assert len(places) >= LEAST, stem
        assert set(places) == set(ours), stem
        differing = [
            f"{stem} {place}: {ours[place]!r} 对 {other.value(place)!r}"
            for place in places
            if not same(ours[place], other.value(place))
        ]
        assert differing == []


def test_the_check_sheet_in_libreoffice_says_what_the_check_says(
    recalculated: dict[str, tuple[Path, Path, str]],
) -> None:
    """Whoever opens a sample or a form without xltools sees the same √ × 未判, rule by rule."""
    for stem, (file, new, name) in recalculated.items():
        book, other = read(file), read(new)
        cells = {place: other.value(place) for place in formulas(book)}
        assert disagreements(book, check(book, standard(name)), cells) == [], stem
