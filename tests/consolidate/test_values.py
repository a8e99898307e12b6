"""Values out: one exact row a filled cell, the same bytes for the same files, in each of three formats."""

from __future__ import annotations

import csv
import datetime as dt
import sys
import tracemalloc
from collections.abc import Callable, Iterator
from dataclasses import astuple, replace
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.consolidate.extracted import consolidate
from xltools.cli import execute
from xltools.core.consolidation.cells import UNREAD
from xltools.core.consolidation.roster import Roster
from xltools.core.consolidation.values import ValueRow, values
from xltools.core.errors import UsageError
from xltools.core.model import Checked, Datum, ErrorValue
from xltools.core.refs import Place
from xltools.core.standard import Standard
from xltools.writers.values import COLUMNS, write_values, write_xlsx

Make = Callable[..., Checked]

pytestmark = pytest.mark.filterwarnings("ignore:Generating overly large repr")

WORKBOOKS = Path(__file__).parents[2] / "workbooks" / "湛江2022"
cents = st.integers(-(10**13), 10**13).map(lambda number: Decimal(number) / 100)


def rows_of(standard: Standard, *files: Checked, roster: Roster | None = None) -> dict[str, ValueRow]:
    """The rows by field (of one unit)."""
    return {row.field: row for row in values(consolidate(standard, files, roster))}


def test_a_row_says_all_of_a_cell(standard: Standard, make: Make, roster: Roster) -> None:
    """Unit, parent and level by the roster, the exact amount in 元, and file, sha256, sheet and cell."""
    file = make("906001", name="湛江市某局(本级)", currency="万元", 支出合计_决算=Decimal("12.345678"))
    row = rows_of(standard, file, roster=roster)["支出合计_决算"]
    assert file.record is not None
    place = file.record.data["支出合计_决算"].place
    item, _ = standard.by_cell_name["支出合计_决算"]
    assert row == ValueRow(
        "906001",
        "湛江市某局(本级)",
        "906",
        2,
        2022,
        "支出合计_决算",
        item.label,
        "决算",
        "",
        Decimal("123456.78"),
        None,
        None,
        "元",
        place.sheet,
        place.cell,
        "报送/906001.xlsx",
        file.sha256,
    )


def test_texts_dates_and_what_nobody_can_read(standard: Standard, make: Make) -> None:
    """A blank has no row; a date is a date; a text where a number belongs stays a text, never 0."""
    file = make(
        "1",
        填报日期=dt.date(2023, 4, 25),
        财政下达预算数="约5万",
        支出合计_决算=ErrorValue("#DIV/0!"),
        行政编制数=Decimal(0),
        冻结收回额=None,
    )
    assert file.record is not None
    data = {
        name: replace(datum, readable=not isinstance(datum.value, str | ErrorValue) or name == "金额单位")
        for name, datum in file.record.data.items()
    }
    data["截止日期"] = Datum("截止日期", Decimal(5), Place("封面", 9, 9), 5, readable=False)
    data["固定资产原值"] = Datum("固定资产原值", None, Place("自评表", 9, 9), readable=False)
    rows = rows_of(standard, replace(file, record=replace(file.record, data=data)))
    assert rows["填报日期"].value_date == dt.date(2023, 4, 25)
    assert (rows["财政下达预算数"].value, rows["财政下达预算数"].value_text) == (None, "约5万")
    assert rows["支出合计_决算"].value_text == "#DIV/0!"
    assert rows["行政编制数"].value == 0
    assert rows["固定资产原值"].value_text == UNREAD
    assert (rows["截止日期"].value, rows["截止日期"].value_text) == (None, "5")
    assert "冻结收回额" not in rows
    for row in rows.values():
        assert sum(each is not None for each in (row.value, row.value_text, row.value_date)) == 1


def test_an_amount_of_unknown_currency_is_no_number(standard: Standard, make: Make) -> None:
    """Nobody knows whether 5 is 元 or 万元: it is handed on as what was written, without a unit."""
    row = rows_of(standard, make("1", currency=None, 财政下达预算数=Decimal(5), 行政编制数=Decimal(3)))
    assert (row["财政下达预算数"].value, row["财政下达预算数"].value_text) == (None, "5")
    assert row["财政下达预算数"].unit == ""
    assert (row["行政编制数"].value, row["行政编制数"].unit) == (3, "人")


@given(data=st.data())
def test_rows_add_up_to_the_totals_in_any_order(standard: Standard, make: Make, data: st.DataObject) -> None:
    """Σ value of a field = its total; files in another order give equal rows."""
    name = "财政下达预算数"
    given = data.draw(st.lists(st.tuples(cents, st.sampled_from(["元", "万元"])), min_size=1, max_size=6))
    files = [make(str(number), currency=unit, **{name: value}) for number, (value, unit) in enumerate(given)]
    summary = consolidate(standard, files, None)
    rows = list(values(summary))
    own = [row.value for row in rows if row.field == name and row.value is not None]
    assert sum(own, Decimal(0)) == summary.nodes[0].totals[name].value
    assert list(values(consolidate(standard, data.draw(st.permutations(files)), None))) == rows


