"""A summary of some hundred units: computed in batches, in parts, traced; LibreOffice computes the same."""

from __future__ import annotations

import re
import shutil
import zipfile
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest

from tests.consolidate.extracted import consolidate
from xltools.commands.divided import Written, folder_of, lines, write_divided
from xltools.core.consolidation.elimination import Elimination
from xltools.core.consolidation.roster import Unit, build_roster
from xltools.core.consolidation.summary import Summary
from xltools.core.consolidation.tracing import count
from xltools.core.model import Checked, Finding
from xltools.core.refs import Place
from xltools.core.standard import Standard
from xltools.engines.formualizer import Formualizer
from xltools.engines.soffice import convert, find
from xltools.readers.outputs import recorded
from xltools.readers.xlsx import read
from xltools.summarise import computed, summarise
from xltools.writers.summary import Plan, draft
from xltools.writers.summary.trace import MOST_ROWS, TRACE, first_rows

Make = Callable[..., Checked]

#: City, counties, departments, units.
COUNTIES, DEPARTMENTS, UNITS = 3, 4, 20


@pytest.fixture(scope="module")
def summary(standard: Standard, make: Make) -> Summary:
    """240 units of three counties: some missing, some in 万元, some with blanks and unreadable cells."""
    units = [Unit("C", "示例市", "", "虚拟", expected=False)]
    summed = [name for name, (item, _) in standard.by_cell_name.items() if item.aggregate == "求和"]
    files, number = [], 0
    for county in range(COUNTIES):
        units.append(Unit(f"C{county}", f"示例{county}县", "C", "虚拟", expected=False))
        for department in range(DEPARTMENTS):
            code = f"C{county}{department}"
            units.append(Unit(code, f"示例{county}县{department}局", f"C{county}", "虚拟", expected=False))
            for unit in range(UNITS):
                number += 1
                name = f"示例{county}县{department}局{unit}所"
                units.append(Unit(f"{code}{unit:02}", name, code, "下属" if unit else "本级"))
                if number % 11:
                    files.append(_file(make, standard, summed, units[-1], number))
    eliminations = [
        Elimination("C", "C0000", "C1000", summed[0], Decimal(3)),
        Elimination("C", "C0000", "C1000", "采购计划金额", Decimal(2)),
        Elimination("C00", "C0001", "C0002", "采购计划金额", Decimal(5)),
    ]
    return consolidate(standard, files, build_roster(units, eliminations=eliminations))


def _file(make: Make, standard: Standard, summed: list[str], unit: Unit, number: int) -> Checked:
    values: dict[str, Decimal | str] = {
        name: Decimal((number * 7919 + place * 104729) % 10**9 + 10**4) / 100
        for place, name in enumerate(summed)
        if (number + place) % 5
    }
    if number % 13 == 0:
        values["采购计划金额"] = "约五百"
    if number == 1:
        values.update(采购计划金额=Decimal(500), 实际采购金额=Decimal(400), **{summed[0]: Decimal(500)})
    scores = {i.name: i.points - Decimal((number + len(i.name)) % 4) / 2 for i in standard.indicators}
    found = Finding("R012", "错误", "不通过", "示例", (Place("自评表", 35, 6),))
    return make(
        unit.code,
        name=unit.name,
        path=f"/报送/{unit.code}.xlsx",
        currency="万元" if number % 17 == 0 else "元",
        scores=scores,
        findings=(found,) if number % 3 == 0 else (),
        **values,
    )


def test_batches_compute_what_the_whole_computes(summary: Summary) -> None:
    """Every formula has one value, whether units are computed 7 or 50 at a time or all at once."""
    plan = Plan(summary)
    whole = Formualizer().ask(draft(plan, {}).workbook(), []).cells
    for size in (7, 50):
        batched = computed(plan, Formualizer(), size)
        assert batched.keys() == whole.keys()
        for place, value in whole.items():
            told = batched[place]
            if isinstance(value, int | float) and isinstance(told, int | float):
                assert told == pytest.approx(value, rel=1e-12), place
            else:
                assert (told or "") == (value or ""), place


