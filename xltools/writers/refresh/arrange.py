"""A merge's plan carried out on the XML of the edited report."""

from __future__ import annotations

from collections.abc import Sequence

from docx.oxml.ns import qn
from lxml import etree

from xltools.core.merging.pieces import Slot
from xltools.core.merging.plan import Arranged, Edit, ParagraphEdit, Placed, RowEdit, TableEdit
from xltools.writers.bound.blocks import BlockAt, RowAt
from xltools.writers.refresh.copies import Copies
from xltools.writers.refresh.rewrite import rewrite

#: What begins at one mark and ends at another.
_RANGES = ("bookmark", "commentRange", "perm", "moveFromRange", "moveToRange")
_SIDES = {"Start": "End", "End": "Start"}
_MARKS = tuple(qn(f"w:{name}{side}") for name in _RANGES for side in _SIDES)


class Arranging:
    """Carries out one plan.

    ``slots``: the controls of what stood already, with their figures; ``charts``: drawings to redraw, each
    with the one to copy; ``typed``: figures without a control.
    """

    def __init__(self, copies: Copies) -> None:
        self._copies = copies
        self.slots: list[tuple[etree._Element, Slot]] = []
        self.charts: list[tuple[etree._Element, etree._Element]] = []
        self.typed: set[str] = set()

    def blocks(
        self,
        holder: etree._Element,
        plan: Arranged,
        mine: Sequence[BlockAt],
        theirs: Sequence[BlockAt],
    ) -> None:
        """Bring the blocks of a body or cell into their new state."""
        own = [each.elements for each in mine]
        new = [each.elements for each in theirs]
        self._put_in_order(holder, plan, own, new)
        for each in plan.order:
            if each.mine is not None:
                other = None if each.theirs is None else theirs[each.theirs]
                self._block(mine[each.mine], each.edit, other)

    def _block(self, mine: BlockAt, edit: Edit | None, theirs: BlockAt | None) -> None:
        if isinstance(edit, ParagraphEdit) and theirs is not None:
            self._paragraph(mine, edit, theirs)
        elif isinstance(edit, TableEdit) and theirs is not None:
            self._table(mine, edit.rows, theirs)
        else:
            self._keep(mine)

    def _paragraph(self, mine: BlockAt, edit: ParagraphEdit, theirs: BlockAt) -> None:
        gone = {at for splice in edit.splices for at in range(splice.start, splice.end)}
        keys = dict(edit.keys)
        for at, spot in enumerate(mine.spots):
            if isinstance(spot.piece, Slot) and at not in gone:
                slot = spot.piece
                self.slots.append((spot.element, Slot(keys.get(at, slot.key), slot.text, slot.base)))
        self.typed.update(edit.typed)
        self.charts += [(mine.spots[at].element, theirs.spots[place].element) for at, place in edit.charts]
        rewrite(mine.elements[0], mine.spots, edit.splices, self._copies.control)

    def _keep(self, block: BlockAt) -> None:
        """A block that stays as it is: its figures are still figures."""
        for spot in block.spots:
            if isinstance(spot.piece, Slot):
                self.slots.append((spot.element, spot.piece))
        for row in block.rows:
            self._keep_row(row)

    def _keep_row(self, row: RowAt) -> None:
        for cell in row.cells:
            for block in cell:
                self._keep(block)

    def _table(self, mine: BlockAt, plan: Arranged, theirs: BlockAt) -> None:
        own = [(row.element,) for row in mine.rows]
        new = [(row.element,) for row in theirs.rows]
        added = self._put_in_order(mine.elements[0], plan, own, new)
        for each in plan.order:
            if each.mine is None:
                continue
            row = mine.rows[each.mine]
            if not isinstance(each.edit, RowEdit) or each.theirs is None:
                self._keep_row(row)
                continue
            other = theirs.rows[each.theirs]
            holders = [element for element in row.element.iter(qn("w:tc")) if _row_of(element) is row.element]
            for holder, inner, cell, fresh in zip(
                holders, each.edit.cells, row.cells, other.cells, strict=True
            ):
                self.blocks(holder, inner, cell, fresh)
            if added or plan.dropped:
                _merge_as(row.element, other.element)

    def _put_in_order(
        self,
        holder: etree._Element,
        plan: Arranged,
        mine: Sequence[tuple[etree._Element, ...]],
        theirs: Sequence[tuple[etree._Element, ...]],
    ) -> bool:
        """Insert what is new, move what moves, drop what goes; whether anything was inserted."""
        added = False
        last: etree._Element | None = None
        for each in plan.order:
            if each.mine is not None and not each.moves:
                last = mine[each.mine][-1]
                continue
            for element in self._coming(each, mine, theirs):
                added = added or each.mine is None
                if last is not None:
                    last.addnext(element)
                else:
                    _first(holder, element, mine)
                last = element
        for index in plan.dropped:
            for element in mine[index]:
                _spare_marks(element)
                _remove(element)
        return added

    def _coming(
        self,
        placed: Placed,
        mine: Sequence[tuple[etree._Element, ...]],
        theirs: Sequence[tuple[etree._Element, ...]],
    ) -> list[etree._Element]:
        """The elements of what takes another place, or of a copy."""
        if placed.mine is not None:
            return list(mine[placed.mine])
        copies = (self._copies.of(element) for element in theirs[placed.theirs or 0])
        return [copy for copy in copies if copy is not None]


def _first(
    holder: etree._Element, element: etree._Element, mine: Sequence[tuple[etree._Element, ...]]
) -> None:
    """Put an element before all blocks; behind a cell's or table's properties where there are none."""
    standing = next((each[0] for each in mine if each[0] is not element), None)
    if standing is not None:
        standing.addprevious(element)
        return
    properties = [child for child in holder if str(child.tag).endswith(("Pr", "tblGrid"))]
    body_end = holder.find(qn("w:sectPr"))
    if body_end is not None:
        body_end.addprevious(element)
    elif properties:
        properties[-1].addnext(element)
    else:
        holder.insert(0, element)


def _row_of(cell: etree._Element) -> etree._Element | None:
    """The row a cell stands in."""
    return next(cell.iterancestors(qn("w:tr")), None)


def _merge_as(row: etree._Element, fresh: etree._Element) -> None:
    """Merge the row's cells with those above them as in a fresh table: rows came or went between them."""
    cells, others = (list(each.iter(qn("w:tc"))) for each in (row, fresh))
    if len(cells) != len(others):
        return
    for cell, other in zip(cells, others, strict=True):
        mark, wanted = (each.find(f"{qn('w:tcPr')}/{qn('w:vMerge')}") for each in (cell, other))
        if mark is not None and wanted is not None:
            value = wanted.get(qn("w:val"))
            if qn("w:val") in mark.attrib:
                del mark.attrib[qn("w:val")]
            if value is not None:
                mark.set(qn("w:val"), value)


def _spare_marks(element: etree._Element) -> None:
    """Put the marks of bookmarks and comments that reach beyond an element before it."""
    marks = [(*_mark_of(mark), mark) for mark in element.iter(*_MARKS)]
    known = {(name, side, number) for name, side, number, _ in marks}
    for name, side, number, mark in marks:
        if (name, _SIDES[side], number) not in known:
            mark.tail = None
            element.addprevious(mark)


def _mark_of(mark: etree._Element) -> tuple[str, str, str]:
    """What a mark is of (bookmark, commentRange …), which side of it, and its number."""
    word = etree.QName(mark).localname
    side = next(each for each in _SIDES if word.endswith(each))
    return word.removesuffix(side), side, mark.get(qn("w:id"), "")


def _remove(element: etree._Element) -> None:
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)
