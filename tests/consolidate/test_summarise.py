"""The written workbook: live formulas, right cached values, text that stays text, the same bytes again."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from tests.consolidate.extracted import consolidate
from xltools.core.consolidation.roster import Roster
from xltools.core.consolidation.summary import Summary
from xltools.core.errors import EngineRefused, OutputError, XltoolsError
from xltools.core.model import Checked, ErrorValue, Finding, Workbook
from xltools.core.refs import Place
from xltools.core.standard import Standard
from xltools.engines.base import Answers
from xltools.engines.formualizer import Formualizer
from xltools.readers.xlsx import read
from xltools.summarise import summarise
from xltools.writers.summary import Plan

Make = Callable[..., Checked]


@pytest.fixture(scope="module")
def summary(
    standard: Standard, make: Make, roster: Roster, tmp_path_factory: pytest.TempPathFactory
) -> Summary:
    """Three of four units, one in 万元, one whose name looks like a formula, one with a finding."""
    folder = tmp_path_factory.getbasetemp() / "报送"
    scores = {indicator.name: indicator.points - Decimal("0.5") for indicator in standard.indicators}
    error = Finding(
        "R012", "错误", "不通过", "=1+1 不等", (Place("自评表", 35, 6),), left=Decimal("1.50"), right="@x"
    )
    files = [
        make(
            "906001",
            name="湛江市某局(本级)",
            path=str(folder / "本级 #1.xlsx"),
            scores=scores,
            findings=(error,),
            财政下达预算数=Decimal("300000000.01"),
            支出合计_决算=Decimal("100830000.00"),
            行政编制数=Decimal(0),
            采购计划金额=Decimal(100),
        ),
        make(
            "906002",
            name="湛江市某中心",
            path=str(folder / "中心.xlsx"),
            currency="万元",
            scores=dict.fromkeys(list(scores)[:3], Decimal(1)),
            财政下达预算数=Decimal("0.0002"),
            支出合计_决算=Decimal("0.0001"),
        ),
        make("=cmd|'/c calc'!A1", name="-2+3", path=str(folder / "外.xlsx")),
        make(
            "017",
            name="湛江市另一单位",
            path=str(folder / "另.xlsx"),
            固定资产原值=Decimal(10),
            在用固定资产=Decimal(9),
            采购计划金额=Decimal(8),
            实际采购金额=Decimal(6),
        ),
    ]
    return consolidate(standard, files, roster)


@pytest.fixture(scope="module")
def written(summary: Summary, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The summary workbook."""
    path = tmp_path_factory.getbasetemp() / "汇总.xlsx"
    summarise(summary, path, Formualizer())
    return path


def test_totals_are_live_formulas(written: Path, summary: Summary) -> None:
    """Openpyxl sees a SUM over 单位对照表 in every total, and rates over the totals, no constants."""
    sheet = openpyxl.load_workbook(written)["汇总表"]
    plan = Plan(summary)
    for name, place in plan.places.items():
        formula = sheet[place.cell].value
        assert formula.startswith("="), place
        assert ("SUM(单位对照表!" in formula) == (name not in summary.recomputed)


def test_cached_values_are_the_exact_totals(written: Path, summary: Summary) -> None:
    """What a reader sees without recalculating equals the Decimal totals; a blank total is blank."""
    book = read(written)
    for place, total in Plan(summary).expected_totals():
        value = book.value(place)
        assert value in {None, ""} if total is None else abs(Decimal(str(value)) - total) < Decimal("0.005")


def test_rates_are_recomputed_from_totals(written: Path, summary: Summary) -> None:
    """33.61 = 100830001 / 300000002.01: from the sums, not the mean of 33.61 and 50."""
    assert read(written).value(Plan(summary).places["支出完成率"]) == 33.61


def test_a_rate_leaves_out_a_unit_without_an_input(written: Path, summary: Summary) -> None:
    """6 of 8, not of 108: the unit that planned and says nothing of what it bought is not in the rate."""
    assert read(written).value(Plan(summary).places["采购执行率"]) == 75


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_libreoffice_recalculates_the_same(written: Path, tmp_path: Path) -> None:
    """Every cached value is what LibreOffice computes from the same formulas, without any cached value."""
    book = openpyxl.load_workbook(written)  # openpyxl drops cached values, so that nothing can be copied
    (tmp_path / "in").mkdir()
    book.save(tmp_path / "in" / "x.xlsx")
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = ["soffice", profile, "--headless", "--convert-to", "xlsx", "--outdir", str(tmp_path)]
    subprocess.run([*command, str(tmp_path / "in" / "x.xlsx")], check=True, capture_output=True, timeout=180)  # noqa: S603
    ours, theirs = read(written), read(tmp_path / "x.xlsx")
    compared = 0
    for sheet in ours.sheets:
        for row, column in sheet.formulas:
            place = Place(sheet.name, row, column)
            left, right = ours.value(place) or "", theirs.value(place) or ""
            if isinstance(left, float | int) and isinstance(right, float | int):
                assert left == pytest.approx(right, abs=0.001), place
            else:
                assert left == right, place
            compared += 1
    assert compared > 500


def test_the_same_summary_gives_the_same_bytes(written: Path, summary: Summary) -> None:
    """No clock and no chance is in the file."""
    again = written.with_name("再.xlsx")
    summarise(summary, again, Formualizer())
    assert again.read_bytes() == written.read_bytes()


