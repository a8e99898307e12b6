"""Three-way merge of figures: as last generated, as the document shows them, as the workbook has them now."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from xltools.core.merging.pieces import Slot

FigureKind = Literal["更新", "手改", "冲突", "手删", "不再写", "旧数"]


@dataclass(frozen=True, slots=True)
class FigureTold:
    """What became of one figure.

    更新 shows the workbook's value; 手改 shows staff's; 冲突 staff's too, though the workbook's has changed;
    手删 its control is gone; 不再写 the template writes it no longer, so nothing can bring it up to date;
    旧数 its old value stands somewhere as plain words.
    """

    kind: FigureKind
    key: str
    base: str = ""
    mine: str = ""
    theirs: str = ""
    elsewhere: bool = False
    """Staff's value stands in some places only; the others show the workbook's."""


@dataclass(frozen=True, slots=True)
class Shown:
    """What a control is to show. Not ``bound``: others of its key show another value."""

    text: str
    bound: bool = True


@dataclass(frozen=True, slots=True)
class Settled:
    """``shown``: one for each slot, in order; ``values``: key -> (base, value) as the store is to have it."""

    shown: tuple[Shown, ...]
    values: Mapping[str, tuple[str, str]]
    told: tuple[FigureTold, ...]


def settled(
    slots: Sequence[Slot], fresh: Mapping[str, str], bases: Mapping[str, str], typed: Collection[str] = ()
) -> Settled:
    """Decide what every control shows.

    ``fresh``: key -> text as generated now, ``bases``: as last generated; ``typed``: keys of figures that
    stand there as plain words. A store has one value a key, and that is what bound controls show: where
    staff changed only some of a key's controls, those are let go.
    """
    groups: dict[str, list[int]] = {}
    for at, slot in enumerate(slots):
        groups.setdefault(slot.key, []).append(at)
    shown = [Shown(slot.text) for slot in slots]
    values = {key: (text, text) for key, text in fresh.items()}
    told: list[FigureTold] = []
    for key, places in groups.items():
        own = [slots[at] for at in places]
        value, texts = _value(own, fresh.get(key))
        values[key] = (fresh.get(key, own[0].base), value)
        for at, text in zip(places, texts, strict=True):
            shown[at] = Shown(text, text == value)
        told += dict.fromkeys(_told(own, fresh.get(key)))
    told += [
        FigureTold("手删", key, base, "", fresh[key])
        for key, base in bases.items()
        if key in fresh and key not in groups and key not in typed
    ]
    return Settled(tuple(shown), values, tuple(told))


def _value(own: Sequence[Slot], new: str | None) -> tuple[str, list[str]]:
    """The store's value of one key, and what each of its controls shows."""
    kept = [slot.text if new is None or slot.edited else new for slot in own]
    if len(set(kept)) == 1:
        return kept[0], kept
    return (own[0].base if new is None else new), kept


def _told(own: Sequence[Slot], new: str | None) -> Iterator[FigureTold]:
    for slot in own:
        if new is None:
            yield FigureTold("不再写", slot.key, slot.base, slot.text)
        elif slot.text == new:
            continue
        elif not slot.edited:
            yield FigureTold("更新", slot.key, slot.base, slot.text, new)
        else:
            kind: FigureKind = "手改" if slot.base == new else "冲突"
            elsewhere = any(not each.edited or each.text == new for each in own)
            yield FigureTold(kind, slot.key, slot.base, slot.text, new, elsewhere)
