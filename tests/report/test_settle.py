"""Figures settled key by key: what a control shows, what its store keeps, what is told."""

from __future__ import annotations

import pytest

from tests.counted import calls
from xltools.core.merging.pieces import Paragraph, Slot, Table
from xltools.core.merging.settle import FigureTold, Shown, settled
from xltools.core.merging.stale import stale

KEY = "支出|元"


def slots(*texts: str, base: str = "100") -> list[Slot]:
    return [Slot(KEY, text, base) for text in texts]


@pytest.mark.parametrize(
    ("texts", "new", "shown", "value", "kinds"),
    [
        (["100", "100"], "100", ["100", "100"], "100", []),
        (["100", "100"], "120", ["120", "120"], "120", ["更新"]),
        (["77", "77"], "100", ["77", "77"], "77", ["手改"]),
        (["77", "77"], "120", ["77", "77"], "77", ["冲突"]),
        (["77", "100"], "120", ["77", "120"], "120", ["冲突", "更新"]),
        (["77", "78"], "120", ["77", "78"], "120", ["冲突", "冲突"]),
        (["120", "120"], "120", ["120", "120"], "120", []),
        (["120", "100"], "120", ["120", "120"], "120", ["更新"]),
        (["77"], None, ["77"], "77", ["不再写"]),
    ],
)
def test_base_document_and_workbook(texts, new, shown, value, kinds) -> None:
    found = settled(slots(*texts), {} if new is None else {KEY: new}, {KEY: "100"})
    assert [each.text for each in found.shown] == shown
    assert found.values[KEY] == (new or "100", value)
    assert [each.kind for each in found.told] == kinds


def test_a_bound_control_shows_what_the_store_has() -> None:
    """What differs from the store is let go, or the store would show through."""
    found = settled(slots("77", "100"), {KEY: "120"}, {KEY: "100"})
    assert found.shown == (Shown("77", bound=False), Shown("120"))
    assert found.told[0] == FigureTold("冲突", KEY, "100", "77", "120", elsewhere=True)


def test_a_figure_without_control_is_told_unless_it_stands_in_the_words() -> None:
    assert [each.kind for each in settled([], {KEY: "120"}, {KEY: "100"}).told] == ["手删"]
    assert not settled([], {KEY: "120"}, {KEY: "100"}, {KEY}).told
    assert not settled([], {KEY: "120"}, {}).told


def test_an_old_figure_typed_by_hand_is_told() -> None:
    told = [FigureTold("更新", KEY, "13884857.75", "13884857.75", "14321284")]
    words = Paragraph(tuple("项目共用13884857.75元。"))
    (found,) = stale([Table((((words,),),))], told, {"14321284"})
    assert (found.kind, found.key, found.base, found.theirs) == ("旧数", KEY, "13884857.75", "14321284")
    assert found.mine == "项目共用13884857.75元。"


@pytest.mark.parametrize(
    ("text", "current"),
    [("共13884857.75元。", {"13884857.75"}), ("共113884857.75元。", set()), ("共13884857.7元。", set())],
)
def test_another_number_is_not(text, current) -> None:
    told = [FigureTold("更新", KEY, "13884857.75", "13884857.75", "14321284")]
    assert not list(stale([Paragraph(tuple(text))], told, current))


def test_a_paragraph_of_numbers_takes_no_longer_for_each() -> None:
    """Of four times as many numbers in one paragraph the work is some four times as much, not sixteen."""

    def told(many: int) -> int:
        words = Paragraph(tuple("2022年12月31日至" * many))
        return calls(lambda: list(stale([words], [], set())))

    assert told(400) < 6 * told(100)
