"""The sample workbooks: the seed's findings, each judged true one by one, and the silence of the others."""

from __future__ import annotations

import re
import zipfile
from decimal import Decimal
from functools import lru_cache
from pathlib import Path

import pytest

from tests.core.altered import ROOT, standard
from tests.form.books import CLEAN, FAULTY, SAMPLES, SEED, SICHUAN, Checked, check, disagreements, same
from xltools.cli import execute
from xltools.core.model import Finding
from xltools.readers.xlsx import read

#: The published report's own figures (SPEC §4.1).
BASIC, PROJECT = Decimal("5678716.64"), Decimal("13884857.75")
FUND, GOVERNMENT_FUND = Decimal("18807267.11"), Decimal("756307.28")
GRANTED, PURCHASED = Decimal(58210400), Decimal(68854763)

samples = pytest.mark.parametrize(("path", "name"), SAMPLES, ids=[path.stem for path, _ in SAMPLES])


@lru_cache(maxsize=8)
def checked(path: Path, name: str = "湛江2022") -> Checked:
    """A sample, checked."""
    return check(read(path), standard(name))


def only(path: Path, rule: str) -> Finding:
    """The one finding of a rule about a sample."""
    (finding,) = checked(path).of(rule)
    return finding


#: rule -> (level, outcome, first cell, left, right, difference): all that may be said about the seed.
#: Judged one by one against SPEC §4.1:
#: R052 33.61% 而满分,只说“财政冻结”,无文号;R053、R054 采购额大于下达预算和项目支出;R055 自述“无差异”;
#: R020 无问卷;R021 满分且无扣分;R102 报告未附佐证清单,27个得分指标都没有佐证。
#: 未判:R011 六项无分子分母,R012 未分公用经费,R057、R058 项目只有名称,
#: R076 未写报送日,R091 三项未写日期,R014 未写达成的档次,R114 未写年初、调整预算和指标个数。
SEED_FINDINGS = {
    "R052": ("错误", "不通过", "评分表!N10", Decimal("33.61"), Decimal(100), Decimal("-66.39")),
    "R020": ("核实", "不通过", "自评表!D105", None, Decimal(1), None),
    "R053": ("核实", "不通过", "自评表!D77", PURCHASED, GRANTED, Decimal(10644363)),
    "R054": ("核实", "不通过", "自评表!D77", PURCHASED, PROJECT, Decimal("54969905.25")),
    "R055": ("核实", "不通过", "自评表!D56", Decimal("-66.39"), Decimal(20), Decimal("46.39")),
    "R102": ("核实", "不通过", "评分表!Q5", None, None, None),
    "R021": ("提示", "不通过", "评分表!D43", Decimal(100), Decimal(100), None),
    "R011": ("错误", "未判", "自评表!D88", None, None, None),
    "R012": ("错误", "未判", "自评表!F36", None, None, None),
    "R057": ("核实", "未判", "自评表!D103", None, None, None),
    "R058": ("错误", "未判", "自评表!F37", None, None, None),
    "R076": ("核实", "未判", "自评表!D122", None, None, None),
    "R091": ("错误", "未判", "自评表!D114", None, None, None),
    "R014": ("错误", "未判", "评分表!L30", None, None, None),
    "R114": ("错误", "未判", "自评表!D34", None, None, None),
}


def test_the_seeds_findings_are_these_and_no_others() -> None:
    """Each expected finding with its cell and both sides; a new one must be judged before it is listed."""
    found = {
        finding.rule: (
            finding.level,
            finding.outcome,
            str(finding.places[0]),
            finding.left,
            finding.right,
            finding.difference,
        )
        for finding in checked(SEED).findings
    }
    assert found == SEED_FINDINGS
    assert len(checked(SEED).findings) == len(SEED_FINDINGS)


def test_the_seeds_figures_are_those_of_its_report() -> None:
    """What the findings say follows from the report's figures, worked out here by themselves."""
    assert only(SEED, "R053").difference == PURCHASED - GRANTED
    assert only(SEED, "R054").difference == PURCHASED - PROJECT
    rate = ((FUND + GOVERNMENT_FUND - GRANTED) / GRANTED * 100).quantize(Decimal("0.01"))
    assert only(SEED, "R055").left == rate == Decimal("-66.39")
    completed = ((BASIC + PROJECT) / GRANTED * 100).quantize(Decimal("0.01"))
    assert only(SEED, "R052").left == completed == Decimal("33.61")


def test_the_unjudged_name_every_cell_that_lacks() -> None:
    """Six scores without a reference, three without dates: one finding a rule, all cells in it.

    Beside each score stand the blank cells behind it, which are what there is to fill.
    """
    for rule, scores in (("R011", "M19 M27 M28 M29 M31 M32"), ("R091", "M13 M20 M23")):
        places = only(SEED, rule).places
        assert [
            place.cell for place in places if place.sheet == "评分表" and place.cell[0] == "M"
        ] == scores.split()
        behind = [place for place in places if place.sheet == "自评表"]
        assert behind
        assert all(checked(SEED).prepared.whole.value(place) is None for place in behind)


def test_what_is_right_in_the_seed_is_met_with_silence() -> None:
    """5678716.64+13884857.75=19563574.39, income equals spending, 33.61%: recomputed, and nothing said."""
    record = checked(SEED).record
    assert record.number("支出合计_决算") == BASIC + PROJECT == Decimal("19563574.39")
    assert record.number("收入合计_决算") == FUND + GOVERNMENT_FUND == record.number("支出合计_决算")
    assert record.number("支出完成率") == record.number("支出完成率_实际值") == Decimal("33.61")
    assert record.number("结余结转率") == 0
    assert record.number("采购执行率") == 100
    assert record.number("自评总分") == 100
    silent = {"R031", "R033", "R034", "R035", "R040", "R042", "R048", "R049", "R050", "R051", "R074", "R090"}
    assert not silent & {finding.rule for finding in checked(SEED).findings}


