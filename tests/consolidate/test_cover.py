"""封面, 得分排名, 指标得分率, 审核情况说明: live figures with right cached values, charts over real cells."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from openpyxl.utils import range_boundaries
from openpyxl.worksheet.worksheet import Worksheet

from tests.consolidate.extracted import consolidate
from tests.consolidate.made_rounds import round_of
from tests.consolidate.recalculated import formula_values, recalculated
from xltools.commands.divided import write_divided
from xltools.core.consolidation.account import account, handed_in
from xltools.core.consolidation.headlines import headlines
from xltools.core.consolidation.ranking import ranking
from xltools.core.consolidation.roster import Roster
from xltools.core.consolidation.summary import Summary
from xltools.core.model import Checked, Finding
from xltools.core.overview.overview import overview
from xltools.core.overview.words import explained
from xltools.core.refs import Place
from xltools.core.standard import Standard
from xltools.engines.formualizer import Formualizer
from xltools.readers.standard import read_standard
from xltools.readers.xlsx import read
from xltools.summarise import summarise

Make = Callable[..., Checked]

NEW = ("封面", "得分排名", "指标得分率", "审核情况说明")


@pytest.fixture(scope="module")
def summary(standard: Standard, make: Make) -> Summary:
    """Three departments, a unit beside them, a third of the units missing."""
    return round_of(standard, make, seed=7)


@pytest.fixture(scope="module")
def written(summary: Summary, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Its workbook."""
    path = tmp_path_factory.mktemp("封面") / "汇总.xlsx"
    summarise(summary, path, Formualizer())
    return path


def texts(sheet: Worksheet) -> list[str]:
    """All texts of a sheet, row by row."""
    return [cell.value for row in sheet.iter_rows() for cell in row if isinstance(cell.value, str)]


def test_the_order_of_the_sheets(written: Path) -> None:
    """The cover is first, what it rests on follows, lists and parameters come last."""
    names = openpyxl.load_workbook(written).sheetnames
    wanted = ["封面", "审核情况说明", "汇总表", "部门合计", "单位对照表", "得分表", "评分对照", "得分排名"]
    wanted += ["指标得分率", "异常值", "问题清单", "报送情况", "参数"]
    assert [name for name in names if name in wanted] == wanted


def test_the_contents_link_to_every_sheet(written: Path) -> None:
    """Each other sheet is named once on the cover, with a link that leads to it and what it is for."""
    book = openpyxl.load_workbook(written)
    links = {
        cell.hyperlink.location: cell for row in book["封面"].iter_rows() for cell in row if cell.hyperlink
    }
    assert list(links) != []
    assert {location.replace("'", "") for location in links} == {f"{name}!A1" for name in book.sheetnames[1:]}
    for cell in links.values():
        assert book["封面"].cell(cell.row, cell.column + 2).value


def test_the_cover_shows_the_headlines(written: Path, summary: Summary) -> None:
    """Every headline total, count and grade stands on the cover, as the value of a live formula."""
    cover = read(written).sheet("封面")
    assert cover is not None
    shown = [cover.value(*at) for at in cover.formulas]
    heads = headlines(summary)
    wanted: list[Decimal | int | None] = [heads.expected, heads.received, heads.missing, heads.counted]
    wanted += [figure.value / 10_000 for figure in heads.figures if figure.value is not None]
    wanted += [*heads.verdicts.values(), *heads.grades.values(), *heads.findings.values()]
    assert heads.scores is not None
    wanted += [heads.scores.units, heads.scores.lowest, heads.scores.middle, heads.scores.highest]
    for value in wanted:
        assert value is not None
        assert any(isinstance(each, float | int) and each == pytest.approx(float(value)) for each in shown), (
            value
        )
    said = [cover.value(row, column) for row in range(1, 100) for column in range(1, 13)]
    assert any("默认值" in each for each in said if isinstance(each, str))


