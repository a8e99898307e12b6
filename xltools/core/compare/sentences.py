"""Two texts that belong together: their figures one by one, and the words that were changed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache

from xltools.core.compare.reading import Reading, loose, read
from xltools.core.compare.verdict import Verdict, judge

#: A figure as written in a text, with the unit of money or percent behind it.
_FIGURE = re.compile(r"(?:(?<![0-9A-Za-z.])-)?[0-9]+(?:,[0-9]{3})*(?:\.[0-9]+)?(?:万元|亿元|元|万|亿|%)?")
_MARKS = re.compile(r"[\s,.;:!?、。，；：！？…·()（）\[\]《》〈〉“”‘’\"'\-—]+")

#: How many signs around a change are shown, and how many of the change itself.
_AROUND, _LONGEST = 6, 40
#: Stands for any figure while words are compared; no text holds it.
_SLOT = "\ufffc"


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a text: a figure, or one sign (``figure`` is None)."""

    text: str
    figure: Reading | None = None

    @property
    def shape(self) -> str:
        """The piece as words are compared: any figure is like any other."""
        return self.text if self.figure is None else _SLOT


@dataclass(frozen=True, slots=True)
class Change:
    """One change between two texts: a pair of figures with their verdict, or words that differ."""

    submitted: str
    published: str
    verdict: Verdict


@lru_cache(maxsize=4096)
def parts(text: str) -> tuple[Part, ...]:
    """A text in pieces."""
    words, found, at = loose(text), [], 0
    for match in _FIGURE.finditer(words):
        found += [Part(sign) for sign in words[at : match.start()]]
        found.append(Part(match[0], read(match[0])))
        at = match.end()
    return (*found, *map(Part, words[at:]))


@lru_cache(maxsize=4096)
def shape(text: str) -> str:
    """The words of a text, with every figure as one sign."""
    return "".join(part.shape for part in parts(text))


@lru_cache(maxsize=4096)
def key(text: str) -> str:
    """What is equal for texts that say the same in words and figures."""
    return "".join(part.text if part.figure is None else f"<{part.figure.key}>" for part in parts(text))


def figures(text: str) -> int:
    """How many figures a text holds."""
    return sum(part.figure is not None for part in parts(text))


def changes(submitted: str, published: str) -> tuple[Change, ...]:
    """What differs between two texts, in order; () where they say the same."""
    left, right = parts(submitted), parts(published)
    if len(left) > len(right) or (len(left) == len(right) and loose(submitted) > loose(published)):
        # difflib is not symmetric: the same side always comes first.
        matches = [(tag, c, d, a, b) for tag, a, b, c, d in _opcodes(right, left)]
    else:
        matches = _opcodes(left, right)
    return tuple(_found(left, right, matches))


def _opcodes(left: Sequence[Part], right: Sequence[Part]) -> list[tuple[str, int, int, int, int]]:
    shapes = [part.shape for part in left], [part.shape for part in right]
    return list(SequenceMatcher(None, *shapes, autojunk=False).get_opcodes())


def _found(
    left: Sequence[Part], right: Sequence[Part], matches: Sequence[tuple[str, int, int, int, int]]
) -> Iterator[Change]:
    for tag, a, b, c, d in matches:
        if tag == "equal":
            for one, other in zip(left[a:b], right[c:d], strict=True):
                if one.figure is not None and other.figure is not None:
                    verdict = _judged(one.figure, other.figure)
                    if verdict is not None:
                        yield Change(one.text, other.text, verdict)
        else:
            yield _words(left, right, (a, b), (c, d))


def _judged(one: Reading, other: Reading) -> Verdict | None:
    return None if one.words == other.words else judge(one, other)


def _words(
    left: Sequence[Part], right: Sequence[Part], one: tuple[int, int], other: tuple[int, int]
) -> Change:
    """Words that differ, with a few signs around them; nothing but punctuation is only worth mentioning."""
    texts = [_joined(side[slice(*cut)]) for side, cut in ((left, one), (right, other))]
    figure = any(p.figure is not None for p in (*left[slice(*one)], *right[slice(*other)]))
    marks = not figure and all(not _MARKS.sub("", text) for text in texts)
    verdict = Verdict("文字", "提示", "只有标点不同") if marks else Verdict("文字", "不同")
    return Change(_around(left, one), _around(right, other), verdict)


def _around(side: Sequence[Part], cut: tuple[int, int]) -> str:
    """The change in its surroundings: …自评得分【98】分… as people read it."""
    first, last = cut
    before = _joined(side[max(0, first - _AROUND) : first])
    changed = _joined(side[first:last])
    after = _joined(side[last : last + _AROUND])
    if len(changed) > _LONGEST:
        changed = changed[: _LONGEST // 2] + "…" + changed[-_LONGEST // 2 :]
    lead = "…" if first > _AROUND else ""
    tail = "…" if last + _AROUND < len(side) else ""
    return f"{lead}{before}【{changed}】{after}{tail}"


def _joined(side: Sequence[Part]) -> str:
    return "".join(part.text for part in side)
