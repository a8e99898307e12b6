"""What else than the unit as a whole the words before a figure may be about: another body, a part of a sum.

全市一般公共预算收入…, 下属中心编制数…, 政府采购支出中，项目支出…: such a figure accuses of little.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from xltools.core.prose.beside.own_names import Names
from xltools.core.prose.beside.terms import Terms
from xltools.core.prose.wording import pattern_of

_YEAR = r"(?:[0-9]{4}年(?:度|末|底|初)?)?"
_BEGIN = r"(?:^|[，。；：、,;:()（）\n\s0-9])"
#: What a sentence is about changes where it comes back to the unit itself (我局, 本单位), and at its end.
_OWN = re.compile(rf"{_BEGIN}(?=我[\u4e00-\u9fff]|本(?![年期次级月季])[\u4e00-\u9fff])")
_PERIOD = re.compile(r"[。！？!?\n]")
#: 政府采购支出中，…
_AMONG = re.compile(
    r"(?:^|[，。；：,;:)）])\s*(?:在|从)?([^，。；：,;:()（）0-9]{2,20})(?<![其年集之])中(?![心小介学央期等间])"
)


@dataclass(frozen=True, slots=True)
class _Scope:
    """From ``start`` on, figures may be about something else: () all; else those not of these blocks."""

    start: int
    blocks: tuple[str, ...] = ()
    own: bool = False


class Scopes:
    """Where in the passages of one report figures are not, or not certainly, the unit's own.

    ``words`` tell of other bodies or of another division (全市, 下属, 按…划分), ``endings`` are what names of
    bodies and areas end with.
    """

    def __init__(self, terms: Terms, names: Names, words: Sequence[str], endings: Sequence[str]) -> None:
        self._terms, self._names = terms, names
        self._others = pattern_of(tuple(words))
        ends = "|".join(map(re.escape, sorted(endings, key=len, reverse=True))) or "(?!)"
        known = "|".join(map(re.escape, terms.known()))
        self._body = re.compile(
            rf"{_BEGIN}\s*(?:其中|另外)?([\u4e00-\u9fff]{{1,25}}?(?:{ends}))的?{_YEAR}(?:{known})"
        )
        self._scopes: dict[str, tuple[tuple[_Scope, ...], tuple[int, ...]]] = {}

    def limited(self, text: str, position: int, block: str) -> bool:
        """Whether a figure there, if it is of that block of the form, may be about something else."""
        if text not in self._scopes:
            found = tuple(sorted(self._of(text), key=lambda scope: scope.start))
            self._scopes[text] = found, tuple(scope.start for scope in found)
        scopes, starts = self._scopes[text]
        for scope in reversed(scopes[: bisect_left(starts, position)]):
            if scope.own:
                return False
            if block not in scope.blocks:
                return True
        return False

    def _of(self, text: str) -> Iterator[_Scope]:
        yield from (_Scope(match.end(), own=True) for match in _PERIOD.finditer(text))
        yield from (_Scope(match.end(), own=True) for match in _OWN.finditer(text))
        yield from (_Scope(match.end()) for match in self._others.finditer(text))
        for match in self._body.finditer(text):
            if self._is_other(match[1]):
                yield _Scope(match.end(1))
        for match in _AMONG.finditer(text):
            blocks = {term.field.block for term in self._terms.of(match[1])}
            yield _Scope(match.end(), tuple(blocks) or ("",))

    def _is_other(self, name: str) -> bool:
        """Whether a name is another's than the unit's: all areas are, its own too."""
        rest = self._terms.led(self._names.without(name))
        return bool(rest) and not (self._names.is_own(name) and len(name) > 2 and name[-1] not in "省市县区")
