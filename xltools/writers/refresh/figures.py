"""The figures of a refreshed report: what each control shows and is bound to, and the store's new state."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from docx.oxml.ns import qn
from lxml.etree import _Element

from xltools.core.merging.pieces import Slot
from xltools.core.merging.settle import FigureTold, Shown, settled
from xltools.writers.bound.controls import controls, key_of, rebind, show, shown
from xltools.writers.bound.store import Entry, Store

_GONE = tuple(map(qn, ("w:del", "w:moveFrom")))


def renew_figures(
    roots: Sequence[_Element],
    known: Sequence[tuple[_Element, Slot]],
    old: Store,
    fresh: Store,
    typed: Collection[str],
) -> tuple[Store, tuple[FigureTold, ...]]:
    """Let every control show its figure; the new store, and what became of the figures.

    ``known`` are the controls the merge dealt with; those elsewhere (headers, text boxes) are found here.
    ``typed``: keys of figures that stand in the words without a control.
    """
    kept = [*known, *_others(roots, known, old)]
    texts = {entry.key: entry.value for entry in fresh.entries}
    bases = {entry.key: entry.base for entry in old.entries}
    decided = settled([slot for _, slot in kept], texts, bases, typed)
    entries = tuple(Entry(key, base, value) for key, (base, value) in decided.values.items())
    places = {entry.key: place for place, entry in enumerate(entries, 1)}
    for (control, slot), state in zip(kept, decided.shown, strict=True):
        _renew(control, slot, state, places)
    listed = {id(control) for control, _ in kept}
    for root in roots:
        for control in controls(root):
            if id(control) not in listed:
                _let_be(control, old, places)
    return replace(fresh, entries=entries), decided.told


def _let_be(control: _Element, old: Store, places: Mapping[str, int]) -> None:
    """A control that was emptied stays so; one whose deletion is tracked may come back, with its figure."""
    key = key_of(control, old)
    deleted = next(control.iterancestors(*_GONE), None) is not None
    deleted = deleted or next(control.iter(*_GONE), None) is not None
    rebind(control, places.get(key) if key and deleted else None, key or "")


def _renew(control: _Element, slot: Slot, state: Shown, places: Mapping[str, int]) -> None:
    if shown(control) != state.text:
        show(control, state.text)
    rebind(control, places[slot.key] if state.bound else None, slot.key)


def _others(
    roots: Sequence[_Element], known: Sequence[tuple[_Element, Slot]], store: Store
) -> list[tuple[_Element, Slot]]:
    """Controls that stand in no block that was merged; empty ones show nothing any more."""
    listed = {id(control) for control, _ in known}
    bases = {entry.key: entry.base for entry in store.entries}
    found = []
    for root in roots:
        for control in controls(root):
            key = key_of(control, store)
            text = shown(control)
            placeholder = control.find(f"{qn('w:sdtPr')}/{qn('w:showingPlcHdr')}") is not None
            if id(control) not in listed and key is not None and text and not placeholder:
                found.append((control, Slot(key, text, bases.get(key, text))))
    return found
