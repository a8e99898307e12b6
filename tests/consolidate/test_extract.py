"""What a summary keeps of a file: nothing that is summed, listed or said gets lost on the way."""

from __future__ import annotations

import pickle
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xltools.core.consolidation.extract import Extract, extract, refused
from xltools.core.consolidation.figure import Figures
from xltools.core.consolidation.figures import figures_of
from xltools.core.consolidation.kept import from_bytes, to_bytes
from xltools.core.errors import InputError
from xltools.core.model import Checked, Source
from xltools.core.refs import Place
from xltools.core.standard import Standard
from xltools.runner import check_files, load_standard, workbooks_in

WORKBOOKS = Path(__file__).parents[2] / "workbooks"
SOURCE = Source("甲.xlsx", "ab" * 32)
NAMES = tuple(f"项{number}" for number in range(6))

NUMBERS = st.one_of(
    st.decimals(allow_nan=False, allow_infinity=False, places=2, min_value=-(10**13), max_value=10**13),
    st.decimals(allow_nan=False, allow_infinity=False),
    st.sampled_from([Decimal(-(1 << 63)), Decimal("1E-30"), Decimal("1E+40"), Decimal("0.00")]),
)
GIVEN = st.dictionaries(st.sampled_from(NAMES), NUMBERS)


@pytest.fixture(scope="module")
def checked() -> list[Checked]:
    """All sample workbooks of units, checked."""
    return [each for each in check_files(workbooks_in([WORKBOOKS])) if each.standard != "项目支出自评"]


def packed(numbers: dict[str, Decimal]) -> Figures:
    """These numbers, each in a cell of its own."""
    places = {name: Place("表", row, 3) for row, name in enumerate(NAMES, 1)}
    return Figures(NAMES, {name: (value, places[name]) for name, value in numbers.items()}, SOURCE)


@given(GIVEN)
def test_figures_are_what_was_packed(numbers: dict[str, Decimal]) -> None:
    """Every number comes out exactly, with its cell and file; a blank stays a blank, and 0 is none."""
    figures = packed(numbers)
    assert dict(figures.numbers()) == numbers
    assert {name: figure.value for name, figure in figures.items()} == numbers
    assert len(figures) == len(numbers)
    for name in NAMES:
        assert (name in figures) == (name in numbers) == (figures.number(name) is not None)
    assert all(figure.source == SOURCE and figure.place.column == 3 for figure in figures.values())
    assert pickle.loads(pickle.dumps(figures)) == figures  # noqa: S301  # our own


@given(GIVEN, GIVEN)
def test_figures_are_equal_by_what_they_hold(one: dict[str, Decimal], other: dict[str, Decimal]) -> None:
    """Equal numbers are equal figures, and only those."""
    assert (packed(one) == packed(other)) == (one == other)


def test_an_extract_has_what_the_check_had(checked: list[Checked]) -> None:
    """Cover, verdict, findings, figures, scores and score differences are those of the whole check."""
    assert len(checked) >= 4
    for each in checked:
        standard = load_standard(each.standard)
        assert each.record is not None
        found = extract(standard, each)
        assert found.findings == each.findings
        assert [found.count(key) for key in ("错误", "核实", "提示", "未判")] == [
            each.count(key) for key in ("错误", "核实", "提示", "未判")
        ]
        figures, problems = figures_of(standard, each.record)
        assert dict(found.figures.items()) == figures
        assert set(problems) <= set(found.problems)
        assert (found.code, found.name, found.year) == (each.record.code, each.record.name, each.record.year)
        assert each.scores is not None
        assert (found.totals, found.compared) == (each.scores.totals, each.scores.noteworthy)


def test_bytes_keep_all_of_an_extract(checked: list[Checked]) -> None:
    """Kept in a ledger and read again it is equal, wherever the file lies now."""
    for each in checked:
        standard = load_standard(each.standard)
        found = extract(standard, each, cells=True)
        assert from_bytes(to_bytes(found), standard, found.source) == found
        moved = from_bytes(to_bytes(found), standard, Source("别处.xlsx", found.sha256))
        assert moved.path == "别处.xlsx"
        assert {figure.source.path for figure in moved.figures.values()} <= {"别处.xlsx"}
        assert (
            replace(moved, path=found.path, figures=found.figures, rates=found.rates, own=found.own) == found
        )


@settings(max_examples=60)
@given(data=st.data())
def test_damaged_bytes_are_no_extract(checked: list[Checked], data: st.DataObject) -> None:
    """Cut off or with another byte in it, what is kept is refused or says the same: never a crash."""
    standard = load_standard(checked[0].standard)
    kept = bytearray(to_bytes(extract(standard, checked[0])))
    position = data.draw(st.integers(0, len(kept) - 1))
    if data.draw(st.booleans()):
        kept = kept[:position]
    else:
        kept[position] ^= data.draw(st.integers(1, 255))
    try:
        found = from_bytes(bytes(kept), standard, SOURCE)
        assert isinstance(found, Extract)
        assert isinstance(found.findings, tuple)
    except (ValueError, InputError):
        pass


def test_alike_is_what_is_reported(standard: Standard, make: Callable[..., Checked]) -> None:
    """Equal reports are alike wherever they lie and however a number is written; another word is another."""
    one = extract(standard, make("1", path="a.xlsx", 财政下达预算数=Decimal("1.50")))
    same = extract(standard, make("1", path="b.xlsx", 财政下达预算数=Decimal("1.5")))
    other = extract(standard, make("1", path="c.xlsx", 财政下达预算数=Decimal("1.51")))
    assert one.alike == same.alike != other.alike


def test_a_further_finding_refuses_a_file(checked: list[Checked]) -> None:
    """It stands after the others, is counted, and the file is not passed."""
    found = next(each for each in (extract(load_standard(c.standard), c) for c in checked) if each.findings)
    more = replace(found.findings[0], level="错误", outcome="不通过", message="另一条")
    again = refused(found, more)
    assert again.verdict == "不通过"
    assert again.findings == (*found.findings, more)
    assert again.count("错误") == found.count("错误") + 1