def uncached(path: Path, target: Path) -> None:
    """A copy whose formulas show nothing until they are computed."""
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            content = old.read(name)
            if name.startswith("xl/worksheets/sheet"):
                content = re.sub(rb"</f><v>[^<]*</v>", b"</f>", content)
            new.writestr(name, content)


def libreoffice_agrees(path: Path, folder: Path) -> int:
    """Assert that every cached value is what LibreOffice computes; how many there are."""
    (folder / "in").mkdir(parents=True)
    uncached(path, folder / "in" / "x.xlsx")
    (made,) = convert([folder / "in" / "x.xlsx"], "xlsx", folder / "out")
    ours, theirs = read(path), read(made)
    compared = 0
    for sheet in ours.sheets:
        for row, column in sheet.formulas:
            place = Place(sheet.name, row, column)
            left, right = ours.value(place), theirs.value(place)
            if isinstance(left, float | int) and isinstance(right, float | int):
                assert left == pytest.approx(right, abs=0.001), place
            else:
                assert (left or "") == (right or ""), place
            compared += 1
    return compared


@pytest.mark.skipif(find() is None, reason="LibreOffice is not installed")
def test_libreoffice_computes_the_same_of_240_units(summary: Summary, tmp_path: Path) -> None:
    """No formula is without its right cached value."""
    summarise(summary, tmp_path / "汇总.xlsx", Formualizer())
    assert libreoffice_agrees(tmp_path / "汇总.xlsx", tmp_path / "lo") > 8_000


@pytest.fixture(scope="module")
def divided(summary: Summary, tmp_path_factory: pytest.TempPathFactory) -> Written:
    """The summary, 100 units a workbook."""
    return write_divided(summary, tmp_path_factory.mktemp("分") / "汇总.xlsx", 100)


def test_counties_are_parts_beside_one_over_them(divided: Written, summary: Summary) -> None:
    """Three counties, three workbooks; the one over them has their totals, links to them and says so."""
    assert [path.name for path in divided.parts] == ["示例0县.xlsx", "示例1县.xlsx", "示例2县.xlsx"]
    assert {path.parent for path in divided.parts} == {folder_of(divided.path)}
    over = read(divided.path)
    cover = [str(cell) for row in over.sheets[0].values for cell in row]
    assert any("共 240 家" in cell and "分成 3 册" in cell for cell in cover)
    told = over.sheet("分册")
    assert told is not None
    assert "分成 3 册" in str(told.value(2, 1))
    places = Plan(summary).places
    for name, total in summary.nodes[0].totals.items():
        value = over.value(places[name])
        assert total.value is None or Decimal(str(value)) == total.value
    parts = [read(path) for path in divided.parts]
    own = sum(Decimal(str(part.value(places["采购计划金额"]))) for part in parts)
    assert own - 2 == summary.nodes[0].totals["采购计划金额"].value
    assert "第 2 册（共 3 册）" in str(parts[1].sheet("汇总表").value(2, 1))  # type: ignore[union-attr]
    said = "".join(text for line in lines(divided) for text in [str(line)])
    assert "3 册" in said


def test_rates_over_parts_are_those_of_everyone(divided: Written, summary: Summary, tmp_path: Path) -> None:
    """Divided or not, each rate and each number of units is the same."""
    summarise(summary, tmp_path / "整.xlsx", Formualizer())
    whole, over = read(tmp_path / "整.xlsx"), read(divided.path)
    plan = Plan(summary)
    for part in plan.parts:
        for line in part.lines:
            for column in (*line.cells.values(), plan.last_measure + 1):
                place = Place("汇总表", line.row, column)
                assert (over.value(place) or "") == (whole.value(place) or ""), place


@pytest.mark.skipif(find() is None, reason="LibreOffice is not installed")
def test_libreoffice_computes_the_same_over_parts(divided: Written, tmp_path: Path) -> None:
    """The workbook over the parts and one of the parts have right cached values."""
    assert libreoffice_agrees(divided.path, tmp_path / "over") > 290
    assert libreoffice_agrees(divided.parts[0], tmp_path / "part") > 3_000


