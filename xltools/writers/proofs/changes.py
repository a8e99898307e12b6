"""Repairs as tracked changes (修订): Accept makes them, Reject gives back the very text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from copy import deepcopy

from lxml import etree

from xltools.core.prose.proposal import AUTHOR
from xltools.readers.word.names import child, kind
from xltools.writers.proofs.elements import W, made, put_after, say, take_out

_TRACKED = frozenset(("rPrChange", "ins", "del", "moveFrom", "moveTo"))


def propose(runs: Sequence[etree._Element], text: str, ids: Iterator[str]) -> None:
    """Strike out whole runs and put text in their place, in the look of the first."""
    last = runs[-1]
    for run in runs:
        last = _tracked(run, "del", ids)
        run.addprevious(last)
        last.append(run)
        for each in run.iterchildren(f"{W}t"):
            each.tag = f"{W}delText"
    if text:
        put_after(last, _inserted(runs[0], text, ids))


def insert(run: etree._Element, text: str, ids: Iterator[str], *, before: bool) -> None:
    """Put text before or behind a run, in its look; behind what replaces a run that was struck out."""
    new = _inserted(run, text, ids)
    above = run.getparent()
    anchor = above if above is not None and _is_ours(above, "del") else run
    if before:
        anchor.addprevious(new)
        return
    following = None if anchor is run else anchor.getnext()
    replaced = following is not None and _is_ours(following, "ins")
    put_after(following if following is not None and replaced else anchor, new)


def take_back(root: etree._Element) -> None:
    """Reject every change that we proposed and nobody has accepted."""
    for name in ("ins", "del"):
        for change in list(root.iter(W + name)):
            if _is_ours(change, name):
                for each in change.iter(f"{W}delText"):
                    each.tag = f"{W}t"
                take_out(change, leave=name == "del")


def _is_ours(element: etree._Element, name: str) -> bool:
    return element.tag == W + name and element.get(f"{W}author") == AUTHOR


def _inserted(run: etree._Element, text: str, ids: Iterator[str]) -> etree._Element:
    change = _tracked(run, "ins", ids)
    new = etree.SubElement(change, run.tag)
    properties = child(run, "rPr")
    if properties is not None:
        look = deepcopy(properties)
        look.tail = None
        for each in [each for each in look if kind(each) in _TRACKED]:
            look.remove(each)
        new.append(look)
    say(new, text)
    return change


def _tracked(near: etree._Element, name: str, ids: Iterator[str]) -> etree._Element:
    # No date: outputs do not depend on the clock, and a made-up one would be false.
    return made(near, name, {"id": next(ids), "author": AUTHOR})
