"""What reports call the fields of a standard: by label, alias or name, with words of measure (口径) apart."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from xltools.core.standard import Field, Standard

_SIGNS = re.compile(r"[\s“”\"'‘’()（）\[\]《》:：、·]+")
_BRACKETS = re.compile(r"[(（][^()（）]*[)）]")
_PART_OF = re.compile(r"^其中")
_YEAR = r"(?:20[0-9]{2}年(?:度|底|末)?)"
_HAN = re.compile(r"[\u4e00-\u9fff]")

#: A term with fewer Chinese characters may be anything: it links what agrees, and accuses of little.
_STRONG = 3


@dataclass(frozen=True, slots=True)
class Term:
    """A field that ``words`` mean, the measures they name (() for none), and whether that is certain."""

    field: Field
    words: str
    measures: tuple[str, ...]
    strong: bool


class Terms:
    """The fields of a standard by the words for them.

    ``before`` and ``after`` are words that may stand around a label and say nothing; ``measures`` are
    “word=measure” pairs, a word several times where it may mean several.
    """

    def __init__(
        self, fields: Iterable[Field], before: Sequence[str], after: Sequence[str], measures: Sequence[str]
    ) -> None:
        self._before = re.compile(f"^(?:{_YEAR}|{_any(before)})+")
        self._after = re.compile(f"(?:{_any(after)})+$")
        self._measures: dict[str, list[str]] = defaultdict(list)
        for pair in measures:
            word, _, measure = pair.partition("=")
            self._measures[word].append(measure)
        self._longest = sorted(self._measures, key=len, reverse=True)
        self._fields: dict[str, list[Field]] = defaultdict(list)
        for field in fields:
            for word in dict.fromkeys(map(self.core, _words(field))):
                if word:
                    self._fields[word].append(field)
        self._known: dict[str, tuple[Term, ...]] = {}

    @staticmethod
    def plain(label: str) -> str:
        """A label without signs."""
        return _PART_OF.sub("", _SIGNS.sub("", label))

    def trimmed(self, label: str) -> str:
        """A label without the words behind it that say nothing."""
        return self._after.sub("", label) or label

    def led(self, label: str) -> str:
        """A label without the words before it that say nothing."""
        return self._before.sub("", label)

    def known(self) -> tuple[str, ...]:
        """Every word a field goes by, the longest first."""
        return tuple(sorted(self._fields, key=len, reverse=True))

    def core(self, label: str) -> str:
        """A label without signs and the words around it that say nothing."""
        rest = self.plain(label)
        while True:
            shorter = self._after.sub("", self._before.sub("", rest)) or rest
            if shorter == rest:
                return rest
            rest = shorter

    def of(self, label: str) -> tuple[Term, ...]:
        """The fields a label means; () where it is none's word."""
        if label not in self._known:
            self._known[label] = tuple(self._find(label))
        return self._known[label]

    def measures_in(self, text: str) -> tuple[str, ...]:
        """The measures that the last of the words for them in a text means; () where there is none."""
        found = [(text.rfind(word) + len(word), len(word), word) for word in self._measures if word in text]
        return tuple(self._measures[max(found)[2]]) if found else ()

    def going_on(self, label: str, field: Field, *, strong: bool) -> Iterator[Term]:
        """A label that is nothing but words of measure, as said of a field named before."""
        measures = tuple(self._measures.get(self.core(label), ()))
        if set(measures) & set(field.measures):
            yield Term(field, "", measures, strong=strong)

    def _find(self, label: str) -> Iterator[Term]:
        core, plain = self.core(label), self.plain(label)
        if core in self._fields:
            yield from (Term(f, core, (), self._in_full(f, plain)) for f in self._fields[core])
            return
        for word in self._longest:
            if not core.startswith(word) and not core.endswith(word):
                continue
            rest = self.core(core.removesuffix(word) if core.endswith(word) else core.removeprefix(word))
            measures = tuple(self._measures[word])
            found = [f for f in self._fields.get(rest, ()) if set(measures) & set(f.measures)]
            if found:
                yield from (Term(f, rest, measures, self._in_full(f, plain)) for f in found)
                return

    @staticmethod
    def _in_full(field: Field, label: str) -> bool:
        """Whether a label holds one of the field's words in full, and not a mere part of it."""
        words = map(Terms.plain, _words(field))
        return any(word in label and len(_HAN.findall(word)) >= _STRONG for word in words)


def _words(field: Field) -> Iterator[str]:
    """What a field is called, with and without what its label has in brackets."""
    yield from (field.label, _BRACKETS.sub("", field.label), field.name, *field.aliases)


def _any(words: Sequence[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True)) or r"(?!)"


def linkable(standard: Standard) -> tuple[Field, ...]:
    """The single-cell items whose value a figure or date of a report may be."""
    return tuple(field for field in standard.items if field.numeric or field.kind == "日期")
