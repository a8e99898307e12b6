"""One figure that several rules tell of is told once, by the rule that knows best."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from tests.counted import calls
from tests.proofs.findings import on
from xltools.core.model import LEVELS, Finding
from xltools.core.prose.once import once
from xltools.core.prose.spot import Spot


def _finding(rule: str, level: int, paragraph: int, start: int, size: int, digits: int) -> Finding:
    text = str(digits).ljust(size, "元")
    return replace(on(Spot(paragraph, start, start + size, text), LEVELS[level]), rule=rule)


_FINDINGS = st.lists(
    st.builds(
        _finding,
        st.sampled_from(("R1", "R2", "R3")),
        st.integers(0, len(LEVELS) - 1),
        st.integers(1, 2),
        st.integers(0, 200),
        st.integers(1, 150),
        st.integers(1, 3),
    ),
    max_size=12,
)


def _is_told_by(other: Finding, finding: Finding, *, earlier: bool) -> bool:
    """Whether the other is of another rule, of the same digits at the same place, and weighs more."""
    one, two = other.spot, finding.spot
    assert one
    assert two
    digits = ["".join(filter(str.isdigit, each.text)) for each in (one, two)]
    meets = one.paragraph == two.paragraph and one.start < two.end and two.start < one.end
    weight, own = LEVELS.index(other.level), LEVELS.index(finding.level)
    weighs = weight > own or (weight == own and earlier)
    return other.rule != finding.rule and digits[0] == digits[1] and meets and weighs


@given(_FINDINGS)
def test_each_is_told_unless_another_tells_it(findings: list[Finding]) -> None:
    """However findings lie: what is left out is what another rule tells, and nothing else."""
    told = [
        each
        for place, each in enumerate(findings)
        if not any(_is_told_by(other, each, earlier=n < place) for n, other in enumerate(findings))
    ]
    assert list(once(findings)) == told


def test_a_paragraph_of_findings_takes_no_longer_for_each() -> None:
    """Of four times as many findings the work is some four times as much, not sixteen."""

    def told(many: int) -> int:
        found = [_finding("R1", 0, 1, 7 * each, 6, 100) for each in range(many)]
        return calls(lambda: list(once(found)))

    assert told(800) < 6 * told(200)
