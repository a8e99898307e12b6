"""What a page holds: every unit once, every finding counted, the same figures as the summary has."""

from __future__ import annotations

import json
import re
from base64 import b64encode
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.page.made import BUDGET, HOSTILE, STANDARD, city, fault, file, summed, two_departments, written
from xltools.core.consolidation import page_findings
from xltools.core.consolidation.headlines import headlines
from xltools.core.consolidation.issue import Issue
from xltools.core.consolidation.page import Unreadable, page
from xltools.core.consolidation.page_findings import MOST_OF_ONE, allot, listed
from xltools.core.consolidation.page_units import NOT_WANTED, STRAYS, page_units
from xltools.core.consolidation.roster import Unit, build_roster
from xltools.core.model import Finding
from xltools.core.overview.counts import KINDS, kind_of
from xltools.core.refs import Place
from xltools.writers.links import relative
from xltools.writers.page import html

PARTS = Path(__file__).parents[2] / "xltools" / "writers" / "page"

KINDS_OF_FINDINGS = st.sampled_from(
    [
        fault(level="错误"),
        fault("R045", level="核实"),
        fault("R050", level="提示"),
        fault("R037", outcome="未判"),
        fault("R045", outcome="已说明"),
    ]
)


def test_each_unit_has_one_row_in_tree_order() -> None:
    """Units stand under their departments; files of no unit at the end, under a row of their own."""
    units = page(city()).units
    assert [(unit.level, unit.name) for unit in units] == [
        (0, "示例市甲局"),
        (1, "示例市甲局本级"),
        (1, "甲局示例中心"),
        (1, "甲局示例站"),
        (0, "示例市乙局"),
        (1, "示例市乙局本级"),
        (1, f"乙局{HOSTILE}"),
        (1, "乙局示例馆"),
        (0, STRAYS),
        (1, "名册外示例社"),
        (1, "坏 #1%.xlsx"),
    ]


def test_every_file_is_in_one_row() -> None:
    """Copies and doubles are with their unit, strays in rows of their own: none left out, none twice."""
    summary = city()
    files = Counter(each.path for unit in page_units(summary) for each in unit.files if each.path)
    assert files == Counter(each.path for each in summary.submissions if each.path)
    assert max(files.values()) == 1


def test_where_a_unit_stands() -> None:
    """A file in order is judged by its verdict, never by a mere copy; anything else is said by its state."""
    standings = {unit.name: unit.standing for unit in page(city()).units}
    assert standings["示例市甲局本级"] == "通过"
    assert standings["甲局示例站"] == "未报"
    assert standings["乙局示例馆"] == "重复"
    assert standings["名册外示例社"] == "名册外"
    assert standings["示例市甲局"] == ""


def test_an_old_version_does_not_count() -> None:
    """A unit stands where its newest version stands; the old one is listed among its files."""
    summary = summed([file("1", "甲", findings=(fault(),), path="旧.xlsx"), file("2", "乙", path="新.xlsx")])
    old, new = summary.submissions
    versions = (replace(old, state="旧版", note="已由“新.xlsx”代替"), replace(new, unit=old.unit))
    unit, _ = page_units(replace(summary, submissions=versions))
    assert (unit.standing, unit.verdict, len(unit.files)) == ("通过", "通过", 2)


def test_a_unit_that_need_not_report_is_not_missing() -> None:
    """A unit without 应报 that handed in nothing is called 不需报, not 未报 and not 通过."""
    roster = build_roster([Unit("1", "甲"), Unit("2", "乙", expected=False)])
    units = page_units(summed([file("1", "甲")], roster))
    assert [unit.standing for unit in units] == ["通过", NOT_WANTED]


def test_ranks() -> None:
    """The highest total is first, equals share a rank, the next one counts them; no total, no rank."""
    scores = {"1": Decimal(1), "2": Decimal(2), "3": Decimal(2), "4": Decimal("0.5"), "5": None}
    units = page_units(summed(file(code, f"示例{code}", scores=score) for code, score in scores.items()))
    assert {unit.code: unit.rank for unit in units} == {"1": 3, "2": 1, "3": 1, "4": 4, "5": None}