def test_charts_show_cells_that_are_there(written: Path) -> None:
    """Each chart's words and figures are cells of the cover that hold texts and formulas, as many of both."""
    book = openpyxl.load_workbook(written)
    cover = book["封面"]
    charts = cover._charts  # type: ignore[attr-defined]  # openpyxl has no other way
    assert len(charts) == 4
    for chart in charts:
        for series in chart.series:
            for source in (series.cat.strRef or series.cat.numRef, series.val.numRef):
                sheet, _, area = source.f.rpartition("!")
                assert sheet.strip("'") == "封面"
                first_column, first, last_column, last = range_boundaries(area)
                assert first_column == last_column
                values = [cover.cell(row, first_column).value for row in range(first, last + 1)]
                assert len(values) >= 2
                assert all(value is not None for value in values)
            assert all(str(value).startswith("=") for value in values)


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
@pytest.mark.parametrize("name", ["湛江2022", "四川"])
def test_libreoffice_computes_the_same(
    name: str, written: Path, standard: Standard, make: Make, tmp_path: Path
) -> None:
    """Every formula on the new sheets has the cached value that LibreOffice gives, without any cached one."""
    path = written
    if name != standard.name:
        other = read_standard(Path(__file__).parents[2] / "templates" / name)
        path = tmp_path / "汇总.xlsx"
        summarise(round_of(other, renamed(make, name), seed=11, departments=0), path, Formualizer())
    compared = dict.fromkeys(NEW, 0)
    for place, left, right in formula_values(read(path), recalculated(path, tmp_path)):
        if isinstance(left, float | int) and isinstance(right, float | int):
            assert left == pytest.approx(right, abs=1e-6), place
        else:
            assert left == right, place
        compared[place.sheet] = compared.get(place.sheet, 0) + 1
    assert compared["封面"] > 20
    assert compared["指标得分率"] > 100
    assert compared["得分排名"] > 2


def renamed(make: Make, form: str) -> Make:
    """The same maker for forms of another standard."""
    return lambda *args, **values: make(*args, form=form, **values)


def test_the_same_round_gives_the_same_bytes(written: Path, summary: Summary) -> None:
    """Charts and links too."""
    again = written.with_name("再.xlsx")
    summarise(summary, again, Formualizer())
    assert again.read_bytes() == written.read_bytes()


def test_every_sheet_is_ready_to_print(written: Path) -> None:
    """The cover is one page; lists keep their headings in view and repeat them on paper."""
    book = openpyxl.load_workbook(written)
    cover = book["封面"]
    assert (cover.page_setup.fitToWidth, cover.page_setup.fitToHeight) in {(None, None), (1, 1)}
    assert cover.sheet_properties.pageSetUpPr.fitToPage
    assert cover.page_setup.orientation == "portrait"
    for name in ("得分排名", "指标得分率", "问题清单", "报送情况", "异常值"):
        assert book[name].freeze_panes, name
        assert book[name].print_title_rows, name
        assert book[name].auto_filter.ref, name
        assert "&A" in str(book[name].oddFooter.left.text), name


def ranked(standard: Standard, make: Make, path: Path, *totals: int | None) -> list[dict[str, object]]:
    """The rows of 得分排名 for units that gave themselves so many points on one indicator."""
    points = standard.indicators[0].name
    files = [
        make(
            f"{number:03}",
            scores={} if total is None else {points: Decimal(total)},
            path=str(path.parent / f"{number}.xlsx"),
        )
        for number, total in enumerate(totals)
    ]
    summarise(consolidate(standard, files, None), path, Formualizer())
    sheet = read(path).sheet("得分排名")
    assert sheet is not None
    heads = [str(value) for value in sheet.values[3]]
    return [dict(zip(heads, row, strict=False)) for row in sheet.values[4:]]


def test_equal_totals_share_a_rank(standard: Standard, make: Make, tmp_path: Path) -> None:
    """5 5 4 is 1 1 3; who gave no score is last, without a rank or a mark."""
    rows = ranked(standard, make, tmp_path / "汇总.xlsx", 4, None, 5, 5)
    assert [(row["编码"], row["名次"], row["总分"]) for row in rows[:3]] == [
        ("002", 1, 5),
        ("003", 1, 5),
        ("000", 3, 4),
    ]
    assert rows[3]["编码"] == "001"
    assert not rows[3]["名次"]
    assert not rows[3]["标注"]


def test_the_first_and_the_last_tenth_are_marked(standard: Standard, make: Make, tmp_path: Path) -> None:
    """Of twenty two are 前列 and two 靠后, in words; a tie at the edge is not cut in two."""
    rows = ranked(standard, make, tmp_path / "汇总.xlsx", *range(20))
    assert [row["标注"] or "" for row in rows] == ["前列"] * 2 + [""] * 16 + ["靠后"] * 2
    tied = ranked(standard, make, tmp_path / "再.xlsx", *range(17), 50, 50, 50)
    assert [row["标注"] or "" for row in tied[:4]] == ["前列", "前列", "前列", ""]


def test_without_the_share_nothing_is_marked(standard: Standard, make: Make, tmp_path: Path) -> None:
    """How many are marked is said by the standard alone."""
    rows = ranked(replace(standard, vocabulary=()), make, tmp_path / "汇总.xlsx", *range(20))
    assert not any(row["标注"] for row in rows)


