"""A unit's workbook and its project forms in one folder: what ties them, and what must never pass unseen."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.core.altered import standard
from tests.form.books import CLEAN, FAULTY, PROJECTS, SEED
from xltools.core.attachments.attached import Attached, Entry, Form, Near, Owner
from xltools.core.attachments.forms import by_name, tied
from xltools.core.attachments.near import near_units
from xltools.core.model import Checked, Finding
from xltools.runner import check_files, workbooks_in
from xltools.writers.form import form_bytes

from .planted import clean, rebuilt
from .test_project_rules import TABLE, inputs

UNIT, PROJECT = "湛江2022", "项目支出自评"
ONE, TWO = (path.name for path in PROJECTS)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The clean unit's folder: its workbook, and its two project forms in a folder below."""
    (tmp_path / "项目").mkdir()
    shutil.copy(CLEAN, tmp_path / "单位.xlsx")
    for path in PROJECTS:
        shutil.copy(path, tmp_path / "项目")
    return tmp_path


def project(path: Path, **changes: Any) -> Path:
    """The first project form with these cells changed (None: left blank)."""
    cells = {name: value for name, value in {**inputs()[0], **changes}.items() if value is not None}
    path.write_bytes(form_bytes(standard(PROJECT), cells, {TABLE: inputs()[1]}))
    return path


def unit(path: Path, values: Mapping[str, Any], projects: Mapping[tuple[int, str], Any] = {}) -> Path:
    """The clean unit's workbook with these cells, and these cells of 项目表, changed."""
    from xltools.core.layout import lay_out

    record, layout = clean().record, lay_out(standard(UNIT))
    cells = {n: d.raw for n, d in record.data.items() if layout.cells[n].is_input and not d.blank}
    columns = {column.name for column in standard(UNIT).columns("项目表") if not column.formula}
    rows = [{n: d.raw for n, d in row.items() if n in columns} for row in record.tables["项目表"]]
    for (row, name), value in projects.items():
        rows[row][name] = value
    filled = {name: value for name, value in {**cells, **values}.items() if value is not None}
    path.write_bytes(form_bytes(standard(UNIT), filled, {"项目表": rows}))
    return path


def checked(folder: Path, *, jobs: int = 1) -> list[Checked]:
    """All files of a folder, checked."""
    return list(check_files(workbooks_in([folder]), jobs=jobs))


def ties(folder: Path, name: str = "单位.xlsx") -> dict[str, list[Finding]]:
    """What the rules about attached forms say of a unit's workbook, by rule."""
    (found,) = [each for each in checked(folder) if Path(each.path).name == name]
    said: dict[str, list[Finding]] = {}
    for finding in found.findings:
        if finding.rule in tied(standard(UNIT)):
            said.setdefault(finding.rule, []).append(finding)
    return said


def outcomes(folder: Path) -> dict[str, str]:
    """The outcome of each tie that does not hold."""
    return {rule: findings[0].outcome for rule, findings in ties(folder).items()}


def test_what_agrees_is_met_with_silence(folder: Path) -> None:
    """One form in 万元 and one in 元, the workbook in 元: every tie holds, and the forms come first."""
    results = checked(folder)
    assert [Path(each.path).name for each in results] == [ONE, TWO, "单位.xlsx"]
    assert [each.verdict for each in results[:2]] == ["通过"] * 2
    assert [each.standard for each in results] == [PROJECT, PROJECT, UNIT]
    assert ties(folder) == {}
    assert len(tied(standard(UNIT))) == 7


def test_without_project_forms_nothing_is_asked(tmp_path: Path) -> None:
    """A unit that hands in its workbook alone, or beside other units', hears nothing of project forms."""
    for path in (CLEAN, FAULTY, SEED):
        shutil.copy(path, tmp_path)
    for each in checked(tmp_path):
        assert not tied(standard(UNIT)) & {finding.rule for finding in each.findings}


