"""What a check came to, counted while its results pass by; from it the exit code."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from xltools.commands.base import CLEAN, FAILED, FOUND
from xltools.core.model import LEVELS, Checked

#: What is counted, strongest first.
KEYS = (*reversed(LEVELS), "未判", "规则异常")
#: What was answered: counted beside them, for it fails nothing.
ANSWERED = ("已说明", "已认可")

NEVER = "never"


@dataclass
class Tally:
    """Files by verdict, findings by key."""

    verdicts: Counter[str] = field(default_factory=Counter)
    findings: Counter[str] = field(default_factory=Counter)
    errors: int = 0

    def watch(self, results: Iterable[Checked]) -> Iterator[Checked]:
        """Hand on the results and count them; nothing is kept of them."""
        for checked in results:
            self.verdicts[checked.verdict] += 1
            self.findings.update({key: checked.count(key) for key in (*KEYS, *ANSWERED)})
            self.errors += checked.error is not None
            yield checked

    @property
    def files(self) -> int:
        """How many files were counted."""
        return self.verdicts.total()

    def exit_code(self, fail_on: str) -> int:
        """0, 1 or 2: what could not be done outweighs what was found.

        From 核实 down an unjudged rule counts too: whoever asks that much wants to see data missing.
        """
        if self.errors or self.findings["规则异常"]:
            return FAILED
        if fail_on == NEVER:
            return CLEAN
        counted: tuple[str, ...] = LEVELS[LEVELS.index(fail_on) :]
        if fail_on != "错误":
            counted = (*counted, "未判")
        return FOUND if any(self.findings[key] for key in counted) else CLEAN
