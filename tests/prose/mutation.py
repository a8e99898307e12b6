"""Single digits of the published report changed, one at a time: how many changes are found.

``python -m tests.prose.mutation [seed] [-v]`` prints the share found with and without the workbook, by kind.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

from tests.core.altered import standard
from tests.prose.beside import TEXT, found, narrative, seed
from xltools.core.model import Checked, Finding
from xltools.core.prose.figure import Figure
from xltools.core.prose.read import Read

#: How many other digits each digit is changed to.
EACH = 3


@dataclass(frozen=True)
class Mutation:
    """One digit changed: the figure it is in, where the digit stands in its passage, and the new one."""

    figure: Figure
    at: int
    digit: str

    @property
    def kind(self) -> str:
        """What the figure is: an amount, a rate, a count, a date, a number of a list or of a document."""
        if self.figure.kind != "数":
            return self.figure.kind
        if self.figure.role == "常数":
            return "常数"
        return {"元": "金额", "%": "比率"}.get(self.figure.unit, "个数" if self.figure.unit else "算式里的数")


def lines() -> list[str]:
    """The passages of the report."""
    return [passage.text for passage in narrative(TEXT).passages]


def mutations(chance: Random, each: int = EACH) -> Iterator[Mutation]:
    """Every digit of every figure, changed to ``each`` other digits; a change must change the figure."""
    for figure in Read(narrative(TEXT), standard()).figures:
        for step, sign in enumerate(figure.text):
            if sign.isascii() and sign.isdigit():
                for digit in chance.sample([digit for digit in "0123456789" if digit != sign], each):
                    yield Mutation(figure, figure.start + step, digit)


def mutated(mutation: Mutation) -> str:
    """The report with that one digit changed."""
    passages = lines()
    text = passages[mutation.figure.passage]
    passages[mutation.figure.passage] = text[: mutation.at] + mutation.digit + text[mutation.at + 1 :]
    return "\n".join(passages)


def is_found(mutation: Mutation, before: Counter[tuple[str, str]], after: list[Finding]) -> bool:
    """Whether a finding that was not there before points into the figure's sentence or names the figure."""
    figure = mutation.figure
    at = mutation.at - figure.start
    named = figure.text[:at] + mutation.digit + figure.text[at + 1 :]
    left = Counter(before)
    for finding in after:
        if left[_key(finding)] > 0:
            left[_key(finding)] -= 1
            continue
        spot = finding.spot
        start, end = figure.sentence
        if spot and spot.paragraph == figure.passage + 1 and spot.start < end and start < spot.end:
            return True
        if named in finding.message:
            return True
    return False


def keys(findings: list[Finding]) -> Counter[tuple[str, str]]:
    """Findings by what they say."""
    return Counter(map(_key, findings))


def _key(finding: Finding) -> tuple[str, str]:
    return finding.rule, finding.message


def share(every: list[Mutation], workbook: Checked | None) -> tuple[Counter[str], list[Mutation]]:
    """How many changes are found, by kind, and those that are not."""
    before = keys(found(TEXT, workbook))
    hits: Counter[str] = Counter()
    missed = []
    for mutation in every:
        if is_found(mutation, before, found(mutated(mutation), workbook)):
            hits[mutation.kind] += 1
        else:
            missed.append(mutation)
    return hits, missed


def main(arguments: list[str]) -> None:
    """Print the shares."""
    chance = Random(int(next((a for a in arguments if a.isdigit()), "1")))  # noqa: S311  # a choice, no secret
    every = list(mutations(chance))
    kinds = Counter(mutation.kind for mutation in every)
    print(f"{len(every)} changes")
    for title, workbook in (("with workbook", seed()), ("without", None)):
        hits, missed = share(every, workbook)
        print(f"{title}: {hits.total()} = {hits.total() / len(every):.1%}")
        print("  " + ", ".join(f"{kind} {hits[kind]}/{count}" for kind, count in kinds.items()))
        for mutation in missed if "-v" in arguments and workbook else ():
            text = mutated(mutation).split("\n")[mutation.figure.passage]
            around = text[max(0, mutation.at - 15) : mutation.at + 12]
            print(f"  {mutation.kind} {mutation.figure.passage} {mutation.figure.text} -> {around}")


if __name__ == "__main__":
    main(sys.argv[1:])