def test_the_seed_gives_no_more_than_its_report_does() -> None:
    """What the report does not say stays blank in the workbook: no invented staff, assets or dates."""
    record = checked(SEED).record
    for name in (
        "填报人",
        "联系电话",
        "项目计划数",
        "问卷有效份数",
        "固定资产原值",
        "财政批复日",
        "自评报送日",
    ):
        assert record.data[name].blank, name


#: rule -> (outcome, first cell, left, right): the faults put into the other subordinate's workbook, and their
#: consequences (the total typed over breaks R031, R034, R035 and, by the rate, R011; the late date R073,
#: R074).
FAULTY_FINDINGS = {
    "R004": ("不通过", "评分表!O17", None, None),
    "R011": ("不通过", "评分表!N10", Decimal("5.92"), Decimal(6)),
    "R031": ("不通过", "自评表!F41", Decimal(6210000), Decimal(6120000)),
    "R034": ("不通过", "自评表!F30", Decimal(6170000), Decimal(6260000)),
    "R035": ("不通过", "自评表!F43", Decimal(50000), Decimal(-40000)),
    "R045": ("不通过", "自评表!F71", "6,500元", Decimal(6500)),
    "R051": ("不通过", "评分表!N25", Decimal(42800), Decimal(35000)),
    "R073": ("不通过", "封面!C13", "2023-05-04", "2023-04-30"),
    "R074": ("不通过", "封面!C13", "2023-05-04", "2023-04-28"),
    "R102": ("不通过", "评分表!Q32", None, None),
}


def test_the_faulty_sample_has_its_faults() -> None:
    """The handful of ordinary faults, each at its cell, and the formula typed over (R086)."""
    found = {f.rule: (f.outcome, str(f.places[0]), f.left, f.right) for f in checked(FAULTY).findings}
    typed_over = only(FAULTY, "R086")
    del found["R086"]
    assert found == FAULTY_FINDINGS
    assert str(typed_over.places[0]) == "自评表!F41"
    assert typed_over.left == "数值 6210000"


@pytest.mark.parametrize(("path", "code"), [(CLEAN, 0), (SICHUAN, 0), (SEED, 1), (FAULTY, 1)])
def test_check_ends_as_promised(path: Path, code: int, capsys: pytest.CaptureFixture[str]) -> None:
    """`xltools check`: 0 for the clean samples of both standards, 1 for those with an 错误."""
    assert execute(["check", str(path)]) == code
    assert ("√ 通过" in capsys.readouterr().out) is (code == 0)


@pytest.mark.parametrize(("path", "name"), [(CLEAN, "湛江2022"), (SICHUAN, "四川")])
def test_a_clean_sample_is_clean_whatever_is_counted(path: Path, name: str) -> None:
    """No failure, nothing unjudged, nothing to note; a full set of figures, not an empty form."""
    assert checked(path, name).findings == ()
    record = checked(path, name).record
    assert record.number("自评总分")
    assert record.number("支出合计_决算")
    assert len(record.tables["项目表"]) >= 1


def test_invented_figures_are_called_examples() -> None:
    """The subordinates' figures are ours, and each workbook says so in its unit's name."""
    for path, name in SAMPLES:
        if path != SEED:
            assert "示例数据" in checked(path, name).record.name


@samples
def test_saved_values_are_recomputed_values(path: Path, name: str) -> None:
    """What a sample shows when opened without recalculating is what its formulas give."""
    book, cells = read(path), checked(path, name).cells
    assert len(cells) > 100
    stale = [str(place) for place, value in cells.items() if not same(book.value(place), value)]
    assert stale == []


@samples
def test_the_check_sheet_says_what_the_check_says(path: Path, name: str) -> None:
    """Rule by rule: √ or — where the check is silent, × where it fails, 未判 where it cannot judge."""
    assert disagreements(read(path), checked(path, name)) == []


@samples
def test_a_sample_is_the_form_filled(path: Path, name: str) -> None:
    """No name lost, no formula of the form changed but the one that is planted."""
    changed = {(f.rule, str(f.places[0])) for f in checked(path, name).findings if f.rule in ("R085", "R086")}
    assert changed == ({("R086", "自评表!F41")} if path == FAULTY else set())
    assert checked(path, name).record.standard == name


#: Persons the published report names; the samples know offices only.
PERSONS = (
    *("胡小军", "林月微", "廖天禄", "姚胜鑫", "叶晖", "钟福金"),
    *("陈莹莹", "王勇", "张耀明", "刘欣婷", "刘爱英"),
)


def test_no_person_of_the_seed_is_named() -> None:
    """No name stands anywhere in workbooks/ or templates/: no cell, no property, no part, no file name."""
    files = [f for folder in ("workbooks", "templates") for f in (ROOT / folder).rglob("*") if f.is_file()]
    assert len(files) >= 8
    for file in files:
        texts = [file.name]
        if zipfile.is_zipfile(file):
            with zipfile.ZipFile(file) as package:
                for part in package.namelist():
                    content = package.read(part).decode("utf-8", "ignore")
                    texts += [part, content, re.sub(r"<[^>]*>|\s", "", content)]
        else:
            texts.append(file.read_text("utf-8", "ignore"))
        named = [person for person in PERSONS if any(person in text for text in texts)]
        assert named == [], file