def test_the_amounts_are_really_compared(folder: Path) -> None:
    """R106, R107: a form's spending other than the workbook's fails by the difference, naming the file."""
    project(folder / "项目" / ONE, 本年财政拨款_全年执行数=195.99, 执行率_得分=9.8)
    said = ties(folder)
    assert set(said) == {"R106", "R107"}
    (total,), (row,) = said["R106"], said["R107"]
    assert (total.level, total.outcome) == ("错误", "不通过")
    assert (total.left, total.right, total.difference) == (3082900, 3083000, -100)
    assert total.tolerance == Decimal("50.01")
    assert ONE in total.message
    assert TWO in total.message
    assert (row.left, row.right, row.difference) == (1960000, 1959900, 100)
    assert ONE in row.message
    assert TWO not in row.message
    assert row.places[0].sheet == "项目表"
    assert total.places[0].sheet == "自评表"


def test_the_score_is_compared(folder: Path) -> None:
    """R109: the score in 项目表 is the form's own."""
    unit(folder / "单位.xlsx", {}, {(0, "项目自评得分"): 99.9})
    said = ties(folder)
    assert set(said) == {"R109"}
    assert (said["R109"][0].left, said["R109"][0].right) == (Decimal("99.9"), Decimal("99.8"))


def test_a_form_that_is_missing(folder: Path) -> None:
    """R105, R106, R108: one form for two projects; one 错误, and the project that has none is named."""
    (folder / "项目" / TWO).unlink()
    said = ties(folder)
    assert set(said) == {"R105", "R106", "R108"}
    assert [f.level for findings in said.values() for f in findings].count("错误") == 1
    assert "评标专家费" in said["R108"][0].message
    assert (said["R105"][0].left, said["R105"][0].right) == (1, 2)


def test_two_forms_for_one_project(folder: Path) -> None:
    """R105, R106, R108: a second, different form of a project is a finding that names both files."""
    project(folder / "项目" / "又一份.xlsx", 本年财政拨款_全年执行数=190, 执行率_得分=9.5)
    said = ties(folder)
    assert set(said) == {"R105", "R106", "R108"}
    assert "又一份.xlsx" in said["R108"][0].message
    assert ONE in said["R108"][0].message


def test_a_copy_counts_once(folder: Path) -> None:
    """The same file twice is one form."""
    shutil.copy(folder / "项目" / ONE, folder / "项目" / "副本.xlsx")
    assert ties(folder) == {}


def test_a_project_that_is_not_listed(folder: Path) -> None:
    """R110: the form's project is in no row of 项目表; the row it was meant for has none (R108)."""
    project(folder / "项目" / ONE, 项目名称="交易平台运维(示例)")
    said = ties(folder)
    assert set(said) == {"R108", "R110"}
    assert ONE in said["R110"][0].message


def test_names_are_compared_as_people_read_them(folder: Path) -> None:
    """Full-width brackets and spaces make no other project, unit or code."""
    project(folder / "项目" / ONE, 项目名称="交易系统 运行维护（示例）")
    assert ties(folder) == {}


def test_a_form_without_a_code_goes_by_the_units_name(folder: Path) -> None:
    """Same folder and same name: it is the unit's, though its own check says that the code is missing."""
    project(folder / "项目" / ONE, 预算编码=None)
    assert ties(folder) == {}
    assert {f.rule for f in checked(folder)[0].findings} == {"R087"}


def test_a_form_of_another_unit(folder: Path) -> None:
    """R111: it lies in this unit's folder and says it is another's: told, named, and not counted."""
    project(folder / "项目" / ONE, 预算编码="示例009")
    said = ties(folder)
    assert set(said) == {"R105", "R106", "R108", "R111"}
    assert ONE in said["R111"][0].message
    assert said["R111"][0].places[0].sheet == "封面"


def test_only_a_strangers_form_asks_nothing_else(folder: Path) -> None:
    """A folder with nothing but another unit's form: that it is another's is all there is to say."""
    (folder / "项目" / TWO).unlink()
    project(folder / "项目" / ONE, 预算编码="示例009")
    assert set(ties(folder)) == {"R111"}


def test_a_form_of_another_year_is_not_counted(folder: Path) -> None:
    """Last year's form beside this year's: its own check says so (R093), the ties know this year's."""
    project(folder / "项目" / "上年.xlsx", 评价年度=2021, 填报日期=None)
    assert ties(folder) == {}