def test_links_to_parts_are_relative(divided: Written) -> None:
    """The folder can be moved as a whole."""
    with zipfile.ZipFile(divided.path) as book:
        links = b"".join(book.read(name) for name in book.namelist() if name.endswith("sheet3.xml.rels"))
    targets = re.findall(r'Target="([^"]+)"', links.decode())
    assert len(targets) == 3
    assert all(target.replace("\\", "/").startswith("汇总分册/示例") for target in targets)


def test_parts_of_an_earlier_run_do_not_stay_as_if_current(summary: Summary, tmp_path: Path) -> None:
    """Written again in one workbook, the old parts are gone; one that somebody changed stays, and is told."""
    path = tmp_path / "汇总.xlsx"
    first = write_divided(summary, path, 100)
    shutil.copy(first.parts[1], tmp_path / "备份.xlsx")
    with first.parts[1].open("ab") as file:
        file.write(b" ")
    again = write_divided(summary, path, 100)
    assert again.kept == ((first.parts[1], first.parts[1].with_name("示例1县(新).xlsx")),)
    one = write_divided(summary, path, 1_000)
    assert one.parts == ()
    assert [each.name for each in folder_of(path).glob("*.xlsx")] == ["示例1县.xlsx"]
    assert list(recorded(folder_of(path))) == [] or set(recorded(folder_of(path))) == {"示例1县.xlsx"}
    assert read(path).sheet("分册") is None


def test_the_same_summary_gives_the_same_parts(summary: Summary, divided: Written, tmp_path: Path) -> None:
    """No clock and no chance is in the files."""
    again = write_divided(summary, tmp_path / "汇总.xlsx", 100)
    for one, other in zip(divided.parts, again.parts, strict=True):
        assert one.read_bytes() == other.read_bytes()
    assert divided.path.read_bytes() == again.path.read_bytes()


def test_every_total_is_traced_to_its_cells(summary: Summary, tmp_path: Path) -> None:
    """The rows of a field on 溯源 add up to its total and 抵销; each says unit, file, sha256, sheet, cell."""
    assert count(summary) <= MOST_ROWS
    summarise(summary, tmp_path / "汇总.xlsx", Formualizer())
    sheet = read(tmp_path / "汇总.xlsx").sheet(TRACE)
    assert sheet is not None
    rows = [row for row in sheet.values[3:] if row]
    assert len(rows) == count(summary)
    sums: dict[str, Decimal] = {}
    files = {m.unit.code: m.file for m in summary.members if m.file}
    for row in rows:
        name, code, value, place = str(row[0]), str(row[3]), row[5], (row[7], row[8])
        sums[name] = sums.get(name, Decimal(0)) + Decimal(str(value))
        file = files[code]
        figures = file.figures if name in file.figures.names else file.own.by_indicator  # type: ignore[union-attr]
        figure = figures[name.removesuffix("_自评得分") if name not in file.figures.names else name]
        assert (figure.place.sheet, figure.place.cell) == place
        assert row[10] == file.sha256
    for name, total in summary.nodes[0].totals.items():
        assert total.value is None or sums[name] == total.value + total.eliminated
    starts = first_rows(summary)
    for name, start in starts.items():
        assert sheet.value(start, 1) == name
        assert sheet.value(start - 1, 1) != name


def test_too_many_numbers_are_mapped(
    summary: Summary, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Above the limit 溯源 says for each field which cell it is, and for whom it is another, and says so."""
    monkeypatch.setattr("xltools.writers.summary.trace.MOST_ROWS", 1_000)
    summarise(summary, tmp_path / "汇总.xlsx", Formualizer())
    sheet = read(tmp_path / "汇总.xlsx").sheet(TRACE)
    assert sheet is not None
    assert "--values" in str(sheet.value(2, 1))
    rows = {str(row[0]): row for row in sheet.values[3:] if row}
    for name, total in summary.nodes[0].totals.items():
        assert rows[name][3] == total.units
        member = next(m for m in summary.members if name in m.figures)
        assert rows[name][5] == member.figures[name].place.cell
