"""What part the figures of a formula have in it: put in, worked out, or a constant."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import replace

from xltools.core.prose.figure import Figure
from xltools.core.prose.figures.labels import label_of
from xltools.core.prose.formulas.chains import chains
from xltools.core.prose.formulas.expression import SIGNS
from xltools.core.prose.formulas.steps import Step, steps


def with_roles(text: str, figures: Sequence[Figure]) -> tuple[Figure, ...]:
    """The figures of one passage; those of its formulas with their roles and their labels."""
    changed = dict(enumerate(figures))
    starts = [figure.start for figure in figures]
    for chain in chains(text):
        parts = steps(text, chain)
        if any(step.is_expression or step.words for step in parts):
            inside = range(bisect_left(starts, chain.start), bisect_left(starts, chain.end))
            head = _head(text, parts[0], [figures[at] for at in inside])
            for at in inside:
                changed[at] = _in_formula(text, parts, head, figures[at])
    return tuple(changed.values())


def _head(text: str, first: Step, figures: Sequence[Figure]) -> str:
    """What the formula works out, named before its first equals sign."""
    before = [figure.end for figure in figures if figure.end <= first.end]
    return label_of(text, first.start, max(before, default=0), first.end, "")


def _in_formula(text: str, parts: Sequence[Step], head: str, figure: Figure) -> Figure:
    step = next((one for one in parts if one.start <= figure.start < one.end), None)
    if figure.kind != "数" or step is None:
        return figure
    if _is_constant(text, figure):
        return replace(figure, role="常数", label="", approximate=False)
    if step is not parts[0] and step.result and step.result.first <= figure.start < step.result.last:
        about = figure.approximate or step.about
        return replace(figure, role="结果", label=head or figure.label, approximate=about)
    if step.is_expression:
        return replace(figure, role="代入", label=_term(parts, step, figure), approximate=False)
    return figure


def _is_constant(text: str, figure: Figure) -> bool:
    """×100%."""
    before = text[: figure.start].rstrip()[-1:]
    return figure.value == 100 and figure.unit in ("%", "") and SIGNS.get(before) == "*"


def _term(parts: Sequence[Step], step: Step, figure: Figure) -> str:
    """What the number put in is: the term of the formula in words, or the words beside it."""
    words = next((one.words for one in reversed(parts[: parts.index(step)]) if one.words), None)
    put_in = step.put_in
    terms = words.terms if words and not words.constants and len(words.terms) == len(put_in) else None
    for at, operand in enumerate(put_in):
        if operand.first <= figure.start < operand.last:
            return terms[at] if terms else figure.label if operand.word else ""
    return ""