@pytest.mark.parametrize("broken", [b"PK\x03\x04 no workbook", b"", None])
def test_an_unreadable_form_is_never_a_pass(folder: Path, broken: bytes | None) -> None:
    """One of two forms is no workbook, or has lost its sheet: what rests on it is 未判, and it is named."""
    if broken is None:
        book = openpyxl.load_workbook(folder / "项目" / TWO)
        del book["项目自评表"]
        book.save(folder / "项目" / TWO)
    else:
        (folder / "项目" / TWO).write_bytes(broken)
    assert [Path(each.path).name for each in checked(folder) if each.verdict == "无法读取"] == [TWO]
    assert outcomes(folder) == dict.fromkeys(("R105", "R106", "R107", "R108", "R109", "R110"), "未判")
    assert TWO in ties(folder)["R106"][0].message


@pytest.mark.parametrize("typed", ["约196", None, "#DIV/0!"])
def test_a_figure_nobody_can_read_is_never_a_pass(folder: Path, typed: str | None) -> None:
    """A blank or a text where the spending should be: no sum is compared, the file and the cell are named."""
    blank = {f"{name}_全年执行数": None for name in ("本年财政拨款", "上年结转资金", "其他资金")}
    changes = blank if typed is None else {"本年财政拨款_全年执行数": typed}
    project(folder / "项目" / ONE, **changes)
    said = ties(folder)
    assert {rule: findings[0].outcome for rule, findings in said.items()} == {"R106": "未判", "R107": "未判"}
    assert ONE in said["R106"][0].message
    assert ONE in said["R107"][0].message


def test_a_form_without_its_money_unit_is_not_guessed(folder: Path) -> None:
    """元 or 万元 nobody knows: 未判, and why."""
    project(folder / "项目" / ONE, 金额单位=None)
    assert outcomes(folder) == {"R106": "未判", "R107": "未判"}
    assert "没有写明金额单位" in ties(folder)["R106"][0].message


@pytest.mark.parametrize(
    ("more", "held"), [("49.99", True), ("50.01", True), ("50.02", False), ("-50.02", False)]
)
def test_rounding_to_ten_thousands_is_allowed_for(folder: Path, more: str, held: bool) -> None:  # noqa: FBT001
    """A form in 万元 of two places may be out by 50 元, and the rule's own 0.01 元: no more."""
    unit(folder / "单位.xlsx", {}, {(0, "全年执行数"): 1960000 + float(more)})
    assert ("R107" not in ties(folder)) is held


def test_a_form_in_yuan_has_nothing_to_round(folder: Path) -> None:
    """The second form is in 元 to the cent: 0.02 元 is a difference."""
    unit(folder / "单位.xlsx", {}, {(1, "全年执行数"): 1123000.02})
    (found,) = ties(folder)["R107"]
    assert found.tolerance == Decimal("0.01")


def test_several_units_in_one_folder_have_each_their_own(folder: Path) -> None:
    """All workbooks and all forms flat in one folder: forms go by the code, and nobody gets another's."""
    for path in (FAULTY, SEED):
        shutil.copy(path, folder)
    for path in (folder / "项目").iterdir():
        path.rename(folder / path.name)
    project(folder / "别家的.xlsx", 预算编码="示例777", 单位名称="不在这里的单位(示例)")
    for each in checked(folder):
        assert not tied(standard(UNIT)) & {finding.rule for finding in each.findings}, each.path


def test_several_processes_find_the_same(folder: Path) -> None:
    """jobs=2 gives what jobs=1 gives, in the same order, ties and all."""
    (folder / "项目" / TWO).unlink()
    assert checked(folder, jobs=2) == checked(folder)


def test_a_standard_asked_for_does_not_swallow_project_forms(folder: Path) -> None:
    """--standard 湛江2022: the forms it attaches are still checked by their own."""
    results = list(check_files(workbooks_in([folder]), UNIT))
    assert [each.standard for each in results] == [PROJECT, PROJECT, UNIT]
    assert [each.verdict for each in results[:2]] == ["通过"] * 2
    assert not tied(standard(UNIT)) & {finding.rule for finding in results[2].findings}