def test_figures_keep_their_cell() -> None:
    """Each key figure is the unit's own with its cell; unreadable is told from blank."""
    moved = {BUDGET: Place("另一页", 7, 3)}
    summary = summed(
        [
            file("1", "甲", **{BUDGET: Decimal("5.10")}),
            file("2", "乙", moved=moved, **{BUDGET: Decimal(6)}),
            file("3", "丙", **{BUDGET: "?千把块"}),
        ]
    )
    made = page(summary)
    at = [field.name for field in made.fields].index(BUDGET)
    first, second, third = (figures[at] for figures in made.figures())
    assert (first.value, second.value) == (Decimal("5.10"), Decimal(6))
    assert second.place == moved[BUDGET]
    assert third == Unreadable()
    content = _content("".join(html(made, Path("汇总.html"), Path("汇总.xlsx"))))
    assert [row.split(";")[at] for row in content["figures"]["rows"]] == ["5.1", "6", "?"]
    assert content["figures"]["moved"] == {"1": {str(at): "另一页!C7"}}


def test_headlines_are_the_summarys_own() -> None:
    """The page computes no headline of its own."""
    summary = city()
    made = page(summary)
    assert made.headlines == headlines(summary)
    shown = {tile.label: tile.text for tile in made.tiles}
    assert shown["应报"] == str(summary.expected)
    assert shown["未报"] == str(summary.expected - summary.received)
    total = summary.nodes[0].totals[BUDGET].value
    assert shown["财政下达预算数"] == f"{total:,.2f}"
    for kind, count in made.headlines.findings.items():
        assert shown.get(kind, "0") == str(count)


def test_a_rate_that_was_not_computed_says_so() -> None:
    """A rate no engine has computed is no figure: what is missing is told, never 0 and never blank."""
    needed = next(iter(city().needs.values())).names
    summary = summed([file("1", "甲", **dict.fromkeys(needed, Decimal(8)))])
    notes = {tile.label: tile.note for tile in page(summary).tiles if not tile.text}
    assert "没有算出，见汇总工作簿" in notes.values()
    assert "没有单位填报所需的数" in notes.values()


@given(st.lists(st.lists(KINDS_OF_FINDINGS, max_size=9), min_size=1, max_size=5), st.integers(0, 20))
@settings(max_examples=60, deadline=None)
def test_every_finding_is_counted_and_the_worst_are_listed(
    found: Sequence[Sequence[Finding]], most: int
) -> None:
    """All are counted, by unit, rule and kind; of each unit the worst are listed, no more than fit.

    At least one a unit is listed, and of units with findings left out all have the same share.
    """
    files = [file(f"{number}", f"示例{number}", findings=tuple(own)) for number, own in enumerate(found)]
    summary = summed(files)
    units = page_units(summary)
    allotment = allot(summary, units, most)
    assert allotment.total == len(summary.issues)
    held = list(listed(summary, units, allotment))
    assert len(held) == allotment.listed <= max(most, len(allotment.counts))
    for row, counts in allotment.counts.items():
        kinds: Counter[str] = Counter()
        for (_, kind), number in counts.items():
            kinds[kind] += number
        own = Counter(kind_of(issue.finding) for at, issue in held if at == row)
        assert sum(own.values()) == min(sum(kinds.values()), allotment.each)
        left = [KINDS.index(kind) for kind in kinds if own[kind] < kinds[kind]]
        assert not left or max(KINDS.index(kind) for kind in own) <= min(left)


def test_one_unit_lists_no_more_than_it_may() -> None:
    """However few units there are, one lists so many at most."""
    found = tuple(fault(message=f"第{number}条") for number in range(MOST_OF_ONE + 5))
    made = page(summed([file("1", "甲", findings=found)]))
    assert (made.allotment.total, made.allotment.listed) == (MOST_OF_ONE + 5, MOST_OF_ONE)


def test_a_round_of_very_many_fits() -> None:
    """The share shrinks with the number of findings, but a unit's worst one is always there."""
    share = page_findings._share
    assert share([30] * 600, 100_000) == 200
    assert share([30] * 5_000, 100_000) == 20
    assert share([30] * 200_000, 100_000) == 1


def test_issues_of_attached_forms_are_their_units() -> None:
    """A finding of a file that is no submission is of the unit it names; of nobody known, of everyone."""
    rows = page_findings._Rows(page_units(city()))
    assert rows.of(Issue("102", "改过的名称", "附表.xlsx", fault())) == 2
    assert rows.of(Issue("", "甲局示例站", "附表.xlsx", fault())) == 3
    assert rows.of(Issue("555", "没有的单位", "附表.xlsx", fault())) == page_findings.EVERYONE


