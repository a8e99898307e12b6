"""formualizer 0.13.0: computes in this process, fast, and only what the guard lets through."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from xltools.core.errors import EngineRefused
from xltools.core.formulas.unsound import Cut
from xltools.core.model import ErrorValue, Value, Workbook
from xltools.core.refs import Place
from xltools.engines.base import Answers
from xltools.engines.form import QUESTION, Form
from xltools.engines.loaded import FIX, SCRATCH, Loaded
from xltools.engines.scrutiny import Reason

__all__ = ["SCRATCH", "Formualizer"]

#: How many books stay loaded (5 MB each), how many questions may gather in one, and how many formulas one
#: may have: a book with more is a summary, which comes once.
_BOOKS = 4
_QUESTIONS = 10_000
_FORMULAS = 10_000


class Formualizer:
    """The engine of first choice; refuses what it is known, or may be suspected, to compute wrong.

    The books last computed stay loaded: a workbook with exactly the formulas and names of one of them only
    has its inputs put in. A book in use is in nobody's reach, and one that failed is not kept.
    """

    name = "formualizer"

    def __init__(self) -> None:
        self._kept: list[tuple[Form, Loaded]] = []

    def ask(self, workbook: Workbook, questions: Sequence[str]) -> Answers:
        """Recompute every formula cell and answer the questions in one evaluation.

        Numbers come back as int or float, dates as Excel's serial numbers, errors with Excel's codes,
        a circular reference as ``#CIRC!``; a question that is no formula answers ``#SYNTAX!``. Raises
        EngineRefused for a doubtful formula, a doubtful question, or content that cannot be loaded.
        """
        form, book = self._take(workbook)
        asked = form.pose(tuple(questions))
        cells, posed = form.scrutiny, asked.scrutiny
        _refuse(form, cells.doubts, posed.doubts)
        lasting = form.lasting and not posed.fickle
        book = book if book and lasting else Loaded(workbook)
        book.give(workbook)
        probes = (*cells.probes, *posed.probes)
        told = book.answer((*asked.texts, *probes))
        answers = told[: len(asked.texts)]
        computed = {place: book.cell(place.sheet, place.row, place.column) for place in form.places}
        own = list(cells.regrets(list(computed.values()), book.look))
        asking = list(posed.regrets(answers, book.look))
        if lasting and not book.circular:
            self._keep(form, book, computed.values())
        values = dict(zip(probes, told[len(answers) :], strict=True))
        _refuse(form, own or list(cells.ties(values)), asking or list(posed.ties(values)), by_text=False)
        broken = ErrorValue("#SYNTAX!")
        spoken = (value if well else broken for value, well in zip(answers, asked.sound, strict=True))
        return Answers(computed, tuple(spoken), self.name)

    def _take(self, workbook: Workbook) -> tuple[Form, Loaded | None]:
        """The book that has this workbook's formulas, out of those kept; else a new form without a book."""
        for kept in tuple(self._kept):
            if kept[0].fits(workbook):
                try:
                    self._kept.remove(kept)
                except ValueError:  # another thread has it
                    continue
                return kept
        return Form(workbook), None

    def _keep(self, form: Form, book: Loaded, computed: Iterable[Value]) -> None:
        small = book.questions <= _QUESTIONS and len(form.places) <= _FORMULAS
        if small and ErrorValue("#CIRC!") not in computed:
            self._kept = [*self._kept, (form, book)][-_BOOKS:]


def _refuse(form: Form, own: Sequence[Reason], asking: Sequence[Reason], *, by_text: bool = True) -> None:
    """Raise EngineRefused: with the cells at fault, or with the questions, where they alone are."""
    if not own and not asking:
        return
    what = "公式" if own else "规则的算式"
    found = own or [(where.removeprefix(QUESTION), why) for where, why in asking]
    shown = "；".join(f"{where}（{why}）" for where, why in found[:3])
    more = f"等{len(found)}处" if len(found) > 3 else ""
    refused = EngineRefused(f"有{what}不能由内置引擎可靠计算：{shown}{more}", fix=FIX)
    if own:
        refused.cells = _cut(form, own)
    else:
        refused.questions = frozenset(where for where, _ in found)
        refused.by_text = by_text
    raise refused


def _cut(form: Form, own: Sequence[Reason]) -> Mapping[Place, Cut]:
    """The cells at fault, each with why."""
    places = {str(place): place for place in form.places}
    return {places[where]: Cut(why) for where, why in own}