def test_one_file_is_checked_with_the_forms_beside_it(folder: Path) -> None:
    """A workbook named alone is tied to the forms in its folder and in the one below, as in a run."""
    (folder / "项目" / TWO).unlink()
    (alone,) = check_files([folder / "单位.xlsx"])
    assert alone == checked(folder)[-1]
    assert {"R105", "R106", "R108"} <= {finding.rule for finding in alone.findings}
    (folder / "项目" / ONE).rename(folder / ONE)
    (alone,) = check_files([folder / "单位.xlsx"])
    assert "R105" in {finding.rule for finding in alone.findings}


def test_a_form_alone_is_checked_alone(folder: Path) -> None:
    """A project form named alone is the only result, and the unit's workbook is not asked for."""
    (form,) = check_files([folder / "项目" / ONE])
    assert (form.standard, form.verdict) == (PROJECT, "通过")


def test_one_of_several_units_in_a_folder_hears_nothing_of_the_others_forms(folder: Path) -> None:
    """Named alone among other units, a workbook without forms of its own is asked nothing about theirs."""
    shutil.copy(FAULTY, folder)
    (alone,) = check_files([folder / FAULTY.name])
    assert not tied(standard(UNIT)) & {finding.rule for finding in alone.findings}


def test_forms_that_nobody_can_read_are_no_pass(folder: Path) -> None:
    """Every file in the folder of forms is broken: what they would tie is 未判."""
    for name in (ONE, TWO):
        (folder / "项目" / name).write_bytes(b"PK\x03\x04")
    said = ties(folder)
    assert {"R105", "R106"} <= set(said)
    assert {finding.outcome for findings in said.values() for finding in findings} == {"未判"}
    assert ONE in said["R105"][0].message


@pytest.mark.parametrize("code", ["示例００３", " 示例003　", "示例\u3000003"])
def test_codes_are_compared_as_people_read_them(folder: Path, code: str) -> None:
    """Full width and spaces make no other code."""
    project(folder / "项目" / ONE, 预算编码=code)
    assert ties(folder) == {}


def test_what_was_set_aside_is_named_where_forms_are_counted(folder: Path) -> None:
    """R105: a form of another year, and one of another unit, is there but was not counted, and why."""
    project(folder / "项目" / ONE, 评价年度=2021, 填报日期=None)
    said = ties(folder)
    assert f"交来的：{TWO}；未计入：{ONE}（评价年度2021）" in said["R105"][0].message
    assert f"{ONE}（评价年度2021）" in said["R108"][0].message
    project(folder / "项目" / ONE, 预算编码="示例009")
    assert f"{ONE}（示例009）" in ties(folder)["R105"][0].message


def test_what_a_missing_form_brings_about_follows_from_it(folder: Path) -> None:
    """One form too few: the sum and the project without a form name the count as their cause."""
    (folder / "项目" / TWO).unlink()
    said = ties(folder)
    cause = f"R105 {said['R105'][0].places[0]}"
    assert [(f.rule, f.cause) for found in said.values() for f in found] == [
        ("R105", ""), ("R106", cause), ("R108", cause),
    ]  # fmt: skip


def test_a_wrong_sum_is_no_consequence_of_too_few_forms(folder: Path) -> None:
    """The one form there has more than all projects together: no missing form explains that."""
    (folder / "项目" / TWO).unlink()
    project(folder / "项目" / ONE, 本年财政拨款_全年执行数=400, 执行率_得分=10)
    assert [(f.level, f.cause) for f in ties(folder)["R106"]] == [("错误", "")]


def test_one_form_with_a_wrong_figure_is_one_fault(folder: Path) -> None:
    """R106 and R107 are out by the same amount for one cell of the form: one 错误; the other names it."""
    project(folder / "项目" / ONE, 本年财政拨款_全年执行数=195.99, 执行率_得分=9.8)
    said = ties(folder)
    assert [f.level for found in said.values() for f in found if f.rule != "R109"].count("错误") == 1
    (follower,) = [f for found in said.values() for f in found if f.cause]
    assert f"都涉及 “{ONE}”的" in follower.message


