"""Sequences are aligned: every item once, in order, fixed pairs kept, equal items found again."""

from __future__ import annotations

from collections import Counter

from hypothesis import given, settings
from hypothesis import strategies as st

from xltools.core.compare.align import align

words = st.lists(st.sampled_from("甲乙丙丁戊"), max_size=12)


def _unlike(_i: int, _j: int) -> float:
    return 0.0


def _apart(_i: int, _j: int) -> float:
    return -1.0


def same(left: list[str], right: list[str], i: int, j: int) -> float:
    """1 for equal items."""
    return float(left[i] == right[j])


@given(words, words)
@settings(deadline=None)
def test_each_item_once_and_in_order(left: list[str], right: list[str]) -> None:
    """Both sides are there whole and in order, whatever was paired."""
    pairs = align(left, right, lambda i, j: same(left, right, i, j))
    assert [i for i, _ in pairs if i is not None] == list(range(len(left)))
    assert [j for _, j in pairs if j is not None] == list(range(len(right)))


@given(words, st.lists(st.integers(0, 11), max_size=4))
@settings(deadline=None)
def test_deleted_items(left: list[str], gone: list[int]) -> None:
    """Where items were only deleted, every one that is left is found again in an equal one."""
    right = [item for n, item in enumerate(left) if n not in gone]
    pairs = align(left, right, lambda i, j: same(left, right, i, j) or -1.0)
    assert all(left[i] == right[j] for i, j in pairs if i is not None and j is not None)
    assert Counter(left[i] for i, j in pairs if i is not None and j is None) == Counter(left) - Counter(right)


@given(words, words)
@settings(deadline=None)
def test_symmetric(left: list[str], right: list[str]) -> None:
    """Swapping the sides gives the same pairs."""
    ahead = align(left, right, lambda i, j: same(left, right, i, j))
    back = align(right, left, lambda i, j: same(right, left, i, j))
    assert sorted(map(str, ahead)) == sorted(str((i, j)) for j, i in back)


@given(words, words, st.data())
@settings(deadline=None)
def test_fixed_pairs(left: list[str], right: list[str], data: st.DataObject) -> None:
    """Fixed pairs that rise on both sides are kept; one that crosses them is not."""
    size = data.draw(st.integers(0, min(len(left), len(right))))
    lefts = sorted(data.draw(st.permutations(range(len(left))))[:size])
    rights = sorted(data.draw(st.permutations(range(len(right))))[:size])
    fixed = list(zip(lefts, rights, strict=True))
    pairs = align(left, right, lambda i, j: same(left, right, i, j), fixed)
    assert set(fixed) <= set(pairs)
    if len(fixed) > 2:
        crossing = (fixed[0][0], fixed[-1][1])
        assert crossing not in align(left, right, _unlike, [*fixed, crossing])


def test_items_that_must_not_be_paired() -> None:
    """Items whose alikeness is negative stay apart."""
    assert align(["甲"], ["乙"], _apart) in ([(0, None), (None, 0)], [(None, 0), (0, None)])


def test_many_items() -> None:
    """Long sequences without anything in common are paired by order, not given up."""
    left, right = [f"左{n}" for n in range(900)], [f"右{n}" for n in range(901)]
    pairs = align(left, right, _unlike)
    assert len(pairs) == 901
