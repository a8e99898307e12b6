"""The key of a finding: what changes it, and what does not."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from tests.core.answered import GOOD
from tests.core.answered import returned as sent
from tests.form.books import CLEAN
from xltools.core.model import Datum, Finding, Record, Source, Workbook
from xltools.core.refs import Place
from xltools.core.returned.answers import answers
from xltools.core.returned.item import Item
from xltools.core.returned.key import keys_of
from xltools.core.returned.match import match
from xltools.readers.xlsx import read

HERE, THERE, SIDE = Place("表", 5, 3), Place("表", 9, 3), Place("表", 5, 4)
FINDING = Finding("R001", "核实", "不通过", "差1", (HERE, SIDE), "数", Decimal(7), Decimal(6))


def record(number: str = "7", side: str = "6", name: str = "一", row: int = 5) -> Record:
    """A record of one row of a table and one cell beside it."""
    cells = {
        "名称": Datum("名称", name, Place("表", row, 2)),
        "数": Datum("数", Decimal(number), Place("表", row, 3)),
    }
    beside = {"旁": Datum("旁", Decimal(side), SIDE)}
    return Record("规范", Source("a.xlsx", ""), "1", "甲", 2022, beside, {"表": (cells,)})


def key(finding: Finding = FINDING, **cells: str) -> str:
    """The key of a finding over these cells."""
    return str(keys_of([finding], record(**cells))[0])  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "same",
    [
        replace(FINDING, message="别的说法"),
        replace(FINDING, outcome="已说明", explanation=GOOD),
        replace(FINDING, left=Decimal("7.000"), right=Decimal("6.000000000000001")),
        replace(FINDING, fix="改", basis="据", tolerance=Decimal(1), cause="R002"),
    ],
)
def test_what_is_said_of_a_finding_leaves_its_key(same: Finding) -> None:
    """Words, remedy, outcome and the noise of binary sums are no figures."""
    assert key(same) == key()


@pytest.mark.parametrize(
    "other",
    [
        replace(FINDING, rule="R002"),
        replace(FINDING, field="别的"),
        replace(FINDING, places=(THERE, SIDE)),
        replace(FINDING, left=Decimal("7.01")),
        replace(FINDING, right=Decimal("6.01")),
        replace(FINDING, right="6"),
        replace(FINDING, left=Decimal("99999999999.98")),
    ],
)
def test_what_a_finding_is_and_its_figures_make_its_key(other: Finding) -> None:
    """Rule, field, cell and both sides, to the cent."""
    assert key(other) != key()
    assert key(replace(other, left=Decimal("99999999999.99"))) != key(other)


def test_the_values_in_its_cells_are_figures() -> None:
    """A cell the rule looked at counts though both sides stay the same; so does what its row is called."""
    assert len({key(), key(number="7.01"), key(side="6.01"), key(name="二")}) == 4


def test_findings_without_sides_are_told_by_their_words() -> None:
    """What was found in files or in the form has only its message, less the cause it names."""
    bare = replace(FINDING, left=None, right=None, message="清单所列2个文件不在")
    assert key(replace(bare, message="清单所列3个文件不在")) != key(bare)
    caused = replace(bare, message="清单所列2个文件不在（由 R002 引起，改正后再判）", cause="R002")
    assert key(caused) == key(bare)


def test_findings_told_apart_by_words_alone_have_keys_of_their_own() -> None:
    """Neither key is the one that is left when the other finding is gone."""
    pair = [replace(FINDING, message="预算"), replace(FINDING, message="决算")]
    keys = {str(each) for each in keys_of(pair, record())}
    assert len({*keys, key()}) == 3


def test_findings_nothing_tells_apart_have_one_answer() -> None:
    """Twice the same finding: one row answers both."""
    twice = [FINDING, FINDING]
    lines = [Item(FINDING, "待说明", str(keys_of(twice, record())[0]), answer=GOOD)]
    rows = answers(sent(Workbook("a.xlsx", "", ()), lines))
    matched, gone = match(twice, rows, record())
    assert [[answer.text for answer in each.held] for each in matched] == [[GOOD], [GOOD]]
    assert gone == []


def test_a_workbook_without_the_sheet_has_no_answers() -> None:
    """No sheet of the form is taken for 审核结果."""
    assert answers(read(CLEAN)) == ()