def test_a_typo_in_the_table_of_projects_is_one_fault(folder: Path) -> None:
    """R058 and R107 at one cell of 项目表."""
    unit(folder / "单位.xlsx", {}, {(1, "全年执行数"): 1124000})
    (found,) = [each for each in checked(folder) if Path(each.path).name == "单位.xlsx"]
    failed = [f for f in found.findings if f.outcome == "不通过"]
    assert {f.rule for f in failed} >= {"R058", "R107"}
    assert [f.level for f in failed].count("错误") == 1


def test_a_typo_in_what_all_sums_share_is_one_fault(folder: Path) -> None:
    """项目支出 too large: R034, R035, R058 and R106 are one 错误, at that cell."""
    unit(folder / "单位.xlsx", {"项目支出_决算": 3084000, "公开决算支出合计": None})
    (found,) = [each for each in checked(folder) if Path(each.path).name == "单位.xlsx"]
    failed = [f for f in found.findings if f.outcome == "不通过" and not f.cause]
    assert [f.rule for f in failed if f.level == "错误"] == ["R058"]
    following = {f.rule for f in found.findings if f.cause.startswith("R058")}
    assert following >= {"R034", "R035", "R106"}


def test_the_form_rebuilt_today_ties_too(folder: Path) -> None:
    """The unit's figures in a form built now, which is not the sample's bytes."""
    (folder / "单位.xlsx").write_bytes(rebuilt())
    assert ties(folder) == {}


AMOUNTS = st.lists(st.integers(0, 10**11).map(lambda cents: Decimal(cents) / 100), min_size=1, max_size=6)


def handed_in(amounts: list[Decimal], money: str) -> Attached:
    """Forms with these amounts (元), rounded as a form in that unit rounds them, of one unit in 元."""
    yuan = {"元": Decimal(1), "万元": Decimal(10000)}[money]
    half = Decimal("0.005") if money == "万元" else Decimal(0)
    forms = []
    for number, amount in enumerate(amounts):
        written = (amount / yuan).quantize(Decimal("0.01"), ROUND_HALF_UP)
        entries = {"执行": Entry(written, "", yuan, half)}
        forms.append(Form(f"项目/{number}.xlsx", str(number), PROJECT, "001", "甲", 2022, entries))
    return Attached(Owner("001", "甲", 2022, Decimal(1)), Near(tuple(forms)), PROJECT)


@given(AMOUNTS, st.sampled_from(["元", "万元"]))
def test_a_true_sum_is_never_called_false(amounts: list[Decimal], money: str) -> None:
    """However forms round, their sum lies within the allowance of the true one; in 元 it is exact."""
    from dataclasses import replace

    total = replace(by_name(standard(UNIT))["项目自评执行数合计"], field="执行")
    told = handed_in(amounts, money).about(total, ())
    assert isinstance(told.value, Decimal)
    assert told.lacking == ""
    assert abs(told.value - sum(amounts)) <= told.slack
    assert told.slack == (len(amounts) * 50 if money == "万元" else 0)


def test_which_forms_are_near_which_workbook() -> None:
    """In its folder or below, unless another workbook is nearer; beside all where none lies above."""
    names = ("收/甲/项目/1.xlsx", "收/甲/2.xlsx", "收/乙/下属/项目/3.xlsx")
    names += ("收/乙/4.xlsx", "收/全部项目/5.xlsx", "外/6.xlsx")
    forms = [Form(name, name, PROJECT, "", "", None, {}) for name in names]
    units = [
        Path(name) for name in ("收/甲/甲.xlsx", "收/乙/乙.xlsx", "收/乙/下属/丙.xlsx", "收/乙/下属/丁.xlsx")
    ]
    found = near_units(units, forms)
    own = {unit.stem: sorted(form.path for form in near.own) for unit, near in found.items()}
    shared = {unit.stem: sorted(form.path for form in near.shared) for unit, near in found.items()}
    assert own == {"甲": ["收/甲/2.xlsx", "收/甲/项目/1.xlsx"], "乙": ["收/乙/4.xlsx"], "丙": [], "丁": []}
    everywhere = ["外/6.xlsx", "收/全部项目/5.xlsx"]
    assert shared == {
        "甲": everywhere,
        "乙": everywhere,
        "丙": sorted([*everywhere, "收/乙/下属/项目/3.xlsx"]),
        "丁": sorted([*everywhere, "收/乙/下属/项目/3.xlsx"]),
    }