def test_only_what_is_counted_is_listed(standard: Standard, make: Make, roster: Roster) -> None:
    """Doubles, another year's and a department's own sum are in no row: nothing would add up twice."""
    files = [
        make("906", scope="部门汇总", 财政下达预算数=Decimal(9)),
        make("906001", 财政下达预算数=Decimal(1)),
        make("906002", path="a.xlsx", 财政下达预算数=Decimal(2)),
        make("906002", path="b.xlsx", 财政下达预算数=Decimal(3)),
        make("017", year=2021, 财政下达预算数=Decimal(4)),
    ]
    rows = values(consolidate(standard, files, roster))
    assert {row.unit_code for row in rows} == {"906001"}


ROW = ValueRow(
    "007", "=1+1", "", 1, None, "字段", "-5", "", "项目表第1行", Decimal("19563574.39"), None, None,
    "元", "表", "C3", "报送/a.xlsx", "0" * 64,
)  # fmt: skip
ODD = [
    ROW,
    *(replace(ROW, value=None, value_text=text) for text in ("+1", "-2", "@x", "\tx", "\rx", "＝1", "a=1")),
    replace(ROW, value=None, value_text='两行\n"引号",逗号'),
    replace(ROW, value=None, value_date=dt.date(2023, 4, 25)),
    replace(ROW, value=Decimal("-0.000000000000001"), year=2022),
    replace(ROW, value=Decimal("987654321987654.65")),
]


def test_csv_opens_in_excel_as_it_is(tmp_path: Path) -> None:
    """UTF-8 with a mark; numbers exact and plain; texts that would be formulas have a ' in front."""
    path = tmp_path / "v.csv"
    assert write_values(iter(ODD), path, ".csv") == (len(ODD), 1)
    content = path.read_bytes()
    assert content.startswith(b"\xef\xbb\xbfunit_code,unit_name,")
    read = list(csv.DictReader(content.decode("utf-8-sig").splitlines(keepends=True)))
    assert [row["value_text"] for row in read[1:8]] == ["'+1", "'-2", "'@x", "'\tx", "'\rx", "'＝1", "a=1"]
    assert (read[0]["unit_name"], read[0]["label"], read[0]["unit_code"]) == ("'=1+1", "'-5", "007")
    assert [row["value"] for row in (read[0], read[10], read[11])] == [
        "19563574.39",
        "-0.000000000000001",
        "987654321987654.65",
    ]
    assert read[8]["value_text"] == '两行\n"引号",逗号'
    assert read[9]["value_date"] == "2023-04-25"
    assert (read[0]["year"], read[0]["value_date"]) == ("", "")


def test_parquet_has_exact_typed_columns(tmp_path: Path) -> None:
    """decimal128, date32, null for what is not there; a number beyond it keeps its exact text."""
    parquet = pytest.importorskip("pyarrow.parquet")
    path = tmp_path / "v.parquet"
    tiny, huge = Decimal("1.2345E-20"), Decimal("1E+21")
    more = [*ODD, replace(ROW, value=tiny), replace(ROW, value=huge), replace(ROW, file="a\udc80.xlsx")]
    write_values(iter(more), path, ".parquet")
    table = parquet.read_table(path)
    assert str(table.schema.field("value").type) == "decimal128(38, 18)"
    assert str(table.schema.field("value_date").type) == "date32[day]"
    rows = table.to_pylist()
    for row, want in zip(rows, ODD, strict=False):
        assert tuple(row.values()) == astuple(want)
    assert (rows[-3]["value"], rows[-3]["value_text"]) == (0, "0.000000000000000000012345")
    assert (rows[-2]["value"], rows[-2]["value_text"]) == (None, "1000000000000000000000")
    assert rows[-1]["file"] == "a\\udc80.xlsx"


