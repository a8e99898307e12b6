"""What a workbook shares with all others of its form: formulas, names and sheets, and what they tell."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from xltools.core.model import Workbook
from xltools.core.refs import Place
from xltools.engines.grammar import FormulaSyntaxError, exemplar, parse
from xltools.engines.scrutiny import Names, Posed, Scrutiny

#: For how many batches of questions a form remembers what they tell.
_BATCHES = 64


#: How the reasons name a question, before its text.
QUESTION = "提问 "


@dataclass(frozen=True, slots=True)
class Asked:
    """A batch of questions: as formulas, one that is none replaced; which are sound; what they tell."""

    texts: tuple[str, ...]
    sound: tuple[bool, ...]
    scrutiny: Scrutiny


class Form:
    """The formulas, names and sheets of a workbook, without its inputs.

    ``places`` are its formula cells in order, ``scrutiny`` what their formulas tell. It is ``lasting`` when a
    book loaded with it may be used again: no array formula, no value that depends on more than the inputs.
    """

    def __init__(self, workbook: Workbook) -> None:
        self._key = _key(workbook)
        self._names = Names(workbook.names)
        self._hidden = frozenset(sheet.name for sheet in workbook.sheets if sheet.hidden_rows)
        self._asked: dict[tuple[str, ...], Asked] = {}
        self.places = tuple(Place(sheet.name, *at) for sheet in workbook.sheets for at in sheet.formulas)
        cells = tuple(
            Posed(str(Place(sheet.name, *at)), formula, sheet.name, sheet.arrays.get(at))
            for sheet in workbook.sheets
            for at, formula in sheet.formulas.items()
        )
        self.scrutiny = Scrutiny(cells, self._names, self._hidden)
        self.lasting = not self.scrutiny.fickle and not any(sheet.arrays for sheet in workbook.sheets)

    def fits(self, workbook: Workbook) -> bool:
        """Whether a workbook is of this form: nothing but its inputs and its looks differs."""
        return self._key == _key(workbook)

    def pose(self, questions: tuple[str, ...]) -> Asked:
        """What the questions tell, found once for the same questions."""
        asked = self._asked.get(questions)
        if asked is None:
            if len(self._asked) >= _BATCHES:
                self._asked.clear()
            asked = self._asked[questions] = self._pose(questions)
        return asked

    def _pose(self, questions: tuple[str, ...]) -> Asked:
        formulas = [text if text.startswith("=") else f"={text}" for text in questions]
        sound = tuple(map(_is_formula, formulas))
        texts = tuple(text if well else "=NA()" for text, well in zip(formulas, sound, strict=True))
        posed = tuple(Posed(QUESTION + text, text) for text in texts)
        return Asked(texts, sound, Scrutiny(posed, self._names, self._hidden))


def _key(workbook: Workbook) -> tuple[Any, ...]:
    """All that formualizer is given besides the inputs."""
    sheets = tuple((s.name, s.formulas, s.arrays, bool(s.hidden_rows)) for s in workbook.sheets)
    return workbook.date1904, sheets, workbook.names


def _is_formula(text: str) -> bool:
    try:
        parse(exemplar(text))
    except FormulaSyntaxError:
        return False
    return True