def test_text_like_a_formula_stays_text(written: Path) -> None:
    """Names, codes and messages that begin with = + - @ are text: nothing of a unit's is executed."""
    book = openpyxl.load_workbook(written)
    allowed = ("=IF(", "=MAX(", "=COUNT", "=SUM(", "=ROUND(", "=D", "=MEDIAN(", "=MIN(")
    formulas = {str(c.value) for s in book for row in s.iter_rows() for c in row if c.data_type == "f"}
    assert formulas
    assert all(formula.startswith(allowed) for formula in formulas)
    texts = {c.value for s in book for row in s.iter_rows() for c in row if c.data_type == "s"}
    assert {"=cmd|'/c calc'!A1", "-2+3", "=1+1 不等", "@x"} <= texts


def test_links_and_sha256(written: Path, summary: Summary) -> None:
    """A counted unit links to its file, relative to the summary, with its sha256; a finding to its cell."""
    book = openpyxl.load_workbook(written)
    cells = {row[0].value: row for row in book["单位对照表"].iter_rows(min_row=5)}
    link = cells["906001"][3].hyperlink
    assert link.target.replace("\\", "/") == "报送/本级%20%231.xlsx"
    shas = {member.unit.code: member.file.sha256 for member in summary.members if member.file}
    assert {code: row[4].value for code, row in cells.items() if row[4].value} == shas
    heads, *rows = book["问题清单"].iter_rows(min_row=3)
    issues = [{head.value: cell for head, cell in zip(heads, row, strict=True)} for row in rows]
    found = next(issue for issue in issues if issue["规则"].value == "R012")
    assert found["单元格"].hyperlink.location == "自评表!F35"


def test_missing_units_have_their_row(written: Path) -> None:
    """A unit that did not hand in stands on 单位对照表 and 报送情况 as 未报."""
    book = read(written)
    rows = {sheet.name: sheet.values for sheet in book.sheets}
    assert [row[3] for row in rows["单位对照表"] if row and row[0] == "906003"] == ["未报"]
    assert [row[6] for row in rows["报送情况"] if row and row[0] == "906003"] == ["未报"]


def test_ranks_grades_and_rates(written: Path, standard: Standard) -> None:
    """得分表 has total, rate, grade by the standard's bands, and rank, as cached values of formulas."""
    row = next(row for row in read(written).sheet("得分表").values if row and row[0] == "906001")  # type: ignore[union-attr]
    total = 100 - 0.5 * len(standard.indicators)
    assert row[2] == pytest.approx(total)
    assert row[5] == 1
    assert row[4] == "良"


class _Refusing:
    """An engine that trusts nothing."""

    name = "refusing"

    def ask(self, workbook: Workbook, questions: Sequence[str]) -> Answers:  # noqa: ARG002
        """Refuse."""
        raise EngineRefused("不算")


class _Wrong:
    """An engine that is wrong by one."""

    name = "wrong"

    def ask(self, workbook: Workbook, questions: Sequence[str]) -> Answers:
        """Compute, then spoil every number."""
        cells = Formualizer().ask(workbook, questions).cells
        return Answers({p: v + 1 if isinstance(v, float | int) else v for p, v in cells.items()})


def test_a_refusing_engine_leaves_the_exact_totals(summary: Summary, tmp_path: Path) -> None:
    """Without an engine the totals are still cached, from Decimal."""
    summarise(summary, tmp_path / "汇总.xlsx", _Refusing())
    plan = Plan(summary)
    assert read(tmp_path / "汇总.xlsx").value(plan.places["财政下达预算数"]) == 300000002.01


def test_a_wrong_engine_is_found_out(summary: Summary, tmp_path: Path) -> None:
    """Totals that are not the exact ones never reach a file."""
    with pytest.raises(XltoolsError, match="自检未通过") as caught:
        summarise(summary, tmp_path / "汇总.xlsx", _Wrong())
    assert caught.value.code == "internal"
    assert list(tmp_path.iterdir()) == []


def test_a_place_that_cannot_be_written(
    summary: Summary, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A missing folder, a folder of that name, a file open in Excel: OutputError in Chinese, nothing left."""
    with pytest.raises(OutputError, match="没有这个文件或文件夹"):
        summarise(summary, tmp_path / "无" / "汇总.xlsx", Formualizer())
    (tmp_path / "夹.xlsx").mkdir()
    if sys.platform != "win32":
        with pytest.raises(OutputError, match="它是一个文件夹"):
            summarise(summary, tmp_path / "夹.xlsx", Formualizer())

    def locked(self: Path, target: Path) -> Path:
        raise PermissionError(13, "locked")

    monkeypatch.setattr(Path, "replace", locked)
    with pytest.raises(OutputError) as caught:
        summarise(summary, tmp_path / "汇总.xlsx", Formualizer())
    assert "关闭" in caught.value.fix
    assert [each.name for each in tmp_path.iterdir()] == ["夹.xlsx"]


def test_nothing_handed_in_is_still_a_workbook(standard: Standard, roster: Roster, tmp_path: Path) -> None:
    """Rosters without files and files without rosters: every sheet is there, every total blank."""
    for number, tree in enumerate((roster, None)):
        path = tmp_path / f"{number}.xlsx"
        summary = consolidate(standard, [], tree)
        summarise(summary, path, Formualizer())
        values = [read(path).value(place) for place in Plan(summary).places.values()]
        assert not any(values)
        assert not any(isinstance(value, ErrorValue) for value in values)
