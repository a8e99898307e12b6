"""Answers are not lost with hidden columns, broken headings, or a rule that could not be judged this time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pytest

from tests.core.answered import GOOD, answer, book_of, checked, doubting, of_rule, returned
from xltools.core.model import Workbook
from xltools.core.returned import layout
from xltools.core.returned.answers import without_results
from xltools.core.returned.items import items

STANDARD = doubting({})
BOOK = book_of(STANDARD, {"甲": 1.0, "乙": 2.0, "丙": 5.0})
#: Rows of a table, each compared with a cell.
ROWS = doubting({"循环范围": "明细表", "左式": "=[@数]", "右式": "=乙", "标注单元格": "[@数]"})
TABLE = ({"名称": "一", "数": 7.0}, {"名称": "二", "数": 8.0}, {"名称": "三", "数": 9.0})


def reheaded(heads: Mapping[str, str]) -> Workbook:
    """The answered workbook with other headings in its sheet 审核结果."""
    book = returned(BOOK, items(checked(BOOK, STANDARD), STANDARD), {0: answer(GOOD)})
    sheet = book.sheets[-1]
    head, _ = layout.headings(sheet) or (0, {})
    grid = list(sheet.values)
    grid[head - 1] = tuple(heads.get(str(cell), cell) for cell in grid[head - 1])
    return replace(book, sheets=(*book.sheets[:-1], replace(sheet, values=tuple(grid))))


@pytest.mark.parametrize(
    "heads",
    [
        {layout.KEY.label: "", layout.FILLS.label: ""},
        {layout.ANSWER.label: " 核实\n说明 ", layout.RULE.label: "编 号"},
    ],
)
def test_answers_are_read_without_the_hidden_columns_and_with_headings_broken(heads: dict[str, str]) -> None:
    """Staff delete hidden columns and break headings over lines; no answer is lost."""
    book = reheaded(heads)
    assert checked(book, STANDARD).findings[0].outcome == "已说明"
    assert without_results(book).sheets == BOOK.sheets


def test_what_could_not_be_judged_is_not_taken_for_gone() -> None:
    """What was answered of a rule that is 未判 now is 未判, not 已消除; judged again, it has its answer."""
    sent = items(checked(book_of(ROWS, {"乙": 1.0}, *TABLE), ROWS), ROWS)
    typed = {row: answer(f"第{row}项划转的人员较多") for row in range(3)}
    unjudged = checked(returned(book_of(ROWS, {}, *TABLE), sent, typed), ROWS)
    assert {finding.outcome for finding in of_rule(unjudged)} == {"未判"}
    left = items(unjudged, ROWS)
    assert {line.status for line in left} == {"未判"}
    assert {line.finding.outcome for line in left} == {"未判"}
    assert "第2项划转的人员较多" in [line.answer for line in left]
    later = checked(returned(book_of(ROWS, {}, *TABLE), left), ROWS)
    assert items(later, ROWS) == left
    back = checked(returned(book_of(ROWS, {"乙": 1.0}, *TABLE), left), ROWS)
    assert "第2项划转的人员较多" in [finding.explanation for finding in of_rule(back)]


def test_cells_are_told_from_the_top_down() -> None:
    """What is told of several answers names their cells in the order of the sheet, and links to the first."""
    sent = items(checked(book_of(ROWS, {"乙": 1.0}, *TABLE), ROWS), ROWS)
    turned = returned(book_of(ROWS, {"乙": 1.0}, *TABLE), sent[::-1], dict.fromkeys(range(3), answer("无")))
    (told,) = of_rule(checked(turned, ROWS), "R130")
    cells = [place.cell for place in told.places]
    assert len(cells) == 3
    assert cells == sorted(cells, key=lambda cell: int(cell[1:]))
    assert "、".join(cells) in told.message