def test_the_order_of_files_does_not_matter(tmp_path: Path) -> None:
    """The same files in another order give the same bytes."""
    files = [
        file(
            f"10{number}", f"示例{number}", findings=(fault(), fault("R045", level="核实")), scores=Decimal(1)
        )
        for number in range(1, 4)
    ]
    one = written(summed(files, two_departments()), tmp_path, "一.html").read_bytes()
    (tmp_path / "二").mkdir()
    other = written(summed(files[::-1], two_departments()), tmp_path, "一.html").read_bytes()
    assert one == other


def test_the_file_is_whole_in_itself(city_page: Path) -> None:
    """No address in it leads anywhere; the policy allows its script and style by their hashes, no more."""
    text = city_page.read_text(encoding="utf-8")
    skeleton = re.sub(r'(?s)<script type="application/json".*?</script>', "", text)
    policy = re.search(r'http-equiv="Content-Security-Policy" content="([^"]*)"', text)[1]
    (script,) = re.findall(r"(?s)<script>(.*?)</script>", skeleton)
    (style,) = re.findall(r"(?s)<style>(.*?)</style>", skeleton)
    assert policy.split("; ") == [
        "default-src 'none'",
        f"script-src {_hash(script)}",
        f"style-src {_hash(style)}",
        "base-uri 'none'",
        "form-action 'none'",
    ]
    assert set(re.findall(r"https?://[^\"'\s]+", skeleton)) == {"http://www.w3.org/2000/svg"}
    assert not re.search(r"@import|url\(|<link|<img|<iframe|src=", skeleton)


def test_the_script_never_reads_texts_as_html() -> None:
    """No part of the script makes HTML of a text, runs a text, or asks for the time or an address."""
    script = "".join(path.read_text(encoding="utf-8") for path in sorted(PARTS.glob("*.js")))
    assert len(script) > 5_000
    for word in ("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "Function(",
                 "fetch(", "XMLHttpRequest", "Date", "localStorage", "import("):  # fmt: skip
        assert word not in script, word


def test_data_cannot_end_the_script(city_page: Path) -> None:
    """Between the tags of the data no < is left, and the hostile name is there as it is."""
    text = city_page.read_text(encoding="utf-8")
    (data,) = re.findall(r'(?s)<script type="application/json" id="data">(.*?)</script>', text)
    assert "<" not in data
    assert f"乙局{HOSTILE}" in json.loads(data)["units"]["name"]


def test_a_title_is_escaped(tmp_path: Path) -> None:
    """The department that everybody is below gives the title, whatever it is called."""
    roster = build_roster([Unit("1", HOSTILE, kind="虚拟", expected=False), Unit("2", "甲", "1")])
    text = written(summed([file("2", "甲")], roster), tmp_path).read_text(encoding="utf-8")
    assert "<title>&lt;/script&gt;&lt;img src=x" in text
    assert "<img" not in text


def test_texts_that_come_again_are_written_once() -> None:
    """A message with other numbers, a remedy, a folder: each stands once, however many units have it."""
    files = [
        file(f"{number}", f"示例{number}", findings=(fault(message=f"合计 {number},001.50 元不对"),))
        for number in range(1, 9)
    ]
    text = "".join(html(page(summed(files)), Path("汇总.html"), Path("汇总.xlsx")))
    assert text.count("元不对") == 1
    assert text.count("核对四项费用") == 1


def test_rules_have_their_names() -> None:
    """The rules on the page are those something was found by, named as in the standard."""
    made = page(city())
    assert list(made.rules) == sorted({issue.finding.rule for issue in made.summary.issues})
    assert made.rules["R037"] == STANDARD.rule["R037"].name


@pytest.mark.parametrize(
    ("path", "link"),
    [
        ("报送/甲.xlsx", "./报送/甲.xlsx"),
        ("输出/甲.xlsx", "./输出/甲.xlsx"),
        ("../甲.xlsx", "./../甲.xlsx"),
        ("javascript:alert(1)", "./javascript:alert(1)"),
        ("s3://桶/甲.xlsx", ""),
        ("", ""),
    ],
)
def test_links_are_relative(path: str, link: str) -> None:
    """From the page's folder to the file, never an address that runs; none where none can lead."""
    assert relative(path, Path()) == link


def _hash(text: str) -> str:
    return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"


def _content(text: str) -> dict:
    (data,) = re.findall(r'(?s)<script type="application/json" id="data">(.*?)</script>', text)
    return json.loads(data)
