"""A cell nobody can compute is said once, at the cell; only what rests on it is not judged."""

from __future__ import annotations

from functools import lru_cache

import pytest

from tests.core.altered import standard
from tests.form.books import CLEAN
from tests.mutation.draft import Draft
from xltools.checking import check_workbook
from xltools.core.check import prepare
from xltools.core.layout import lay_out
from xltools.core.model import Checked, ErrorValue, Finding, Value, Workbook
from xltools.core.refs import Place
from xltools.engines.formualizer import Formualizer
from xltools.engines.soffice import find
from xltools.readers.xlsx import read

ENGINE = Formualizer()
BESIDE = Place("自评表", 90, 30)


@lru_cache(maxsize=1)
def sample() -> Workbook:
    """The clean sample."""
    return read(CLEAN)


def at(name: str) -> Place:
    """Where a field stands."""
    return lay_out(standard()).cells[name].place


FIELD, TOTAL = at("基本支出_决算"), at("支出合计_决算")


def checked(cells: dict[Place, Value], engine: object = ENGINE) -> Checked:
    """The clean sample with other content in some cells (a text with = is a formula), checked."""
    draft = Draft(sample())
    for place, content in cells.items():
        if isinstance(content, str) and content.startswith("="):
            draft.put_formula(place, content)
        else:
            draft.put(place, content)
    return check_workbook(draft.done(), standard(), engine)  # type: ignore[arg-type]


def own(found: Checked) -> list[Finding]:
    """The findings that are laid to no other."""
    return [finding for finding in found.findings if not finding.cause]


def not_judged(found: Checked) -> set[str]:
    """The rules that were not judged."""
    return {finding.rule for finding in found.findings if finding.outcome == "未判"}


@lru_cache(maxsize=1)
def resting() -> frozenset[str]:
    """The rules that rest on the field, by what a blank text there keeps from being judged."""
    return frozenset(not_judged(checked({FIELD: "说不清"})))


def test_a_function_that_is_none_stops_only_what_rests_on_it() -> None:
    """One finding at the cell; the other rules are judged, and no engine's error stands over the workbook."""
    if find() is None:
        pytest.skip("LibreOffice tells a function nobody knows")
    from xltools.engines import choose

    found = checked({FIELD: "=FOO(1)"}, choose())
    (finding,) = own(found)
    assert found.error is None
    assert (finding.rule, finding.outcome, finding.places) == ("R045", "不通过", (FIELD,))
    assert "认不出函数 FOO" in finding.message
    assert not_judged(found) == resting()


@pytest.mark.parametrize(
    "formula", ["=FOO(1)", '=INDIRECT("A1")', "=SUM(表一[支出])", "=SUM(封面:自评表!A1)"]
)
def test_what_another_program_might_compute_is_not_judged_and_no_fault(formula: str) -> None:
    """Without LibreOffice nobody can tell: the cell is 未判, and so is all that rests on it."""
    found = checked({FIELD: formula})
    refused = next(each for each in found.findings if each.rule == "R045")
    assert (refused.outcome, refused.places) == ("未判", (FIELD,))
    assert formula in refused.message
    assert found.error is None
    assert found.count("错误") == 0
    assert not_judged(found) == resting() | {"R045"}


@pytest.mark.parametrize("code", ["#无效数字!", "#无效字符串!", "#BUSY!"])
def test_a_damaged_cell_is_a_fault_of_its_own(code: str) -> None:
    """What the reader found no value in is said there, and hides nothing else."""
    found = checked({FIELD: ErrorValue(code)})
    (finding,) = own(found)
    assert (finding.rule, finding.places, found.error) == ("R045", (FIELD,), None)
    assert code in finding.message
    assert not_judged(found) == resting()


def test_a_damaged_cell_beside_the_form_reaches_the_field_that_takes_it() -> None:
    """It is called after the field; a formula that would turn its error into 0 makes nothing of it."""
    found = checked({BESIDE: ErrorValue("#无效数字!"), FIELD: f"=IFERROR({BESIDE.cell},0)+1"})
    (finding,) = own(found)
    assert finding.places == (BESIDE, FIELD)
    assert "基本支出(决算)" in finding.message
    assert not_judged(found) == resting()


def test_a_formula_of_the_form_replaced_by_one_nobody_knows_is_a_changed_formula() -> None:
    """R086 says it, with what the form's own would give; that no engine computes it is not said again."""
    found = checked({TOTAL: "=FOO(1)"})
    (finding,) = own(found)
    assert (finding.rule, finding.places) == ("R086", (TOTAL,))
    assert "按表样的公式应得 8,205,000.5" in finding.message


def test_a_random_figure_is_never_judged() -> None:
    """Chance gives every check another figure: the cell is told, what rests on it is 未判."""
    for formula in ("=RAND()", "=RANDBETWEEN(1,9)", '=CELL("row",A1)'):
        found = checked({FIELD: formula})
        (finding,) = own(found)
        assert (finding.rule, finding.places) == ("R099", (FIELD,))
        assert not_judged(found) == resting()


def test_what_nobody_needs_may_be_anything() -> None:
    """A formula beside the form on which no field rests is nobody's business."""
    assert checked({BESIDE: "=FOO(1)+RAND()"}).findings == checked({}).findings


def test_no_internal_word_is_said() -> None:
    """Messages name cells; how the engines are asked is nobody's business."""
    for cells in ({FIELD: "=FOO(1)"}, {TOTAL: "=FOO(1)"}, {FIELD: ErrorValue("#无效数字!")}):
        found = checked(cells)
        said = [each.message for each in found.findings] + list(found.error or ())
        assert not [text for text in said if "提问" in text or "None" in text]


def test_a_value_put_back_is_computed_again() -> None:
    """What vanishes when the form's formula is put back is laid to it, though nobody can compute it now."""
    found = checked({TOTAL: "=FOO(1)", FIELD: 5_000_000})
    laid = {finding.rule: finding.cause for finding in found.findings if finding.cause}
    assert laid["R034"] == f"R086 {TOTAL}" or "R034" not in not_judged(found)
    assert {finding.rule for finding in own(found)} >= {"R086", "R032"}


def test_cells_are_taken_out_of_what_the_engine_is_given() -> None:
    """The engine sees an error there, never a figure, and no formula."""
    draft = Draft(sample())
    draft.put_formula(FIELD, "=RAND()")
    prepared = prepare(draft.done(), standard())
    sheet = prepared.workbook.sheet(FIELD.sheet)
    assert sheet is not None
    assert prepared.workbook.value(FIELD) == ErrorValue("#N/A")
    assert (FIELD.row, FIELD.column) not in sheet.formulas