def test_without_pyarrow_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The extra is named, and nothing is begun."""
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(UsageError, match="pyarrow") as caught:
        write_values(iter(ODD), tmp_path / "v.parquet", ".parquet")
    assert "xltools[values]" in caught.value.fix
    assert not list(tmp_path.iterdir())


def test_xlsx_has_numbers_texts_and_dates(tmp_path: Path) -> None:
    """Numbers are numbers, codes and formula-like texts are texts; 说明 explains every column."""
    path = tmp_path / "v.xlsx"
    assert write_values(iter(ODD), path, ".xlsx") == (len(ODD), 1)
    book = openpyxl.load_workbook(path)
    assert book.sheetnames == ["数据", "说明"]
    first, *others = list(book["数据"].iter_rows(min_row=2))
    cells = dict(zip(COLUMNS, first, strict=True))
    assert (cells["value"].value, cells["value"].data_type) == (19563574.39, "n")
    assert (cells["unit_code"].value, cells["unit_name"].value) == ("007", "=1+1")
    assert {cell.data_type for row in others for cell in row} <= {"s", "n", "d"}
    assert others[8][list(COLUMNS).index("value_date")].value == dt.datetime(2023, 4, 25)  # noqa: DTZ001
    assert {row[0].value for row in book["说明"].iter_rows()} >= set(COLUMNS)


@pytest.mark.parametrize(("count", "sheets"), [(0, 1), (9, 1), (10, 2), (27, 3), (28, 4)])
def test_xlsx_goes_on_to_further_sheets(tmp_path: Path, count: int, sheets: int) -> None:
    """Of sheets that hold 10 rows with their heading, every row is on one, each once, and 说明 says so."""
    path = tmp_path / "v.xlsx"
    rows = [replace(ROW, value=Decimal(number)) for number in range(count)]
    assert write_xlsx(iter(rows), path, most=10) == (count, sheets)
    book = openpyxl.load_workbook(path)
    assert len(book.sheetnames) == sheets + 1
    column = list(COLUMNS).index("value")
    found = [
        row[column] for name in book.sheetnames[:-1] for row in book[name].iter_rows(2, values_only=True)
    ]
    assert found == list(range(count))
    told = [str(row[0].value) for row in book["说明"].iter_rows()]
    assert any("分成了" in text for text in told) == (sheets > 1)


@pytest.mark.parametrize("suffix", [".csv", ".parquet", ".xlsx"])
def test_the_same_rows_give_the_same_bytes(tmp_path: Path, suffix: str) -> None:
    """Written twice, not a byte differs."""
    if suffix == ".parquet":
        pytest.importorskip("pyarrow")
    paths = [tmp_path / f"{name}{suffix}" for name in "ab"]
    for path in paths:
        write_values(iter(ODD), path, suffix)
    assert paths[0].read_bytes() == paths[1].read_bytes()


@pytest.mark.parametrize("suffix", [".csv", ".xlsx"])
def test_memory_does_not_grow_with_the_rows(tmp_path: Path, suffix: str) -> None:
    """Twenty times the rows take no more than twice the memory of this process."""

    def peak(count: int) -> int:
        def rows() -> Iterator[ValueRow]:
            for number in range(count):
                yield replace(ROW, value=Decimal(number), value_text=None, unit_name=f"单位{number}")

        tracemalloc.start()
        write_values(rows(), tmp_path / f"v{suffix}", suffix)
        used = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return used

    peak(10)
    assert peak(10_000) < 2 * peak(500)


def test_another_ending_is_refused(tmp_path: Path) -> None:
    """The endings that can be written are named."""
    with pytest.raises(UsageError, match="数据不能写成") as caught:
        write_values(iter(()), tmp_path / "v.txt", ".txt")
    assert ".parquet" in caught.value.fix


@pytest.mark.parametrize("command", ["consolidate", "run"])
def test_the_command_writes_them(command: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The sample's files: every number of the table is at the named cell of the named file."""
    files = sorted(WORKBOOKS.glob("*.xlsx"))
    folder = tmp_path / "报送"
    folder.mkdir()
    for file in files:
        (folder / file.name).write_bytes(file.read_bytes())
    out = {"consolidate": "汇总.xlsx", "run": "输出"}[command]
    table = tmp_path / "新" / "数据.csv"
    code = execute([command, str(folder), "-o", str(tmp_path / out), "--values", str(table)])
    assert code == 0
    assert "数据.csv" in capsys.readouterr().out
    rows = list(csv.DictReader(table.read_text(encoding="utf-8-sig").splitlines(keepends=True)))
    named = {Path(row["file"]).name for row in rows}
    assert named == {file.name for file in files if file.name != "名册.xlsx"}
    books = {file: openpyxl.load_workbook(file) for file in {row["file"] for row in rows}}
    typed = [row for row in rows if row["value"]]
    assert len(typed) > 300
    compared = 0
    for row in typed:
        cell = books[row["file"]][row["sheet"]][row["cell"]]
        if isinstance(cell.value, int | float):
            compared += 1
            assert Decimal(row["value"]) == Decimal(str(cell.value)), row
    assert compared > 200


def test_a_table_among_the_units_is_no_unit(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Written into the folder of the units, the .xlsx is passed over the next time, and named."""
    name = "湛江市公共资源交易中心(示例).xlsx"
    (tmp_path / name).write_bytes((WORKBOOKS / name).read_bytes())
    arguments = ["consolidate", str(tmp_path), "-o", str(tmp_path / "汇总.xlsx")]
    assert execute([*arguments, "--values", str(tmp_path / "数据.xlsx")]) == 0
    assert execute(arguments) == 0
    assert "数据.xlsx" in capsys.readouterr().err


@pytest.mark.parametrize("values", ["汇总.xlsx", "数据.txt", "甲.xlsx"])
def test_what_cannot_be_is_refused_before_the_work(
    values: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The summary's own place, another ending, a unit's own workbook: exit 2, and nothing was written."""
    name = "湛江市公共资源交易中心(示例).xlsx"
    unit = tmp_path / "甲.xlsx"
    unit.write_bytes((WORKBOOKS / name).read_bytes())
    before = unit.read_bytes()
    out = tmp_path / "汇总.xlsx"
    assert execute(["consolidate", str(tmp_path), "-o", str(out), "--values", str(tmp_path / values)]) == 2
    assert "处理" in capsys.readouterr().err
    assert sorted(path.name for path in tmp_path.iterdir()) == ["甲.xlsx"]
    assert unit.read_bytes() == before
