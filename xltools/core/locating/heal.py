"""Choose between what the names say and what the words say: both, the words where they are alone, or neither.

A field is never guessed: where two places are as good, or two fields want one cell, it is lost.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from xltools.core.layout import Cell, Layout
from xltools.core.locating.bracket import Bracket
from xltools.core.locating.frame import Frame
from xltools.core.locating.headings import Texts
from xltools.core.locating.located import Located, Move, Strange
from xltools.core.locating.seek import Sightings
from xltools.core.refs import Area, Place

#: How many times as many words a sheet must hold as any other to be taken for the form's without its names.
CLEAR = 10


@dataclass
class Choice:
    """The places chosen so far, how, and what is left."""

    cells: dict[str, Place] = field(default_factory=dict)
    moves: list[Move] = field(default_factory=list)
    strange: list[Strange] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    doubts: dict[str, tuple[Place, ...]] = field(default_factory=dict)


def choose(layout: Layout, frame: Frame, texts: Texts, pointed: Located, seen: Sightings) -> Choice:
    """Choose a place for every cell of the form.

    ``pointed`` is where the defined names point, ``seen`` where the words of each field stand.
    """
    named = pointed.cells
    agreed = {name: place for name, place in named.items() if place in seen.cells.get(name, ())}
    homes = homes_of(layout, frame, texts, pointed, seen)
    choice = Choice(
        {name: p for name, p in agreed.items() if p.sheet == homes[layout.cells[name].place.sheet]}
    )
    found: dict[str, Place] = {}
    for name, cell in layout.cells.items():
        if name in choice.cells:
            continue
        home = homes[cell.place.sheet]
        places = tuple(place for place in seen.cells.get(name, ()) if home in (place.sheet, ""))
        if len(places) == 1 and home:
            found[name] = places[0]
        elif places:
            choice.doubts[name] = places
    _take(choice, pointed, found)
    columns = _label_columns(choice, layout, frame, texts)
    for name in _kept(choice, layout, frame, texts, named):
        column = columns.get((_form_block(layout.cells[name]), named[name].sheet), 0)
        choice.strange.append(_strange(frame, seen, texts, name, named[name], column))
        choice.cells[name] = named[name]
    choice.lost = [name for name in layout.cells if name not in choice.cells]
    choice.cells = {name: choice.cells[name] for name in layout.cells if name in choice.cells}
    return choice


def homes_of(
    layout: Layout, frame: Frame, texts: Texts, pointed: Located, seen: Sightings
) -> Mapping[str, str]:
    """For each sheet of the form the one sheet that holds its fields; "" where a copy is as good.

    It is where names and words agree most often; or where nearly all the words are, if no names point to some
    other sheet. Never a bit here and a bit there, for what stands on a copy is another figure.
    """
    votes = {cell.place.sheet: _Votes(Counter(), Counter(), Counter()) for cell in layout.cells.values()}
    for name, cell in layout.cells.items():
        vote, places = votes[cell.place.sheet], seen.cells.get(name, ())
        labelled = (sheet for sheet, _, _ in texts.places.get(frame.words[name][0], ()))
        vote.words.update({place.sheet for place in places} if cell.table else set(labelled))
        place = pointed.cells.get(name)
        if place is not None and name not in pointed.local:
            vote.names[place.sheet] += 1
            vote.both[place.sheet] += place in places
    return {sheet: vote.winner() for sheet, vote in votes.items()}


@dataclass(frozen=True, slots=True)
class _Votes:
    """How many fields of a sheet of the form each sheet of the workbook has: by names, by words, by both."""

    names: Counter[str]
    words: Counter[str]
    both: Counter[str]

    def winner(self) -> str:
        by_both = _most(self.both, 1)
        by_words = _most(self.words, CLEAR)
        return by_both or (by_words if _most(self.names, 1) in ("", by_words) else "")


def _most(counts: Counter[str], times: int) -> str:
    """What is counted more than so many times as often as anything else, or ""."""
    (best, count), (_, second) = (*counts.most_common(2), ("", 0), ("", 0))[:2]
    return best if count > times * second else ""


def _take(choice: Choice, pointed: Located, found: Mapping[str, Place]) -> None:
    """Take what the words alone tell, but no cell that two fields want."""
    wanted = Counter([*choice.cells.values(), *found.values()])
    for name, place in found.items():
        if wanted[place] > 1:
            choice.doubts[name] = (place,)
            continue
        choice.cells[name] = place
        before = pointed.cells.get(name)
        area = pointed.wide.get(name) if before is None else _area(before)
        choice.moves.append(Move(name, area, _area(place)))


def _kept(
    choice: Choice, layout: Layout, frame: Frame, texts: Texts, named: Mapping[str, Place]
) -> list[str]:
    """The fields only their names tell, that stand between their neighbours where nothing else belongs."""
    taken = set(choice.cells.values())
    left = {
        name: place
        for name, place in named.items()
        if name not in choice.cells and name not in choice.doubts and place not in taken
    }
    wanted, bracket = Counter(left.values()), Bracket(layout, choice.cells)
    return [
        name
        for name, place in left.items()
        if wanted[place] == 1
        and _labelled(texts, layout.cells[name], place)
        and bracket.holds(name, place)
        and not _elsewhere(texts, frame.words[name][0], place, taken)
    ]


def _labelled(texts: Texts, cell: Cell, place: Place) -> bool:
    """Whether anything stands left of a cell, in a table in its row: a row of the form has words."""
    return any(column <= place.column or cell.table for column in texts[place.sheet, place.row])


def _elsewhere(texts: Texts, label: str, place: Place, taken: set[Place]) -> bool:
    """Whether the label stands in some other row of the sheet: then that row may be the field's."""
    places = (Place(*at) for at in texts.places.get(label, ()))
    return any(p.sheet == place.sheet and p.row != place.row and p not in taken for p in places)


def _form_block(cell: Cell) -> tuple[str, str]:
    return cell.place.sheet, cell.table or cell.field.block


def _label_columns(
    choice: Choice, layout: Layout, frame: Frame, texts: Texts
) -> Mapping[tuple[tuple[str, str], str], int]:
    """In which column the labels of each block stand on each sheet, by most of its fields."""
    seen: dict[tuple[tuple[str, str], str], Counter[int]] = {}
    for name, place in choice.cells.items():
        label, _ = frame.words[name]
        key = _form_block(layout.cells[name]), place.sheet
        at = (column for column, text in texts[place.sheet, place.row].items() if text == label)
        seen.setdefault(key, Counter()).update(at)
    return {key: counts.most_common(1)[0][0] for key, counts in seen.items() if counts}


def _strange(frame: Frame, seen: Sightings, texts: Texts, name: str, place: Place, column: int) -> Strange:
    """What is altered beside a field that only its name tells: its label, or else its heading.

    ``column`` is where labels of its block stand.
    """
    label, _ = frame.words[name]
    row = texts[place.sheet, place.row]
    left = {text for at, text in row.items() if at <= place.column or at == column}
    if label not in left:
        return Strange(name, place, "label", row.get(column, ""))
    top = seen.above(place.sheet, place.row)
    now = texts[place.sheet, top.row].get(place.column, "") if top else ""
    return Strange(name, place, "heading", now)


def _area(place: Place) -> Area:
    return Area(place.sheet, place.row, place.column, place.row, place.column)