def test_more_units_than_live_ranks(standard: Standard, make: Make) -> None:
    """Ranks that are written as numbers are those that the formulas would give."""
    points = standard.indicators[0].name
    files = [make(str(n), scores={points: Decimal(n % 7)}) for n in range(30)]
    rows = ranking(standard, consolidate(standard, files, None).members)
    totals = [row.total for row in rows if row.total is not None]
    assert [row.rank for row in rows] == [1 + sum(other > total for other in totals) for total in totals]


def test_the_account_has_the_words_of_the_letters(standard: Standard, make: Make, tmp_path: Path) -> None:
    """Sections and sentences are those of the letters about the same files, after who handed in."""
    findings = (
        Finding("R012", "错误", "不通过", "不等", (Place("自评表", 5, 6),)),
        Finding("R020", "核实", "不通过", "缺"),
        Finding("R020", "提示", "不通过", "缺", cause="R012 自评表!F5"),
        Finding("R021", "核实", "未判", "缺"),
    )
    files = [make("1", findings=findings), make("2", findings=findings[1:2]), make("3")]
    summary = consolidate(standard, files, None)
    sections = account(summary)
    assert sections == explained(overview(files, {standard.name: standard}))
    assert [section.heading for section in sections][:2] == ["总体情况", "错误性问题"]
    summarise(summary, tmp_path / "汇总.xlsx", Formualizer())
    sheet = openpyxl.load_workbook(tmp_path / "汇总.xlsx")["审核情况说明"]
    said = [text.strip("　") for text in texts(sheet)]
    for section in (handed_in(headlines(summary)), *sections):
        assert any(text.endswith(f"、{section.heading}") for text in said)
        assert set(section.paragraphs) <= set(said)


def test_the_account_tells_what_is_not_counted(
    standard: Standard, make: Make, roster: Roster, unreadable: Checked
) -> None:
    """A file nobody can read and one of another year are named as not counted, with their numbers."""
    summary = consolidate(standard, [make("906001", year=2021), unreadable], roster)
    section = handed_in(headlines(summary))
    assert section.paragraphs[0] == "应报 4 家，实报 0 家，未报 4 家；计入汇总 0 家。"
    assert "年度不符 1 份" in section.paragraphs[1]
    assert "无法读取 1 份" in section.paragraphs[1]
    assert any("坏.xlsx" in text for each in account(summary) for text in each.paragraphs)


def test_a_round_without_files_has_a_cover(standard: Standard, roster: Roster, tmp_path: Path) -> None:
    """Who did not hand in is the one problem; every other figure is 0 or blank, nothing is compared."""
    summarise(consolidate(standard, [], roster), tmp_path / "汇总.xlsx", Formualizer())
    cover = read(tmp_path / "汇总.xlsx").sheet("封面")
    assert cover is not None
    shown = [cover.value(*at) for at in sorted(cover.formulas)]
    assert shown[:4] == [4, 0, 4, 0]
    assert [value for value in shown[4:] if value] == [1]
    assert not any("对比（" in str(value) for row in cover.values for value in row)


def test_a_standard_that_names_nothing(standard: Standard, make: Make, tmp_path: Path) -> None:
    """Without 词表 and indicators there is a cover all the same, with who handed in and what was found."""
    bare = replace(standard, vocabulary=(), indicators=())
    summarise(consolidate(bare, [make("1")], None), tmp_path / "汇总.xlsx", Formualizer())
    book = openpyxl.load_workbook(tmp_path / "汇总.xlsx")
    assert not {"得分排名", "指标得分率", "得分表"} & set(book.sheetnames)
    headings = [text for text in texts(book["封面"]) if text[:2] in {"一、", "二、", "三、", "四、"}]
    assert headings == ["一、报送", "二、审核结论", "三、问题", "四、目录"]


def test_the_cover_over_parts_tells_of_everyone(summary: Summary, written: Path, tmp_path: Path) -> None:
    """Divided into parts, the cover over them has the same figures; counts of files elsewhere are numbers."""
    over = write_divided(summary, tmp_path / "汇总.xlsx", 12)
    assert len(over.parts) > 1
    whole, divided = (read(path).sheet("封面") for path in (written, over.path))
    assert whole is not None
    assert divided is not None
    own, theirs = ([value for row in each.values for value in row if value] for each in (divided, whole))
    heads = headlines(summary)
    numbers = [value for value in own if isinstance(value, float | int)]
    for figure in heads.figures:
        if figure.value is not None:
            assert any(number == pytest.approx(float(figure.value) / 10_000) for number in numbers)
    for count in (*heads.verdicts.values(), *heads.grades.values(), *heads.findings.values(), heads.received):
        assert not count or count in numbers
    names = {f"{rate.indicator.third}" for rate in heads.weakest[:8]}
    assert names <= set(own)
    assert names <= set(theirs)
