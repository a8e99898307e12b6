"""Single digits of the published report changed: nearly every change is found beside the workbook."""

from __future__ import annotations

from random import Random

from tests.prose.beside import seed
from tests.prose.mutation import mutations, share

#: A fixed sample of all changes, kept small: the whole is run by ``python -m tests.prose.mutation``.
SAMPLE, SEED = 60, 5


def test_changed_digits_of_amounts_rates_counts_and_formulas_are_all_found() -> None:
    """Each of a sample of changes in figures with a value is found at its sentence, or named."""
    chance = Random(SEED)  # noqa: S311  # a choice, no secret
    every = [each for each in mutations(chance, 1) if each.figure.kind == "数"]
    _, missed = share(chance.sample(every, SAMPLE), seed())
    assert missed == []


def test_changed_digits_of_dates_and_documents() -> None:
    """Nearly all of these are found: a year alone may well be another one."""
    chance = Random(SEED)  # noqa: S311  # a choice, no secret
    every = [each for each in mutations(chance, 1) if each.figure.kind in ("日期", "文号")]
    _, missed = share(chance.sample(every, SAMPLE), seed())
    assert len(missed) <= 2
