"""LibreOffice's values for one workbook, looked at before they are believed: by text, by value, by size."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from xltools.core.formulas.dependence import Dependence
from xltools.core.formulas.held import array_area
from xltools.core.model import ErrorValue, Value, Workbook
from xltools.core.refs import Area, Place
from xltools.engines.base import Answers
from xltools.engines.grammar import parse, qualify
from xltools.engines.hindsight import Spot
from xltools.engines.scrutiny import Names
from xltools.engines.second_guard import one_value, text_doubts, value_doubts

_NO_DIVISOR, _NOT_THERE = ErrorValue("#DIV/0!"), ErrorValue("#N/A")
#: Functions that say so themselves when there is nothing.
_SEEKING = frozenset({"NA", "MATCH", "VLOOKUP", "HLOOKUP", "LOOKUP", "IFS", "SWITCH", "RANK"})


class Second:
    """Asks of each formula cell whether LibreOffice's value may be saved; ``dynamic``: those that spill."""

    def __init__(self, workbook: Workbook, found: Dependence, dynamic: Collection[Place]) -> None:
        self._workbook = workbook
        self._found = found
        self._dynamic = dynamic
        self._names = Names(workbook.names)
        self._cells = {
            Place(sheet.name, *at): (text, at in sheet.arrays)
            for sheet in workbook.sheets
            for at, text in sheet.formulas.items()
        }

    def by_text(self, known: Collection[Place]) -> dict[Place, str]:
        """The cells whose formulas it must not be given, with why, but for those ``known`` anyway."""
        return {
            place: "、".join(reasons)
            for place, (text, array) in self._cells.items()
            if place not in known and (reasons := text_doubts(text, self._names, array=array))
        }

    def by_values(self, values: Mapping[Place, Value], known: Collection[Place]) -> dict[Place, str]:
        """The cells whose computed values must not be believed, with why."""

        def look(spot: Spot) -> Iterator[Value]:
            return self._look(spot, values)

        doubts = {}
        for place, (text, _) in self._cells.items():
            if place in known:
                continue
            why = next(value_doubts(text, place.sheet, self._names, look), "") or self._error(place, values)
            if why:
                doubts[place] = why
        return doubts

    def _error(self, place: Place, values: Mapping[Place, Value]) -> str:
        """What it cannot compute it calls an error too: such a one must arise elsewhere, or be saved so."""
        error = values.get(place)
        if not isinstance(error, ErrorValue) or error in (_NO_DIVISOR, self._workbook.value(place)):
            return ""
        calls = {node.text for node in parse(self._cells[place][0]).walk() if node.kind == "call"}
        if error == _NOT_THERE and calls & _SEEKING:
            return ""
        arises = all(values.get(other) != error for other in self._found.uses.get(place, ()))
        return f"LibreOffice 得出 {error}，它算不了的也显示为错误" if arises else ""

    def _look(self, spot: Spot, values: Mapping[Place, Value]) -> Iterator[Value]:
        name, (top, left, bottom, right) = spot
        sheet = next((each for each in self._workbook.sheets if each.name.upper() == name.upper()), None)
        for row, line in enumerate(sheet.values[top - 1 : bottom] if sheet else (), top):
            for column, value in enumerate(line[left - 1 : right], left):
                yield values.get(Place(sheet.name, row, column), value) if sheet else None

    def sizes(self, origins: Collection[Place]) -> list[str]:
        """What asks how many rows and columns each formula that spills gives now."""
        questions = []
        for place, _ in self._spills(origins):
            inner = qualify(self._cells[place][0], place.sheet).removeprefix("=")
            questions += [f"=SUMPRODUCT(ROWS({inner}))", f"=SUMPRODUCT(COLUMNS({inner}))"]
        return questions

    def resized(self, origins: Collection[Place], answers: Answers) -> dict[Place, str]:
        """The formulas that fill another area now than the file gives them, with why they are refused."""
        doubts = {}
        sizes = zip(answers.values[::2], answers.values[1::2], strict=True)
        for (place, area), now in zip(self._spills(origins), sizes, strict=True):
            before = (area.last_row - area.first_row + 1, area.last_column - area.first_column + 1)
            if now != before:
                told = f"{now[0]} 行 {now[1]} 列" if isinstance(now[0], int) else "算不出来"
                doubts[place] = f"溢出区域的大小变了（文件里 {before[0]} 行 {before[1]} 列，现在{told}）"
        return doubts

    def _spills(self, origins: Collection[Place]) -> list[tuple[Place, Area]]:
        spills = []
        for place in sorted(self._dynamic):
            sheet = self._workbook.sheet(place.sheet)
            area = array_area(sheet, (place.row, place.column)) if sheet else None
            if area is None or place in origins:
                continue
            if not (area.single and one_value(self._cells[place][0], self._names)):
                spills.append((place, area))
        return spills
