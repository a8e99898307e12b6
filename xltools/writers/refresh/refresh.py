"""A report that staff edited, brought up to what its workbook says now.

Three documents: base (what was last generated: the report's own store), mine (the report as it is), theirs
(one freshly generated). Whatever the merge leaves alone keeps its bytes.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import PurePath

from xltools.core.errors import InputError
from xltools.core.merging.applied import applied
from xltools.core.merging.merge import merge
from xltools.core.merging.pieces import Block
from xltools.core.merging.plan import Told
from xltools.core.merging.settle import FigureTold
from xltools.core.merging.signature import decoded
from xltools.core.merging.stale import stale
from xltools.core.merging.whose import Whose
from xltools.writers.bound.blocks import blocks, models
from xltools.writers.bound.store import Store, store_xml
from xltools.writers.refresh.arrange import Arranging
from xltools.writers.refresh.charts import redraw
from xltools.writers.refresh.contents import headings, renew_contents
from xltools.writers.refresh.copies import Copies
from xltools.writers.refresh.figures import renew_figures
from xltools.writers.refresh.opened import Report, open_generated


@dataclass(frozen=True, slots=True)
class Refreshed:
    """The refreshed report and what became of its figures and words.

    ``changed``: whether the document, or what it remembers of its generation, is other than before; a
    workbook that merely was saved again is no change. ``charts`` were redrawn, ``undrawn`` ones are no longer
    as generated. ``refused`` pictures or notes are generated now that could not be put in. ``contents``: the
    table of contents was listed anew, without page numbers. ``own`` paragraphs and tables are staff's or were
    changed by them.
    """

    content: bytes
    changed: bool
    figures: tuple[FigureTold, ...]
    words: tuple[Told, ...]
    charts: int = 0
    undrawn: int = 0
    refused: int = 0
    contents: bool = False
    own: int = 0


def refreshed(content: bytes, path: str, fresh: bytes) -> Refreshed:
    """Merge what was freshly generated into a report.

    InputError for a report that was not generated with a store of figures, PatchRefused for one that would
    not stay what it is. The result is read again before it is given back.
    """
    mine, theirs = open_generated(content, path), open_generated(fresh, path)
    bases = {entry.key: entry.base for entry in mine.store.entries}
    base = tuple(decoded(signature, bases) for signature in mine.store.blocks)
    own, new = mine.blocks(), theirs.blocks()
    titles = headings(mine)
    plan = merge(base, models(own), models(new))
    copies = Copies(mine, theirs)
    arranging = Arranging(copies)
    arranging.blocks(mine.body, plan.blocks, own, new)
    drawn = [redraw(mine, drawing, theirs, model) for drawing, model in arranging.charts]
    slots = [*arranging.slots, *copies.slots]
    store, figures = renew_figures(mine.roots, slots, mine.store, theirs.store, arranging.typed)
    after = models(blocks(mine.body, store, mine.part))
    if not copies.refused and after != applied(plan.blocks, models(own), models(new)):
        raise _not_as_merged(path)
    told = (*figures, *stale(after, figures, {entry.base for entry in store.entries}))
    relisted = renew_contents(mine, titles)
    if store != mine.store:
        mine.draft.replace(mine.store_part, store_xml(store))
    return Refreshed(
        mine.draft.content() if mine.draft.changed() else content,
        _is_changed(mine, store),
        told,
        plan.told,
        drawn.count(True),
        drawn.count(False),
        copies.refused,
        relisted,
        _edited(base, models(own)),
    )


def _not_as_merged(path: str) -> InputError:
    return InputError(
        f"“{PurePath(path).name}”改写后再读一遍，与应有的内容不一致，没有写出",
        fix="原件没有改动；请把报告和工作簿发给维护者",
        code="not-as-merged",
    )


def _is_changed(mine: Report, store: Store) -> bool:
    """Whether anything but the workbook's fingerprint and whose it is is other than before."""
    others = set(mine.draft.changed()) - {mine.store_part}
    return bool(others) or _told(store) != _told(mine.store)


def _told(store: Store) -> Store:
    """What readers are told of a store's changes."""
    return replace(store, workbook="", whose=Whose())


def _edited(base: tuple[Block, ...], mine: tuple[Block, ...]) -> int:
    known = set(base)
    return sum(block not in known for block in mine)
